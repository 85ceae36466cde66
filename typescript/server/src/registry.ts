// A registry: a value that functions are declared into, and that is frozen into what answers requests. It decides what a declaration
// may be by itself and where it stands; what is legal in a graph is `defects`. Twins: `python/mizan/registry.py`,
// `mizan-core/src/registry.rs`. The page is `ir/protocol/registry.md`.

import { CODES } from "@mizan/client/wire";
import type { z } from "zod";
import { NoType } from "./declareChecks.ts";
import type {
  Answered,
  Call,
  Context,
  Declaration,
  Declared,
  DomainErrorClass,
  DomainErrorOptions,
  Shape,
  Target,
} from "./declared.ts";
import { Types } from "./declareTypes.ts";
import { DeclarationError, DomainError, domainTitle } from "./errors.ts";
import { graphOf } from "./frozen.ts";
import { type App, start } from "./handle.ts";
import { irText } from "./irText.ts";
import { joined } from "./joined.ts";
import { codeOf, snake } from "./naming.ts";
import { placeOf } from "./place.ts";
import type { ServeOptions } from "./serve.ts";

/** A declared domain error. */
export interface DeclaredError {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly doc: string | undefined;
  readonly data: z.ZodType | undefined;
  readonly place: string;
}

/** A declared function, as it was written but for its names. */
export interface Entry {
  /** The wire name. */
  readonly name: string;
  /** As it was written. */
  readonly ownName: string;
  /** `file:line` of the declaration. */
  readonly place: string;
  readonly declared: AnyDeclaration;
  /** The names of its arguments, by wire name. */
  readonly names: ReadonlyMap<string, string>;
}

/** A declaration of any types: what they were is the compiler's business. */
export type AnyDeclaration = Declaration<
  unknown,
  Shape,
  z.ZodType | undefined,
  Context | undefined,
  boolean | number,
  boolean,
  unknown
>;

/** What is declared, before it is frozen. */
export interface Declarations {
  readonly entries: readonly Entry[];
  readonly contexts: ReadonlyMap<string, { readonly context: Context; readonly place: string }>;
  readonly errors: readonly DeclaredError[];
  /** What cannot be declared as it was written, one line each. */
  readonly defects: readonly string[];
}

/** The errors by their class. */
export const ERRORS = new WeakMap<object, DeclaredError>();

/**
 * Functions that get `State`, the value that `serve` is given. Importing the modules that declare into it is what registers
 * them.
 */
export class Registry<State> {
  readonly #entries: Entry[] = [];
  readonly #contexts = new Map<string, { readonly context: Context; readonly place: string }>();
  readonly #errors: DeclaredError[] = [];
  readonly #defects: string[] = [];

  /** A named group of reads. `identity` is the param that names the caller, `view` are params that never scope. */
  context(name: string, of: { readonly identity?: string; readonly view?: readonly string[] } = {}): Context {
    const place = placeOf(this.context);
    const wire = { context: named(name, "context", place) };
    const context: Context = {
      name: wire.context,
      identity: of.identity === undefined ? undefined : snake(of.identity),
      view: (of.view ?? []).map(snake),
      scope: (params) => target(wire, params),
      all: () => ({ of: wire, scope: undefined, all: true }),
    };
    const other = this.#contexts.get(context.name);
    if (other !== undefined) {
      this.#defects.push(`two contexts of one name, \`${context.name}\`: ${other.place} and ${place}`);
    }
    this.#contexts.set(context.name, { context, place });
    return context;
  }

  /** A problem of the author's own, which a function throws and names in `raises`: 409 unless it says otherwise. */
  error<Data extends z.ZodType | undefined = undefined>(
    name: string,
    of: { readonly status?: number; readonly doc?: string; readonly data?: Data } = {},
  ): DomainErrorClass<Data extends z.ZodType ? z.output<Data> : undefined> {
    const code = codeOf(name);
    const place = placeOf(this.error);
    if (!/^[A-Z][A-Z0-9_]*$/.test(code) || code in CODES) {
      throw new DeclarationError(
        `error \`${name}\` (${place}): \`${code}\` is no code of an author's own; it is \`[A-Z][A-Z0-9_]*\` and none of the protocol's`,
      );
    }
    const told = { code, status: of.status ?? 409, title: domainTitle(code, of.doc) };
    const declared: DeclaredError = { ...told, doc: of.doc, data: of.data, place };
    checkedType(of.data, `${name}.data`, place, new Types());
    this.#errors.push(declared);
    class Raised extends DomainError<unknown> {
      static readonly code = code;
      override readonly name = name;

      constructor(data?: unknown, options: DomainErrorOptions = {}) {
        super(told, data, options);
      }
    }
    ERRORS.set(Raised, declared);
    return Raised as unknown as DomainErrorClass<Data extends z.ZodType ? z.output<Data> : undefined>;
  }

