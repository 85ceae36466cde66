// Named types: what a name stands for, and what a type reaches. It judges nothing: of a name that is not declared, or that
// leads to itself, it makes what it can. The twin is `mizan-core/src/ir/named.rs`; the pages are `ir/protocol/ir.md`,
// `cache_key.md`.

import { compareText } from "@mizan/client/wire";
import type { IrTypeDef, Type } from "../irModel.ts";

/** The types that a type is made of, in the order of its text. A ref has none of its own. */
export function parts(type: Type): readonly Type[] {
  switch (type.type) {
    case "list":
    case "optional":
      return [type.item];
    case "map":
      return type.key === undefined ? [type.item] : [type.key, type.item];
    case "tuple":
      return type.items;
    case "union":
      return type.of;
    default:
      return [];
  }
}

/** The types that a named type is made of: what an alias stands for, or those of the fields. */
export function partsOf(definition: IrTypeDef): readonly Type[] {
  return definition.kind === "alias" ? [definition.type] : definition.fields.map((field) => field.type);
}

/** The named types of a graph. Of two of one name the first counts. */
export class Named {
  readonly #types: ReadonlyMap<string, IrTypeDef>;

  constructor(types: readonly IrTypeDef[]) {
    // Of two of one name a map keeps the last.
    this.#types = new Map([...types].reverse().map((definition) => [definition.name, definition]));
  }

  /** The definition of this name. */
  get(name: string): IrTypeDef | undefined {
    return this.#types.get(name);
  }

  /** All of them, by name. */
  all(): readonly IrTypeDef[] {
    return [...this.#types.values()].sort((one, other) => compareText(one.name, other.name));
  }

  /** What a type is once aliases are followed: never a ref to an alias, unless that leads to itself. */
  resolve(type: Type): Type {
    let found = type;
    // An alias that leads to itself is a defect, and is told elsewhere.
    for (let steps = 0; steps <= this.#types.size && found.type === "ref"; steps++) {
      const named = this.get(found.name);
      if (named?.kind !== "alias") {
        break;
      }
      found = named.type;
    }
    return found;
  }

  /** The names of all types that these lead to, however far around. */
  reached(types: Iterable<Type>): ReadonlySet<string> {
    const reached = new Set<string>();
    const ahead = [...types];
    for (let type = ahead.pop(); type !== undefined; type = ahead.pop()) {
      if (type.type === "ref" && !reached.has(type.name)) {
        reached.add(type.name);
        const named = this.get(type.name);
        ahead.push(...(named === undefined ? [] : partsOf(named)));
      }
      ahead.push(...parts(type));
    }
    return reached;
  }
}
