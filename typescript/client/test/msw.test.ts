// Mocks by the real client through Mock Service Worker: what arrives is what a server of Mizan's would have answered.

import { HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient, fetchTransport, MizanError, NetworkError, type Target } from "../src/index.ts";
import { answer, mockRest, mockSession, problem, refuse, target } from "../src/msw.ts";
import * as doubles from "./doubles.ts";
import {
  mockEmptyCart,
  mockOrders,
  mockPlaceOrder,
  mockRenameUser,
  mockSetPicture,
  mockShip,
  mockUser,
  order,
  profile,
} from "./doubles.ts";
import * as api from "./shop.ts";

const base = "http://shop.test/api/mizan/";
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** A client, and all that it heard was dropped. */
function connect(baseUrl = base) {
  const client = createClient({ transport: fetchTransport({ baseUrl, schema: api.schema }) });
  const dropped: Target[][] = [];
  client.onInvalidate((targets) => {
    dropped.push([...targets]);
    return targets.map(() => 1);
  });
  return { client, dropped };
}

/** Warnings of the mocks, which are silent from here on. */
function listening() {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  return {
    said: () => warned.mock.calls.map((call) => call.map(String).join(" ")),
    end: () => warned.mockRestore(),
  };
}

describe("a context", () => {
  it("gets its params with their defaults, and answers its bundle", async () => {
    const given: unknown[] = [];
    server.use(
      mockUser((params) => {
        given.push(params);
        return { userProfile: profile({ id: params.userId }), userOrders: ["a"] };
      }),
    );
    const { client } = connect();
    expect(await api.user.fetch(client, { userId: 5 })).toEqual({
      userProfile: { id: 5, nick_name: "nick_nam" },
      userOrders: ["a"],
    });
    await api.user.fetch(client, { userId: 5, page: 2 });
    expect(given).toEqual([
      { userId: 5, page: 1 },
      { userId: 5, page: 2 },
    ]);
  });

  it("speaks the values of generated code on both sides", async () => {
    const refunds = [new Date("2026-02-03T04:05:06.789Z")];
    const given: unknown[] = [];
    server.use(
      mockOrders((params) => {
        given.push(params);
        return { count: 1, lastOrder: order({ total: 2n ** 70n, refunds }) };
      }),
    );
    const { client } = connect();
    expect((await api.orders.fetch(client, { ids: [1n, 2n ** 64n] })).lastOrder).toEqual({
      total: 2n ** 70n,
      refunds,
      name: "name",
    });
    await api.orders.fetch(client, { after: null });
    expect(given).toEqual([
      { after: new Date("2026-01-01"), ids: [1n, 2n ** 64n] },
      { after: new Date("2026-01-01"), ids: [] },
    ]);
  });

  it("is as its types say where no handler is given", async () => {
    server.use(mockOrders());
    expect(await api.orders.fetch(connect().client)).toEqual({
      count: 0,
      lastOrder: { total: 0n, refunds: [], name: "name" },
    });
  });

  it("refuses what a server refuses", async () => {
    server.use(mockUser());
    const { client } = connect();
    const wrong = await api.user.safe(client, { userId: 1.5 });
    expect(wrong).toMatchObject({
      error: { status: 400, code: "BAD_REQUEST", errors: [{ path: ["params", "user_id"], code: "format" }] },
    });
    const missing = await api.user.safe(client, {} as api.UserParams);
    expect(missing).toMatchObject({
      error: { status: 422, code: "INVALID", errors: [{ path: ["params", "user_id"], code: "missing" }] },
    });
  });

  it("ends by an error of its members', which names one", async () => {
    server.use(mockOrders(() => refuse("OUT_OF_STOCK", { pieces: 3n }, { member: "last_order" })));
    const outcome = await api.orders.safe(connect().client);
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: "OUT_OF_STOCK",
        status: 409,
        data: { pieces: 3n },
        member: "last_order",
        started: false,
      },
    });
  });
});

