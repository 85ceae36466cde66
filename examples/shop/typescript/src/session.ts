// Signing in and out, and who is signed in. Twin: `../../store/clients.py`, to the letter of what is declared.

import { problem } from "@mizan/server";
import { z } from "zod";
import { begin, end } from "./accounts.ts";
import { Visitor } from "./answers.ts";
import { mizan } from "./app.ts";
import type { Shop } from "./database.ts";

export const SessionContext = mizan.context("session");

export const whoami = mizan.client({
  name: "whoami",
  doc: "Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller.",
  context: SessionContext,
  result: Visitor.nullable(),
  run: (_, { state, caller }) => (caller === undefined ? null : visitor(state, Number(caller.id))),
});

export const signIn = mizan.client({
  name: "signIn",
  doc: "Begins a session. The client then calls `client.clear()`: what others saw is not kept.",
  affects: SessionContext,
  args: { username: z.string(), password: z.string() },
  result: Visitor,
  run: async ({ username, password }, { state }) => {
    const account = await begin(state, username, password);
    if (account === undefined) {
      throw problem("UNAUTHENTICATED", { detail: "no account has this name and password" });
    }
    return visitor(state, account);
  },
});

export const signOut = mizan.client({
  name: "signOut",
  doc: "Ends the session.",
  affects: SessionContext,
  result: z.null(),
  run: (_, { state }) => {
    end(state);
    return null;
  },
});

/** An account as the screen shows it. One that never bought anything, as of `createsuperuser`, has a name too. */
function visitor(shop: Shop, id: number): Visitor {
  const found = shop.first<{ id: number; name: string; is_staff: number }>(
    `SELECT id, coalesce(name, username) AS name, is_staff FROM auth_user
     LEFT JOIN store_customer ON user_id = id WHERE id = ?`,
    id,
  );
  if (found === undefined) {
    throw new Error("the account is gone");
  }
  return { id: found.id, name: found.name, staff: found.is_staff === 1 };
}
