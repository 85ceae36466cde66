// What is shown is what the server said last, at moments that are easily forgotten: between React's steps, between two of
// TanStack's, without a network, with several caches. Each moment is held open by the server or by React itself.

import { ClientOutdated, createClient, fetchTransport } from "@mizan/client";
import {
  dehydrate,
  hydrate,
  onlineManager,
  QueryClient,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { Activity, Component, type ReactNode, StrictMode, Suspense, startTransition, useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { problem } from "../../client/test/counterpart.ts";
import { contextInfiniteOptions, MizanProvider, suspenseHook, useMizanClient } from "../src/index.ts";
import { counted, Name, Orders, Shop } from "./page.tsx";
import { renameUser, schema, UserContext, useRenameUser, user, userOptions, useUserProfile } from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  onlineManager.setOnline(true);
  await shop.close();
});

const forever = { defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } };
const rename = (userId: number, name: string) => act(() => renameUser(shop.client, { userId, name }));
const five = (inside: ReactNode = <Name />) => <UserContext userId={5}>{inside}</UserContext>;

describe("what a mutation drops", () => {
  it("while it is shown but switched off, is read when it is shown for good", async () => {
    shop = await Shop.open();
    function Off() {
      const options = userOptions(useMizanClient(), { userId: 5 });
      return <p>off {useQuery({ ...options, enabled: false }).data?.userProfile.nick_name}</p>;
    }
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5 }));
    const { rerender } = render(shop.page(<Off />));
    await screen.findByText("off user 5");
    await rename(5, "Ada");
    rerender(
      shop.page(
        <>
          <Off />
          {five()}
        </>,
      ),
    );
    await screen.findByText("5 is Ada");
    await screen.findByText("off Ada");
    expect(shop.reads).toHaveLength(2);
  });

  it("between a component's render and its first moment on the screen, is not shown", async () => {
    shop = await Shop.open(forever);
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5 }));
    const held = Promise.withResolvers<void>();
    let waits = true;
    let open = () => {};
    const rendered: (string | undefined)[] = [];
    function Seen() {
      const { data } = useUserProfile();
      rendered.push(data?.nick_name);
      return <p>{data?.nick_name ?? "loading"}</p>;
    }
    function Held() {
      if (waits) {
        throw held.promise;
      }
      return null;
    }
    function Page() {
      const [isOpen, set] = useState(false);
      open = () => startTransition(() => set(true));
      return (
        <Suspense fallback="waiting">
          {isOpen &&
            five(
              <>
                <Seen />
                <Held />
              </>,
            )}
        </Suspense>
      );
    }
    render(shop.page(<Page />));
    act(() => open());
    // React has rendered it with what was there, and holds it back.
    expect(rendered).toEqual(["user 5"]);
    await rename(5, "Ada");
    waits = false;
    await act(async () => held.resolve());
    await screen.findByText("Ada");
    await rename(5, "Eve");
    await screen.findByText("Eve");
  });

  it("while it is hidden by React, is read when it is shown again", async () => {
    shop = await Shop.open(forever);
    const page = (mode: "visible" | "hidden") => shop.page(<Activity mode={mode}>{five()}</Activity>);
    const { rerender } = render(page("visible"));
    await screen.findByText("5 is user 5");
    rerender(page("hidden"));
    await rename(5, "Ada");
    rerender(page("visible"));
    await screen.findByText("5 is Ada");
    expect(shop.reads).toHaveLength(2);
  });

  it("while the network is away, is read once when it is back", async () => {
    shop = await Shop.open(forever);
    render(shop.page(five()));
    await screen.findByText("5 is user 5");
    act(() => onlineManager.setOnline(false));
    // By a client that does not wait for the network, as another tab's is.
    await rename(5, "Ada");
    await rename(5, "Eve");
    expect(shop.reads).toHaveLength(1);
    act(() => onlineManager.setOnline(true));
    await screen.findByText("5 is Eve");
    expect(shop.reads).toHaveLength(2);
    expect(shop.server.asked.at(-1)?.headers["cache-control"]).toBe("no-cache");
  });

  it("while its read waits to be tried again, is read at once", async () => {
    shop = await Shop.open({ defaultOptions: { queries: { retryDelay: 600_000 } } });
    const { user: read } = shop.server.plan.contexts ?? {};
    const refused = [problem(503, "UNAVAILABLE")];
    shop.server.plan.contexts = { user: (params, asked) => refused.shift() ?? read?.(params, asked) };
    render(shop.page(five()));
    await waitFor(() => expect(shop.queryClient.isFetching()).toBe(1));
    await waitFor(() =>
      expect(shop.queryClient.getQueryState(["mizan", "user", { user_id: 5 }])?.fetchFailureCount).toBe(1),
    );
    await rename(5, "Ada");
    await screen.findByText("5 is Ada");
  });

  it("twice while a page is being added to others, is followed by that page", async () => {
    shop = await Shop.open();
    const options = contextInfiniteOptions(user)(
      shop.client,
      { userId: 5 },
      { param: "page", next: (_, pages) => pages.length + 1 },
    );
    let more: () => Promise<unknown> = async () => undefined;
    function Pages() {
      const { data, fetchNextPage } = useInfiniteQuery(options);
      more = fetchNextPage;
      return <p>{data?.pages.map(({ userProfile }) => userProfile.nick_name).join(", ")}</p>;
    }
    render(shop.page(<Pages />));
    await screen.findByText("user 5");
    const adding = shop.hold();
    act(() => void more());
    await waitFor(() => expect(shop.reads).toHaveLength(2));
    const again = shop.hold();
    await rename(5, "Ada");
    await waitFor(() => expect(shop.reads).toHaveLength(3));
    await rename(5, "Eve");
    adding.open();
    again.open();
    await screen.findByText("Eve, Eve");
  });

  it("is dropped in each cache that follows the client, and so is everything at its end", async () => {
    shop = await Shop.open(forever);
    const other = new QueryClient(forever);
    render(
      <>
        {shop.page(five())}
        <MizanProvider client={shop.client} queryClient={other}>
          {five(<Orders />)}
        </MizanProvider>
      </>,
    );
    await screen.findByText("5 is user 5");
    await screen.findByText("orders A-1");
    await other.prefetchQuery(userOptions(shop.client, { userId: 5, page: 2 }));
    shop.orders = ["A-1", "A-2"];
    await rename(5, "Ada");
    await screen.findByText("5 is Ada");
    await screen.findByText("orders A-1, A-2");
    expect(other.getQueryCache().getAll()).toHaveLength(1);
    expect(shop.reads).toHaveLength(5);
    shop.orders = ["B-1"];
    act(() => shop.client.clear());
    await screen.findByText("orders B-1");
    await waitFor(() => expect(shop.reads).toHaveLength(7));
    other.clear();
  });

  it("is heard once in strict mode, and by nobody who is gone", async () => {
    shop = await Shop.open();
    const { client, listening } = counted(shop.client);
    function Form() {
      useRenameUser();
      return null;
    }
    const page = (inside: ReactNode) => (
      <StrictMode>
        <MizanProvider client={client} queryClient={shop.queryClient}>
          {inside}
        </MizanProvider>
      </StrictMode>
    );
    const { rerender, unmount } = render(page(null));
    const before = listening.now;
    rerender(page(<Form />));
    expect(listening.now).toBe(before + 1);
    unmount();
    expect(listening.now).toBe(before);
  });
});

