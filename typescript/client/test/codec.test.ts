// Values of every codec, over real sockets and by themselves.

import { afterEach, describe, expect, it } from "vitest";
import {
  alias,
  bigint,
  bytes,
  type Codec,
  date,
  list,
  map,
  optional,
  same,
  struct,
  tagged,
  tuple,
  union,
} from "../src/codec.ts";
import {
  createClient,
  dateTime,
  defineContext,
  defineFunction,
  fetchTransport,
  type MizanError,
  NetworkError,
} from "../src/index.ts";
import { Misfit } from "../src/translate.ts";
import { Counterpart, type Plan, problem, Reply } from "./counterpart.ts";
import { type Order, orders, placeOrder, schema } from "./shop.ts";

const servers: Counterpart[] = [];

async function serve(plan: Plan) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  return { server, client: createClient({ transport: fetchTransport({ baseUrl: server.baseUrl, schema }) }) };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const wireOrder = { name: "x", total: "18446744073709551616", refunds: ["2026-11-23T09:30:00.123456Z"] };
const order: Order = { name: "x", total: 2n ** 64n, refunds: [new Date("2026-11-23T09:30:00.123Z")] };
const args = { productId: 5n, seal: new Uint8Array([255, 239, 1]) };

/** That `codec` reads `wire` as `value`, and writes `value` as `written`. */
function both<Value>(codec: Codec<Value>, wire: unknown, value: Value, written = wire): void {
  expect(codec.decode(wire)).toEqual(value);
  expect(codec.encode(value)).toEqual(written);
}

/** The place at which `codec` finds a misfit. */
function misfit(act: () => unknown): readonly (string | number)[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Misfit) {
      return error.path;
    }
    throw error;
  }
  return expect.fail("it fitted");
}

