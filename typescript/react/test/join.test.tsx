import { createClient, fetchTransport, MizanError, type Transport } from "@mizan/client";
import { dehydrate, hydrate, QueryClient, useQuery } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { Gate, problem, Reply } from "../../client/test/counterpart.ts";
import { MizanProvider, useMizanClient } from "../src/index.ts";
import { Name, Orders, Shop } from "./page.tsx";
import { renameUser, schema, UserContext, user, userOptions, useUserProfile } from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  await shop.close();
});

async function shows(...texts: string[]) {
  for (const text of texts) {
    await screen.findByText(text);
  }
}

const rename = (userId: number, name: string) => act(() => renameUser(shop.client, { userId, name }));

function person(userId: number, page?: number) {
  return (
    <UserContext userId={userId} {...(page === undefined ? {} : { page })}>
      <Name />
    </UserContext>
  );
}

describe("what a mutation drops", () => {
  it("is read anew where it is shown, once, past the caches; the rest stays as it is", async () => {
    shop = await Shop.open();
    render(
      shop.page(
        <>
          {person(5)}
          {person(6)}
          <UserContext userId={5}>
            <Orders />
          </UserContext>
        </>,
      ),
    );
    await shows("5 is user 5", "6 is user 6", "orders A-1");
    await rename(5, "Ada");
    await shows("5 is Ada", "6 is user 6");
    expect(shop.reads.toSorted()).toEqual([
      "ctx/user/?user_id=5",
      "ctx/user/?user_id=5",
      "ctx/user/?user_id=6",
    ]);
    expect(shop.server.asked.at(-1)?.headers["cache-control"]).toBe("no-cache");
  });

  it("is forgotten where it is not shown", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    const { rerender } = render(shop.page(person(5, 2)));
    await shows("5 is user 5");
    rerender(shop.page(null));
    await rename(6, "Eve");
    expect(shop.queryClient.getQueryCache().getAll()).toHaveLength(1);
    await rename(5, "Ada");
    expect(shop.queryClient.getQueryCache().getAll()).toHaveLength(0);
    expect(shop.reads).toHaveLength(1);
    rerender(shop.page(person(5, 2)));
    await shows("5 is Ada");
    expect(shop.server.asked.at(-1)?.headers["cache-control"]).toBe("no-cache");
  });

  it("is dropped by a call that failed as well", async () => {
    shop = await Shop.open();
    render(shop.page(person(5)));
    await shows("5 is user 5");
    shop.server.plan.functions = {
      rename_user: () => {
        shop.names.set("5", "half done");
        return problem(500, "INTERNAL", { invalidate: [{ context: "user", function: "user_profile" }] });
      },
    };
    await act(() =>
      expect(renameUser(shop.client, { userId: 5, name: "x" })).rejects.toBeInstanceOf(MizanError),
    );
    await shows("5 is half done");
  });

  it("is read once, though two targets meet it", async () => {
    shop = await Shop.open();
    render(shop.page(person(5)));
    await shows("5 is user 5");
    shop.server.plan.functions = { rename_user: () => ({ result: null, invalidate: ["user", "*"] }) };
    shop.names.set("5", "Ada");
    await rename(5, "Ada");
    await shows("5 is Ada");
    expect(shop.reads).toHaveLength(2);
  });

  it("is read once in strict mode, and by one provider inside of another", async () => {
    shop = await Shop.open();
    render(<StrictMode>{shop.page(shop.page(person(5)))}</StrictMode>);
    await shows("5 is user 5");
    const before = shop.reads.length;
    await rename(5, "Ada");
    await shows("5 is Ada");
    expect(shop.reads).toHaveLength(before + 1);
  });

  it("leaves alone what is not Mizan's", async () => {
    shop = await Shop.open();
    render(shop.page(person(5)));
    await shows("5 is user 5");
    shop.queryClient.setQueryData(["user", { user_id: 5 }], "mine");
    await rename(5, "Ada");
    act(() => shop.client.clear());
    await shows("5 is Ada");
    expect(shop.queryClient.getQueryData(["user", { user_id: 5 }])).toBe("mine");
  });

  it("is marked, not read, where it is shown but switched off", async () => {
    shop = await Shop.open();
    function Off() {
      const options = userOptions(useMizanClient(), { userId: 5 });
      return <p>off {useQuery({ ...options, enabled: false }).data?.userProfile.nick_name}</p>;
    }
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5 }));
    render(shop.page(<Off />));
    await shows("off user 5");
    await rename(5, "Ada");
    await user.fetch(shop.client, { userId: 6 });
    expect(shop.reads).toEqual(["ctx/user/?user_id=5", "ctx/user/?user_id=6"]);
    expect(shop.queryClient.getQueryState(["mizan", "user", { user_id: 5 }])?.isInvalidated).toBe(true);
  });

  it("is said in development when nothing on the page meets it", async () => {
    shop = await Shop.open();
    const transport: Transport = {
      call: async () => ({ result: null, invalidate: ["user"] }),
      read: async () => ({ user_orders: [], user_profile: { id: 5, nick_name: "x" } }),
    };
    const client = createClient({ transport, development: true });
    const said: unknown[] = [];
    const { warn } = console;
    console.warn = (text) => said.push(text);
    render(
      <MizanProvider client={client} queryClient={shop.queryClient}>
        {null}
      </MizanProvider>,
    );
    await shop.queryClient.prefetchQuery(userOptions(client, { userId: 5 }));
    await renameUser(client, { userId: 5, name: "x" });
    const met = [...said];
    await renameUser(client, { userId: 5, name: "x" });
    console.warn = warn;
    expect(met).toEqual([]);
    expect(said).toEqual(["mizan: `rename_user` dropped `user`, which met no query"]);
  });

  it("is heard once by a cache, however often it is provided", async () => {
    shop = await Shop.open();
    let reads = 0;
    const transport: Transport = {
      call: async () => ({ result: null, invalidate: ["user"] }),
      read: async () => {
        reads += 1;
        return { user_orders: [], user_profile: { id: 5, nick_name: `read ${reads}` } };
      },
    };
    const client = createClient({ transport });
    const provided = (inside: ReactNode) => (
      <MizanProvider client={client} queryClient={shop.queryClient}>
        {inside}
      </MizanProvider>
    );
    const { rerender } = render(provided(provided(person(5))));
    await shows("5 is read 1");
    rerender(provided(provided(person(5))));
    await act(() => renameUser(client, { userId: 5, name: "x" }));
    await shows("5 is read 2");
    expect(reads).toBe(2);
  });
});

