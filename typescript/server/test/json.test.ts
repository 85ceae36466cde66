// The strict reader: what is JSON and what is none, and that nobody can make it work for long. What values may be, the vectors of `types`
// show.

import { describe, expect, it } from "vitest";
import { Graph } from "../src/graph.ts";
import { normalise } from "../src/ir/normalise.ts";
import { JsonFault, JsonNumber, readJson, readObject } from "../src/json.ts";
import { Refusal } from "../src/refusal.ts";
import { irOf } from "./irOf.ts";

const read = (text: string) => readJson(Buffer.from(text));

/** The rule that a document breaks. */
function fault(body: string | Uint8Array): string {
  try {
    readObject(Buffer.from(body as string));
  } catch (error) {
    expect(error).toBeInstanceOf(JsonFault);
    return (error as Error).message;
  }
  return "none";
}

describe("what is read", () => {
  it("values, with numbers as they were written and members in order", () => {
    expect(read(' [ null , true , false , "a" , { } , [ ] ] \r\n\t')).toEqual([
      null,
      true,
      false,
      "a",
      new Map(),
      [],
    ]);
    const members = readObject(Buffer.from('{"b":1.50,"a":-0,"":1E+2}'));
    expect([...members]).toEqual([
      ["b", new JsonNumber("1.50")],
      ["a", new JsonNumber("-0")],
      ["", new JsonNumber("1E+2")],
    ]);
  });

  it("names of everything that an object inherits are names like any other", () => {
    const members = readObject(Buffer.from('{"__proto__":{"x":1},"constructor":2,"toString":3}'));
    expect([...members.keys()]).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("every escape, and pairs", () => {
    expect(read('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00E9\\ud83d\\uDE00\\u0000"')).toBe(
      '"\\/\b\f\n\r\tA\u00e9\u{1f600}\0',
    );
    expect(read('"\u007f\u2028\u{10ffff}\ufeff"')).toBe("\u007f\u2028\u{10ffff}\ufeff");
  });

  it.each([
    ["5", true],
    ["5.0", true],
    ["50e-1", true],
    ["5e-1", false],
    ["-0", true],
    ["0e-999999999999999999999", true],
    ["1e-999999999999999999999", false],
    ["1e999999999999999999999", true],
    [`${"9".repeat(400)}.0`, true],
    [`${"9".repeat(400)}.5`, false],
    ["1.10", false],
    ["100e-2", true],
    ["100e-3", false],
  ])("whether %s is whole, is judged before it is rounded", (text, whole) => {
    expect((read(text) as JsonNumber).whole).toBe(whole);
  });
});

describe("what is refused, by the rule that it breaks", () => {
  it.each([
    ["[]", "the body is not a JSON object"],
    ["", "the body ends in the middle of the document"],
    ["{", "the body ends in the middle of the document"],
    ['{"a', "the body ends in the middle of the document"],
    ['{"a"', "the body ends in the middle of the document"],
    ['{"a":tru', "the body ends in the middle of the document"],
    ['{"a":"\\u12', "the body ends in the middle of the document"],
    ["{} {}", "there is something after the document"],
    ['\ufeff{"a":1}', "the body begins with a byte order mark"],
    ['{"a":1,"a":2}', "an object has a key twice"],
    ['{"a":1,"\\u0061":2}', "an object has a key twice"],
    ['{"a":{"b":[{"c":1,"c":1}]}}', "an object has a key twice"],
    ['{"a":"\\ud800"}', "a string has a lone surrogate"],
    ['{"a":"\\udc00"}', "a string has a lone surrogate"],
    ['{"a":"\\ud800\\u0041"}', "a string has a lone surrogate"],
    ['{"\\ud800":1}', "a string has a lone surrogate"],
    ['{"a":"\n"}', "a string has an unescaped control character"],
    ['{"a":"\\x41"}', "a string has an unknown escape"],
    ['{"a":"\\u00g0"}', "a string has an unknown escape"],
    ['{"a":01}', "a number is not in JSON's form"],
    ['{"a":-}', "a number is not in JSON's form"],
    ['{"a":1.}', "a number is not in JSON's form"],
    ['{"a":1e}', "a number is not in JSON's form"],
    ['{"a":1e5.5}', "a number is not in JSON's form"],
    ['{"a":+1}', "the body is not JSON"],
    ['{"a":.5}', "the body is not JSON"],
    ['{"a":NaN}', "the body is not JSON"],
    ['{"a":Infinity}', "the body is not JSON"],
    ['{"a":-Infinity}', "a number is not in JSON's form"],
    ['{"a":True}', "the body is not JSON"],
    ["{'a':1}", "the body is not JSON"],
    ['{"a":1,}', "the body is not JSON"],
    ['{"a":[1,]}', "the body is not JSON"],
    ['{"a":[1 2]}', "the body is not JSON"],
    ['{"a" 1}', "the body is not JSON"],
    ["{a:1}", "the body is not JSON"],
    ['{"a":\u00a01}', "the body is not JSON"],
    ['{"a":/**/1}', "the body is not JSON"],
  ])("%j: %s", (body, rule) => {
    expect(fault(body)).toBe(rule);
  });

  it("bytes that are no UTF-8, in every way", () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3]]) {
      expect(fault(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]))).toBe(
        "the body is not UTF-8",
      );
    }
  });

  it("what is nested deeper than 64 levels", () => {
    const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect(fault(nested(64))).toBe("none");
    expect(fault(nested(65))).toBe("the body is nested deeper than 64 levels");
  });
});

