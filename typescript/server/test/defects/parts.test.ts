// What types are made of: enums, keys, fields, branches; and errors, which are made of types. The twin is
// `mizan-core/src/defects/tests/parts.rs`.

import { expect, it } from "vitest";
import { alias, call, type Document, defects, field, kind, ofType, reference, tagged } from "./graphs.ts";

const values = (...of: readonly (string | number)[]) => ({ type: "enum", values: of });

it.each<readonly [type: Document, what: readonly string[]]>([
  [values(), ["the enum has no values"]],
  [values("a", 1), ["the enum has strings and integers"]],
  [values("a", "b", "a"), ["the enum has a value twice: `a`"]],
  [values(2 ** 53), ["the enum's value `9007199254740992`: it is not within ±(2^53−1)"]],
  [values(1.5), ["the enum's value `1.5`: it is not within ±(2^53−1)"]],
  [values("__proto__"), ["the enum's value `__proto__`: the name has a meaning of its own in JavaScript"]],
  [
    values("a\u202e"),
    ["the enum's value `a\\u{202e}`: it has a character that no screen shows, or that turns text around"],
  ],
  [values("a".repeat(129)), [`the enum's value \`${"a".repeat(120)}…\`: it has more than 128 characters`]],
  [values("", "größe", "a b", "€"), []],
  [values(0, -1, 2 ** 53 - 1), []],
])("enums have values that travel: %j", (type, what) => {
  expect(ofType([], type)).toEqual(what);
});

const keys = [
  alias("Key", values("a")),
  alias("Number", values(1)),
  { kind: "struct", name: "S", fields: [] },
];
const map = (key: Document) => ({ type: "map", key, item: { type: "string" } });

it.each<Document>([
  { type: "string", max_length: 3 },
  { type: "uuid" },
  { type: "integer" },
  reference("Key"),
])("a map may have the key %j", (key) => {
  expect(ofType(keys, map(key))).toEqual([]);
});

it.each<Document>([
  { type: "boolean" },
  { type: "datetime" },
  reference("Number"),
  reference("S"),
  { type: "optional", item: { type: "string" } },
])("it may not have %j", (key) => {
  const [one, ...others] = ofType(keys, map(key));
  expect(one).toMatch(
    /^a key of a map is a string, an enum of strings, a uuid or an integer, and not (a|one|any) /,
  );
  expect(others).toEqual([]);
});

it("a field may be absent in one way", () => {
  const omittable = (of: string) => ({ ...field(of), omittable: true });
  const graph = {
    types: [{ kind: "struct", name: "S", fields: [omittable("a: string"), omittable('b: string = ""')] }],
    functions: [{ name: "f", args: [omittable("a: string")], result: kind("null") }],
  };
  expect(defects(graph)).toEqual([
    "struct `S`, field `b`: it is omittable and has a default, which are two meanings of absence",
    "function `f`, argument `a`: it is omittable, which fields of structs alone are",
  ]);
});

it.each(["null", "json", "optional string"])("a named type takes no null: %s", (of) => {
  expect(defects({ types: [alias("A", kind(of))] })).toEqual([
    "alias `A`: a named type takes no null; what refers to it may",
  ]);
});

it("what refers to a named type may take null", () => {
  const graph = {
    types: [alias("A", kind("string"))],
    functions: [call("f", [], ["a: optional A = null"])],
  };
  expect(defects(graph)).toEqual([]);
});

const union = (...of: readonly Document[]) => ({ type: "union", of });
const TAKES_NULL = "a branch of a union takes null, which only the union as a whole may";
const UNTAGGED = "a branch of a union is a union without a tag itself";
const some = [
  alias("Either", union(kind("string"), kind("integer"))),
  alias("Text", kind("string")),
  tagged("S", ["s"]),
  tagged("T", ["t"]),
  alias("Both", { type: "union", tag: "kind", of: [reference("S"), reference("T")] }),
];

it.each<readonly [type: Document, what: readonly string[]]>([
  [union(kind("string")), ["a union has two branches or more, and this one has 1"]],
  [union(), ["a union has two branches or more, and this one has 0"]],
  [union(kind("string"), kind("null")), [TAKES_NULL]],
  [union(kind("string"), kind("json")), [TAKES_NULL]],
  [union(kind("boolean"), kind("optional string")), [TAKES_NULL]],
  [union(kind("boolean"), reference("Either")), [UNTAGGED]],
  [union(kind("boolean"), union(kind("string"), kind("integer"))), [UNTAGGED]],
  [union(kind("string"), kind("boolean"), kind("string")), ["the union has a branch twice: a string"]],
  [union(kind("string"), reference("Text")), ["the union has a branch twice: a `Text`"]],
  [union(kind("string"), reference("Both")), []],
  [union(kind("string"), { type: "string", max_length: 3 }), []],
  [union(reference("S"), reference("T"), kind("list S")), []],
])("branches differ: %j", (type, what) => {
  expect(ofType(some, type)).toEqual(what);
});

