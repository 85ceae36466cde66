// The part of the IR's model that generated code states: types, as its JSON has them. The page is `ir/protocol/ir.md`, the
// owner `python/mizan/ir/schema.py`, a twin `mizan-core/src/ir.rs`. It decides nothing.

/**
 * What values are taken, with constraints. Lengths count a text's characters (code points), a list's items, a map's entries and
 * the bytes of bytes; `max_size` is in bytes. Bounds are included unless they are `exclusive_`, and those of numbers that
 * JavaScript might round are text. `ref` names a type of {@link TypeDef}.
 */
export type Type =
  | { readonly type: "null" | "boolean" | "json" }
  | { readonly type: "uuid" | "time" | "duration" }
  | {
      readonly type: "string";
      readonly min_length?: number;
      readonly max_length?: number;
      readonly pattern?: string;
    }
  | {
      readonly type: "integer";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly multiple_of?: number;
    }
  | {
      readonly type: "number";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusive_minimum?: number;
      readonly exclusive_maximum?: number;
    }
  | {
      readonly type: "decimal";
      readonly minimum?: string;
      readonly maximum?: string;
      readonly exclusive_minimum?: string;
      readonly exclusive_maximum?: string;
      readonly max_digits?: number;
      readonly decimal_places?: number;
    }
  | { readonly type: "bigint"; readonly minimum?: string; readonly maximum?: string }
  | { readonly type: "datetime" | "date"; readonly minimum?: string; readonly maximum?: string }
  | { readonly type: "bytes"; readonly min_length?: number; readonly max_length?: number }
  | { readonly type: "file"; readonly max_size?: number; readonly accept?: readonly string[] }
  | {
      readonly type: "list";
      readonly item: Type;
      readonly min_length?: number;
      readonly max_length?: number;
    }
  | {
      readonly type: "map";
      readonly key?: Type;
      readonly item: Type;
      readonly min_length?: number;
      readonly max_length?: number;
    }
  | { readonly type: "tuple"; readonly items: readonly Type[] }
  | { readonly type: "enum"; readonly values: readonly string[] | readonly number[] }
  | { readonly type: "union"; readonly of: readonly Type[]; readonly tag?: string }
  | { readonly type: "optional"; readonly item: Type }
  | { readonly type: "ref"; readonly name: string };

/** The types of one name, with their constraints. */
export type TypeOf<Name extends Type["type"]> = Extract<Type, { readonly type: Name }>;

/** A field of a struct, an argument or a param. One that has a `default`, null included, may be absent. */
export interface Field {
  /** Its wire name. */
  readonly name: string;
  /** What it takes. */
  readonly type: Type;
  /** What it is where it is absent, as JSON; null included. */
  readonly default?: unknown;
  /** Whether it may be absent though it has no default; it stays absent then. */
  readonly omittable?: boolean;
}

/** A named type: a struct with its fields, or another name for a type. */
export type TypeDef =
  | { readonly kind: "struct"; readonly name: string; readonly fields: readonly Field[] }
  | { readonly kind: "alias"; readonly name: string; readonly type: Type };
