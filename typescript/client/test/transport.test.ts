import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Client,
  ClientOutdated,
  createClient,
  fetchTransport,
  MizanError,
  NetworkError,
  uuid,
} from "../src/index.ts";
import { Counterpart, Gate, type Plan, problem, Reply, until } from "./counterpart.ts";
import { cart, emptyCart, note, renameUser, schema, search, store, user } from "./shop.ts";

const servers: Counterpart[] = [];

async function serve(plan: Plan) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  const transport = fetchTransport({ baseUrl: server.baseUrl, schema });
  return { server, transport, client: createClient({ transport }) };
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

const found = () => ({ found: [] });
const profile = { id: 5, nick_name: "x" };

describe("what is sent", () => {
  it("spells a query one way, whatever the order in which it is written", async () => {
    const { server, client } = await serve({ contexts: { search: found } });
    await search.fetch(client, { tags: ["b", "a b"], q: "a+b&c=d ü/?#", exact: false });
    await search.fetch(client, { exact: false, q: "a+b&c=d ü/?#", tags: ["b", "a b"] });
    const spelled = "ctx/search/?exact=false&q=a%2Bb%26c%3Dd%20%C3%BC%2F%3F%23&tags=b&tags=a%20b";
    expect(server.paths()).toEqual([spelled, spelled]);
  });

  it("orders the names itself", async () => {
    const { server, transport } = await serve({ contexts: { search: found } });
    await transport.read("search", { tags: ["a"], q: "x", a_b: 1, aa: null, a: -0 }, {});
    expect(server.paths()).toEqual(["ctx/search/?a=0&a_b=1&q=x&tags=a"]);
  });

  it("leaves out null, undefined and empty lists, and keeps the empty text", async () => {
    const { server, client } = await serve({ contexts: { search: found } });
    await search.fetch(client, { q: "", after: null, tags: [] });
    expect(server.paths()).toEqual(["ctx/search/?q="]);
  });

  it("refuses half of a surrogate pair, which no query can spell", async () => {
    const { server, client } = await serve({ contexts: { search: found } });
    expect(await failure(search.fetch(client, { q: "\ud800" }))).toBeInstanceOf(URIError);
    expect(server.asked).toEqual([]);
  });

  it("sends its schema, asks for JSON, and adds the headers it was given", async () => {
    const server = await Counterpart.start({ contexts: { search: found } });
    servers.push(server);
    const transport = fetchTransport({
      baseUrl: server.baseUrl.slice(0, -1),
      headers: { "Accept-Language": "de" },
      schema,
    });
    await transport.read("search", { q: "x" }, {});
    expect(server.asked[0]?.headers).toMatchObject({
      accept: "application/json",
      "accept-language": "de",
      "x-mizan-schema": schema,
    });
    expect(server.asked[0]?.headers).not.toHaveProperty("cache-control");
  });

  it("asks for its headers anew at each request, and waits for them", async () => {
    const server = await Counterpart.start({
      contexts: { search: found },
      functions: { empty_cart: () => ({ result: null, invalidate: [] }) },
    });
    servers.push(server);
    let made = 0;
    const client = createClient({
      transport: fetchTransport({
        baseUrl: server.baseUrl,
        schema,
        headers: async () => new Headers({ Authorization: `Bearer ${++made}`, Accept: "text/html" }),
      }),
    });
    await search.fetch(client, { q: "x" });
    await emptyCart(client);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer 1",
      "Bearer 2",
      "Bearer 3",
    ]);
    expect(server.asked.every(({ headers }) => headers.accept === "application/json")).toBe(true);
  });

  it("sends nothing where its headers cannot be made, or where it is given up as they are made", async () => {
    const server = await Counterpart.start({ contexts: { search: found } });
    servers.push(server);
    const gate = new Gate();
    const broken = new Error("no token");
    const headers = [async () => Promise.reject(broken), () => gate.passed.then(() => ({}))];
    const [failing, slow] = headers.map((each) =>
      createClient({ transport: fetchTransport({ baseUrl: server.baseUrl, schema, headers: each }) }),
    ) as [Client, Client];
    const heard: unknown[] = [];
    failing.onInvalidate((targets) => targets.map((target) => heard.push(target)));
    expect(await failure(search.fetch(failing, { q: "x" }))).toBe(broken);
    expect(await failure(emptyCart(failing))).toBe(broken);
    expect(heard).toEqual([]);
    const abort = new AbortController();
    const given = [
      failure(search.fetch(slow, { q: "x" }, { signal: abort.signal })),
      failure(emptyCart(slow, {}, { signal: abort.signal })),
    ];
    abort.abort(new Error("enough"));
    gate.open();
    expect(await Promise.all(given)).toMatchObject([{ message: "enough" }, { message: "enough" }]);
    await new Promise((turn) => setTimeout(turn, 50));
    expect(server.paths().filter((path) => path !== "session/")).toEqual([]);
  });

  it("sends its schema with calls too, and as it asks for the token", async () => {
    const { server, client } = await serve({
      functions: { empty_cart: () => ({ result: null, invalidate: [] }) },
    });
    await emptyCart(client);
    expect(server.asked.map(({ headers }) => headers["x-mizan-schema"])).toEqual([schema, schema]);
  });

  it("sends cookies to its own origin alone, through the fetch that it was given", async () => {
    const { server } = await serve({ contexts: { search: found } });
    const seen: (RequestInit | undefined)[] = [];
    const transport = fetchTransport({
      baseUrl: server.baseUrl,
      schema: undefined,
      fetch: (input, init) => {
        seen.push(init);
        return fetch(input, init);
      },
    });
    await transport.read("search", { q: "x" }, {});
    expect(seen[0]?.credentials).toBe("same-origin");
    expect(server.asked[0]?.headers).not.toHaveProperty("x-mizan-schema");
  });

  it("sends args under their wire names: null as null, absence and undefined as absence, nothing undeclared", async () => {
    const { server, client } = await serve({ functions: { note: () => ({ result: "", invalidate: [] }) } });
    await note(client, { text: null });
    await note(client);
    const loose: { text: string; undeclared: number } = { text: "x", undeclared: 1 };
    await note(client, loose as { text: string });
    expect(server.asked.filter((a) => a.method === "POST").map((a) => a.body)).toEqual([
      '{"args":{"text":null}}',
      '{"args":{}}',
      '{"args":{"text":"x"}}',
    ]);
  });

  it("refuses what JSON does not have, and tells where it is", async () => {
    const { server, client } = await serve({ functions: { store: () => expect.fail("it was sent") } });
    expect(await failure(renameUser(client, { name: "x", userId: Number.NaN }))).toEqual(
      new TypeError("`user_id` of `rename_user` is not of its type"),
    );
    const told = new TypeError("`payload.rows.0.id` of `store` is not of its type");
    expect(await failure(store(client, { payload: { rows: [{ id: 1n }] } }))).toEqual(told);
    expect(await failure(store.safe(client, { payload: { rows: [{ id: 1n }] } }))).toEqual(told);
    expect(server.paths("call/")).toEqual([]);
  });
});