describe("over the wire", () => {
  it("a call sends and gives JavaScript values", async () => {
    const { client, server } = await serve({
      functions: { place_order: () => ({ result: wireOrder, invalidate: [] }) },
    });
    expect(await placeOrder(client, args)).toEqual(order);
    expect(await placeOrder.safe(client, args)).toEqual({ ok: true, data: order });
    expect(JSON.parse(server.asked.at(-1)?.body ?? "")).toEqual({ args: { product_id: "5", seal: "_-8B" } });
  });

  it("a read spells params canonically, leaves defaults out, and gives JavaScript values", async () => {
    const { client, server } = await serve({
      contexts: { orders: () => ({ count: 1, last_order: wireOrder }) },
    });
    const after = new Date("2026-11-23T09:30:00.120Z");
    expect(await orders.fetch(client, { after, ids: [5n, -6n] })).toEqual({ count: 1, lastOrder: order });
    await orders.fetch(client, { after: new Date("2026-01-01T00:00:00.000Z"), ids: [] });
    await orders.fetch(client, { after: null });
    expect(server.paths("ctx")).toEqual([
      "ctx/orders/?after=2026-11-23T09%3A30%3A00.12Z&ids=5&ids=-6",
      "ctx/orders/",
      "ctx/orders/",
    ]);
  });

  it("equal queries have equal params, which are JSON", () => {
    const params = orders.wireParams({ after: new Date(Date.UTC(2026, 10, 23)), ids: [5n] });
    expect(params).toEqual(orders.wireParams({ after: new Date("2026-11-23T02:00:00+02:00"), ids: [5n] }));
    expect(JSON.stringify(params)).toBe('{"after":"2026-11-23T00:00:00Z","ids":["5"]}');
  });

  it("a domain error bears its data, thrown and told, and what it dropped is heard", async () => {
    const sold = () =>
      problem(409, "OUT_OF_STOCK", { data: { pieces: "9007199254740993" }, invalidate: ["orders"] });
    const { client } = await serve({ functions: { place_order: sold }, contexts: { orders: sold } });
    const heard: unknown[] = [];
    client.onInvalidate((targets) => {
      heard.push(...targets);
      return [];
    });
    const outcome = await placeOrder.safe(client, args);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: "OUT_OF_STOCK", status: 409, data: { pieces: 2n ** 53n + 1n } },
    });
    expect(heard).toEqual(["orders"]);
    await expect(placeOrder(client, args)).rejects.toMatchObject({ data: { pieces: 2n ** 53n + 1n } });
    expect(await orders.safe(client)).toMatchObject({
      ok: false,
      error: { data: { pieces: 2n ** 53n + 1n } },
    });
  });

  it.each([{ pieces: "x" }, "x", null, undefined])(
    "a domain error with other data (%j) is no answer of Mizan's",
    async (data) => {
      const { client } = await serve({
        functions: { place_order: () => problem(409, "OUT_OF_STOCK", { data }) },
      });
      const outcome = await placeOrder.safe(client, args);
      expect(outcome).toMatchObject({ ok: false, error: { code: "NETWORK", sent: true, status: 409 } });
    },
  );

  it("errors of the closed table and unknown codes are left as they are", async () => {
    let code = "FORBIDDEN";
    let more: Record<string, unknown> = { data: 5 };
    const { client } = await serve({ functions: { place_order: () => problem(403, code, more) } });
    for (code of ["FORBIDDEN", "SOLD_OUT", "constructor"]) {
      const outcome = await placeOrder.safe(client, args);
      expect(outcome.ok ? undefined : (outcome.error as MizanError)).toMatchObject({ code, data: 5 });
    }
    more = {};
    const outcome = await placeOrder.safe(client, args);
    expect(outcome.ok ? undefined : outcome.error).toMatchObject({ code, data: undefined });
  });

  it("an answer without a member is none, and its error names it", async () => {
    const { client } = await serve({ contexts: { orders: () => ({ last_order: wireOrder }) } });
    await expect(orders.fetch(client)).rejects.toMatchObject({
      message: "the answer to `ctx/orders/` lacks `count`",
      status: 200,
      sent: false,
    });
  });

  it("safe tells a lost answer, and an abort still throws", async () => {
    const { client } = await serve({ functions: { place_order: () => new Reply(200, "text/html", "<p>") } });
    const outcome = await placeOrder.safe(client, args);
    expect(outcome.ok ? undefined : outcome.error).toBeInstanceOf(NetworkError);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(placeOrder.safe(client, args, { signal })).rejects.toThrow("enough");
    await expect(orders.safe(client, {}, { signal })).rejects.toThrow("enough");
  });

  it("an answer that does not fit is a NetworkError that names the place and not the value", async () => {
    const refunds = ["2026-11-23T09:30:00Z", "a secret"];
    const bad = { ...wireOrder, refunds };
    const { client } = await serve({
      functions: { place_order: () => ({ result: bad, invalidate: ["orders"] }) },
      contexts: { orders: () => ({ count: 1, last_order: bad }) },
    });
    const heard: unknown[] = [];
    client.onInvalidate((targets) => {
      heard.push(...targets);
      return [];
    });
    const error: unknown = await placeOrder(client, args).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      message: "the answer to `call/place_order/` does not fit this client at `result.refunds.1`",
      sent: true,
    });
    expect(heard).toEqual(["orders"]);
    await expect(orders.fetch(client)).rejects.toMatchObject({
      message: "the answer to `ctx/orders/` does not fit this client at `last_order.refunds.1`",
      sent: false,
    });
  });

  it("what does not fit before it is sent is the caller's mistake, and nothing is sent", async () => {
    const { client, server } = await serve({});
    const wrong = { ...args, seal: "AA" as unknown as Uint8Array };
    await expect(placeOrder(client, wrong)).rejects.toThrow(
      new TypeError("`seal` of `place_order` is not of its type"),
    );
    await expect(placeOrder.safe(client, wrong)).rejects.toThrow(TypeError);
    await expect(orders.fetch(client, { after: new Date("never") })).rejects.toThrow(RangeError);
    expect(server.asked).toEqual([]);
  });

  it("an error of no request is not taken for an answer", async () => {
    const broken = defineFunction<Record<string, never>, null>("broken", [], () => ({
      result: {
        decode: () => {
          throw new Error("a mistake");
        },
        encode: () => null,
      },
    }));
    const { client } = await serve({ functions: { broken: () => ({ result: null, invalidate: [] }) } });
    await expect(broken.safe(client)).rejects.toThrow("a mistake");
  });

  it("a context without codecs leaves sharing to the cache", () => {
    expect(defineContext("plain", [], []).share).toBe(true);
    expect(orders.share).toBeTypeOf("function");
  });
});

it("scalars", () => {
  both(bigint, "-5", -5n);
  both(bigint, `1${"0".repeat(4299)}`, 10n ** 4299n);
  both(bytes, "", new Uint8Array());
  both(date, "2026-11-23T09:30:00Z", new Date("2026-11-23T09:30:00Z"));
  both(date, "1969-12-31T23:59:59.9Z", new Date(-100));
  both(
    date,
    "2026-11-23T11:30:00.1239+02:00",
    new Date("2026-11-23T09:30:00.123Z"),
    "2026-11-23T09:30:00.123Z",
  );
  both(optional(bigint), null, null);
  both(optional(bigint), "5", 5n);
});

