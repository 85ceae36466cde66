// How far types, defaults and aliases go down. Looked at first, since nothing else has an end otherwise. The twin is
// `mizan-core/src/defects/depth.rs`.

import { compareText } from "@mizan/client/wire";
import { Named, parts } from "../ir/named.ts";
import { type Ir, MAX_DEPTH, type Type } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { places } from "./check.ts";
import { around } from "./cycles.ts";

/** The deepest that JSON is read. */
export const DEEPEST_JSON = 64;

/** What goes deeper than anything may: whoever follows types and values needs not count any more. */
export function tooDeep(ir: Ir): readonly string[] {
  const defects: string[] = [];
  for (const { name, type, field } of places(ir)) {
    if (isDeeper(type, MAX_DEPTH, parts)) {
      defects.push(`${name}: types are within each other deeper than ${MAX_DEPTH} levels`);
    }
    if (isDeeper(field?.default, DEEPEST_JSON, within)) {
      defects.push(`${name}: the default is nested deeper than ${DEEPEST_JSON} levels`);
    }
  }
  return defects.length > 0 ? defects : longAliases(ir);
}

/** Whether `item` is more than `most` levels deep. Looks no further than is needed to tell. */
function isDeeper<Item>(item: Item, most: number, inside: (item: Item) => readonly Item[]): boolean {
  const ahead: [Item, number][] = [[item, 1]];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const [at, depth] = next;
    if (depth > most) {
      return true;
    }
    for (const part of inside(at)) {
      ahead.push([part, depth + 1]);
    }
  }
  return false;
}

/** What a value of JSON holds. */
function within(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

/** Aliases of aliases: a value that is judged by one is judged by them all, without having been looked at. */
function longAliases(ir: Ir): readonly string[] {
  const aliases = new Map(
    new Named(ir.types)
      .all()
      .flatMap((definition) =>
        definition.kind === "alias" ? [[definition.name, standsFor(definition.type)] as const] : [],
      ),
  );
  const steps = new Map(
    [...aliases].map(([name, nexts]) => [name, new Set(nexts.map(([next]) => next))] as const),
  );
  const circular = around(steps);
  let lengths = new Map([...aliases.keys()].map((name) => [name, 1]));
  // Each round sees one alias further, and each alias is a level or more.
  let isDone = false;
  for (let round = 0; !isDone && round < MAX_DEPTH; round++) {
    const before = lengths;
    const longest = (nexts: readonly (readonly [string, number])[]) =>
      nexts.reduce((most, [next, levels]) => Math.max(most, levels + (before.get(next) ?? -levels)), 1);
    lengths = new Map([...aliases].map(([name, nexts]) => [name, Math.min(longest(nexts), MAX_DEPTH + 1)]));
    isDone = [...lengths].every(([name, length]) => length === before.get(name));
  }
  const long = [...lengths].filter(([, length]) => length > MAX_DEPTH).map(([name]) => name);
  return long.sort(compareText).map((name) => {
    const place = `alias ${quoted(name)}`;
    return circular.has(name)
      ? `${place}: it leads to itself`
      : `${place}: it stands for what stands for others, deeper than ${MAX_DEPTH} levels`;
  });
}

/** The names that a value of a type is judged by at once, each with its level within the type. */
function standsFor(type: Type, depth = 1): readonly (readonly [name: string, level: number])[] {
  switch (type.type) {
    case "ref":
      return [[type.name, depth]];
    case "union":
      return type.of.flatMap((branch) => standsFor(branch, depth + 1));
    case "optional":
      return standsFor(type.item, depth + 1);
    default:
      return [];
  }
}
