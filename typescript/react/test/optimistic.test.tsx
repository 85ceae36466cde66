import { onlineManager, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { Gate, problem } from "../../client/test/counterpart.ts";
import { contextInfiniteOptions, MizanProvider, useMizanClient } from "../src/index.ts";
import { optimistic } from "../src/optimistic.ts";
import { counted, Name, Orders, Shop } from "./page.tsx";
import { UserContext, useRenameUser, user, userOptions } from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  onlineManager.setOnline(true);
  await shop.close();
});

/** Lets each call wait for the gate of its `name` argument; then it is done, or refused where the gate says so. */
class Calls {
  readonly gates = new Map<string, Gate>();
  readonly refused = new Set<string>();
  dropping = true;

  constructor() {
    shop.server.plan.functions = {
      rename_user: async ({ user_id, name }) => {
        await this.gates.get(String(name))?.passed;
        if (this.refused.has(String(name))) {
          return problem(409, "CONFLICT", {});
        }
        shop.names.set(String(user_id), String(name));
        return {
          result: null,
          invalidate: this.dropping ? [{ context: "user", params: { user_id } }] : [],
        };
      },
    };
  }

  hold(...names: string[]): void {
    for (const name of names) {
      this.gates.set(name, new Gate());
    }
  }

  pass(name: string): void {
    this.gates.get(name)?.open();
  }
}

let hook: ReturnType<typeof useRenameUser>;

/** Renames as the guess says: at once, and for every page. */
function Form() {
  hook = useRenameUser({
    onMutate: optimistic(({ userId, name }, shown) =>
      shown.update(user, { userId }, (bundle, page) => ({
        ...bundle,
        userProfile: {
          ...bundle.userProfile,
          nick_name: `${bundle.userProfile.nick_name}>${name}${page || ""}`,
        },
      })),
    ),
  });
  return <p>{hook.status}</p>;
}

function shown(userId = 5) {
  return shop.page(
    <UserContext userId={userId}>
      <Name />
      <Orders />
      <Form />
    </UserContext>,
  );
}

const rename = (name: string, userId = 5) => act(() => hook.mutate({ userId, name }));

async function begin(...held: string[]): Promise<Calls> {
  shop = await Shop.open();
  const calls = new Calls();
  calls.hold(...held);
  render(shown());
  await screen.findByText("5 is user 5");
  return calls;
}

