// Targets that code names by itself. It decides which names and values such a target may have. The page is
// `ir/protocol/invalidation.md`, "By hand, and outside of calls"; the twin is `mizan-core/src/graph/targeting.rs`.

import { Judge, type Type, type TypeTable } from "@mizan/client/wire";
import type { Json } from "./canonicalJson.ts";
import { documentOf, FORM } from "./form.ts";
import type { Ir } from "./irModel.ts";
import type { JsonValue } from "./json.ts";
import type { Scoping } from "./scoping.ts";
import type { Target } from "./target.ts";
import { canonicalScalar } from "./values.ts";

/** There is no such target; the `message` names the rule and no value. */
export class TargetError extends Error {}

/** A target as code names it. */
export interface Named {
  readonly context: string;
  readonly member: string | undefined;
  /** As JSON has them; a bigint may be one. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The target that code names. */
export function targetOf(types: TypeTable, scoping: Scoping, ir: Ir, named: Named): Target {
  const { context, member, params } = named;
  const scoped = scoping.contexts.get(context);
  if (scoped === undefined) {
    throw new TargetError(`there is no context \`${context}\``);
  }
  const ofContext = ir.functions.filter((of) => of.context === context);
  if (member !== undefined && !ofContext.some(({ name }) => name === member)) {
    throw new TargetError(`\`${member}\` is no member of the context \`${context}\``);
  }
  const whose = member === undefined ? `the context \`${context}\`` : `the member \`${member}\``;
  const concerned = ofContext.filter(({ name }) => member === undefined || name === member);
  const scopes = scoped.scoping(member);
  const values = Object.entries(params).flatMap(([name, given]): [string, Json][] => {
    const fields = concerned.flatMap(({ args }) => args.filter((arg) => arg.name === name));
    const [first] = fields;
    if (first === undefined) {
      throw new TargetError(`\`${name}\` is no param of ${whose}`);
    }
    if (!scopes.has(name)) {
      throw new TargetError(`\`${name}\` never scopes ${whose}: it is a list or a view param`);
    }
    if (given === null && fields.some(({ type }) => type.type === "optional")) {
      return [];
    }
    const value = checked(types, first.type, given);
    if (value === undefined) {
      throw new TargetError(`the value given for the param \`${name}\` of ${whose} is none of its type`);
    }
    return [[name, value]];
  });
  return { context, function: member, params: Object.fromEntries(values) };
}

/** `given` in canonical form, if `type` takes it. */
function checked(types: TypeTable, type: Type, given: unknown): Json | undefined {
  const isScalar = given === null || ["string", "number", "boolean", "bigint"].includes(typeof given);
  if (!isScalar) {
    return undefined;
  }
  // A bigint is an integer where one is asked for, and else the text that it travels as.
  const documents: JsonValue[] =
    typeof given === "bigint" ? [String(given), documentOf(given)] : [documentOf(given as Json)];
  const judge = new Judge(types, FORM);
  const document = documents.find((each) => judge.fits(type, each));
  return document === undefined ? undefined : canonicalScalar(types, type, document);
}
