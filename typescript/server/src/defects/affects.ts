// What mutations may say of themselves: what is dropped, and whose a function is. The twin is
// `mizan-core/src/defects/affects.rs`, the page `ir/protocol/invalidation.md`.

import { compareText } from "@mizan/client/wire";
import { describe } from "../describe.ts";
import { bare } from "../ir/bounds.ts";
import type { IrAffect, IrContext, IrField, IrFunction, Type } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { isSame } from "../same.ts";
import { type Check, contextPlace, firstByName, functionPlace, isList, sortedByName } from "./check.ts";
import { plain } from "./params.ts";

/** Fields by name. */
type Fields = ReadonlyMap<string, IrField>;

export function checkAffects(check: Check): void {
  for (const each of check.ir.functions) {
    if (each.context !== undefined && each.affects.length > 0) {
      const what = "a member of a context is read by a safe method, so that it affects nothing";
      check.defect(functionPlace(each), what);
    }
    for (const affect of each.affects) {
      target(check, each, affect);
    }
    if (each.auth === "self") {
      own(check, each);
    }
  }
}

function target(check: Check, of: IrFunction, affect: IrAffect): void {
  const place = functionPlace(of);
  const context = check.contexts.get(affect.context);
  if (context === undefined) {
    check.defect(place, `it affects the context ${quoted(affect.context)}, which is not declared`);
    return;
  }
  if (check.members(context.name).length === 0) {
    check.defect(place, `it affects the context ${quoted(context.name)}, which has no members`);
    return;
  }
  const { function: member, scope, all } = affect;
  if (member !== undefined && check.functions.get(member)?.context !== affect.context) {
    const what = `it affects ${quoted(member)}, which is no member of the context ${quoted(affect.context)}`;
    check.defect(place, what);
    return;
  }
  const params = check.targetParams(affect);
  // Of two arguments of one name the last one stands in a map, as in the twin.
  const args = new Map(of.args.map((arg) => [arg.name, arg]));
  if (scope === undefined) {
    if (!all) {
      named(check, place, context, params, args);
    }
    return;
  }
  if (all) {
    check.defect(place, "it drops all of a context and scopes it at once");
    return;
  }
  const pairs = sortedByName(Object.entries(scope));
  if (pairs.length === 0) {
    check.defect(place, "its scope names no param; to drop the whole context is `all()`");
  }
  for (const [param, arg] of pairs) {
    scoped(check, place, context, [param, params.get(param)], [arg, args.get(arg)]);
  }
}

/** One param of a declared scope and the argument that it comes from. */
function scoped(
  check: Check,
  place: string,
  context: IrContext,
  [param, declared]: readonly [name: string, field: IrField | undefined],
  [arg, given]: readonly [name: string, field: IrField | undefined],
): void {
  const whose = quoted(context.name);
  if (declared === undefined) {
    check.defect(place, `its scope names ${quoted(param)}, which is no param of its target on ${whose}`);
    return;
  }
  if (context.view.includes(param)) {
    check.defect(place, `its scope names ${quoted(param)}, a view param of ${whose}, which never scopes`);
  }
  if (isList(declared.type)) {
    check.defect(place, `its scope names ${quoted(param)}, a list param of ${whose}, which never scopes`);
  } else if (given === undefined) {
    check.defect(place, `its scope takes ${quoted(param)} from ${quoted(arg)}, which is no argument`);
  } else {
    sameType(check, place, context, declared, given);
  }
}

/** Arguments that scope because they bear the name of a param. */
function named(check: Check, place: string, context: IrContext, params: Fields, args: Fields): void {
  const scopes = (param: IrField | undefined) =>
    param !== undefined && !isList(param.type) && !context.view.includes(param.name);
  const matched = [...params.values()].filter((param) => args.has(param.name) && scopes(param));
  for (const param of matched) {
    sameType(check, place, context, param, args.get(param.name) ?? param);
  }
  const { identity } = context;
  const names = matched.map((param) => param.name);
  if (
    identity !== undefined &&
    names.length > 0 &&
    !names.includes(identity) &&
    scopes(params.get(identity))
  ) {
    const what =
      `it drops the ${contextPlace(context)} of every caller with the same ${names.map(quoted).join(" and ")}, ` +
      `since an argument of that name goes before the identity ${quoted(identity)}`;
    check.warn(place, what);
  }
}

function sameType(check: Check, place: string, context: IrContext, param: IrField, arg: IrField): void {
  if (!isSame(values(check, arg), values(check, param))) {
    const what =
      `its argument ${quoted(arg.name)} takes ${describe(arg.type)}, while the param ${quoted(param.name)} ` +
      `of ${quoted(context.name)} that it scopes takes ${describe(param.type)}`;
    check.defect(place, what);
  }
}

/** The values that scope: null and constraints apart, and without other names for them. */
function values(check: Check, field: IrField): Type {
  const type = bare(plain(check.named, field.type));
  if (type.type !== "enum") {
    return type;
  }
  // In whatever order.
  const written = (type.values as readonly unknown[]).map((value) => JSON.stringify(value));
  return { type: "enum", values: written.sort(compareText) };
}

/** `self`: one identity, and an argument that bears its name. */
function own(check: Check, of: IrFunction): void {
  const place = functionPlace(of);
  const [identity, other] = identities(check, of);
  if (identity === undefined) {
    check.defect(place, "`self` needs a context that has an identity");
    return;
  }
  if (other !== undefined) {
    const what = `\`self\` is ambiguous: its contexts have different identities, ${quoted(identity)} and ${quoted(other)}`;
    check.defect(place, what);
    return;
  }
  const arg = firstByName(of.args).get(identity);
  if (arg === undefined || "default" in arg || isList(arg.type)) {
    check.defect(place, `\`self\` needs a required argument ${quoted(identity)} that is no list`);
  }
}

/** The identities that a function's `self` could mean, by name: a member's is its context's. */
function identities(check: Check, of: IrFunction): readonly string[] {
  const contexts = of.context === undefined ? of.affects.map((affect) => affect.context) : [of.context];
  const found = contexts.flatMap((name) => check.contexts.get(name)?.identity ?? []);
  return [...new Set(found)].sort(compareText);
}