describe("a guess", () => {
  it("is shown at once, and what the server says takes its place without a moment of what was before", async () => {
    const calls = await begin("Ada");
    const seen: (string | null)[] = [];
    const watch = new MutationObserver(() => seen.push(document.body.textContent));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    const read = shop.hold();
    calls.pass("Ada");
    await screen.findByText("success");
    // It has succeeded, and is shown until the read is there that its answer called for.
    await screen.findByText("5 is user 5>Ada");
    read.open();
    await screen.findByText("5 is Ada");
    watch.disconnect();
    const after = seen.slice(seen.findIndex((text) => text?.includes(">Ada")));
    expect(after.filter((text) => text?.includes("5 is user 5") && !text.includes(">Ada"))).toEqual([]);
    expect(shop.reads).toHaveLength(2);
  });

  it("is taken back when the call is refused, with no read", async () => {
    const calls = await begin("Ada");
    calls.refused.add("Ada");
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    calls.pass("Ada");
    await screen.findByText("error");
    await screen.findByText("5 is user 5");
    expect(shop.reads).toHaveLength(1);
  });

  it("is taken back where the answer drops nothing of it: the server's word counts", async () => {
    const calls = await begin();
    calls.dropping = false;
    rename("Ada");
    await screen.findByText("success");
    await screen.findByText("5 is user 5");
  });

  it("stays of several that cross, whichever fails, and in whichever order they end", async () => {
    for (const order of [
      ["A", "B"],
      ["B", "A"],
    ]) {
      for (const refused of ["A", "B"]) {
        const calls = await begin("A", "B");
        calls.refused.add(refused);
        rename("A");
        rename("B");
        await screen.findByText("5 is user 5>A>B");
        const kept = refused === "A" ? "B" : "A";
        for (const name of order) {
          const reads = shop.reads.length;
          calls.pass(name);
          if (name === kept) {
            await waitFor(() => expect(shop.reads).toHaveLength(reads + 1));
          } else {
            await waitFor(() => expect(screen.queryByText(new RegExp(`>${refused}`))).toBeNull());
          }
        }
        await screen.findByText(`5 is ${kept}`);
        cleanup();
        await shop.close();
      }
    }
    shop = await Shop.open();
  });

  it("lies over what a read brings while its call runs, and goes with it", async () => {
    const calls = await begin("Ada");
    calls.refused.add("Ada");
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    shop.names.set("5", "Eve");
    await act(() => shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await screen.findByText("5 is Eve>Ada");
    calls.pass("Ada");
    await screen.findByText("5 is Eve");
  });

  it("lies over what is read for the first time while its call runs", async () => {
    const calls = await begin("Ada");
    calls.refused.add("Ada");
    rename("Ada", 6);
    const { queryClient, client } = shop;
    await act(() => queryClient.prefetchQuery(userOptions(client, { userId: 6 })));
    const name = () =>
      queryClient.getQueryData(userOptions(client, { userId: 6 }).queryKey)?.userProfile.nick_name;
    expect(name()).toBe("user 6>Ada");
    calls.pass("Ada");
    await screen.findByText("error");
    expect(name()).toBe("user 6");
  });

  it("survives that the read after it fails, and the one after that says what is so", async () => {
    const calls = await begin("Ada");
    shop.queryClient.setQueryDefaults(["mizan"], { retry: false });
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    const { contexts = {} } = shop.server.plan;
    shop.server.plan.contexts = { user: () => problem(503, "UNAVAILABLE", {}) };
    calls.pass("Ada");
    await screen.findByText("error UNAVAILABLE");
    expect(shop.queryClient.getQueryData(userOptions(shop.client, { userId: 5 }).queryKey)).toMatchObject({
      userProfile: { nick_name: "user 5>Ada" },
    });
    shop.server.plan.contexts = contexts;
    await act(() => shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await screen.findByText("5 is Ada");
  });

  it("renders nobody whose part it leaves alone, and makes nothing fresh", async () => {
    shop = await Shop.open();
    new Calls().hold("Ada");
    let renders = 0;
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Orders
            onRender={() => {
              renders += 1;
            }}
          />
          <Form />
        </UserContext>,
      ),
    );
    await screen.findByText("5 is user 5");
    await screen.findByText("orders A-1");
    const key = userOptions(shop.client, { userId: 5 }).queryKey;
    const before = { renders, at: shop.queryClient.getQueryState(key)?.dataUpdatedAt };
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    expect({ renders, at: shop.queryClient.getQueryState(key)?.dataUpdatedAt }).toEqual(before);
  });

  it("is shown while the network is away, and is forgotten with the session", async () => {
    await begin();
    onlineManager.setOnline(false);
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    act(() => onlineManager.setOnline(true));
    await screen.findByText("5 is Ada");
  });

  it("of whoever has signed out is shown to nobody", async () => {
    const calls = await begin("Ada");
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    await waitFor(() => expect(shop.server.paths("call/")).toHaveLength(1));
    act(() => shop.client.clear());
    await screen.findByText("5 is user 5");
    await act(() => shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5, page: 2 })));
    expect(
      shop.queryClient.getQueryData(userOptions(shop.client, { userId: 5, page: 2 }).queryKey)?.userProfile
        .nick_name,
    ).toBe("user 5");
    calls.pass("Ada");
    await screen.findByText("5 is Ada");
  });

  it("that was refused is not brought back by a read that was given up, whenever that began", async () => {
    for (const begins of ["before", "after"]) {
      shop = await Shop.open({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
      const calls = new Calls();
      calls.hold("Ada");
      calls.refused.add("Ada");
      const page = (inside: ReactNode) =>
        shop.page(
          <>
            {inside}
            <Form />
          </>,
        );
      const name = (
        <UserContext userId={5}>
          <Name />
        </UserContext>
      );
      const { rerender } = render(page(name));
      await screen.findByText("5 is user 5");
      const read = () => act(() => void shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
      const held = shop.hold();
      if (begins === "before") {
        read();
      }
      rename("Ada");
      await screen.findByText("5 is user 5>Ada");
      if (begins === "after") {
        read();
      }
      await waitFor(() => expect(shop.reads).toHaveLength(2));
      const known = () => shop.queryClient.getQueryData(userOptions(shop.client, { userId: 5 }).queryKey);
      if (begins === "before") {
        // Given up while the call runs: the guess is still one.
        rerender(page(null));
        expect(known()?.userProfile.nick_name).toBe("user 5>Ada");
      }
      calls.pass("Ada");
      await screen.findByText("error");
      rerender(page(null));
      expect(known()?.userProfile.nick_name).toBe("user 5");
      held.open();
      cleanup();
      await shop.close();
    }
    shop = await Shop.open();
  });

  it("leaves nobody listening when it has ended, and another one comes after it", async () => {
    shop = await Shop.open();
    const { client, listening } = counted(shop.client);
    const calls = new Calls();
    calls.hold("Ada", "Eve");
    calls.refused.add("Eve");
    render(
      <MizanProvider client={client} queryClient={shop.queryClient}>
        <UserContext userId={5}>
          <Name />
          <Form />
        </UserContext>
      </MizanProvider>,
    );
    await screen.findByText("5 is user 5");
    const before = listening.now;
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    expect(listening.now).toBe(before + 1);
    calls.pass("Ada");
    await screen.findByText("5 is Ada");
    expect(listening.now).toBe(before);
    rename("Eve");
    await screen.findByText("5 is Ada>Eve");
    calls.pass("Eve");
    await screen.findByText("error");
    await screen.findByText("5 is Ada");
    expect(listening.now).toBe(before);
    // Nor where the read after it has failed and one has succeeded, or what it lay over is forgotten.
    shop.queryClient.setQueryDefaults(["mizan"], { retry: false });
    const { contexts = {} } = shop.server.plan;
    shop.server.plan.contexts = { user: () => problem(503, "UNAVAILABLE", {}) };
    rename("Joan");
    await screen.findByText("error UNAVAILABLE");
    // What has succeeded is shown until there is a word about it.
    expect(listening.now).toBe(before + 1);
    shop.server.plan.contexts = contexts;
    await act(() => shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await screen.findByText("5 is Joan");
    expect(listening.now).toBe(before);
    calls.hold("Grace");
    rename("Grace");
    await waitFor(() => expect(listening.now).toBe(before + 1));
    shop.hold();
    act(() => void shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    act(() => shop.queryClient.removeQueries({ queryKey: ["mizan"] }));
    calls.pass("Grace");
    await screen.findByText("success");
    expect(listening.now).toBe(before);
  });

  it("ends with its mutation, where that is forgotten before it ran", async () => {
    await begin();
    onlineManager.setOnline(false);
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
    act(() => shop.queryClient.getMutationCache().clear());
    await screen.findByText("5 is user 5");
  });

  it("is one for each run, of the same variables too", async () => {
    const calls = await begin("Ada");
    const variables = { userId: 5, name: "Ada" };
    // Both are pending before either shows anything.
    act(() => {
      hook.mutate(variables);
      hook.mutate(variables);
    });
    await screen.findByText("5 is user 5>Ada>Ada");
    calls.refused.add("Ada");
    calls.pass("Ada");
    await screen.findByText("5 is user 5");
  });

  it("goes with its own run of two that were begun together", async () => {
    const calls = await begin("A", "B");
    calls.refused.add("A");
    act(() => {
      hook.mutate({ userId: 5, name: "A" });
      hook.mutate({ userId: 5, name: "B" });
    });
    await screen.findByText("5 is user 5>A>B");
    calls.pass("A");
    await screen.findByText("5 is user 5>B");
    calls.pass("B");
    await screen.findByText("5 is B");
  });

  it("goes with its own function's run, whatever else was begun with the same variables", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("A");
    calls.refused.add("A");
    const other = new Gate();
    let mine: { mutate: (variables: { userId: number; name: string }) => void } | undefined;
    function Mine() {
      mine = useMutation({ mutationFn: () => other.passed });
      return null;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Form />
          <Mine />
        </UserContext>,
      ),
    );
    await screen.findByText("5 is user 5");
    const variables = { userId: 5, name: "A" };
    act(() => {
      hook.mutate(variables);
      mine?.mutate(variables);
    });
    await screen.findByText("5 is user 5>A");
    calls.pass("A");
    await screen.findByText("error");
    await screen.findByText("5 is user 5");
    other.open();
  });

  it("lies over a first read that was under way when it was made", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("Ada");
    calls.refused.add("Ada");
    const read = shop.hold();
    render(shown());
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    rename("Ada");
    await screen.findByText("pending");
    expect(screen.getAllByText("loading")).toHaveLength(2);
    read.open();
    await screen.findByText("5 is user 5>Ada");
    calls.pass("Ada");
    await screen.findByText("5 is user 5");
  });

  it("that throws harms neither the call nor what is shown", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    const thrown: unknown[] = [];
    const hear = (error: unknown) => thrown.push(error);
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", hear);
    function Wrong() {
      hook = useRenameUser({
        onMutate: optimistic((_, all) =>
          all.update(user, {}, () => {
            throw new RangeError("a wrong guess");
          }),
        ),
      });
      return <p>{hook.status}</p>;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Wrong />
        </UserContext>,
      ),
    );
    await screen.findByText("5 is user 5");
    rename("Ada");
    await screen.findByText("5 is Ada");
    process.off("uncaughtException", hear);
    for (const listener of others) {
      process.on("uncaughtException", listener);
    }
    expect(calls.dropping && thrown).toContainEqual(new RangeError("a wrong guess"));
  });

  it("works in strict mode", async () => {
    shop = await Shop.open();
    new Calls().hold("Ada");
    render(<StrictMode>{shown()}</StrictMode>);
    await screen.findByText("5 is user 5");
    rename("Ada");
    await screen.findByText("5 is user 5>Ada");
  });
});

