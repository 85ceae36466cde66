// Values that codecs make, in TanStack's cache and out of it.

import { type DomainError, defineContext, defineFunction } from "@mizan/client";
import { bigint, bytes, type Codec, date, list, struct } from "@mizan/client/codec";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { problem } from "../../client/test/counterpart.ts";
import { contextInfiniteOptions, contextProvider, memberHook, mutationHook } from "../src/index.ts";
import { Shop } from "./page.tsx";

interface Receipt {
  total: bigint;
  at: Date[];
  seal: Uint8Array;
}

const receiptCodec: Codec<Receipt> = struct(() => ({ total: bigint, at: list(date), seal: bytes }));
const till = defineContext<{ since: Date }, { lastReceipt: Receipt; visitors: bigint }>(
  "till",
  ["since"],
  ["last_receipt", "visitors"],
  () => ({ params: { since: date }, members: { last_receipt: receiptCodec, visitors: bigint } }),
);
const TillContext = contextProvider(till);
const useLastReceipt = memberHook(till, "lastReceipt");
const useVisitors = memberHook(till, "visitors");

type Overdrawn = DomainError<"OVERDRAWN", { by: bigint }>;
const pay = defineFunction<{ amount: bigint }, null, Overdrawn>("pay", ["amount"], () => ({
  args: { amount: bigint },
  errors: { OVERDRAWN: struct(() => ({ by: bigint })) },
}));
const usePay = mutationHook(pay);

let shop: Shop;

afterEach(async () => {
  cleanup();
  await shop.close();
});

it("a member's hook renders when its member changed, whatever its values are made of", async () => {
  shop = await Shop.open();
  let visitors = 1;
  shop.server.plan.contexts = {
    till: () => ({
      last_receipt: { total: "18446744073709551616", at: ["2026-11-23T09:30:00Z"], seal: "AQI" },
      visitors: String(visitors),
    }),
  };
  const rendered: (Receipt | undefined)[] = [];
  function Last() {
    const { data } = useLastReceipt();
    rendered.push(data);
    return <p>{data ? `${data.total} at ${data.at[0]?.getTime()}, ${data.seal.length} bytes` : "loading"}</p>;
  }
  function Visitors() {
    return <p>visitors {String(useVisitors().data)}</p>;
  }
  const part = (since: Date) =>
    shop.page(
      <TillContext since={since}>
        <Last />
        <Visitors />
      </TillContext>,
    );
  const { rerender } = render(part(new Date("2026-01-01T00:00:00Z")));
  await screen.findByText("18446744073709551616 at 1795426200000, 2 bytes");
  await screen.findByText("visitors 1");
  const before = rendered.length;
  visitors = 2;
  await act(() => shop.queryClient.invalidateQueries({ queryKey: ["mizan", "till"] }));
  await screen.findByText("visitors 2");
  expect(rendered).toHaveLength(before);
  // An equal date is the same query.
  rerender(part(new Date("2026-01-01T02:00:00+02:00")));
  expect(shop.reads).toEqual([
    "ctx/till/?since=2026-01-01T00%3A00%3A00Z",
    "ctx/till/?since=2026-01-01T00%3A00%3A00Z",
  ]);
});

it("pages that say the same stay the same, whatever their values are made of", async () => {
  shop = await Shop.open();
  shop.server.plan.contexts = {
    till: () => ({
      last_receipt: { total: "1", at: ["2026-11-23T09:30:00Z"], seal: "AQI" },
      visitors: "1",
    }),
  };
  const options = contextInfiniteOptions(till)(
    shop.client,
    {},
    { param: "since", initial: new Date("2026-01-01T00:00:00Z"), next: () => null },
  );
  const before = await shop.queryClient.fetchInfiniteQuery(options);
  const after = await shop.queryClient.fetchInfiniteQuery(options);
  expect(shop.reads).toHaveLength(2);
  expect(shop.queryClient.getQueryData(options.queryKey)?.pages[0]).toBe(before.pages[0]);
  expect(after).toEqual(before);
});

it("a mutation's hook takes and gives them, and its error bears them", async () => {
  shop = await Shop.open();
  shop.server.plan.functions = {
    pay: ({ amount }) => problem(409, "OVERDRAWN", { data: { by: amount } }),
  };
  function Pay() {
    const { mutate, error } = usePay();
    return (
      <button type="button" onClick={() => mutate({ amount: 2n ** 64n })}>
        {error?.code === "OVERDRAWN" ? `by ${error.data.by + 1n}` : "pay"}
      </button>
    );
  }
  render(shop.page(<Pay />));
  act(() => screen.getByText("pay").click());
  await screen.findByText("by 18446744073709551617");
});
