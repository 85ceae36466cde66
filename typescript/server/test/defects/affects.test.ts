// Params, targets, scopes and `self`. The twin is the second half of `mizan-core/src/defects/tests.rs`.

import { expect, it } from "vitest";
import { alias, call, type Document, defects, found, member, reference, structs, user } from "./graphs.ts";

it("a param is one thing", () => {
  const one = [
    "page: integer = 1",
    "q: string",
    "r: optional string = null",
    "s: integer = 1",
    "same: integer = 7",
    "ok: string",
  ];
  const other = [
    "page: integer = 2",
    "q: integer",
    'r: string = ""',
    "same: integer = 7.0",
    "s: integer",
    "ok: optional string = null",
  ];
  const graph = {
    contexts: [{ name: "c", identity: "who", view: ["page", "zoom"] }],
    functions: [member("a", "c", one), member("b", "c", other), member("d", "gone", [])],
  };
  expect(defects(graph)).toEqual([
    "function `d`: its context `gone` is not declared",
    "context `c`: no member has its identity `who`",
    "context `c`: no member has its view param `zoom`",
    "context `c`, param `page`: it has two defaults, in `a` and in `b`",
    "context `c`, param `q`: it has two types, in `a` and in `b`",
    "context `c`, param `r`: it has two defaults, in `a` and in `b`",
  ]);
});

const hues = [
  alias("Hue", reference("Colour")),
  alias("Colour", { type: "enum", values: ["red", "green"] }),
  alias("Hues", { type: "list", item: reference("Hue") }),
];

/** The defects of a member with one argument, beside some named types. */
const withParam = (arg: string) =>
  defects({
    contexts: [{ name: "c" }],
    types: [...structs([["T", []]]), ...hues],
    functions: [member("m", "c", [arg])],
  });

it.each([
  "boolean",
  "string",
  "integer",
  "uuid",
  "datetime",
  "list uuid",
  "optional datetime",
  "optional list string",
  "bigint",
  "decimal",
  "date",
  "list Hue",
  "optional Hue",
])("%s may be a param", (type) => {
  expect(withParam(`x: ${type}`)).toEqual([]);
});

it.each([
  "number",
  "null",
  "T",
  "list number",
  "list list string",
  "list optional string",
  "list T",
  "optional T",
  "bytes",
  "time",
  "duration",
  "json",
  "map string",
  // A query repeats a list's name, which is not looked for behind another.
  "Hues",
])("%s may not", (type) => {
  const allowed =
    "a param of a context is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum, or a list of those";
  expect(withParam(`x: ${type}`)).toEqual([`context \`c\`, param \`x\` (in \`m\`): ${allowed}`]);
});

it.each([
  ["x: optional integer = 1", "it takes null, and its default is not null"],
  ["x: optional list integer = []", "it takes null, and its default is not null"],
  ["x: list integer = [1]", "it is a list, and its default is not empty"],
])("a param has a default that a query can leave out: %s", (arg, what) => {
  expect(withParam(arg)).toEqual([`context \`c\`, param \`x\` (in \`m\`): ${what}`]);
});

it.each([
  "a: list integer = []",
  "b: optional integer = null",
  "c: integer = 7",
  "d: optional list string = null",
])("such a one is %s", (arg) => {
  expect(withParam(arg)).toEqual([]);
});

const scope = (params: Document) => [{ context: "user", scope: params }];
const onMember = (name: string, params: Document) => [{ context: "user", function: name, scope: params }];

it.each<readonly [affects: readonly Document[], args: readonly string[], what: readonly string[]]>([
  [[{ context: "usr" }], [], ["it affects the context `usr`, which is not declared"]],
  [
    [{ context: "user", function: "gone" }],
    [],
    ["it affects `gone`, which is no member of the context `user`"],
  ],
  [[{ context: "user", function: "m" }], [], ["it affects `m`, which is no member of the context `user`"]],
  [
    scope({ nope: "a" }),
    ["a: integer"],
    ["its scope names `nope`, which is no param of its target on `user`"],
  ],
  [
    onMember("user_profile", { status: "a" }),
    ["a: string"],
    ["its scope names `status`, which is no param of its target on `user`"],
  ],
  [
    scope({ user_id: "gone" }),
    ["a: integer"],
    ["its scope takes `user_id` from `gone`, which is no argument"],
  ],
  [
    scope({ page: "a" }),
    ["a: integer"],
    ["its scope names `page`, a view param of `user`, which never scopes"],
  ],
  [
    scope({ tags: "a" }),
    ["a: list string"],
    ["its scope names `tags`, a list param of `user`, which never scopes"],
  ],
  [scope({}), [], ["its scope names no param; to drop the whole context is `all()`"]],
  [
    [{ context: "user", all: true, scope: { user_id: "a" } }],
    ["a: integer"],
    ["it drops all of a context and scopes it at once"],
  ],
  [
    scope({ user_id: "a", status: "a" }),
    ["a: uuid"],
    [
      "its argument `a` takes a uuid, while the param `status` of `user` that it scopes takes a string or null",
      "its argument `a` takes a uuid, while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
    ],
  ],
  [
    [{ context: "user" }],
    ["user_id: optional string", "status: string"],
    [
      "its argument `user_id` takes a string or null, while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
    ],
  ],
  [
    [{ context: "user", function: "user_profile" }],
    ["user_id: list integer", "status: integer"],
    [
      "its argument `user_id` takes a list, each element an integer within ±(2^53−1), while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
    ],
  ],
  [[{ context: "user", all: true }], ["user_id: string"], []],
])("targets exist and scopes fit: %j", (affects, args, what) => {
  expect(defects(user(call("m", affects, args)))).toEqual(what.map((each) => `function \`m\`: ${each}`));
});

