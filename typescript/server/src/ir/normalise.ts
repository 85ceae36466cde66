// The one order and the one spelling of a legal IR. It works on an IR without defects: of a broken one it would give up what
// is wrong with it. The twin is `mizan-core/src/ir/normalise.rs`, the page `ir/protocol/ir.md`, "Normalised".

import { compareText, type TypeTable, tableOf } from "@mizan/client/wire";
import {
  besideNull,
  type Ir,
  type IrContext,
  type IrField,
  type IrFunction,
  type IrTypeDef,
  takesNull,
} from "../irModel.ts";
import { canonicalType } from "./bounds.ts";
import { canonicalValue, NONE } from "./canonical.ts";

/** `ir` with what has no order of its own sorted, defaults in canonical form, and the contexts' params derived. */
export function normalise(ir: Ir): Ir {
  const declared = canonicalTypes(ir);
  const table = tableOf(declared.types);
  const functions = sorted(
    declared.functions.map((each) => normalFunction(table, each)),
    (each) => each.name,
  );
  const types = declared.types.map((each) =>
    each.kind === "struct" ? { ...each, fields: canonicalDefaults(table, each.fields) } : each,
  );
  const contexts = declared.contexts.map((each) => ({
    ...each,
    view: unique(each.view),
    params: paramsOf(each, functions),
  }));
  return {
    version: declared.version,
    types: sorted(types, (each) => each.name),
    contexts: sorted(contexts, (each) => each.name),
    errors: sorted(declared.errors, (each) => each.code),
    functions,
  };
}

/** `ir` with every constraint spelled in the one way, as far as it can be read. Contexts' params are derived. */
export function canonicalTypes(ir: Ir): Ir {
  const field = (of: IrField): IrField => ({ ...of, type: canonicalType(of.type) });
  const named = (of: IrTypeDef): IrTypeDef =>
    of.kind === "alias" ? { ...of, type: canonicalType(of.type) } : { ...of, fields: of.fields.map(field) };
  return {
    ...ir,
    types: ir.types.map(named),
    errors: ir.errors.map((of) => (of.data === undefined ? of : { ...of, data: canonicalType(of.data) })),
    functions: ir.functions.map((of) => ({
      ...of,
      args: of.args.map(field),
      ...(of.result === undefined ? {} : { result: canonicalType(of.result) }),
    })),
  };
}

function normalFunction(table: TypeTable, of: IrFunction): IrFunction {
  return {
    ...of,
    args: sorted(canonicalDefaults(table, of.args), (arg) => arg.name),
    raises: unique(of.raises),
    ...(of.methods === undefined ? {} : { methods: unique(of.methods) }),
  };
}

function canonicalDefaults(table: TypeTable, fields: readonly IrField[]): readonly IrField[] {
  return fields.map((field) => {
    const value = "default" in field ? canonicalValue(table, field.type, field.default) : NONE;
    return value === NONE ? field : { ...field, default: value };
  });
}

/** The union of the members' arguments, by name. */
function paramsOf(context: IrContext, functions: readonly IrFunction[]): readonly IrField[] {
  const uses = new Map<string, IrField[]>();
  for (const arg of functions.filter((each) => each.context === context.name).flatMap((each) => each.args)) {
    uses.set(arg.name, [...(uses.get(arg.name) ?? []), arg]);
  }
  return sorted([...uses], ([name]) => name).map(([name, args]) => param(name, args));
}

/** One param, from all the arguments that bear its name. */
function param(name: string, args: readonly IrField[]): IrField {
  const types = args.map((arg) => arg.type);
  const first = types[0] ?? { type: "null" };
  if (args.some((arg) => !("default" in arg))) {
    return { name, type: besideNull(first) };
  }
  // A legal param has one default, which is null only if no member gives another.
  const given = args.find((arg) => arg.default !== null);
  return { name, type: types.find(takesNull) ?? besideNull(first), default: given?.default ?? null };
}

/** By the UTF-8 bytes of what names each. */
function sorted<Item>(items: readonly Item[], name: (item: Item) => string): readonly Item[] {
  return [...items].sort((one, other) => compareText(name(one), name(other)));
}

function unique<Text extends string>(texts: readonly Text[]): readonly Text[] {
  return sorted([...new Set(texts)], (text) => text);
}