describe("a read under way that a mutation drops", () => {
  it("is repeated at the first load: old data that comes late is never shown", async () => {
    shop = await Shop.open();
    const gate = shop.hold();
    const seen = new Set<string>();
    function Watch() {
      const { data } = useUserProfile();
      if (data) {
        seen.add(data.nick_name);
      }
      return null;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Watch />
          <Name />
        </UserContext>,
      ),
    );
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    await rename(5, "Ada");
    gate.open();
    await shows("5 is Ada");
    expect([...seen]).toEqual(["Ada"]);
    expect(shop.reads).toHaveLength(2);
  });

  it("is repeated while it renews what is shown", async () => {
    shop = await Shop.open();
    render(shop.page(person(5)));
    await shows("5 is user 5");
    const gate = shop.hold();
    act(() => void shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await waitFor(() => expect(shop.reads).toHaveLength(2));
    await rename(5, "Ada");
    gate.open();
    await shows("5 is Ada");
    expect(shop.reads).toHaveLength(3);
  });

  it("gives who waits for it without showing it, a route's loader, the repeated answer", async () => {
    shop = await Shop.open();
    render(shop.page(null));
    const gate = shop.hold();
    const loading = shop.queryClient.fetchQuery(userOptions(shop.client, { userId: 5 }));
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    await rename(5, "Ada");
    gate.open();
    expect((await loading).userProfile.nick_name).toBe("Ada");
  });

  // Between the moment when a read is answered and the moment when TanStack has written the answer, some microtasks
  // pass. A mutation's answer that comes in any of them must not be lost: each is tried, and some before and after.
  for (const kind of ["first", "again"] as const) {
    it(`is repeated at whichever step of being written it is (${kind})`, async () => {
      shop = await Shop.open();
      for (let steps = 0; steps < 24; steps += 1) {
        let now = "old";
        const reading = new Gate<string>();
        const renaming = new Gate();
        const bundle = (name: string) => ({ user_orders: [], user_profile: { id: 5, nick_name: name } });
        const waits: Promise<string>[] = kind === "first" ? [] : [Promise.resolve("older")];
        waits.push(reading.passed);
        const transport: Transport = {
          call: () => renaming.passed.then(() => ({ result: null, invalidate: ["user"] })),
          read: async () => bundle(await (waits.shift() ?? now)),
        };
        const client = createClient({ transport });
        const queryClient = new QueryClient();
        const { unmount } = render(
          <MizanProvider client={client} queryClient={queryClient}>
            {person(5)}
          </MizanProvider>,
        );
        const key = ["mizan", "user", { user_id: 5 }];
        if (kind === "again") {
          await shows("5 is older");
          act(() => void queryClient.refetchQueries({ queryKey: key }));
        }
        const call = renameUser(client, { userId: 5, name: "new" });
        await act(async () => {
          reading.open("old");
          for (let step = 0; step < steps; step += 1) {
            await Promise.resolve();
          }
          now = "new";
          renaming.open();
          await call;
        });
        await shows("5 is new");
        unmount();
        queryClient.clear();
      }
    });
  }
});

