// Fixtures: legal for every type that the vectors know, the same each time, and refused by name where there is none.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Dates, formOf, WIRE } from "../src/forms.ts";
import type { Field, Type, TypeDef } from "../src/ir.ts";
import { fixture } from "../src/testing.ts";
import { Codecs } from "../src/testingCodec.ts";
import { textOf } from "../src/testingText.ts";
import { Maker, Unmade } from "../src/testingValues.ts";
import { Judge, tableOf } from "../src/types.ts";
import { named, order, profile } from "./doubles.ts";

const file = new URL("../../../tests/afi/vectors/types.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly {
  readonly input: { readonly types: readonly TypeDef[]; readonly args: readonly Field[] };
}[];
// No text has something before its begin or behind its end.
const NEVER = ["a^", "$a"];

describe("a value of a type", () => {
  const all = vectors.flatMap(({ input }) =>
    input.args.map(({ type }) => ({ types: tableOf(input.types), type })),
  );
  const possible = all.filter(({ type }) => !(type.type === "string" && NEVER.includes(type.pattern ?? "")));

  it("is there for nearly all types of the vectors", () => {
    expect(possible.length).toBeGreaterThan(1_000);
    expect(new Set(possible.map(({ type }) => type.type)).size).toBeGreaterThan(18);
  });

  // An engine without `Temporal` has nothing to show of it; this file runs in one that has it as well.
  const forms = [undefined, "date", ...(typeof Temporal === "undefined" ? [] : ["temporal"])] as Dates[];

  it.each(forms)("is of that type, on the wire and with dates %s", (dates) => {
    for (const { types, type } of possible) {
      const made = new Maker(types).value(type);
      const value = new Codecs(types, dates).of(type).decode(made);
      for (const [form, it] of [[WIRE, made] as const, [formOf(dates), value] as const]) {
        const judge = new Judge(types, form);
        judge.judge(type, it, []);
        expect(judge.faults, `${JSON.stringify(type)}: ${JSON.stringify(made)}`).toEqual([]);
      }
      expect(new Codecs(types, dates).of(type).encode(value as never)).toEqual(made);
    }
  });

  it.each(NEVER)("is none where no text matches `%s`", (pattern) => {
    expect(() => new Maker(tableOf()).value({ type: "string", pattern })).toThrow(Unmade);
  });

  it.each<[Type, unknown]>([
    [{ type: "integer" }, 0],
    [{ type: "integer", minimum: 5, multiple_of: 4 }, 8],
    [{ type: "integer", maximum: -5, multiple_of: 4 }, -8],
    [{ type: "number", exclusive_minimum: 0, maximum: 1 }, 1],
    [{ type: "number", exclusive_minimum: 0, exclusive_maximum: 1 }, 0.5],
    [{ type: "bigint", minimum: "18446744073709551616" }, "18446744073709551616"],
    [{ type: "decimal", exclusive_minimum: "0", exclusive_maximum: "0.01" }, "0.001"],
    [{ type: "decimal", exclusive_maximum: "-0.05", decimal_places: 1 }, "-1"],
    [{ type: "date", minimum: "2030-01-01" }, "2030-01-01"],
    [{ type: "datetime", minimum: "2030-01-01T00:00:00.000005Z" }, "2030-01-01T00:00:01Z"],
    [{ type: "datetime", maximum: "2020-01-01T00:00:00Z" }, "2020-01-01T00:00:00Z"],
    [{ type: "list", item: { type: "string", max_length: 2 }, min_length: 2 }, ["va", "2"]],
    [
      { type: "map", key: { type: "uuid" }, item: { type: "json" }, min_length: 1 },
      { [`${"0".repeat(8)}-0000-4000-8000-${"1".padStart(12, "0")}`]: null },
    ],
    [{ type: "union", of: [{ type: "string", pattern: "a^" }, { type: "boolean" }] }, false],
  ])("%j is %j", (type, value) => {
    expect(new Maker(tableOf()).value(type)).toEqual(value);
  });
});

describe("text by a pattern", () => {
  it.each([
    ["^[A-Z]{2}-\\d{4}$", "aa"],
    ["^(?:cat|dog)s?$", "x"],
    ["^[^a-z0-9A-Z -~]$", "x"],
    ["\\d{3}$", "x"],
    ["^\\u{1f600}+$", "x"],
    ["^a*b{0,3}c+$", "x"],
  ])("%s", (pattern, wished) => {
    for (const length of [undefined, 6]) {
      const type = {
        type: "string",
        pattern,
        ...(length === undefined ? {} : { min_length: length, max_length: 12 }),
      } as const;
      const text = textOf(type, [wished], 0);
      const judge = new Judge(tableOf(), WIRE);
      if (text !== undefined) {
        judge.judge(type, text, []);
      }
      expect([pattern, text === undefined ? (length ?? 0) > 4 : judge.faults.length === 0]).toEqual([
        pattern,
        true,
      ]);
    }
  });

  it("is what was wished for where that is legal", () => {
    expect(textOf({ type: "string", pattern: "^[a-z]+$" }, ["name"], 0)).toBe("name");
  });

  it("is another one for each variant, as long as there are some", () => {
    const type = { type: "string", pattern: "^x[0-9]$" } as const;
    const texts = Array.from({ length: 12 }, (_, variant) => textOf(type, [], variant));
    expect(new Set(texts.slice(0, 10)).size).toBe(10);
    expect(texts.slice(10)).toEqual([undefined, undefined]);
  });
});

