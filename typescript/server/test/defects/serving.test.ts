// Who is served and how, and files. The twin is `mizan-core/src/defects/tests/serving.rs`.

import { expect, it } from "vitest";
import { call, type Document, defects, kind, member, user } from "./graphs.ts";

/** The defects of a function `f` with these parts, in a graph with the context `user`. */
function told(of: Document, parts: Document = {}): readonly string[] {
  return defects(user({ ...of, ...parts })).map((defect) => defect.replace("function `f`: ", ""));
}

const plain = call("f", [], []);
const reader = { ...member("f", "user", ["user_id: integer"]), auth: null };

/** A view of these arguments, which all come from its path. */
function view(...args: readonly string[]): Document {
  const route = args.map((arg) => `{${arg.split(": ", 1)[0]}}/`).join("");
  return { ...call("f", [], args), result: null, route };
}

const long = "é".repeat(64);

it.each(["role:editor", "role:a b", "role:Größe", "role:`", "role:required", `role:${long}`])(
  "%s is a guard",
  (auth) => {
    expect(told(plain, { auth })).toEqual([]);
  },
);

it.each(["required", "staff", "superuser", "custom"])("%s is one as well", (auth) => {
  expect(told(plain, { auth })).toEqual([]);
});

const length = "the name of a role has 1 to 64 characters";
const characters =
  "the name of a role has a comma, or a character that no screen shows, or that turns text around";
const guards = "`staff` and `superuser` are guards of their own";

it.each([
  ["", length],
  [`${long}é`, length],
  ["a,b", characters],
  ["a\n", characters],
  ["a\u202e", characters],
  ["staff", guards],
  ["superuser", guards],
])("%j is no role", (role, what) => {
  expect(told(plain, { auth: `role:${role}` })).toEqual([what]);
});

const unkept = (name: string) =>
  `it is no member of a context, so that its answer is never kept: \`${name}\` does nothing on it`;
const seconds = "`cache` is `true`, `false` or 1 to 3600 seconds";
const rev = "`rev` is a whole number from 0 to 2^31−1";
const onUser = [{ context: "user", all: true }];

it.each<readonly [of: Document, parts: Document, what: readonly string[]]>([
  [reader, { public: true }, []],
  [reader, { public: true, cache: 60 }, []],
  [
    reader,
    { public: true, auth: "required" },
    ["it is public and guarded, so that its answer is not one for everyone"],
  ],
  [
    reader,
    { public: true, cache: false },
    ["it is public and not cached: what is one answer for everyone depends on its params alone"],
  ],
  [
    plain,
    { public: true },
    ["it is public and no member of a context, whose answers alone are one for everyone"],
  ],
  [plain, { private: true }, []],
  [view(), { private: true }, []],
  [
    plain,
    { private: true, auth: "custom" },
    ["it is private and guarded, and nobody calls it of whom a guard could ask"],
  ],
  [reader, { private: true }, ["it is private and a member of a context, which is read from outside"]],
  [reader, { cache: 1 }, []],
  [reader, { cache: 3600, rev: 1 }, []],
  [reader, { cache: true, rev: 0x7fff_ffff }, []],
  [reader, { cache: false }, []],
  [reader, { cache: 0 }, [seconds]],
  [reader, { cache: 3601 }, [seconds]],
  [reader, { cache: 1.5 }, [seconds]],
  [reader, { rev: 0x8000_0000 }, [rev]],
  [reader, { rev: 0.5 }, [rev]],
  [plain, { cache: 60 }, [unkept("cache")]],
  [plain, { cache: false }, [unkept("cache")]],
  [plain, { cache: false, affects: onUser }, [unkept("cache")]],
  [plain, { rev: 1 }, [unkept("rev")]],
])("visibility and keeping: %j %j", (of, parts, what) => {
  expect(told(of, parts)).toEqual(what);
});

it.each<readonly [of: Document, parts: Document, what: readonly string[]]>([
  [view(), {}, []],
  [view(), { route: "" }, []],
  [view(), { affects: onUser }, []],
  [view(), { methods: ["POST", "GET"] }, []],
  [view(), { affects: onUser, methods: ["POST", "DELETE"], auth: "staff" }, []],
  [view(), { route: null }, ["it answers with its host's own response, which takes a `route`"]],
  [
    plain,
    { route: "a/" },
    ["it has a route and a result, and a route is for what answers with its host's own response"],
  ],
  [
    view(),
    { route: "a\u202e/" },
    ["its route has a character that no screen shows, or that turns text around"],
  ],
  [plain, { methods: ["POST"] }, ["it has methods and no route that they could be of"]],
  [
    view("user_id: integer"),
    { context: "user" },
    ["it answers with its host's own response, which no context can hold"],
  ],
  [
    view(),
    { affects: onUser, methods: ["POST", "GET"] },
    ["it affects something by GET, which is a safe method: browsers fetch ahead and again as they like"],
  ],
  [
    view(
      "a: boolean",
      'b: string = "x"',
      "c: integer",
      "d: bigint",
      "e: decimal",
      "f: uuid",
      "g: datetime",
      "h: optional date = null",
    ),
    {},
    [],
  ],
])("a view has a route and nothing else has: %j %j", (of, parts, what) => {
  expect(told(of, parts)).toEqual(what);
});

