// What a call's answer carries and what its purge drops. It decides nothing of its own. The page is
// `ir/protocol/invalidation.md`; the twin is `mizan-core/src/graph/invalidating.rs`.

import { canonicalJson } from "./canonicalJson.ts";
import { invalidateField } from "./header.ts";
import type { Resolved } from "./plan.ts";
import type { Scoping } from "./scoping.ts";
import type { Secret } from "./secret.ts";
import { droppedGroups, purgeTags, tags } from "./tags.ts";
import { type Target, uniqueTargets, wireTarget } from "./target.ts";

/** The targets of one call and of the calls that joined it. */
export class Invalidation {
  /** The exact targets, each with the tier that found it, in order. Not for the one who called. */
  readonly exact: readonly Resolved[];
  /** The targets as the answer may say them. */
  readonly answered: readonly Target[];
  readonly #scoping: Scoping;

  /** Of what was `declared` and what was `added` while the call ran; `redacted` says what of them may be answered. */
  constructor(
    scoping: Scoping,
    declared: readonly Resolved[],
    added: readonly Target[],
    redacted: (targets: readonly Target[]) => readonly Target[],
  ) {
    this.#scoping = scoping;
    const named = added.map(
      (target): Resolved => ({
        target,
        tier: Object.keys(target.params).length > 0 ? "explicit" : "broad",
      }),
    );
    this.exact = uniqueTargets([...declared, ...named], ({ target }) => target);
    this.answered = redacted(this.#dropped());
  }

  /** The JSON of the answer's `invalidate`. */
  get body(): string {
    return canonicalJson(this.answered.map(wireTarget));
  }

  /** The field `X-Mizan-Invalidate`; undefined where nothing is dropped. */
  get header(): string | undefined {
    return invalidateField(this.answered);
  }

  /** The tags of the exact targets, in byte order. */
  tags(secret: Secret): readonly string[] {
    return tags(secret, purgeTags(this.#scoping, ...this.#dropped()));
  }

  /** What shared caches are told was dropped: tags in byte order, 32 at most. */
  groups(secret: Secret): readonly string[] {
    return droppedGroups(this.#scoping, this.#dropped(), secret);
  }

  #dropped(): readonly Target[] {
    return this.exact.map(({ target }) => target);
  }
}
