// The entry `@mizan/react/devtools` while developing: a panel over the page that says what each call dropped and why something
// was read. A production build takes `noDevtools.ts` in its place, by the package's condition `development`. It shows what
// `journal.ts` has watched, and decides nothing. The page is `ir/protocol/client.md`, "Devtools".

import { useQueryClient } from "@tanstack/react-query";
import { type CSSProperties, type JSX, useEffect, useId, useState, useSyncExternalStore } from "react";
import { type CallEntry, Journal, type ReadEntry, type Scopes } from "./journal.ts";
import { useMizanClient } from "./provider.tsx";

export type { DeclaredTarget, Scopes } from "./journal.ts";

/** What {@link MizanDevtools} takes. */
export interface MizanDevtoolsProps {
  /** The generated `scopes` (`mizan_generate --target devtools`): with them the panel says by which tier a scope was found. */
  readonly scopes?: Scopes;
  /** Whether the panel is open when it appears; false by default. */
  readonly initialOpen?: boolean;
}

/** A panel with the calls and reads of the {@link MizanProvider} around it. Nothing in a production build. */
export function MizanDevtools({ scopes, initialOpen = false }: MizanDevtoolsProps): JSX.Element | null {
  const client = useMizanClient();
  const queryClient = useQueryClient();
  const [journal, begin] = useState<Journal>();
  useEffect(() => {
    const begun = new Journal(client, queryClient, scopes);
    begin(begun);
    return () => begun.end();
  }, [client, queryClient, scopes]);
  return journal === undefined ? null : <Panel journal={journal} initialOpen={initialOpen} />;
}

function Panel({ journal, initialOpen }: { readonly journal: Journal; readonly initialOpen: boolean }) {
  const [open, setOpen] = useState(initialOpen);
  const entries = useSyncExternalStore(journal.subscribe, () => journal.entries);
  const id = useId();
  return (
    <aside aria-label="Mizan devtools" style={styles.panel}>
      <div style={styles.bar}>
        <button
          type="button"
          style={styles.button}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          Mizan
        </button>
        {open && (
          <button type="button" style={styles.button} onClick={() => journal.clear()}>
            Clear
          </button>
        )}
      </div>
      <ol
        id={id}
        hidden={!open}
        style={styles.list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        aria-label="Calls and reads, the latest first"
      >
        {open &&
          entries.map((entry) => (
            <li key={entry.id} style={styles.entry}>
              {entry.kind === "call" ? <Call entry={entry} /> : <Read entry={entry} />}
            </li>
          ))}
      </ol>
    </aside>
  );
}

function Call({ entry: { name, failed, dropped, met } }: { readonly entry: CallEntry }) {
  return (
    <>
      <b>{name ?? "another tab"}</b>
      {failed !== undefined && <em> failed: {failed}</em>}
      {dropped.length === 0 && <span> dropped nothing</span>}
      {dropped.map(({ target, tier, met: count }) => (
        <div key={target} style={styles.line}>
          dropped <code>{target}</code>
          {tier !== undefined && ` by its ${TIERS[tier] ?? tier}`},{" "}
          {count === 0 ? "which met no query" : `${count} ${count === 1 ? "query" : "queries"}`}
        </div>
      ))}
      {met.map(({ query, now }) => (
        <div key={query} style={styles.line}>
          <code>{query}</code> {now}
        </div>
      ))}
    </>
  );
}

function Read({ entry: { query, why, state, took } }: { readonly entry: ReadEntry }) {
  return (
    <>
      read <code>{query}</code>: {why}, {state}
      {took !== undefined && ` in ${Math.round(took)} ms`}
    </>
  );
}

const TIERS: Readonly<Record<string, string>> = {
  explicit: "declared scope",
  argument: "arguments",
  identity: "caller",
  broad: "context as a whole",
};

// System colours follow the page's scheme by themselves.
const styles = {
  panel: {
    position: "fixed",
    insetBlockEnd: 8,
    insetInlineEnd: 8,
    zIndex: 2147483000,
    maxInlineSize: "min(32rem, calc(100vw - 16px))",
    color: "CanvasText",
    background: "Canvas",
    border: "1px solid GrayText",
    borderRadius: 6,
    font: "12px/1.5 system-ui, sans-serif",
  },
  bar: { display: "flex", gap: 8, padding: 4 },
  button: { font: "inherit", minBlockSize: 24 },
  list: { margin: 0, padding: "0 8px", maxBlockSize: "50vh", overflow: "auto", listStyle: "none" },
  entry: { borderBlockStart: "1px solid GrayText", padding: "4px 0", overflowWrap: "anywhere" },
  line: { paddingInlineStart: 12 },
} satisfies Record<string, CSSProperties>;