it.each(["number", "json", "bytes", "list string", "time", "duration"])("%s is no part of a path", (type) => {
  const what =
    "an argument of a view is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum";
  expect(told(view(`a: ${type}`))).toEqual([`function \`f\`, argument \`a\`: ${what}`]);
});

const elsewhere = "a file is an argument of a function, perhaps optional or in a list, and nothing else";

it.each<readonly [type: string, more: Document]>([
  ["file", {}],
  ["list file", {}],
  ["optional file", { default: null }],
  ["optional list file", { default: null }],
])("%s is an upload", (type, more) => {
  expect(told(plain, { args: [{ name: "a", type: kind(type), ...more }] })).toEqual([]);
});

it.each(["list list file", "list optional file", "map file"])("%s is none", (type) => {
  expect(told(plain, { args: [{ name: "a", type: kind(type) }] })).toEqual([
    `function \`f\`, argument \`a\`: ${elsewhere}`,
  ]);
});

it("a file is nowhere else", () => {
  const file = kind("file");
  expect(told(plain, { result: kind("optional file") })).toEqual([`function \`f\`, result: ${elsewhere}`]);
  const graph = {
    types: [
      { kind: "alias", name: "A", type: file },
      { kind: "struct", name: "S", fields: [{ name: "a", type: file }] },
    ],
    errors: [{ code: "E", data: file }],
  };
  expect(defects(graph)).toEqual([
    `alias \`A\`: ${elsewhere}`,
    `struct \`S\`, field \`a\`: ${elsewhere}`,
    `error \`E\`, data: ${elsewhere}`,
  ]);
});

it.each<readonly [of: Document, arg: Document, what: string]>([
  [{ ...plain, private: true }, {}, "nobody sends a private function any"],
  [view(), {}, "the arguments of a view are parts of its path"],
  [reader, {}, "the arguments of a member are written in a query"],
  [plain, { name: "args" }, "the part `args` of a form holds the other arguments"],
  [plain, { type: kind("list file"), default: [] }, "its default is not null"],
])("a file is an argument of what is called: %j %j", (of, arg, what) => {
  const name = arg["name"] ?? "a";
  expect(told(of, { args: [{ name: "a", type: kind("file"), ...arg }] })).toContain(
    `function \`f\`, argument \`${name}\`: it is a file, and ${what}`,
  );
});

const noType = (accept: string) =>
  `\`accept\` names \`${accept}\`, which is no content type as \`image/png\` or \`image/*\``;

it.each<readonly [limits: Document, what: readonly string[]]>([
  [{ max_size: 1 }, []],
  [{ max_size: 2 ** 32 - 1, accept: ["image/png", "IMAGE/*", "application/vnd.a-b+json"] }, []],
  [{ max_size: 0 }, ["`max_size` is 0, so that no file would do"]],
  [{ max_size: 2 ** 32 }, ["`max_size` `4294967296` is not a whole number from 0 to 2^32−1"]],
  [{ accept: [] }, ["`accept` names no content type"]],
  ...["", "png", "*/*", "image/", "/png", ".png", "image/p*", "a/b/c", "image/png; q=1"].map(
    (each) => [{ accept: [each] }, [noType(each)]] as const,
  ),
])("the limits of a file let some through: %j", (limits, what) => {
  const args = [{ name: "a", type: { type: "file", ...limits } }];
  const place = "function `f`, argument `a`: ";
  expect(told(plain, { args }).map((defect) => defect.replace(place, ""))).toEqual(what);
});

it.each<readonly [route: string, ...args: string[]]>([
  [""],
  ["notes/{note_id}/", "note_id: integer"],
  ["files/{kind}-{size}/{*rest}", "kind: string", "size: integer", "rest: string"],
])("%j is a route", (route, ...args) => {
  expect(told(view(...args), { route })).toEqual([]);
});

it.each(["{", "}", "{}", "{*}", "{a", "a}", "{a}}", "{{a}", "{a*}", "{**a}", "}{a}"])(
  "%j has a brace that is out of place",
  (route) => {
    const what = "its route has a brace that is none of `{argument}` or `{*argument}`";
    expect(told(view(), { route })).toEqual([what]);
  },
);

it.each<readonly [route: string, args: readonly string[], what: string]>([
  ["/a/", [], "its route begins with a slash, and takes none"],
  ["{a}/{*a}", ["a: string"], "its route has `a` twice"],
  ["<int:a>/{b}/", [], "its route has `{b}`, which is no argument of it"],
  [
    "<int:a>/",
    ["a: integer"],
    "its argument `a` is neither in the route nor has it a default, and nothing else could give it",
  ],
])("a route names the arguments that come from the path: %j", (route, args, what) => {
  expect(told(view(...args), { route })).toEqual([what]);
});

it("what has a default need not be in a route", () => {
  expect(told(view("a: integer = 1"), { route: "a/" })).toEqual([]);
});
