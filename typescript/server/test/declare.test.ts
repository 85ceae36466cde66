// zod schemas as the IR prints them: every row of the type table, names, documentation, defaults, constraints; and what is refused.

import { expect, test } from "vitest";
import { z } from "zod";
import {
  bytes,
  checked,
  DeclarationError,
  date,
  datetime,
  decimal,
  duration,
  RegistryError,
  registry,
  time,
  upload,
} from "../src/index.ts";

/** The node that the IR prints for an argument `x` of this schema. */
function argument(schema: z.ZodType): string {
  const mizan = registry();
  mizan.client({ name: "f", args: { x: schema }, result: z.null(), run: () => null });
  const text = mizan.ir();
  return text
    .slice(text.indexOf('    arg "x" {\n') + 14, text.indexOf("\n    }\n    result"))
    .replaceAll(/^ {8}/gm, "");
}

const Colour = z.enum(["red", "green"]).meta({ id: "Colour", description: "What it may be painted in." });

test.each<[z.ZodType, string]>([
  [z.null(), '"null"'],
  [z.boolean(), "boolean"],
  [z.string(), "string"],
  [
    z
      .string()
      .min(1)
      .max(9)
      .regex(/^[a-z]+$/),
    'string max_length=9 min_length=1 pattern="^[a-z]+$"',
  ],
  [z.string().length(3), "string max_length=3 min_length=3"],
  [z.int(), "integer"],
  [z.number().int(), "integer"],
  [z.int().gt(0).lt(10).multipleOf(3), "integer maximum=9 minimum=1 multiple_of=3"],
  [z.int().nonnegative(), "integer minimum=0"],
  [z.int32(), "integer maximum=2147483647 minimum=-2147483648"],
  [z.number(), "number"],
  [z.number().gt(0).lte(0.5), 'number exclusive_minimum=0 maximum="0.5"'],
  [z.bigint(), "bigint"],
  [z.bigint().gt(0n).max(10n), 'bigint maximum="10" minimum="1"'],
  [z.uint64(), 'bigint maximum="18446744073709551615" minimum="0"'],
  [decimal(), "decimal"],
  [
    decimal({ minimum: "0", maxDigits: 8, decimalPlaces: 2 }),
    'decimal decimal_places=2 max_digits=8 minimum="0"',
  ],
  [z.uuid(), "uuid"],
  [z.guid(), "uuid"],
  [datetime(), "datetime"],
  [datetime({ minimum: "2000-01-01T00:00:00Z" }), 'datetime minimum="2000-01-01T00:00:00Z"'],
  [date({ maximum: "2026-11-23" }), 'date maximum="2026-11-23"'],
  [time(), "time"],
  [duration(), "duration"],
  [bytes({ maxLength: 9 }), "bytes max_length=9"],
  [z.unknown(), "json"],
  [z.any(), "json"],
  [z.json(), "json"],
  [z.array(z.string()).min(1).max(3), "list max_length=3 min_length=1 {\n    string\n}"],
  [z.array(z.string()).nonempty(), "list min_length=1 {\n    string\n}"],
  [z.tuple([z.int(), date()]), "tuple {\n    integer\n    date\n}"],
  [z.record(z.string(), z.bigint()), "map {\n    bigint\n}"],
  [z.record(z.uuid(), z.boolean()), "map {\n    key {\n        uuid\n    }\n    boolean\n}"],
  [z.partialRecord(Colour, z.int()), 'map {\n    key {\n        ref "Colour"\n    }\n    integer\n}'],
  [z.enum(["up", "down"]), 'enum {\n    value "up"\n    value "down"\n}'],
  [z.literal(["up", "down"]), 'enum {\n    value "up"\n    value "down"\n}'],
  [z.literal(3), "enum {\n    value 3\n}"],
  [z.literal(null), '"null"'],
  [Colour, 'ref "Colour"'],
  [z.union([z.int(), z.bigint(), z.boolean()]), "union {\n    integer\n    bigint\n    boolean\n}"],
  [z.union([z.int(), z.null()]), "optional {\n    integer\n}"],
  [z.string().nullable(), "optional {\n    string\n}"],
  [z.string().optional(), 'default "null"\noptional {\n    string\n}'],
  [z.string().nullish(), 'default "null"\noptional {\n    string\n}'],
  [z.string().default("x"), 'default "\\"x\\""\nstring'],
  [decimal().default("1.50"), 'default "\\"1.5\\""\ndecimal'],
  [z.bigint().default(5n), 'default "\\"5\\""\nbigint'],
  [z.array(date()).default([]), 'default "[]"\nlist {\n    date\n}'],
  [decimal().nullable().default(null), 'default "null"\noptional {\n    decimal\n}'],
  [z.unknown().default(null), 'default "null"\njson'],
  [z.string().describe("What it is."), 'doc "What it is."\nstring'],
  [z.string().describe("What it is.").nullable(), 'doc "What it is."\noptional {\n    string\n}'],
  [Colour.describe("Of the door."), 'doc "Of the door."\nref "Colour"'],
  [z.string().refine((text) => text !== ""), "string"],
  [z.string().brand("Name").readonly(), "string"],
  [z.lazy(() => z.int()), "integer"],
  [checked(z.string().min(2), z.string()), "string min_length=2"],
  [upload({ maxSize: "100 KB", accept: ["image/*"] }), 'file max_size=100000 {\n    accept "image/*"\n}'],
  [z.array(upload()).optional(), 'default "null"\noptional {\n    list {\n        file\n    }\n}'],
])("a schema prints as its type (%#)", (schema, printed) => {
  expect(argument(schema)).toBe(printed);
});

