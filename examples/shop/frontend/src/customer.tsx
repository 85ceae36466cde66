/** The customer: her own profile and receipts. */

import { useEffect, useState } from "react";
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
import { NameForm, useOpener } from "./nameForm.tsx";
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
        {visitor === undefined ? <Loading lines={4} /> : <Accounts />}
      </Panel>
    );
  }
  return (
    <CustomerContext customerId={visitor.id} page={orders}>
      <CustomerPanel customerId={visitor.id} page={orders} />
    </CustomerContext>
  );
}

/** The accounts that `manage.py seed` makes, since this is a shop to try things in. */
function Accounts() {
  return (
    <div className="accounts">
      <Empty>Sign in to see your orders. In this shop of examples you may be</Empty>
      <dl className="facts">
        <div>
          <dt>a customer</dt>
          <dd>
            <code>iris</code> <code>iris-in-the-shop</code>
          </dd>
        </div>
        <div>
          <dt>staff, who rename and restock</dt>
          <dd>
            <code>tove</code> <code>tove-behind-the-counter</code>
          </dd>
        </div>
      </dl>
    </div>
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
            <Pager
              of="your orders"
              page={page}
              pages={orders.data.pages}
              total={count(orders.data.total, "order")}
              onTurn={(orders) => go({ orders })}
            />
          )}
        </div>
      </div>
    </Panel>
  );
}

function ProfileCard({ profile, settling }: { readonly profile: Profile; readonly settling: boolean }) {
  const update = useUpdateMyName();
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);

  useEffect(() => {
    if (update.isSuccess && !settling) {
      setOpen(false);
      update.reset();
    }
  }, [update.isSuccess, update.reset, settling]);

  return (
    <div className="profile">
      {open ? (
        <NameForm
          label="Your name"
          name={profile.name}
          saving={update.isPending}
          error={update.error}
          onSave={(name) => update.mutate({ name })}
          onClose={() => {
            setOpen(false);
            update.reset();
          }}
        />
      ) : (
        <h3>{profile.name}</h3>
      )}
      <p>
        {profile.city}, {countryName(profile.country)}
      </p>
      <p className="faint">Customer since {inMonth(profile.joined_at)}</p>
      {!open && (
        <button type="button" className="link" ref={opener} onClick={() => setOpen(true)}>
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
