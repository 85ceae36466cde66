// Rule 3 of `ir/protocol/client.md` for whatever there is: a target reaches every query whose params it covers, and no other.
// The oracle is the core's, by its vectors: what a target drops at the server is found by tags that both sides have.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { covers, type Target } from "../src/index.ts";
import { spellQuery } from "../src/query.ts";
import type { WireValues } from "../src/wire.ts";
import { type Draw, forAll } from "./drawn.ts";

type Named = Exclude<Target, string>;

interface Vector<Input, Expected> {
  readonly name: string;
  readonly input: Input & { readonly graph: unknown };
  readonly expect: Expected;
}

interface Entry {
  readonly context: string;
  readonly function: string;
  readonly params: WireValues;
}

function vectors<Input, Expected>(name: string): readonly Vector<Input, Expected>[] {
  const file = new URL(`../../../tests/afi/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

const entries = vectors<Entry, readonly string[]>("entry_tags");
const purges = vectors<{ readonly target: Target }, readonly string[]>("purge_tags");
const resolved = vectors<object, readonly { readonly target: Target }[]>("resolve");
const answered = vectors<object, readonly Target[]>("redact");

const atLength = (target: Target): Named => (typeof target === "string" ? { context: target } : target);

/** Section 5 of the protocol, said anew: dropped unless a param that both have, and that is not null in the query, differs. */
function drops(target: Target, context: string, params: WireValues): boolean {
  const { context: named, params: scope = {} } = atLength(target);
  const single = (values: WireValues) =>
    Object.entries(values).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  const differing = single(scope).filter(([name, value]) =>
    single(params).some(([other, asked]) => other === name && `${asked}` !== `${value}`),
  );
  return named === "*" || (named === context && differing.length === 0);
}

describe("the core's vectors", () => {
  // A context of this member alone: its params are the query's.
  const pairs = entries.flatMap((entry) =>
    purges
      .filter(({ input }) => JSON.stringify(input.graph) === JSON.stringify(entry.input.graph))
      .map((purge) => ({ entry: entry.input, tags: entry.expect, purge })),
  );

  it("are enough of both kinds", () => {
    const met = pairs.filter(({ entry, purge }) => covers(purge.input.target, entry.context, entry.params));
    expect(met.length).toBeGreaterThan(30);
    expect(pairs.length - met.length).toBeGreaterThan(30);
  });

  it("drop at the server whatever a target reaches here", () => {
    for (const { entry, tags, purge } of pairs) {
      const { target } = purge.input;
      const concerned = [undefined, entry.function].includes(atLength(target).function);
      if (concerned && covers(target, entry.context, entry.params)) {
        expect(
          tags.filter((tag) => purge.expect.includes(tag)),
          `${purge.name}: ${entry.function}`,
        ).not.toEqual([]);
      }
    }
  });

  it("are reached by their own arguments' queries, and not by others", () => {
    for (const target of [
      ...resolved.flatMap((it) => it.expect.map((each) => each.target)),
      ...answered.flatMap((it) => it.expect),
    ]) {
      const { context, params = {} } = atLength(target);
      expect(covers(target, context, params)).toBe(true);
      expect(covers(target, `${context}_`, params)).toBe(false);
      for (const [name, value] of Object.entries(params)) {
        const other = typeof value === "number" ? value + 1 : `${value}_`;
        expect(covers(target, context, { ...params, [name]: other })).toBe(false);
        expect(covers(target, context, { ...params, [name]: null })).toBe(true);
        const { [name]: _, ...without } = params;
        expect(covers(target, context, without)).toBe(true);
      }
    }
  });
});

const VALUES: readonly unknown[] = [
  5,
  6,
  0,
  -1,
  "5",
  "",
  "a",
  "true",
  true,
  false,
  null,
  undefined,
  [],
  [5],
  ["a", "b"],
];
const NAMES = ["user_id", "page", "tags", "to_string", "__proto__", "constructor"] as const;

function params(draw: Draw): WireValues {
  // Made as JSON makes it, so that every name is one of its own.
  return Object.fromEntries(draw.some(NAMES).map((name) => [name, draw.one(VALUES)]));
}

it("for whatever is drawn a target reaches what the rule says, and equal queries alike", async () => {
  const seen = { reached: 0, left: 0 };
  await forAll(3_000, (draw) => {
    const context = draw.one(["user", "cart"]);
    const target: Target = draw.chance(15)
      ? draw.one(["user", "cart", "*"])
      : {
          context: draw.one(["user", "user", "user", "cart", "*"]),
          ...(draw.chance(30) && { function: "user_profile" }),
          ...(draw.chance(90) && { params: params(draw) }),
        };
    const query = params(draw);
    const reached = covers(target, context, query);
    expect(reached, JSON.stringify([target, context, query])).toBe(drops(target, context, query));
    seen[reached ? "reached" : "left"] += 1;
    // Whatever is written by its absence is absent, and the spelling alone tells queries apart.
    const given = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== null && value !== undefined),
    );
    expect(spellQuery(given)).toBe(spellQuery(query));
    expect(covers(target, context, given)).toBe(reached);
  });
  expect(Math.min(seen.reached, seen.left)).toBeGreaterThan(300);
});
