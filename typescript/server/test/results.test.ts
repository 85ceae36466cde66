// Results as they are written: by the judge, which says where one does not fit, and by what is made of a type once, which must say the same.

import { type Type, tableOf } from "@mizan/client/wire";
import { expect, test } from "vitest";
import { resultWriter, Unfit, writeResult } from "../src/results.ts";

const TYPES = tableOf([
  {
    kind: "struct",
    name: "Node",
    fields: [
      { name: "id", type: { type: "integer" } },
      { name: "nick", type: { type: "string" }, omittable: true },
      { name: "children", type: { type: "list", item: { type: "ref", name: "Node" } } },
    ],
  },
  { kind: "struct", name: "Odd", fields: [{ name: "toString", type: { type: "string" } }] },
  { kind: "alias", name: "Colour", type: { type: "enum", values: ["red", "green"] } },
]);
const NODE: Type = { type: "ref", name: "Node" };

/** The text, or the place and the expected type of what does not fit. */
function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof Unfit) {
      return `${error.expected} at /${error.path.join("/")}`;
    }
    throw error;
  }
}

const endless: { id: number; children: unknown[] } = { id: 1, children: [] };
endless.children.push(endless);

test.each<[Type, unknown, string]>([
  [{ type: "null" }, undefined, "null"],
  [{ type: "boolean" }, 1, "boolean at /"],
  [{ type: "string" }, "é\u2028\n\0", '"é\u2028\\n\\u0000"'],
  [{ type: "string" }, "\ud800", "string at /"],
  [{ type: "string", max_length: 2 }, "abc", "string at /"],
  [{ type: "integer" }, -0, "0"],
  [{ type: "integer" }, 2 ** 53, "integer at /"],
  [{ type: "integer", minimum: 3 }, 2, "integer at /"],
  [{ type: "number" }, 1e21, "1e+21"],
  [{ type: "number" }, Number.NaN, "number at /"],
  [{ type: "bigint" }, 2n ** 70n, '"1180591620717411303424"'],
  [{ type: "bigint" }, "5", "bigint at /"],
  [{ type: "decimal" }, "1.50", '"1.5"'],
  [{ type: "decimal" }, "-0", '"0"'],
  [{ type: "decimal" }, "0.05", '"0.05"'],
  [{ type: "decimal", decimal_places: 1 }, "0.05", "decimal at /"],
  [{ type: "decimal" }, 1.5, "decimal at /"],
  [{ type: "uuid" }, "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", '"0e37df36-f698-11e6-8dd4-cb9ced3df976"'],
  [{ type: "datetime" }, "2026-11-23T12:00:00.000Z", '"2026-11-23T12:00:00Z"'],
  [{ type: "datetime" }, "2026-11-23T12:00:00.120Z", '"2026-11-23T12:00:00.12Z"'],
  [{ type: "datetime" }, "2026-11-23T13:00:00+01:00", '"2026-11-23T12:00:00Z"'],
  [{ type: "datetime" }, "2026-02-30T12:00:00Z", "datetime at /"],
  [{ type: "datetime" }, "0000-01-01T00:00:00Z", "datetime at /"],
  [{ type: "datetime" }, new Date(0), "datetime at /"],
  [{ type: "bytes" }, new Uint8Array([0, 255]), '"AP8"'],
  [{ type: "json" }, { b: [1, null], a: undefined, "": "x" }, '{"":"x","b":[1,null]}'],
  [{ type: "json" }, new Map(), "json at /"],
  [{ type: "json" }, { a: 5n }, "json at /a"],
  [{ type: "map", item: { type: "integer" } }, { é: 1, constructor: 2 }, '{"constructor":2,"é":1}'],
  [{ type: "map", key: { type: "uuid" }, item: { type: "null" } }, { x: null }, "uuid at /x"],
  [{ type: "tuple", items: [{ type: "integer" }] }, [1, 2], "tuple at /"],
  [{ type: "list", item: { type: "integer" } }, [1, "2"], "integer at /1"],
  [{ type: "ref", name: "Colour" }, "blue", "enum at /"],
  [NODE, { id: 1, children: [], secret: 5 }, '{"id":1,"children":[]}'],
  [
    NODE,
    { id: 1, nick: "x", children: [{ id: 2, children: [] }] },
    '{"id":1,"nick":"x","children":[{"id":2,"children":[]}]}',
  ],
  [NODE, { id: 1, children: [{ id: "2", children: [] }] }, "integer at /children/0/id"],
  [NODE, { id: 1 }, "list at /children"],
  [NODE, null, "`Node` at /"],
  [{ type: "ref", name: "Odd" }, {}, "string at /toString"],
  [{ type: "optional", item: NODE }, undefined, "null"],
  [{ type: "union", of: [{ type: "integer" }, { type: "bigint" }] }, 5n, '"5"'],
  [
    { type: "union", of: [NODE, { type: "json" }] },
    { id: 1, children: [], more: 1 },
    '{"children":[],"id":1,"more":1}',
  ],
])("a value is written, or refused where it is (%#)", (type, value, told) => {
  expect(outcome(() => writeResult(TYPES, type, value))).toBe(told);
  expect(outcome(() => resultWriter(TYPES, type)(value))).toBe(told);
});

test("what contains itself is refused", () => {
  const told = outcome(() => resultWriter(TYPES, NODE)(endless));
  expect(told).toContain("a value that does not contain itself");
  expect(outcome(() => writeResult(TYPES, NODE, endless))).toBe(told);
});

test("what a value's own code throws is thrown", () => {
  const value = {
    get id(): number {
      throw new Error("mine");
    },
  };
  expect(() => resultWriter(TYPES, NODE)(value)).toThrow("mine");
});
