// Rule 3 of `ir/protocol/client.md` on a page: whatever is shown, remembered or on its way, by whichever hook, a target has read
// anew what it covers, once, and nothing else. Pages and targets are drawn; the server is a real one.

import { defineContext, type Target } from "@mizan/client";
import { date } from "@mizan/client/codec";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { StrictMode, Suspense } from "react";
import { afterEach, expect, it } from "vitest";
import { type Draw, forAll } from "../../client/test/drawn.ts";
import {
  contextInfiniteOptions,
  contextOptions,
  contextProvider,
  memberHook,
  suspenseHook,
  useMizanClient,
} from "../src/index.ts";
import { Shop } from "./page.tsx";

interface Params {
  ownerId?: number | null;
  page?: number;
  since?: Date | null;
  tags?: string[];
}

const board = defineContext<Params, { notes: number; users: number }>(
  "board",
  ["owner_id", "page=1", "since", "tags"],
  ["notes", "users"],
  () => ({ params: { since: date } }),
);
const Board = contextProvider(board);
const useNotes = memberHook(board, "notes");
const useUsers = suspenseHook(board, "users");
const boardOptions = contextOptions(board);
const boardInfiniteOptions = contextInfiniteOptions(board);

let shop: Shop;
let stamp = 0;

afterEach(async () => {
  cleanup();
  await shop.close();
});

/** A query as the test knows it: by what was asked for, and by what a target would say of it. */
interface Asked {
  readonly kind: "hook" | "suspense" | "options" | "pages" | "remembered";
  readonly params: Params;
  /** As the server names its params, canonical; without those that a target never saves a query by. */
  readonly wire: Readonly<Record<string, unknown>>;
}

function Notes({ name }: { name: string }) {
  return <i>{`${name} ${useNotes().data ?? "-"}`}</i>;
}

function Users({ name }: { name: string }) {
  return <i>{`${name} ${useUsers().data}`}</i>;
}

function Options({ name, params }: { name: string; params: Params }) {
  const { data } = useQuery(boardOptions(useMizanClient(), params));
  return <i>{`${name} ${data?.notes ?? "-"}`}</i>;
}

function Pages({ name, params }: { name: string; params: Params }) {
  const { page: _, ...rest } = params;
  const { data } = useInfiniteQuery(
    boardInfiniteOptions(useMizanClient(), rest, { param: "page", next: () => undefined }),
  );
  return <i>{`${name} ${data?.pages[0]?.notes ?? "-"}`}</i>;
}

function shown({ kind, params }: Asked, name: string) {
  switch (kind) {
    case "hook":
      return (
        <Board {...params}>
          <Notes name={name} />
        </Board>
      );
    case "suspense":
      return (
        <Board {...params}>
          <Suspense fallback="waiting">
            <Users name={name} />
          </Suspense>
        </Board>
      );
    case "options":
      return <Options name={name} params={params} />;
    case "pages":
      return <Pages name={name} params={params} />;
    case "remembered":
      return null;
  }
}

const DAY = "2026-01-02T00:00:00Z";
const OTHER_DAY = "2026-01-03T00:00:00Z";

function asked(draw: Draw): Asked {
  const kind = draw.one(["hook", "suspense", "options", "pages", "remembered"] as const);
  const ownerId = draw.one([5, 6, null, undefined]);
  const since = draw.one([DAY, OTHER_DAY, null, undefined]);
  const page = draw.one([1, 2, 3, undefined]);
  const tags = draw.one([[], ["a"], ["a", "b"], undefined]);
  return {
    kind,
    params: {
      ...(ownerId !== undefined && { ownerId }),
      ...(since !== undefined && { since: since === null ? null : new Date(since) }),
      ...(page !== undefined && { page }),
      ...(tags !== undefined && { tags }),
    },
    wire: {
      ...(typeof ownerId === "number" && { owner_id: ownerId }),
      ...(typeof since === "string" && { since }),
      // The first page is the default, which is left out; an infinite query has all of them.
      ...(page !== undefined && page !== 1 && kind !== "pages" && { page }),
      ...(tags !== undefined && tags.length > 0 && { tags: tags.join() }),
    },
  };
}

