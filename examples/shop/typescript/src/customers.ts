// Who buys, and what they bought. Twin: `../../store/clients.py`, to the letter of what is declared.

import { randomUUID } from "node:crypto";
import { problem } from "@mizan/server";
import { z } from "zod";
import { signedIn } from "./accounts.ts";
import { Order, type OrderLine, OrderPage, Profile, StockLeft } from "./answers.ts";
import { mizan } from "./app.ts";
import { moment, now, type Shop } from "./database.ts";
import { before, checkedName } from "./given.ts";
import { productRow, productStock } from "./products.ts";
import { SessionContext } from "./session.ts";

const ORDERS_PER_PAGE = 8;

export const CustomerContext = mizan.context("customer", { identity: "customerId" });
export const OrdersContext = mizan.context("orders", { identity: "customerId", view: ["page"] });

export const OutOfStock = mizan.error("OutOfStock", {
  status: 409,
  doc: "Fewer are left than were asked for.",
  data: StockLeft,
});

interface OrderRow {
  id: number;
  reference: string;
  placed_at: string;
}

// ---- reads

export const customerProfile = mizan.client({
  name: "customerProfile",
  doc: "A customer, to herself and to staff.",
  context: CustomerContext,
  auth: "self",
  args: { customerId: z.int() },
  result: Profile,
  run: ({ customerId }, { state }) => profileOf(state, customerId),
});

export const customerOrders = mizan.client({
  name: "customerOrders",
  doc: "A customer's receipts, the last first.",
  context: OrdersContext,
  auth: "self",
  args: { customerId: z.int(), page: z.int().default(1) },
  result: OrderPage,
  run: ({ customerId, page }, { state }) =>
    state.read(() => {
      profileOf(state, customerId);
      const offset = before(page, ORDERS_PER_PAGE);
      const counted = "SELECT count(*) AS total FROM store_order WHERE customer_id = ?";
      const total = state.first<{ total: number }>(counted, customerId)?.total ?? 0;
      const rows = state.all<OrderRow>(
        `SELECT id, reference, placed_at FROM store_order WHERE customer_id = ?
         ORDER BY placed_at DESC, id DESC LIMIT ? OFFSET ?`,
        customerId,
        ORDERS_PER_PAGE,
        offset,
      );
      const items = rows.map((row) => receipt(state, row));
      return { items, page, pages: Math.ceil(total / ORDERS_PER_PAGE), total };
    }),
});

// ---- mutations

export const placeOrder = mizan.client({
  name: "placeOrder",
  doc: `Buys a product.

Drops the stock of the product that \`product_id\` names, and, since no argument names a customer, the caller's own
orders.`,
  affects: [productStock, customerOrders],
  auth: true,
  raises: [OutOfStock],
  args: { productId: z.int(), quantity: z.int().default(1) },
  result: Order,
  run: ({ productId, quantity }, { state, caller }) => {
    if (quantity < 1 || quantity > 100) {
      const errors = [{ path: ["args", "quantity"], code: "range" } as const];
      throw problem("INVALID", { detail: "between 1 and 100 pieces", errors });
    }
    const customer = signedIn(caller);
    // `write` holds the writer's turn: what is read first is true until the end.
    return state.write(() => {
      const product = productRow(state, productId);
      profileOf(state, customer);
      if (product.stock < quantity) {
        throw new OutOfStock({ pieces: product.stock });
      }
      state.all("UPDATE store_product SET stock = stock - ? WHERE id = ?", quantity, productId);
      const [order] = state.all<OrderRow>(
        `INSERT INTO store_order (reference, customer_id, placed_at) VALUES (?, ?, ?)
         RETURNING id, reference, placed_at`,
        randomUUID().replaceAll("-", ""),
        customer,
        now(),
      );
      if (order === undefined) {
        throw new Error("the order was written and is not there");
      }
      state.all(
        `INSERT INTO store_orderline (order_id, product_id, name, unit_price_cents, quantity)
         VALUES (?, ?, ?, ?, ?)`,
        order.id,
        productId,
        product.name,
        product.price_cents,
        quantity,
      );
      return receipt(state, order);
    });
  },
});

export const updateMyName = mizan.client({
  name: "updateMyName",
  doc: `Changes the caller's own name.

No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.`,
  affects: [CustomerContext, SessionContext],
  auth: true,
  args: { name: z.string() },
  result: Profile,
  run: ({ name }, { state, caller }) =>
    state.write(() => {
      const customer = signedIn(caller);
      profileOf(state, customer);
      state.all("UPDATE store_customer SET name = ? WHERE user_id = ?", checkedName(name), customer);
      return profileOf(state, customer);
    }),
});

// ---- what they are made of

/** The customer, or a problem. */
function profileOf(shop: Shop, id: number): Profile {
  const found = shop.first<Profile>(
    "SELECT user_id AS id, name, city, country, joined_at FROM store_customer WHERE user_id = ?",
    id,
  );
  if (found === undefined) {
    throw problem("NOT_FOUND", { detail: "there is no such customer" });
  }
  return { ...found, joined_at: moment(found.joined_at) };
}

/** An order as its customer reads it. */
function receipt(shop: Shop, { id, reference, placed_at }: OrderRow): Order {
  const lines = shop.all<OrderLine>(
    "SELECT name, quantity, unit_price_cents FROM store_orderline WHERE order_id = ? ORDER BY id",
    id,
  );
  return {
    // As Django keeps it, a UUID has no hyphens.
    reference: reference.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    placed_at: moment(placed_at),
    total_cents: lines.reduce((sum, line) => sum + line.quantity * line.unit_price_cents, 0),
    lines,
  };
}