describe("clear", () => {
  it("empties what is shown at once, reads it anew, and forgets the rest", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 6 }));
    render(shop.page(person(5)));
    await shows("5 is user 5");
    const gate = shop.hold();
    shop.names.set("5", "another's");
    act(() => shop.client.clear());
    await shows("loading");
    expect(shop.queryClient.getQueryCache().getAll()).toHaveLength(1);
    gate.open();
    await shows("5 is another's");
    expect(shop.reads).toEqual(["ctx/user/?user_id=6", "ctx/user/?user_id=5", "ctx/user/?user_id=5"]);
  });

  it("lets no read that was under way be written", async () => {
    shop = await Shop.open();
    const gate = shop.hold();
    render(shop.page(person(5)));
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    shop.names.set("5", "another's");
    act(() => shop.client.clear());
    gate.open();
    await shows("5 is another's");
    expect(shop.reads).toHaveLength(2);
  });

  it("lets nothing be written at whichever step it is, not even where the next read is refused", async () => {
    shop = await Shop.open();
    for (let steps = 0; steps < 24; steps += 1) {
      const reading = new Gate<string>();
      const answers = [reading.passed];
      const refused = () => new MizanError({ code: "UNAUTHENTICATED" }, 401);
      const transport: Transport = {
        call: async () => ({ result: null, invalidate: [] }),
        read: async () => {
          const name = await (answers.shift() ?? Promise.reject(refused()));
          return { user_orders: [], user_profile: { id: 5, nick_name: name } };
        },
      };
      const client = createClient({ transport });
      const queryClient = new QueryClient();
      const { unmount } = render(
        <MizanProvider client={client} queryClient={queryClient}>
          {person(5)}
        </MizanProvider>,
      );
      await act(async () => {
        reading.open("the first one's");
        for (let step = 0; step < steps; step += 1) {
          await Promise.resolve();
        }
        client.clear();
      });
      await shows("error UNAUTHENTICATED");
      expect(queryClient.getQueryData(["mizan", "user", { user_id: 5 }])).toBeUndefined();
      unmount();
      queryClient.clear();
    }
  });

  it("does not bring back what the page came with", async () => {
    shop = await Shop.open();
    const bundle = { userOrders: [], userProfile: { id: 5, nick_name: "the first one's" } };
    const came = new QueryClient();
    came.setQueryData(["mizan", "user", { user_id: 5 }], bundle);
    hydrate(shop.queryClient, dehydrate(came));
    const gate = shop.hold();
    render(shop.page(person(5)));
    await shows("5 is the first one's");
    act(() => shop.client.clear());
    await shows("loading");
    gate.open();
    await shows("5 is user 5");
  });

  it("is heard while the provider is not on the screen", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    const { unmount } = render(shop.page(person(5)));
    await shows("5 is user 5");
    unmount();
    act(() => shop.client.clear());
    expect(shop.queryClient.getQueryCache().getAll()).toHaveLength(0);
  });
});

