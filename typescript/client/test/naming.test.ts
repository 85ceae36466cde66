import { expect, it } from "vitest";
import { camel, fromWire, toWire } from "../src/naming.ts";

it("joins the parts between underscores, each but the first in upper case", () => {
  const names = {
    user_id: "userId",
    a_1: "a1",
    a__b: "aB",
    a_: "a",
    a_b_c: "aBC",
    already: "already",
    x1_y2z: "x1Y2z",
  };
  for (const [wire, name] of Object.entries(names)) {
    expect(camel(wire)).toBe(name);
  }
});

it("takes what a value has of its own, and leaves out what is undefined", () => {
  expect(
    toWire(["user_id", "value_of", "page", "q"], { userId: 5, page: undefined, q: null, other: 1 }),
  ).toEqual({
    user_id: 5,
    q: null,
  });
  expect(toWire(["user_id"])).toEqual({});
  expect(toWire(["user_id"], Object.create({ userId: 5 }))).toEqual({});
});

it("gives what was asked for, or the first name that is not there", () => {
  expect(fromWire(["user_id", "q"], { user_id: 5, q: null, other: 1 })).toEqual({ userId: 5, q: null });
  expect(fromWire(["q", "value_of"], { q: 1 })).toBe("value_of");
  expect(fromWire(["constructor"], {})).toBe("constructor");
});