  /**
   * Declares a function.
   *
   * @throws DeclarationError for a type that the wire does not have, with its path.
   */
  client<
    Args extends Shape = Record<never, never>,
    Result extends z.ZodType | undefined = undefined,
    Of extends Context | undefined = undefined,
    const Cache extends boolean | number = true,
    const Public extends boolean = false,
    Returns extends Answered<Result> | Promise<Answered<Result>> =
      | Answered<Result>
      | Promise<Answered<Result>>,
  >(
    declaration: Declaration<State, Args, Result, Of, Cache, Public, Returns>,
  ): Declared<State, Args, Returns> {
    const place = placeOf(this.client);
    const name = named(declaration.name, "function", place);
    const names = new Map<string, string>();
    const args: Shape = declaration.args ?? {};
    for (const own of Object.keys(args)) {
      const wire = named(own, `function \`${name}\`, argument`, place);
      const other = names.get(wire);
      if (other !== undefined) {
        throw new DeclarationError(
          `function \`${name}\` (${place}): its arguments \`${other}\` and \`${own}\` are both \`${wire}\``,
        );
      }
      names.set(wire, own);
    }
    const types = new Types();
    for (const [wire, own] of names) {
      const schema = args[own];
      if (schema !== undefined) {
        placed(place, () => types.argument(wire, schema, `${declaration.name}.${own}`));
      }
    }
    checkedType(declaration.result, `${declaration.name}.result`, place, types);
    const declared = declaration as unknown as AnyDeclaration;
    const entry: Entry = { name, ownName: declaration.name, place, declared, names };
    this.#entries.push(entry);
    const wire = { member: name };
    const call = (given: object = {}, beside: Partial<Call<unknown>> = {}) => joined(entry, given, beside);
    return Object.defineProperties(call, {
      name: { value: declaration.name },
      wireName: { value: name, enumerable: true },
      scope: { value: (params: Readonly<Record<string, string>>) => target(wire, params) },
      all: { value: (): Target => ({ of: wire, scope: undefined, all: true }) },
    }) as unknown as Declared<State, Args, Returns>;
  }

  /**
   * Freezes what was declared, and answers requests by it from now on.
   *
   * @throws RegistryError with every defect at once.
   */
  serve(options: ServeOptions<State>): App {
    return start(this.#declarations, options as ServeOptions<unknown>);
  }

  /**
   * The canonical text of the IR.
   *
   * @throws RegistryError as {@link serve}.
   */
  ir({ docs = true }: { readonly docs?: boolean } = {}): string {
    return irText(graphOf(this.#declarations).ir, { docs });
  }

  get #declarations(): Declarations {
    return { entries: this.#entries, contexts: this.#contexts, errors: this.#errors, defects: this.#defects };
  }
}

function named(own: string, what: string, place: string): string {
  const name = snake(own);
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new DeclarationError(`${what} \`${own}\` (${place}): a name is camelCase: \`[a-z][a-zA-Z0-9]*\``);
  }
  return name;
}

function target(of: Target["of"], params: Readonly<Record<string, string>>): Target {
  const scope = Object.entries(params).map(([param, argument]) => [snake(param), snake(argument)]);
  return { of, scope: Object.fromEntries(scope), all: false };
}

function checkedType(schema: z.ZodType | undefined, path: string, place: string, types: Types): void {
  if (schema !== undefined) {
    placed(place, () => types.field("", schema, path, "output"));
  }
}

/** Does what reads a schema, and says of one that stands for no type where it was declared. */
function placed(place: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (error instanceof NoType) {
      throw new DeclarationError(`${error.message} (${place})`);
    }
    // A schema that is made of others which are declared further down is read when the graph is frozen.
    if (!(error instanceof ReferenceError)) {
      throw error;
    }
  }
}

/** An empty registry, whose functions get `State`. */
export function registry<State = undefined>(): Registry<State> {
  return new Registry<State>();
}