function target(draw: Draw): Target {
  if (draw.chance(20)) {
    return draw.one(["board", "elsewhere", "*"]);
  }
  const params = {
    ...(draw.chance(60) && { owner_id: draw.one([5, 6, null]) }),
    ...(draw.chance(30) && { since: draw.one([DAY, OTHER_DAY]) }),
    ...(draw.chance(20) && { page: draw.one([1, 2]) }),
    ...(draw.chance(10) && { tags: ["c"] }),
    ...(draw.chance(10) && { shop: 1 }),
  };
  return {
    context: draw.chance(90) ? "board" : "elsewhere",
    ...(draw.chance(30) && { function: draw.one(["notes", "users"]) }),
    ...(draw.chance(90) && { params }),
  };
}

/** The rule in other words: nothing that both sides name, each as one value, may differ. */
function reached({ wire }: Asked, targets: readonly Target[]): boolean {
  return targets.some((each) => {
    const { context, params = {} } = typeof each === "string" ? { context: each } : each;
    const named = (name: string) => (typeof params[name] === "object" ? undefined : params[name]);
    const same = ["owner_id", "since", "page"].every(
      (name) => [wire[name], undefined].includes(named(name) as never) || wire[name] === undefined,
    );
    return context === "*" || (context === "board" && same);
  });
}

it("whatever is on the page, a target has read anew what it covers, and leaves the rest alone", async () => {
  const seen = { reached: 0, left: 0 };
  await forAll(20, async (draw) => {
    shop = await Shop.open({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    let targets: Target[] = [];
    shop.server.plan.contexts = { board: () => ({ notes: stamp, users: stamp }) };
    shop.server.plan.functions = { change: () => ({ result: null, invalidate: targets }) };
    stamp = 1;

    const queries = new Map<string, Asked>();
    for (const each of Array.from({ length: 8 }, () => asked(draw))) {
      // One of a kind for one query: who shares a query does not read it again.
      const key = `${each.kind === "pages"} ${JSON.stringify(Object.entries(each.wire).toSorted())}`;
      queries.has(key) || queries.set(key, each);
    }
    const all = [...queries.values()];
    for (const { params } of all.filter(({ kind }) => kind === "remembered")) {
      await shop.queryClient.prefetchQuery(boardOptions(shop.client, params));
    }
    const page = shop.page(
      all.map((each, index) => <p key={index.toString()}>{shown(each, `q${index}`)}</p>),
    );
    render(draw.chance(30) ? <StrictMode>{page}</StrictMode> : page);
    const visible = [...all.entries()].filter(([, { kind }]) => kind !== "remembered");
    for (const [index] of visible) {
      await screen.findByText(`q${index} 1`);
    }
    expect(shop.reads).toHaveLength(all.length);

    targets = Array.from({ length: 1 + draw.below(2) }, () => target(draw));
    stamp = 2;
    await act(() => shop.client.call("change", {}));
    const what = JSON.stringify({ targets, all });
    for (const [index, each] of visible) {
      const meets = reached(each, targets);
      await screen.findByText(`q${index} ${meets ? 2 : 1}`);
      seen[meets ? "reached" : "left"] += 1;
    }
    await waitFor(() => expect(shop.queryClient.isFetching()).toBe(0));
    const covered = visible.filter(([, each]) => reached(each, targets));
    expect(shop.reads.length - all.length, what).toBe(covered.length);
    const kept = all.filter((each) => each.kind !== "remembered" || !reached(each, targets));
    expect(shop.queryClient.getQueryCache().getAll().length, what).toBe(kept.length);
    cleanup();
    await shop.close();
  });
  shop = await Shop.open();
  expect(Math.min(seen.reached, seen.left)).toBeGreaterThan(15);
}, 60_000);
