// Types by which values can be judged though their graph is broken: whoever tells what is wrong with a default must not stumble
// over what is wrong with its type. It decides what is left of such a type: what cannot be read bounds nothing, and what is not
// declared takes nothing. Its twin is that part of `mizan-core/src/types/compiled.rs`.

import type { TypeTable } from "@mizan/client/wire";
import { boundsOf, canonicalText } from "./ir/bounds.ts";
import { parts, partsOf } from "./ir/named.ts";
import type { IrField, IrTypeDef, Type } from "./irModel.ts";
import { patternFlaw } from "./pattern.ts";

/** A type that takes nothing. */
const NOTHING: Type = { type: "union", of: [] };

/** `type` without the constraints in it that cannot be read. */
export function soundType(type: Type): Type {
  switch (type.type) {
    case "string": {
      const { pattern, ...rest } = type;
      return pattern === undefined || patternFlaw(pattern) === undefined ? type : rest;
    }
    case "integer": {
      const { multiple_of, ...rest } = type;
      return multiple_of === undefined || multiple_of > 0 ? type : rest;
    }
    case "bigint":
    case "decimal":
    case "datetime":
    case "date": {
      const broken = boundsOf(type).filter(
        ([, bound]) => canonicalText(type.type, String(bound)) === undefined,
      );
      const names = broken.map(([name]): string => name);
      return names.length === 0 ? type : (without(type, names) as Type);
    }
    case "list":
    case "optional":
      return { ...type, item: soundType(type.item) };
    case "map":
      return {
        ...type,
        ...(type.key === undefined ? {} : { key: soundType(type.key) }),
        item: soundType(type.item),
      };
    case "tuple":
      return { ...type, items: type.items.map(soundType) };
    case "union":
      return { ...type, of: type.of.map(soundType) };
    default:
      return type;
  }
}

/** The types by name, to judge by. Of two of one name the first counts, and what is named and not declared takes nothing. */
export function soundTable(types: readonly IrTypeDef[]): TypeTable {
  const named = types.flatMap(partsOf).flatMap(namesIn);
  const undeclared = named.map((name): IrTypeDef => ({ kind: "alias", name, type: NOTHING }));
  // Of two of one name a map keeps the last.
  const all = [...types.map(soundDefinition), ...undeclared].reverse();
  return new Map(all.map((definition) => [definition.name, definition]));
}

function soundDefinition(of: IrTypeDef): IrTypeDef {
  const field = (each: IrField): IrField => ({ ...each, type: soundType(each.type) });
  return of.kind === "alias" ? { ...of, type: soundType(of.type) } : { ...of, fields: of.fields.map(field) };
}

function namesIn(type: Type): readonly string[] {
  return type.type === "ref" ? [type.name] : parts(type).flatMap(namesIn);
}

function without(of: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
}
