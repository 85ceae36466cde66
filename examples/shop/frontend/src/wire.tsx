/** The strip that shows what went over the wire: what each answer dropped, what was read again, what was left alone. */

import { useId } from "react";
import { type CallEntry, type ReadEntry, useJournal } from "./journal.ts";

/** The strip. */
export function Wire() {
  const entries = useJournal();
  const heading = useId();
  return (
    <section className="panel wire" aria-labelledby={heading}>
      <header className="panel-head">
        <h2 id={heading}>On the wire</h2>
      </header>
      <p className="faint">
        What each answer declared stale, and what was read again for it. All else on the screen stayed as it
        was.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ol aria-label="Requests, the last first" tabIndex={0}>
        {entries.map((entry) => (
          <li key={entry.id} data-kind={entry.kind}>
            {entry.kind === "call" ? <Call entry={entry} /> : <Read entry={entry} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Read({ entry }: { readonly entry: ReadEntry }) {
  return (
    <p className="wire-line">
      <Mono of={entry.label} />
      <span className="faint wire-took">{entry.took === null ? "…" : `${Math.round(entry.took)} ms`}</span>
    </p>
  );
}

function Call({ entry }: { readonly entry: CallEntry }) {
  const alone = entry.shown.filter((each) => !entry.again.includes(each));
  return (
    <>
      <p className="wire-line">
        <code className="wire-name">{entry.name}</code>
        {entry.refused !== null && <code className="wire-refused">{entry.refused}</code>}
      </p>
      <dl>
        <Group term="dropped" labels={entry.dropped} kind="dropped" />
        {entry.cleared && <Group term="cleared" labels={["all that was kept"]} kind="cleared" />}
        <Group term="read again" labels={entry.again} kind="again" />
        {entry.dropped.length > 0 && <Group term="left alone" labels={alone} kind="alone" />}
      </dl>
    </>
  );
}

function Group({
  term,
  labels,
  kind,
}: {
  readonly term: string;
  readonly labels: readonly string[];
  readonly kind: string;
}) {
  if (labels.length === 0) return null;
  return (
    <div data-group={kind}>
      <dt>{term}</dt>
      {labels.map((each) => (
        <dd key={each}>
          <Mono of={each} />
        </dd>
      ))}
    </div>
  );
}

/** Breaks where the parts meet, and not inside a name. */
function Mono({ of }: { readonly of: string }) {
  const [name, ...params] = of.split(";");
  return (
    <code>
      {name}
      {params.map((param) => (
        <span key={param} className="wire-param">
          {param}
        </span>
      ))}
    </code>
  );
}
