// The types of the wire that zod has no word for, as zod schemas: their JavaScript type is zod's, what they take is the IR's. It
// decides what such a schema stands for; what a value is, is `@mizan/client/wire`'s to judge. The page is `ir/protocol/types.md`.

import { z } from "zod";
import type { TypeOf } from "./irModel.ts";

/** What a schema made here stands for. */
export type Stands =
  | TypeOf<"decimal" | "bytes" | "file">
  | TypeOf<"datetime" | "date">
  | TypeOf<"uuid" | "time" | "duration">
  | { readonly type: "checked"; readonly wire: z.core.$ZodType; readonly schema: StandardSchema };

const STANDS = new WeakMap<z.core.$ZodType, Stands>();

/** What `schema` stands for, if it is of this file; `"changed"` if something was added to it that zod alone would know of. */
export function standsFor(schema: z.core.$ZodType): Stands | "changed" | undefined {
  for (let origin: z.core.$ZodType | undefined = schema; origin !== undefined; origin = origin._zod.parent) {
    const found = STANDS.get(origin);
    if (found !== undefined) {
      // `.describe()` and `.meta()` keep the definition, whatever narrows the type has another one.
      return origin._zod.def === schema._zod.def ? found : "changed";
    }
  }
  return undefined;
}

/** Bounds that JavaScript might round are text. */
export interface DecimalOptions {
  /** Inclusive. */
  readonly minimum?: string;
  /** Inclusive. */
  readonly maximum?: string;
  /** Exclusive. */
  readonly exclusiveMinimum?: string;
  /** Exclusive. */
  readonly exclusiveMaximum?: string;
  /** Digits in all. */
  readonly maxDigits?: number;
  /** Digits after the point. */
  readonly decimalPlaces?: number;
}

/** An exact decimal number, as its canonical text: `"12.5"`. */
export function decimal(options: DecimalOptions = {}): z.ZodString {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, maxDigits, decimalPlaces } = options;
  return text({
    type: "decimal",
    ...given({ minimum, maximum }),
    ...given({ exclusive_minimum: exclusiveMinimum, exclusive_maximum: exclusiveMaximum }),
    ...given({ max_digits: maxDigits, decimal_places: decimalPlaces }),
  });
}

/** Bounds of moments and days, inclusive, in canonical text. */
export interface Span {
  /** The first. */
  readonly minimum?: string;
  /** The last. */
  readonly maximum?: string;
}

/** A moment, as its canonical text in UTC: `"2026-11-23T12:00:00Z"`. */
export function datetime({ minimum, maximum }: Span = {}): z.ZodString {
  return text({ type: "datetime", ...given({ minimum, maximum }) });
}

/** A day: `"2026-11-23"`. */
export function date({ minimum, maximum }: Span = {}): z.ZodString {
  return text({ type: "date", ...given({ minimum, maximum }) });
}

/** A time of day: `"12:00:00"`. */
export function time(): z.ZodString {
  return text({ type: "time" });
}

/** A length of time: `"PT1H30M"`. */
export function duration(): z.ZodString {
  return text({ type: "duration" });
}

/** Bytes; lengths are in bytes. */
export function bytes(
  options: { readonly minLength?: number; readonly maxLength?: number } = {},
): z.ZodCustom<Uint8Array, Uint8Array> {
  const { minLength: min_length, maxLength: max_length } = options;
  const schema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
  return standing(schema, { type: "bytes", ...given({ min_length, max_length }) });
}

/** A file that came with a call. */
export interface Upload {
  /** As the page leaves it of what the sender said. */
  readonly name: string;
  /** What the sender says that it is, in lower case and without parameters. */
  readonly contentType: string;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/** What is taken of files. */
export interface UploadOptions {
  /** Bytes, or text with a unit: `"2 MB"` (10^6), `"2 MiB"` (2^20). */
  readonly maxSize?: number | string;
  /** Content types: `"image/png"`, `"image/*"`. */
  readonly accept?: readonly string[];
}

/**
 * A file: an argument of a function, perhaps `.optional()`, or `z.array(upload())`.
 *
 * @throws TypeError if `maxSize` is no size.
 */
export function upload({ maxSize, accept }: UploadOptions = {}): z.ZodCustom<Upload, Upload> {
  const max_size = maxSize === undefined ? undefined : sizeOf(maxSize);
  const schema = z.custom<Upload>((value) => typeof value === "object" && value !== null);
  return standing(schema, { type: "file", ...given({ max_size, accept }) });
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, KiB: 2 ** 10, MiB: 2 ** 20 };

function sizeOf(size: number | string): number {
  if (typeof size === "number") {
    return size;
  }
  const [, digits = "", unit = "B"] = /^(\d+) ?([KM]i?B|B)?$/.exec(size) ?? [];
  if (digits === "") {
    throw new TypeError(`\`${size}\` is no size: write it as \`2 MB\` or \`2 MiB\``);
  }
  return Number(digits) * (UNITS[unit] ?? 1);
}

/** The part of Standard Schema (standardschema.dev) that is used here. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the standard asks for. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validated<Output> | Promise<Validated<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What such a schema says of a value. */
export type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly path?: readonly unknown[] | undefined }[] };

/**
 * An argument of the wire's type `wire` that `schema`, of any library, looks at before the function is run: what it refuses is
 * told as `format`, what it makes is what the function gets.
 */
export function checked<Wire extends z.ZodType, Output>(
  wire: Wire,
  schema: StandardSchema<never, Output> | StandardSchema<z.output<Wire>, Output>,
): z.ZodType<Output, z.input<Wire>> {
  const made = standing(z.custom<Output>(), { type: "checked", wire, schema: schema as StandardSchema });
  return made as unknown as z.ZodType<Output, z.input<Wire>>;
}

function text(stands: Stands): z.ZodString {
  return standing(z.string(), stands);
}

function standing<Schema extends z.core.$ZodType>(schema: Schema, stands: Stands): Schema {
  STANDS.set(schema, stands);
  return schema;
}

/** Without what is undefined. */
function given<Value extends object>(
  values: Value,
): { [Name in keyof Value]: Exclude<Value[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Value]: Exclude<Value[Name], undefined> };
}