describe("what is tried again", () => {
  it("is not what will be refused again", async () => {
    shop = await Shop.open();
    for (const [status, code] of [
      [401, "UNAUTHENTICATED"],
      [403, "FORBIDDEN"],
      [404, "NOT_FOUND"],
      [422, "INVALID"],
    ] as const) {
      shop.server.plan.contexts = { user: () => problem(status, code) };
      const { unmount } = render(shop.page(person(status)));
      await shows(`error ${code}`);
      unmount();
      expect(shop.reads.filter((path) => path.endsWith(`=${status}`))).toHaveLength(1);
    }
    // Nor what a proxy says, or what is none of this client's bundles.
    for (const [id, answer] of [
      [1, new Reply(404, "text/html", "<h1>")],
      [2, new Reply(200, "text/html", "<h1>")],
      [3, {}],
    ] as const) {
      shop.server.plan.contexts = { user: () => answer };
      const { unmount } = render(shop.page(person(id)));
      await shows("error NETWORK");
      unmount();
      expect(shop.reads.filter((path) => path.endsWith(`=${id}`))).toHaveLength(1);
    }
  });

  it("is what may pass", async () => {
    for (const answers of [
      [problem(503, "UNAVAILABLE"), problem(429, "RATE_LIMITED"), problem(408, "TIMEOUT")],
      [new Reply(502, "text/html", "<h1>"), new Reply(429, "text/html", "<h1>"), problem(500, "INTERNAL")],
    ]) {
      shop = await Shop.open({ defaultOptions: { queries: { retryDelay: 1 } } });
      const { user: read } = shop.server.plan.contexts ?? {};
      shop.server.plan.contexts = { user: (params, asked) => answers.shift() ?? read?.(params, asked) };
      const { unmount } = render(shop.page(person(5)));
      await shows("5 is user 5");
      expect(shop.reads).toHaveLength(4);
      unmount();
      await shop.close();
    }
  });

  it("is what got no answer", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { retryDelay: 1 } } });
    const { baseUrl } = shop.server;
    let lost = 2;
    // A network that fails, and then a way to the server.
    const away = async (url: string | URL | Request, init?: RequestInit) => {
      lost -= 1;
      return lost < 0 ? fetch(url, init) : fetch("http://127.0.0.1:1/", init);
    };
    const client = createClient({ transport: fetchTransport({ baseUrl, schema, fetch: away }) });
    render(
      <MizanProvider client={client} queryClient={shop.queryClient}>
        {person(5)}
      </MizanProvider>,
    );
    await shows("5 is user 5");
    expect(lost).toBe(-1);
  });

  it("is what the page's own settings say", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { retry: false } } });
    shop.server.plan.contexts = { user: () => problem(503, "UNAVAILABLE") };
    render(shop.page(person(5)));
    await shows("error UNAVAILABLE");
    expect(shop.reads).toHaveLength(1);
  });

  it("is what the page said for Mizan's queries, whose other settings stay too", async () => {
    shop = await Shop.open();
    shop.queryClient.setQueryDefaults(["mizan"], { retry: 1, retryDelay: 1 });
    shop.server.plan.contexts = { user: () => problem(503, "UNAVAILABLE") };
    const { unmount } = render(shop.page(person(5)));
    await shows("error UNAVAILABLE");
    expect(shop.reads).toHaveLength(2);
    unmount();
    const other = new QueryClient();
    other.setQueryDefaults(["mizan"], { staleTime: 7 });
    render(
      <MizanProvider client={shop.client} queryClient={other}>
        {null}
      </MizanProvider>,
    );
    expect(other.getQueryDefaults(["mizan"])).toMatchObject({ staleTime: 7, retry: expect.any(Function) });
  });
});

it("a query's options serve TanStack's own ways", async () => {
  shop = await Shop.open();
  const options = userOptions(shop.client, { userId: 5, page: null });
  expect(options.queryKey).toEqual(["mizan", "user", { user_id: 5 }]);
  const bundle = await shop.queryClient.fetchQuery(options);
  expect(shop.queryClient.getQueryData(options.queryKey)).toBe(bundle);
  expect(bundle).toEqual(await user.fetch(shop.client, { userId: 5 }));
});