describe("CSRF", () => {
  const empty = { functions: { empty_cart: () => ({ result: null, invalidate: [] }) } };

  it("fetches the token before the first call, and not for reads", async () => {
    const { server, client } = await serve({ ...empty, session: () => "t1", contexts: { search: found } });
    await search.fetch(client, { q: "x" });
    await emptyCart(client);
    await emptyCart(client);
    expect(server.paths()).toEqual(["ctx/search/?q=x", "session/", "call/empty_cart/", "call/empty_cart/"]);
    expect(server.asked.at(-1)?.headers).toMatchObject({
      "x-csrftoken": "t1",
      "content-type": "application/json",
    });
  });

  it("sends no token where the host has none", async () => {
    const { server, client } = await serve(empty);
    await emptyCart(client);
    expect(server.asked.at(-1)?.headers).not.toHaveProperty("x-csrftoken");
  });

  it("fetches one token for calls that begin together", async () => {
    const gate = new Gate();
    const { server, client } = await serve({ ...empty, session: () => gate.passed.then(() => "t1") });
    const calls = [emptyCart(client), emptyCart(client), emptyCart(client)];
    gate.open();
    await Promise.all(calls);
    expect(server.paths("session/")).toHaveLength(1);
  });

  it("fetches another token when one is refused, and repeats the call once", async () => {
    let given = 0;
    const { server, client } = await serve({ ...empty, session: () => `t${++given}` });
    await emptyCart(client);
    server.token = "rotated";
    await emptyCart(client);
    expect(server.paths()).toEqual([
      "session/",
      "call/empty_cart/",
      "call/empty_cart/",
      "session/",
      "call/empty_cart/",
    ]);
    expect(server.asked.at(-1)?.headers["x-csrftoken"]).toBe("t2");
  });

  it("repeats once and only once", async () => {
    const refused = problem(403, "FORBIDDEN", { type: "urn:mizan:problem:csrf" });
    const { server, client } = await serve({ functions: { empty_cart: () => refused }, session: () => "t" });
    expect(await failure(emptyCart(client))).toMatchObject({
      code: "FORBIDDEN",
      type: "urn:mizan:problem:csrf",
    });
    expect(server.paths("call/")).toHaveLength(2);
    expect(server.paths("session/")).toHaveLength(2);
  });

  it("fetches one token for calls that are refused together", async () => {
    let given = 0;
    const { server, client } = await serve({ ...empty, session: () => `t${++given}` });
    await emptyCart(client);
    server.token = "rotated";
    await Promise.all([emptyCart(client), emptyCart(client), emptyCart(client)]);
    expect(server.paths("session/")).toHaveLength(2);
  });

  it("repeats no other refusal", async () => {
    for (const type of ["urn:mizan:problem:forbidden", "urn:mizan:problem:cross-site"]) {
      const refused = problem(403, "FORBIDDEN", { type });
      const { server, client } = await serve({
        functions: { empty_cart: () => refused },
        session: () => "t",
      });
      expect(await failure(emptyCart(client))).toMatchObject({ status: 403, type });
      expect(server.paths("call/")).toHaveLength(1);
    }
  });

  it("forgets the token when the client is cleared", async () => {
    const { server, client } = await serve({ ...empty, session: () => "t" });
    await emptyCart(client);
    client.clear();
    await emptyCart(client);
    expect(server.paths("session/")).toHaveLength(2);
  });

  it("asks again after the session could not be had", async () => {
    const answers = [problem(503, "UNAVAILABLE"), "t1"];
    const { client } = await serve({ ...empty, session: () => answers.shift() ?? "t2" });
    expect(await failure(emptyCart(client))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await emptyCart(client)).toBeNull();
  });

  it("does not send a call that was given up while its token was fetched, and sends the others", async () => {
    const gate = new Gate();
    const { server, client } = await serve({ ...empty, session: () => gate.passed.then(() => "t1") });
    const abort = new AbortController();
    const given = emptyCart(client, {}, { signal: abort.signal });
    const other = emptyCart(client);
    abort.abort(new Error("enough"));
    expect(await failure(given)).toMatchObject({ message: "enough" });
    gate.open();
    await other;
    expect(server.paths("call/")).toHaveLength(1);
  });
});

