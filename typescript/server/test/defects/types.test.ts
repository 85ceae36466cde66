// Types, constraints and defaults. The twin is `mizan-core/src/defects/tests/types.rs`.

import { expect, it } from "vitest";
import { alias, type Document, defects, field, kind, ofType, reference, structs } from "./graphs.ts";

it("types are declared and defaults fit", () => {
  const own = [
    "u: list optional Unknown",
    "o: optional optional string",
    'i: integer = "5"',
    'x: string = "5"',
  ];
  const args = [
    "t: T = {}",
    'd: datetime = "2026-01-02"',
    "n: integer = null",
    "l: list integer = [1.5]",
    "b: boolean = 0",
  ];
  const graph = {
    types: structs([["T", own]]),
    functions: [{ name: "f", result: kind("list Gone"), args: args.map(field) }],
  };
  expect(defects(graph)).toEqual([
    "struct `T`, field `u`: the type `Unknown` is not declared",
    "struct `T`, field `o`: the type beside null takes null itself",
    "struct `T`, field `i`: the default is not an integer within ±(2^53−1)",
    "function `f`, result: the type `Gone` is not declared",
    "function `f`, argument `t`: the default is not a `T`",
    "function `f`, argument `d`: the default is not a datetime with an offset",
    "function `f`, argument `n`: the default is not an integer within ±(2^53−1)",
    "function `f`, argument `l`: the default is not a list, each element an integer within ±(2^53−1)",
    "function `f`, argument `b`: the default is not a boolean",
  ]);
});

it("every value has an end", () => {
  const endless = structs([
    ["A", ["b: B"]],
    ["B", ["x: integer", "c: C"]],
    ["C", ["a: A"]],
    ["D", ["a: A"]],
    ["E", ["e: E"]],
    ["Fine", ["list: list Fine", "maybe: optional Fine", "more: optional Fine = null"]],
  ]);
  const around = (name: string) => `struct \`${name}\`: it requires itself, so that it can have no value`;
  expect(defects({ types: endless })).toEqual(["A", "B", "C", "E"].map(around));
  const filling = structs([
    ["A", ["b: B = {}"]],
    ["B", ["a: list A = [{}]", "n: integer = 1"]],
    ["C", ['b: B = {"a": []}', 'c: optional C = {"c": null}']],
  ]);
  const itself = (place: string) => `struct ${place}: the default needs itself, so that it has no value`;
  expect(defects({ types: filling })).toEqual(["`A`, field `b`", "`B`, field `a`"].map(itself));
});

const text = { type: "string" };
const list = (item: Document, min_length: number) => ({ type: "list", item, min_length });
const union = (...of: readonly Document[]) => ({ type: "union", of });
const tuple = (...items: readonly Document[]) => ({ type: "tuple", items });
const struct = (name: string, type: Document, more: Document = {}) => ({
  kind: "struct",
  name,
  fields: [{ name: "a", type, ...more }],
});

it.each<readonly [types: readonly Document[], endless: readonly string[]]>([
  [[struct("A", list(reference("A"), 1))], ["struct `A`"]],
  [[struct("A", list(reference("A"), 0))], []],
  [[struct("A", tuple(text, reference("A")))], ["struct `A`"]],
  [[struct("A", union(text, reference("A")))], []],
  [
    [struct("A", union(reference("B"), reference("A"))), struct("B", reference("A"))],
    ["struct `A`", "struct `B`"],
  ],
  [[alias("T", tuple(reference("T")))], ["alias `T`"]],
  [[alias("T", list(reference("T"), 0))], []],
  [[alias("T", { type: "map", item: reference("T"), min_length: 2 })], ["alias `T`"]],
  [[alias("T", union(text, list(reference("T"), 0), { type: "map", item: reference("T") }))], []],
  [
    [struct("A", reference("T")), alias("T", reference("A"))],
    ["struct `A`", "alias `T`"],
  ],
  [[struct("A", reference("A"), { omittable: true })], []],
])("whatever has one value at least has an end: %j", (types, endless) => {
  const told = endless.map((place) => `${place}: it requires itself, so that it can have no value`);
  expect([...defects({ types })].sort()).toEqual(told.sort());
});

