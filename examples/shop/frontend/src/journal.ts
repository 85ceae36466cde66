/**
 * What went over the wire, for the strip that shows it to whoever visits this example. It listens and changes nothing; what you
 * want while developing is `MizanDevtools`, and an app of yours does not need this.
 */

import { type Client, MizanError, type Target, type Transport, type WireValues } from "@mizan/client";
import { useEffect, useSyncExternalStore } from "react";

/** A read that the screen asked for by itself. */
export interface ReadEntry {
  readonly kind: "read";
  readonly id: number;
  readonly label: string;
  /** Milliseconds; null while under way. */
  readonly took: number | null;
}

/** The end of a call, here or in another tab, and all that came of it. */
export interface CallEntry {
  readonly kind: "call";
  readonly id: number;
  readonly name: string;
  /** The code of the problem, if it was refused. */
  readonly refused: string | null;
  /** What the answer said is stale. */
  readonly dropped: readonly string[];
  /** What was then read again. */
  readonly again: readonly string[];
  /** What stood on the screen when the answer came. */
  readonly shown: readonly string[];
  /** Whether the client forgot everything. */
  readonly cleared: boolean;
}

export type Entry = ReadEntry | CallEntry;

const LONGEST = 24;
const listeners = new Set<() => void>();
const shown: string[] = [];
let entries: readonly Entry[] = [];
let last = 0;

/** A context and its params in a line, as the answer's header spells targets: `product;product_id=17`. */
export function label(context: string, params: WireValues): string {
  const said = Object.entries(params).filter(
    ([name, value]) => value !== null && value !== undefined && !(name === "page" && value === 1),
  );
  return [context, ...said.map(([name, value]) => `${name}=${value}`).sort()].join(";");
}

function labelOfTarget(target: Target): string {
  if (typeof target === "string") return target;
  const name = target.function === undefined ? target.context : `${target.context}/${target.function}`;
  return label(name, target.params ?? {});
}

function write(next: readonly Entry[]): void {
  entries = next.slice(0, LONGEST);
  for (const listener of listeners) listener();
}

function change(kind: Entry["kind"], id: number, fields: Partial<ReadEntry> | Partial<CallEntry>): void {
  write(entries.map((it) => (it.id === id && it.kind === kind ? ({ ...it, ...fields } as Entry) : it)));
}

function addCall(fields: Partial<CallEntry>): void {
  const call = { name: "", refused: null, dropped: [], again: [], cleared: false, ...fields };
  write([{ ...call, kind: "call", id: ++last, shown: [...new Set(shown)] }, ...entries]);
}

const lastCall = (): CallEntry | undefined => entries.find((entry) => entry.kind === "call");

/** Notes what `client` hears. Said before caches join it, so that an entry is there when they read again for it. */
export function note(client: Client): void {
  client.onInvalidate((targets) => {
    addCall({ dropped: targets.map(labelOfTarget) });
    return [];
  });
  client.onHear(({ name = "another tab", targets, error }) => {
    if (targets.length === 0) addCall({});
    const refused = error === undefined ? null : error instanceof MizanError ? error.code : "NO ANSWER";
    change("call", last, { name, refused });
  });
  client.onClear(() => addCall({ name: "client.clear()", cleared: true }));
}

/** The same transport, which notes what is read over it. */
export function noting(transport: Transport): Transport {
  return {
    ...transport,
    async read(context, params, options) {
      const read = label(context, params);
      const call = lastCall();
      // Only what stood there when the answer came: what was dropped unseen is read later, when somebody looks at it.
      if (options.fresh === true && call?.shown.includes(read)) {
        change("call", call.id, { again: [...new Set([...call.again, read])] });
        return transport.read(context, params, options);
      }
      const id = ++last;
      const began = performance.now();
      write([{ kind: "read", id, label: read, took: null }, ...entries]);
      try {
        return await transport.read(context, params, options);
      } finally {
        change("read", id, { took: performance.now() - began });
      }
    },
  };
}

/** Says that something stands on the screen. */
export function useShown(what: string | null): void {
  useEffect(() => {
    if (what === null) return;
    shown.push(what);
    return () => {
      shown.splice(shown.indexOf(what), 1);
    };
  }, [what]);
}

/** The journal, the last entry first. */
export function useJournal(): readonly Entry[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entries,
  );
}
