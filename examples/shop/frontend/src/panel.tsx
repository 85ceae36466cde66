/** The frame of everything on the screen: its title, its states, and the mark of a refresh. */

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { atTime } from "./format.ts";
import { useShown } from "./journal.ts";

interface PanelProps {
  readonly title: string;
  /** What it shows, as the journal names it: `product 17`. Null while it shows nothing of the server's. */
  readonly shows: string | null;
  /** When its data came, in milliseconds; 0 is not yet. */
  readonly updatedAt: number;
  /** Of how many parts it is, where it grows: one that is added is no refresh. */
  readonly parts?: number;
  readonly busy?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A panel. It pulses when what it shows came again without being asked for: by the server's word. */
export function Panel({ title, shows, updatedAt, parts = 1, busy = false, actions, children }: PanelProps) {
  const heading = useId();
  const refreshes = useRefreshes(`${shows} ${parts}`, updatedAt);
  useShown(shows);
  return (
    <section
      className="panel"
      aria-labelledby={heading}
      aria-busy={busy}
      data-shows={shows}
      data-refreshes={refreshes}
    >
      {refreshes > 0 && <span key={`${shows} ${refreshes}`} className="pulse" aria-hidden="true" />}
      {refreshes > 0 && <span className="refreshed">refreshed {atTime(updatedAt)}</span>}
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

function useRefreshes(shows: string, updatedAt: number): number {
  const before = useRef({ shows, updatedAt });
  const [refreshes, setRefreshes] = useState(0);
  useEffect(() => {
    const { shows: showed, updatedAt: cameAt } = before.current;
    before.current = { shows, updatedAt };
    if (showed !== shows) setRefreshes(0);
    else if (cameAt !== 0 && updatedAt !== 0 && cameAt !== updatedAt) setRefreshes((number) => number + 1);
  }, [shows, updatedAt]);
  return refreshes;
}

/** Grey lines where text will be. */
export function Loading({ lines }: { readonly lines: number }) {
  return (
    <div className="loading" role="status">
      <span className="unseen">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="line" />
      ))}
    </div>
  );
}

/** What to do where there is nothing. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
