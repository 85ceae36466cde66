// What a target covers, for the client: rule 3 of `ir/protocol/client.md`. In doubt it covers: too much dropped costs a
// request, too little shows what is no longer so. Targets are made elsewhere: `mizan-core/src/invalidation.rs`.

import { isObject, type Target, type WireValues } from "./wire.ts";

/** Everything. */
export const EVERYTHING: Target = "*";

/** The targets of an answer. What has not the form of a target is read as everything. */
export function readTargets(value: unknown): readonly Target[] {
  return Array.isArray(value) ? value.map((item) => (isTarget(item) ? item : EVERYTHING)) : [EVERYTHING];
}

/**
 * Whether `target` drops the query of `context` with `params`: it names the context, and none of its values differs
 * from one that the query gives. A member's target drops the whole bundle, since the bundle is read as one.
 */
export function covers(target: Target, context: string, params: WireValues): boolean {
  if (typeof target === "string") {
    return target === EVERYTHING || target === context;
  }
  if (target.context !== context) {
    return target.context === EVERYTHING;
  }
  return Object.entries(target.params ?? {}).every(([name, value]) => {
    const asked = Object.hasOwn(params, name) ? params[name] : undefined;
    return isVague(asked) || isVague(value) || String(asked) === String(value);
  });
}

/** The name by which people know a target: `user`, `user/user_profile`. */
export function targetName(target: Target): string {
  if (typeof target === "string") {
    return target;
  }
  return target.function === undefined ? target.context : `${target.context}/${target.function}`;
}

function isTarget(value: unknown): value is Target {
  if (!isObject(value)) {
    return typeof value === "string";
  }
  const { context, function: member, params } = value;
  return (
    typeof context === "string" &&
    (member === undefined || typeof member === "string") &&
    (params === undefined || isObject(params))
  );
}

// Absence and null mean all of them, and lists never scope. The rest is compared as a query spells it: what is one
// request is one query, even where somebody passed `"5"` for 5.
function isVague(value: unknown): boolean {
  return value === undefined || typeof value === "object";
}