const byTag = (tag: string, ...names: readonly string[]) => ({
  type: "union",
  tag,
  of: names.map(reference),
});
const struct = (name: string, own: Document) => ({ kind: "struct", name, fields: [own] });
const branches = [
  tagged("A", ["a", "b"]),
  tagged("B", ["b", "c"]),
  tagged("C", ["c"]),
  tagged("One", [1]),
  alias("Cs", reference("C")),
  alias("Inner", byTag("kind", "B", "One")),
  alias("Other", byTag("sort", "X", "Y")),
  struct("X", { name: "sort", type: values("x") }),
  struct("Y", { name: "sort", type: reference("Sort") }),
  alias("Sort", values("y")),
  alias("Word", kind("string")),
  struct("NoEnum", { name: "kind", type: { type: "string" } }),
  struct("Default", { name: "kind", type: values("d"), default: "d" }),
  struct("Omitted", { name: "kind", type: values("o"), omittable: true }),
];
const noStruct = (what: string) =>
  `a branch of a union with the tag \`kind\` is ${what}, and not a named struct`;

it.each<readonly [type: Document, what: readonly string[]]>([
  [byTag("kind", "A", "Cs", "One"), []],
  [byTag("sort", "X", "Y"), []],
  [byTag("kind", "Inner", "C"), ["the value `c` of the tag `kind` names two branches"]],
  [byTag("kind", "A", "B"), ["the value `b` of the tag `kind` names two branches"]],
  [byTag("kind", "A", "Other"), [noStruct("a `Other`")]],
  [byTag("kind", "A", "Word"), [noStruct("a `Word`")]],
  [byTag("kind", "A", "X"), ["the tag `kind` of `X` is no field of it"]],
  [byTag("kind", "A", "NoEnum"), ["the tag `kind` of `NoEnum` is no enum"]],
  [byTag("kind", "A", "Default"), ["the tag `kind` of `Default` is not required"]],
  [byTag("kind", "A", "Omitted"), ["the tag `kind` of `Omitted` is not required"]],
  [byTag("kind", "A", "Gone"), ["the type `Gone` is not declared"]],
  [{ type: "union", tag: "kind", of: [reference("A"), kind("string")] }, [noStruct("a string")]],
])("a tag tells branches apart: %j", (type, what) => {
  expect(ofType(branches, type)).toEqual(what);
});

it("a tag is a name", () => {
  expect(ofType(branches, byTag("constructor", "A", "C"))[0]).toBe(
    "the tag `constructor`: the name has a meaning of its own in JavaScript",
  );
});

it("errors have codes of their own", () => {
  const graph = {
    errors: [
      { code: "GONE", status: 410, data: { type: "list", item: reference("Gone") } },
      { code: "GONE" },
      { code: "gone" },
      { code: "_A" },
      { code: "" },
      { code: "NOT_FOUND" },
      { code: "A", status: 399 },
      { code: "B", status: 500 },
      { code: "C9_", status: 400 },
      { code: "D", status: 65_936 },
      { code: "E", status: 400.5 },
    ],
    functions: [{ name: "f", args: [], result: { type: "null" }, raises: ["GONE", "LOST", "C9_"] }],
  };
  expect(defects(graph)).toEqual([
    "error `gone`: the code is not `[A-Z][A-Z0-9_]*`",
    "error `_A`: the code is not `[A-Z][A-Z0-9_]*`",
    "error ``: the code is not `[A-Z][A-Z0-9_]*`",
    "error `NOT_FOUND`: the protocol has this code itself",
    "error `A`: the status is 399, and not from 400 to 499",
    "error `B`: the status is 500, and not from 400 to 499",
    "error `D`: the status is 65936, and not from 400 to 499",
    "error `E`: the status is 400.5, and not from 400 to 499",
    "two errors of one name: `GONE`",
    "function `f`: it raises `LOST`, which is no declared error",
    "error `GONE`, data: the type `Gone` is not declared",
  ]);
});