const MIB = 1024 * 1024;

/** Milliseconds that this thread has computed, where the engine says so of one thread; else those of all. */
function spent(): number {
  return (process.threadCpuUsage?.() ?? process.cpuUsage()).user / 1000;
}

/** `part` again and again between two ends, not longer than a body may be. */
function filled(start: string, part: (at: number) => string, end: string): string {
  const parts: string[] = [];
  let length = start.length + end.length;
  for (let at = 0; ; at++) {
    const next = `${at === 0 ? "" : ","}${part(at)}`;
    length += Buffer.byteLength(next);
    if (length > MIB) {
      return `${start}${parts.join("")}${end}`;
    }
    parts.push(next);
  }
}

const args = (start: string, part: (at: number) => string, end: string) =>
  filled(`{"args":{"a":${start}`, part, `${end}}}`);

describe("a mebibyte of anything is judged within a tenth of a second", () => {
  const types = [
    { type: "json" },
    { type: "integer" },
    { type: "string", pattern: "^[a-z]+$" },
    { type: "list", item: { type: "integer" } },
    { type: "map", item: { type: "string" } },
    {
      type: "list",
      item: { type: "union", of: [{ type: "uuid" }, { type: "integer" }, { type: "datetime" }] },
    },
    { type: "list", item: { type: "union", of: [{ type: "date" }, { type: "string" }] } },
    { type: "ref", name: "Tree" },
  ];
  const graph = new Graph(
    normalise(
      irOf({
        types: [
          {
            kind: "struct",
            name: "Tree",
            fields: [{ name: "a", type: { type: "list", item: { type: "ref", name: "Tree" } } }],
          },
        ],
        functions: types.map((type, at) => ({
          name: `f${at}`,
          args: [{ name: "a", type }],
          result: { type: "null" },
        })),
      }),
    ),
  );

  it.each([
    ["a hundred thousand brackets", "[".repeat(100_000)],
    ["a hundred thousand braces", '{"a":'.repeat(100_000)],
    ["brackets beside brackets", args("[", () => "[]", "]")],
    ["brackets sixty deep", args("[", () => `${"[".repeat(58)}${"]".repeat(58)}`, "]")],
    ["a number of a million digits", `{"args":{"a":${"9".repeat(1_000_000)}}}`],
    ["a fraction of a million zeros", `{"args":{"a":0.${"0".repeat(1_000_000)}1}}`],
    ["an exponent of a million digits", `{"args":{"a":1e${"9".repeat(1_000_000)}}}`],
    ["digits", args("[", () => "7", "]")],
    ["long fractions", args("[", () => "1.2345678901234567890123456789e-5", "]")],
    ["names at the top", filled("{", (at) => `"${at}":1`, "}")],
    ["names of arguments", filled('{"args":{', (at) => `"${at}":1`, "}}")],
    ["names of arguments, backwards", filled('{"args":{', (at) => `"${9_999_999 - at}":1`, "}}")],
    ["keys that many hashes take for one", filled('{"args":{"a":{', (at) => `"${at * 2048}":1`, "}}}")],
    ["keys that are nearly equal", filled('{"args":{"a":{', (at) => `"${"k".repeat(64)}${at}":1`, "}}}")],
    ["a name of a mebibyte", `{"args":{"${"é".repeat(500_000)}":1}}`],
    ["a text of a mebibyte", `{"args":{"a":"${"a".repeat(1_000_000)}"}}`],
    ["a text of escapes", `{"args":{"a":"${"\\u0061".repeat(170_000)}"}}`],
    ["a text of pairs in escapes", `{"args":{"a":"${"\\ud83d\\ude00".repeat(85_000)}"}}`],
    ["spaces", `{"args":${" ".repeat(1_000_000)}{}}`],
    ["texts that are nearly uuids", args("[", () => '"0f8fad5b-d9cb-469f-a165-70867728950"', "]")],
    ["short texts", args("[", () => '"x"', "]")],
    ["objects of one member", args("[", () => '{"a":[]}', "]")],
  ])("%s", (_name, body) => {
    const bytes = Buffer.from(body);
    for (const name of types.keys()) {
      let best = Infinity;
      // The least of five: the machine may have been busy with something else.
      for (let time = 0; time < 5 && best > 100; time++) {
        const before = spent();
        try {
          graph.decodeArgs(`f${name}`, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          expect((error as Refusal).errors.length).toBeLessThanOrEqual(32);
        }
        best = Math.min(best, spent() - before);
      }
      expect(best, `as ${JSON.stringify(types[name])}`).toBeLessThan(100);
    }
  });

  it("a million names, beyond what is read, are refused as quickly as they can be", () => {
    const names = Array.from({ length: 1_000_000 }, (_, at) => `"${at}":0`);
    const body = Buffer.from(`{${names.join(",")}`);
    const before = spent();
    expect(() => readObject(body)).toThrow(JsonFault);
    expect(spent() - before).toBeLessThan(2000);
  });
});
