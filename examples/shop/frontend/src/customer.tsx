/** The customer: her own profile, and her receipts beside it. */

import { optimistic } from "@mizan/react/optimistic";
import { useState } from "react";
import { countryName, inMonth } from "./format.ts";
import { label } from "./journal.ts";
import { CustomerContext, useCustomerProfile, useUpdateMyName, useWhoami } from "./mizan/mizan.react.ts";
import { customer, type Profile, session } from "./mizan/mizan.ts";
import { NameForm, useOpener } from "./nameForm.tsx";
import { Orders } from "./orders.tsx";
import { Empty, Loading, Panel } from "./panel.tsx";
import { Problem } from "./problem.tsx";

/** Whoever is signed in; else a word about signing in. */
export function Customer() {
  const visitor = useWhoami().data;
  if (!visitor) {
    return (
      <Panel title="Customer" shows={null} updatedAt={0}>
        {visitor === undefined ? <Loading lines={4} /> : <Accounts />}
      </Panel>
    );
  }
  return (
    <>
      <CustomerContext customerId={visitor.id}>
        <CustomerPanel customerId={visitor.id} />
      </CustomerContext>
      <Orders customerId={visitor.id} />
    </>
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

function CustomerPanel({ customerId }: { readonly customerId: number }) {
  const profile = useCustomerProfile();
  return (
    <Panel
      title="Customer"
      shows={label("customer", { customer_id: customerId })}
      updatedAt={profile.dataUpdatedAt}
      busy={profile.isFetching}
    >
      <Problem error={profile.error} />
      {profile.isPending && <Loading lines={3} />}
      {profile.data && <ProfileCard profile={profile.data} />}
    </Panel>
  );
}

function ProfileCard({ profile }: { readonly profile: Profile }) {
  const update = useUpdateMyName({
    onMutate: optimistic(({ name }, shown) => {
      shown.update(customer, { customerId: profile.id }, ({ customerProfile }) => ({
        customerProfile: { ...customerProfile, name },
      }));
      shown.update(session, {}, ({ whoami }) => ({ whoami: whoami && { ...whoami, name } }));
    }),
  });
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);

  return (
    <div className="profile">
      {open ? (
        <NameForm
          label="Your name"
          name={update.variables?.name ?? profile.name}
          error={update.error}
          onSave={(name) => {
            setOpen(false);
            update.mutate({ name }, { onSuccess: update.reset, onError: () => setOpen(true) });
          }}
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
