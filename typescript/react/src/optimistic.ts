// The entry `@mizan/react/optimistic`: what a mutation will probably have done, shown before the server has said so, as patches
// that lie over what the server said last and never in its place. It decides how long a patch is shown; what is read anew, the
// client and `join.ts` decide as for any other call. The page is `ir/protocol/client.md`, "Before the answer".

import { type ContextDefinition, covers, type Target, type WireValues } from "@mizan/client";
import type {
  Mutation,
  MutationFunctionContext,
  Query,
  QueryCacheNotifyEvent,
  QueryClient,
} from "@tanstack/react-query";
import { clientOf } from "./join.ts";
import { ROOT } from "./keys.ts";

/** What happened to a query. */
type Action = Extract<QueryCacheNotifyEvent, { type: "updated" }>["action"];

type AnyMutation = Mutation<unknown, Error, unknown, unknown>;

/** What is shown, as a mutation may change it before its answer. */
export interface Shown {
  /**
   * Shows each bundle of `definition` that has these params (those that are not given, or are their default, may be
   * anything, as in a target) as `change` makes it. `change` may run more than once, each time the server says something
   * else, and must leave what it is given as it was. `page` counts the pages of an infinite query from 0; of others it is 0.
   */
  update<Params extends object, Bundle, Errors>(
    definition: ContextDefinition<Params, Bundle, Errors>,
    params: Partial<Params>,
    change: (bundle: Bundle, page: number) => Bundle,
  ): void;
}

/**
 * Makes the `onMutate` of a mutation from a guess of what it will have done:
 * `useRenameUser({ onMutate: optimistic(({ userId, name }, shown) => shown.update(user, { userId }, …)) })`.
 *
 * It is shown until the mutation has ended: a failure takes it back, and a success leaves it until what the answer dropped
 * has been read. What the server says in between is shown with the guess over it, and so are other mutations' guesses, each
 * for itself.
 */
export function optimistic<Variables>(
  guess: (variables: Variables, shown: Shown) => void,
): (variables: Variables, context: MutationFunctionContext) => void {
  return (variables, { client: queryClient, mutationKey }) => {
    const changes: Change[] = [];
    guess(variables, {
      update({ wireName, wireParams }, params, make) {
        changes.push({ target: { context: wireName, params: wireParams(params as never) }, make });
      },
    });
    const overlay = overlays.get(queryClient) ?? new Overlay(queryClient);
    overlays.set(queryClient, overlay);
    overlay.show(changes, variables, mutationKey);
  };
}

interface Change {
  readonly target: Target;
  readonly make: (bundle: never, page: number) => unknown;
}

/** All that one run of a mutation shows. */
interface Patch {
  readonly changes: readonly Change[];
  /** Whether it succeeded: then it goes when the server's next word about the query is there. */
  done: boolean;
}

/** A query with patches over it. */
interface Layers {
  /** What the server said last. */
  readonly base: unknown;
  readonly patches: readonly Patch[];
  /** The base with the patches over it, as it was written. */
  readonly shown: unknown;
}

