// What a declaration says, in types: what a function takes, gets and answers, so that a wrong one does not compile. It decides
// nothing when a program runs. The page is `ir/protocol/registry.md`; a twin is `python/mizan/declaration.py`.

import type { z } from "zod";
import type { Caller } from "./asked.ts";
import type { Problem } from "./errors.ts";

/** Arguments by name, each a zod schema. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** The arguments as a function gets them. */
export type Taken<Args extends Shape> = z.output<z.ZodObject<Args>>;

/** The arguments as somebody gives them: what has a default may be absent. */
export type Given<Args extends Shape> = z.input<z.ZodObject<Args>>;

/** What a function answers: a value of its result's type; nothing at all is null; a view answers a `Response`. */
export type Answered<Result extends z.ZodType | undefined> = Result extends z.ZodType
  ? null extends z.input<Result>
    ? [z.input<Result>] extends [null]
      ? // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing says null
        null | void
      : z.output<Result>
    : z.output<Result>
  : Response;

/** A named group of reads, which are fetched together. */
export interface Context {
  /** The wire name. */
  readonly name: string;
  /** The param that names the caller, by its wire name. */
  readonly identity: string | undefined;
  /** Params that never scope, by wire names. */
  readonly view: readonly string[];
  /** It, where each of these params is what the argument of that name says: `UserContext.scope({ userId: "owner" })`. */
  scope(params: Readonly<Record<string, string>>): Target;
  /** All of it, whatever the arguments say. */
  all(): Target;
}

/** What a mutation drops. */
export interface Target {
  /** The context, or one of its members by its wire name. */
  readonly of: { readonly context: string } | { readonly member: string };
  /** Param → argument, by wire names. */
  readonly scope: Readonly<Record<string, string>> | undefined;
  /** All of it. */
  readonly all: boolean;
}

/** What a cached public member is given beside its arguments: its answer depends on params and state alone. */
export interface Seen<State> {
  /** What `serve` was given. */
  readonly state: State;
}

/** What a cached member is given: its answer depends on params, state and caller alone. */
export interface SeenBy<State> extends Seen<State> {
  /** Who asks; undefined is nobody. */
  readonly caller: Caller | undefined;
}

/** What a member with `cache: false` is given, and what a guard of the author's own and the identity look at. */
export interface Asked<State> extends SeenBy<State> {
  /** The request as it came. Of a call the body is there as well. */
  readonly request: Request;
}

/** What all other functions are given. */
export interface Call<State> extends Asked<State> {
  /**
   * Drops a context, or a member, where the params are these, as a target of the running call.
   *
   * @throws TypeError where there is no such thing, or a value does not fit.
   */
  invalidate<Args extends Shape>(of: Member<Args>, params?: Partial<Given<Args>>): void;
  /** The same of a whole context. */
  invalidate(of: Context, params?: Readonly<Record<string, unknown>>): void;
}

/** A declared function, by which a member is named. */
export interface Member<Args extends Shape> {
  /** The wire name. */
  readonly wireName: string;
  /** For inference alone; there is no such thing. */
  readonly args?: Args;
}

/**
 * A declared function. Code calls it like any other; from a running one it joins that call, and what it drops the call drops. Outside
 * of a call it wants its second argument.
 */
export interface Declared<State, Args extends Shape, Returns> extends Member<Args> {
  /** The arguments, as the wire's types judge them, and what the function gets beside them: the running call's, unless given. */
  (
    ...given: Record<never, never> extends Given<Args>
      ? [args?: Given<Args>, call?: Partial<Call<State>>]
      : [args: Given<Args>, call?: Partial<Call<State>>]
  ): Returns;
  /** This member, where each of these params is what the argument of that name says. */
  scope(params: Readonly<Record<string, string>>): Target;
  /** All of this member, whatever the arguments say. */
  all(): Target;
}

/** What may be named in `affects`. */
export type Affected = Context | Target | Member<Shape>;

/** Who may call: anybody who has signed in, whose argument of the identity's name it is, a role, or what a function says. */
export type Auth<State> =
  | true
  | "self"
  | "staff"
  | "superuser"
  | (string & {})
  | ((asked: Asked<State>) => boolean | Promise<boolean>);

/** What the function of a declaration is given beside its arguments. */
export type CallOf<State, Of, Cache, Public> = [Of] extends [Context]
  ? Public extends true
    ? Seen<State>
    : Cache extends false
      ? Asked<State>
      : SeenBy<State>
  : Call<State>;

/** The class of an author's own problem. */
export interface DomainErrorClass<Data> {
  /** `throw new OutOfStock({ left: 3 })`. */
  new (
    ...given: undefined extends Data
      ? [data?: undefined, options?: DomainErrorOptions]
      : [data: Data, options?: DomainErrorOptions]
  ): Problem & { readonly data: Data };
  /** The code, in upper case. */
  readonly code: string;
}

/** The class of a domain error, whatever its data. */
export interface RaisedClass {
  new (...given: never): Problem;
  /** The code, in upper case. */
  readonly code: string;
}

/** What a domain error says beside its data. */
export interface DomainErrorOptions {
  /** Wording for people, which reaches the client. */
  readonly detail?: string;
  /** For the log alone. */
  readonly cause?: unknown;
}

/** A declaration; see `Registry.client`. */
export interface Declaration<
  State,
  Args extends Shape,
  Result extends z.ZodType | undefined,
  Of extends Context | undefined,
  Cache extends boolean | number,
  Public extends boolean,
  Returns,
> {
  /** Under which it is called, in camelCase. */
  readonly name: string;
  /** What it does, for whoever reads generated code. */
  readonly doc?: string;
  /** The context that it is a member of: it is a read then. */
  readonly context?: Of;
  /** What it drops: it is a mutation then. */
  readonly affects?: Affected | readonly Affected[];
  /** Who may call it; without it anybody. */
  readonly auth?: Auth<State>;
  /** One answer for everyone, of a member. */
  readonly public?: Public;
  /** Not called from outside, but for its route if it has one. */
  readonly private?: boolean;
  /** Of a member whether its answer may be kept, or for how many seconds. */
  readonly cache?: Cache;
  /** Of a member: another number drops what was kept under the one before. */
  readonly rev?: number;
  /** Where a view is found: `board/{shelf}/`, `files/{*rest}`. */
  readonly route?: string;
  /** The methods of a view. */
  readonly methods?: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /** The domain errors that it may end with. */
  readonly raises?: readonly RaisedClass[];
  /** What it takes. */
  readonly args?: Args;
  /** What it answers; a view has none, since it answers with a `Response`. */
  readonly result?: Result;
  /** What it does. */
  readonly run: (args: Taken<Args>, call: CallOf<State, Of, Cache, Public>) => Returns;
}
