// Names, and that all defects come at once. The twin is the first half of `mizan-core/src/defects/tests.rs`.

import { expect, it } from "vitest";
import { isEscaped } from "../../src/irText.ts";
import { call, defects, found, member, structs, user } from "./graphs.ts";

it("a legal graph has no defects", () => {
  const all = [
    { context: "user" },
    { context: "user", function: "user_orders" },
    { context: "user", all: true },
  ];
  const scoped = [{ context: "user", scope: { user_id: "owner", status: "name" } }];
  const own = { ...call("rename", all, ["user_id: optional integer", "name: string"]), auth: "self" };
  const graph = user(
    own,
    call("ship", scoped, ["owner: optional integer = null", 'name: string = "x"']),
    // A view param and a list param never scope, so that their arguments may have any type.
    call("jump", [{ context: "user" }], ["user_id: integer", "page: string", "tags: integer"]),
    call("ping", [], ["n: number = 1.5", 't: datetime = "2026-01-02T03:04:05Z"', "x: null = null"]),
    member("more", "user", ["user_id: integer", "status: string", "page: integer = 1"]),
  );
  expect(found(graph)).toEqual({ defects: [], warnings: [] });
  expect(defects({})).toEqual([]);
});

it.each(["", "A", "userId", "_a", "1a", "a-b", "a.b", "a b", "é", "a\n", "a`\u202e"])(
  "%j is no wire name",
  (name) => {
    const shown = name.replace("\n", "\\u{a}").replace("`", "\\u{60}").replace("\u202e", "\\u{202e}");
    expect(defects({ functions: [call(name, [], [])] })).toEqual([
      `function \`${shown}\`: the name is not \`[a-z][a-z0-9_]*\``,
    ]);
  },
);

it("names have a form", () => {
  const graph = {
    contexts: [{ name: "Ctx" }],
    functions: [call("f", [], ["A: null", "constructor: null"]), call("prototype", [], [])],
    types: structs([["a-b", ["9: null", "__proto__: null", "Fine_9: null", "type: null"]]]),
  };
  expect(defects(graph)).toEqual([
    "context `Ctx`: the name is not `[a-z][a-z0-9_]*`",
    "function `f`, argument `A`: the name is not `[a-z][a-z0-9_]*`",
    "function `f`, argument `constructor`: the name has a meaning of its own in JavaScript",
    "function `prototype`: the name has a meaning of its own in JavaScript",
    "struct `a-b`: the name is not `[A-Za-z_][A-Za-z0-9_]*`",
    "struct `a-b`, field `__proto__`: the name has a meaning of its own in JavaScript",
  ]);
});

it("no two names meet", () => {
  const graph = {
    contexts: [{ name: "cart" }, { name: "cart" }],
    types: structs([
      ["T", ["a: null", "a: null"]],
      ["T", []],
    ]),
    functions: [
      call("f", [], ["a: null", "a: null"]),
      call("f", [], ["user_id: null", "user__id: null"]),
      call("a_1", [], []),
      call("a1", [], []),
    ],
  };
  expect(defects(graph)).toEqual([
    "function `f`: two arguments of one name: `a`",
    "function `f`: the arguments `user__id` and `user_id` are both `userId` in generated clients",
    "struct `T`: two fields of one name: `a`",
    "two contexts of one name: `cart`",
    "two functions of one name: `f`",
    "two types of one name: `T`",
    "the functions `a1` and `a_1` are both `a1` in generated clients",
    "the contexts and functions `a1` and `a_1` are both `a1` in generated clients",
  ]);
});

it("contexts, functions and params do not meet either", () => {
  const graph = {
    contexts: [{ name: "my_cart" }, { name: "user" }],
    functions: [
      call("my__cart", [], []),
      call("user", [], []),
      member("m", "user", ["a_b: string"]),
      member("n", "user", ["a__b: string"]),
    ],
  };
  expect(defects(graph)).toEqual([
    "`user`: a context and a function that is no member of one share this name in generated clients",
    "the contexts and functions `my__cart` and `my_cart` are both `myCart` in generated clients",
    "context `user`: the params `a__b` and `a_b` are both `aB` in generated clients",
  ]);
  // A member is only ever seen inside of its context.
  expect(defects({ contexts: [{ name: "cart" }], functions: [member("cart", "cart", [])] })).toEqual([]);
});

it("what no client has meets nothing there", () => {
  const named = (name: string, isPrivate: boolean) => ({ ...call(name, [], []), private: isPrivate });
  const two = (isPrivate: boolean) => defects(user(named("a_b", false), named("a__b", isPrivate)));
  expect(two(true)).toEqual([]);
  expect(two(false)).toHaveLength(2);
  expect(defects(user(named("user", true)))).toEqual([]);
  expect(defects(user(named("user", false)))).toHaveLength(1);
  expect(defects(user(named("a_b", false), named("a_b", true)))).toEqual([
    "two functions of one name: `a_b`",
  ]);
});

it.each(["größe", "a b", "class", "1", "$", "a-b", '"', "\\", "`", "a".repeat(128), "😀", "😀".repeat(128)])(
  "%j names a field",
  (name) => {
    const fields = [{ name, type: { type: "null" } }];
    expect(defects({ types: [{ kind: "struct", name: "S", fields }] })).toEqual([]);
  },
);

const unseen = "it has a character that no screen shows, or that turns text around";

it.each([
  ["", "the name is empty"],
  ["constructor", "the name has a meaning of its own in JavaScript"],
  ["a\nb", unseen],
  ["\x7f", unseen],
  ["\x9f", unseen],
  ["\u2066", unseen],
  ["\ufeff", unseen],
  // No text of Rust's has half of a pair; it has no bytes.
  ["\ud83d", unseen],
  ["é".repeat(129), "it has more than 128 characters"],
])("%j names none", (name, why) => {
  const fields = [{ name, type: { type: "null" } }];
  const [one, ...others] = defects({ types: [{ kind: "struct", name: "S", fields }] });
  expect(one).toMatch(new RegExp(`^struct \`S\`, field \`.*\`: ${why}$`));
  expect(others).toEqual([]);
});

it("all defects come at once, each on one line", () => {
  const all = defects({
    contexts: [{ name: "a\nb", identity: "x" }],
    types: structs([["T", ["t: T"]]]),
    functions: [call("f\x1b[2J", [{ context: "\u202e" }], ["a: Gone"])],
  });
  expect(all).toHaveLength(6);
  for (const defect of all) {
    expect(isEscaped(defect) || /\p{Cc}/u.test(defect)).toBe(false);
  }
  const [long = ""] = defects({ functions: [call("A".repeat(10_000), [], [])] });
  expect(long.length).toBeLessThan(300);
});
