// What the devtools panel tells: calls with what they dropped, and reads with what they were for. It watches a client and its
// cache and changes neither. The page is `ir/protocol/client.md`, "Devtools"; `devtools.tsx` shows it.

import { type Client, covers, type Heard, type Target, type WireValues } from "@mizan/client";
import type { Query, QueryCacheNotifyEvent, QueryClient } from "@tanstack/react-query";
import { ROOT } from "./keys.ts";

/** A declared target of a function, and by what its scope is found. Written by the generator. */
export interface DeclaredTarget {
  /** A context, by its wire name. */
  readonly context: string;
  /** One member of it, by its wire name; the whole context where there is none. */
  readonly function?: string;
  /** By what the scope is found: a declared scope, arguments, the caller's id, or nothing. */
  readonly tier: "explicit" | "argument" | "identity" | "broad";
  /** Param → the argument that it comes from; null: the caller's id. */
  readonly params: Readonly<Record<string, string | null>>;
}

/** The declared targets of each function, by wire name. */
export type Scopes = Readonly<Record<string, readonly DeclaredTarget[]>>;

/** One target of an answer. */
export interface Dropped {
  readonly target: string;
  /** By what its scope was found; undefined where the declarations are not known, or do not say it. */
  readonly tier: string | undefined;
  /** How many queries it met. */
  readonly met: number;
}

/** A query that a call met. */
export interface Met {
  readonly query: string;
  readonly now: "read again" | "forgotten" | "marked as old";
}

/** A call that has ended. */
export interface CallEntry {
  readonly kind: "call";
  readonly id: number;
  /** The function by its wire name; undefined for another tab's. */
  readonly name: string | undefined;
  /** The code of its error, if it failed. */
  readonly failed: string | undefined;
  readonly dropped: readonly Dropped[];
  readonly met: readonly Met[];
}

/** A read. */
export interface ReadEntry {
  readonly kind: "read";
  readonly id: number;
  readonly query: string;
  readonly why: string;
  readonly state: "under way" | "done" | "failed" | "given up";
  /** In milliseconds. */
  readonly took: number | undefined;
}

export type Entry = CallEntry | ReadEntry;

interface QueryEvent {
  readonly query: Query;
  readonly what: "fetch" | "invalidate" | "removed";
  /** The entry of the read that began. */
  readonly read?: number;
}

const KEPT = 200;

/** Watches a client and its cache from when it is made until {@link end}. The latest entry is the first. */
export class Journal {
  entries: readonly Entry[] = [];
  readonly #scopes: Scopes;
  readonly #listeners = new Set<() => void>();
  readonly #ends: readonly (() => void)[];
  /** What happened to queries since the last word of the client: within one call's hearing nothing else runs. */
  #events: QueryEvent[] = [];
  readonly #running = new Map<Query, { readonly id: number; readonly begun: number }>();
  #next = 0;

  constructor(client: Client, queryClient: QueryClient, scopes: Scopes = {}) {
    this.#scopes = scopes;
    // A panel may be mounted after what it watches.
    for (const query of queryClient.getQueryCache().findAll({ queryKey: [ROOT], fetchStatus: "fetching" })) {
      this.#begin(query);
    }
    this.#ends = [
      client.onHear((heard) => this.#hear(heard)),
      queryClient.getQueryCache().subscribe((event) => {
        if (event.query.queryKey[0] === ROOT) {
          this.#watch(event);
        }
      }),
    ];
  }

