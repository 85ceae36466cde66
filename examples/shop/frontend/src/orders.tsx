/** The customer's receipts, the last first: a list that grows as one reads on. */

import { useMizanClient } from "@mizan/react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { count, money, onDay } from "./format.ts";
import { label, useShown } from "./journal.ts";
import { ordersInfiniteOptions } from "./mizan/mizan.react.ts";
import type { Order, OrderPage, OrdersBundle } from "./mizan/mizan.ts";
import { Empty, Loading, Panel } from "./panel.tsx";
import { Problem } from "./problem.tsx";

/** How the pages follow each other. */
const PAGES = {
  param: "page",
  next: ({ customerOrders: { page, pages } }: OrdersBundle) => (page < pages ? page + 1 : null),
} as const;

/** All pages that were asked for, as one query: after an order each of them is read anew. */
export function Orders({ customerId }: { readonly customerId: number }) {
  const orders = useInfiniteQuery(ordersInfiniteOptions(useMizanClient(), { customerId }, PAGES));
  const pages = orders.data?.pages.map((bundle) => bundle.customerOrders) ?? [];
  const more = () => {
    // Reading on would give up what is being read anew.
    if (!orders.isFetching) void orders.fetchNextPage();
  };
  return (
    <Panel
      title="Orders"
      shows={label("orders", { customer_id: customerId })}
      updatedAt={orders.dataUpdatedAt}
      parts={pages.length}
      busy={orders.isFetching}
      actions={pages[0] && <span className="faint">{count(pages[0].total, "order")}</span>}
    >
      {orders.isPending && <Loading lines={7} />}
      {pages[0]?.total === 0 && <Empty>Nothing ordered yet.</Empty>}
      <div className="orders">
        {pages.map((page) => (
          <Receipts key={page.page} customerId={customerId} page={page} />
        ))}
        {orders.hasNextPage && <More seen={pages.length} onMore={more} />}
      </div>
      <Problem error={orders.error} />
    </Panel>
  );
}

/** A button that presses itself when it comes into sight, for the first time after `seen` pages. */
function More({ seen, onMore }: { readonly seen: number; readonly onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const press = useRef(onMore);
  useEffect(() => {
    press.current = onMore;
  });
  // Watched anew after each page, since it may still be in sight then.
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && press.current());
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, [seen]);
  return (
    <button type="button" className="link" ref={button} onClick={onMore}>
      Older orders
    </button>
  );
}

function Receipts({ customerId, page }: { readonly customerId: number; readonly page: OrderPage }) {
  useShown(label("orders", { customer_id: customerId, page: page.page }));
  return (
    <ul>
      {page.items.map((order) => (
        <Receipt key={order.reference} order={order} />
      ))}
    </ul>
  );
}

function Receipt({ order }: { readonly order: Order }) {
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <li>
      <details>
        <summary>
          <span>{onDay(order.placed_at)}</span>
          <span className="faint">{count(pieces, "piece")}</span>
          <span className="figure">{money(order.total_cents)}</span>
        </summary>
        <ul className="lines">
          {order.lines.map((line) => (
            <li key={line.name}>
              <span>
                {line.quantity} × {line.name}
              </span>
              <span className="figure">{money(line.quantity * line.unit_price_cents)}</span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
