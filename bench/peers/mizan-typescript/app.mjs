// Mizan on node:http. The packages are this repository's, built (`npm run build` at its root).
import { createServer } from "node:http";
import { z } from "zod";
import { datetime, decimal, registry } from "../../../typescript/server/dist/index.js";
import { listener } from "../../../typescript/server/dist/node.js";
import { orders, rename, users } from "../_shared/data.mjs";

const mizan = registry();
const UserContext = mizan.context("user");
const User = z.object({ id: z.int(), name: z.string(), email: z.string(), joined: datetime() }).meta({ id: "User" });
const Order = z.object({ id: z.int(), total: decimal(), placed_at: datetime() }).meta({ id: "Order" });
const Sum = z.object({ sum: z.int(), note: z.string() }).meta({ id: "Sum" });

const profileOf = (user) => ({ ...user, joined: user.joined.toISOString() });

mizan.client({
  name: "add",
  args: { a: z.int(), b: z.int(), note: z.string() },
  result: Sum,
  run: ({ a, b, note }) => ({ sum: a + b, note }),
});
mizan.client({
  name: "profile",
  context: UserContext,
  args: { userId: z.int() },
  result: User,
  run: ({ userId }) => profileOf(users.get(userId)),
});
mizan.client({
  name: "orders",
  context: UserContext,
  args: { userId: z.int() },
  result: z.array(Order),
  run: ({ userId }) =>
    orders.get(userId).map(({ id, total, placed_at }) => ({ id, total, placed_at: placed_at.toISOString() })),
});
mizan.client({
  name: "renameUser",
  affects: UserContext,
  args: { userId: z.int(), name: z.string() },
  result: User,
  run: ({ userId, name }) => profileOf(rename(userId, name)),
});

createServer(listener(mizan.serve({}))).listen(Number(process.env.PORT), "127.0.0.1");
