// Rule 11 of `ir/protocol/client.md`, over real sockets and in real time.

import { getEventListeners } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createClient, fetchTransport, type Target } from "../src/index.ts";
import { type RetryOptions, retrying } from "../src/retry.ts";
import { Counterpart, Gate, type Plan, problem, Reply, until } from "./counterpart.ts";
import { cart, emptyCart, schema } from "./shop.ts";

const servers: Counterpart[] = [];
const listeners: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const listener of listeners.splice(0)) {
    listener.close();
  }
});

async function serve(plan: Plan, options: RetryOptions = { delay: 1 }) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  const transport = retrying(fetchTransport({ baseUrl: server.baseUrl, schema }), options);
  const client = createClient({ transport });
  const heard: Target[] = [];
  client.onInvalidate((targets) => {
    heard.push(...targets);
    return targets.map(() => 1);
  });
  return { server, client, transport, heard };
}

/** Gives one reply after the other, and then `last`. */
function inTurn<T>(replies: Reply[], last: T) {
  const left = [...replies];
  return () => left.shift() ?? last;
}

const done = { result: null, invalidate: ["cart"] };
const page = (status: number) => new Reply(status, "text/html", "<h1>");

describe("a read", () => {
  it("is repeated where it may well succeed in a moment", async () => {
    const passing = [
      problem(503, "UNAVAILABLE"),
      problem(429, "RATE_LIMITED"),
      problem(408, "TIMEOUT"),
      ...[502, 503, 504, 429].map(page),
    ];
    for (const reply of passing) {
      const { server, client } = await serve({ contexts: { cart: inTurn([reply, reply], { total: 1 }) } });
      expect(await cart.fetch(client)).toEqual({ total: 1 });
      expect(server.paths("ctx/")).toHaveLength(3);
    }
  });

  it("is repeated where no answer came", async () => {
    const { server } = await serve({ contexts: { cart: () => ({ total: 1 }) } });
    let asked = 0;
    // A connection that breaks, and then a way to the server.
    const transport = fetchTransport({ baseUrl: server.baseUrl, schema });
    const broken = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    listeners.push(broken);
    await new Promise<void>((listening) => broken.listen(0, "127.0.0.1", listening));
    const { port } = broken.address() as { port: number };
    const elsewhere = fetchTransport({ baseUrl: `http://127.0.0.1:${port}/`, schema });
    const client = createClient({
      transport: retrying(
        { ...transport, read: (...of) => (asked < 2 ? elsewhere : transport).read(...of) },
        { delay: 1 },
      ),
    });
    expect(await cart.fetch(client)).toEqual({ total: 1 });
    expect(asked).toBe(2);
  });

  it("is not repeated where it would be refused again", async () => {
    const lasting = [
      problem(400, "BAD_REQUEST"),
      problem(401, "UNAUTHENTICATED"),
      problem(404, "NOT_FOUND"),
      problem(500, "INTERNAL"),
      page(200),
      page(404),
      page(500),
    ];
    for (const reply of lasting) {
      const { server, client } = await serve({ contexts: { cart: inTurn([reply], { total: 1 }) } });
      expect(await cart.safe(client)).toMatchObject({ ok: false });
      expect(server.paths("ctx/")).toHaveLength(1);
    }
  });

  it("is asked for so often and no more, and fails as it did the last time", async () => {
    let count = 0;
    const contexts = { cart: () => problem(503, "UNAVAILABLE", { detail: `number ${++count}` }) };
    const { server, client } = await serve({ contexts }, { attempts: 4, delay: 1 });
    expect(await cart.safe(client)).toMatchObject({ error: { detail: "number 4" } });
    expect(server.paths("ctx/")).toHaveLength(4);
    const once = await serve({ contexts }, { attempts: 1 });
    expect(await cart.safe(once.client)).toMatchObject({ ok: false });
    expect(once.server.paths("ctx/")).toHaveLength(1);
  });

  it("waits longer each time", async () => {
    const at: number[] = [];
    const contexts = {
      cart: () => {
        at.push(performance.now());
        return problem(503, "UNAVAILABLE");
      },
    };
    const { client } = await serve({ contexts }, { attempts: 4, delay: 80 });
    await cart.safe(client);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    // Between half and all of 80, 160 and 320, and what a request takes; a timer may fire a little early.
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(40 * 2 ** index - 2);
    }
  });

  it("is not repeated before the server wants it, whether it says seconds or a date", async () => {
    const inTwo = new Date(Date.now() + 2_000).toUTCString();
    for (const retryAfter of ["1", inTwo]) {
      const refused = problem(503, "UNAVAILABLE").with({ "Retry-After": retryAfter });
      const { client } = await serve({ contexts: { cart: inTurn([refused], { total: 1 }) } });
      const begun = performance.now();
      const due = retryAfter === "1" ? 1_000 : Date.parse(inTwo) - Date.now();
      await cart.fetch(client);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(due - 2);
    }
  });

  it("is given up where the server wants more patience than anybody has", async () => {
    const refused = problem(503, "UNAVAILABLE").with({ "Retry-After": "61" });
    const { server, client } = await serve({ contexts: { cart: inTurn([refused], { total: 1 }) } });
    expect(await cart.safe(client)).toMatchObject({ error: { retryAfter: 61 } });
    expect(server.paths("ctx/")).toHaveLength(1);
  });

  it("is waited for no longer once its reader has left", async () => {
    const { server, client, transport } = await serve(
      { contexts: { cart: () => problem(503, "UNAVAILABLE") } },
      { delay: 60_000 },
    );
    const abort = new AbortController();
    const { signal } = abort;
    const waiting = [cart.fetch(client, {}, { signal }), transport.read("cart", {}, { signal })];
    const settled = Promise.allSettled(waiting);
    await until(() => server.paths("ctx/").length === 2);
    await new Promise((turn) => setTimeout(turn, 50));
    const reason = new Error("left");
    abort.abort(reason);
    expect(await settled).toEqual(waiting.map(() => ({ status: "rejected", reason })));
  });

  it("that a mutation drops as it waits is read at once", async () => {
    const { server, client } = await serve(
      {
        contexts: { cart: inTurn([problem(503, "UNAVAILABLE")], { total: 1 }) },
        functions: { empty_cart: () => done },
      },
      { delay: 60_000 },
    );
    const reading = cart.fetch(client);
    await until(() => server.paths("ctx/").length === 1);
    await emptyCart(client);
    expect(await reading).toEqual({ total: 1 });
  });
});

