import { describe, expect, it } from "vitest";
import { checkJson } from "../src/json.ts";
import { Misfit } from "../src/translate.ts";

/** Where the value is none; undefined if it is one. */
function place(value: unknown): string | undefined {
  try {
    checkJson(value);
    return undefined;
  } catch (error) {
    return error instanceof Misfit ? error.path.join(".") : expect.fail(String(error));
  }
}

describe("what JSON has", () => {
  const shared = { a: 1 };
  it.each([
    [null],
    [true],
    [""],
    [-0.5],
    [[null, [], {}, [[1], [2]]]],
    [[shared, shared, { shared }]],
    [{ a: undefined, "any key\n": 1 }],
    [Object.assign(Object.create(null), { a: 1 })],
    [
      new (class {
        field = 1;
      })(),
    ],
    [new Date(0)],
    [{ toJSON: () => [shared] }],
  ])("is let through: %j", (value) => {
    expect(place({ value })).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [1n, ""],
    [{ rows: [0, { id: 1n }] }, "rows.1.id"],
    [[[{}], [{ a: { b: 1 } }, 1n]], "1.1"],
    [{ a: [Number.NaN] }, "a.0"],
    [{ a: -Infinity }, "a"],
    [{ a: { b: [1] }, c: Symbol("s") }, "c"],
    [() => 1, ""],
    [[undefined], "0"],
    [new Array(1), "0"],
    [new Map([[1, 2]]), ""],
    [{ a: new Set() }, "a"],
    [{ a: new Uint8Array(3) }, "a"],
    [{ at: new Date("never") }, "at"],
    [{ at: /x/ }, "at"],
    [{ made: { toJSON: () => ({ of: 1n }) } }, "made.of"],
  ])("is not this: %#", (value, where) => {
    expect(place(value)).toBe(where);
  });

  it("is nothing that leads to itself", () => {
    const ring: Record<string, unknown> = {};
    ring["a"] = [{ before: 1 }, ring];
    expect(place({ ring })).toBe("ring.a.1");
  });

  it("tells no key that is more than a word", () => {
    expect(place({ "a\nb": { [`${"a".repeat(64)}b`]: { "": { a_1: 1n } } } })).toBe("*.*.*.a_1");
  });
});