describe("a fixture", () => {
  it("is the same each time, small, and of generated code's values", () => {
    expect(profile()).toEqual({ id: 1, nick_name: "nick_nam" });
    expect(profile()).toEqual(profile());
    expect(profile()).not.toBe(profile());
    expect(order()).toEqual({ total: 0n, refunds: [], name: "name" });
  });

  it("takes fields that are given, and none that are not of their type", () => {
    expect(profile({ nick_name: "Ada" })).toEqual({ id: 1, nick_name: "Ada" });
    expect(profile({ id: undefined } as unknown as object).id).toBe(1);
    expect(() => profile({ id: 0 })).toThrow(new TypeError("`Profile.id` is not of its type: range"));
    expect(() => profile({ nick: "x" } as object)).toThrow("`Profile.nick` is not of its type: unknown");
  });

  it("makes lists, whose elements have ids of their own", () => {
    expect(profile.list(3).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(profile.list(2, { nick_name: "Ada" })).toEqual([
      { id: 1, nick_name: "Ada" },
      { id: 2, nick_name: "Ada" },
    ]);
    expect(profile.list(2, (index) => ({ nick_name: `n${index}` })).map((it) => it.nick_name)).toEqual([
      "n0",
      "n1",
    ]);
    expect(order.list(2)).toEqual([order(), order()]);
    expect(profile.list(0)).toEqual([]);
  });

  const of = (...fields: Field[]) =>
    fixture<Record<string, unknown>>("T", { types: [{ kind: "struct", name: "T", fields }] });

  it.each<[Type, unknown[]]>([
    [{ type: "string" }, ["id-1", "id-2", "id-3"]],
    [{ type: "string", max_length: 2 }, ["1", "2", "3"]],
    [{ type: "string", min_length: 5, max_length: 5, pattern: "^\\d+$" }, ["00001", "00002", "00003"]],
    [{ type: "string", pattern: "^[A-Z]{3}$" }, ["AAA", "AAB", "AAC"]],
    [{ type: "bigint" }, ["1", "2", "3"].map(BigInt)],
    [{ type: "integer", multiple_of: 10 }, [10, 20, 30]],
    [{ type: "integer", maximum: -7 }, [-7, -8, -9]],
  ])("ids of %j", (type, ids) => {
    expect(
      of({ name: "id", type })
        .list(3)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  it("says where there are not so many ids, unless they are given", () => {
    const type = { type: "integer", minimum: 1, maximum: 2 } as const;
    expect(() => of({ name: "id", type }).list(3)).toThrow("there are no 3 values of `T.id`: give them");
    expect(of({ name: "id", type }).list(3, { id: 1 })).toHaveLength(3);
    expect(of({ name: "id", type: { type: "boolean" } }).list(3)).toHaveLength(3);
  });

  it("leaves out what may be absent, and takes it where it is given", () => {
    const made = of(
      { name: "a", type: { type: "integer" }, default: 5 },
      { name: "b", type: { type: "integer" }, omittable: true },
      { name: "c", type: { type: "optional", item: { type: "integer" } } },
    );
    expect(made()).toEqual({ c: null });
    expect(made({ a: 1, b: 2, c: 3 })).toEqual({ a: 1, b: 2, c: 3 });
  });

  it("ends where a type holds itself", () => {
    const tree = fixture<Record<string, unknown>>("Tree", {
      types: [
        {
          kind: "struct",
          name: "Tree",
          fields: [
            { name: "children", type: { type: "list", item: { type: "ref", name: "Tree" } } },
            { name: "left", type: { type: "ref", name: "Branch" } },
          ],
        },
        {
          kind: "alias",
          name: "Branch",
          type: {
            type: "union",
            of: [
              { type: "ref", name: "Tree" },
              { type: "list", item: { type: "ref", name: "Tree" }, min_length: 1 },
              { type: "boolean" },
            ],
          },
        },
      ],
    });
    expect(tree()).toEqual({ children: [], left: false });
  });

  it("names the field of which nothing was found, and does without it where it is given", () => {
    const made = fixture<Record<string, unknown>>("T", {
      types: [
        {
          kind: "struct",
          name: "T",
          fields: [
            { name: "codes", type: { type: "list", item: { type: "ref", name: "Code" }, min_length: 1 } },
          ],
        },
        {
          kind: "struct",
          name: "Code",
          fields: [{ name: "text", type: { type: "string", pattern: "^abc$", max_length: 2 } }],
        },
      ],
    });
    expect(() => made()).toThrow(new TypeError("no value was found for `T.codes.0.text`: give it"));
    expect(() => made({ codes: [] })).toThrow("`T.codes` is not of its type: length");
  });

  it("of a name that is not there is an error", () => {
    expect(() => fixture("Nobody", named)()).toThrow("the type `Nobody` is not among `types`");
  });
});
