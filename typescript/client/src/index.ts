// The door of `@mizan/client`. It re-exports and decides nothing.

export { type Client, type ClientOptions, createClient, type InvalidateListener } from "./client.ts";
export { type ContextDefinition, defineContext, defineFunction, type FunctionDefinition } from "./define.ts";
export {
  ClientOutdated,
  type ErrorCode,
  type Failure,
  type Fault,
  MizanError,
  NetworkError,
} from "./errors.ts";
export { covers } from "./invalidation.ts";
export { camel } from "./naming.ts";
export { type FetchTransportOptions, fetchTransport } from "./transport.ts";
export {
  type CallAnswer,
  type DateTime,
  dateTime,
  type ReadOptions,
  type RequestOptions,
  type Rest,
  type Target,
  type Transport,
  type Uuid,
  uuid,
  type WireValues,
} from "./types.ts";
