// What must not compile, and what must. It is checked by `tsc` and never run.

import {
  type Client,
  type DateTime,
  dateTime,
  type Failure,
  fetchTransport,
  MizanError,
  uuid,
} from "../src/index.ts";
import { cart, emptyCart, note, type Profile, renameUser, search, user } from "./shop.ts";

export async function accepted(client: Client, signal: AbortSignal, error: Failure): Promise<void> {
  const profile: Profile = await renameUser(client, { name: "x", userId: 5 }, { signal });
  const nothing: null = await emptyCart(client);
  await emptyCart(client, {}, { signal });
  const text: string = await note(client);
  await note(client, { text: null });
  const { userProfile, userOrders } = await user.fetch(client, { userId: 5, page: 2 });
  const total: number = (await cart.fetch(client)).total;
  const orders: string[] = userOrders;
  const same: Profile = userProfile;
  const after: DateTime = dateTime(new Date());
  await search.fetch(client, { q: "x", after, token: uuid(text) });
  if (error instanceof MizanError && error.code === "CONFLICT") {
    const status: number = error.status;
    console.warn(status);
  } else if (error.code === "NETWORK" || error.code === "SOLD_OUT") {
    console.warn(profile, nothing, total, orders, same);
  }
}

export async function refused(client: Client, error: Failure): Promise<void> {
  // @ts-expect-error: the schema is not to be forgotten
  fetchTransport();
  // @ts-expect-error: nor beside the rest
  fetchTransport({ baseUrl: "/api/" });
  // @ts-expect-error: args are required
  await renameUser(client);
  // @ts-expect-error: `name` is required
  await renameUser(client, { userId: 5 });
  // @ts-expect-error: an id is no text
  await renameUser(client, { name: "x", userId: "5" });
  // @ts-expect-error: names are camelCase
  await renameUser(client, { name: "x", user_id: 5 });
  // @ts-expect-error: there are no args
  await emptyCart(client, { userId: 5 });
  // @ts-expect-error: the client comes first
  await emptyCart();
  // @ts-expect-error: params are required
  await user.fetch(client);
  // @ts-expect-error: `userId` is required
  await user.fetch(client, { page: 1 });
  // @ts-expect-error: there is no such param
  await user.fetch(client, { userId: 5, pages: 1 });
  // @ts-expect-error: plain text is no datetime
  await search.fetch(client, { q: "x", after: "2026-11-23T09:30:00Z" });
  // @ts-expect-error: nor is a uuid
  await search.fetch(client, { q: "x", after: uuid("x") });
  // @ts-expect-error: a list is not nullable unless it says so
  await search.fetch(client, { q: "x", tags: null });
  // @ts-expect-error: there is no such member
  (await user.fetch(client, { userId: 5 })).userProfiles;
  // @ts-expect-error: fields keep their names
  (await user.fetch(client, { userId: 5 })).userProfile.nickName;
  // @ts-expect-error: only a MizanError has faults
  error.errors;
}