let list: { fetchNextPage: () => unknown } | undefined;

function Pages() {
  const options = contextInfiniteOptions(user)(
    useMizanClient(),
    { userId: 5 },
    { param: "page", initial: 1, next: (_, pages) => pages.length + 1 },
  );
  const { data, fetchNextPage } = useInfiniteQuery(options);
  list = { fetchNextPage };
  return <p>{data?.pages.map(({ userProfile }) => userProfile.nick_name).join(", ")}</p>;
}

describe("over pages", () => {
  it("lies over each, and leaves none of itself in what is added behind them", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("Ada");
    calls.refused.add("Ada");
    render(
      shop.page(
        <>
          <Pages />
          <Form />
        </>,
      ),
    );
    await screen.findByText("user 5");
    rename("Ada");
    await screen.findByText("user 5>Ada");
    await act(() => list?.fetchNextPage());
    await screen.findByText("user 5>Ada, user 5>Ada1");
    calls.pass("Ada");
    await screen.findByText("user 5, user 5");
  });

  it("that was right to the letter stays as the server says it", async () => {
    shop = await Shop.open();
    function Right() {
      hook = useRenameUser({
        onMutate: optimistic(({ userId, name }, all) =>
          all.update(user, { userId }, (bundle) => ({
            ...bundle,
            userProfile: { ...bundle.userProfile, nick_name: name },
          })),
        ),
      });
      return <p>{hook.status}</p>;
    }
    render(
      shop.page(
        <>
          <Pages />
          <UserContext userId={5}>
            <Name />
          </UserContext>
          <Right />
        </>,
      ),
    );
    await screen.findByText("user 5");
    await act(() => list?.fetchNextPage());
    await screen.findByText("user 5, user 5");
    const before = shop.reads.length;
    rename("Ada");
    await screen.findByText("success");
    await waitFor(() => expect(shop.reads).toHaveLength(before + 3));
    await waitFor(() => expect(shop.queryClient.isFetching()).toBe(0));
    await screen.findByText("Ada, Ada");
    await screen.findByText("5 is Ada");
  });

  it("that was refused while a page was being added is in none of them", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("Ada");
    calls.refused.add("Ada");
    render(
      shop.page(
        <>
          <Pages />
          <Form />
        </>,
      ),
    );
    await screen.findByText("user 5");
    rename("Ada");
    await screen.findByText("user 5>Ada");
    const gate = shop.hold();
    act(() => void list?.fetchNextPage());
    await waitFor(() => expect(shop.reads).toHaveLength(2));
    calls.pass("Ada");
    await screen.findByText("error");
    gate.open();
    await screen.findByText("user 5, user 5");
  });

  it("goes from those that the page itself has written beside another, too", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("Ada");
    calls.refused.add("Ada");
    render(
      shop.page(
        <>
          <Pages />
          <Form />
        </>,
      ),
    );
    await screen.findByText("user 5");
    rename("Ada");
    await screen.findByText("user 5>Ada");
    const mine = { userOrders: [], userProfile: { id: 5, nick_name: "mine" } };
    act(() => {
      shop.queryClient.setQueriesData<{ pages: object[]; pageParams: unknown[] }>(
        { queryKey: ["mizan"] },
        (data) => data && { pages: [...data.pages, mine], pageParams: [...data.pageParams, 2] },
      );
    });
    await screen.findByText("user 5>Ada, mine>Ada1");
    calls.pass("Ada");
    await screen.findByText("error");
    await screen.findByText("user 5, mine");
  });

  it("leaves none of itself in what is added before them, or where the first ones go for it", async () => {
    const contexts = {
      user: (params: URLSearchParams) => ({
        user_orders: [],
        user_profile: { id: 5, nick_name: `page ${params.get("page")}` },
      }),
    };
    for (const [direction, guessed, left] of [
      ["backward", "page 3>Ada, page 4>Ada1", "page 2, page 3, page 4"],
      ["forward", "page 3>Ada, page 4>Ada1", "page 4, page 5"],
    ] as const) {
      shop = await Shop.open();
      const calls = new Calls();
      calls.hold("Ada");
      calls.refused.add("Ada");
      shop.server.plan.contexts = contexts;
      const options = contextInfiniteOptions(user)(
        shop.client,
        { userId: 5 },
        {
          param: "page",
          initial: 3,
          next: (last) => Number.parseInt(last.userProfile.nick_name.slice(5), 10) + 1,
          previous: (first) => Number.parseInt(first.userProfile.nick_name.slice(5), 10) - 1,
        },
      );
      let both: { fetchNextPage: () => unknown; fetchPreviousPage: () => unknown } | undefined;
      function Both() {
        const query = useInfiniteQuery({ ...options, ...(direction === "forward" && { maxPages: 2 }) });
        both = query;
        return <p>{query.data?.pages.map(({ userProfile }) => userProfile.nick_name).join(", ")}</p>;
      }
      render(
        shop.page(
          <>
            <Both />
            <Form />
          </>,
        ),
      );
      await screen.findByText("page 3");
      await act(() => both?.fetchNextPage());
      await screen.findByText("page 3, page 4");
      const page = new Gate();
      const { user: read } = contexts;
      shop.server.plan.contexts = { user: (params) => page.passed.then(() => read(params)) };
      rename("Ada");
      await screen.findByText(guessed);
      const reads = shop.reads.length;
      // What is next is told by what is shown: a number all the same.
      act(() => void (direction === "forward" ? both?.fetchNextPage() : both?.fetchPreviousPage()));
      await waitFor(() => expect(shop.reads).toHaveLength(reads + 1));
      calls.pass("Ada");
      await screen.findByText("error");
      page.open();
      await waitFor(() => expect(shop.queryClient.isFetching()).toBe(0));
      await screen.findByText(left);
      cleanup();
      await shop.close();
    }
    shop = await Shop.open();
  });

  it("goes from all of them where the refusal drops them, too", async () => {
    shop = await Shop.open();
    const calls = new Calls();
    calls.hold("Ada");
    const { functions = {} } = shop.server.plan;
    shop.server.plan.functions = {
      rename_user: async (args, asked) => {
        await functions["rename_user"]?.(args, asked);
        shop.names.set("5", "user 5");
        return problem(409, "CONFLICT", { invalidate: ["user"] });
      },
    };
    render(
      shop.page(
        <>
          <Pages />
          <UserContext userId={5}>
            <Name />
          </UserContext>
          <Form />
        </>,
      ),
    );
    await screen.findByText("user 5");
    await act(() => list?.fetchNextPage());
    await screen.findByText("user 5, user 5");
    rename("Ada");
    await screen.findByText("user 5>Ada, user 5>Ada1");
    calls.pass("Ada");
    await screen.findByText("error");
    await screen.findByText("user 5, user 5");
    await waitFor(() => expect(shop.reads).toHaveLength(6));
    await screen.findByText("user 5, user 5");
  });
});