const useSuspenseProfile = suspenseHook(user, "userProfile");

class Boundary extends Component<{ children: ReactNode }> {
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override state: { error?: unknown } = {};

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <p>caught {(error as Error).name}</p>;
  }
}

describe("a component that is suspended", () => {
  it("when a mutation drops what it waits for, shows the repeated answer alone", async () => {
    shop = await Shop.open();
    const seen: string[] = [];
    function Profile() {
      const { data } = useSuspenseProfile();
      seen.push(data.nick_name);
      return <p>{data.nick_name}</p>;
    }
    const gate = shop.hold();
    render(
      shop.page(
        five(
          <Suspense fallback="waiting">
            <Profile />
          </Suspense>,
        ),
      ),
    );
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    await rename(5, "Ada");
    gate.open();
    await screen.findByText("Ada");
    expect(new Set(seen)).toEqual(new Set(["Ada"]));
    expect(shop.reads).toHaveLength(2);
  });

  it("is told by the nearest boundary that the client is outdated, after one read", async () => {
    shop = await Shop.open();
    shop.server.plan.contexts = { user: () => problem(404, "NOT_FOUND", { outdated: true }) };
    function Profile() {
      return <p>{useSuspenseProfile().data.nick_name}</p>;
    }
    const { error } = console;
    console.error = () => {};
    render(
      shop.page(
        <Boundary>
          {five(
            <Suspense fallback="waiting">
              <Profile />
            </Suspense>,
          )}
        </Boundary>,
      ),
    );
    await screen.findByText("caught ClientOutdated");
    console.error = error;
    expect(shop.reads).toHaveLength(1);
  });
});