describe("how it fails", () => {
  it("rejects with the signal's reason when a read is given up", async () => {
    const gate = new Gate();
    const { server, transport } = await serve({ contexts: { search: () => gate.passed.then(found) } });
    const abort = new AbortController();
    const reading = failure(transport.read("search", { q: "x" }, { signal: abort.signal }));
    await until(() => server.asked.length === 1);
    const reason = new Error("left");
    abort.abort(reason);
    expect(await reading).toBe(reason);
    gate.open();
  });

  it("raises a problem as what the server named", async () => {
    const errors = [
      { path: ["args", "tags", 3], code: "range" },
      { path: ["args", "x"], code: "later" },
      "none",
    ];
    const more = {
      title: "Invalid",
      detail: "two args do not fit",
      errors,
      member: "user_profile",
      data: { left: 2 },
    };
    const { client } = await serve({ functions: { rename_user: () => problem(422, "INVALID", more) } });
    const error = await failure(renameUser(client, { name: "x", userId: 5 }));
    expect(error).toBeInstanceOf(MizanError);
    expect(error).not.toBeInstanceOf(ClientOutdated);
    expect(error).toMatchObject({
      name: "MizanError",
      message: "INVALID: two args do not fit",
      code: "INVALID",
      status: 422,
      type: "urn:mizan:problem:invalid",
      title: "Invalid",
      detail: "two args do not fit",
      errors: errors.slice(0, 2),
      member: "user_profile",
      data: { left: 2 },
      invalidate: [],
      outdated: false,
    });
  });

  it("tells whether the function had begun", async () => {
    for (const [more, started] of [
      [{}, false],
      [{ invalidate: [] }, true],
    ] as const) {
      const { client } = await serve({
        functions: { empty_cart: () => problem(401, "UNAUTHENTICATED", more) },
      });
      expect(await failure(emptyCart(client))).toMatchObject({ started });
    }
  });

  it("tells when to come again, by seconds or by a date, and nothing else", async () => {
    const soon = new Date(Date.now() + 30_000).toUTCString();
    const cases: [string, unknown][] = [
      ["0", 0],
      ["120", 120],
      ["9".repeat(400), 86_400],
      ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
      ["Fri, 31 Dec 9999 23:59:59 GMT", 86_400],
      [soon, expect.closeTo(29, -1)],
      ["-1", undefined],
      ["1.5", undefined],
      ["tomorrow GMT", undefined],
      ["", undefined],
    ];
    for (const [header, retryAfter] of cases) {
      const refusal = problem(503, "UNAVAILABLE").with({ "Retry-After": header });
      const page = new Reply(503, "text/html", "<h1>").with({ "Retry-After": header });
      const { client } = await serve({ contexts: { user: () => refusal, cart: () => page } });
      expect(await failure(user.fetch(client, { userId: 5 }))).toMatchObject({
        code: "UNAVAILABLE",
        retryAfter,
      });
      expect(await failure(cart.fetch(client))).toMatchObject({ code: "NETWORK", retryAfter });
    }
  });

  it("keeps a code that it does not know as text", async () => {
    const { client } = await serve({ contexts: { user: () => problem(409, "SOLD_OUT") } });
    expect(await failure(user.fetch(client, { userId: 5 }))).toMatchObject({
      code: "SOLD_OUT",
      detail: undefined,
    });
  });

  it("says that the client is outdated", async () => {
    const { client } = await serve({
      contexts: { user: () => problem(404, "NOT_FOUND", { outdated: true }) },
    });
    const error = await failure(user.fetch(client, { userId: 5 }));
    expect(error).toBeInstanceOf(ClientOutdated);
    expect(error).toMatchObject({ name: "ClientOutdated", outdated: true, code: "NOT_FOUND" });
  });

  const strange: [string, Reply][] = [
    ["a proxy's page", new Reply(502, "text/html", "<h1>secret upstream</h1>")],
    ["a page in place of an answer", new Reply(200, "text/html", "<h1>secret</h1>")],
    ["JSON that is no problem object", new Reply(500, "application/json", '{"code":"INTERNAL","secret":1}')],
    ["a problem without a code", new Reply(500, "application/problem+json", '{"title":"secret"}')],
    ["a problem in a good answer", new Reply(200, "application/problem+json", '{"code":"secret"}')],
    ["an array", new Reply(200, "application/json", '["secret"]')],
    ["broken JSON", new Reply(200, "application/json", '{"secret": ')],
    ["nothing", new Reply(200, "application/json", "")],
  ];
  for (const [what, reply] of strange) {
    it(`takes ${what} for no answer of Mizan's, and shows nothing of it`, async () => {
      const { client } = await serve({
        contexts: { user: () => reply },
        functions: { empty_cart: () => reply },
      });
      for (const request of [user.fetch(client, { userId: 5 }), emptyCart(client)]) {
        const error = await failure(request);
        expect(error).toBeInstanceOf(NetworkError);
        expect(error).toMatchObject({ name: "NetworkError", code: "NETWORK", status: reply.status });
        expect(`${(error as Error).stack}${String((error as Error).cause)}`).not.toContain("secret");
      }
    });
  }

  it("takes a call's answer without a result for none", async () => {
    const { client } = await serve({ functions: { empty_cart: () => ({ invalidate: [] }) } });
    expect(await failure(emptyCart(client))).toBeInstanceOf(NetworkError);
  });

  it("takes a bundle that lacks a member for none, and names the member", async () => {
    const { client } = await serve({ contexts: { user: () => ({ user_orders: [] }) } });
    const error = await failure(user.fetch(client, { userId: 5 }));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toBe("the answer to `ctx/user/` lacks `user_profile`");
  });

  it("says that no answer came, with what the network said as its cause and no value in its message", async () => {
    const listener = createServer((socket) => socket.destroy());
    await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening));
    const port = (listener.address() as { port: number }).port;
    const client = createClient({
      transport: fetchTransport({ baseUrl: `http://127.0.0.1:${port}/`, schema }),
    });
    const error = await failure(user.fetch(client, { userId: 31337 }));
    listener.close();
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ status: undefined, message: "no answer from `ctx/user/`" });
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });
});

