import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { contextInfiniteOptions, useMizanClient } from "../src/index.ts";
import { Shop } from "./page.tsx";
import { renameUser, type UserBundle, UserContext, user, useUserProfile } from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  await shop.close();
});

const userInfiniteOptions = contextInfiniteOptions(user);
const LAST = 3;

function options(userId = 5) {
  return userInfiniteOptions(
    shop.client,
    { userId },
    { param: "page", next: (_, pages) => (pages.length < LAST ? pages.length + 1 : undefined) },
  );
}

let more: () => Promise<unknown>;

function Pages() {
  useMizanClient();
  const { data, fetchNextPage, hasNextPage } = useInfiniteQuery(options());
  more = fetchNextPage;
  const names = data?.pages.map(({ userProfile }) => userProfile.nick_name).join(", ");
  return (
    <p>
      {names} {hasNextPage ? "and more" : "and no more"}
    </p>
  );
}

const rename = (name: string) => act(() => renameUser(shop.client, { userId: 5, name }));

describe("a context page by page", () => {
  it("reads the first without the param, each as it is asked for, and ends", async () => {
    shop = await Shop.open();
    render(shop.page(<Pages />));
    await screen.findByText("user 5 and more");
    await act(() => more());
    await act(() => more());
    await screen.findByText("user 5, user 5, user 5 and no more");
    expect(shop.reads).toEqual([
      "ctx/user/?user_id=5",
      "ctx/user/?page=2&user_id=5",
      "ctx/user/?page=3&user_id=5",
    ]);
  });

  it("is read anew, all of it and past the caches, when a mutation drops any of it", async () => {
    shop = await Shop.open();
    render(shop.page(<Pages />));
    await screen.findByText("user 5 and more");
    await act(() => more());
    await screen.findByText("user 5, user 5 and more");
    await rename("Ada");
    await screen.findByText("Ada, Ada and more");
    expect(shop.reads.slice(2)).toEqual(["ctx/user/?user_id=5", "ctx/user/?page=2&user_id=5"]);
    expect(shop.server.asked.slice(-2).map(({ headers }) => headers["cache-control"])).toEqual([
      "no-cache",
      "no-cache",
    ]);
  });

  it("is left alone by what drops another one's", async () => {
    shop = await Shop.open();
    render(shop.page(<Pages />));
    await screen.findByText("user 5 and more");
    await act(() => renameUser(shop.client, { userId: 6, name: "Eve" }));
    expect(shop.reads).toHaveLength(1);
  });

  it("has the page that was on its way when a mutation dropped it, and nothing from before", async () => {
    shop = await Shop.open();
    render(shop.page(<Pages />));
    await screen.findByText("user 5 and more");
    const late = shop.hold();
    act(() => void more());
    await waitFor(() => expect(shop.reads).toHaveLength(2));
    await rename("Ada");
    late.open();
    await screen.findByText("Ada, Ada and more");
  });

  it("lies beside the query of one page, under a key of its own", async () => {
    shop = await Shop.open();
    function One() {
      return <p>one {useUserProfile().data?.nick_name}</p>;
    }
    render(
      shop.page(
        <UserContext userId={5}>
          <One />
          <Pages />
        </UserContext>,
      ),
    );
    await screen.findByText("one user 5");
    await screen.findByText("user 5 and more");
    expect(options().queryKey).toEqual(["mizan", "user", { user_id: 5 }, { infinite: "page" }]);
    const data = shop.queryClient.getQueryData(options().queryKey);
    expect(data satisfies InfiniteData<UserBundle> | undefined).toMatchObject({
      pageParams: [undefined],
    });
  });

  it("grows at its begin where it says what was before", async () => {
    shop = await Shop.open();
    let earlier: () => Promise<unknown> = async () => undefined;
    function Both() {
      const { data, fetchPreviousPage } = useInfiniteQuery(
        userInfiniteOptions(
          shop.client,
          { userId: 5 },
          { param: "page", initial: 2, next: () => null, previous: () => 1 },
        ),
      );
      earlier = fetchPreviousPage;
      return <p>{data?.pageParams.join(", ")}</p>;
    }
    render(shop.page(<Both />));
    await screen.findByText("2");
    await act(() => earlier());
    await screen.findByText("1, 2");
    expect(shop.reads).toEqual(["ctx/user/?page=2&user_id=5", "ctx/user/?page=1&user_id=5"]);
    // A page is none of the params that all pages share, wherever they begin.
    const [query] = shop.queryClient.getQueryCache().getAll();
    expect(query?.queryKey).toEqual(["mizan", "user", { user_id: 5 }, { infinite: "page" }]);
  });
});