describe("a function", () => {
  it("answers, and drops what it declares", async () => {
    server.use(
      mockSession(),
      mockRenameUser(({ userId, name }) => profile({ id: userId, nick_name: name })),
    );
    const { client, dropped } = connect();
    expect(await api.renameUser(client, { userId: 5, name: "Ada" })).toEqual({ id: 5, nick_name: "Ada" });
    expect(dropped).toEqual([[{ context: "user", params: { user_id: 5 } }]]);
  });

  it("drops more where it is said, each target once", async () => {
    server.use(
      mockSession(),
      mockRenameUser(({ userId }) =>
        answer(profile(), {
          invalidate: [target(api.user, { userId }), target(api.user, { userId: 7 }), target(api.cart)],
        }),
      ),
    );
    const { client, dropped } = connect();
    await api.renameUser(client, { userId: 5, name: "Ada" });
    expect(dropped).toEqual([
      [{ context: "user", params: { user_id: 5 } }, { context: "user", params: { user_id: 7 } }, "cart"],
    ]);
  });

  it("drops by its tiers: null is everyone, and the caller is nobody unless it is said who calls", async () => {
    server.use(
      mockSession(),
      mockShip(() => null),
      mockEmptyCart(() => null),
    );
    const { client, dropped } = connect();
    await doubles.ship(client, { orderId: 1, owner: 5 });
    await doubles.ship(client, { orderId: 1 });
    await api.emptyCart(client);
    server.use(mockEmptyCart(() => null, { caller: 5 }));
    await api.emptyCart(client);
    expect(dropped).toEqual([
      [{ context: "user", params: { user_id: 5 } }],
      ["user"],
      ["cart", { context: "user", function: "user_orders" }],
      ["cart", { context: "user", function: "user_orders", params: { user_id: 5 } }],
    ]);
  });

  it("ends by its own errors, with what they bear and what was dropped", async () => {
    server.use(
      mockSession(),
      mockPlaceOrder(() => refuse("OUT_OF_STOCK", { pieces: 2n ** 64n })),
    );
    const { client, dropped } = connect();
    const outcome = await api.placeOrder.safe(client, { productId: 5n, seal: new Uint8Array(2) });
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: "OUT_OF_STOCK",
        status: 409,
        title: "Fewer are left",
        type: "urn:mizan:problem:out-of-stock",
        data: { pieces: 2n ** 64n },
        started: true,
      },
    });
    expect(dropped).toEqual([[{ context: "orders", params: { product: "5" } }]]);
    server.use(
      mockPlaceOrder(() => {
        throw refuse("SOLD_OUT");
      }),
    );
    const thrown = await api.placeOrder.safe(client, { productId: 5n, seal: new Uint8Array(2) });
    expect(thrown).toMatchObject({ error: { code: "SOLD_OUT", status: 410, data: undefined } });
  });

  it("ends by a problem of the table, begun or not", async () => {
    server.use(
      mockSession(),
      mockRenameUser(() => problem("NOT_FOUND", { detail: "no such user" }), { once: true }),
      mockRenameUser(() => problem("UNAUTHENTICATED", { started: false }), { once: true }),
      mockRenameUser(() => problem("RATE_LIMITED", { started: false, retryAfter: 7 })),
    );
    const { client, dropped } = connect();
    const errors = [];
    for (let count = 0; count < 3; count++) {
      errors.push(await api.renameUser(client, { userId: 5, name: "x" }).catch((error: unknown) => error));
    }
    expect(errors).toMatchObject([
      { code: "NOT_FOUND", status: 404, detail: "no such user", started: true },
      { code: "UNAUTHENTICATED", status: 401, started: false },
      { code: "RATE_LIMITED", status: 429, started: false, retryAfter: 7 },
    ]);
    expect(dropped.flat()).toEqual([{ context: "user", params: { user_id: 5 } }]);
  });

  it("judges its arguments, and is not run for wrong ones", async () => {
    const run = vi.fn(() => profile());
    server.use(mockSession(), mockRenameUser(run));
    const { client, dropped } = connect();
    const wrong = { userId: "5", name: "" } as unknown as api.RenameUserArgs;
    const outcome = await api.renameUser.safe(client, wrong);
    expect(outcome).toMatchObject({
      error: {
        status: 422,
        code: "INVALID",
        errors: [
          { path: ["args", "name"], code: "length" },
          { path: ["args", "user_id"], code: "type" },
        ],
        started: false,
      },
    });
    expect(run).not.toHaveBeenCalled();
    expect(dropped.flat()).toEqual([]);
  });

  it("fails as a server's function does where it answers what it may not, and says so", async () => {
    const warned = listening();
    server.use(
      mockSession(),
      mockRenameUser(() => ({ id: 0, nick_name: "Ada" }), { once: true }),
      mockRenameUser(() => {
        throw new Error("broken");
      }),
      mockPlaceOrder(() => refuse("GONE" as "SOLD_OUT"), { once: true }),
      mockPlaceOrder(() => refuse("OUT_OF_STOCK", { pieces: 1.5 as unknown as bigint })),
    );
    const { client } = connect();
    const errors = [];
    for (let count = 0; count < 2; count++) {
      errors.push(await api.renameUser(client, { userId: 5, name: "x" }).catch((error: unknown) => error));
    }
    for (let count = 0; count < 2; count++) {
      errors.push(
        await api.placeOrder(client, { productId: 5n, seal: new Uint8Array() }).catch((it: unknown) => it),
      );
    }
    expect(errors).toMatchObject(errors.map(() => ({ code: "INTERNAL", status: 500, started: true })));
    expect(warned.said()).toEqual([
      "[mizan] the mock of `rename_user` failed: TypeError: its answer is not of its type: `result.id` (range)",
      "[mizan] the mock of `rename_user` failed: Error: broken",
      "[mizan] the mock of `place_order` failed: TypeError: it does not declare `GONE`",
      "[mizan] the mock of `place_order` failed: TypeError: its answer is not of its type: `data.pieces` (type)",
    ]);
    warned.end();
  });

  it("gives a response of the mock's own as it is", async () => {
    server.use(
      mockSession(),
      mockRenameUser(() => new HttpResponse("<h1>gateway</h1>", { status: 502 }), { once: true }),
      mockRenameUser(
        () => {
          throw new HttpResponse("<h1>gateway</h1>", { status: 502 });
        },
        { once: true },
      ),
      mockRenameUser(() => HttpResponse.error()),
    );
    const { client } = connect();
    for (const _ of ["returned", "thrown"]) {
      const lost = await api.renameUser(client, { userId: 5, name: "x" }).catch((error: unknown) => error);
      expect(lost).toBeInstanceOf(NetworkError);
      expect(lost).toMatchObject({ status: 502 });
    }
    await expect(api.renameUser(client, { userId: 5, name: "x" })).rejects.toBeInstanceOf(NetworkError);
  });

  it("waits before it answers, and sees the request", async () => {
    const headers: (string | null)[] = [];
    server.use(
      mockSession({ csrfToken: "t1" }),
      mockRenameUser(
        (_args, { request }) => {
          headers.push(request.headers.get("X-CSRFToken"));
          return profile();
        },
        { delay: 40 },
      ),
    );
    const began = performance.now();
    await api.renameUser(connect().client, { userId: 5, name: "x" });
    expect(performance.now() - began).toBeGreaterThan(35);
    expect(headers).toEqual(["t1"]);
  });
});

