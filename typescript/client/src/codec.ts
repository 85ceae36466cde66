// The entry `@mizan/client/codec`: translation of the types that travel as another JavaScript value, as small values that
// generated code puts together. It decides how such a value looks on either side; which types need it, the generator
// does. The page is `ir/protocol/client.md`, "What generated code calls".

import { fromBase64url, toBase64url } from "./base64url.ts";
import { type Dates, formOf, WIRE } from "./forms.ts";
import type { Type, TypeDef } from "./ir.ts";
import { bigintText, bytesText } from "./scalar.ts";
import { dateTime, readInstant } from "./text.ts";
import { at, type Codec, type CodecFields, Misfit, translated } from "./translate.ts";
import { Judge, tableOf } from "./types.ts";
import { isObject } from "./wire.ts";

export type { Dates } from "./forms.ts";
export type { Field, Type, TypeDef } from "./ir.ts";
export type { Codec, CodecFields } from "./translate.ts";

/** `T` of a codec whose place in a type says it. */
type AnyCodec = Codec<unknown>;

/** A whole number of any size. */
export const bigint: Codec<bigint> = {
  decode: (wire) => BigInt(read(bigintText, wire)),
  encode: (value) => String(unless(typeof value === "bigint", value)),
};

/** Bytes, which are base64url on the wire. */
export const bytes: Codec<Uint8Array> = {
  decode: (wire) => fromBase64url(read(bytesText, wire)),
  encode: (value) => toBase64url(unless(value instanceof Uint8Array, value)),
};

/** A datetime as a `Date`: what is beyond the millisecond is lost. */
export const date: Codec<Date> = {
  decode(wire) {
    const { milliseconds, fraction } = read(readInstant, wire);
    return new Date(milliseconds + Number(fraction.padEnd(3, "0").slice(0, 3)));
  },
  encode: (value) => dateTime(unless(value instanceof Date, value)),
};

/** A place that needs none, among others that do. */
export const same: Codec<never> = { decode: (wire) => wire as never, encode: (value) => value };

/** The type, or null. */
export function optional<Value>(item: Codec<Value>): Codec<Value | null> {
  return {
    decode: (wire) => (wire === null ? null : item.decode(wire)),
    encode: (value) => (value === null ? null : item.encode(value)),
  };
}

/** A list of values of one type. */
export function list<Value>(item: Codec<Value>): Codec<Value[]> {
  const each = (way: Way, values: unknown) =>
    unless(Array.isArray(values), values as unknown[]).map((value, index) => moved(way, item, value, index));
  return {
    decode: (wire) => each("decode", wire) as Value[],
    encode: (value) => each("encode", value),
  };
}

/** A list with a type for each place. */
export function tuple<Values extends readonly unknown[]>(...items: readonly AnyCodec[]): Codec<Values> {
  const each = (way: Way, values: unknown) =>
    unless(Array.isArray(values) && values.length === items.length, values as unknown[]).map((value, index) =>
      moved(way, items[index] ?? same, value, index),
    );
  return {
    decode: (wire) => each("decode", wire) as unknown as Values,
    encode: (value) => each("encode", value),
  };
}

/** An object with values of one type. Its keys are own properties, so that none changes what it inherits. */
export function map<Value>(item: Codec<Value>): Codec<Record<string, Value>> {
  const each = (way: Way, values: unknown) =>
    Object.fromEntries(
      Object.entries(unless(isObject(values) && !Object.hasOwn(values, "__proto__"), values as object)).map(
        // A key is data, and stands in no error.
        ([key, value]) => [key, moved(way, item, value, "*")],
      ),
    );
  return {
    decode: (wire) => each("decode", wire) as Record<string, Value>,
    encode: (value) => each("encode", value),
  };
}

/** A struct, by codecs of those of its fields that need one. */
export function struct<Value>(fields: () => CodecFields): Codec<Value> {
  let known: CodecFields | undefined;
  const each = (way: Way, values: unknown) => {
    known ??= fields();
    return translated(way, known, unless(isObject(values), values as Readonly<Record<string, unknown>>));
  };
  return {
    decode: (wire) => each("decode", wire) as Value,
    encode: (value) => each("encode", value),
  };
}

/** A named type that is no struct; it may lead to itself. */
export function alias<Value>(of: () => Codec<Value>): Codec<Value> {
  let known: Codec<Value> | undefined;
  const codec = () => {
    known ??= of();
    return known;
  };
  return { decode: (wire) => codec().decode(wire), encode: (value) => codec().encode(value) };
}

/** A union of structs that its `tag` tells apart, by codecs of those that need one. */
export function tagged<Value>(
  tag: string,
  branches: () => readonly (readonly [values: readonly (string | number)[], codec: AnyCodec])[],
): Codec<Value> {
  let known: ReadonlyMap<unknown, AnyCodec> | undefined;
  const each = (way: Way, value: unknown) => {
    known ??= new Map(branches().flatMap(([values, codec]) => values.map((it) => [it, codec])));
    const given = unless(isObject(value), value as Readonly<Record<string, unknown>>)[tag];
    return (known.get(given) ?? same)[way](value as never);
  };
  return {
    decode: (wire) => each("decode", wire) as Value,
    encode: (value) => each("encode", value),
  };
}

/** A plain union as the IR has it. */
export interface Choice {
  /** The branches, in the order in which they are tried. */
  readonly of: readonly Type[];
  /** The named types that are reached. */
  readonly types?: readonly TypeDef[];
  /** What dates are in the generated code. */
  readonly dates?: Dates;
}

/** A union of types that nothing but the value tells apart: the first that takes it whole. */
export function union<Value>({ of, types, dates }: Choice, ...codecs: readonly AnyCodec[]): Codec<Value> {
  const table = tableOf(types);
  const each = (way: Way, value: unknown) => {
    const judge = new Judge(table, way === "decode" ? WIRE : formOf(dates));
    const branch = of.findIndex((type) => judge.fits(type, value));
    return unless(branch >= 0, codecs[branch] ?? same)[way](value as never);
  };
  return {
    decode: (wire) => each("decode", wire) as Value,
    encode: (value) => each("encode", value),
  };
}

type Way = "decode" | "encode";

function moved(way: Way, codec: AnyCodec, value: unknown, segment: string | number): unknown {
  try {
    return codec[way](value);
  } catch (error) {
    throw at(segment, error);
  }
}

/** `value`, which fits. */
function unless<Value>(fits: boolean, value: Value): Value {
  if (!fits) {
    throw new Misfit();
  }
  return value;
}

/** What `wire`, a text in parsed JSON, stands for. */
function read<Value>(parse: (text: string) => Value, wire: unknown): Value {
  try {
    return parse(unless(typeof wire === "string", wire as string));
  } catch {
    // Whatever is wrong with it, its text stands in no error.
    throw new Misfit();
  }
}
