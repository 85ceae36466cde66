// Wire names as they are called in generated code, and values under the one name moved to the other. Its twin is
// `python/mizan/codegen/naming.py`, the page `ir/protocol/client.md`. Fields inside of values are data and stay.

import type { WireValues } from "./wire.ts";

/** `user_id` → `userId`, `a_1` → `a1`. */
export function camel(name: string): string {
  return name.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
}

/**
 * The `names` among `values`, which bears them in camelCase, under their wire names. What is undefined or not asked for
 * is left out; what `values` inherits (`toString`, …) counts for nothing.
 */
export function toWire(names: readonly string[], values: object = {}): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const name of names) {
    const own = camel(name);
    const value = Object.hasOwn(values, own) ? (values as WireValues)[own] : undefined;
    if (value !== undefined) {
      wire[name] = value;
    }
  }
  return wire;
}

/** The `names` of `wire` in camelCase, or the first that it lacks. */
export function fromWire(names: readonly string[], wire: object): Record<string, unknown> | string {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    if (!Object.hasOwn(wire, name)) {
      return name;
    }
    values[camel(name)] = (wire as WireValues)[name];
  }
  return values;
}
