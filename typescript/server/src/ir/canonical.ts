// Values that a declaration holds, defaults above all, in the canonical form of a type. What a type takes is the rule of
// `@mizan/client/wire`; how what it takes is spelled is decided here. The twin is in `mizan-core/src/ir/bounds.rs`, the page
// `ir/protocol/ir.md`, "Normalised".

import { canonical, Judge, type TypeTable, WIRE } from "@mizan/client/wire";
import type { Type } from "../irModel.ts";

/** What fits no type. */
export const NONE = Symbol("no value of the type");

/** `value` in the canonical form of `type`, with what it leaves out filled in; {@link NONE} if it is none of the type's. */
export function canonicalValue(types: TypeTable, type: Type, value: unknown): unknown {
  const judge = new Judge(types, WIRE);
  return judge.fits(type, value) ? spelled(types, judge, type, value) : NONE;
}

function spelled(types: TypeTable, judge: Judge, type: Type, value: unknown): unknown {
  const within = (of: Type, part: unknown) => spelled(types, judge, of, part);
  switch (type.type) {
    case "bigint":
    case "decimal":
    case "uuid":
    case "datetime":
    case "date":
    case "time":
    case "duration":
    case "bytes":
      return canonical(type.type, value as string);
    case "list":
      return all((value as readonly unknown[]).map((item) => within(type.item, item)));
    case "tuple":
      return all(type.items.map((item, place) => within(item, (value as readonly unknown[])[place])));
    case "map":
      return members(Object.entries(value as object).map(([key, item]) => [key, within(type.item, item)]));
    case "optional":
      return value === null ? null : within(type.item, value);
    case "union": {
      const branch = type.of.find((each) => judge.fits(each, value));
      return branch === undefined ? NONE : within(branch, value);
    }
    case "ref": {
      const named = types.get(type.name);
      if (named?.kind !== "struct") {
        return named === undefined ? NONE : within(named.type, value);
      }
      const given = new Map(Object.entries(value as object));
      const fields = named.fields.filter((field) => given.has(field.name) || "default" in field);
      return members(
        fields.map((field) => [
          field.name,
          given.has(field.name)
            ? within(field.type, given.get(field.name))
            : canonicalValue(types, field.type, field.default),
        ]),
      );
    }
    default:
      // What JSON has itself; zero has no sign.
      return value === 0 ? 0 : value;
  }
}

function all(items: readonly unknown[]): unknown {
  return items.includes(NONE) ? NONE : items;
}

function members(entries: readonly (readonly [name: string, value: unknown])[]): unknown {
  return entries.some(([, value]) => value === NONE) ? NONE : Object.fromEntries(entries);
}
