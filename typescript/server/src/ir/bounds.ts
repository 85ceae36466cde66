// Constraints: their one spelling, and the type without them. A bound is a value of its own type, so that whoever judges
// values spells bounds. The twin is `mizan-core/src/ir/bounds.rs`, the page `ir/protocol/ir.md`, "JSON".

import { canonical, compareText } from "@mizan/client/wire";
import type { Type } from "../irModel.ts";

/** What may bound a value from below and from above, in the order in which it is told. */
const BOUNDS = ["minimum", "maximum", "exclusive_minimum", "exclusive_maximum"] as const;

/** A bound's name. */
export type BoundName = (typeof BOUNDS)[number];

/** What a type may have as constraints, by name; what is inside of it and the values of an enum are none. */
type Constraints = Readonly<Partial<Record<BoundName, string | number>>>;

/** The same type without constraints; what is inside of it, and values of an enum, stay. */
export function bare(type: Type): Type {
  switch (type.type) {
    case "list":
      return { type: "list", item: type.item };
    case "map":
      return { type: "map", ...(type.key === undefined ? {} : { key: type.key }), item: type.item };
    case "tuple":
    case "enum":
    case "union":
    case "optional":
    case "ref":
      return type;
    default:
      return { type: type.type };
  }
}

/** A type's bounds as texts and numbers, each with its name: those that may have more than one spelling. */
export function boundsOf(type: Type): readonly (readonly [name: BoundName, bound: string | number])[] {
  const constraints = type as Constraints;
  return BOUNDS.flatMap((name) => {
    const bound = constraints[name];
    return bound === undefined ? [] : [[name, bound] as const];
  });
}

/** `type` with every bound in it spelled in the one way, without what says nothing. What cannot be read stays as it is. */
export function canonicalType(type: Type): Type {
  switch (type.type) {
    case "bigint":
    case "decimal":
    case "datetime":
    case "date":
      return respelled(type, (bound) => canonicalText(type.type, bound as string) ?? bound);
    case "number":
      // Zero has no sign.
      return respelled(type, (bound) => (bound === 0 ? 0 : bound));
    case "file":
      return type.accept === undefined ? type : { ...type, accept: contentTypes(type.accept) };
    case "list":
    case "optional":
      return { ...type, item: canonicalType(type.item) };
    case "map": {
      const { key, ...rest } = type;
      const item = canonicalType(type.item);
      // Any text is what a key is anyway.
      return key === undefined || isPlainText(key)
        ? { ...rest, item }
        : { ...rest, key: canonicalType(key), item };
    }
    case "tuple":
      return { ...type, items: type.items.map(canonicalType) };
    case "union":
      return { ...type, of: type.of.map(canonicalType) };
    default:
      return type;
  }
}

/** The canonical text of a value of `type`; undefined if it is none. */
export function canonicalText(type: Parameters<typeof canonical>[0], text: string): string | undefined {
  try {
    return canonical(type, text);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function respelled<Of extends Type>(type: Of, spell: (bound: string | number) => string | number): Of {
  return { ...type, ...Object.fromEntries(boundsOf(type).map(([name, bound]) => [name, spell(bound)])) };
}

/** One of these, in whatever order: content types do not differ by their case, which is that of ASCII. */
function contentTypes(accept: readonly string[]): readonly string[] {
  const lower = accept.map((each) => each.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  return [...new Set(lower)].sort(compareText);
}

function isPlainText(type: Type): boolean {
  return type.type === "string" && Object.keys(type).length === 1;
}
