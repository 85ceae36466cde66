// What must not compile, and what must. It is checked by `tsc` and never run.

import {
  type Client,
  ClientOutdated,
  type DateTime,
  dateTime,
  type Failure,
  fetchTransport,
  MizanError,
  uuid,
} from "../src/index.ts";
import {
  cart,
  emptyCart,
  note,
  type Order,
  type OutOfStock,
  orders,
  type Profile,
  placeOrder,
  renameUser,
  search,
  user,
} from "./shop.ts";

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
  } else if (error.code === "NETWORK") {
    const sent: boolean = error.sent;
    console.warn(sent);
  } else if (error instanceof ClientOutdated) {
    console.warn(profile, nothing, total, orders, same);
  }
}

const order = { productId: 5n, seal: new Uint8Array(2) };

export async function domainErrors(client: Client): Promise<bigint | string | boolean | undefined> {
  const outcome = await placeOrder.safe(client, order);
  if (outcome.ok) {
    const data: Order = outcome.data;
    return data.total;
  }
  const { error } = outcome;
  switch (error.code) {
    case "OUT_OF_STOCK": {
      const same: OutOfStock = error;
      return same.data.pieces + error.data.pieces;
    }
    case "SOLD_OUT": {
      const nothing: undefined = error.data;
      return nothing;
    }
    case "NETWORK":
      return error.sent;
    case "FORBIDDEN": {
      const failure: Failure = error;
      return failure.code;
    }
  }
  const none = await renameUser.safe(client, { name: "x", userId: 5 });
  const failure: Failure | undefined = none.ok ? undefined : none.error;
  const read = await orders.safe(client, { after: new Date(), ids: [5n] });
  if (!read.ok && read.error.code === "OUT_OF_STOCK") {
    return read.error.data.pieces;
  }
  await cart.safe(client);
  await note.safe(client, { text: null });
  return read.ok ? read.data.lastOrder.total : failure?.message;
}

export async function wrongErrors(client: Client): Promise<unknown> {
  const outcome = await placeOrder.safe(client, order);
  // @ts-expect-error: nobody knows yet whether it went well
  outcome.data;
  // @ts-expect-error: an id is no number
  await placeOrder.safe(client, { ...order, productId: 5 });
  // @ts-expect-error: args are required
  await placeOrder.safe(client);
  if (outcome.ok) {
    // @ts-expect-error: it went well
    return outcome.error;
  }
  // @ts-expect-error: nobody knows yet which it is
  outcome.error.data.pieces;
  // @ts-expect-error: the function raises nothing of that code
  if (outcome.error.code === "OUT_OF_STOK") {
    return undefined;
  }
  if (outcome.error.code === "SOLD_OUT") {
    // @ts-expect-error: this one bears no data
    return outcome.error.data.pieces;
  }
  if (outcome.error.code === "OUT_OF_STOCK") {
    // @ts-expect-error: there is no such field
    return outcome.error.data.piece;
  }
  const none = await renameUser.safe(client, { name: "x", userId: 5 });
  // @ts-expect-error: the function raises nothing
  return !none.ok && none.error.code === "OUT_OF_STOCK";
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
  // @ts-expect-error: a Failure is of the closed table
  error.code === "SOLD_OUT";
}
