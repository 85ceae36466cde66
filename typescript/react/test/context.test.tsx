import { defineContext } from "@mizan/client";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { type ReactNode, StrictMode, useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { contextProvider, memberHook } from "../src/index.ts";
import { Name, Orders, Shop } from "./page.tsx";
import { OpenCartContext, UserContext, useTotal, useUserProfile } from "./shop.ts";

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

describe("a provider", () => {
  it("reads its bundle once for all hooks under it", async () => {
    shop = await Shop.open();
    render(
      shop.page(
        <UserContext userId={5}>
          <Name />
          <Orders />
          <Name />
        </UserContext>,
      ),
    );
    await waitFor(() => expect(screen.getAllByText("5 is user 5")).toHaveLength(2));
    await shows("orders A-1");
    expect(shop.reads).toEqual(["ctx/user/?user_id=5"]);
  });

  it("reads nothing while no hook asks", async () => {
    shop = await Shop.open();
    render(shop.page(<UserContext userId={5}>nothing</UserContext>));
    await shows("nothing");
    expect(shop.reads).toEqual([]);
  });

  it("does not read again for hooks that come later", async () => {
    shop = await Shop.open();
    function Waterfall() {
      const { data } = useUserProfile();
      return data ? <Orders /> : null;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Waterfall />
        </UserContext>,
      ),
    );
    await shows("orders A-1");
    expect(shop.reads).toHaveLength(1);
  });

  it("reads again when it comes back to the screen, as TanStack's queries do", async () => {
    shop = await Shop.open();
    const part = (
      <UserContext userId={5}>
        <Name />
      </UserContext>
    );
    const { rerender } = render(shop.page(part));
    await shows("5 is user 5");
    rerender(shop.page(null));
    // The clock has gone on: what was read lies before what is shown now.
    const then = Date.now();
    await waitFor(() => expect(Date.now()).toBeGreaterThan(then));
    shop.names.set("5", "another");
    rerender(shop.page(part));
    await shows("5 is another");
    expect(shop.reads).toHaveLength(2);
  });

  it("leaves when to read again to who asked TanStack for another habit, for all queries or Mizan's", async () => {
    function Waterfall() {
      const { data } = useUserProfile();
      return data ? <Orders /> : null;
    }
    for (const whose of ["all", "Mizan's"]) {
      shop = await Shop.open(
        whose === "all" ? { defaultOptions: { queries: { refetchOnMount: "always" } } } : {},
      );
      if (whose === "Mizan's") {
        shop.queryClient.setQueryDefaults(["mizan"], { refetchOnMount: "always" });
      }
      const { unmount } = render(
        shop.page(
          <UserContext userId={5}>
            <Waterfall />
          </UserContext>,
        ),
      );
      await shows("orders A-1");
      await waitFor(() => expect(shop.reads).toHaveLength(2));
      unmount();
      await shop.close();
    }
  });

  it("follows its params", async () => {
    shop = await Shop.open();
    const part = (userId: number, page?: number | null) =>
      shop.page(
        <UserContext userId={userId} page={page ?? null}>
          <Name />
        </UserContext>,
      );
    const { rerender } = render(part(5));
    await shows("5 is user 5");
    rerender(part(6, 2));
    await shows("6 is user 6");
    expect(shop.reads).toEqual(["ctx/user/?user_id=5", "ctx/user/?page=2&user_id=6"]);
  });

  it("reads again what its params come back to", async () => {
    shop = await Shop.open();
    const part = (userId: number, inside: ReactNode = <Name />) =>
      shop.page(<UserContext userId={userId}>{inside}</UserContext>);
    const passed = async () => {
      const then = Date.now();
      await waitFor(() => expect(Date.now()).toBeGreaterThan(then));
    };
    const { rerender } = render(part(5));
    await shows("5 is user 5");
    rerender(part(6));
    await shows("6 is user 6");
    await passed();
    shop.names.set("5", "another");
    rerender(part(5));
    await shows("5 is another");
    expect(shop.reads).toHaveLength(3);
    // And where nothing was shown of what they were meanwhile.
    rerender(part(6, null));
    await passed();
    shop.names.set("5", "a third");
    rerender(part(5));
    await shows("5 is a third");
    expect(shop.reads).toHaveLength(4);
  });

  it("sends what is no number as it is: a param that is wrong must not become all of them", async () => {
    shop = await Shop.open();
    const part = (userId: number, page?: number) =>
      shop.page(
        <UserContext userId={userId} {...(page === undefined ? {} : { page })}>
          <Name />
        </UserContext>,
      );
    const { rerender } = render(part(5, Number("abc")));
    await shows("5 is user 5");
    rerender(part(6));
    await shows("6 is user 6");
    rerender(part(6, Number("abc")));
    await waitFor(() => expect(shop.reads).toHaveLength(3));
    expect(shop.reads).toEqual([
      "ctx/user/?page=NaN&user_id=5",
      "ctx/user/?user_id=6",
      "ctx/user/?page=NaN&user_id=6",
    ]);
  });

  it("nests in others, and the nearest of its own context counts", async () => {
    shop = await Shop.open();
    shop.total = 7;
    const Total = () => <p>total {useTotal().data}</p>;
    render(
      shop.page(
        <UserContext userId={5}>
          <OpenCartContext>
            <UserContext userId={6}>
              <Name />
              <Total />
            </UserContext>
            <Name />
          </OpenCartContext>
        </UserContext>,
      ),
    );
    await shows("5 is user 5", "6 is user 6", "total 7");
    expect(shop.reads.toSorted()).toEqual(["ctx/open_cart/", "ctx/user/?user_id=5", "ctx/user/?user_id=6"]);
  });

  it("works in strict mode", async () => {
    shop = await Shop.open();
    render(
      <StrictMode>
        {shop.page(
          <UserContext userId={5}>
            <Name />
            <Orders />
          </UserContext>,
        )}
      </StrictMode>,
    );
    await shows("5 is user 5", "orders A-1");
  });

  it("does not render its hooks anew when its parent renders", async () => {
    shop = await Shop.open();
    let renders = 0;
    let again = () => {};
    const inside = <Name onRender={() => (renders += 1)} />;
    function Parent() {
      const [, set] = useState(0);
      again = () => set((n) => n + 1);
      return <UserContext userId={5}>{inside}</UserContext>;
    }
    render(shop.page(<Parent />));
    await shows("5 is user 5");
    const before = renders;
    act(() => again());
    expect(renders).toBe(before);
  });
});

