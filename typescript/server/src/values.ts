// One value of one type: from its spelling in a query, and to its canonical form. It decides no more than how a value is
// spelled; what a value may be is judged by `@mizan/client/wire`. The page is `ir/protocol/types.md`, "Values" and "Query
// spelling"; twins are `mizan-core/src/types/spelling.rs` and `types/write.rs`.

import { canonical, type Type, type TypeTable } from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { JsonNumber, type JsonValue } from "./json.ts";

/** The type that `type` stands for: no alias, and not optional. */
export function plainType(types: TypeTable, type: Type): Type {
  if (type.type === "optional") {
    return plainType(types, type.item);
  }
  const named = type.type === "ref" ? types.get(type.name) : undefined;
  return named?.kind === "alias" ? plainType(types, named.type) : type;
}

const WHOLE = /^(?:0|-?[1-9][0-9]*)$/;

/** How text that stands for a value of the type is spelled. Whether it names one is still to be judged. */
const SPELLINGS = {
  bigint: WHOLE,
  decimal: /^(?!-0$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  datetime: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,5}[1-9])?Z$/,
  date: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
} as const;

/** The document that `text` spells as a value of `type`; undefined for another spelling and for types that have none. */
export function spelled(types: TypeTable, type: Type, text: string): JsonValue | undefined {
  const plain = plainType(types, type);
  switch (plain.type) {
    case "boolean":
      return text === "true" || (text === "false" ? false : undefined);
    case "integer":
      return WHOLE.test(text) ? new JsonNumber(text) : undefined;
    case "enum":
      if (typeof plain.values[0] === "number") {
        return WHOLE.test(text) ? new JsonNumber(text) : undefined;
      }
      return text;
    case "string":
      return text;
    case "bigint":
    case "decimal":
    case "uuid":
    case "datetime":
    case "date":
      return SPELLINGS[plain.type].test(text) ? text : undefined;
    default:
      return undefined;
  }
}

/**
 * A checked value in canonical form, as keys, tags and targets have it. Null too for what never scopes: whatever is made of
 * other values.
 */
export function canonicalScalar(types: TypeTable, type: Type, value: JsonValue): Json {
  const plain = plainType(types, type);
  switch (plain.type) {
    case "boolean":
    case "string":
    case "integer":
    case "number":
    case "enum":
      return value instanceof JsonNumber ? value.value : (value as string | boolean | null);
    case "bigint":
    case "decimal":
    case "uuid":
    case "datetime":
    case "date":
    case "time":
    case "duration":
    case "bytes":
      return typeof value === "string" ? canonical(plain.type, value) : null;
    default:
      return null;
  }
}

/** A checked param in canonical form: a scalar or a list of scalars. */
export function canonicalParam(types: TypeTable, type: Type, value: JsonValue): Json {
  const plain = plainType(types, type);
  return plain.type === "list" && Array.isArray(value)
    ? value.map((item) => canonicalScalar(types, plain.item, item))
    : canonicalScalar(types, type, value);
}
