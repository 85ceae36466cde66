// Whether arguments fit, as far as that is seen at a glance: most calls have a few plain ones, and nothing is wrong with them. It never
// says that something does not fit: that, and where, is the judge's of `@mizan/client/wire`. The page is `ir/protocol/types.md`.

import type { Field, Type } from "@mizan/client/wire";
import { JsonNumber, type JsonObject, type JsonValue } from "./json.ts";

/** Says of a document's members whether they are all there and fit; undefined where a type is none that a glance is enough for. */
export function glanceOf(fields: readonly Field[]): ((given: JsonObject) => boolean) | undefined {
  const checks = fields.map(({ name, type, ...rest }) => ({
    name,
    isThere: !("default" in rest),
    fits: fitsOf(type),
  }));
  if (checks.some(({ fits }) => fits === undefined)) {
    return undefined;
  }
  return (given) => {
    let known = 0;
    for (const { name, isThere, fits } of checks) {
      const value = given.get(name);
      if (value === undefined) {
        if (isThere) {
          return false;
        }
      } else if (fits?.(value) === true) {
        known++;
      } else {
        return false;
      }
    }
    return known === given.size;
  };
}

function fitsOf(type: Type): ((value: JsonValue) => boolean) | undefined {
  // Constraints are the judge's.
  if (Object.keys(type).length > 1) {
    return undefined;
  }
  switch (type.type) {
    case "string":
      // The reader takes no half of a pair.
      return (value) => typeof value === "string";
    case "boolean":
      return (value) => typeof value === "boolean";
    case "integer":
      return (value) => value instanceof JsonNumber && /^-?[0-9]{1,15}$/.test(value.text);
    default:
      return undefined;
  }
}
