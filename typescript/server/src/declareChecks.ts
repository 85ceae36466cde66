// The checks of a zod schema → the constraints of an IR type. It decides what each check stands for, and refuses those that every
// language could not read in the same way. The page is `ir/protocol/types.md`, "Constraints"; a twin is `python/mizan/constraints.py`.

import type { z } from "zod";
import type { Type, TypeOf } from "./irModel.ts";

/** A schema that stands for no type, where it is, and what there is instead. */
export class NoType extends Error {
  constructor(
    readonly path: string,
    readonly why: string,
  ) {
    super(`${path}: ${why}`);
  }
}

type Def = z.core.$ZodTypeDef;
type Check = z.core.$ZodCheckDef;

/** All that is checked of a schema but its author's own code, which is asked when a value is there. */
function checksOf(def: Def): readonly Check[] {
  const { checks = [] } = def;
  // Of a number or a text with a format zod says in the type's own definition what it says in a check's elsewhere.
  const own = "check" in def ? [def as unknown as Check] : [];
  return [...own, ...checks.map((each) => each._zod.def)].filter((each) => each.check !== "custom");
}

/** A type that has no constraints. */
export function plainly(type: Type, def: Def, path: string): Type {
  if ("coerce" in def && def.coerce === true) {
    throw new NoType(path, "nothing is coerced");
  }
  const [first] = checksOf(def);
  if (first !== undefined) {
    throw unknown(first, path);
  }
  return type;
}

/** The lengths of a list or a map. */
export function lengths(def: Def, path: string): { min_length?: number; max_length?: number } {
  const found: { min_length?: number; max_length?: number } = {};
  for (const check of checksOf(def)) {
    if (!addLength(found, check)) {
      throw unknown(check, path);
    }
  }
  return found;
}

function addLength(found: { min_length?: number; max_length?: number }, check: Check): boolean {
  switch (check.check) {
    case "min_length":
    case "min_size":
      found.min_length = Math.max(found.min_length ?? 0, (check as z.core.$ZodCheckMinLengthDef).minimum);
      return true;
    case "max_length":
    case "max_size":
      found.max_length = Math.min(
        found.max_length ?? Infinity,
        (check as z.core.$ZodCheckMaxLengthDef).maximum,
      );
      return true;
    case "length_equals": {
      const { length } = check as z.core.$ZodCheckLengthEqualsDef;
      found.min_length = length;
      found.max_length = length;
      return true;
    }
    default:
      return false;
  }
}

/** Text, or a uuid. */
export function stringOf(def: z.core.$ZodStringDef, path: string): Type {
  if (def.coerce === true) {
    throw new NoType(path, "nothing is coerced");
  }
  const formats = checksOf(def).filter((each) => each.check === "string_format");
  const [only] = formats as readonly z.core.$ZodCheckDef[] as readonly (z.core.$ZodCheckDef & {
    readonly format: string;
  })[];
  if (only !== undefined && ["uuid", "guid"].includes(only.format)) {
    const rest = checksOf(def).find((each) => each !== only);
    if (rest !== undefined) {
      throw unknown(rest, path);
    }
    return { type: "uuid" };
  }
  const found: { min_length?: number; max_length?: number; pattern?: string } = {};
  for (const check of checksOf(def)) {
    if (check.check === "string_format") {
      const { format, pattern } = check as z.core.$ZodCheckRegexDef;
      if (format !== "regex" || found.pattern !== undefined) {
        throw unknown(check, path);
      }
      if (/[^u]/.test(pattern.flags)) {
        throw new NoType(path, `a pattern has no flags, and \`${pattern}\` has some`);
      }
      found.pattern = pattern.source;
    } else if (!addLength(found, check)) {
      throw unknown(check, path);
    }
  }
  return { type: "string", ...found };
}

