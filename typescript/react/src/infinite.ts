// Contexts page by page: one param moves on, and TanStack keeps the pages as one query. The page is
// `ir/protocol/client.md`, "What `react` generates"; what a target covers there is decided as for any other query, by the
// params that all pages share (`keys.ts`, `join.ts`).

import type { Client, ContextDefinition, Failure } from "@mizan/client";
import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { type InfiniteQueryKey, infiniteKeyOf } from "./keys.ts";

/** How a context's pages follow each other. */
export interface Paging<Bundle, Params, Name extends keyof Params> {
  /** The param that says which page it is. */
  readonly param: Name;
  /** The param of the page after `last`; undefined or null where there is none. */
  readonly next: (last: Bundle, pages: readonly Bundle[]) => Params[Name] | null | undefined;
  /** The param of the page before `first`, for lists that grow at both ends. */
  readonly previous?: (first: Bundle, pages: readonly Bundle[]) => Params[Name] | null | undefined;
  /** The first page's; without it the param is left out, which is the server's default. */
  readonly initial?: Params[Name];
}

/**
 * Makes the options of a context that is read page by page, for `useInfiniteQuery` and all else that TanStack does with them:
 * `ordersInfiniteOptions(client, { userId: 5 }, { param: "page", next: (last) => last.orders.next })`.
 *
 * What a mutation drops is dropped for all pages, which are then read anew from the first on, so that no row is there twice
 * or left out; a page that was being added is added behind them.
 */
export function contextInfiniteOptions<Params extends object, Bundle, Errors>(
  definition: ContextDefinition<Params, Bundle, Errors>,
) {
  return <Name extends keyof Params & string>(
    client: Client,
    params: Omit<Params, Name>,
    { param, next, previous, initial }: Paging<Bundle, Params, Name>,
  ) => {
    // The name of a param is the definition's to translate; a value that means nothing is left out.
    const page = (value: unknown) =>
      definition.wireParams({ ...params, [param]: value } as unknown as Params);
    return infiniteQueryOptions<
      Bundle,
      Errors | Failure,
      InfiniteData<Bundle, Params[Name] | null | undefined>,
      InfiniteQueryKey,
      Params[Name] | null | undefined
    >({
      queryKey: infiniteKeyOf(definition.wireName, page(undefined), param),
      queryFn: ({ signal, pageParam }) => definition.read(client, page(pageParam), { signal }),
      initialPageParam: initial,
      getNextPageParam: (last, pages) => next(last, pages),
      ...(previous && { getPreviousPageParam: (first: Bundle, pages: Bundle[]) => previous(first, pages) }),
      structuralSharing: definition.share,
    });
  };
}