describe("a hook", () => {
  it("outside of its provider says which one it needs", async () => {
    shop = await Shop.open();
    vi.spyOn(console, "error").mockImplementation(() => {});
    const Total = () => <p>{useTotal().data}</p>;
    expect(() => render(shop.page(<Name />))).toThrow("useUserProfile needs <UserContext>");
    expect(() =>
      render(
        shop.page(
          <UserContext userId={5}>
            <Total />
          </UserContext>,
        ),
      ),
    ).toThrow("useTotal needs <OpenCartContext>");
    expect(() =>
      render(
        <UserContext userId={5}>
          <Name />
        </UserContext>,
      ),
    ).toThrow("useMizanClient needs <MizanProvider>");
    vi.restoreAllMocks();
  });

  it("renders when its own member changed, and not for the others", async () => {
    shop = await Shop.open();
    let names = 0;
    let orders = 0;
    render(
      shop.page(
        <UserContext userId={5}>
          <Name onRender={() => (names += 1)} />
          <Orders onRender={() => (orders += 1)} />
        </UserContext>,
      ),
    );
    await shows("5 is user 5", "orders A-1");
    const before = { names, orders };
    shop.orders = ["A-1", "A-2"];
    await act(() => shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await shows("orders A-1, A-2");
    expect(names).toBe(before.names);
    expect(orders).toBe(before.orders + 1);
  });

  it("takes a part of its member, and renders when that part changed", async () => {
    shop = await Shop.open();
    let renders = 0;
    function Id() {
      const { data } = useUserProfile({ select: (profile) => profile.id });
      renders += 1;
      return <p>id {data}</p>;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <Id />
          <Name />
        </UserContext>,
      ),
    );
    await shows("id 5");
    const before = renders;
    shop.names.set("5", "another");
    await act(() => shop.queryClient.refetchQueries({ queryKey: ["mizan"] }));
    await shows("5 is another");
    expect(renders).toBe(before);
  });

  it("gives up its read at the server when nobody shows it any more", async () => {
    shop = await Shop.open();
    const gate = shop.hold();
    const { unmount } = render(
      shop.page(
        <UserContext userId={5}>
          <Name />
        </UserContext>,
      ),
    );
    await waitFor(() => expect(shop.reads).toHaveLength(1));
    unmount();
    await waitFor(() => expect(shop.server.asked.map((asked) => asked.hungUp)).toEqual([true]));
    gate.open();
  });
});

it("of ten members and a hundred who show them, only those of the one that changed are rendered", async () => {
  shop = await Shop.open();
  const names = Array.from({ length: 10 }, (_, at) => `member_${at}`);
  const values = Object.fromEntries(names.map((name) => [name, { name, value: 0 }]));
  shop.server.plan.contexts = { board: () => structuredClone(values) };
  shop.server.plan.functions = {
    change: () => {
      values["member_3"] = { name: "member_3", value: 1 };
      return { result: null, invalidate: [{ context: "board", function: "member_3" }] };
    },
  };
  const board = defineContext<Record<string, never>, Record<string, { name: string; value: number }>>(
    "board",
    [],
    names,
  );
  const Board = contextProvider(board);
  const renders = new Map<string, number>();
  const members = names.map((_, at) => {
    const useMember = memberHook(board, `member${at}`);
    return function Member({ place }: { place: number }) {
      const { data } = useMember();
      const key = `${at}/${place}`;
      renders.set(key, (renders.get(key) ?? 0) + 1);
      return <i>{data && `${data.name} ${data.value}`}</i>;
    };
  });
  render(
    shop.page(
      <Board>
        {members.flatMap((Member, at) =>
          Array.from({ length: 10 }, (_, place) => <Member key={`${at}/${place + 1}`} place={place} />),
        )}
      </Board>,
    ),
  );
  await waitFor(() => expect(screen.getAllByText("member_3 0")).toHaveLength(10));
  const before = new Map(renders);
  expect(before.size).toBe(100);
  await act(() => shop.client.call("change", {}));
  await waitFor(() => expect(screen.getAllByText("member_3 1")).toHaveLength(10));
  const again = [...renders].filter(([key, count]) => count !== before.get(key)).map(([key]) => key);
  expect(again.toSorted()).toEqual(Array.from({ length: 10 }, (_, place) => `3/${place}`));
  expect(shop.reads).toHaveLength(2);
});