it.each<readonly [types: readonly Document[], names: readonly string[]]>([
  [[alias("A", reference("A"))], ["A"]],
  [[alias("A", union(text, reference("A")))], ["A"]],
  [
    [alias("A", reference("B")), alias("B", { type: "optional", item: reference("A") })],
    ["A", "B"],
  ],
])("an alias stands for something: %j", (types, names) => {
  expect(defects({ types })).toEqual(names.map((name) => `alias \`${name}\`: it leads to itself`));
});

/** `start`, wrapped as often as there are levels besides its own. */
function nested<Of>(levels: number, start: Of, wrap: (inner: Of) => Of): Of {
  return levels <= 1 ? start : wrap(nested(levels - 1, start, wrap));
}

it("types are no deeper than they may be", () => {
  const lists = (levels: number) =>
    nested<Document>(levels, { type: "string" }, (item) => ({ type: "list", item }));
  expect(ofType([], lists(32))).toEqual([]);
  expect(ofType([], lists(33))).toEqual(["types are within each other deeper than 32 levels"]);
  const names = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      alias(`A${at}`, at + 1 === count ? text : reference(`A${at + 1}`)),
    );
  const deep = (name: string) =>
    `alias \`${name}\`: it stands for what stands for others, deeper than 32 levels`;
  expect(defects({ types: names(32) })).toEqual([]);
  expect(defects({ types: names(34) })).toEqual(["A0", "A1"].map(deep));
});

it("defaults are no deeper than they may be", () => {
  const json = (levels: number) => {
    const value = nested<readonly unknown[]>(levels, [], (item) => [item]);
    const args = [{ name: "a", type: { type: "json" }, default: value }];
    return defects({ functions: [{ name: "f", args, result: { type: "null" } }] });
  };
  expect(json(64)).toEqual([]);
  expect(json(65)).toEqual(["function `f`, argument `a`: the default is nested deeper than 64 levels"]);
  // Defaults that fill each other in, each of one level.
  const chain = (count: number) =>
    Array.from({ length: count }, (_, at) => {
      const next = { name: "s", type: reference(`S${at + 1}`), default: {} };
      return { kind: "struct", name: `S${at}`, fields: at + 1 === count ? [] : [next] };
    });
  const deep = "the default, filled in, is nested deeper than 64 levels";
  expect(defects({ types: chain(65) })).toEqual([]);
  expect(defects({ types: chain(67) })).toEqual([
    `struct \`S0\`, field \`s\`: ${deep}`,
    `struct \`S1\`, field \`s\`: ${deep}`,
  ]);
  const args = [{ name: "a", type: reference("S0"), default: {} }];
  const functions = [{ name: "f", args, result: { type: "null" } }];
  expect(defects({ types: chain(65), functions })).toEqual([`function \`f\`, argument \`a\`: ${deep}`]);
});

const TOO_LONG = "nothing is at least 2 and at most 1 long";