describe("what is answered", () => {
  it("has members in camelCase and fields as declared", async () => {
    const { client } = await serve({
      contexts: { user: () => ({ user_orders: ["a"], user_profile: profile }) },
    });
    expect(await user.fetch(client, { userId: 5 })).toEqual({ userOrders: ["a"], userProfile: profile });
  });

  it("takes the charset after the type, and any case of it", async () => {
    const reply = new Reply(200, "Application/JSON; charset=utf-8", '{"found":[]}');
    const { client } = await serve({ contexts: { search: () => reply } });
    expect(await search.fetch(client, { q: "x" })).toEqual(found());
  });

  it("gives no object a prototype, however the key is spelled", async () => {
    const keys = ["__proto__", "\\u005f_proto__", "\\u005F\\u005Fpr\\u006fto__"];
    for (const key of keys) {
      const text = `{"result":{"id":5,"nick_name":"x","${key}":{"polluted":true},"constructor":1},"invalidate":[]}`;
      const reply = new Reply(200, "application/json", text);
      const { client } = await serve({ functions: { rename_user: () => reply } });
      const result = await renameUser(client, { name: "x", userId: 5 });
      expect(Object.keys(result)).toEqual(["id", "nick_name", "constructor"]);
      const copy: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(result)) {
        copy[name] = value;
      }
      expect(copy["polluted"]).toBeUndefined();
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }
  });

  it("leaves text alone that only looks like such a key", async () => {
    const odd = { id: 5, nick_name: '__proto__ "\u0000' };
    const { client } = await serve({ functions: { rename_user: () => ({ result: odd, invalidate: [] }) } });
    expect(await renameUser(client, { name: "x", userId: 5 })).toEqual(odd);
  });

  it("sends branded text as it is", async () => {
    const { server, client } = await serve({ contexts: { search: found } });
    await search.fetch(client, { q: "x", token: uuid("0F8FAD5B-D9CB-469F-A165-70867728950E") });
    expect(server.paths()).toEqual(["ctx/search/?q=x&token=0f8fad5b-d9cb-469f-a165-70867728950e"]);
  });
});
