// One registry, frozen: the IR of a legal graph, with all that requests need of it made ready. It decides nothing of its own:
// documents are read by `json.ts`, values judged by `@mizan/client/wire`, targets found by `invalidation.ts`. It is immutable.
// The page is `ir/protocol/registry.md`; the twin is `mizan-core/src/graph.rs`.

import { type Field, type TypeTable, tableOf, told } from "@mizan/client/wire";
import { idAs } from "./caller.ts";
import { canonicalJson, type Json, type JsonRecord } from "./canonicalJson.ts";
import { DocumentJudge } from "./faults.ts";
import { documentOf } from "./form.ts";
import { glanceOf } from "./glance.ts";
import { Invalidation } from "./invalidating.ts";
import { redact, resolve } from "./invalidation.ts";
import type { Ir, IrField, IrFunction } from "./irModel.ts";
import { JsonFault, type JsonObject, type JsonValue, readObject } from "./json.ts";
import type { FileLimit } from "./multipart.ts";
import { readQuery } from "./query.ts";
import { Refusal } from "./refusal.ts";
import { plainGraph, Scoping } from "./scoping.ts";
import type { Secret } from "./secret.ts";
import { entryTags, graphDigest, tags } from "./tags.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./targeting.ts";
import { type FileArgument, type Files, fileArgument, fileLimit, type Part, placed } from "./uploading.ts";
import { canonicalParam, canonicalScalar, spelled } from "./values.ts";

/** Checked arguments by wire name, all that are no files; what may be absent, and is, is its default. */
export type Args = ReadonlyMap<string, JsonValue>;

/** Checked arguments of a call, and the files that came with it. */
export interface Checked<File = never> {
  readonly args: Args;
  readonly files: Files<File>;
}

/** What a call dropped beside what its function declares. */
export interface Dropping {
  /** The caller's id, or nobody. */
  readonly caller: string | undefined;
  /** Whether the call failed: then its answer says no value that the caller did not bring along. */
  readonly failed: boolean;
  /** What was dropped while it ran, as {@link Graph.target} gave it. */
  readonly added?: readonly Target[];
}

interface Prepared {
  /** Without files. */
  readonly args: readonly Field[];
  readonly files: readonly FileArgument[];
  /** The argument that names the caller, for `self`. */
  readonly identity: Field | undefined;
  /** Says of arguments that they fit, where that is seen at a glance; undefined where it never is. */
  readonly glance: ((args: JsonObject) => boolean) | undefined;
}

/** One registry, frozen. */
export class Graph {
  /** Normalised. */
  readonly ir: Ir;
  /** The named types. */
  readonly types: TypeTable;
  /** What scopes what. */
  readonly scoping: Scoping;
  readonly #functions: ReadonlyMap<string, Prepared>;
  readonly #contexts: ReadonlyMap<
    string,
    { readonly params: readonly Field[]; readonly members: readonly string[] }
  >;

