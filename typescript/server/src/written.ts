// Checked values as they are written again: the canonical text of a call's arguments, and of what was declared to hold for
// those that are absent. It judges nothing: what it is given fits. The page is `ir/protocol/types.md`, "Values".

import {
  canonical,
  compareText,
  type Field,
  Judge,
  type TextType,
  type Type,
  type TypeTable,
} from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { documentOf, FORM } from "./form.ts";
import { JsonNumber, type JsonObject, type JsonValue } from "./json.ts";

/** JSON text of a value of `type`. */
export function written(types: TypeTable, type: Type, value: JsonValue): string {
  switch (type.type) {
    case "null":
    case "boolean":
    case "string":
    case "enum":
      return value instanceof JsonNumber ? plain(value) : JSON.stringify(value);
    case "integer":
    case "number":
      return plain(value);
    case "json":
      return writtenJson(value);
    case "list":
      return `[${(value as JsonValue[]).map((item) => written(types, type.item, item)).join(",")}]`;
    case "tuple":
      return `[${type.items.map((item, index) => written(types, item, (value as JsonValue[])[index] ?? null)).join(",")}]`;
    case "map":
      return entries(
        [...(value as JsonObject)].sort(([one], [other]) => compareText(one, other)),
        (item) => written(types, type.item, item),
      );
    case "union": {
      const judge = new Judge(types, FORM);
      const branch = type.of.find((it) => judge.fits(it, value)) ?? type;
      return written(types, branch, value);
    }
    case "optional":
      return value === null ? "null" : written(types, type.item, value);
    case "ref": {
      const named = types.get(type.name);
      return named?.kind === "struct"
        ? writtenFields(types, named.fields, value as JsonObject)
        : written(types, named?.type ?? type, value);
    }
    case "file":
      throw new Error("a file is none of JSON");
    default:
      return JSON.stringify(canonical(type.type satisfies TextType, value as string));
  }
}

/** JSON text of an object with `fields`, in their order, with the defaults of those that are absent. */
export function writtenFields(types: TypeTable, fields: readonly Field[], values: JsonObject): string {
  const given = fields.flatMap((field): [string, JsonValue, Type][] => {
    const value = values.get(field.name) ?? (values.has(field.name) ? null : fallback(field));
    return value === undefined ? [] : [[field.name, value, field.type]];
  });
  return `{${given.map(([name, value, type]) => `${JSON.stringify(name)}:${written(types, type, value)}`).join(",")}}`;
}

function fallback(field: Field): JsonValue | undefined {
  return "default" in field ? documentOf(field.default as Json) : undefined;
}

function writtenJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(writtenJson).join(",")}]`;
  }
  if (value instanceof Map) {
    return entries(
      [...value].sort(([one], [other]) => (one < other ? -1 : 1)),
      writtenJson,
    );
  }
  return value instanceof JsonNumber ? plain(value) : JSON.stringify(value);
}

function entries(sorted: readonly [string, JsonValue][], write: (value: JsonValue) => string): string {
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(",")}}`;
}

/** A number as ECMAScript writes it, which is canonical JSON. */
function plain(value: JsonValue): string {
  return JSON.stringify((value as JsonNumber).value);
}
