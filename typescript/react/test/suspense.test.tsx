import { act, cleanup, render, screen } from "@testing-library/react";
import { Component, type ReactNode, StrictMode, Suspense } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { problem } from "../../client/test/counterpart.ts";
import { suspenseHook } from "../src/index.ts";
import { Shop } from "./page.tsx";
import { renameUser, UserContext, user, userOptions, useUserProfile } from "./shop.ts";

let shop: Shop;

afterEach(async () => {
  cleanup();
  vi.restoreAllMocks();
  await shop.close();
});

const useSuspenseUserProfile = suspenseHook(user, "userProfile");

function Profile() {
  const { data } = useSuspenseUserProfile();
  return <p>{data.nick_name}</p>;
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly code?: string }> {
  override state: { readonly code?: string } = {};

  static getDerivedStateFromError(error: { readonly code: string }) {
    return { code: error.code };
  }

  override render() {
    return this.state.code === undefined ? this.props.children : <p>failed: {this.state.code}</p>;
  }
}

function page(children: ReactNode = <Profile />) {
  return shop.page(
    <Boundary>
      <UserContext userId={5}>
        <Suspense fallback={<p>waiting</p>}>{children}</Suspense>
      </UserContext>
    </Boundary>,
  );
}

describe("a member's hook for Suspense", () => {
  it("suspends until it is read, once, and then is read anew in place", async () => {
    shop = await Shop.open();
    const read = shop.hold();
    render(page());
    await screen.findByText("waiting");
    read.open();
    await screen.findByText("user 5");
    expect(shop.reads).toHaveLength(1);
    const again = shop.hold();
    await act(() => renameUser(shop.client, { userId: 5, name: "Ada" }));
    expect(screen.queryByText("waiting")).toBeNull();
    again.open();
    await screen.findByText("Ada");
  });

  it("gives an error to the boundary, as the server named it", async () => {
    // React says on the console what a boundary caught.
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    shop = await Shop.open();
    shop.server.plan.contexts = { user: () => problem(403, "FORBIDDEN", {}) };
    render(page());
    await screen.findByText("failed: FORBIDDEN");
    expect(shop.reads).toHaveLength(1);
  });

  it("takes a part, and reads once with the other hooks and in strict mode", async () => {
    shop = await Shop.open();
    function Part() {
      return <p>part {useSuspenseUserProfile({ select: ({ id }) => id }).data}</p>;
    }
    function Plain() {
      return <p>plain {useUserProfile().data?.id}</p>;
    }
    render(
      <StrictMode>
        {page(
          <>
            <Part />
            <Plain />
            <Profile />
          </>,
        )}
      </StrictMode>,
    );
    await screen.findByText("part 5");
    await screen.findByText("plain 5");
    expect(shop.reads).toHaveLength(1);
  });

  it("does not wait, nor read, for what was prefetched", async () => {
    shop = await Shop.open();
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5 }));
    render(<StrictMode>{page()}</StrictMode>);
    expect(screen.getByText("user 5")).toBeDefined();
    await act(async () => undefined);
    expect(shop.reads).toHaveLength(1);
  });

  it("reads what was prefetched and then dropped", async () => {
    shop = await Shop.open();
    await shop.queryClient.prefetchQuery(userOptions(shop.client, { userId: 5 }));
    render(shop.page(null));
    await act(() => renameUser(shop.client, { userId: 5, name: "Ada" }));
    cleanup();
    render(page());
    await screen.findByText("Ada");
    expect(shop.reads).toHaveLength(2);
  });
});
