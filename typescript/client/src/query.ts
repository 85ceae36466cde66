// How a read is spelled: one spelling for one query, so that equal spellings are equal queries, here and in every cache on
// the way. The page is `ir/protocol/types.md`, "Query spelling"; the twin is `mizan-core/src/types/spelling.rs`.

import type { WireValues } from "./wire.ts";

/** Whether a param is written by its absence: null and the empty list. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/**
 * `?page=2&user_id=5`, names ascending, a list as its name repeated, text as percent-encoded UTF-8; empty if there is
 * nothing to say.
 *
 * @throws URIError if a text holds half of a surrogate pair.
 */
export function spellQuery(params: WireValues): string {
  const pairs = Object.keys(params)
    .filter((name) => !isAbsent(params[name]))
    .sort()
    .flatMap((name) => [params[name]].flat().map((value) => `${name}=${encodeURIComponent(String(value))}`));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