describe("a call", () => {
  it("is repeated where the server refused it for now, before it began", async () => {
    for (const reply of [
      problem(503, "UNAVAILABLE"),
      problem(429, "RATE_LIMITED"),
      problem(408, "TIMEOUT"),
    ]) {
      const { server, client, heard } = await serve({ functions: { empty_cart: inTurn([reply], done) } });
      expect(await emptyCart(client)).toBeNull();
      expect(server.paths("call/")).toHaveLength(2);
      expect(heard).toEqual(["cart"]);
    }
  });

  it("is repeated where it was never sent, for want of a token", async () => {
    for (const reply of [page(502), problem(503, "UNAVAILABLE")]) {
      const { server, client, heard } = await serve({
        session: inTurn<Reply | string>([reply], "t"),
        functions: { empty_cart: () => done },
      });
      expect(await emptyCart(client)).toBeNull();
      expect(server.paths()).toEqual(["session/", "session/", "call/empty_cart/"]);
      expect(heard).toEqual(["cart"]);
    }
  });

  it("is repeated in no other case: it may have run", async () => {
    const begun = { invalidate: [] };
    const lasting = [
      // The function itself said so, or something that it called.
      problem(503, "UNAVAILABLE", begun),
      problem(429, "RATE_LIMITED", begun),
      problem(429, "TOO_MANY_ORDERS", begun),
      // A gateway's own problems, which do not know what is behind it.
      problem(504, "GATEWAY_TIMEOUT"),
      problem(502, "BAD_GATEWAY"),
      problem(500, "INTERNAL"),
      ...[429, 502, 503, 504].map((status) => page(status).with({ "Retry-After": "0" })),
    ];
    for (const reply of lasting) {
      const { server, client } = await serve({ functions: { empty_cart: inTurn([reply], done) } });
      expect(await emptyCart.safe(client)).toMatchObject({ ok: false });
      expect(server.paths("call/")).toHaveLength(1);
    }
    const { server, client, heard } = await serve({ functions: { empty_cart: () => done } });
    await emptyCart(client);
    await server.stop();
    servers.splice(servers.indexOf(server), 1);
    expect(await emptyCart.safe(client)).toMatchObject({ error: { code: "NETWORK", sent: true } });
    expect(heard).toEqual(["cart", "*"]);
  });

  it("is not sent any more where it was given up as it waited, or where somebody signed out", async () => {
    const { server, client } = await serve(
      { functions: { empty_cart: () => problem(503, "UNAVAILABLE") } },
      { delay: 300 },
    );
    const abort = new AbortController();
    const left = emptyCart(client, {}, { signal: abort.signal });
    const other = emptyCart.safe(client);
    await until(() => server.paths("call/").length === 2);
    const reason = new Error("left");
    abort.abort(reason);
    await expect(left).rejects.toBe(reason);
    client.clear();
    expect(await other).toMatchObject({ error: { code: "UNAVAILABLE" } });
    expect(server.paths("call/")).toHaveLength(2);
  });
});

it("waits for nobody who has left already, and leaves neither a timer nor a listener", async () => {
  const gate = new Gate();
  const { server, transport } = await serve(
    { functions: { empty_cart: () => gate.passed.then(() => problem(503, "UNAVAILABLE")) } },
    { delay: 60_000 },
  );
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  for (const left of ["as it ran", "as it waited"]) {
    const abort = new AbortController();
    const { signal } = abort;
    const calls = server.paths("call/").length;
    const calling = transport.call("empty_cart", {}, { signal });
    const settled = calling.catch((error: unknown) => error);
    await until(() => server.paths("call/").length === calls + 1);
    const reason = new Error("left");
    if (left === "as it ran") {
      abort.abort(reason);
      gate.open();
    } else {
      await until(() => getEventListeners(signal, "abort").length === 1);
      const waiting = timers();
      abort.abort(reason);
      expect(timers()).toBe(waiting - 1);
    }
    expect(await settled).toBe(reason);
    expect(server.paths("call/")).toHaveLength(calls + 1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  }
});

it("keeps no listener at the signal of who has waited and got an answer", async () => {
  const { transport } = await serve({
    functions: { empty_cart: inTurn([problem(503, "UNAVAILABLE")], done) },
  });
  const { signal } = new AbortController();
  expect(await transport.call("empty_cart", {}, { signal })).toEqual(done);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("is the transport that it was made of in all else", async () => {
  const { server, client, transport } = await serve({
    session: () => "t",
    functions: { empty_cart: () => done },
  });
  expect(transport.address).toBe(server.baseUrl);
  await emptyCart(client);
  client.clear();
  await emptyCart(client);
  expect(server.paths("session/")).toHaveLength(2);
});