  /** Tells `listener` of each change of {@link entries}. The answer ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  clear(): void {
    this.#change([]);
  }

  end(): void {
    for (const end of this.#ends) {
      end();
    }
  }

  #hear({ name, targets, met, error }: Heard): void {
    const events = this.#events.filter(({ query }) => targets.some((target) => meets(target, query)));
    this.#events = [];
    const queries = new Map<Query, Met["now"]>();
    for (const { query, what } of events) {
      const now = what === "removed" ? "forgotten" : what === "fetch" ? "read again" : "marked as old";
      queries.set(query, now);
    }
    const entry: CallEntry = {
      kind: "call",
      id: this.#next++,
      name,
      failed: codeOf(error),
      dropped: targets.map((target, at) => ({
        target: shown(target),
        tier: this.#tier(name, target),
        met: met[at] ?? 0,
      })),
      met: [...queries].map(([query, now]) => ({ query: queryName(query), now })),
    };
    const why = name === undefined ? "another tab's call" : `\`${name}\``;
    const reads = new Set(events.map(({ read }) => read));
    this.#change([
      entry,
      ...this.entries.map((it) => (it.kind === "read" && reads.has(it.id) ? { ...it, why } : it)),
    ]);
  }

  #watch(event: QueryCacheNotifyEvent): void {
    const query: Query = event.query;
    if (event.type === "removed") {
      this.#finish(query, "given up");
      this.#note({ query, what: "removed" });
    } else if (event.type === "updated") {
      const { type } = event.action;
      if (type === "invalidate") {
        this.#note({ query, what: "invalidate" });
      } else if (type === "fetch") {
        this.#finish(query, "given up");
        this.#note({ query, what: "fetch", read: this.#begin(query) });
      } else if (type === "success" || type === "error") {
        this.#finish(query, type === "success" ? "done" : "failed");
      } else if (query.state.fetchStatus === "idle") {
        // Nobody shows it any more, and what was there before it is restored.
        this.#finish(query, "given up");
      }
    }
  }

  #begin(query: Query): number {
    const id = this.#next++;
    this.#running.set(query, { id, begun: performance.now() });
    const why =
      query.state.data === undefined
        ? "shown for the first time"
        : "TanStack: mounted, focused, or asked for";
    this.#change([
      { kind: "read", id, query: queryName(query), why, state: "under way", took: undefined },
      ...this.entries,
    ]);
    return id;
  }

  #note(event: QueryEvent): void {
    if (this.#events.length === 0) {
      // What no call was heard for by then, was of somebody else's doing.
      queueMicrotask(() => {
        this.#events = [];
      });
    }
    this.#events.push(event);
  }

  #finish(query: Query, state: ReadEntry["state"]): void {
    const running = this.#running.get(query);
    if (running) {
      this.#running.delete(query);
      const took = performance.now() - running.begun;
      this.#change(
        this.entries.map((it) => (it.id === running.id ? ({ ...it, state, took } as ReadEntry) : it)),
      );
    }
  }

  #tier(name: string | undefined, target: Target): string | undefined {
    if (name === undefined || typeof target === "string") {
      return typeof target === "string" && target !== "*" ? "broad" : undefined;
    }
    const declared = (Object.hasOwn(this.#scopes, name) ? this.#scopes[name] : undefined)?.find(
      (it) => it.context === target.context && it.function === target.function,
    );
    return declared && Object.keys(target.params ?? {}).length === 0 ? "broad" : declared?.tier;
  }

  #change(entries: readonly Entry[]): void {
    this.entries = entries.slice(0, KEPT);
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}

function meets(target: Target, { queryKey }: Query): boolean {
  const [, context, params] = queryKey as unknown as [string, string, WireValues];
  return covers(target, context, params);
}

function codeOf(error: unknown): string | undefined {
  if (error === undefined) {
    return undefined;
  }
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
}

/** `user(user_id: 5)`, `user.user_profile(user_id: 5)`, or `*`. */
function shown(target: Target): string {
  if (typeof target === "string") {
    return target;
  }
  const { context, params = {} } = target;
  return (target.function === undefined ? context : `${context}.${target.function}`) + given(params);
}

function queryName({ queryKey }: Query): string {
  const [, context, params, paged] = queryKey as unknown as [string, string, WireValues, unknown];
  return context + given(params) + (paged === undefined ? "" : ", page by page");
}

function given(params: WireValues): string {
  const each = Object.entries(params).map(([name, value]) => `${name}: ${String(value)}`);
  return each.length === 0 ? "" : `(${each.join(", ")})`;
}
