// The door of `@mizan/server`. It re-exports and decides nothing.

export { type Caller, caller } from "./asked.ts";
export {
  bytes,
  checked,
  type DecimalOptions,
  date,
  datetime,
  decimal,
  duration,
  type Span,
  type StandardSchema,
  time,
  type Upload,
  type UploadOptions,
  upload,
  type Validated,
} from "./builders.ts";
export { permissionHash, type Rights } from "./caller.ts";
export type {
  Affected,
  Answered,
  Asked,
  Auth,
  Call,
  CallOf,
  Context,
  Declaration,
  Declared,
  DomainErrorClass,
  DomainErrorOptions,
  Given,
  Member,
  Seen,
  SeenBy,
  Shape,
  Taken,
  Target,
} from "./declared.ts";
export {
  csrf,
  DeclarationError,
  DomainError,
  type Fault,
  Problem,
  type ProblemOptions,
  problem,
  RegistryError,
} from "./errors.ts";
export { App, type Context as RuntimeContext } from "./handle.ts";
export type {
  Ir,
  IrAffect,
  IrAuth,
  IrContext,
  IrError,
  IrField,
  IrFunction,
  IrMethod,
  IrTypeDef,
} from "./irModel.ts";
export { Registry, registry } from "./registry.ts";
export type { Identity, ServeOptions } from "./serve.ts";
export { unshared } from "./unshared.ts";
