// What the client says, done to TanStack's cache: the part of the rules of ir/protocol/client.md that concerns what is
// shown and what is kept. It touches nothing that is not Mizan's, and decides nothing about what a target covers.

import { type Client, covers, type Target, type WireValues } from "@mizan/client";
import { isServer, type Query, type QueryCacheNotifyEvent, type QueryClient } from "@tanstack/react-query";
import { ROOT } from "./keys.ts";

const joined = new WeakMap<Client, WeakSet<QueryClient>>();
const clients = new WeakMap<QueryClient, Client>();

// A server makes a query client for each request, with that user's data, and may keep one client for all of them.
const gone = new FinalizationRegistry<() => void>((leave) => leave());

/**
 * Lets `queryClient` hear what `client` hears, for as long as both live: a cache that is not on the screen for a while
 * must not miss what was dropped. The client keeps it from being collected no more than a `WeakRef` does. Again for the
 * same two it does nothing, so that a render may say it.
 */
export function join(client: Client, queryClient: QueryClient): void {
  const caches = joined.get(client) ?? new WeakSet();
  joined.set(client, caches);
  if (caches.has(queryClient)) {
    return;
  }
  caches.add(queryClient);
  clients.set(queryClient, client);
  queryClient.getQueryCache().subscribe(watch);
  gone.register(queryClient, listen(client, new WeakRef(queryClient)));
  const own = queryClient.getQueryDefaults([ROOT]);
  if (own.retry === undefined && queryClient.getDefaultOptions().queries?.retry === undefined) {
    queryClient.setQueryDefaults([ROOT], { ...own, retry });
  }
}

// How many have shown a query and left it, and which query each who left showed last.
const left = new WeakMap<object, number>();
const away = new WeakMap<object, object>();

/** Whether somebody has shown `query` before and left it. */
export function wasShown(query: object): boolean {
  return (left.get(query) ?? 0) > 0;
}

function watch(event: QueryCacheNotifyEvent): void {
  const { type, query } = event;
  if (type === "observerRemoved") {
    away.set(event.observer, query);
    left.set(query, (left.get(query) ?? 0) + 1);
  } else if (type === "observerAdded" && away.get(event.observer) === query) {
    // It only seemed to leave: React's strict mode takes each component away once, and puts it back.
    away.delete(event.observer);
    left.set(query, (left.get(query) ?? 0) - 1);
  }
}

/** The client that `queryClient` was joined to last. */
export function clientOf(queryClient: QueryClient): Client | undefined {
  return clients.get(queryClient);
}

// A function of its own: what it makes must not close over the cache itself.
function listen(client: Client, cache: WeakRef<QueryClient>): () => void {
  const ends = [
    client.onInvalidate((targets) => {
      const queryClient = cache.deref();
      return queryClient ? drop(queryClient, targets) : [];
    }),
    client.onClear(() => {
      const queryClient = cache.deref();
      if (queryClient) {
        clear(queryClient);
      }
    }),
  ];
  return () => ends.forEach((end) => void end());
}

// TanStack's own default, but for what will be answered alike again: nobody should wait seconds for a 401, or for a page of a
// proxy's.
function retry(failures: number, error: Error): boolean {
  // Where no answer came there is none.
  const { status = 503 } = error as { readonly status?: number };
  const passing = status >= 500 || [408, 429].includes(status);
  return passing && failures < (isServer ? 0 : 3);
}

/** Drops what the targets cover, and says for each of them how many queries it met. */
function drop(queryClient: QueryClient, targets: readonly Target[]): readonly number[] {
  const met = targets.map(() => 0);
  for (const query of queriesOf(queryClient)) {
    const [, context, params] = query.queryKey as [string, string, WireValues];
    const covering = targets.map((target) => covers(target, context, params));
    covering.forEach((covered, index) => {
      met[index] = (met[index] ?? 0) + Number(covered);
    });
    if (!covering.includes(true)) {
      continue;
    }
    if (isUsed(query)) {
      query.invalidate();
      repeat(query);
    } else {
      queryClient.getQueryCache().remove(query);
    }
  }
  return met;
}

/** Empties Mizan's part of the caches; what is shown is read anew. */
function clear(queryClient: QueryClient): void {
  for (const query of queriesOf(queryClient)) {
    if (isUsed(query)) {
      repeat(query, true);
    } else {
      queryClient.getQueryCache().remove(query);
    }
  }
  const mutations = queryClient.getMutationCache();
  for (const mutation of mutations.findAll({ mutationKey: [ROOT] })) {
    // One that is running ends by itself. One that waits for the network would run as somebody else.
    if (mutation.state.status !== "pending" || mutation.state.isPaused) {
      mutations.remove(mutation);
    }
  }
}

function queriesOf(queryClient: QueryClient): Query[] {
  return queryClient.getQueryCache().findAll({ queryKey: [ROOT] });
}

/** Whether somebody shows it or waits for it. */
function isUsed(query: Query): boolean {
  return query.getObserversCount() > 0 || query.state.fetchStatus !== "idle";
}

/** Reads a query anew, and lets nothing that is under way be written; with `empty`, shows nothing until then. */
function repeat(query: Query, empty = false): void {
  const before = query.promise;
  const { fetchStatus, fetchMeta } = query.state;
  // A page that was being added to others is added behind what is read anew.
  const adding = fetchStatus !== "idle" && fetchMeta?.fetchMore ? { meta: fetchMeta } : undefined;
  const again = () => {
    if (empty) {
      // Not `reset()`: who waits for the answer under way is to get the next one.
      query.setState({ ...query.resetState, fetchStatus: query.state.fetchStatus });
    }
    if (before !== undefined || !query.isDisabled()) {
      // Whoever shows it, sees the error in its state.
      query
        .fetch()
        .then(() => adding && query.fetch(undefined, adding))
        .catch(() => undefined);
    }
  };
  query.cancel({ silent: true });
  again();
  if (before !== undefined && query.promise === before) {
    // It was answered already and is about to be written, which cannot be stopped.
    before.then(again, again);
  }
}
