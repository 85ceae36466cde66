// What has no end: names that lead to themselves, types without a value, defaults that need themselves. The twin is
// `mizan-core/src/defects/endless.rs`, the page `ir/protocol/ir.md`.

import { isObject } from "@mizan/client/wire";
import { besideNull, type IrField, type IrTypeDef, type Type } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { type Check, definitionPlace, sortedByName } from "./check.ts";
import { around, leadingTo } from "./cycles.ts";
import { DEEPEST_JSON } from "./depth.ts";

/** What is told of a default that goes too far down. */
export const TOO_DEEP = `the default, filled in, is nested deeper than ${DEEPEST_JSON} levels`;

/** A struct or an alias that requires itself, however far around, has no value. */
export function checkEndless(check: Check): void {
  const empty = new Map(check.named.all().map((definition) => [definition.name, definition]));
  const waiting = new Map<string, string[]>();
  for (const [name, definition] of empty) {
    for (const next of needs(definition).flatMap(required)) {
      const names = waiting.get(next) ?? [];
      names.push(name);
      waiting.set(next, names);
    }
  }
  // What has a value without those that are left has one; then those that wait for it are looked at again.
  const ahead = [...empty.keys()];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const definition = empty.get(name);
    if (definition !== undefined && needs(definition).every((type) => hasValue(type, empty))) {
      empty.delete(name);
      ahead.push(...(waiting.get(name) ?? []));
    }
  }
  const steps = new Map(
    [...empty].map(([name, definition]) => {
      const names = needs(definition).flatMap(required);
      return [name, new Set(names.filter((next) => empty.has(next)))] as const;
    }),
  );
  const circular = around(steps);
  for (const [name, definition] of empty) {
    if (circular.has(name)) {
      check.defect(definitionPlace(definition), "it requires itself, so that it can have no value");
    }
  }
}

/** The types that a value of a named type has a value of. */
function needs(definition: IrTypeDef): readonly Type[] {
  return definition.kind === "alias"
    ? [definition.type]
    : definition.fields
        .filter((field) => !("default" in field) && field.omittable !== true)
        .map((field) => field.type);
}

function hasValue(type: Type, empty: ReadonlyMap<string, IrTypeDef>): boolean {
  switch (type.type) {
    case "ref":
      return !empty.has(type.name);
    case "tuple":
      return type.items.every((item) => hasValue(item, empty));
    case "union":
      return type.of.length === 0 || type.of.some((branch) => hasValue(branch, empty));
    case "list":
    case "map":
      return (type.min_length ?? 0) === 0 || hasValue(type.item, empty);
    default:
      return true;
  }
}

/** The names that keep a type from having a value if they have none. */
function required(type: Type): readonly string[] {
  switch (type.type) {
    case "ref":
      return [type.name];
    case "tuple":
      return type.items.flatMap(required);
    case "union":
      return type.of.flatMap(required);
    case "list":
    case "map":
      return (type.min_length ?? 0) > 0 ? required(type.item) : [];
    default:
      return [];
  }
}

/** The struct and the field that a default belongs to: as one text, so that a map can have it. */
type Slot = string;

/** A default that a value falls back on, and the level at which it is filled in. */
type Fill = readonly [slot: Slot, level: number];

/** How deep each field's default is once what it leaves out is filled in; told only up to what is too deep. */
export type Filled = ReadonlyMap<Slot, number>;

/**
 * A default that needs itself, when what it leaves out is filled in, has no value. Undefined: there is such a one, or one that
 * is too deep.
 */
