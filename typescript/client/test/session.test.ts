// Who a call runs as: never as somebody who signed in after it was begun. Rule 9 of `ir/protocol/client.md`, over real sockets,
// at each place where a call waits for something before it is sent.

import { afterEach, describe, expect, it } from "vitest";
import { createClient, type FetchTransportOptions, fetchTransport, type Target } from "../src/index.ts";
import { retrying } from "../src/retry.ts";
import { Counterpart, Gate, type Plan, problem, until } from "./counterpart.ts";
import { cart, emptyCart, schema } from "./shop.ts";

const servers: Counterpart[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const done = { result: null, invalidate: ["cart"] };

async function serve(plan: Plan, options: Partial<FetchTransportOptions> = {}) {
  const server = await Counterpart.start({
    functions: { empty_cart: () => done },
    contexts: { cart: () => ({ total: 1 }) },
    ...plan,
  });
  servers.push(server);
  const transport = fetchTransport({ baseUrl: server.baseUrl, schema, ...options });
  const client = createClient({ transport });
  const heard: Target[] = [];
  client.onInvalidate((targets) => {
    heard.push(...targets);
    return targets.map(() => 1);
  });
  return { server, transport, client, heard };
}

describe("a call that was begun before the client was cleared", () => {
  it("is not sent where it waits for its token, and the next one is, with a token of its own", async () => {
    const tokens = [new Gate<string>(), new Gate<string>()];
    let asked = 0;
    const { server, client, heard } = await serve({
      session: () => (tokens[asked++] as Gate<string>).passed,
    });
    const before = emptyCart.safe(client);
    await until(() => asked === 1);
    client.clear();
    const after = emptyCart(client);
    await until(() => asked === 2);
    tokens[0]?.open("the first one's");
    expect(await before).toMatchObject({ ok: false, error: { code: "NETWORK", sent: false } });
    expect(server.paths("call/")).toEqual([]);
    tokens[1]?.open("the second one's");
    expect(await after).toBeNull();
    const calls = server.asked.filter(({ path }) => path.startsWith("call/"));
    expect(calls.map(({ headers }) => headers["x-csrftoken"])).toEqual(["the second one's"]);
    expect(heard).toEqual(["cart"]);
  });

  it("is not sent where it waits for its headers", async () => {
    const gates = [new Gate(), new Gate()];
    let asked = 0;
    const headers = async () => {
      await gates[asked++]?.passed;
      return {};
    };
    const { server, client, heard } = await serve({}, { headers });
    gates[0]?.open();
    // The token has been asked for; the call itself waits.
    const before = emptyCart.safe(client);
    await until(() => asked === 2);
    client.clear();
    gates[1]?.open();
    expect(await before).toMatchObject({ ok: false, error: { code: "NETWORK", sent: false } });
    expect(server.paths()).toEqual(["session/"]);
    expect(heard).toEqual([]);
  });

  it("is not repeated where it is refused for its token, which is another one's by then", async () => {
    const gate = new Gate();
    const { server, client, heard } = await serve({
      functions: {
        empty_cart: async () => {
          await gate.passed;
          return problem(403, "FORBIDDEN", { type: "urn:mizan:problem:csrf" });
        },
      },
    });
    const before = emptyCart.safe(client);
    await until(() => server.paths("call/").length === 1);
    client.clear();
    gate.open();
    expect(await before).toMatchObject({ ok: false, error: { sent: false } });
    expect(server.paths("call/")).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("is not sent again by a transport that repeats", async () => {
    const token = new Gate<string>();
    const { server, transport } = await serve({ session: () => token.passed });
    const client = createClient({ transport: retrying(transport, { delay: 1 }) });
    const before = emptyCart.safe(client);
    await until(() => server.paths("session/").length === 1);
    client.clear();
    token.open("t");
    expect(await before).toMatchObject({ ok: false, error: { sent: false } });
    expect(server.paths("call/")).toEqual([]);
  });

  it("has its answer heard where it was sent: it ran as who began it", async () => {
    const gate = new Gate();
    const { server, client, heard } = await serve({
      functions: { empty_cart: () => gate.passed.then(() => done) },
    });
    const before = emptyCart(client);
    await until(() => server.paths("call/").length === 1);
    client.clear();
    gate.open();
    expect(await before).toBeNull();
    expect(heard).toEqual(["cart"]);
  });
});

it("a read that waits for its headers when the client is cleared is read as the next one, with new headers", async () => {
  const first = new Gate();
  const users = ["first", "second"];
  let asked = 0;
  const { server, client } = await serve(
    {},
    {
      headers: async () => {
        const user = users[asked++] ?? "";
        await (user === "first" ? first.passed : undefined);
        return { Authorization: user };
      },
    },
  );
  const reading = cart.fetch(client);
  await until(() => asked === 1);
  client.clear();
  first.open();
  expect(await reading).toEqual({ total: 1 });
  expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(["second"]);
});
