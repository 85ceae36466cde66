// The context `user` and what drops parts of it.

import { problem } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { before } from "./catalog.ts";
import { type Database, first } from "./database.ts";
import { storable } from "./text.ts";

/** One user's reads; `userId` names the caller. */
export const UserContext = mizan.context("user", { identity: "userId", view: ["page"] });

const ORDERS_A_PAGE = 10;

const Profile = z
  .object({
    id: z.int().meta({ description: "The user's number." }),
    name: z.string().meta({ description: "As the user wants to be called." }),
    avatar: z.string().nullable().meta({ description: "Where the picture is, if there is one." }),
  })
  .meta({ id: "Profile", description: "What is known of a user." });

const Order = z
  .object({
    id: z.int().meta({ description: "The order's number." }),
    shipped: z.boolean().meta({ description: "Whether it has left the house." }),
  })
  .meta({ id: "Order", description: "An order of a user." });

const Stats = z
  .object({
    users: z.int().meta({ description: "How many users there are." }),
    orders: z.int().meta({ description: "How many orders there are." }),
  })
  .meta({ id: "Stats", description: "Numbers that anybody may know." });

// ---------------------------------------------------------------- reads

export const userProfile = mizan.client({
  name: "userProfile",
  doc: "The user's own profile.",
  context: UserContext,
  auth: "self",
  args: { userId: z.int() },
  result: Profile,
  run: ({ userId }, { state }) => profileOf(state, userId),
});

export const userOrders = mizan.client({
  name: "userOrders",
  doc: "The user's own orders, ten a page, by number.",
  context: UserContext,
  auth: "self",
  args: { userId: z.int(), page: z.int().default(1) },
  result: z.array(Order),
  run: ({ userId, page }, { state }) =>
    state
      .all<{ id: number; shipped: number }>(
        "SELECT id, shipped FROM orders WHERE owner_id = ? ORDER BY id LIMIT ? OFFSET ?",
        userId,
        ORDERS_A_PAGE,
        before(page, ORDERS_A_PAGE),
      )
      .map(({ id, shipped }) => ({ id, shipped: shipped === 1 })),
});

export const siteStats = mizan.client({
  name: "siteStats",
  doc: "How large the shop is.",
  context: UserContext,
  result: Stats,
  run: (_, { state }) => {
    const counted = "SELECT (SELECT count(*) FROM people) AS users, (SELECT count(*) FROM orders) AS orders";
    return first<z.infer<typeof Stats>>(state, counted) ?? { users: 0, orders: 0 };
  },
});

// ---------------------------------------------------------------- mutations

export const renameUser = mizan.client({
  name: "renameUser",
  doc: "Gives a user another name.",
  affects: UserContext,
  auth: "self",
  args: { userId: z.int(), name: z.string() },
  result: Profile,
  run: ({ userId, name }, { state }) => rename(state, userId, name),
});

export const renameMe = mizan.client({
  name: "renameMe",
  doc: "Gives whoever calls another name.",
  affects: UserContext,
  auth: true,
  args: { name: z.string() },
  result: Profile,
  run: ({ name }, { state, caller }) => {
    if (caller === undefined) {
      throw problem("UNAUTHENTICATED");
    }
    return rename(state, Number(caller.id), name);
  },
});

export const shipOrder = mizan.client({
  name: "shipOrder",
  doc: "Marks an order as shipped.",
  affects: userOrders.scope({ userId: "owner" }),
  auth: true,
  args: { orderId: z.int(), owner: z.int() },
  result: Order,
  run: ({ orderId, owner }, { state }) => {
    const changed = "UPDATE orders SET shipped = 1 WHERE id = ? AND owner_id = ? RETURNING id";
    if (first(state, changed, orderId, owner) === undefined) {
      throw problem("NOT_FOUND", { detail: "no such order" });
    }
    return { id: orderId, shipped: true };
  },
});

export const jump = mizan.client({
  name: "jump",
  doc: "Changes nothing: its `page` is a view param, which never scopes.",
  affects: UserContext,
  args: { page: z.int().default(1) },
  result: z.int(),
  run: async ({ page }) => page,
});

export const setAvatar = mizan.client({
  name: "setAvatar",
  doc: "Gives a user another picture.",
  affects: userProfile,
  auth: "self",
  args: { userId: z.int(), url: z.string() },
  result: Profile,
  run: ({ userId, url }, { state }) => {
    const found = profileOf(state, userId);
    state.all("UPDATE people SET avatar = ? WHERE user_id = ?", storable(url, "args", "url"), userId);
    return { ...found, avatar: url };
  },
});

// ---------------------------------------------------------------- rows

function rename(database: Database, userId: number, name: string): z.infer<typeof Profile> {
  const found = profileOf(database, userId);
  database.all("UPDATE people SET name = ? WHERE user_id = ?", storable(name, "args", "name"), userId);
  return { ...found, name };
}

function profileOf(database: Database, userId: number): z.infer<typeof Profile> {
  const statement = "SELECT user_id AS id, name, avatar FROM people WHERE user_id = ?";
  const found = first<z.infer<typeof Profile>>(database, statement, userId);
  if (found === undefined) {
    throw problem("NOT_FOUND", { detail: "no such user" });
  }
  return found;
}
