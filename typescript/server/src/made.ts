// Checked documents → the values that functions get: bigints, bytes, plain objects, texts in their canonical form, defaults filled
// in. It decides nothing: what it is given was judged. The page is `ir/protocol/types.md`, "Values"; a twin is
// `mizan-core/src/types/make.rs`.

import { canonical, type Field, fromBase64url, Judge, type Type, type TypeTable } from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { documentOf, FORM } from "./form.ts";
import { JsonNumber, type JsonObject, type JsonValue } from "./json.ts";

/** A value of `type`. */
export function made(types: TypeTable, type: Type, value: JsonValue): unknown {
  switch (type.type) {
    case "null":
    case "boolean":
    case "string":
      return value;
    case "integer":
      // There is one zero among whole numbers.
      return (value as JsonNumber).value + 0;
    case "number":
      return (value as JsonNumber).value;
    case "enum":
      return value instanceof JsonNumber ? value.value + 0 : value;
    case "bigint":
      return BigInt(value as string);
    case "decimal":
    case "uuid":
    case "datetime":
    case "date":
    case "time":
    case "duration":
      return canonical(type.type, value as string);
    case "bytes":
      return fromBase64url(value as string);
    case "json":
      return plain(value);
    case "list":
      return (value as JsonValue[]).map((item) => made(types, type.item, item));
    case "tuple":
      return (value as JsonValue[]).map((item, at) => made(types, type.items[at] ?? NOTHING, item));
    case "map":
      return Object.fromEntries(
        Array.from(value as JsonObject, ([key, item]) => [key, made(types, type.item, item)]),
      );
    case "optional":
      return value === null ? null : made(types, type.item, value);
    case "union": {
      const judge = new Judge(types, FORM);
      const branch = type.of.find((each) => judge.fits(each, value));
      return branch === undefined ? value : made(types, branch, value);
    }
    case "ref": {
      const named = types.get(type.name);
      if (named === undefined) {
        return value;
      }
      return named.kind === "alias"
        ? made(types, named.type, value)
        : madeFields(types, named.fields, value as JsonObject);
    }
    case "file":
      return value;
  }
}

const NOTHING: Type = { type: "null" };

/** An object with `fields`, the defaults of those that are absent filled in. */
export function madeFields(
  types: TypeTable,
  fields: readonly Field[],
  values: JsonObject,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values.get(field.name);
    if (value !== undefined) {
      object[field.name] = made(types, field.type, value);
    } else if ("default" in field) {
      object[field.name] = made(types, field.type, fallback(field));
    }
  }
  return object;
}

/** The default of a field, as a document. It is made once, since the IR does not change. */
export function fallback(field: Field): JsonValue {
  let document = FALLBACKS.get(field);
  if (document === undefined) {
    document = documentOf((field.default ?? null) as Json);
    FALLBACKS.set(field, document);
  }
  return document;
}

const FALLBACKS = new WeakMap<Field, JsonValue>();

/** Any JSON. No key is `__proto__`, which no type takes. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) {
    return value.value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return value instanceof Map
    ? Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)]))
    : value;
}
