// Documents of `json.ts` as the rule of validation (`types.ts` of `@mizan/client`) looks at them, and other values as such
// documents. It decides nothing. The page is `ir/protocol/types.md`, "Values".

import type { Form } from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { JsonNumber, type JsonObject, type JsonValue } from "./json.ts";

/** Text is the text of its type; a document has no files. */
export const FORM: Form = {
  number: (value) => (value instanceof JsonNumber ? value : undefined),
  text: (_type, value) => (typeof value === "string" ? value : undefined),
  file: () => undefined,
  members: (value) => (value instanceof Map ? (value as JsonObject) : undefined),
};

/** The document of a value of JSON that was read otherwise, as the IR's defaults are. */
export function documentOf(value: Json): JsonValue {
  if (typeof value === "number" || typeof value === "bigint") {
    return new JsonNumber(String(value));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(documentOf);
  }
  const members: Iterable<[string, Json]> = value instanceof Map ? value : Object.entries(value);
  return new Map(Array.from(members, ([name, item]) => [name, documentOf(item)]));
}