export function checkDefaults(check: Check): Filled | undefined {
  const fills = new Map<Slot, readonly Fill[]>();
  for (const definition of check.named.all()) {
    // Fields in the order of their names, as structs are.
    const fields = definition.kind === "struct" ? definition.fields : [];
    for (const [name, field] of sortedByName(fields.map((each) => [each.name, each]))) {
      const slot = slotOf(definition.name, name);
      if ("default" in field && !fills.has(slot)) {
        fills.set(slot, fillsIn(check, field));
      }
    }
  }
  let filled = new Map([...fills.keys()].map((slot) => [slot, 1]));
  let isDone = false;
  for (let round = 0; !isDone && round <= DEEPEST_JSON; round++) {
    const before = filled;
    filled = new Map([...fills].map(([slot, each]) => [slot, deepest(each, before)]));
    isDone = [...filled].every(([slot, depth]) => depth === before.get(slot));
  }
  const steps = new Map(
    [...fills].map(([slot, each]) => [slot, new Set(each.map(([next]) => next))] as const),
  );
  const circular = around(steps);
  const leading = leadingTo(circular, steps);
  let isSound = true;
  for (const [slot, depth] of filled) {
    const place = placeOf(slot);
    if (circular.has(slot)) {
      check.defect(place, "the default needs itself, so that it has no value");
      isSound = false;
    } else if (depth > DEEPEST_JSON) {
      isSound = false;
      // What leads to one that needs itself is not what is wrong.
      if (!leading.has(slot)) {
        check.defect(place, TOO_DEEP);
      }
    }
  }
  return isSound ? filled : undefined;
}

/** Whether the default of a field is too deep once defaults are filled in. */
export function isTooDeep(check: Check, filled: Filled, field: IrField): boolean {
  return fillsIn(check, field).some(([slot, level]) => level + (filled.get(slot) ?? 0) > DEEPEST_JSON);
}

function slotOf(struct: string, field: string): Slot {
  return JSON.stringify([struct, field]);
}

function placeOf(slot: Slot): string {
  const [struct = "", field = ""] = JSON.parse(slot) as readonly string[];
  return `struct ${quoted(struct)}, field ${quoted(field)}`;
}

function deepest(fills: readonly Fill[], filled: Filled): number {
  const depth = fills.reduce(
    (most, [slot, level]) => Math.max(most, level + (filled.get(slot) ?? -level)),
    1,
  );
  return Math.min(depth, DEEPEST_JSON + 1);
}

/**
 * The defaults that a field's own falls back on, each with the level at which it is filled in. Of a plain union it is every
 * branch that may be tried.
 */
function fillsIn(check: Check, field: IrField): readonly Fill[] {
  const found: Fill[] = [];
  // Branches of unions meet again further down, and would be looked at ever more often.
  const met = new Map<Type, Set<unknown>>();
  const ahead: [value: unknown, type: Type, depth: number][] = [[field.default, field.type, 1]];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const [value, type, depth] = next;
    const values = met.get(type) ?? new Set();
    // Only what holds something falls back on anything.
    if (typeof value !== "object" || value === null || values.has(value)) {
      continue;
    }
    met.set(type, values.add(value));
    const resolved = check.named.resolve(besideNull(type));
    // One by one: as arguments of one call they may be too many.
    if (resolved.type === "list" && Array.isArray(value)) {
      value.forEach((item) => void ahead.push([item, resolved.item, depth + 1]));
    } else if (resolved.type === "tuple" && Array.isArray(value)) {
      const items = resolved.items.slice(0, value.length);
      items.forEach((item, at) => void ahead.push([value[at], item, depth + 1]));
    } else if (resolved.type === "union") {
      const branches = resolved.of.filter((branch) => mayBe(check, branch, resolved.tag, value));
      branches.forEach((branch) => void ahead.push([value, branch, depth]));
    } else if (resolved.type === "map" && isObject(value)) {
      Object.values(value).forEach((item) => void ahead.push([item, resolved.item, depth + 1]));
    } else if (resolved.type === "ref" && isObject(value)) {
      const named = check.named.get(resolved.name);
      for (const each of named?.kind === "struct" ? named.fields : []) {
        if (Object.hasOwn(value, each.name)) {
          ahead.push([value[each.name], each.type, depth + 1]);
        } else if ("default" in each) {
          found.push([slotOf(resolved.name, each.name), depth]);
        }
      }
    }
  }
  return found;
}

/** Whether a value may be judged by a branch at all: one that its tag does not name is not looked at. */
function mayBe(check: Check, branch: Type, tag: string | undefined, value: unknown): boolean {
  const resolved = check.named.resolve(branch);
  const named = resolved.type === "ref" ? check.named.get(resolved.name) : undefined;
  if (tag === undefined || named?.kind !== "struct" || !isObject(value)) {
    return true;
  }
  const field = named.fields.find((each) => each.name === tag);
  const type = field === undefined ? undefined : check.named.resolve(field.type);
  const given = Object.hasOwn(value, tag) ? value[tag] : undefined;
  return type?.type !== "enum" || type.values.some((own) => own === given);
}
