/** The customer: her own profile and receipts. */

import { type FormEvent, useEffect, useId, useState } from "react";
import { go, useAddress } from "./address.ts";
import { count, countryName, inMonth, money, onDay } from "./format.ts";
import { label } from "./journal.ts";
import {
  CustomerContext,
  useCustomerOrders,
  useCustomerProfile,
  useUpdateMyName,
  useWhoami,
} from "./mizan/mizan.react.ts";
import type { Order, Profile } from "./mizan/mizan.ts";
import { Pager } from "./pager.tsx";
import { Empty, Loading, Panel } from "./panel.tsx";
import { Problem } from "./problem.tsx";

/** Whoever is signed in; else a word about signing in. */
export function Customer() {
  const visitor = useWhoami().data;
  const { orders } = useAddress();
  if (!visitor) {
    return (
      <Panel title="Customer" shows={null} updatedAt={0}>
        {visitor === undefined ? <Loading lines={4} /> : <Empty>Sign in to see your orders.</Empty>}
      </Panel>
    );
  }
  return (
    <CustomerContext customerId={visitor.id} page={orders}>
      <CustomerPanel customerId={visitor.id} page={orders} />
    </CustomerContext>
  );
}

function CustomerPanel({ customerId, page }: { readonly customerId: number; readonly page: number }) {
  const profile = useCustomerProfile();
  const orders = useCustomerOrders();
  return (
    <Panel
      title="Customer"
      shows={label("customer", { customer_id: customerId, page })}
      updatedAt={orders.dataUpdatedAt}
      busy={orders.isFetching}
    >
      <Problem error={profile.error} />
      <div className="customer">
        {profile.data ? (
          <ProfileCard profile={profile.data} settling={profile.isFetching} />
        ) : (
          <Loading lines={3} />
        )}
        <div className="orders">
          {orders.isPending && <Loading lines={5} />}
          {orders.data?.items.length === 0 && <Empty>Nothing ordered yet.</Empty>}
          <ul>
            {orders.data?.items.map((order) => (
              <OrderRow key={order.reference} order={order} />
            ))}
          </ul>
          {orders.data && (
            <footer className="panel-foot">
              <span className="faint">{count(orders.data.total, "order")}</span>
              <Pager
                of="your orders"
                page={page}
                pages={orders.data.pages}
                onTurn={(orders) => go({ orders })}
              />
            </footer>
          )}
        </div>
      </div>
    </Panel>
  );
}

function ProfileCard({ profile, settling }: { readonly profile: Profile; readonly settling: boolean }) {
  const update = useUpdateMyName();
  const [draft, setDraft] = useState<string | null>(null);
  const id = useId();

  useEffect(() => {
    if (update.isSuccess && !settling) {
      setDraft(null);
      update.reset();
    }
  }, [update.isSuccess, update.reset, settling]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft !== null) update.mutate({ name: draft });
  };
  return (
    <div className="profile">
      {draft === null ? (
        <h3>{profile.name}</h3>
      ) : (
        <form className="name-form" onSubmit={submit}>
          <label htmlFor={id}>Your name</label>
          <input
            id={id}
            value={draft}
            autoComplete="name"
            onChange={(event) => setDraft(event.target.value)}
          />
          <div className="buttons">
            <button type="submit" className="primary" disabled={update.isPending}>
              Save
            </button>
            <button type="button" className="quiet" onClick={() => setDraft(null)}>
              Cancel
            </button>
          </div>
          <Problem error={update.error} />
        </form>
      )}
      <p>
        {profile.city}, {countryName(profile.country)}
      </p>
      <p className="faint">Customer since {inMonth(profile.joined_at)}</p>
      {draft === null && (
        <button type="button" className="quiet" onClick={() => setDraft(profile.name)}>
          Change name
        </button>
      )}
    </div>
  );
}

function OrderRow({ order }: { readonly order: Order }) {
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
