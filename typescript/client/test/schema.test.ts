// What a form sees of the rule: issues of JavaScript values, in the names of generated code. That the rule is right, the
// vectors say.

import { describe, expect, it } from "vitest";
import { dateTime, decimal, uuid } from "../src/index.ts";
import { type Field, type Input, inputSchema, type Type, type TypeDef } from "../src/schema.ts";

/** Path and code of each issue of `value`; none if it is taken, and then as it was given. */
function issues(input: Input, value: unknown): string[] {
  const result = inputSchema<unknown>(() => input)["~standard"].validate(value);
  if (result.issues === undefined) {
    expect(result.value).toBe(value);
    return [];
  }
  return result.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
}

/** The issues of `value` as the only argument. */
function ofType(type: Type, value: unknown, more: Partial<Input> = {}): string[] {
  return issues({ args: [{ name: "a_b", type }], ...more } as Input, { aB: value });
}

const line: TypeDef = {
  kind: "struct",
  name: "Line",
  fields: [
    { name: "unit_price", type: { type: "decimal", minimum: "0", decimal_places: 2 } },
    { name: "note", type: { type: "string" }, omittable: true },
    { name: "next", type: { type: "optional", item: { type: "ref", name: "Line" } }, default: null },
  ],
};
const order: Input = {
  args: [
    { name: "first_line", type: { type: "ref", name: "Line" } },
    { name: "product_id", type: { type: "integer", minimum: 1 }, default: 1 },
  ],
  types: [line],
};

describe("a Standard Schema", () => {
  it("is one of version 1, by mizan", () => {
    const schema = inputSchema<{ productId?: number }>(() => order);
    expect(Object.keys(schema)).toEqual(["~standard"]);
    expect(schema["~standard"]).toMatchObject({ version: 1, vendor: "mizan" });
  });

  it("gives the value as it was, or issues with message, path and code", () => {
    const { validate } = inputSchema<unknown>(() => order)["~standard"];
    const value = { firstLine: { unit_price: "1.50", note: undefined }, productId: undefined };
    expect(validate(value)).toEqual({ value });
    expect(validate({ firstLine: { unit_price: "1.505", next: { unit_price: 5 } }, product_id: 0 })).toEqual({
      issues: [
        { path: ["firstLine", "next", "unit_price"], code: "type", message: "is of another type" },
        { path: ["firstLine", "unit_price"], code: "range", message: "is out of bounds" },
        { path: ["product_id"], code: "unknown", message: "is not known here" },
      ],
    });
  });

  it("tells what is no object, and what is missing", () => {
    for (const value of [null, 5, "x", [], new Date(), new Map()]) {
      expect(issues(order, value)).toEqual([" type"]);
    }
    expect(issues(order, undefined)).toEqual(["firstLine missing"]);
    expect(issues(order, { firstLine: undefined })).toEqual(["firstLine missing"]);
    expect(issues(order, { firstLine: {} })).toEqual(["firstLine.unit_price missing"]);
    expect(issues({ args: [] }, undefined)).toEqual([]);
    expect(issues({ args: [] }, { toString: 5 })).toEqual(["toString unknown"]);
  });
});

