// Canonical JSON: RFC 8785, the one spelling that keys, tags and digests are computed over. It decides how a value is
// spelled, never which values there are. The page is `ir/protocol/cache_key.md`; the twin is `mizan-core/src/canonical_json.rs`;
// the vectors are `canonical_json`.

/** A value of JSON. A `bigint` is an integer that a float may not hold, and is written digit for digit. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }
  | ReadonlyMap<string, Json>;

/** Values by name. */
export type JsonRecord = Readonly<Record<string, Json>>;

/**
 * The canonical text of `value`.
 *
 * @throws TypeError if a number in it is not finite, or a text has half of a pair: neither has a spelling.
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case "string":
      return canonicalText(value);
    case "number":
      if (!Number.isFinite(value)) {
        throw new TypeError("only finite numbers have a spelling");
      }
      // What RFC 8785 asks for is how ECMAScript writes a number; `-0` is `0` here as there.
      return String(value);
    case "bigint":
    case "boolean":
      return String(value);
  }
  if (value === null) {
    return "null";
  }
  if (isList(value)) {
    return `[${value.map(canonicalJson).join(",")}]`;
  }
  const members = value instanceof Map ? [...value] : Object.entries(value as JsonRecord);
  return `{${members.sort(byUnits).map(spelled).join(",")}}`;
}

/** The canonical spelling of a text, in quotes. */
export function canonicalText(text: string): string {
  if (!text.isWellFormed()) {
    throw new TypeError("half of a pair has no spelling");
  }
  // Of such a text `JSON.stringify` escapes exactly what RFC 8785 does.
  return JSON.stringify(text);
}

function spelled([name, value]: readonly [string, Json]): string {
  return `${canonicalText(name)}:${canonicalJson(value)}`;
}

/** By UTF-16 code units, as `<` compares. */
function byUnits([one]: readonly [string, Json], [other]: readonly [string, Json]): number {
  return one < other ? -1 : Number(one > other);
}

/** `Array.isArray` does not tell a list that may not be written from other objects. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