it("a mutation's hook tells that the client is outdated", async () => {
  shop = await Shop.open();
  shop.server.plan.functions = { rename_user: () => problem(422, "INVALID", { outdated: true }) };
  let hook: ReturnType<typeof useRenameUser> | undefined;
  function Form() {
    hook = useRenameUser();
    return <p>{hook.status}</p>;
  }
  render(shop.page(<Form />));
  act(() => hook?.mutate({ userId: 5, name: "x" }));
  await screen.findByText("error");
  expect(hook?.error).toBeInstanceOf(ClientOutdated);
});

describe("another tab", () => {
  // A channel of the same name, as a client of another thread has it.
  it("has what its call dropped read anew, and its end ends what is shown", async () => {
    shop = await Shop.open(forever);
    const { baseUrl } = shop.server;
    const client = createClient({ transport: fetchTransport({ baseUrl, schema }), tabs: true });
    const other = createClient({ transport: fetchTransport({ baseUrl, schema }), tabs: true });
    const page = (
      <MizanProvider client={client} queryClient={shop.queryClient}>
        {five()}
      </MizanProvider>
    );
    render(page);
    await screen.findByText("5 is user 5");
    await shop.queryClient.prefetchQuery(userOptions(client, { userId: 6 }));
    await renameUser(other, { userId: 5, name: "Ada" });
    await screen.findByText("5 is Ada");
    expect(shop.reads).toHaveLength(3);
    const gate = shop.hold();
    shop.names.set("5", "another's");
    other.clear();
    await screen.findByText("loading");
    expect(shop.queryClient.getQueryCache().getAll()).toHaveLength(1);
    gate.open();
    await screen.findByText("5 is another's");
  });
});

describe("what was kept from an earlier page", () => {
  /** Fills the cache as it was `age` milliseconds ago, on another page. */
  function restore(age: number): void {
    const kept = new QueryClient();
    kept.setQueryData(
      userOptions(shop.client, { userId: 5 }).queryKey,
      { userOrders: [], userProfile: { id: 5, nick_name: "as it was" } },
      { updatedAt: performance.timeOrigin - age },
    );
    hydrate(shop.queryClient, dehydrate(kept));
  }

  it("is shown, and read anew: nobody heard what was dropped since", async () => {
    shop = await Shop.open();
    restore(60_000);
    const gate = shop.hold();
    render(shop.page(five()));
    await screen.findByText("5 is as it was");
    gate.open();
    await screen.findByText("5 is user 5");
    expect(shop.reads).toHaveLength(1);
  });

  it("is taken as the server's own for this page, whose clock may be a little behind", async () => {
    shop = await Shop.open();
    restore(1_000);
    render(shop.page(five()));
    await screen.findByText("5 is as it was");
    await rename(5, "Ada");
    await screen.findByText("5 is Ada");
    expect(shop.reads).toHaveLength(1);
  });
});
