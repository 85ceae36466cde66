// How values are moved between their form on the wire and that in JavaScript, field by field: what definitions and codecs
// share. It knows no type. The page is `ir/protocol/client.md`, "What generated code calls".

import type { WireValues } from "./wire.ts";

/** The two forms of the values of a type that travels as another JavaScript value. */
export interface Codec<Value> {
  /** The value that `wire`, parsed JSON, stands for. */
  decode(wire: unknown): Value;
  /** `value` as JSON has it: equal values are equal JSON. */
  encode(value: Value): unknown;
}

/** Codecs by the name of what they translate. */
export type CodecFields = Readonly<Record<string, Codec<unknown>>>;

/** A value is not of its type, at `path` below the place where the codec began. It never holds the value. */
export class Misfit extends Error {
  readonly path: (string | number)[] = [];
}

/** `error`, which came up at `segment`. */
export function at(segment: string | number, error: unknown): unknown {
  if (error instanceof Misfit) {
    error.path.unshift(segment);
  }
  return error;
}

/** A copy of `values` in which those that a codec is named for are translated, where they are there. */
export function translated(
  way: "decode" | "encode",
  codecs: CodecFields | undefined,
  values: WireValues,
): Record<string, unknown> {
  const all = { ...values };
  for (const name in codecs) {
    if (Object.hasOwn(all, name) && all[name] !== undefined) {
      try {
        all[name] = codecs[name]?.[way](all[name]);
      } catch (error) {
        throw at(name, error);
      }
    }
  }
  return all;
}