it("a target has members", () => {
  const graph = {
    contexts: [{ name: "site" }],
    functions: [call("m", [{ context: "site", all: true }], [])],
  };
  expect(defects(graph)).toEqual(["function `m`: it affects the context `site`, which has no members"]);
});

it("a member affects nothing", () => {
  const reader = { ...member("m", "user", []), affects: [{ context: "user" }] };
  expect(defects(user(reader))).toEqual([
    "function `m`: a member of a context is read by a safe method, so that it affects nothing",
  ]);
});

const onUser = [{ context: "user" }];
const noIdentity = "`self` needs a context that has an identity";
const noArgument = "`self` needs a required argument `user_id` that is no list";

it.each<readonly [of: Document, what: readonly string[]]>([
  [call("m", [], ["user_id: integer"]), [noIdentity]],
  [call("m", [{ context: "site" }], []), [noIdentity]],
  [member("m", "site", []), [noIdentity]],
  [call("m", onUser, []), [noArgument]],
  [call("m", onUser, ["user_id: integer = 5"]), [noArgument]],
  [member("m", "user", []), [noArgument]],
  [call("m", [{ context: "user", all: true }], ["user_id: list integer"]), [noArgument]],
  [
    call("m", [{ context: "user" }, { context: "shop" }], ["user_id: integer", "owner: integer"]),
    ["`self` is ambiguous: its contexts have different identities, `owner` and `user_id`"],
  ],
  [call("m", [{ context: "site" }, { context: "user" }], ["user_id: integer"]), []],
  [member("m", "user", ["user_id: integer"]), []],
])("self needs one identity and its argument: %j", (of, what) => {
  const graph = {
    ...user(member("shop_stock", "shop", ["owner: integer"]), member("site_news", "site", []), {
      ...of,
      auth: "self",
    }),
    contexts: [
      { name: "user", identity: "user_id", view: ["page"] },
      { name: "shop", identity: "owner" },
      { name: "site" },
    ],
  };
  expect(defects(graph)).toEqual(what.map((each) => `function \`m\`: ${each}`));
});

it("an author is warned", () => {
  const open = { ...member("open", "user", ["user_id: integer"]), auth: null };
  const graph = user(
    open,
    call("recategorise", onUser, ["status: string"]),
    call("mine", onUser, ["name: string"]),
    call("profile", [{ context: "user", function: "user_profile" }], ["status: string"]),
    call("both", onUser, ["status: string", "user_id: integer"]),
    call("all", [{ context: "user", all: true }], ["status: string"]),
  );
  expect(found(graph)).toEqual({
    defects: [],
    warnings: [
      "context `user`: it has an identity, and its member `open` has no guard: whoever names a caller sees that caller's data",
      "function `recategorise`: it drops the context `user` of every caller with the same `status`, since an argument of that name goes before the identity `user_id`",
    ],
  });
});

it("constraints are part of a param's type and not of what scopes", () => {
  const arg = (type: Document) => [{ name: "a", type }];
  const result = { type: "null" };
  const get = (name: string, type: Document) => ({
    name,
    context: "c",
    auth: "required",
    args: arg(type),
    result,
  });
  const set = (type: Document) => ({ name: "set", affects: [{ context: "c" }], args: arg(type), result });
  const colour = (...values: readonly string[]) => ({ type: "enum", values });
  const types = [alias("Hue", colour("red", "green")), alias("Other", colour("red", "blue"))];
  const graph = (...functions: readonly Document[]) =>
    defects({ contexts: [{ name: "c" }], functions, types });
  const decimal = (minimum: string) => ({ type: "decimal", minimum });
  const list = (minimum: number) => ({ type: "list", item: { type: "integer", minimum } });
  // One bound in two spellings is one bound, and an alias is what it stands for.
  expect(graph(get("m", decimal("1.50")), get("n", decimal("15e-1")))).toEqual([]);
  expect(graph(get("m", reference("Hue")), get("n", colour("red", "green")))).toEqual([]);
  const two = ["context `c`, param `a`: it has two types, in `m` and in `n`"];
  expect(graph(get("m", decimal("1.5")), get("n", decimal("1.6")))).toEqual(two);
  expect(graph(get("m", reference("Hue")), get("n", reference("Other")))).toEqual(two);
  expect(graph(get("m", list(1)), get("n", list(2)))).toEqual(two);
  // What scopes is a value of the param's.
  expect(graph(get("m", decimal("1")), set({ type: "decimal" }))).toEqual([]);
  const other = { type: "optional", item: colour("green", "red") };
  expect(graph(get("m", reference("Hue")), set(other))).toEqual([]);
  for (const each of [reference("Other"), { type: "string" }]) {
    const [one, ...others] = graph(get("m", reference("Hue")), set(each));
    expect(one).toMatch(/^function `set`: its argument `a` takes /);
    expect(others).toEqual([]);
  }
  // A text is no number, however it is written.
  const [one] = graph(get("m", { type: "enum", values: [1] }), set(colour("1")));
  expect(one).toMatch(/takes one of `1`, while .* takes one of 1$/);
});
