// Whether a value can be sent: JSON would quietly make null or an empty object of what it cannot have. It decides that
// alone; what a type asks for is the codecs' and the server's. The page is `ir/protocol/client.md`.

import { at, Misfit } from "./translate.ts";

/**
 * Looks at all of `value`, which lies in the objects `above`. Undefined is absence, but in a list.
 *
 * @throws Misfit with the place of what JSON cannot have: a bigint, NaN, a function, bytes, a map, what leads to itself.
 */
export function checkJson(value: unknown, above: readonly unknown[] = []): void {
  const made = (value as { toJSON?: () => unknown } | null)?.toJSON?.() ?? value;
  if (typeof made === "object" && made !== null) {
    // A date that is none has made nothing of itself.
    if (above.includes(made) || !/ (Object|Array)]$/.test(Object.prototype.toString.call(made))) {
      throw new Misfit();
    }
    const isList = Array.isArray(made);
    const within = [...above, made];
    for (const [key, item] of Object.entries(isList ? [...made] : made)) {
      try {
        if (isList || item !== undefined) {
          checkJson(item, within);
        }
      } catch (error) {
        // A key may be anything, even a line of a log.
        throw at(/^\w{1,64}$/.test(key) ? key : "*", error);
      }
    }
  } else if (made !== null && !["string", "boolean"].includes(typeof made) && !Number.isFinite(made)) {
    throw new Misfit();
  }
}
