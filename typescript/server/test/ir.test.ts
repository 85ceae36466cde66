// The one spelling of bounds and defaults, what names stand for, what is shown, and types in words. The twins are
// `mizan-core/src/ir/tests.rs` and the tests of `mizan-core/src/types/describe.rs`; the vectors of `ir_text` say the rest.

import { expect, it } from "vitest";
import { describe } from "../src/describe.ts";
import { Named } from "../src/ir/named.ts";
import { normalise } from "../src/ir/normalise.ts";
import { shown } from "../src/ir/shown.ts";
import { answers, type IrFunction, type Type } from "../src/irModel.ts";
import { onOneLine, quoted } from "../src/quoting.ts";
import { type Document, irOf } from "./irOf.ts";

const reference = (name: string): Document => ({ type: "ref", name });

/** An argument once its graph is normalised. */
function normal(type: Document, more: Document = {}, types: readonly Document[] = []) {
  const functions = [{ name: "f", args: [{ name: "a", type, ...more }], result: { type: "null" } }];
  return normalise(irOf({ types, functions })).functions[0]?.args[0];
}

it.each<readonly [declared: Document, canonical: Document]>([
  [
    { type: "decimal", minimum: "-0", maximum: "1.50e1", exclusive_minimum: "-1E2" },
    { type: "decimal", minimum: "0", maximum: "15", exclusive_minimum: "-100" },
  ],
  [
    { type: "number", minimum: -0.0, maximum: 5.0, exclusive_minimum: -0.5 },
    { type: "number", minimum: 0, maximum: 5, exclusive_minimum: -0.5 },
  ],
  [
    { type: "datetime", minimum: "2026-01-01t00:30:00.120000+01:00" },
    { type: "datetime", minimum: "2025-12-31T23:30:00.12Z" },
  ],
  [
    { type: "map", key: { type: "string" }, item: { type: "bigint", maximum: "-5" } },
    { type: "map", item: { type: "bigint", maximum: "-5" } },
  ],
  [
    { type: "map", key: { type: "string", min_length: 1 }, item: { type: "null" } },
    { type: "map", key: { type: "string", min_length: 1 }, item: { type: "null" } },
  ],
  [
    { type: "file", accept: ["text/plain", "IMAGE/*", "image/*"] },
    { type: "file", accept: ["image/*", "text/plain"] },
  ],
])("bounds have one spelling: %j", (declared, canonical) => {
  const within = normal({ type: "tuple", items: [declared] })?.type as { readonly items: readonly Type[] };
  expect(within.items).toEqual([canonical]);
});

const types = [
  { kind: "alias", name: "Price", type: { type: "decimal" } },
  {
    kind: "struct",
    name: "Line",
    fields: [
      { name: "price", type: reference("Price"), default: "1.0" },
      { name: "note", type: { type: "string" }, omittable: true },
      { name: "kind", type: { type: "enum", values: [1, 2] } },
    ],
  },
];

it.each<readonly [type: Document, declared: unknown, canonical: unknown]>([
  [{ type: "bigint" }, "-5", "-5"],
  [{ type: "number" }, -0, 0],
  [reference("Price"), "1.50e1", "15"],
  [{ type: "time" }, "01:02:03.50", "01:02:03.5"],
  [{ type: "duration" }, "P1W", "P7D"],
  [{ type: "bytes" }, "AAA", "AAA"],
  [{ type: "uuid" }, "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", "0e37df36-f698-11e6-8dd4-cb9ced3df976"],
  [{ type: "json" }, { b: 1, a: [null] }, { a: [null], b: 1 }],
  [{ type: "tuple", items: [reference("Price"), { type: "null" }] }, ["1e1", null], ["10", null]],
  [{ type: "map", key: { type: "integer" }, item: reference("Price") }, { "-5": "0.50" }, { "-5": "0.5" }],
  [{ type: "union", of: [{ type: "integer" }, reference("Line")] }, { kind: 2 }, { price: "1", kind: 2 }],
  [
    { type: "optional", item: reference("Line") },
    { kind: 1, note: "" },
    { price: "1", note: "", kind: 1 },
  ],
  [{ type: "optional", item: reference("Line") }, null, null],
])("defaults have one spelling whatever their type: %j", (type, declared, canonical) => {
  expect(normal(type, { default: declared }, types)?.default).toEqual(canonical);
});

it("names stand for what they stand for", () => {
  const red = { type: "enum", values: ["red"] };
  const of = irOf({
    types: [
      { kind: "alias", name: "Hue", type: reference("Colour") },
      { kind: "alias", name: "Colour", type: red },
      { kind: "alias", name: "Loop", type: reference("Loop") },
      {
        kind: "struct",
        name: "S",
        fields: [
          {
            name: "a",
            type: { type: "map", key: reference("Hue"), item: { type: "tuple", items: [reference("T")] } },
          },
        ],
      },
      {
        kind: "struct",
        name: "T",
        fields: [{ name: "s", type: { type: "optional", item: reference("S") } }],
      },
      { kind: "alias", name: "Either", type: { type: "union", of: [reference("T"), { type: "uuid" }] } },
      { kind: "struct", name: "Alone", fields: [] },
      { kind: "struct", name: "Hue", fields: [] },
    ],
  });
  const named = new Named(of.types);
  expect(named.resolve({ type: "ref", name: "Hue" })).toEqual(red);
  for (const name of ["S", "Loop", "Nowhere"]) {
    expect(named.resolve({ type: "ref", name })).toEqual(reference(name));
  }
  const reached = (type: Type) => [...named.reached([type])].sort();
  expect(reached({ type: "ref", name: "Hue" })).toEqual(["Colour", "Hue"]);
  expect(reached({ type: "list", item: { type: "ref", name: "Either" } })).toEqual([
    "Colour",
    "Either",
    "Hue",
    "S",
    "T",
  ]);
  expect(reached({ type: "ref", name: "Nowhere" })).toEqual(["Nowhere"]);
  expect(reached({ type: "json" })).toEqual([]);
});

