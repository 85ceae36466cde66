// What of an IR is seen from outside: what `X-Mizan-Schema` is made of. The twin is `mizan-core/src/ir/shown.rs`, the page
// `ir/protocol/ir.md`, "Text".

import type { Ir, IrError, IrFunction, Type } from "../irModel.ts";
import { Named, partsOf } from "./named.ts";

/**
 * The same without private functions, and without the types and errors that these alone reach. What nobody reaches stays:
 * it was declared for somebody.
 */
export function shown(ir: Ir): Ir {
  const hidden = ir.functions.filter((each) => each.private === true);
  const open = ir.functions.filter((each) => each.private !== true);
  if (hidden.length === 0) {
    return ir;
  }
  const raised = (functions: readonly IrFunction[]) => new Set(functions.flatMap((each) => each.raises));
  const [byHidden, byOpen] = [raised(hidden), raised(open)];
  const errors = ir.errors.filter(({ code }) => !byHidden.has(code) || byOpen.has(code));

  const named = new Named(ir.types);
  const data = (of: readonly IrError[]) => of.flatMap((error) => error.data ?? []);
  const hiddenTypes = named.reached([...hidden.flatMap(typesOf), ...data(ir.errors)]);
  const openTypes = new Set(named.reached([...open.flatMap(typesOf), ...data(errors)]));
  // What nobody reaches keeps what it reaches itself.
  const free = ir.types.filter(({ name }) => !hiddenTypes.has(name) && !openTypes.has(name));
  for (const definition of free) {
    openTypes.add(definition.name);
    for (const name of named.reached(partsOf(definition))) {
      openTypes.add(name);
    }
  }
  return { ...ir, types: ir.types.filter(({ name }) => openTypes.has(name)), errors, functions: open };
}

/** The types that a function's arguments and result are of. */
export function typesOf({ args, result }: IrFunction): readonly Type[] {
  return [...args.map((arg) => arg.type), ...(result === undefined ? [] : [result])];
}