/** Whole numbers and others. */
export function numeric(def: z.core.$ZodNumberDef, path: string): Type {
  if (def.coerce === true) {
    throw new NoType(path, "nothing is coerced");
  }
  const all = checksOf(def);
  const formats = all
    .filter((each) => each.check === "number_format")
    .map((each) => (each as z.core.$ZodCheckNumberFormatDef).format);
  const isWhole = formats.some((each) => ["safeint", "int32", "uint32"].includes(each));
  const bounds: {
    minimum?: number;
    maximum?: number;
    exclusive_minimum?: number;
    exclusive_maximum?: number;
  } = {};
  const steps: { multiple_of?: number } = {};
  const atLeast = (value: number) => {
    bounds.minimum = Math.max(bounds.minimum ?? -Infinity, value);
  };
  const atMost = (value: number) => {
    bounds.maximum = Math.min(bounds.maximum ?? Infinity, value);
  };
  for (const check of all) {
    if (check.check === "number_format") {
      const [least, most] = RANGES[(check as z.core.$ZodCheckNumberFormatDef).format] ?? [];
      if (least !== undefined && most !== undefined) {
        atLeast(least);
        atMost(most);
      }
    } else if (check.check === "greater_than") {
      const { value, inclusive } = check as z.core.$ZodCheckGreaterThanDef;
      const bound = Number(value);
      if (isWhole) {
        atLeast(inclusive ? Math.ceil(bound) : Math.floor(bound) + 1);
      } else if (inclusive) {
        atLeast(bound);
      } else {
        bounds.exclusive_minimum = Math.max(bounds.exclusive_minimum ?? -Infinity, bound);
      }
    } else if (check.check === "less_than") {
      const { value, inclusive } = check as z.core.$ZodCheckLessThanDef;
      const bound = Number(value);
      if (isWhole) {
        atMost(inclusive ? Math.floor(bound) : Math.ceil(bound) - 1);
      } else if (inclusive) {
        atMost(bound);
      } else {
        bounds.exclusive_maximum = Math.min(bounds.exclusive_maximum ?? Infinity, bound);
      }
    } else if (check.check === "multiple_of" && isWhole && steps.multiple_of === undefined) {
      steps.multiple_of = Number((check as z.core.$ZodCheckMultipleOfDef).value);
    } else {
      throw unknown(check, path);
    }
  }
  return isWhole ? { type: "integer", ...bounds, ...steps } : { type: "number", ...bounds };
}

const FLOAT32 = 3.4028234663852886e38;
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float32: [-FLOAT32, FLOAT32],
};

/** Whole numbers of any size. */
export function bigintOf(def: z.core.$ZodBigIntDef, path: string): TypeOf<"bigint"> {
  if (def.coerce === true) {
    throw new NoType(path, "nothing is coerced");
  }
  let minimum: bigint | undefined;
  let maximum: bigint | undefined;
  const atLeast = (value: bigint) => {
    minimum = minimum === undefined || value > minimum ? value : minimum;
  };
  const atMost = (value: bigint) => {
    maximum = maximum === undefined || value < maximum ? value : maximum;
  };
  for (const check of checksOf(def)) {
    if (check.check === "bigint_format") {
      const isSigned = (check as z.core.$ZodCheckBigIntFormatDef).format === "int64";
      atLeast(isSigned ? -(2n ** 63n) : 0n);
      atMost(isSigned ? 2n ** 63n - 1n : 2n ** 64n - 1n);
    } else if (check.check === "greater_than") {
      const { value, inclusive } = check as z.core.$ZodCheckGreaterThanDef;
      atLeast(BigInt(value as bigint) + (inclusive ? 0n : 1n));
    } else if (check.check === "less_than") {
      const { value, inclusive } = check as z.core.$ZodCheckLessThanDef;
      atMost(BigInt(value as bigint) - (inclusive ? 0n : 1n));
    } else {
      throw unknown(check, path);
    }
  }
  return {
    type: "bigint",
    ...(minimum === undefined ? {} : { minimum: String(minimum) }),
    ...(maximum === undefined ? {} : { maximum: String(maximum) }),
  };
}

function unknown(check: Check, path: string): NoType {
  const word = "format" in check ? check.format : check.check;
  const instead = "format" in check ? "; say it by `.regex(…)`" : "";
  return new NoType(path, `\`${String(word)}\` is none of the wire's constraints${instead}`);
}
