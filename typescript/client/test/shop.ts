// Definitions as the generator would write them, for the tests.

import { bigint, bytes, type Codec, date, list, struct } from "../src/codec.ts";
import { type DateTime, type DomainError, defineContext, defineFunction, type Uuid } from "../src/index.ts";

export const schema = "0123456789abcdef";

export interface Profile {
  id: number;
  nick_name: string;
}

export interface UserParams {
  userId: number;
  page?: number;
}

export interface UserBundle {
  userOrders: string[];
  userProfile: Profile;
}

export const user = defineContext<UserParams, UserBundle>(
  "user",
  ["page", "user_id"],
  ["user_orders", "user_profile"],
);

export interface SearchParams {
  after?: DateTime | null;
  exact?: boolean;
  q: string;
  tags?: string[];
  token?: Uuid;
}

export const search = defineContext<SearchParams, { found: string[] }>(
  "search",
  ["after", "exact", "q", "tags", "token"],
  ["found"],
);

export const cart = defineContext<Record<string, never>, { total: number }>("cart", [], ["total"]);

export interface RenameUserArgs {
  name: string;
  userId: number;
}

export const renameUser = defineFunction<RenameUserArgs, Profile>("rename_user", ["name", "user_id"]);

export const emptyCart = defineFunction<Record<string, never>, null>("empty_cart", []);

export interface NoteArgs {
  text?: string | null;
}

/** All optional, and one wire name whose camelCase every object inherits. */
export const note = defineFunction<NoteArgs, string>("note", ["text", "to_string"]);

export interface StockLeft {
  pieces: bigint;
}

const stockLeftCodec: Codec<StockLeft> = /* @__PURE__ */ struct(() => ({ pieces: bigint }));

export type OutOfStock = DomainError<"OUT_OF_STOCK", StockLeft>;
export type SoldOut = DomainError<"SOLD_OUT">;

export interface Order {
  total: bigint;
  refunds: Date[];
  name: string;
}

const orderCodec: Codec<Order> = /* @__PURE__ */ struct(() => ({ total: bigint, refunds: list(date) }));

export const placeOrder = defineFunction<
  { productId: bigint; seal: Uint8Array },
  Order,
  OutOfStock | SoldOut
>("place_order", ["product_id", "seal"], () => ({
  args: { product_id: bigint, seal: bytes },
  result: orderCodec,
  errors: { OUT_OF_STOCK: stockLeftCodec },
}));

export interface OrdersParams {
  after?: Date | null;
  ids?: bigint[];
}

export const orders = defineContext<OrdersParams, { lastOrder: Order; count: number }, OutOfStock>(
  "orders",
  ["after=2026-01-01T00%3A00%3A00Z", "ids"],
  ["count", "last_order"],
  () => ({
    params: { after: date, ids: list(bigint) },
    members: { last_order: orderCodec },
    errors: { OUT_OF_STOCK: stockLeftCodec },
  }),
);

export const store = defineFunction<{ payload: unknown }, null>("store", ["payload"]);
