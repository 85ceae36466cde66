import { describe, expect, it } from "vitest";
import { covers, type Target } from "../src/index.ts";

const query = { user_id: 5, page: 2, tags: ["a", "b"], exact: true };

describe("a target covers a query", () => {
  const yes: Record<string, Target> = {
    "of its context": "user",
    "of its context, written at length": { context: "user" },
    "of any context, if it is everything": "*",
    "of any context, if it is everything, written at length": { context: "*" },
    "one of whose members it names": { context: "user", function: "user_profile" },
    "with an equal value": { context: "user", params: { user_id: 5 } },
    "with a value that is spelled equally": { context: "user", params: { user_id: "5", exact: "true" } },
    "that lacks the param": { context: "user", params: { user_id: 5, shop: 7 } },
    "that lacks what every object inherits": { context: "user", params: { constructor: 1, to_string: 1 } },
    "where its own value is null": { context: "user", params: { user_id: null } },
    "where its value is no single one": { context: "user", params: { page: [3], user_id: { id: 6 } } },
    "where the query's value is a list": { context: "user", params: { tags: "c" } },
  };
  for (const [what, target] of Object.entries(yes)) {
    it(what, () => expect(covers(target, "user", query)).toBe(true));
  }

  it("whose value is null or absent", () => {
    const target = { context: "user", params: { user_id: 5 } };
    expect(covers(target, "user", { user_id: null })).toBe(true);
    expect(covers(target, "user", { user_id: undefined })).toBe(true);
    expect(covers(target, "user", {})).toBe(true);
  });
});

describe("a target does not cover a query", () => {
  const no: Record<string, Target> = {
    "of another context": "cart",
    "of another context, written at length": { context: "users" },
    "of a context whose name its own begins with": "use",
    "with another value": { context: "user", params: { user_id: 6 } },
    "with one other value among equal ones": { context: "user", params: { user_id: 5, page: 3 } },
    "with another truth": { context: "user", params: { exact: false } },
  };
  for (const [what, target] of Object.entries(no)) {
    it(what, () => expect(covers(target, "user", query)).toBe(false));
  }
});
