// The door of `@mizan/server`. It re-exports and decides nothing.

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