  /** Of an IR that has no defects and is normalised. */
  constructor(ir: Ir) {
    this.ir = ir;
    this.types = tableOf(ir.types);
    this.scoping = new Scoping(plainGraph(ir));
    this.#functions = new Map(ir.functions.map((of) => [of.name, prepared(ir, of)]));
    this.#contexts = new Map(
      ir.contexts.map(({ name, params }) => [name, { params, members: membersOf(ir, name) }]),
    );
  }

  /** The members of a context, in name order. */
  members(context: string): readonly string[] {
    return this.#contexts.get(context)?.members ?? [];
  }

  /** How much of each file argument's parts is read: none of a function that is called by JSON alone. */
  fileLimits(name: string): ReadonlyMap<string, FileLimit> {
    const files = this.#functions.get(name)?.files ?? [];
    return new Map(files.map((file) => [file.name, fileLimit(file)]));
  }

  /**
   * The body of a call, `{"args": {…}}` → checked arguments.
   *
   * @throws Refusal: the body is no strict JSON, or not what the function takes, or there is no such function.
   */
  decodeArgs(name: string, body: Uint8Array): Checked {
    const of = this.#function(name);
    const judge = new DocumentJudge(this.types);
    let args: JsonValue = new Map();
    for (const [key, value] of document(body)) {
      if (key === "args") {
        args = value;
      } else {
        judge.add({ path: [told(key)], code: "unknown" });
      }
    }
    return this.#checked(of, args, new Map(), judge);
  }

  /**
   * The part `args` of a form, an object by itself, and what came beside it, by name → checked arguments and files.
   *
   * @throws Refusal: `args` is no strict JSON, or the function does not take all this, or there is no such function.
   */
  decodeUpload<File extends Part>(
    name: string,
    args: Uint8Array,
    parts: ReadonlyMap<string, readonly File[]>,
  ): Checked<File> {
    const of = this.#function(name);
    return this.#checked(of, document(args), parts, new DocumentJudge(this.types));
  }

  /**
   * What a host took from the path of a view, decoded text by argument → checked arguments.
   *
   * @throws Refusal: a text does not fit, or there is no such function.
   */
  decodeRoute(name: string, texts: Readonly<Record<string, string>>): Args {
    const of = this.#function(name);
    const read = Object.entries(texts).map(([key, text]): [string, JsonValue] => {
      const type = of.args.find((arg) => arg.name === key)?.type;
      // Text in another spelling is judged as the text that it is.
      return [key, (type && spelled(this.types, type, text)) ?? text];
    });
    return this.#checked(of, new Map(read), new Map(), new DocumentJudge(this.types)).args;
  }

  /**
   * The raw query of a bundle, without its question mark → the members in name order, each with its own arguments.
   *
   * @throws Refusal: it is not in the one spelling, or lacks what is required, or there is no such context.
   */
  decodeParams(context: string, query: string): readonly (readonly [member: string, args: Args])[] {
    const of = this.#contexts.get(context);
    if (of === undefined) {
      throw new Refusal("NOT_FOUND");
    }
    const values = readQuery(this.types, of.params, query);
    return of.members.map((member) => {
      const fields = this.#function(member).args;
      // The empty list is written by absence; whatever else is required was missed before.
      const own = fields.map((field): [string, JsonValue] => [
        field.name,
        values.get(field.name) ?? fallback(field, []),
      ]);
      return [member, new Map(own)];
    });
  }

  /**
   * What a call drops, with the declared functions that it called: the outermost first, each with its arguments.
   *
   * @throws Refusal: there is no such function.
   */
  invalidation(calls: readonly (readonly [name: string, args: Args])[], dropping: Dropping): Invalidation {
    const { caller, failed, added = [] } = dropping;
    const given = calls.map(([name, args]) => [name, this.#scalars(name, args)] as const);
    const declared = given.flatMap(([name, args]) => resolve(this.scoping, name, args, caller));
    return new Invalidation(this.scoping, declared, added, (targets) =>
      redact(this.scoping, targets, { args: given[0]?.[1] ?? {}, caller, failed }),
    );
  }

  /**
   * One target that code names by itself, of a context or of one member of it, with the values of some params as JSON has them
   * (a bigint may be one). A param that is null where it may be is left out.
   *
   * @throws TargetError: there is no such context, member or param, or the param never scopes, or the value does not fit.
   */
  target(context: string, member: string | undefined, params: Readonly<Record<string, unknown>>): Target {
    return targetOf(this.types, this.scoping, this.ir, { context, member, params });
  }

  /** Whether the function's identity argument is this caller's id: both have the same canonical bytes. */
  isSelf(name: string, args: Args, caller: string): boolean {
    const { identity } = this.#function(name);
    const given = identity && args.get(identity.name);
    if (identity === undefined || given === undefined) {
      return false;
    }
    const own = idAs(this.types, identity.type, caller);
    return (
      own !== undefined &&
      canonicalJson(own) === canonicalJson(canonicalScalar(this.types, identity.type, given))
    );
  }

  /** All params of a member in canonical form, for its key and tags. */
  canonicalArgs(member: string, args: Args): JsonRecord {
    const fields = this.#function(member).args;
    const params = fields.map(({ name, type }): [string, Json] => [
      name,
      canonicalParam(this.types, type, args.get(name) ?? null),
    ]);
    return Object.fromEntries(params);
  }

  /** The tags of a bundle's entries: all of them, in byte order. */
  bundleTags(
    context: string,
    members: readonly (readonly [member: string, args: Args])[],
    secret: Secret,
  ): readonly string[] {
    const texts = members.flatMap(
      ([member, args]) => entryTags(this.scoping, context, member, this.canonicalArgs(member, args)) ?? [],
    );
    return tags(secret, texts);
  }

  /** What two servers must have in common to understand each other's tags: 16 hex digits. */
  digest(secret: Secret): string {
    return graphDigest(this.scoping, secret);
  }

  #function(name: string): Prepared {
    const found = this.#functions.get(name);
    if (found === undefined) {
      throw new Refusal("NOT_FOUND");
    }
    return found;
  }

  #checked<File extends Part>(
    of: Prepared,
    args: JsonValue,
    parts: ReadonlyMap<string, readonly File[]>,
    judge: DocumentJudge,
  ): Checked<File> {
    const isObject = args instanceof Map;
    const given: JsonObject = isObject ? args : new Map();
    if (isObject && parts.size === 0 && judge.faults.length === 0 && of.glance?.(args) === true) {
      return { args: withDefaults(of.args, args), files: NO_FILES };
    }
    const files = placed(of.files, given, parts, judge);
    if (isObject) {
      const names = new Set(of.files.map(({ name }) => name));
      const rest = names.size === 0 ? args : new Map([...args].filter(([name]) => !names.has(name)));
      judge.fields(of.args, rest, ["args"]);
    } else {
      judge.add({ path: ["args"], code: "type" });
    }
    if (judge.faults.length > 0) {
      throw new Refusal("INVALID", undefined, judge.faults);
    }
    return { args: withDefaults(of.args, given), files };
  }

  /** The arguments that may scope, in canonical form; null stands for lists and structs, which never do. */
  #scalars(name: string, args: Args): JsonRecord {
    const fields = this.#function(name).args;
    const scalars = fields.map((field): [string, Json] => [
      field.name,
      canonicalScalar(this.types, field.type, args.get(field.name) ?? null),
    ]);
    return Object.fromEntries(scalars);
  }
}