it.each([
  [bigint, [5, "", "05", "-0", "5.0", " 5", null, undefined, "9".repeat(4301)], [5, "5", null]],
  [bytes, ["A", "AA==", "é", 5, null], ["AA", [1], new ArrayBuffer(1), null]],
  [date, ["2026-11-23", "x", 5, null, "2026-02-30T00:00:00Z"], ["2026-11-23T09:30:00Z", 5, null]],
] as [Codec<unknown>, unknown[], unknown[]][])("what is no scalar of its type", (codec, wires, values) => {
  for (const wire of wires) {
    expect(misfit(() => codec.decode(wire))).toEqual([]);
  }
  for (const value of values) {
    expect(misfit(() => codec.encode(value))).toEqual([]);
  }
});

it("lists and tuples", () => {
  both(list(list(bigint)), [["5"], []], [[5n], []]);
  both(tuple<[bigint, string, Date | null]>(bigint, same, optional(date)), ["5", "x", null], [5n, "x", null]);
  expect(misfit(() => list(list(bigint)).decode([["5"], ["5", 6]]))).toEqual([1, 1]);
  expect(misfit(() => list(bigint).decode({ 0: "5", length: 1 }))).toEqual([]);
  expect(misfit(() => tuple(bigint, same).decode(["5"]))).toEqual([]);
  expect(misfit(() => tuple(bigint, same).encode([5n, "x", "y"] as never))).toEqual([]);
  expect(misfit(() => tuple(same, bigint).decode(["x", "y"]))).toEqual([1]);
});

describe("maps", () => {
  it("have own properties, whatever their keys", () => {
    both(map(bigint), { a: "5", constructor: "6", toString: "7" }, {
      a: 5n,
      constructor: 6n,
      toString: 7n,
    } as never);
    expect(misfit(() => map(bigint).decode({ secret: "x" }))).toEqual(["*"]);
    expect(misfit(() => map(bigint).decode([]))).toEqual([]);
    expect(misfit(() => map(bigint).decode(null))).toEqual([]);
  });

  it("never have a key `__proto__`, and nothing inherits from one", () => {
    const wire = JSON.parse('{"a":"5","__proto__":"6"}');
    expect(misfit(() => map(bigint).decode(wire))).toEqual([]);
    expect(misfit(() => map(bigint).encode(JSON.parse('{"__proto__":5}')))).toEqual([]);
    const inner = struct<{ kept: unknown; total: bigint }>(() => ({ total: bigint }));
    const read = inner.decode(JSON.parse('{"total":"5","__proto__":{"kept":true}}'));
    expect(read.kept).toBeUndefined();
    expect(({} as { kept?: unknown }).kept).toBeUndefined();
  });
});

interface Tree {
  value: bigint;
  parent: Tree | null;
  children?: Tree[];
  name?: string;
}
const treeCodec: Codec<Tree> = struct(() => ({
  value: bigint,
  parent: optional(treeCodec),
  children: list(treeCodec),
}));

describe("structs", () => {
  it("may lead to themselves; what is absent stays so, what needs no codec is left alone", () => {
    both(
      treeCodec,
      {
        value: "1",
        parent: { value: "2", parent: null, name: "p" },
        children: [{ value: "3", parent: null }],
      },
      { value: 1n, parent: { value: 2n, parent: null, name: "p" }, children: [{ value: 3n, parent: null }] },
    );
    expect(misfit(() => treeCodec.decode({ value: "1", parent: null, children: [{ value: "x" }] }))).toEqual([
      "children",
      0,
      "value",
    ]);
    expect(misfit(() => treeCodec.decode("x"))).toEqual([]);
    expect(misfit(() => treeCodec.decode(null))).toEqual([]);
  });

  it("are copied", () => {
    const tree: Tree = Object.freeze({ value: 1n, parent: null });
    expect(JSON.stringify(treeCodec.encode(tree))).toBe('{"value":"1","parent":null}');
    const absent = { value: 1n, parent: null, children: undefined } as unknown as Tree;
    expect(JSON.stringify(treeCodec.encode(absent))).toBe('{"value":"1","parent":null}');
    const wire = Object.freeze({ value: "1", parent: null });
    expect(treeCodec.decode(wire)).toEqual(tree);
  });

  it("do not take what an object inherits for a field", () => {
    const odd = struct<object>(() => ({ toString: bigint, constructor: bigint }));
    both(odd, {}, {});
  });
});