/** The patches over one cache. */
class Overlay {
  readonly #queryClient: QueryClient;
  readonly #layers = new Map<Query, Layers>();
  readonly #running = new Map<AnyMutation, Patch>();
  readonly #ends: readonly (() => void)[];
  #writing = false;

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient;
    this.#ends = [
      queryClient.getQueryCache().subscribe((event) => {
        if (event.type === "removed") {
          this.#layers.delete(event.query);
        } else if (event.type === "updated" && !this.#writing) {
          this.#hear(event.query, event.action);
        }
      }),
      queryClient.getMutationCache().subscribe(({ type, mutation }) => {
        const patch = mutation && this.#running.get(mutation);
        if (patch && (type === "removed" || mutation.state.status !== "pending")) {
          this.#running.delete(mutation);
          this.#end(patch, mutation.state.status === "success");
        }
      }),
      // What somebody else's mutation will have done is nothing to show to who comes next.
      clientOf(queryClient)?.onClear(() => {
        for (const patch of this.#running.values()) {
          this.#end(patch, false);
        }
        this.#running.clear();
        this.#leave();
      }) ?? (() => undefined),
    ];
  }

  /** Shows `changes` until the mutation has ended that is about to run: the last with these variables that shows nothing. */
  show(
    changes: readonly Change[],
    variables: unknown,
    mutationKey: MutationFunctionContext["mutationKey"],
  ): void {
    const patch = { changes, done: false };
    const mutation = this.#queryClient
      .getMutationCache()
      .findAll({ ...(mutationKey && { mutationKey, exact: true }), status: "pending" })
      .filter((it) => it.state.variables === variables && !this.#running.has(it))
      .at(-1);
    if (mutation) {
      this.#running.set(mutation, patch);
      for (const query of this.#queryClient.getQueryCache().findAll({ queryKey: [ROOT] })) {
        this.#add(query, [patch]);
      }
    }
    this.#leave();
  }

  #add(query: Query, patches: readonly Patch[]): void {
    const met = patches.filter((patch) => meets(patch, query));
    if (met.length > 0 && query.state.data !== undefined) {
      const layers = this.#layers.get(query) ?? { base: query.state.data, patches: [] };
      this.#write(query, layers.base, [...layers.patches, ...met]);
    }
  }

  /** Something else wrote the query. */
  #hear(query: Query, action: Action): void {
    const layers = this.#layers.get(query);
    const { type } = action;
    if (query.state.data === undefined) {
      this.#layers.delete(query);
    } else if (!layers) {
      if (type === "success") {
        // Read for the first time while they run: it is shown as they will have it.
        this.#add(query, [...this.#running.values()]);
      }
    } else if (type === "success") {
      const patches = layers.patches.filter((patch) => !patch.done);
      this.#write(query, said(query, layers, action.manual), patches);
    } else if (type === "error" || type === "setState") {
      // No word of the server's: a read that failed, or was given up, which restores what was shown before it.
      this.#write(query, layers.base, layers.patches);
    }
  }

  #end(patch: Patch, succeeded: boolean): void {
    patch.done = succeeded;
    for (const [query, { base, patches }] of [...this.#layers]) {
      // Where a read is under way that the answer called for, it brings what is so.
      const waits = succeeded && query.state.fetchStatus !== "idle";
      if (patches.includes(patch) && !waits) {
        this.#write(
          query,
          base,
          patches.filter((it) => it !== patch),
        );
      }
    }
    this.#leave();
  }

  #write(query: Query, base: unknown, patches: readonly Patch[]): void {
    const shown = folded(query, base, patches);
    // A read that is under way may be given up, which restores what was shown as it began: a guess that was refused since.
    if (patches.length > 0 || query.state.fetchStatus !== "idle") {
      this.#layers.set(query, { base, patches, shown });
    } else {
      this.#layers.delete(query);
    }
    if (shown !== query.state.data) {
      this.#writing = true;
      // Not `setData`, which would call it fresh.
      query.setState({ data: shown });
      this.#writing = false;
    }
    this.#leave();
  }

  /** A cache that shows no guess pays for none. */
  #leave(): void {
    if (this.#layers.size === 0 && this.#running.size === 0) {
      overlays.delete(this.#queryClient);
      for (const end of this.#ends) {
        end();
      }
    }
  }
}

const overlays = new WeakMap<QueryClient, Overlay>();

function meets({ changes }: Patch, query: Query): boolean {
  const [, context, params] = query.queryKey as [string, string, WireValues];
  return changes.some(({ target }) => covers(target, context, params));
}

/** What is shown: `base` with the patches over it, in the order in which they came. */
function folded(query: Query, base: unknown, patches: readonly Patch[]): unknown {
  const [, context, params, paged] = query.queryKey as [string, string, WireValues, unknown];
  const makes = patches
    .flatMap(({ changes }) => changes)
    .filter(({ target }) => covers(target, context, params))
    .map(({ make }) => make as Make);
  const one = (bundle: unknown, page: number) =>
    makes.reduce((shown, make) => made(shown, page, make), bundle);
  if (makes.length === 0 || paged === undefined) {
    return one(base, 0);
  }
  return { ...(base as Pages), pages: (base as Pages).pages.map(one) };
}

type Make = (bundle: unknown, page: number) => unknown;

/** A guess that fails harms neither the mutation nor what is shown. */
function made(bundle: unknown, page: number, make: Make): unknown {
  try {
    return make(bundle, page);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return bundle;
  }
}

interface Pages {
  readonly pages: readonly unknown[];
}

/**
 * What the server has said by now, of what was written. Where a page was added to others, these are as they were shown when it
 * was asked for, with guesses that may be gone; they are told by their places, since a cache makes copies of what it shares.
 * What the page itself writes has those that it left as they are shown.
 */
function said(query: Query, { base, shown }: Layers, byPage: boolean | undefined): unknown {
  const data = query.state.data as Pages;
  if (query.queryKey.length < 4) {
    return data;
  }
  const { pages } = base as Pages;
  const added = query.state.fetchMeta?.fetchMore?.direction;
  // TanStack's `maxPages` lets one go at the other end.
  const moved = added === "forward" ? pages.length - data.pages.length + 1 : -1;
  const place = (page: unknown, at: number) =>
    byPage ? (shown as Pages).pages.indexOf(page) : added ? at + moved : -1;
  return { ...data, pages: data.pages.map((page, at) => pages[place(page, at)] ?? page) };
}
