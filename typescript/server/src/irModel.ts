// The IR: what a registry of this language declares, as its JSON has it. It decides the model's shape, and neither its text
// (`irText.ts`), nor what makes a graph legal (`defects/`), nor values (`@mizan/client/wire`). The page is
// `ir/protocol/ir.md`, the owner `python/mizan/ir/schema.py`, a twin `mizan-core/src/ir.rs`.

import type { Field, Type, TypeDef, TypeOf } from "@mizan/client/wire";

export type { Type, TypeOf } from "@mizan/client/wire";

/** The version of the IR that is read and written here. */
export const VERSION = 1;

/** The deepest that types may be within each other; a name is one level, whatever it stands for. */
export const MAX_DEPTH = 32;

/** The greatest `rev`. */
export const MAX_REV = 0x7fff_ffff;

/** The most seconds of `cache`. */
export const LONGEST_CACHE = 3600;

/** One registry, whole. Lists may come in any order; `normalise` puts them in the canonical one. */
export interface Ir {
  /** {@link VERSION}. */
  readonly version: number;
  /** Named types, by name when normalised. */
  readonly types: readonly IrTypeDef[];
  /** Contexts, by name when normalised. */
  readonly contexts: readonly IrContext[];
  /** Domain errors, by code when normalised. */
  readonly errors: readonly IrError[];
  /** Functions, by name when normalised. */
  readonly functions: readonly IrFunction[];
}

/** The author's documentation. */
interface Documented {
  /** The author's documentation. */
  readonly doc?: string;
}

/** A named type: a struct with its fields in declared order, or another name for a type that takes no null. */
export type IrTypeDef =
  | (Documented & { readonly kind: "struct"; readonly name: string; readonly fields: readonly IrField[] })
  | (Documented & Extract<TypeDef, { readonly kind: "alias" }>);

/** A field of a struct, an argument of a function or a param of a context. */
export interface IrField extends Field, Documented {}

/** A named group of reads. */
export interface IrContext {
  /** Snake case. */
  readonly name: string;
  /** The param that names the caller. */
  readonly identity?: string;
  /** Params that never scope, by name when normalised. */
  readonly view: readonly string[];
  /** The union of the members' arguments, by name. Derived by `normalise`; a declaration leaves it empty. */
  readonly params: readonly IrField[];
}

/** A domain error: a problem with a code, and perhaps data, of the author's own. */
export interface IrError extends Documented {
  /** Upper case, and none of the closed table. */
  readonly code: string;
  /** 400 to 499. */
  readonly status: number;
  /** What its `data` holds. */
  readonly data?: Type;
}

/** A server function. */
export interface IrFunction extends Documented {
  /** Snake case. */
  readonly name: string;
  /** The context that it is a member of. */
  readonly context?: string;
  /** What it drops, in declared order. */
  readonly affects: readonly IrAffect[];
  /** Who may call it; anybody where it is absent. */
  readonly auth?: IrAuth;
  /** How long a member's answer is kept: as long as the host says, not at all, or so many seconds. */
  readonly cache: boolean | number;
  /** A member's answer is one for everyone. */
  readonly public?: boolean;
  /** It is not called from outside, but for its route if it has one. */
  readonly private?: boolean;
  /** Another number drops what was kept of a member under the one before. At most {@link MAX_REV}. */
  readonly rev?: number;
  /** Where a view is found, in the neutral form: `users/{user_id}/`, `files/{*rest}`. */
  readonly route?: string;
  /** The methods that a view answers, in order when normalised; see {@link answers}. */
  readonly methods?: readonly IrMethod[];
  /** By name when normalised. */
  readonly args: readonly IrField[];
  /** What it answers; a view has none, since it answers with its host's own response. */
  readonly result?: Type;
  /** The codes of the domain errors that it may end with, in order when normalised. */
  readonly raises: readonly string[];
}

/** A guard. Whatever follows `role:` is the name of a role. */
export type IrAuth = "required" | "self" | "staff" | "superuser" | "custom" | `role:${string}`;

/** A method of HTTP. HEAD goes with GET. */
export type IrMethod = "DELETE" | "GET" | "PATCH" | "POST" | "PUT";

/** One declared target of a mutation. */
export interface IrAffect {
  /** The context. */
  readonly context: string;
  /** One member of it; all where it is absent. */
  readonly function?: string;
  /** Param → the argument that it comes from; scoping is left to the tiers where it is absent. */
  readonly scope?: Readonly<Record<string, string>>;
  /** The whole context, whatever the arguments say. */
  readonly all: boolean;
}

/** Whether a function answers with its host's own response. */
export function isView(of: IrFunction): boolean {
  return of.result === undefined;
}

/** Whether a function is called by name from outside, so that generated clients have it. */
export function isExposed(of: IrFunction): boolean {
  return of.private !== true && !isView(of);
}

/** The methods that a view answers: those declared, else POST if it affects something, else GET. */
export function answers(of: IrFunction): readonly IrMethod[] {
  if (of.methods !== undefined && of.methods.length > 0) {
    return of.methods;
  }
  return of.affects.length === 0 ? ["GET"] : ["POST"];
}

/** The type beside null. */
export function besideNull(type: Type): Type {
  return type.type === "optional" ? besideNull(type.item) : type;
}

/** Whether null is one of a type's values. Named types and unions never take it; json does, and has no other null. */
export function takesNull(type: Type): boolean {
  return type.type === "null" || type.type === "optional" || type.type === "json";
}

/** The file that an argument is, or is a list of. */
export function uploadOf(
  field: Field,
): { readonly file: TypeOf<"file">; readonly isList: boolean } | undefined {
  const type = besideNull(field.type);
  const file = type.type === "list" ? type.item : type;
  return file.type === "file" ? { file, isList: type.type === "list" } : undefined;
}