type Nested = bigint | Nested[];
const nestedCodec: Codec<Nested> = alias(() =>
  union(
    {
      of: [{ type: "bigint" }, { type: "list", item: { type: "ref", name: "Nested" } }],
      types: [
        {
          kind: "alias",
          name: "Nested",
          type: {
            type: "union",
            of: [{ type: "bigint" }, { type: "list", item: { type: "ref", name: "Nested" } }],
          },
        },
      ],
    },
    bigint,
    list(nestedCodec),
  ),
);

it("an alias may lead to itself", () => {
  both(nestedCodec, ["5", ["6", []]], [5n, [6n, []]]);
});

interface Square {
  kind: "square" | "box";
  side: bigint;
}
interface Circle {
  kind: "circle";
  radius: number;
}

it("a union with a tag is told apart by it", () => {
  const squareCodec: Codec<Square> = struct(() => ({ side: bigint }));
  const shape: Codec<Square | Circle> = tagged("kind", () => [[["square", "box"], squareCodec]]);
  both(shape, { kind: "box", side: "5" }, { kind: "box", side: 5n });
  both(shape, { kind: "circle", radius: 5 }, { kind: "circle", radius: 5 });
  expect(misfit(() => shape.decode({ kind: "square", side: 5 }))).toEqual(["side"]);
  expect(misfit(() => shape.decode("square"))).toEqual([]);
  const byNumber: Codec<{ v: 1 | 2 }> = tagged("v", () => [[[1], struct(() => ({ at: date }))]]);
  both(byNumber, { v: 1, at: "2026-01-01T00:00:00Z" }, { v: 1, at: new Date("2026-01-01T00:00:00Z") } as {
    v: 1;
  });
});

describe("a plain union", () => {
  const moment: Codec<string | Date | bigint | Uint8Array> = union(
    {
      of: [{ type: "string", max_length: 5 }, { type: "datetime" }, { type: "bigint" }, { type: "bytes" }],
      dates: "date",
    },
    same,
    date,
    bigint,
    bytes,
  );

  it("is read by the first branch that takes the wire's value, constraints included", () => {
    both(moment, "short", "short");
    both(moment, "2026-11-23T09:30:00Z", new Date("2026-11-23T09:30:00Z"));
    both(moment, "123456", 123456n);
    both(moment, "abcdefgh", new Uint8Array([105, 183, 29, 121, 248, 33]));
    expect(moment.decode("12345")).toBe("12345");
    expect(misfit(() => moment.decode("a secret!"))).toEqual([]);
    expect(misfit(() => moment.decode(5))).toEqual([]);
  });

  it("is written by the first branch that takes the value", () => {
    expect(moment.encode(5n)).toBe("5");
    expect(misfit(() => moment.encode("too long"))).toEqual([]);
    expect(misfit(() => moment.encode(null as never))).toEqual([]);
  });

  it("of structs looks at all of their fields", () => {
    type Either = { at: Date } | { at: string; by: bigint };
    const either: Codec<Either> = union(
      {
        of: [
          { type: "ref", name: "Dated" },
          { type: "ref", name: "Named" },
        ],
        types: [
          { kind: "struct", name: "Dated", fields: [{ name: "at", type: { type: "datetime" } }] },
          {
            kind: "struct",
            name: "Named",
            fields: [
              { name: "at", type: { type: "string" } },
              { name: "by", type: { type: "bigint" } },
            ],
          },
        ],
        dates: "date",
      },
      struct(() => ({ at: date })),
      struct(() => ({ by: bigint })),
    );
    both(either, { at: "2026-11-23T09:30:00Z" }, { at: new Date("2026-11-23T09:30:00Z") });
    both(
      either,
      { at: "2026-11-23T09:30:00Z", by: "5" },
      { at: dateTime(new Date("2026-11-23T09:30:00Z")), by: 5n },
    );
    expect(misfit(() => either.decode({ at: "x" }))).toEqual([]);
  });

  it("that names a type which is not there says which", () => {
    const odd: Codec<unknown> = union({ of: [{ type: "ref", name: "Gone" }] }, same);
    expect(() => odd.decode(5)).toThrow("the type `Gone` is not among `types`");
  });
});
