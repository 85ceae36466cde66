// The tiers: which one answers for a declared target is known from the declarations; what it answers, from the call. It
// knows no tags. The page is `ir/protocol/invalidation.md`, "Targets"; the twin is `mizan-core/src/invalidation/resolve.rs`.

import type { Type, TypeTable } from "@mizan/client/wire";
import { idAs } from "./caller.ts";
import type { Json, JsonRecord } from "./canonicalJson.ts";
import type { PlainAffect, PlainParam, ScopedContext } from "./scoping.ts";
import type { Target } from "./target.ts";

/** What a target's params came from: a declared scope, arguments of their names, the caller's id, or nothing. */
export type Tier = "explicit" | "argument" | "identity" | "broad";

/** A target, and the tier that answered for it. */
export interface Resolved {
  readonly target: Target;
  readonly tier: Tier;
}

/** One declared target, and the way to its params. */
export interface Plan {
  readonly context: string;
  readonly function?: string | undefined;
  /** The tier that answers where no argument is null and somebody calls. */
  readonly tier: Tier;
  /** Param → the argument that it comes from. */
  readonly sources: ReadonlyMap<string, string>;
  /** The param that is the caller's id, and its type. */
  readonly identity?: { readonly name: string; readonly type: Type } | undefined;
}

/** The plan of `affect`, of a function with the arguments `args`. */
export function planOf(
  context: ScopedContext | undefined,
  args: readonly string[],
  { context: name, function: member, scope, all }: PlainAffect,
): Plan {
  const target = { context: name, function: member ?? undefined };
  const none = new Map<string, string>();
  if (all || context === undefined) {
    return { ...target, tier: "broad", sources: none };
  }
  const scoping = context.scoping(member);
  if (scope != null) {
    const sources = Object.entries(scope).filter(([param]) => scoping.has(param));
    return { ...target, tier: "explicit", sources: new Map(sources) };
  }
  const named = args.filter((arg) => scoping.has(arg));
  if (named.length > 0) {
    return { ...target, tier: "argument", sources: new Map(named.map((arg) => [arg, arg])) };
  }
  const identity = context.identity(member);
  const type = identity && scalarOf(identity);
  // The shape of the identity is there anyway, so that a type that names no caller changes no tag.
  return identity === undefined || type === undefined
    ? { ...target, tier: "broad", sources: none }
    : { ...target, tier: "identity", sources: none, identity: { name: identity.name, type } };
}

/** The params that a target has when no argument is null and somebody calls. */
export function paramsOf({ sources, identity }: Plan): readonly string[] {
  return identity === undefined ? [...sources.keys()] : [identity.name];
}

/** The target of one call. `args` are validated, in canonical form; `caller` is the caller's id, or nobody. */
export function resolvePlan(plan: Plan, args: JsonRecord, caller: string | undefined): Resolved {
  const found: [string, Json | undefined][] =
    plan.identity === undefined
      ? [...plan.sources].map(([param, arg]) => [param, Object.hasOwn(args, arg) ? args[arg] : null])
      : [[plan.identity.name, caller === undefined ? null : idAs(NO_TYPES, plan.identity.type, caller)]];
  // Null may mean everyone.
  const given = found.filter((each): each is [string, Json] => each[1] != null);
  return {
    target: { context: plan.context, function: plan.function, params: Object.fromEntries(given) },
    tier: given.length === 0 ? "broad" : plan.tier,
  };
}

/** The type of one value of a param, if it is one that callers' ids can have. What an enum takes is not said here. */
export function scalarOf({ type }: PlainParam): Type | undefined {
  return SCALARS.find((each) => each.type === type);
}

const NO_TYPES: TypeTable = new Map();

const SCALARS: readonly Type[] = [
  { type: "boolean" },
  { type: "string" },
  { type: "integer" },
  { type: "bigint" },
  { type: "decimal" },
  { type: "datetime" },
  { type: "date" },
  { type: "uuid" },
];