it.each<readonly [type: Document, what: string]>([
  [{ type: "string", min_length: 2, max_length: 1 }, TOO_LONG],
  [{ type: "bytes", min_length: 2, max_length: 1 }, TOO_LONG],
  [{ type: "list", item: text, min_length: 2, max_length: 1 }, TOO_LONG],
  [{ type: "map", item: text, min_length: 2, max_length: 1 }, TOO_LONG],
  [{ type: "integer", minimum: 2, maximum: 1 }, "no value is within `minimum` `2` and `maximum` `1`"],
  [
    { type: "integer", minimum: -(2 ** 53) },
    "`minimum` `-9007199254740992` is not an integer within ±(2^53−1)",
  ],
  [{ type: "integer", minimum: 4, maximum: 5, multiple_of: 3 }, "no multiple of 3 is from 4 to 5"],
  [{ type: "integer", multiple_of: 2 ** 53 }, "`multiple_of` `9007199254740992` is not within ±(2^53−1)"],
  [{ type: "integer", multiple_of: 0 }, "`multiple_of` is not positive"],
  [{ type: "number", minimum: 2, maximum: 1.5 }, "no value is within `minimum` `2` and `maximum` `1.5`"],
  [
    { type: "number", exclusive_minimum: 1, maximum: 1.0 },
    "no value is within `exclusive_minimum` `1` and `maximum` `1`",
  ],
  [
    { type: "number", exclusive_minimum: 1, exclusive_maximum: 1 },
    "no value is within `exclusive_minimum` `1` and `exclusive_maximum` `1`",
  ],
  [
    { type: "bigint", minimum: "9007199254740993", maximum: "9007199254740992" },
    "no value is within `minimum` `9007199254740993` and `maximum` `9007199254740992`",
  ],
  [{ type: "bigint", minimum: "+5" }, "`minimum` `+5` is not a whole number"],
  [
    { type: "decimal", exclusive_minimum: "0.10", maximum: "0.1" },
    "no value is within `exclusive_minimum` `0.1` and `maximum` `0.1`",
  ],
  [{ type: "decimal", minimum: "a`b" }, "`minimum` `a\\u{60}b` is not a decimal"],
  [
    { type: "datetime", minimum: "2026-01-01T00:00:00Z", maximum: "2026-01-01T00:00:00+01:00" },
    "no value is within `minimum` `2026-01-01T00:00:00Z` and `maximum` `2025-12-31T23:00:00Z`",
  ],
  [{ type: "datetime", maximum: "2026-01-01" }, "`maximum` `2026-01-01` is not a datetime with an offset"],
  [
    { type: "date", minimum: "2026-02-01", maximum: "2026-01-01" },
    "no value is within `minimum` `2026-02-01` and `maximum` `2026-01-01`",
  ],
  [{ type: "date", minimum: "2026-02-30" }, "`minimum` `2026-02-30` is not a date"],
  [{ type: "string", pattern: "(?=a)" }, "the pattern `(?=a)`: lookaround is not portable, at character 2"],
  // In JSON these are refused with the document that they are in; in this language somebody may declare them.
  [{ type: "string", min_length: 1.5 }, "`min_length` `1.5` is not a whole number from 0 to 2^32−1"],
  [{ type: "list", item: text, max_length: -1 }, "`max_length` `-1` is not a whole number from 0 to 2^32−1"],
  [
    { type: "bytes", max_length: 2 ** 32 },
    "`max_length` `4294967296` is not a whole number from 0 to 2^32−1",
  ],
  [{ type: "decimal", max_digits: Number.NaN }, "`max_digits` `NaN` is not a whole number from 0 to 2^32−1"],
  [{ type: "integer", maximum: 0.5 }, "`maximum` `0.5` is not an integer within ±(2^53−1)"],
  [{ type: "integer", multiple_of: 1.5 }, "`multiple_of` `1.5` is not whole"],
  [{ type: "number", minimum: -Infinity }, "`minimum` `-Infinity` is not a finite number"],
])("constraints leave something: %j", (type, what) => {
  expect(ofType([], type)).toEqual([what]);
  // It is found wherever it is.
  expect(ofType([], tuple({ type: "optional", item: { type: "map", item: type } }))).toEqual([what]);
});

it.each<Document>([
  { type: "string", min_length: 1, max_length: 1, pattern: "^a" },
  { type: "integer", minimum: 1, maximum: 1 },
  { type: "integer", minimum: 4, maximum: 6, multiple_of: 3 },
  { type: "integer", minimum: -4, maximum: -3, multiple_of: 3 },
  { type: "number", minimum: 1, maximum: 1.0, exclusive_minimum: 0, exclusive_maximum: 2 },
  { type: "bigint", minimum: "5", maximum: "5" },
  { type: "decimal", minimum: "1.50", maximum: "15e-1", max_digits: 2, decimal_places: 1 },
  { type: "datetime", minimum: "2026-01-01T00:00:00Z", maximum: "2026-01-01T01:00:00+01:00" },
])("these do: %j", (type) => {
  expect(ofType([], type)).toEqual([]);
});

it("a default may be long", () => {
  const type = { type: "list", item: { type: "list", item: { type: "integer" } } };
  const args = [{ name: "a", type, default: Array.from({ length: 200_000 }, () => []) }];
  expect(defects({ functions: [{ name: "f", args, result: { type: "null" } }] })).toEqual([]);
});
