// Fixtures and mocks as the generator would write them, of the definitions in `shop.ts` and some of their own.

import { bigint } from "../src/codec.ts";
import { defineFunction } from "../src/index.ts";
import { mockContext, mockFunction } from "../src/msw.ts";
import { fixture, type NamedTypes } from "../src/testing.ts";
import { defineUpload } from "../src/upload.ts";
import * as api from "./shop.ts";

export const named: NamedTypes = {
  types: [
    { kind: "struct", name: "StockLeft", fields: [{ name: "pieces", type: { type: "bigint" } }] },
    {
      kind: "struct",
      name: "Profile",
      fields: [
        { name: "id", type: { type: "integer", minimum: 1 } },
        { name: "nick_name", type: { type: "string", max_length: 8 } },
      ],
    },
    {
      kind: "struct",
      name: "Order",
      fields: [
        { name: "total", type: { type: "bigint" } },
        { name: "refunds", type: { type: "list", item: { type: "datetime" } } },
        { name: "name", type: { type: "string" } },
      ],
    },
  ],
  dates: "date",
};

const soldOut = { SOLD_OUT: { status: 410, title: "Sold out" } };
const outOfStock = {
  OUT_OF_STOCK: { status: 409, title: "Fewer are left", data: { type: "ref", name: "StockLeft" } },
} as const;

export const profile = fixture<api.Profile>("Profile", named);
export const order = fixture<api.Order>("Order", named);

export const mockUser = mockContext(api.user, named, {
  params: [
    { name: "page", type: { type: "integer" }, default: 1 },
    { name: "user_id", type: { type: "integer" } },
  ],
  members: [
    { name: "user_orders", type: { type: "list", item: { type: "string" } } },
    { name: "user_profile", type: { type: "ref", name: "Profile" } },
  ],
});

export const mockOrders = mockContext(api.orders, named, {
  params: [
    {
      name: "after",
      type: { type: "optional", item: { type: "datetime" } },
      default: "2026-01-01T00:00:00Z",
    },
    { name: "ids", type: { type: "list", item: { type: "bigint" } } },
  ],
  members: [
    { name: "count", type: { type: "integer" } },
    { name: "last_order", type: { type: "ref", name: "Order" } },
  ],
  raises: outOfStock,
});

export const mockRenameUser = mockFunction(api.renameUser, named, {
  args: [
    { name: "name", type: { type: "string", min_length: 1 } },
    { name: "user_id", type: { type: "integer" } },
  ],
  result: { type: "ref", name: "Profile" },
  affects: [{ context: "user", tier: "argument", params: { user_id: "user_id" } }],
});

export const mockEmptyCart = mockFunction(api.emptyCart, named, {
  args: [],
  result: { type: "null" },
  affects: [
    { context: "cart", tier: "broad", params: {} },
    { context: "user", function: "user_orders", tier: "identity", params: { user_id: null } },
  ],
});

export const mockPlaceOrder = mockFunction(api.placeOrder, named, {
  args: [
    { name: "product_id", type: { type: "bigint" } },
    { name: "seal", type: { type: "bytes", max_length: 4 } },
  ],
  result: { type: "ref", name: "Order" },
  affects: [{ context: "orders", tier: "explicit", params: { product: "product_id" } }],
  raises: { ...outOfStock, ...soldOut },
});

export const ship = defineFunction<{ orderId: number; owner?: number | null }, null>("ship", [
  "order_id",
  "owner",
]);

export const mockShip = mockFunction(ship, named, {
  args: [
    { name: "order_id", type: { type: "integer" } },
    { name: "owner", type: { type: "optional", item: { type: "integer" } }, default: null },
  ],
  result: { type: "null" },
  affects: [{ context: "user", tier: "explicit", params: { user_id: "owner" } }],
});

interface SetPictureArgs {
  pages?: (File | Blob)[];
  picture: File | Blob;
  productId: bigint;
  thumb?: File | Blob | null;
}

export const setPicture = defineUpload<SetPictureArgs, number>(
  "set_picture",
  ["pages", "picture", "product_id", "thumb"],
  ["pages", "picture", "thumb"],
  () => ({ args: { product_id: bigint } }),
);

export const mockSetPicture = mockFunction(setPicture, named, {
  args: [
    { name: "pages", type: { type: "list", item: { type: "file" }, max_length: 2 } },
    { name: "picture", type: { type: "file", max_size: 9, accept: ["image/*"] } },
    { name: "product_id", type: { type: "bigint" } },
    { name: "thumb", type: { type: "optional", item: { type: "file" } }, default: null },
  ],
  result: { type: "integer" },
});
