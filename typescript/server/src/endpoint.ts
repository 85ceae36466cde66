// A function as the machine sees it: what guards it, and how checked arguments become its own and its result JSON. It decides nothing
// of when it runs (`dispatch`). Twins: `python/mizan/endpoint.py`, `mizan-core/src/endpoint.rs`. The page is
// `ir/protocol/types.md`, `ir/protocol/registry.md`.

import { camel, type Path } from "@mizan/client/wire";
import { standsFor, type Upload } from "./builders.ts";
import { reaches } from "./declareTypes.ts";
import { type Fault, problem } from "./errors.ts";
import type { Args, Graph } from "./graph.ts";
import { answers, type IrAuth, type IrField, type IrFunction, uploadOf } from "./irModel.ts";
import { made } from "./made.ts";
import type { FileLimit } from "./multipart.ts";
import type { Entry } from "./registry.ts";
import { resultWriter } from "./results.ts";

/** An argument with code of its author's own: refinements of zod's, or another library's schema. */
interface Looked {
  readonly own: string;
  readonly wire: string;
  /** The value that the function gets, or where it is refused. */
  look(value: unknown): Promise<{ readonly value: unknown } | { readonly refused: readonly Path[] }>;
}

/** Arguments by the names of the declaration. */
export type Given = Record<string, unknown>;

/** One function of a frozen graph. */
export class Endpoint {
  readonly entry: Entry;
  readonly node: IrFunction;
  /** The wire name. */
  readonly name: string;
  readonly auth: IrAuth | undefined;
  /** The role that the guard names. */
  readonly role: string | undefined;
  /** It is a member whose answer depends on params and caller alone. */
  readonly isCached: boolean;
  readonly isMember: boolean;
  readonly isPublic: boolean;
  readonly isPrivate: boolean;
  readonly isView: boolean;
  /** It has targets. */
  readonly mutates: boolean;
  /** How long its answer is kept at most, where that is declared. */
  readonly seconds: number | undefined;
  /** The codes of its domain errors. */
  readonly raises: ReadonlySet<string>;
  /** Its file arguments. */
  readonly files: ReadonlyMap<string, FileLimit>;
  /** The methods of a view; HEAD where GET is. */
  readonly methods: readonly string[];
  readonly #graph: Graph;
  readonly #args: readonly { readonly field: IrField; readonly own: string; readonly isOptional: boolean }[];
  readonly #looked: readonly Looked[];
  #write: ((result: unknown) => string) | undefined;

  constructor(entry: Entry, node: IrFunction, graph: Graph, optional: ReadonlySet<string>) {
    this.entry = entry;
    this.node = node;
    this.name = node.name;
    this.auth = node.auth;
    this.role =
      node.auth === "staff" || node.auth === "superuser"
        ? node.auth
        : node.auth?.startsWith("role:") === true
          ? node.auth.slice(5)
          : undefined;
    this.isMember = node.context !== undefined;
    this.isCached = this.isMember && node.cache !== false;
    this.isPublic = node.public === true;
    this.isPrivate = node.private === true;
    this.isView = node.result === undefined;
    this.mutates = node.affects.length > 0;
    this.seconds = typeof node.cache === "number" ? node.cache : undefined;
    this.raises = new Set(node.raises);
    this.files = graph.fileLimits(node.name);
    const methods = this.isView ? answers(node) : [];
    this.methods = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    this.#graph = graph;
    this.#args = node.args.map((field) => ({
      field,
      own: entry.names.get(field.name) ?? camel(field.name),
      isOptional: optional.has(field.name),
    }));
    this.#looked = this.#args.flatMap(({ field, own }) => {
      const schema = entry.declared.args?.[own];
      const stands = schema === undefined ? undefined : standsFor(schema);
      if (schema === undefined) {
        return [];
      }
      if (typeof stands === "object" && stands.type === "checked") {
        const { validate } = stands.schema["~standard"];
        return [{ own, wire: field.name, look: async (value) => verdict(await validate(value)) }];
      }
      const isOwn = reaches(schema, ({ _zod: { def } }) =>
        (def.checks ?? []).some(({ _zod: check }) => check.def.check === "custom"),
      );
      // What zod makes of it is what it is: a copy. It only says whether it fits.
      const look: Looked["look"] = async (value) => {
        const seen = verdict(await schema["~standard"].validate(value));
        return "refused" in seen ? seen : { value };
      };
      return isOwn ? [{ own, wire: field.name, look }] : [];
    });
  }

  /** Whether code of the author's own looks at arguments before the function runs. */
  get looks(): boolean {
    return this.#looked.length > 0;
  }

  /** Checked arguments → those of the function. */
  given(args: Args, files: ReadonlyMap<string, Upload | readonly Upload[] | null> = new Map()): Given {
    const given: Given = {};
    for (const { field, own, isOptional } of this.#args) {
      const document = args.get(field.name);
      let value: unknown;
      if (document !== undefined) {
        value = made(this.#graph.types, field.type, document);
      } else if (uploadOf(field) !== undefined) {
        value = files.get(field.name) ?? null;
      } else {
        continue;
      }
      given[own] = isOptional && value === null ? undefined : value;
    }
    return given;
  }

  /** What the author's own code makes of arguments. Throws INVALID, with paths below `root`. */
  async look(given: Given, root: string): Promise<Given> {
    const faults: Fault[] = [];
    const seen = { ...given };
    for (const { own, wire, look } of this.#looked) {
      // What is absent is judged by its type.
      if (given[own] !== undefined && given[own] !== null) {
        const found = await look(given[own]);
        if ("refused" in found) {
          faults.push(
            ...found.refused.map((path): Fault => ({ path: [root, wire, ...path], code: "format" })),
          );
        } else {
          seen[own] = found.value;
        }
      }
    }
    if (faults.length > 0) {
      throw problem("INVALID", { errors: faults });
    }
    return seen;
  }

  /** JSON text of a result. Throws Unfit. */
  written(result: unknown): string {
    const { result: type } = this.node;
    if (type === undefined) {
      throw new TypeError(`the view \`${this.name}\` has no result`);
    }
    this.#write ??= resultWriter(this.#graph.types, type);
    return this.#write(result);
  }
}

interface Standard {
  readonly value?: unknown;
  readonly issues?: readonly { readonly path?: readonly unknown[] | undefined }[] | undefined;
}

function verdict({ value, issues }: Standard): Awaited<ReturnType<Looked["look"]>> {
  if (issues === undefined) {
    return { value };
  }
  const refused = issues.map(({ path = [] }) =>
    path.map((segment) => {
      const key = typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment;
      return typeof key === "number" ? key : String(key);
    }),
  );
  return { refused };
}
