import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Client, createClient, fetchTransport, NetworkError, type Target } from "../src/index.ts";
import { Counterpart, Gate, type Plan, problem, Reply, until } from "./counterpart.ts";
import { cart, emptyCart, renameUser, schema, user } from "./shop.ts";

const servers: Counterpart[] = [];

async function serve(plan: Plan, development = false) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  return {
    server,
    client: createClient({ transport: fetchTransport({ baseUrl: server.baseUrl, schema }), development }),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("it should have been rejected"),
    (error: unknown) => error,
  );
}

/** Joins `client` as a cache would whose queries every target meets `count` times. */
function hear(client: Client, count = 1) {
  const heard: Target[][] = [];
  const end = client.onInvalidate((targets) => {
    heard.push([...targets]);
    return targets.map(() => count);
  });
  return { heard, end };
}

const five: Target = { context: "user", params: { user_id: 5 } };

/** A user whose profile is answered as it was when the request came, once its gate is open: old data, honestly so. */
function slowUser() {
  const state = { name: "old" };
  const gates: Gate[] = [];
  const arrived: (() => void)[] = [];
  const contexts = {
    user: async (params: URLSearchParams) => {
      const bundle = {
        user_orders: [],
        user_profile: { id: Number(params.get("user_id")), nick_name: state.name },
      };
      const gate = new Gate();
      gates.push(gate);
      for (const tell of arrived.splice(0)) {
        tell();
      }
      await gate.passed;
      return bundle;
    },
  };
  const rename_user = ({ name }: Record<string, unknown>) => {
    state.name = String(name);
    return { result: { id: 5, nick_name: state.name }, invalidate: [five] };
  };
  /** Waits until the server has seen `count` reads. */
  const read = async (count: number) => {
    while (gates.length < count) {
      await new Promise<void>((tell) => arrived.push(tell));
    }
  };
  return { state, gates, read, plan: { contexts, functions: { rename_user } } satisfies Plan };
}

describe("what a call's answer drops", () => {
  it("is heard before the call settles", async () => {
    const { client } = await serve({
      functions: { rename_user: () => ({ result: null, invalidate: [five, "cart"] }) },
    });
    const { heard, end } = hear(client);
    await renameUser(client, { name: "x", userId: 5 });
    expect(heard).toEqual([[five, "cart"]]);
    end();
    await renameUser(client, { name: "x", userId: 5 });
    expect(heard).toHaveLength(1);
  });

  it("is heard when the call failed as well", async () => {
    const { client } = await serve({
      functions: { rename_user: () => problem(500, "INTERNAL", { invalidate: ["user"] }) },
    });
    const { heard } = hear(client);
    expect(await failure(renameUser(client, { name: "x", userId: 5 }))).toMatchObject({ code: "INTERNAL" });
    expect(heard).toEqual([["user"]]);
  });

  it("is nothing when the call failed before it began, or drops nothing", async () => {
    const { client } = await serve({
      functions: {
        rename_user: () => problem(422, "INVALID"),
        empty_cart: () => ({ result: null, invalidate: [] }),
      },
    });
    const { heard } = hear(client);
    await failure(renameUser(client, { name: "x", userId: 5 }));
    await emptyCart(client);
    expect(heard).toEqual([]);
  });

  it("is everything when the answer was lost: it may have run", async () => {
    const { client } = await serve({ functions: { rename_user: () => new Reply(502, "text/html", "<h1>") } });
    const { heard } = hear(client);
    expect(await failure(renameUser(client, { name: "x", userId: 5 }))).toBeInstanceOf(NetworkError);
    expect(heard).toEqual([["*"]]);
  });

  it("is nothing when the call was never sent, for want of a token", async () => {
    const sessions = [new Reply(502, "text/html", "<h1>"), "t1"];
    const { server, client } = await serve({
      session: () => sessions.shift() ?? "t2",
      functions: { empty_cart: () => ({ result: null, invalidate: ["cart"] }) },
    });
    const { heard } = hear(client);
    expect(await failure(emptyCart(client))).toMatchObject({ code: "NETWORK", sent: false });
    expect(server.paths("call/")).toEqual([]);
    expect(heard).toEqual([]);
    await emptyCart(client);
    expect(heard).toEqual([["cart"]]);
    await server.stop();
    servers.splice(servers.indexOf(server), 1);
    expect(await failure(emptyCart(client))).toMatchObject({ code: "NETWORK", sent: true });
    client.clear();
    expect(await failure(emptyCart(client))).toMatchObject({ code: "NETWORK", sent: false });
    // `clear()` speaks to other listeners.
    expect(heard).toEqual([["cart"], ["*"]]);
  });

  it("is everything where it has no form that this client knows", async () => {
    for (const invalidate of [
      undefined,
      null,
      "user",
      { user: 1 },
      [null],
      [7],
      [{}],
      [{ context: 1 }],
      [["user"]],
    ]) {
      const { client } = await serve({ functions: { empty_cart: () => ({ result: null, invalidate }) } });
      const { heard } = hear(client);
      await emptyCart(client);
      expect(heard).toEqual([["*"]]);
    }
  });

  it("does not harm the call, nor other caches, when one of them throws", async () => {
    const { client } = await serve({
      functions: { empty_cart: () => ({ result: null, invalidate: ["cart"] }) },
    });
    // The error is nobody's to catch: it must reach the host.
    const thrown = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
    client.onInvalidate(() => {
      throw new Error("a cache is broken");
    });
    const { heard } = hear(client);
    expect(await emptyCart(client)).toBeNull();
    expect(heard).toEqual([["cart"]]);
    expect(await thrown).toMatchObject({ message: "a cache is broken" });
    process.setUncaughtExceptionCaptureCallback(null);
  });
});

