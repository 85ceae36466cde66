// The client's rules about time: what a mutation's answer means for reads that are under way, shown or remembered
// (ir/protocol/client.md, rules 1 to 10). It knows no HTTP and keeps no data: caches join it by listening.

import { abortable } from "./abort.ts";
import { MizanError, NetworkError } from "./errors.ts";
import { covers, EVERYTHING, targetName } from "./invalidation.ts";
import { spellQuery } from "./query.ts";
import { joinTabs } from "./tabs.ts";
import type { CallArgs, CallOptions, RequestOptions, Target, Transport, WireValues } from "./wire.ts";

/** Hears what was dropped, and answers for each target how many of its queries it met. */
export type InvalidateListener = (targets: readonly Target[]) => readonly number[];

/** What a client heard: the end of a call, or what another tab's call dropped. For tools that show it. */
export interface Heard {
  /** The function by its wire name; undefined for another tab's. */
  readonly name: string | undefined;
  /** What was dropped, in the order in which the answer named it; empty where it named nothing. */
  readonly targets: readonly Target[];
  /** Of each target, how many queries it met: those under way, and those of the caches that have joined. */
  readonly met: readonly number[];
  /** What the call ended with, if it failed. */
  readonly error: unknown;
}

/** What a client is made of. */
export interface ClientOptions {
  /** The way to the server: `fetchTransport({ schema })`, perhaps within `retrying` or `renewing`. */
  readonly transport: Transport;
  /** Whether to say on the console what is not an error but is likely a mistake. */
  readonly development?: boolean | undefined;
  /**
   * Whether clients of the same address in other tabs hear what is dropped and cleared here, and this one what is there. By
   * default where there is a document; never on a server, where the clients of different people live side by side.
   */
  readonly tabs?: boolean | undefined;
}

/** One server, as one page sees it. Generated functions and contexts take it as their first argument. */
export interface Client {
  /**
   * Runs a function by its wire name. Listeners have heard what it dropped when the promise settles. Generated functions call
   * this; it rejects as they do.
   *
   * @throws MizanError if the server refused it or failed at it.
   * @throws NetworkError if no answer of Mizan's came.
   */
  call(name: string, args: CallArgs, options?: CallOptions): Promise<unknown>;
  /**
   * Reads a context's bundle by wire names. It never answers with what was dropped while it was under way.
   *
   * @throws MizanError if the server refused it or failed at it.
   * @throws NetworkError if no answer of Mizan's came.
   */
  read(context: string, params: WireValues, options?: RequestOptions): Promise<WireValues>;
  /** Joins a cache to the client. The answer ends it. */
  onInvalidate(listener: InvalidateListener): () => void;
  /** Joins a cache to {@link Client.clear}. The answer ends it. */
  onClear(listener: () => void): () => void;
  /** Tells of each call that has ended, and of other tabs', when all that it dropped was dropped. The answer ends it. */
  onHear(listener: (heard: Heard) => void): () => void;
  /**
   * For after a sign-in and a sign-out: what is cached goes, reads under way are repeated, the session is forgotten; in
   * the other tabs as well.
   */
  clear(): void;
}

/** A read under way. */
interface Read {
  readonly context: string;
  readonly params: WireValues;
  readonly cut: AbortController;
  dropped: boolean;
}

/** A target that was dropped, and the queries that were read since. */
interface Drop {
  readonly target: Target;
  readonly since: Set<string>;
}

// Reads pass caches by that may hold what these cover. When there are more, they become one that covers everything: in doubt
// a query is read past the caches once more.
const REMEMBERED = 32;

// So many queries are remembered of each. Then they are forgotten, and each is read past the caches once more.
const REMEMBERED_READS = 256;

/**
 * A client over `transport`: one for each server, and for each person. A page has one; a server that renders pages makes one
 * for each request.
 */