describe("values are those of generated code", () => {
  it.each<[Type, unknown[], unknown[]]>([
    [{ type: "bigint" }, [5n, -(10n ** 4299n)], [5, "5"]],
    [{ type: "bytes" }, [new Uint8Array(3), Buffer.from("x")], ["AA", new ArrayBuffer(1), [1]]],
    [{ type: "decimal" }, ["1.50", decimal("5")], [1.5, 5n]],
    [{ type: "datetime" }, ["2026-11-23T09:30:00+02:00", dateTime(new Date())], [new Date(), 5]],
    [{ type: "uuid" }, [uuid("0f8fad5b-d9cb-469f-a165-70867728950e")], [5]],
    [{ type: "integer" }, [5, -0, 2 ** 53 - 1], ["5", 5n, 5.5, new Number(5)]],
    [{ type: "number" }, [5.5, -0, 5e-324], ["5", 5n]],
    [{ type: "boolean" }, [true], [1, "true"]],
    [{ type: "null" }, [null], [0, ""]],
    [{ type: "enum", values: ["a", "b"] }, ["a"], [5]],
    [{ type: "enum", values: [1, 2] }, [2], ["2", 2n]],
    [{ type: "list", item: { type: "integer" } }, [[], [5]], [{}, "", new Uint8Array(1), new Set()]],
    [
      { type: "map", item: { type: "integer" } },
      [{}, { a: 5 }, Object.create(null)],
      [[], new Map(), new Date(), null],
    ],
    [{ type: "optional", item: { type: "integer" } }, [null, 5], ["5"]],
    [
      { type: "json" },
      [null, { a: [1, { b: undefined }] }, "x", 1e21],
      [5n, new Date(), () => 5, Symbol("x")],
    ],
  ])("%o", (type, taken, refused) => {
    for (const value of taken) {
      expect(ofType(type, value)).toEqual([]);
    }
    for (const value of refused) {
      expect(ofType(type, value)).toEqual(["aB type"]);
    }
  });

  it("what JSON cannot say is refused", () => {
    for (const type of ["integer", "number", "json"] as const) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        expect(ofType({ type }, value)).toEqual(["aB range"]);
      }
    }
    expect(ofType({ type: "json" }, 2 ** 53)).toEqual(["aB range"]);
    expect(ofType({ type: "integer" }, 2 ** 53)).toEqual(["aB range"]);
    expect(ofType({ type: "string" }, "\ud800")).toEqual(["aB format"]);
    expect(ofType({ type: "json" }, ["\udc00"])).toEqual(["aB.0 format"]);
    expect(ofType({ type: "list", item: { type: "integer" } }, new Array(1))).toEqual(["aB.0 type"]);
    expect(ofType({ type: "json" }, JSON.parse('{"__proto__":1}'))).toEqual(["aB.__proto__ unknown"]);
    expect(ofType({ type: "map", item: { type: "json" } }, JSON.parse('{"__proto__":1}'))).toEqual([
      "aB.__proto__ unknown",
    ]);
  });

  it("dates by option", () => {
    const bounded: Type = {
      type: "datetime",
      minimum: "2026-01-01T00:00:00Z",
      maximum: "2026-12-31T00:00:00.5Z",
    };
    const dates = { dates: "date" } as const;
    expect(ofType(bounded, new Date("2026-12-31T00:00:00.500Z"), dates)).toEqual([]);
    expect(ofType(bounded, new Date("2026-12-31T00:00:00.501Z"), dates)).toEqual(["aB range"]);
    expect(ofType(bounded, new Date("2025-12-31T23:59:59.999Z"), dates)).toEqual(["aB range"]);
    expect(ofType(bounded, new Date("never"), dates)).toEqual(["aB range"]);
    expect(ofType(bounded, "2026-11-23T09:30:00Z", dates)).toEqual(["aB type"]);
    expect(ofType({ type: "date" }, "2026-11-23", dates)).toEqual([]);
  });

  it("a union takes the first branch that fits, as JavaScript has it", () => {
    const of: Type[] = [
      { type: "bigint" },
      { type: "bytes", max_length: 1 },
      { type: "list", item: { type: "uuid" } },
    ];
    expect(ofType({ type: "union", of }, 5n)).toEqual([]);
    expect(ofType({ type: "union", of }, new Uint8Array(1))).toEqual([]);
    expect(ofType({ type: "union", of }, new Uint8Array(2))).toEqual(["aB type"]);
    expect(ofType({ type: "union", of }, "5")).toEqual(["aB type"]);
  });

  it("unions within unions are judged once, not once for each way that leads to them", () => {
    const branches: Type[] = ["A", "B", "C"].map((name) => ({ type: "ref", name }));
    const types: TypeDef[] = ["A", "B", "C"].map((name) => ({
      kind: "struct",
      name,
      fields: [
        { name: "next", type: { type: "optional", item: { type: "union", of: branches } } },
        { name: "kind", type: { type: "enum", values: [name] } },
      ],
    }));
    let value: unknown = null;
    for (let depth = 0; depth < 60; depth++) {
      value = { next: value, kind: "C" };
    }
    expect(ofType({ type: "union", of: branches }, value, { types })).toEqual([]);
    const loop: { kind: string; next?: unknown } = { kind: "C" };
    loop.next = loop;
    expect(ofType({ type: "union", of: branches }, loop, { types })).toEqual(["aB type"]);
  });

  it("what leads to itself ends", () => {
    const value: { unit_price: string; next?: unknown } = { unit_price: "1" };
    value.next = value;
    expect(issues(order, { firstLine: value })).toEqual([`firstLine${".next".repeat(62)} format`]);
    const list: unknown[] = [];
    list.push(list);
    expect(ofType({ type: "json" }, list)).toEqual([`aB${".0".repeat(62)} format`]);
  });
});

describe("a context's params", () => {
  const string: Type = { type: "string" };
  const params: Field[] = [
    { name: "user_id", type: { type: "integer" } },
    { name: "after", type: { type: "optional", item: { type: "datetime" } }, default: null },
    { name: "tags", type: { type: "list", item: { type: "enum", values: ["a", "b"] }, max_length: 2 } },
    { name: "key", type: { type: "uuid" }, default: "0f8fad5b-d9cb-469f-a165-70867728950e" },
  ];

  it("null, undefined and the empty list are absence", () => {
    expect(issues({ params }, { userId: 5 })).toEqual([]);
    expect(issues({ params }, { userId: 5, after: null, tags: [], key: null })).toEqual([]);
    expect(issues({ params }, { userId: null })).toEqual(["userId missing"]);
    expect(issues({ params }, undefined)).toEqual(["userId missing"]);
    const few: Field = { name: "few", type: { type: "list", item: string, min_length: 1 } };
    expect(issues({ params: [few] }, {})).toEqual(["few length"]);
    expect(issues({ params: [{ ...few, default: ["x"] }] }, {})).toEqual([]);
  });

  it("text is in its one spelling, and faults of a list are the list's", () => {
    expect(
      issues(
        { params },
        { userId: 5, after: "2026-11-23T09:30:00.0Z", tags: ["c", "d", "e"], key: "X", x: 1 },
      ),
    ).toEqual(["after format", "key format", "tags length", "x unknown"]);
    expect(
      issues({ params }, { userId: 5, tags: ["c", 5, "d"].slice(0, 2), after: "2026-11-23T09:30:00Z" }),
    ).toEqual(["tags enum", "tags type"]);
  });
});

it("at most 32 issues, in order, each once", () => {
  const found = ofType({ type: "list", item: { type: "integer" } }, new Array(40).fill("x"));
  expect(found).toHaveLength(32);
  expect(found.slice(0, 3)).toEqual(["aB.0 type", "aB.1 type", "aB.2 type"]);
  const long = { [`${"x".repeat(64)}1`]: 1, [`${"x".repeat(64)}2`]: 2 };
  expect(issues({ args: [] }, long)).toEqual([`${"x".repeat(64)}… unknown`]);
});