describe("a read under way", () => {
  it("that a mutation drops is repeated, and its reader sees the repeated answer alone", async () => {
    const { server, client } = await serve({});
    const { gates, read, plan } = slowUser();
    Object.assign(server.plan, plan);
    const reading = user.fetch(client, { userId: 5 });
    await read(1);
    await renameUser(client, { name: "new", userId: 5 });
    await read(2);
    // The old answer comes now, before and besides the other one.
    gates[0]?.open();
    gates[1]?.open();
    expect((await reading).userProfile.nick_name).toBe("new");
    expect(server.paths("ctx/")).toEqual(["ctx/user/?user_id=5", "ctx/user/?user_id=5"]);
    expect(
      server.asked.filter((a) => a.path.startsWith("ctx/")).map((a) => a.headers["cache-control"]),
    ).toEqual([undefined, "no-cache"]);
  });

  it("that a mutation drops is repeated although it fails", async () => {
    const refuse = [true, false];
    const gate = new Gate();
    const { server, client } = await serve({
      functions: { empty_cart: () => ({ result: null, invalidate: ["cart"] }) },
      contexts: {
        cart: async () => {
          if (refuse.shift()) {
            await gate.passed;
            return problem(500, "INTERNAL");
          }
          return { total: 0 };
        },
      },
    });
    const reading = cart.fetch(client);
    await until(() => server.paths("ctx/").length === 1);
    await emptyCart(client);
    gate.open();
    expect(await reading).toEqual({ total: 0 });
  });

  it("that a mutation does not drop goes on", async () => {
    const { server, client } = await serve({});
    const { gates, read, plan } = slowUser();
    Object.assign(server.plan, plan);
    const reading = user.fetch(client, { userId: 6 });
    await read(1);
    await renameUser(client, { name: "new", userId: 5 });
    gates[0]?.open();
    expect((await reading).userProfile).toEqual({ id: 6, nick_name: "old" });
    expect(server.paths("ctx/")).toHaveLength(1);
  });

  it("that two mutations drop is repeated for each, as they cross", async () => {
    const { server, client } = await serve({});
    const { state, gates, read, plan } = slowUser();
    const first = new Gate();
    Object.assign(server.plan, plan, {
      functions: {
        rename_user: async ({ name }: Record<string, unknown>) => {
          state.name = String(name);
          if (name === "first") {
            await first.passed;
          }
          return { result: null, invalidate: [five] };
        },
      },
    });
    const reading = user.fetch(client, { userId: 5 });
    await read(1);
    const one = renameUser(client, { name: "first", userId: 5 });
    await until(() => state.name === "first");
    await renameUser(client, { name: "second", userId: 5 });
    await read(2);
    state.name = "third";
    first.open();
    await one;
    await read(3);
    for (const gate of gates) {
      gate.open();
    }
    expect((await reading).userProfile.nick_name).toBe("third");
  });

  it("is cut at the server when its reader leaves, and no other reader notices", async () => {
    const { server, client } = await serve({});
    const { gates, read, plan } = slowUser();
    Object.assign(server.plan, plan);
    const abort = new AbortController();
    const left = user.fetch(client, { userId: 5 }, { signal: abort.signal });
    const stays = user.fetch(client, { userId: 5 });
    await read(2);
    const reason = new Error("left the page");
    abort.abort(reason);
    expect(await failure(left)).toBe(reason);
    await until(() => server.asked.filter((asked) => asked.hungUp).length === 1);
    for (const gate of gates) {
      gate.open();
    }
    expect((await stays).userProfile.nick_name).toBe("old");
  });

  it("is not begun when its reader has left already", async () => {
    const { server, client } = await serve(slowUser().plan);
    const reason = new Error("left");
    expect(await failure(user.fetch(client, { userId: 5 }, { signal: AbortSignal.abort(reason) }))).toBe(
      reason,
    );
    expect(server.asked).toEqual([]);
  });

  it("whose reader leaves as it is repeated rejects with the reason", async () => {
    const { server, client } = await serve({});
    const { read, plan } = slowUser();
    Object.assign(server.plan, plan);
    const abort = new AbortController();
    const reading = failure(user.fetch(client, { userId: 5 }, { signal: abort.signal }));
    await read(1);
    client.onInvalidate((targets) => {
      abort.abort(new Error("left"));
      return targets.map(() => 0);
    });
    await renameUser(client, { name: "new", userId: 5 });
    expect(await reading).toMatchObject({ message: "left" });
    expect(server.paths("ctx/")).toHaveLength(1);
  });

  it("that is begun by a cache as it hears is not dropped by what it hears", async () => {
    let sent = 0;
    const client = createClient({
      transport: {
        call: async () => ({ result: null, invalidate: [five] }),
        read: async () => {
          sent += 1;
          return { user_orders: [], user_profile: { id: 5, nick_name: "x" } };
        },
      },
    });
    const reads: Promise<unknown>[] = [];
    client.onInvalidate((targets) => {
      reads.push(user.fetch(client, { userId: 5 }));
      return targets.map(() => 1);
    });
    await renameUser(client, { name: "new", userId: 5 });
    await Promise.all(reads);
    // A read that is dropped at once may never reach a server: here it counts all the same.
    expect(sent).toBe(1);
  });

  it("leaves nothing at the signal when it is done", async () => {
    const { client } = await serve({ contexts: { cart: () => ({ total: 0 }) } });
    const { signal } = new AbortController();
    await cart.fetch(client, {}, { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a call that was given up", () => {
  it("goes on, and what it drops is heard", async () => {
    const gate = new Gate();
    const { server, client } = await serve({
      functions: { rename_user: () => gate.passed.then(() => ({ result: null, invalidate: [five] })) },
    });
    const told = new Promise<readonly Target[]>((tell) => {
      client.onInvalidate((targets) => {
        tell(targets);
        return targets.map(() => 1);
      });
    });
    const abort = new AbortController();
    const calling = renameUser(client, { name: "x", userId: 5 }, { signal: abort.signal });
    await until(() => server.paths("call/").length === 1);
    abort.abort(new Error("enough"));
    expect(await failure(calling)).toMatchObject({ message: "enough" });
    gate.open();
    expect(await told).toEqual([five]);
  });

  it("is not sent when it was given up before", async () => {
    let sent = 0;
    const client = createClient({
      transport: {
        call: async () => {
          sent += 1;
          return { result: null, invalidate: [] };
        },
        read: () => expect.fail("nothing is read"),
      },
    });
    const signal = AbortSignal.abort(new Error("enough"));
    expect(await failure(renameUser(client, { name: "x", userId: 5 }, { signal }))).toMatchObject({
      message: "enough",
    });
    expect(sent).toBe(0);
  });
});

describe("a read after a mutation", () => {
  const plan: Plan = {
    functions: {
      empty_cart: () => ({ result: null, invalidate: ["cart"] }),
      rename_user: ({ user_id }) => ({
        result: null,
        invalidate: [{ context: "user", params: { user_id } }],
      }),
    },
    contexts: {
      cart: () => ({ total: 0 }),
      user: () => ({ user_orders: [], user_profile: { id: 5, nick_name: "x" } }),
    },
  };

  /** For each read so far, whether it passed caches by. */
  const fresh = (server: Counterpart) =>
    server.asked
      .filter(({ path }) => path.startsWith("ctx/"))
      .map(({ headers }) => headers["cache-control"] === "no-cache");

  it("passes caches by once, for each query that it covers", async () => {
    const { server, client } = await serve(plan);
    await user.fetch(client, { userId: 5 });
    await renameUser(client, { name: "x", userId: 5 });
    await user.fetch(client, { userId: 5 });
    await user.fetch(client, { userId: 5 });
    await user.fetch(client, { userId: 5, page: 2 });
    await user.fetch(client, { userId: 6 });
    await cart.fetch(client);
    expect(fresh(server)).toEqual([false, true, false, true, false, false]);
  });

  it("passes caches by for each context, even where the queries are spelled alike", async () => {
    const other = { other: () => ({}) };
    const { server, client } = await serve({
      functions: { empty_cart: () => ({ result: null, invalidate: ["*"] }) },
      contexts: { ...plan.contexts, ...other },
    });
    await emptyCart(client);
    await cart.fetch(client);
    await client.read("other", {});
    expect(fresh(server)).toEqual([true, true]);
  });

  it("passes caches by again if the first one failed", async () => {
    const { server, client } = await serve({ ...plan, contexts: {} });
    await emptyCart(client);
    await failure(cart.fetch(client));
    server.plan.contexts = plan.contexts ?? {};
    await cart.fetch(client);
    await cart.fetch(client);
    expect(fresh(server)).toEqual([true, true, false]);
  });

  it("remembers a bounded number of targets, and beyond it passes caches by for everything", async () => {
    const { server, client } = await serve(plan);
    const rename = async (from: number, to: number) => {
      for (let userId = from; userId < to; userId += 1) {
        await renameUser(client, { name: "x", userId });
      }
    };
    await rename(0, 32);
    await cart.fetch(client);
    await rename(32, 33);
    await cart.fetch(client);
    await cart.fetch(client);
    await user.fetch(client, { userId: 0 });
    await user.fetch(client, { userId: 0 });
    await rename(33, 64);
    await user.fetch(client, { userId: 1 });
    await user.fetch(client, { userId: 33 });
    await user.fetch(client, { userId: 99 });
    await user.fetch(client, { userId: 99 });
    expect(fresh(server)).toEqual([false, true, false, true, false, true, true, true, false]);
  });

  it("forgets none of an answer with more targets than that", async () => {
    const invalidate = Array.from({ length: 100 }, (_, id) => ({ context: "user", params: { user_id: id } }));
    const functions = { empty_cart: () => ({ result: null, invalidate }) };
    const { server, client } = await serve({ ...plan, functions });
    await emptyCart(client);
    await user.fetch(client, { userId: 0 });
    await user.fetch(client, { userId: 99 });
    expect(fresh(server)).toEqual([true, true]);
  });

  it("remembers a bounded number of queries, and in doubt passes caches by once more", async () => {
    const asked: (boolean | undefined)[] = [];
    const client = createClient({
      transport: {
        call: async () => ({ result: null, invalidate: ["user"] }),
        read: async (_context, _params, { fresh }) => {
          asked.push(fresh);
          return { user_orders: [], user_profile: { id: 5, nick_name: "x" } };
        },
      },
    });
    await renameUser(client, { name: "x", userId: 5 });
    for (const userId of [...Array(256).keys(), 0, 256, 0, 0]) {
      await user.fetch(client, { userId });
    }
    expect(asked).toEqual([...Array(256).fill(true), false, true, true, false]);
  });
});

describe("clear", () => {
  it("repeats what is under way and tells the caches", async () => {
    const { server, client } = await serve({});
    const { state, gates, read, plan } = slowUser();
    Object.assign(server.plan, plan);
    let cleared = 0;
    const end = client.onClear(() => {
      cleared += 1;
    });
    const reading = user.fetch(client, { userId: 5 });
    await read(1);
    state.name = "another's";
    client.clear();
    await read(2);
    for (const gate of gates) {
      gate.open();
    }
    expect((await reading).userProfile.nick_name).toBe("another's");
    expect(server.asked.at(-1)?.headers["cache-control"]).toBe("no-cache");
    end();
    client.clear();
    expect(cleared).toBe(1);
  });
});

describe("in development", () => {
  const said: unknown[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(console, "warn").mockImplementation((text) => said.push(text));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const targets = ["cart", { context: "user", function: "user_profile", params: { user_id: 5 } }];
  const plan: Plan = { functions: { empty_cart: () => ({ result: null, invalidate: targets }) } };

  it("who watches is told of every call, with what it dropped and met, and of one that failed", async () => {
    const { server, client } = await serve({ ...plan });
    hear(client, 2);
    const heard: unknown[] = [];
    const end = client.onHear(({ name, targets, met, error }) =>
      heard.push([name, targets, met, error instanceof Error ? error.name : undefined]),
    );
    const call = () => emptyCart(client).catch(() => undefined);
    await call();
    server.plan.functions = { empty_cart: () => ({ result: null, invalidate: [] }) };
    await call();
    server.plan.functions = { empty_cart: () => problem(403, "FORBIDDEN", {}) };
    await call();
    server.plan.functions = { empty_cart: () => new Reply(502, "text/html", "") };
    await call();
    end();
    await call();
    expect(heard).toEqual([
      ["empty_cart", targets, [2, 2], undefined],
      ["empty_cart", [], [], undefined],
      ["empty_cart", [], [], "MizanError"],
      ["empty_cart", ["*"], [2], "NetworkError"],
    ]);
  });

  it("a target that met no query is said once, by name", async () => {
    const { client } = await serve(plan, true);
    client.onInvalidate(() => [1, 0]);
    await emptyCart(client);
    await emptyCart(client);
    expect(said).toEqual(["mizan: `empty_cart` dropped `user/user_profile`, which met no query"]);
  });

  it("a read under way is a query that is met", async () => {
    const gate = new Gate();
    const { server, client } = await serve(
      { ...plan, contexts: { cart: () => gate.passed.then(() => ({ total: 0 })) } },
      true,
    );
    client.onInvalidate(() => [0, 1]);
    const reading = cart.fetch(client);
    await until(() => server.paths("ctx/").length === 1);
    await emptyCart(client);
    gate.open();
    await reading;
    expect(said).toEqual([]);
  });

  // A read's answer takes some microtasks from the transport to its reader. At each of them a drop either meets the read,
  // which is then repeated, or comes after it.
  it("a read that a target met is repeated, at whichever step its answer is", async () => {
    for (let steps = 0; steps < 12; steps += 1) {
      said.length = 0;
      const reading = new Gate<string>();
      const emptying = new Gate();
      const answers = [reading.passed, Promise.resolve("new")];
      const client = createClient({
        development: true,
        transport: {
          read: async () => {
            const total = await answers.shift();
            // A read that takes longer to come through than a call does, so that each step is tried.
            await null;
            await null;
            await null;
            return { total };
          },
          call: () => emptying.passed.then(() => ({ result: null, invalidate: ["cart"] })),
        },
      });
      client.onInvalidate(() => [0]);
      const call = emptyCart(client);
      const read = client.read("cart", {});
      reading.open("old");
      for (let step = 0; step < steps; step += 1) {
        await Promise.resolve();
      }
      emptying.open();
      await call;
      expect(await read).toEqual({ total: said.length === 0 ? "new" : "old" });
    }
    expect(said).toHaveLength(1);
  });

  it("nothing is said where no cache has joined, or of an answer that was lost", async () => {
    const { server, client } = await serve({ ...plan }, true);
    await emptyCart(client);
    hear(client, 0);
    server.plan.functions = { empty_cart: () => new Reply(502, "text/html", "") };
    await failure(emptyCart(client));
    expect(said).toEqual([]);
  });

  it("and only then", async () => {
    const { client } = await serve(plan);
    hear(client, 0);
    await emptyCart(client);
    expect(said).toEqual([]);
  });
});