export function createClient({
  transport,
  development = false,
  tabs = typeof document === "object",
}: ClientOptions): Client {
  const reads = new Set<Read>();
  const listeners = new Set<InvalidateListener>();
  const clearListeners = new Set<() => void>();
  const witnesses = new Set<(heard: Heard) => void>();
  const said = new Set<string>();
  let drops: readonly Drop[] = [];
  const tellTabs = tabs ? (transport.join ?? joinTabs)({ hear, clear }, transport.address) : undefined;

  /** Discards the reads under way that the targets cover, which are then repeated, and has the caches told. */
  function drop(targets: readonly Target[], tell: () => void): void {
    drops = [...drops, ...targets.map(unread)];
    if (drops.length > REMEMBERED) {
      drops = [unread(EVERYTHING)];
    }
    for (const read of [...reads].filter((it) => meets(targets, it))) {
      read.dropped = true;
      read.cut.abort();
    }
    tell();
  }

  /** Performs what was said here or elsewhere. `name` is the function that said it; without it nobody is told what met nothing. */
  function hear(targets: readonly Target[], name?: string, error?: unknown): void {
    const met = targets.map((target) => [...reads].filter((read) => meets([target], read)).length);
    if (targets.length > 0) {
      drop(targets, () =>
        each(listeners, (listener) => {
          listener(targets).forEach((count, index) => {
            met[index] = (met[index] ?? 0) + count;
          });
        }),
      );
    }
    each(witnesses, (witness) => witness({ name, targets, met, error }));
    if (development && name !== undefined && listeners.size > 0) {
      for (const target of targets.filter((it, index) => it !== EVERYTHING && met[index] === 0)) {
        warn(`mizan: \`${name}\` dropped \`${targetName(target)}\`, which met no query`);
      }
    }
  }

  /** Performs what an answer said, here and in the other tabs. */
  function spread(targets: readonly Target[], name: string, error?: unknown): void {
    hear(targets, name, error);
    if (targets.length > 0) {
      each([tellTabs], (tell) => tell?.(targets));
    }
  }

  function clear(): void {
    transport.clear?.();
    drop([EVERYTHING], () => each(clearListeners, (listener) => listener()));
  }

  function warn(text: string): void {
    if (!said.has(text)) {
      said.add(text);
      console.warn(text);
    }
  }

  async function run(name: string, args: CallArgs, options: CallOptions): Promise<unknown> {
    const { result, invalidate } = await transport.call(name, args, options).catch((error: unknown) => {
      // Where it may have run and nobody says what it dropped, that is everything.
      const lost = error instanceof NetworkError && error.sent;
      spread(error instanceof MizanError ? error.invalidate : lost ? [EVERYTHING] : [], name, error);
      throw error;
    });
    spread(invalidate, name);
    return result;
  }

  /** Reads once; undefined if what it reads was dropped meanwhile. */
  async function attempt(
    context: string,
    params: WireValues,
    options: RequestOptions,
  ): Promise<WireValues | undefined> {
    const read: Read = { context, params, cut: new AbortController(), dropped: false };
    const leave = () => read.cut.abort(options.signal?.reason);
    const query = context + spellQuery(params);
    const due = drops.filter(({ target, since }) => covers(target, context, params) && !since.has(query));
    const { signal } = read.cut;
    options.signal?.addEventListener("abort", leave);
    reads.add(read);
    try {
      const fresh = due.length > 0;
      const bundle = await abortable(transport.read(context, params, { signal, fresh }), signal);
      if (read.dropped) {
        return undefined;
      }
      for (const { since } of due) {
        if (since.size === REMEMBERED_READS) {
          since.clear();
        }
        since.add(query);
      }
      return bundle;
    } catch (error) {
      if (read.dropped) {
        return undefined;
      }
      throw error;
    } finally {
      reads.delete(read);
      options.signal?.removeEventListener("abort", leave);
    }
  }

  return {
    async call(name, args, options = {}) {
      options.signal?.throwIfAborted();
      return abortable(run(name, args, options), options.signal);
    },
    async read(context, params, options = {}) {
      for (;;) {
        options.signal?.throwIfAborted();
        const bundle = await attempt(context, params, options);
        if (bundle !== undefined) {
          return bundle;
        }
      }
    },
    onInvalidate: (listener) => added(listeners, listener),
    onClear: (listener) => added(clearListeners, listener),
    onHear: (listener) => added(witnesses, listener),
    clear() {
      clear();
      each([tellTabs], (tell) => tell?.());
    },
  };
}

function unread(target: Target): Drop {
  return { target, since: new Set() };
}

function meets(targets: readonly Target[], { context, params }: Read): boolean {
  return targets.some((target) => covers(target, context, params));
}

function added<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => set.delete(item);
}

/** Gives each to `act`. One that throws harms neither the others nor a call that has succeeded. */
function each<T>(items: Iterable<T>, act: (item: T) => void): void {
  for (const item of [...items]) {
    try {
      act(item);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