describe("an upload", () => {
  it("arrives as files, with the other arguments beside", async () => {
    const given: unknown[] = [];
    server.use(
      mockSession(),
      mockSetPicture(async ({ picture, pages, thumb, productId }) => {
        const pictured = picture as File;
        given.push([pictured.name, pictured.type, await picture.text(), pages.length, thumb, productId]);
        return pages.length;
      }),
    );
    const { client } = connect();
    const picture = new File(["\x89PNG"], "größe.png", { type: "image/png" });
    expect(await doubles.setPicture(client, { picture, productId: 2n ** 64n })).toBe(0);
    const pages = [new Blob(["1"]), new Blob(["2"])];
    expect(await doubles.setPicture(client, { picture, pages, thumb: new Blob([]), productId: 1n })).toBe(2);
    expect(given).toEqual([
      ["größe.png", "image/png", "\x89PNG", 0, null, 2n ** 64n],
      ["größe.png", "image/png", "\x89PNG", 2, expect.any(File), 1n],
    ]);
  });

  it("is judged by its types", async () => {
    server.use(mockSession(), mockSetPicture());
    const { client } = connect();
    const picture = new File(["0123456789"], "a.txt", { type: "text/plain" });
    const pages = [picture, picture, picture];
    expect(await doubles.setPicture.safe(client, { picture, pages, productId: 1n })).toMatchObject({
      error: {
        code: "INVALID",
        errors: [
          { path: ["args", "pages"], code: "length" },
          { path: ["args", "picture"], code: "enum" },
          { path: ["args", "picture"], code: "length" },
        ],
      },
    });
  });
});

describe("the rest", () => {
  const ask = (path: string, init?: RequestInit) => fetch(base + path, init);

  it("is 404 where nothing is mocked", async () => {
    server.use(mockSession(), mockRest());
    const { client } = connect();
    await expect(api.emptyCart(client)).rejects.toMatchObject({
      code: "NOT_FOUND",
      status: 404,
      started: false,
    });
    await expect(api.user.fetch(client, { userId: 5 })).rejects.toBeInstanceOf(MizanError);
    expect((await ask("elsewhere")).headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("is refused as a server refuses it: methods, content types, bodies", async () => {
    server.use(mockRenameUser(), mockUser(), mockSetPicture());
    const wrong = await ask("call/rename_user/");
    expect([wrong.status, wrong.headers.get("Allow")]).toEqual([405, "POST"]);
    const posted = await ask("ctx/user/?user_id=5", { method: "POST" });
    expect([posted.status, posted.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
    const send = async (body: BodyInit, type: string) => {
      const made = await ask("call/rename_user/", {
        method: "POST",
        body,
        headers: { "Content-Type": type },
      });
      const { code, errors } = await made.json();
      return [made.status, code, errors];
    };
    expect(await send("{}", "text/plain")).toEqual([415, "UNSUPPORTED_MEDIA_TYPE", undefined]);
    expect(await send("{", "application/json")).toEqual([400, "BAD_REQUEST", undefined]);
    expect(await send('{"args":[],"x":1}', "application/json")).toEqual([
      422,
      "INVALID",
      [
        { path: ["args"], code: "type" },
        { path: ["x"], code: "unknown" },
      ],
    ]);
    const form = await ask("call/set_picture/", {
      method: "POST",
      body: '{"args":{}}',
      headers: { "Content-Type": "application/json" },
    });
    expect(form.status).toBe(415);
  });

  it("may lie elsewhere", async () => {
    const baseUrl = "https://api.shop.test/v2/";
    server.use(
      mockSession({ baseUrl }),
      mockEmptyCart(() => null, { baseUrl }),
      mockRest(),
    );
    await expect(api.emptyCart(connect(baseUrl).client)).resolves.toBe(null);
    await expect(api.emptyCart(connect().client)).rejects.toMatchObject({ status: 404 });
  });
});
