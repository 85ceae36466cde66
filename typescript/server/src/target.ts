// A target: what a mutation drops, and how JSON spells it. It decides nothing else. The page is
// `ir/protocol/invalidation.md`, "Targets"; the twin is `mizan-core/src/invalidation/target.rs`.

import { canonicalJson, type Json, type JsonRecord } from "./canonicalJson.ts";

/** A context, or one member of it, with some params. */
export interface Target {
  readonly context: string;
  /** One member of it; all where it is absent. */
  readonly function?: string | undefined;
  /** Values in canonical form, never null; an entry with another value for one of these is not dropped. */
  readonly params: JsonRecord;
}

/** A whole context. */
export function wholeContext(context: string): Target {
  return { context, params: {} };
}

/** `target` as it travels: the context's name alone, where that is all. */
export function wireTarget({ context, function: member, params }: Target): Json {
  const isScoped = Object.keys(params).length > 0;
  if (member === undefined && !isScoped) {
    return context;
  }
  return {
    context,
    ...(member !== undefined && { function: member }),
    ...(isScoped && { params }),
  };
}

/** `[context, member or null, params]` as canonical JSON: equal targets have equal texts. */
export function targetText({ context, function: member, params }: Target): string {
  return canonicalJson([context, member ?? null, params]);
}

/** The same without repetitions; the first of equal ones keeps its place. */
export function uniqueTargets<Item>(items: readonly Item[], targetOf: (item: Item) => Target): Item[] {
  const met = new Set<string>();
  return items.filter((item) => {
    const text = targetText(targetOf(item));
    return !met.has(text) && met.add(text);
  });
}
