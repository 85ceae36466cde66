// What a mutation drops, and what of it an answer may say to the one who called. It decides targets from declarations and
// validated arguments; it knows nothing of tags (`tags.ts`) or of the header's spelling (`header.ts`). The page is
// `ir/protocol/invalidation.md`; twins are `mizan-core/src/invalidation/` and `python/mizan/invalidation.py`; the vectors are
// `resolve` and `redact`.

import { idAs } from "./caller.ts";
import { canonicalJson, type JsonRecord } from "./canonicalJson.ts";
import { type Resolved, resolvePlan, scalarOf } from "./plan.ts";
import type { Scoping } from "./scoping.ts";
import { type Target, uniqueTargets } from "./target.ts";

/**
 * The targets of one call, each once, in declared order, with the tier that answered. `args` are validated, defaults filled
 * in, values in canonical form; `caller` is the caller's id, or nobody.
 */
export function resolve(
  scoping: Scoping,
  mutation: string,
  args: JsonRecord,
  caller: string | undefined,
): readonly Resolved[] {
  const resolved = (scoping.plans.get(mutation) ?? []).map((plan) => resolvePlan(plan, args, caller));
  return uniqueTargets(resolved, ({ target }) => target);
}

/** What is known of the one who called. */
export interface Asking {
  /** The arguments of the outermost call, in canonical form. */
  readonly args: JsonRecord;
  /** The caller's id. */
  readonly caller: string | undefined;
  /** Whether the call failed. */
  readonly failed: boolean;
}

/**
 * The targets without values that the one who called did not bring along: an identity's, or any where the call failed, that
 * is neither the caller's own nor equal to one of the arguments. A target without a param drops more at the reader, never less.
 */
export function redact(
  scoping: Scoping,
  targets: readonly Target[],
  { args, caller, failed }: Asking,
): readonly Target[] {
  const brought = new Set(Object.values(args).map(canonicalJson));
  const redacted = targets.map((target): Target => {
    const context = scoping.contexts.get(target.context);
    const params = Object.entries(target.params).filter(([name, value]) => {
      if (!failed && name !== context?.plain.identity) {
        return true;
      }
      const text = canonicalJson(value);
      const param = context?.scoping().get(name);
      const type = param && scalarOf(param);
      const own = type && caller !== undefined ? idAs(new Map(), type, caller) : undefined;
      return brought.has(text) || (own !== undefined && canonicalJson(own) === text);
    });
    return { ...target, params: Object.fromEntries(params) };
  });
  return uniqueTargets(redacted, (target) => target);
}
