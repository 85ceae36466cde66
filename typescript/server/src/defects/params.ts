// Contexts and their params. The twin is `mizan-core/src/defects/params.rs`, the page `ir/protocol/ir.md`.

import { canonicalValue, NONE } from "../ir/canonical.ts";
import type { Named } from "../ir/named.ts";
import { besideNull, type IrField, type IrFunction, type Type, takesNull } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { isSame } from "../same.ts";
import { soundType } from "../sound.ts";
import { type Check, contextPlace, functionPlace, isList, sortedByName } from "./check.ts";

/** An argument, and the member that it is of. */
type Use = readonly [member: IrFunction, arg: IrField];

export function checkParams(check: Check): void {
  for (const each of check.ir.functions) {
    if (each.context !== undefined && !check.contexts.has(each.context)) {
      check.defect(functionPlace(each), `its context ${quoted(each.context)} is not declared`);
    }
  }
  for (const context of check.ir.contexts) {
    const place = contextPlace(context);
    const uses = new Map<string, Use[]>();
    for (const member of check.members(context.name)) {
      for (const arg of member.args) {
        uses.set(arg.name, [...(uses.get(arg.name) ?? []), [member, arg]]);
      }
      if (context.identity !== undefined && member.auth === undefined) {
        const what = `it has an identity, and its member ${quoted(member.name)} has no guard: whoever names a caller sees that caller's data`;
        check.warn(place, what);
      }
    }
    if (context.identity !== undefined && !uses.has(context.identity)) {
      check.defect(place, `no member has its identity ${quoted(context.identity)}`);
    }
    for (const name of context.view.filter((each) => !uses.has(each))) {
      check.defect(place, `no member has its view param ${quoted(name)}`);
    }
    for (const [name, each] of sortedByName([...uses])) {
      param(check, `${place}, param ${quoted(name)}`, each);
    }
  }
}

function param(check: Check, place: string, uses: readonly Use[]): void {
  for (const [member, arg] of uses) {
    const here = `${place} (in ${quoted(member.name)})`;
    if (!isAllowed(check.named, arg.type)) {
      const what =
        "a param of a context is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum, or a list of those";
      check.defect(here, what);
    }
    if ((arg.default ?? null) === null) {
      continue;
    }
    if (takesNull(arg.type)) {
      check.defect(here, "it takes null, and its default is not null");
    } else if (isList(arg.type) && !isSame(arg.default, [])) {
      check.defect(here, "it is a list, and its default is not empty");
    }
  }
  twoOfOneName(check, place, uses, "types", (arg) => plain(check.named, arg.type));
  twoOfOneName(check, place, uses, "defaults", (arg) => canonicalDefault(check, arg));
}

/** A param is one thing, whichever member takes it. */
function twoOfOneName(
  check: Check,
  place: string,
  uses: readonly Use[],
  what: string,
  of: (arg: IrField) => unknown,
): void {
  const given = uses.map(([member, arg]) => [member, of(arg)] as const).filter(([, each]) => each !== NONE);
  const [first] = given;
  const other = given.find(([, each]) => !isSame(each, first?.[1]));
  if (first !== undefined && other !== undefined) {
    check.defect(place, `it has two ${what}, in ${quoted(first[0].name)} and in ${quoted(other[0].name)}`);
  }
}

/** Equal defaults have one canonical form; what is none of a param's is left as it was declared. {@link NONE}: it has none. */
function canonicalDefault(check: Check, arg: IrField): unknown {
  if (!("default" in arg)) {
    return NONE;
  }
  const value = isAllowed(check.named, arg.type)
    ? canonicalValue(check.types, soundType(arg.type), arg.default)
    : NONE;
  return value === NONE ? arg.default : value;
}

/** A param's type without null and without other names for it. */
export function plain(named: Named, type: Type): Type {
  const found = named.resolve(besideNull(type));
  return found.type === "list" ? { ...found, item: named.resolve(found.item) } : found;
}

function isAllowed(named: Named, type: Type): boolean {
  const inner = besideNull(type);
  return isScalar(named, inner.type === "list" ? inner.item : inner);
}

const SCALARS = ["boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date", "enum"];

/** Whether a type's values have a spelling in queries and paths. */
export function isScalar(named: Named, type: Type): boolean {
  return SCALARS.includes(named.resolve(type).type);
}
