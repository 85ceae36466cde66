// What compiles, and what must not: `npm run typecheck` reads this file, nothing runs it.

import { z } from "zod";
import { bytes, checked, decimal, registry, type StandardSchema, upload } from "../src/index.ts";

interface Database {
  readonly name: string;
}

const mizan = registry<Database>();
const Shop = mizan.context("shop", { identity: "userId" });
const Shape = z.object({ id: z.int(), name: z.string().nullable() }).meta({ id: "Shape" });
const Length = {} as StandardSchema<string, number>;

export const good = mizan.client({
  name: "good",
  context: Shop,
  args: { userId: z.int(), price: decimal(), data: bytes(), big: z.bigint(), page: z.int().default(1) },
  result: Shape,
  run: ({ userId, price, data, big, page }, { state, caller }) => {
    const all: [number, string, Uint8Array, bigint, number, string, string | undefined] = [
      ...([userId, price, data, big, page, state.name] as const),
      caller?.id,
    ];
    return { id: all.length, name: null };
  },
});

export const nothing = mizan.client({
  name: "nothing",
  affects: [Shop, good, good.all(), Shop.scope({ userId: "owner" })],
  args: { owner: z.int(), length: checked(z.string(), Length), file: upload().optional() },
  result: z.null(),
  run: ({ length, file }, { request, invalidate }) => {
    const told: [number, string | undefined, string] = [length, file?.name, request.url];
    invalidate(good, { userId: told.length });
    invalidate(Shop);
    // @ts-expect-error the member has no such param
    invalidate(good, { user: 5 });
    // @ts-expect-error nor is this one of its type
    invalidate(good, { userId: "5" });
  },
});

export async function called(): Promise<[number, null | undefined]> {
  const { id } = good({ userId: 1, price: "1.5", data: new Uint8Array(), big: 5n });
  // @ts-expect-error an argument is missing
  good({ userId: 1 });
  // @ts-expect-error it is a number
  good({ userId: "1", price: "1.5", data: new Uint8Array(), big: 5n });
  nothing({ owner: 1, length: "three" }, { state: { name: "x" } });
  return [id, null];
}

mizan.client({
  name: "wrongResult",
  result: Shape,
  // @ts-expect-error the name is missing
  run: () => ({ id: 1 }),
});

mizan.client({
  name: "wrongPromise",
  result: Shape,
  // @ts-expect-error the id is text
  run: async () => ({ id: "1", name: null }),
});

mizan.client({
  name: "noResult",
  // @ts-expect-error without a result it is a view, and answers with a `Response`
  run: () => 5,
});

mizan.client({
  name: "cachedRequest",
  context: Shop,
  result: z.string(),
  // @ts-expect-error a cached member sees no request
  run: (_, { request }) => request.url,
});

mizan.client({
  name: "uncachedRequest",
  context: Shop,
  cache: false,
  result: z.string(),
  run: (_, { request }) => request.url,
});

mizan.client({
  name: "uncachedInvalidate",
  context: Shop,
  cache: false,
  result: z.null(),
  // @ts-expect-error a read has no way to say what it drops
  run: (_, { invalidate }) => invalidate(Shop),
});

mizan.client({
  name: "publicCaller",
  context: Shop,
  public: true,
  result: z.string(),
  // @ts-expect-error a public member has one answer for everyone
  run: (_, { caller }) => caller?.id ?? "",
});

mizan.client({
  name: "wrongArgument",
  args: { id: z.int() },
  result: z.string(),
  // @ts-expect-error there is no such argument
  run: ({ name }) => name,
});

// @ts-expect-error a guard answers true or false
mizan.client({ name: "wrongGuard", auth: () => "yes", result: z.null(), run: () => null });

// @ts-expect-error a function that is not declared is no member
mizan.client({ name: "wrongTarget", affects: () => 5, result: z.null(), run: () => null });

const Full = mizan.error("Full", { data: z.object({ left: z.int() }).meta({ id: "Left" }) });
const Empty = mizan.error("Empty");

export const thrown = [new Full({ left: 3 }), new Full({ left: 3 }, { detail: "x" }), new Empty()];
// @ts-expect-error its data is missing
new Full();
// @ts-expect-error it has other data
new Full({ right: 3 });
// @ts-expect-error it has none
new Empty({ left: 3 });

// @ts-expect-error its functions want a state
mizan.serve({});
mizan.serve({ state: { name: "x" } });
registry().serve({});
