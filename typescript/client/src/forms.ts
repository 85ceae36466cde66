// The forms of values that are judged: parsed JSON, and JavaScript values as generated code has them. The page is
// `ir/protocol/client.md`, "Types in generated code".

import { toBase64url } from "./base64url.ts";
import { temporalText } from "./temporalText.ts";
import { dateTime } from "./text.ts";
import type { Form } from "./types.ts";

/** What dates and times are in generated code: branded text where it is not said. */
export type Dates = "date" | "temporal";

/** Parsed JSON. */
export const WIRE: Form = {
  number: (value) =>
    // NaN and the infinities are out of bounds and no fractions.
    typeof value === "number"
      ? { value, whole: Number.isInteger(value) || !Number.isFinite(value) }
      : undefined,
  text: (_type, value) => (typeof value === "string" ? value : undefined),
  file: () => undefined,
  members: (value) =>
    // Dates, bytes and other objects of JavaScript's own are none of fields or entries.
    Object.prototype.toString.call(value) === "[object Object]"
      ? new Map(Object.entries(value as object).filter(([, member]) => member !== undefined))
      : undefined,
};

/** The values of generated code. */
export function formOf(dates?: Dates): Form {
  return {
    ...WIRE,
    file: (value) =>
      value instanceof Blob
        ? // Who sends it says so where nothing is known.
          {
            size: value.size,
            type: value.type.replace(/ *;.*/, "").toLowerCase() || "application/octet-stream",
          }
        : undefined,
    text(type, value) {
      switch (type) {
        case "bigint":
          return typeof value === "bigint" ? String(value) : undefined;
        case "bytes":
          return value instanceof Uint8Array ? toBase64url(value) : undefined;
        case "datetime":
        case "date":
        case "time":
        case "duration":
          if (dates === "temporal") {
            return temporalText(type, value);
          }
          if (dates === "date" && type === "datetime") {
            return value instanceof Date ? dateTime(value) : undefined;
          }
      }
      return WIRE.text(type, value);
    },
  };
}