it("what is shown is without what private functions alone reach", () => {
  const struct = (name: string, of: string) => ({
    kind: "struct",
    name,
    fields: [{ name: "a", type: reference(of) }],
  });
  const leaf = (name: string) => ({ kind: "alias", name, type: { type: "string" } });
  const whole = irOf({
    types: [
      struct("Hidden", "Both"),
      struct("Shown", "Both"),
      leaf("Both"),
      leaf("Free"),
      struct("Freer", "OfFree"),
      leaf("OfFree"),
      leaf("HiddenData"),
      leaf("ShownData"),
    ],
    errors: [
      { code: "BOTH", data: reference("ShownData") },
      { code: "HIDDEN", data: reference("HiddenData") },
      { code: "FREE" },
    ],
    functions: [
      {
        name: "job",
        private: true,
        args: [{ name: "a", type: reference("Hidden") }],
        raises: ["BOTH", "HIDDEN"],
        result: { type: "null" },
      },
      { name: "page", route: "a/", raises: ["BOTH"] },
      { name: "call", result: reference("Shown") },
    ],
  });
  const seen = shown(whole);
  expect(seen.types.map(({ name }) => name)).toEqual([
    "Shown",
    "Both",
    "Free",
    "Freer",
    "OfFree",
    "ShownData",
  ]);
  expect(seen.errors.map(({ code }) => code)).toEqual(["BOTH", "FREE"]);
  expect(seen.functions.map(({ name }) => name)).toEqual(["page", "call"]);
  expect(shown(seen)).toBe(seen);
});

it.each<readonly [parts: Document, methods: readonly string[]]>([
  [{}, ["GET"]],
  [{ methods: [] }, ["GET"]],
  [{ affects: [{ context: "a" }] }, ["POST"]],
  [{ methods: ["PUT", "GET"] }, ["PUT", "GET"]],
])("a view answers what it says: %j", (parts, methods) => {
  const [view] = irOf({ functions: [{ name: "f", ...parts }] }).functions;
  expect(answers(view as IrFunction)).toEqual(methods);
});

it.each<readonly [type: Type, words: string]>([
  [{ type: "string", min_length: 1 }, "a string (at least 1 characters)"],
  [{ type: "string", max_length: 2, pattern: "^`" }, "a string (at most 2 characters, that has `^\\u{60}`)"],
  [{ type: "string", pattern: "(" }, "a string"],
  [
    { type: "integer", minimum: 1, maximum: 6, multiple_of: 2 },
    "an integer within ±(2^53−1) (at least 1, at most 6, a multiple of 2)",
  ],
  [
    { type: "number", minimum: 1e21, maximum: 1.25e-7, exclusive_minimum: -1.5e300, exclusive_maximum: 0.5 },
    `a finite number (at least 1${"0".repeat(21)}, at most 0.000000125, more than -15${"0".repeat(299)}, less than 0.5)`,
  ],
  [
    { type: "decimal", minimum: "x", max_digits: 3, decimal_places: 1 },
    "a decimal (at most 3 digits, at most 1 after the point)",
  ],
  [{ type: "bytes", min_length: 1, max_length: 2 }, "bytes (1 to 2 of them)"],
  [{ type: "tuple", items: [{ type: "uuid" }, { type: "file" }] }, "a tuple of a uuid and a file"],
  [{ type: "enum", values: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, "one of 1, 2, 3, 4, 5, 6, 7, 8, …"],
  [
    { type: "map", key: { type: "uuid" }, item: { type: "time" }, max_length: 2 },
    "a map, each key a uuid, each value a time without an offset (at most 2 entries)",
  ],
  [
    {
      type: "optional",
      item: { type: "union", tag: "kind", of: [{ type: "ref", name: "A" }, { type: "duration" }] },
    },
    "a `A` or a duration, by its `kind` or null",
  ],
  [
    { type: "list", item: { type: "boolean" }, min_length: 3 },
    "a list, each element a boolean (at least 3 elements)",
  ],
])("in words: %j", (type, words) => {
  expect(describe(type)).toBe(words);
});

it("an author's text is on one line, and not for ever", () => {
  expect(quoted("a`\n\u202e\x9fé😀")).toBe("`a\\u{60}\\u{a}\\u{202e}\\u{9f}é😀`");
  expect(quoted("😀".repeat(121))).toBe(`\`${"😀".repeat(120)}…\``);
  expect(onOneLine("a`\r\nb")).toBe("a`\\u{d}\\u{a}b");
});
