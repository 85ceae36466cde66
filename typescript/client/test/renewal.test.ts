// Rule 12 of `ir/protocol/client.md`, over real sockets: a server that knows a token and forgets it.

import { afterEach, describe, expect, it } from "vitest";
import { createClient, fetchTransport } from "../src/index.ts";
import { renewing } from "../src/renewal.ts";
import { type Asked, Counterpart, Gate, problem, until } from "./counterpart.ts";
import { Tab } from "./openTab.ts";
import { cart, emptyCart, schema } from "./shop.ts";

const servers: Counterpart[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A page whose token is `old`, before a server that takes `valid` alone. `renew` gives the next token. */
async function serve(
  renew: (signal: AbortSignal) => Promise<string>,
  hold: (asked: Asked) => unknown = () => 0,
) {
  const state = { token: "old", valid: "new", renewals: 0, ran: 0 };
  const check = async (asked: Asked, answer: () => unknown) => {
    const known = asked.headers.authorization === `Bearer ${state.valid}`;
    await hold(asked);
    return known ? answer() : problem(401, "UNAUTHENTICATED");
  };
  const server = await Counterpart.start({
    contexts: { cart: (_, asked) => check(asked, () => ({ total: 1 })) },
    functions: {
      empty_cart: (_, asked) =>
        check(asked, () => {
          state.ran += 1;
          return { result: null, invalidate: [] };
        }),
    },
  });
  servers.push(server);
  const transport = renewing(
    fetchTransport({
      baseUrl: server.baseUrl,
      schema,
      headers: async () => ({ Authorization: `Bearer ${state.token}` }),
    }),
    async (signal) => {
      state.renewals += 1;
      state.token = await renew(signal);
    },
  );
  return { server, state, transport, client: createClient({ transport }) };
}

const tokens = (server: Counterpart) =>
  server.asked.filter(({ path }) => path !== "session/").map(({ headers }) => headers.authorization);

describe("a request that is refused as nobody's", () => {
  it("is repeated once, after one renewal for all of fifty", async () => {
    const gate = new Gate<string>();
    const { server, state, client } = await serve(() => gate.passed);
    const reads = Array.from({ length: 25 }, () => cart.fetch(client));
    const calls = Array.from({ length: 25 }, () => emptyCart(client));
    await until(() => tokens(server).length === 50);
    gate.open("new");
    expect(await Promise.all(reads)).toHaveLength(25);
    expect(await Promise.all(calls)).toHaveLength(25);
    expect(state).toMatchObject({ renewals: 1, ran: 25 });
    expect(tokens(server)).toHaveLength(100);
    expect(new Set(tokens(server).slice(50))).toEqual(new Set(["Bearer new"]));
  });

  it("is repeated without another renewal where one has ended since it was sent", async () => {
    const gate = new Gate();
    const { server, state, client } = await serve(
      async () => "new",
      (asked) =>
        asked.path.startsWith("ctx/") && asked.headers.authorization === "Bearer old" ? gate.passed : 0,
    );
    const slow = cart.fetch(client);
    await until(() => tokens(server).length === 1);
    await emptyCart(client);
    expect(state.renewals).toBe(1);
    gate.open();
    expect(await slow).toEqual({ total: 1 });
    expect(state.renewals).toBe(1);
  });

  it("is refused for good where the new token is none either, and the next one tries again", async () => {
    const next = ["other", "new"];
    const { server, state, client } = await serve(async () => next.shift() ?? "");
    expect(await emptyCart.safe(client)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    expect(tokens(server)).toEqual(["Bearer old", "Bearer other"]);
    await emptyCart(client);
    expect(state).toMatchObject({ renewals: 2, ran: 1 });
  });

  it("gets its own refusal where the renewal fails, each of those that wait, and the next one tries again", async () => {
    const gate = new Gate();
    let fails = true;
    const { server, state, client } = await serve(async () => {
      await gate.passed;
      if (fails) {
        throw new Error("no more");
      }
      return "new";
    });
    const refused = [cart.safe(client), emptyCart.safe(client), cart.safe(client)];
    await until(() => tokens(server).length === 3);
    gate.open();
    const outcomes = await Promise.all(refused);
    const errors = new Set(outcomes.map((outcome) => (outcome.ok ? undefined : outcome.error)));
    expect(errors.size).toBe(3);
    // Nobody asks again with what was refused.
    expect(tokens(server)).toHaveLength(3);
    expect([...errors].map((error) => error?.code)).toEqual(Array(3).fill("UNAUTHENTICATED"));
    expect(state.renewals).toBe(1);
    fails = false;
    expect(await cart.fetch(client)).toEqual({ total: 1 });
    expect(state.renewals).toBe(2);
  });

  it("gets it where the renewal throws at once, too", async () => {
    const { server } = await serve(async () => "");
    let renewals = 0;
    const client = createClient({
      transport: renewing(fetchTransport({ baseUrl: server.baseUrl, schema }), () => {
        renewals += 1;
        throw new Error("at once");
      }),
    });
    expect(await cart.safe(client)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    expect(await cart.safe(client)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    expect(renewals).toBe(2);
  });

  it("is not repeated where the function itself said so: it has run", async () => {
    const { server, state, client } = await serve(async () => "new");
    const refused = () => problem(401, "UNAUTHENTICATED", { invalidate: [] });
    Object.assign(server.plan, { functions: { empty_cart: refused } });
    expect(await emptyCart.safe(client)).toMatchObject({ error: { code: "UNAUTHENTICATED", started: true } });
    expect(state.renewals).toBe(0);
    expect(server.paths("call/")).toHaveLength(1);
  });

  it("is not repeated where it was given up as it waited, and disturbs nobody else", async () => {
    const gate = new Gate<string>();
    const { server, client, transport } = await serve(() => gate.passed);
    const abort = new AbortController();
    const { signal } = abort;
    const left = transport.call("empty_cart", {}, { signal });
    const stays = cart.fetch(client);
    await until(() => tokens(server).length === 2);
    const reason = new Error("left");
    abort.abort(reason);
    await expect(left).rejects.toBe(reason);
    gate.open("new");
    expect(await stays).toEqual({ total: 1 });
    expect(server.paths("call/")).toHaveLength(1);
  });
});

describe("clearing the client while a token is renewed", () => {
  it("aborts the renewal; calls are refused and not done as somebody else, reads are read anew", async () => {
    const gates = [new Gate<string>(), new Gate<string>()];
    const signals: AbortSignal[] = [];
    const { server, state, client } = await serve((signal) => {
      signals.push(signal);
      return (gates[signals.length - 1] as Gate<string>).passed;
    });
    const call = emptyCart.safe(client);
    const read = cart.fetch(client);
    await until(() => tokens(server).length === 2);
    client.clear();
    expect(signals[0]?.aborted).toBe(true);
    expect(await call).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    // The read is one of the new session's, and its renewal is another one.
    await until(() => signals.length === 2);
    gates[1]?.open("new");
    expect(await read).toEqual({ total: 1 });
    gates[0]?.open("late");
    expect(signals[1]?.aborted).toBe(false);
    expect(state).toMatchObject({ renewals: 2, ran: 0 });
    expect(server.paths("call/")).toHaveLength(1);
  });

  it("leaves who comes next a renewal of its own, at whichever step the last one is given up", async () => {
    const gates = [new Gate<string>(), new Gate<string>()];
    let begun = 0;
    const { server, state, transport } = await serve(() => (gates[begun++] as Gate<string>).passed);
    const before = transport.read("cart", {}, {}).catch((error: unknown) => error);
    await until(() => begun === 1);
    transport.clear?.();
    const after = transport.read("cart", {}, {});
    expect(await before).toMatchObject({ code: "UNAUTHENTICATED" });
    await until(() => begun === 2);
    gates[1]?.open("new");
    expect(await after).toEqual({ total: 1 });
    expect(state.renewals).toBe(2);
    expect(tokens(server)).toHaveLength(3);
  });

  it("forgets what the transport in it knows of the session, whose address it has", async () => {
    const { server, transport, client } = await serve(async () => "new");
    expect(transport.address).toBe(server.baseUrl);
    await emptyCart(client);
    client.clear();
    await emptyCart(client);
    expect(server.paths("session/")).toHaveLength(2);
  });

  it("does not have a call repeated whose refusal comes after it", async () => {
    const gate = new Gate();
    const { server, state, client } = await serve(
      async () => "new",
      () => gate.passed,
    );
    const call = emptyCart.safe(client);
    await until(() => tokens(server).length === 1);
    client.clear();
    gate.open();
    expect(await call).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    expect(state).toMatchObject({ renewals: 0, ran: 0 });
  });
});

it("a server's clients are different people's, and wait for nobody else's renewal", async () => {
  const held = new Gate();
  const server = await Counterpart.start({ contexts: { cart: () => problem(401, "UNAUTHENTICATED") } });
  servers.push(server);
  let begun = 0;
  const send = fetchTransport({ baseUrl: server.baseUrl, schema });
  const people = [1, 2].map(() =>
    renewing(send, () => {
      begun += 1;
      return held.passed;
    }),
  );
  const reads = people.map((transport) => transport.read("cart", {}, {}).catch((error: unknown) => error));
  await until(() => begun === 2);
  held.open();
  expect(await Promise.all(reads)).toMatchObject([{ code: "UNAUTHENTICATED" }, { code: "UNAUTHENTICATED" }]);
});

// Node has locks between its threads from 24.5 on; browsers have them between tabs.
describe.skipIf(!("locks" in navigator))("tabs that are refused together", () => {
  const refusing = (token: () => Promise<unknown>) =>
    Counterpart.start({
      contexts: {
        cart: (_, { headers }) =>
          headers.authorization === "Bearer 0" ? problem(401, "UNAUTHENTICATED") : { total: 1 },
        token,
      },
    });

  for (const where of ["all of them", "each of them"] as const) {
    it(`renew one after the other, and once where the token is ${where}'s`, async () => {
      const gate = new Gate();
      let given = 0;
      let atOnce = 0;
      let most = 0;
      const server = await refusing(async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await gate.passed;
        atOnce -= 1;
        given += 1;
        return { token: given };
      });
      servers.push(server);
      const tokens = where === "all of them" ? new SharedArrayBuffer(4) : "own";
      const [first, ...others] = [1, 2, 3].map(() => new Tab(server.baseUrl, { tokens })) as [Tab, Tab, Tab];
      const reads = [first.read("cart")];
      await until(() => server.paths("ctx/token/").length === 1);
      for (const other of others) {
        reads.push(other.read("cart"));
        while ((await other.waits()) === 0);
      }
      gate.open();
      expect(await Promise.all(reads)).toEqual(reads.map(() => ({ total: 1 })));
      expect(most).toBe(1);
      expect(given).toBe(where === "all of them" ? 1 : 3);
      // Whoever has waited for another tab asks once more than that one, at most.
      expect(server.paths("ctx/cart/")).toHaveLength(where === "all of them" ? 6 : 8);
      await Promise.all([first, ...others].map((tab) => tab.close()));
    });
  }

  it("wait for nothing that a session left behind which is over", async () => {
    const gate = new Gate();
    let asked = 0;
    const server = await refusing(async () => {
      asked += 1;
      await (asked === 1 ? gate.passed : undefined);
      return { token: asked };
    });
    servers.push(server);
    const tab = new Tab(server.baseUrl, { tokens: "own" });
    const reading = tab.read("cart");
    await until(() => asked === 1);
    await tab.clear();
    expect(await reading).toEqual({ total: 1 });
    expect(asked).toBe(2);
    gate.open();
    await tab.close();
  });
});
