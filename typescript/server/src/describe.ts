// Types in words, for logs and defects. The twin is `mizan-core/src/types/describe.rs`.

import type { Type } from "./irModel.ts";
import { quoted } from "./quoting.ts";
import { soundType } from "./sound.ts";

/** At most so many values of an enum are told. */
const MOST_VALUES = 8;

/** A type in words. What of it cannot be read is not told. */
export function describe(type: Type): string {
  return inWords(soundType(type));
}

function inWords(type: Type): string {
  switch (type.type) {
    case "null":
      return "null";
    case "boolean":
      return "a boolean";
    case "string": {
      const pattern = type.pattern === undefined ? [] : [`that has ${quoted(type.pattern)}`];
      return noun("a string", [...lengths(type, "characters"), ...pattern]);
    }
    case "integer":
      return noun("an integer within ±(2^53−1)", [
        ...told("at least", type.minimum),
        ...told("at most", type.maximum),
        ...told("a multiple of", type.multiple_of),
      ]);
    case "bigint":
      return noun("a whole number", bounds(type));
    case "number":
      return noun("a finite number", bounds(type));
    case "decimal":
      return noun("a decimal", [
        ...bounds(type),
        ...(type.max_digits === undefined ? [] : [`at most ${type.max_digits} digits`]),
        ...(type.decimal_places === undefined ? [] : [`at most ${type.decimal_places} after the point`]),
      ]);
    case "uuid":
      return "a uuid";
    case "datetime":
      return noun("a datetime with an offset", bounds(type));
    case "date":
      return noun("a date", bounds(type));
    case "time":
      return "a time without an offset";
    case "duration":
      return "a duration";
    case "bytes":
      return noun("bytes", lengths(type, "of them"));
    case "json":
      return "any JSON";
    case "file":
      return "a file";
    case "list":
      return noun(`a list, each element ${inWords(type.item)}`, lengths(type, "elements"));
    case "map": {
      const key = type.key === undefined ? "a string" : inWords(type.key);
      return noun(`a map, each key ${key}, each value ${inWords(type.item)}`, lengths(type, "entries"));
    }
    case "tuple":
      return `a tuple of ${type.items.map(inWords).join(" and ")}`;
    case "enum": {
      const values = type.values.slice(0, MOST_VALUES).map((value) => enumValue(value));
      return `one of ${[...values, ...(type.values.length > MOST_VALUES ? ["…"] : [])].join(", ")}`;
    }
    case "union": {
      const branches = type.of.map(inWords).join(" or ");
      return type.tag === undefined ? branches : `${branches}, by its ${quoted(type.tag)}`;
    }
    case "optional":
      return `${inWords(type.item)} or null`;
    case "ref":
      return `a ${quoted(type.name)}`;
  }
}

function enumValue(value: string | number): string {
  return typeof value === "string" ? quoted(value) : String(value);
}

function noun(what: string, words: readonly string[]): string {
  return words.length === 0 ? what : `${what} (${words.join(", ")})`;
}

interface Lengths {
  readonly min_length?: number;
  readonly max_length?: number;
}

function lengths({ min_length, max_length }: Lengths, what: string): readonly string[] {
  if (min_length !== undefined && max_length !== undefined) {
    return [`${min_length} to ${max_length} ${what}`];
  }
  return [...told("at least", min_length), ...told("at most", max_length)].map((words) => `${words} ${what}`);
}

interface Bounds {
  readonly minimum?: string | number;
  readonly maximum?: string | number;
  readonly exclusive_minimum?: string | number;
  readonly exclusive_maximum?: string | number;
}

function bounds({ minimum, maximum, exclusive_minimum, exclusive_maximum }: Bounds): readonly string[] {
  return [
    ...told("at least", minimum),
    ...told("at most", maximum),
    ...told("more than", exclusive_minimum),
    ...told("less than", exclusive_maximum),
  ];
}

function told(word: string, bound: string | number | undefined): readonly string[] {
  return bound === undefined ? [] : [`${word} ${typeof bound === "number" ? writtenOut(bound) : bound}`];
}

/** A number without an exponent. */
function writtenOut(value: number): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) {
    return `${sign}0.${"0".repeat(-point)}${digits}`;
  }
  const padded = digits.padEnd(point, "0");
  return `${sign}${padded.slice(0, point)}${padded.length > point ? `.${padded.slice(point)}` : ""}`;
}
