/**
 * What went over the wire, for the strip that shows it. It stands around the transport and changes nothing: an app that
 * wants no such strip gives `fetchTransport({ schema })` to `createClient()` as it is.
 */

import { MizanError, type Target, type Transport, type WireValues } from "@mizan/client";
import { useEffect, useSyncExternalStore } from "react";

/** A read that the screen asked for by itself. */
export interface ReadEntry {
  readonly kind: "read";
  readonly id: number;
  readonly label: string;
  readonly took: number | null;
}

/** A call, and all that came of it. */
export interface CallEntry {
  readonly kind: "call";
  readonly id: number;
  readonly name: string;
  /** Milliseconds; null while under way. */
  readonly took: number | null;
  /** The code of the problem, if it was refused. */
  readonly refused: string | null;
  /** What the answer said is stale. */
  readonly dropped: readonly string[];
  /** What was then read again. */
  readonly again: readonly string[];
  /** What stood on the screen when the answer came. */
  readonly shown: readonly string[];
  /** Whether the client forgot everything after it. */
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

function put(entry: Entry): void {
  entries = [entry, ...entries.filter(({ id }) => id !== entry.id)]
    .sort((a, b) => b.id - a.id)
    .slice(0, LONGEST);
  for (const listener of listeners) listener();
}

function change(kind: "read" | "call", id: number, fields: Partial<ReadEntry> & Partial<CallEntry>): void {
  entries = entries.map((entry) =>
    entry.id === id && entry.kind === kind ? ({ ...entry, ...fields } as Entry) : entry,
  );
  for (const listener of listeners) listener();
}

const lastCall = (): CallEntry | undefined => entries.find((entry) => entry.kind === "call");

/** The same transport, which writes down what it carries. */
export function journalled(transport: Transport): Transport {
  return {
    ...transport,
    async call(name, args, options) {
      const id = ++last;
      const began = performance.now();
      put({
        kind: "call",
        id,
        name,
        took: null,
        refused: null,
        dropped: [],
        again: [],
        shown: [],
        cleared: false,
      });
      const settle = (invalidate: readonly Target[], refused: string | null) =>
        change("call", id, {
          took: performance.now() - began,
          refused,
          dropped: invalidate.map(labelOfTarget),
          shown: [...new Set(shown)],
        });
      try {
        const answer = await transport.call(name, args, options);
        settle(answer.invalidate, null);
        return answer;
      } catch (error) {
        settle(
          error instanceof MizanError ? error.invalidate : [],
          error instanceof MizanError ? error.code : "NO ANSWER",
        );
        throw error;
      }
    },
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
      put({ kind: "read", id, label: read, took: null });
      try {
        return await transport.read(context, params, options);
      } finally {
        change("read", id, { took: performance.now() - began });
      }
    },
  };
}

/** Notes that the client forgot everything. */
export function noteClear(): void {
  const call = lastCall();
  if (call !== undefined) change("call", call.id, { cleared: true });
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