function prepared(ir: Ir, of: IrFunction): Prepared {
  const contexts = [of.context, ...of.affects.map((affect) => affect.context)];
  const identities = contexts.map((name) => ir.contexts.find((each) => each.name === name)?.identity);
  const named = identities.find((name) => name !== undefined);
  const isFile = (arg: IrField) => fileArgument(arg) !== undefined;
  const args = of.args.filter((arg) => !isFile(arg));
  const files = of.args.map(fileArgument).filter((file) => file !== undefined);
  return {
    args,
    files,
    identity: of.args.find(({ name }) => name === named),
    glance: files.length === 0 ? glanceOf(args) : undefined,
  };
}

const NO_FILES: Files<never> = new Map();

function withDefaults(fields: readonly Field[], given: JsonObject): Args {
  const all = new Map<string, JsonValue>();
  for (const field of fields) {
    const value = given.get(field.name);
    all.set(field.name, value === undefined ? fallback(field, null) : value);
  }
  return all;
}

/** In name order, as the functions of a normalised IR are. */
function membersOf(ir: Ir, context: string): readonly string[] {
  return ir.functions.filter((of) => of.context === context).map(({ name }) => name);
}

/** The default of `field`, or `otherwise`. */
function fallback(field: Field, otherwise: JsonValue): JsonValue {
  return "default" in field ? documentOf(field.default as Json) : otherwise;
}

function document(body: Uint8Array): JsonObject {
  try {
    return readObject(body);
  } catch (error) {
    throw error instanceof JsonFault ? new Refusal("BAD_REQUEST", error.message) : error;
  }
}
