// The door of `@mizan/client`. It re-exports and decides nothing.

export {
  type Client,
  type ClientOptions,
  createClient,
  type Heard,
  type InvalidateListener,
} from "./client.ts";
export {
  type ContextCodecs,
  type ContextDefinition,
  defineContext,
  defineFunction,
  type FunctionCodecs,
  type FunctionDefinition,
} from "./define.ts";
export {
  ClientOutdated,
  type DomainError,
  type ErrorCode,
  type Failure,
  type Fault,
  MizanError,
  NetworkError,
  type Outcome,
  type Refusal,
} from "./errors.ts";
export { covers } from "./invalidation.ts";
export { camel } from "./naming.ts";
export {
  type DateTime,
  type Decimal,
  type Duration,
  dateTime,
  decimal,
  duration,
  type PlainDate,
  type PlainTime,
  plainDate,
  plainTime,
  type Uuid,
  uuid,
} from "./text.ts";
export { type FetchTransportOptions, fetchTransport } from "./transport.ts";
export type {
  Answer,
  CallAnswer,
  CallArgs,
  CallOptions,
  Progress,
  ReadOptions,
  RequestOptions,
  Rest,
  Tab,
  Target,
  Transport,
  WireValues,
} from "./wire.ts";