test("a struct has two forms where a field has a default, and one name where it has none", () => {
  const mizan = registry();
  const Node = z
    .object({
      value: bytes(),
      get children(): z.ZodDefault<z.ZodArray<typeof Node>> {
        return z.array(Node).default([]);
      },
    })
    .meta({ id: "Node" });
  const slice = <Item extends z.ZodType>(name: string, item: Item) =>
    z.object({ items: z.array(item) }).meta({ id: `Slice${name}`, description: "Some of many." });
  mizan.client({
    name: "echo",
    args: { node: Node, slice: slice("Colour", Colour) },
    result: z.tuple([Node, slice("Colour", Colour)]),
    run: () => {
      throw new Error("it is never run");
    },
  });
  const text = mizan.ir();
  expect(text).toContain(
    'struct "Node" {\n    field "value" {\n        bytes\n    }\n    field "children" {\n        list {\n            ref "Node"',
  );
  expect(text).toContain(
    'struct "NodeInput" {\n    field "value" {\n        bytes\n    }\n    field "children" {\n        default "[]"\n        list {\n            ref "NodeInput"',
  );
  expect(text).toContain('struct "SliceColour" {\n    doc "Some of many."');
  expect(text).not.toContain("SliceColourInput");
});

test("a field that is optional is omittable, and a discriminated union has its tag", () => {
  const mizan = registry();
  const Circle = z.object({ kind: z.literal("circle"), radius: z.number() }).meta({ id: "Circle" });
  const Square = z.object({ kind: z.literal("square"), side: z.bigint().optional() }).meta({ id: "Square" });
  const Shape = z.discriminatedUnion("kind", [Circle, Square]);
  mizan.client({ name: "f", args: { shape: Shape }, result: Shape.nullable(), run: () => null });
  const text = mizan.ir();
  expect(text).toContain(
    '        union tag="kind" {\n            ref "Circle"\n            ref "Square"\n        }',
  );
  expect(text).toContain('    field "side" omittable=#true {\n        bigint\n    }');
});

