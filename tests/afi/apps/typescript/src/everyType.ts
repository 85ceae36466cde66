// Every row of the type table: in one struct that comes back as it went, and as the params of a context.
//
// No function does anything with what it gets but look at what it is in JavaScript.

import { bytes, date, datetime, decimal, duration, time } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";

/** Params of every scalar type. */
export const SpelledContext = mizan.context("spelled");

const Colour = z.enum(["red", "green"]).meta({ id: "Colour", description: "What it may be painted in." });

const Circle = z
  .object({ kind: z.literal("circle"), radius: z.number() })
  .meta({ id: "Circle", description: "Round." });

const Square = z
  .object({ kind: z.literal("square"), side: z.bigint() })
  .meta({ id: "Square", description: "Not round." });

/** Some of many: the struct is named by what it holds. */
function slice<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .object({ items: z.array(item), next: z.int().nullable().default(null) })
    .meta({ id: `Slice${name}`, description: "Some of many." });
}

const Node = z
  .object({
    value: bytes(),
    get children(): z.ZodDefault<z.ZodArray<typeof Node>> {
      return z.array(Node).default([]);
    },
  })
  .meta({ id: "Node", description: "A struct of its own kind." });

const Patch = z
  .object({ name: z.string().optional(), nickname: z.string().nullable().optional(), version: z.int() })
  .meta({ id: "Patch", description: "What may be absent, null, or there." });

const Bounded = z
  .object({
    percent: z.int().min(0).max(100).multipleOf(5),
    share: z.number().gt(0).lt(1),
    price: decimal({ minimum: "0", maxDigits: 8, decimalPlaces: 2 }),
    code: z
      .string()
      .min(2)
      .max(8)
      .regex(/^[A-Z]+$/),
    words: z.array(z.string()).min(1).max(3),
  })
  .meta({ id: "Bounded", description: "Each constraint that a type may have." });

const Everything = z
  .object({
    boolean: z.boolean(),
    null: z.null(),
    string: z.string(),
    integer: z.int(),
    bigint: z.bigint(),
    number: z.number(),
    decimal: decimal(),
    uuid: z.uuid(),
    datetime: datetime(),
    date: date(),
    time: time(),
    duration: duration(),
    bytes: bytes(),
    json: z.json(),
    enum: Colour,
    literal: z.enum(["up", "down"]),
    list: z.array(decimal()),
    tuple: z.tuple([z.int(), date(), z.string()]),
    map: z.record(z.string(), z.bigint()),
    map_by_uuid: z.record(z.uuid(), z.boolean()),
    struct: Node,
    generic: slice(Colour, "Colour"),
    union: z.union([z.int(), z.bigint(), z.boolean()]),
    tagged: z.discriminatedUnion("kind", [Circle, Square]),
    optional: z.bigint().nullable(),
    defaulted: z.string().default("usual"),
  })
  .meta({ id: "Everything", description: "A field for each row of the type table." });

const KINDS = {
  boolean: "boolean",
  string: "string",
  integer: "number",
  bigint: "bigint",
  number: "number",
} as const;

export const echoEverything = mizan.client({
  name: "echoEverything",
  doc: "Every type, there and back.",
  args: { value: Everything },
  result: Everything,
  run: ({ value }) => {
    for (const [name, kind] of Object.entries(KINDS)) {
      if (typeof value[name as keyof typeof KINDS] !== kind) {
        throw new TypeError(`\`${name}\` is not what it was declared as`);
      }
    }
    return value;
  },
});

export const echoEverythingAsync = mizan.client({
  name: "echoEverythingAsync",
  doc: "The same, asynchronously.",
  args: { value: Everything },
  result: Everything,
  run: async ({ value }) => value,
});

export const echoPatch = mizan.client({
  name: "echoPatch",
  doc: "What is absent stays absent, and null stays null.",
  args: { value: Patch },
  result: Patch,
  run: ({ value }) => value,
});

export const echoBounded = mizan.client({
  name: "echoBounded",
  doc: "Values that are within their bounds.",
  args: { value: Bounded },
  result: Bounded,
  run: ({ value }) => value,
});

export const echoValues = mizan.client({
  name: "echoValues",
  doc: "Arguments of which some may be absent; as text, a decimal and dates have one spelling.",
  args: {
    integer: z.int(),
    decimal: decimal().nullable().default(null),
    days: z.array(date()).default([]),
    json: z.json().default(null),
  },
  result: z.array(z.json()),
  run: ({ integer, decimal, days, json }) => [integer, decimal, days, json],
});

export const spelling = mizan.client({
  name: "spelling",
  doc: "The type and the one spelling of each param of a context.",
  context: SpelledContext,
  args: {
    boolean: z.boolean(),
    string: z.string(),
    integer: z.int(),
    bigint: z.bigint(),
    decimal: decimal(),
    uuid: z.uuid(),
    datetime: datetime(),
    date: date(),
    enum: Colour,
    days: z.array(date()),
    absent: decimal().nullable().default(null),
    usual: decimal().default("1.5"),
  },
  result: z.record(z.string(), z.string()),
  run: ({ bigint, days, absent, usual, ...each }) => ({
    ...Object.fromEntries(Object.entries(each).map(([name, value]) => [name, `${name} ${value}`])),
    // Other languages have one type for whole numbers, and say so.
    bigint: `integer ${bigint}`,
    days: days.map((day) => `date ${day}`).join(", "),
    absent: absent === null ? "null" : `decimal ${absent}`,
    usual: `decimal ${usual}`,
  }),
});

export const spelledString = mizan.client({
  name: "spelledString",
  doc: "The one param that both members have.",
  context: SpelledContext,
  args: { string: z.string() },
  result: z.string(),
  run: ({ string }) => string,
});
