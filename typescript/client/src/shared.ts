// The entry `@mizan/client/wire`: what a server in this language shares with the client, so that no rule of the wire is
// written twice in it. It re-exports and decides nothing; a page never imports it. Its reader is `@mizan/server`.

export { fromBase64url, isBase64url, toBase64url } from "./base64url.ts";
export { CODES, type Code, type FaultCode } from "./errorTable.ts";
export { WIRE } from "./forms.ts";
export type { Field, Type, TypeDef, TypeOf } from "./ir.ts";
export { camel } from "./naming.ts";
export { comparePaths, compareText, type Path, told } from "./path.ts";
export { isFound } from "./pattern.ts";
export { bigintText, bytesText, canonical, isWithin, type TextType } from "./scalar.ts";
export {
  type Form,
  Judge,
  type Numeral,
  reported,
  type TypeFault,
  type TypeTable,
  tableOf,
} from "./types.ts";
export { isObject, type Target, type WireValues } from "./wire.ts";
