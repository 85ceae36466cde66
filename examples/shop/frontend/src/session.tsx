/** Who is here: signing in and out. */

import { useMizanClient } from "@mizan/react";
import { type FormEvent, useId, useState } from "react";
import { useShown } from "./journal.ts";
import { useSignIn, useSignOut, useWhoami } from "./mizan/mizan.react.ts";
import { Problem } from "./problem.tsx";

/** The corner of the page that knows the visitor. */
export function Session() {
  const whoami = useWhoami();
  useShown("session");
  const visitor = whoami.data;
  if (visitor === undefined) return <Problem error={whoami.error} />;
  return visitor === null ? <SignIn /> : <SignedIn name={visitor.name} staff={visitor.staff} />;
}

function SignIn() {
  const client = useMizanClient();
  const signIn = useSignIn();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What the visitor saw as nobody is not kept: it may look different to somebody.
    signIn.mutate({ username, password }, { onSuccess: () => client.clear() });
  };
  return (
    <form className="sign-in" onSubmit={submit}>
      <label htmlFor={`${id}name`}>Account</label>
      <input
        id={`${id}name`}
        autoComplete="username"
        autoCapitalize="none"
        required
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <label htmlFor={`${id}word`}>Password</label>
      <input
        id={`${id}word`}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button type="submit" className="primary" disabled={signIn.isPending}>
        Sign in
      </button>
      <Problem error={signIn.error} />
    </form>
  );
}

function SignedIn({ name, staff }: { readonly name: string; readonly staff: boolean }) {
  const client = useMizanClient();
  const signOut = useSignOut();
  return (
    <div className="signed-in">
      <span>
        {name} {staff && <span className="badge">Staff</span>}
      </span>
      <button
        type="button"
        className="quiet"
        disabled={signOut.isPending}
        onClick={() => signOut.mutate(undefined, { onSuccess: () => client.clear() })}
      >
        Sign out
      </button>
      <Problem error={signOut.error} />
    </div>
  );
}
