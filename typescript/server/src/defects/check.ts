// The graph by name, and what was found so far: what all that looks for defects shares. It judges nothing. The twin is
// `mizan-core/src/defects.rs`.

import { compareText, type TypeTable } from "@mizan/client/wire";
import { Named } from "../ir/named.ts";
import {
  besideNull,
  type Ir,
  type IrAffect,
  type IrContext,
  type IrError,
  type IrField,
  type IrFunction,
  type IrTypeDef,
  type Type,
} from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { soundTable } from "../sound.ts";

/** What was found. */
export interface Findings {
  /** The graph may not start. */
  readonly defects: readonly string[];
  /** It may, but its author will want to know. */
  readonly warnings: readonly string[];
}

/** The graph by name, and what was found so far. Of two things of one name the first counts. */
export class Check {
  readonly defects: string[] = [];
  readonly warnings: string[] = [];
  readonly named: Named;
  /** To judge values by. */
  readonly types: TypeTable;
  readonly contexts: ReadonlyMap<string, IrContext>;
  readonly functions: ReadonlyMap<string, IrFunction>;
  readonly #members = new Map<string, IrFunction[]>();

  constructor(readonly ir: Ir) {
    this.named = new Named(ir.types);
    this.types = soundTable(ir.types);
    this.contexts = firstByName(ir.contexts);
    this.functions = firstByName(ir.functions);
    for (const each of ir.functions) {
      if (each.context !== undefined) {
        const members = this.#members.get(each.context) ?? [];
        members.push(each);
        this.#members.set(each.context, members);
      }
    }
  }

  /** Notes a defect. */
  defect(place: string, what: string): void {
    this.defects.push(`${place}: ${what}`);
  }

  /** Notes a warning. */
  warn(place: string, what: string): void {
    this.warnings.push(`${place}: ${what}`);
  }

  /** The members of a context, in declared order. */
  members(context: string): readonly IrFunction[] {
    return this.#members.get(context) ?? [];
  }

  /** What a target's params can be: of one member its arguments, of a context the union; by name. */
  targetParams(affect: IrAffect): ReadonlyMap<string, IrField> {
    const members = this.members(affect.context);
    const own = members.filter(({ name }) => affect.function === undefined || affect.function === name);
    const params = firstByName(own.flatMap((member) => member.args));
    return new Map(sortedByName([...params]));
  }
}

/** The first of each name. */
export function firstByName<Item extends { readonly name: string }>(
  items: readonly Item[],
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    if (!found.has(item.name)) {
      found.set(item.name, item);
    }
  }
  return found;
}

/** Entries by the UTF-8 bytes of their names. */
export function sortedByName<Item>(
  entries: readonly (readonly [name: string, item: Item])[],
): readonly (readonly [name: string, item: Item])[] {
  return [...entries].sort(([one], [other]) => compareText(one, other));
}

/** Something that has a type. */
export interface Place {
  readonly name: string;
  readonly type: Type;
  /** What may be absent; results, aliases and data may not. */
  readonly field?: IrField;
  readonly ofStruct: boolean;
}

/** Everything that has a type, but for contexts' params, which are derived. */
export function places(ir: Ir): readonly Place[] {
  const bare = (name: string, type: Type | undefined): readonly Place[] =>
    type === undefined ? [] : [{ name, type, ofStruct: false }];
  const own = (place: string, word: string, fields: readonly IrField[], ofStruct: boolean) =>
    fields.map(
      (field): Place => ({
        name: `${place}, ${word} ${quoted(field.name)}`,
        type: field.type,
        field,
        ofStruct,
      }),
    );
  return [
    ...ir.types.flatMap((definition) => {
      const place = definitionPlace(definition);
      return definition.kind === "alias"
        ? bare(place, definition.type)
        : own(place, "field", definition.fields, true);
    }),
    ...ir.errors.flatMap((error) => bare(`${errorPlace(error)}, data`, error.data)),
    ...ir.functions.flatMap((each) => {
      const place = functionPlace(each);
      return [...bare(`${place}, result`, each.result), ...own(place, "argument", each.args, false)];
    }),
  ];
}

/** Whether a type is a list, perhaps an optional one. */
export function isList(type: Type): boolean {
  return besideNull(type).type === "list";
}

/** Where a named type is. */
export function definitionPlace({ kind, name }: IrTypeDef): string {
  return `${kind} ${quoted(name)}`;
}

/** Where an error is. */
export function errorPlace({ code }: IrError): string {
  return `error ${quoted(code)}`;
}

/** Where a function is. */
export function functionPlace({ name }: IrFunction): string {
  return `function ${quoted(name)}`;
}

/** Where an argument is. */
export function argumentPlace(of: IrFunction, { name }: IrField): string {
  return `${functionPlace(of)}, argument ${quoted(name)}`;
}

/** Where a context is. */
export function contextPlace({ name }: IrContext): string {
  return `context ${quoted(name)}`;
}