test.each<[z.ZodType, string]>([
  [z.object({ a: z.int() }), "f.x: a struct needs a name"],
  [z.array(z.object({ a: z.int() })), "f.x[]: a struct needs a name"],
  [
    z.object({ a: z.set(z.int()) }).meta({ id: "Bag" }),
    "Bag.a: `z.set` is no type of the wire; say `z.array`",
  ],
  [z.looseObject({}).meta({ id: "Loose" }), "Loose: a struct has the fields that are declared"],
  [z.date(), "f.x: `z.date` is no type of the wire; say `datetime()`"],
  [z.coerce.number(), "f.x: nothing is coerced"],
  [z.string().trim(), "f.x: `overwrite` is none of the wire's constraints"],
  [z.string().transform(Number), "f.x: `z.pipe` is no type of the wire"],
  [z.string().startsWith("a"), "`starts_with` is none of the wire's constraints; say it by `.regex(…)`"],
  [z.email(), "`email` is none of the wire's constraints; say it by `.regex(…)`"],
  [z.string().regex(/a/i), "f.x: a pattern has no flags"],
  [z.tuple([z.int()], z.int()), "f.x: a tuple has as many places as it has types"],
  [z.record(z.enum(["a"]), z.int()), "f.x: a map need not have all keys: say `z.partialRecord`"],
  [z.array(z.int().optional()), "f.x[]: only an argument or a field may be absent"],
  [z.literal(true), "f.x: the values of an enum are all text or all whole numbers"],
  [decimal().min(3), "f.x: what narrows this type is an option of the function that makes it"],
  [z.array(checked(z.string(), z.string())), "f.x[]: `checked` is said of a whole argument"],
  [z.number().multipleOf(2), "f.x: `multiple_of` is none of the wire's constraints"],
  [z.instanceof(Map), "f.x: `z.custom` is no type of the wire"],
  [z.string().nullable().meta({ id: "Maybe" }), "a named type takes no null"],
  [z.xor([z.int(), z.string()]), "f.x: `z.xor` is no type of the wire"],
])("a schema that stands for no type is refused where it is (%#)", (schema, why) => {
  const mizan = registry();
  const declare = () => mizan.client({ name: "f", args: { x: schema }, result: z.null(), run: () => null });
  expect(declare).toThrow(DeclarationError);
  expect(declare).toThrow(why);
  expect(declare).toThrow(/declare\.test\.ts:\d+\)/);
});

test("names are camelCase here and snake case on the wire, and two that meet are refused", () => {
  const mizan = registry();
  mizan.client({ name: "userProfile", args: { userId: z.int() }, result: z.null(), run: () => null });
  expect(mizan.ir()).toContain('function "user_profile" {\n    arg "user_id" {');
  const twice = { userId: z.int(), user_id: z.int() };
  expect(() => mizan.client({ name: "g", args: twice, result: z.null(), run: () => null })).toThrow(
    "its arguments `userId` and `user_id` are both `user_id`",
  );
  expect(() => mizan.client({ name: "G", result: z.null(), run: () => null })).not.toThrow();
  expect(() => mizan.client({ name: "a-b", result: z.null(), run: () => null })).toThrow(DeclarationError);
  mizan.client({ name: "user_profile", result: z.null(), run: () => null });
  expect(() => mizan.ir()).toThrow("two functions of one name, `user_profile`");
});

test("a broken graph does not start and names every defect with its place", () => {
  const mizan = registry();
  const Lost = mizan.context("lost", { identity: "ownerId" });
  const Void = mizan.context("void");
  mizan.client({
    name: "byNumber",
    context: Lost,
    args: { page: z.int() },
    result: z.int(),
    run: ({ page }) => page,
  });
  mizan.client({
    name: "byName",
    context: Lost,
    args: { page: z.string() },
    result: z.null(),
    run: () => null,
  });
  mizan.client({
    name: "lose",
    affects: Lost.scope({ page: "leaf" }),
    args: { page: z.int() },
    result: z.null(),
    run: () => null,
  });
  mizan.client({ name: "avoid", affects: Void, result: z.null(), run: () => null });
  mizan.client({ name: "own", auth: "self", args: { page: z.int() }, result: z.null(), run: () => null });
  mizan.client({
    name: "late",
    args: { page: z.int().min(2).default(1) },
    result: z.null(),
    run: () => null,
  });
  let error: unknown;
  try {
    mizan.serve({ origins: ["https://a.example/x"] });
  } catch (caught) {
    error = caught;
  }
  const told = error instanceof RegistryError ? error.message : "";
  for (const defect of [
    "context `lost`: no member has its identity `owner_id`",
    "context `lost`, param `page`: it has two types, in `by_n",
    "function `lose`: its scope takes `page` from `leaf`, which is no argument",
    "function `avoid`: it affects context `void`, which has no members",
    "function `own`: `self` needs a context that has an identity",
    "function `own`: it has a guard, and nobody says who asks",
    "late.page: the default does not fit",
    "`https://a.example/x` is no origin",
  ]) {
    expect(told).toContain(defect);
  }
  expect(told.match(/declare\.test\.ts:\d+/g)?.length).toBeGreaterThan(4);
  expect(() => registry().serve({})).toThrow("nothing is declared");
});
