// Where Mizan's queries and mutations lie in TanStack's caches: under `["mizan", …]`, and nothing else lies there. The
// client's rule says which of them a target covers; this file only finds them.

import type { WireValues } from "@mizan/client";

/** The first part of every key of Mizan's. */
export const ROOT = "mizan";

/** `["mizan", context, params]`: wire names, with no param that is null, undefined or an empty list. */
export type MizanQueryKey = readonly [typeof ROOT, context: string, params: WireValues];

/** `["mizan", context, params, { infinite: param }]`: all pages, and so without the param that tells them apart. */
export type InfiniteQueryKey = readonly [...MizanQueryKey, pages: { readonly infinite: string }];

/** The key of the query of `context` with `params`. */
export function queryKeyOf(context: string, params: WireValues): MizanQueryKey {
  return [ROOT, context, params];
}

/** The key of the query of all pages of `context` that `param` tells apart. */
export function infiniteKeyOf(context: string, params: WireValues, param: string): InfiniteQueryKey {
  return [ROOT, context, params, { infinite: param }];
}

/** The key of all runs of a function. */
export function mutationKeyOf(name: string): readonly [typeof ROOT, name: string] {
  return [ROOT, name];
}
