// Declarations → the IR, with every defect that only this language can see. It decides how a declaration becomes a node of the model;
// what is legal in a graph is `defects`. Twins: `python/mizan/ir/build.py`, `mizan-core/src/registry.rs`. The page is `ir/protocol/ir.md`.

import { type Field, tableOf } from "@mizan/client/wire";
import { standsFor } from "./builders.ts";
import { NoType } from "./declareChecks.ts";
import type { Affected, Context } from "./declared.ts";
import { Types } from "./declareTypes.ts";
import {
  type Ir,
  type IrAffect,
  type IrAuth,
  type IrContext,
  type IrError,
  type IrField,
  type IrFunction,
  VERSION,
} from "./irModel.ts";
import { snake } from "./naming.ts";
import { type Declarations, type DeclaredError, type Entry, ERRORS } from "./registry.ts";
import { Unfit, writeResult } from "./results.ts";

/** The IR, not yet judged, and what stands in its way already. */
export interface Exported {
  readonly ir: Ir;
  readonly defects: readonly string[];
  /** By function: the arguments that are `.optional()`, so that null is `undefined` to it. */
  readonly optional: ReadonlyMap<string, ReadonlySet<string>>;
}

/** All of it. */
export function exported({ entries, errors, defects: told }: Declarations): Exported {
  const types = new Types();
  const defects = [...told];
  const optional = new Map<string, ReadonlySet<string>>();
  const functions = new Map<string, { readonly entry: Entry; readonly node: IrFunction }>();
  const raised = new Map<string, IrError>();
  const read = <Read>(place: string, work: () => Read): Read | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NoType)) {
        throw error;
      }
      defects.push(`${error.message} (${place})`);
      return undefined;
    }
  };
  for (const entry of entries) {
    const { name, place } = entry;
    const other = functions.get(name)?.entry;
    if (other !== undefined) {
      defects.push(`two functions of one name, \`${name}\`: ${other.place} and ${place}`);
      continue;
    }
    const absent = new Set<string>();
    optional.set(name, absent);
    const node = read(place, () => nodeOf(entry, types, absent));
    if (node !== undefined) {
      functions.set(name, { entry, node });
    }
  }
  for (const error of errors) {
    const node = read(error.place, () => errorOf(error, types));
    const other = raised.get(error.code);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(node)) {
      defects.push(
        `two domain errors have the code \`${error.code}\`: their status, data or documentation differ (${error.place})`,
      );
    }
    if (node !== undefined) {
      raised.set(error.code, node);
    }
  }
  fillDefaults(types, defects);
  const contexts = new Map<string, IrContext>();
  const join = ({ name, identity, view }: Context) =>
    contexts.set(name, { name, ...(identity === undefined ? {} : { identity }), view, params: [] });
  for (const { entry } of functions.values()) {
    if (entry.declared.context !== undefined) {
      join(entry.declared.context);
    }
  }
  const nodes = Array.from(functions.values(), ({ entry, node }) => {
    const affects = listed(entry.declared.affects).flatMap((each) => {
      const found = affectOf(each, functions, contexts);
      if (typeof found === "string") {
        defects.push(`function \`${entry.name}\`: it affects ${found} (${entry.place})`);
        return [];
      }
      return [found];
    });
    return { ...node, affects };
  });
  const used = new Set(nodes.flatMap(({ raises }) => raises));
  return {
    ir: {
      version: VERSION,
      types: [...types.definitions.values()],
      contexts: [...contexts.values()],
      errors: [...raised.values()].filter(({ code }) => used.has(code)),
      functions: nodes,
    },
    defects: [...defects, ...types.defects],
    optional,
  };
}

function nodeOf(entry: Entry, types: Types, absent: Set<string>): IrFunction {
  const { declared, name, ownName } = entry;
  const args: Field[] = [];
  for (const [wire, own] of entry.names) {
    const schema = declared.args?.[own];
    if (schema !== undefined) {
      const { field, isOptional } = types.argument(wire, schema, `${ownName}.${own}`);
      args.push(field);
      if (isOptional) {
        absent.add(wire);
      }
    }
  }
  const { doc, context, auth, route, methods, rev, result } = declared;
  if (result !== undefined && standsFor(result) !== undefined && typeof standsFor(result) === "object") {
    const stands = standsFor(result);
    if (typeof stands === "object" && stands.type === "checked") {
      throw new NoType(`${ownName}.result`, "`checked` is said of an argument");
    }
  }
  const answered =
    result === undefined ? undefined : types.field("result", result, `${ownName}.result`, "output");
  if (answered?.omittable === true) {
    throw new NoType(`${ownName}.result`, "a result is always there: say `.nullable()`");
  }
  return {
    name,
    ...some({
      doc,
      context: context?.name,
      auth: authOf(auth),
      // An argument has its own name there, as everywhere in a declaration.
      route: route?.replace(/\{(\*?)([^}]*)\}/g, (_, rest, own) => `{${rest}${snake(own)}}`),
      rev,
      methods,
      result: answered?.type,
    }),
    ...(declared.public === true ? { public: true } : {}),
    ...(declared.private === true ? { private: true } : {}),
    affects: [],
    cache: declared.cache ?? true,
    args,
    raises: [...new Set((declared.raises ?? []).map((each) => each.code))].sort(),
  } as IrFunction;
}

function authOf(auth: Entry["declared"]["auth"]): IrAuth | undefined {
  if (auth === undefined) {
    return undefined;
  }
  if (typeof auth === "function") {
    return "custom";
  }
  if (auth === true) {
    return "required";
  }
  return WORDS.find((word) => word === auth) ?? `role:${auth}`;
}

const WORDS = ["self", "staff", "superuser"] as const;

function errorOf({ code, status, doc, data }: DeclaredError, types: Types): IrError {
  const type = data === undefined ? undefined : types.field("data", data, `${code}.data`, "output").type;
  return { code, status, ...some({ doc, data: type }) } as IrError;
}

/** The code of an error's class, and what was declared of it. */
export function declaredError(error: object): DeclaredError | undefined {
  for (
    let kind: unknown = error.constructor;
    typeof kind === "function";
    kind = Object.getPrototypeOf(kind)
  ) {
    const found = ERRORS.get(kind);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

type Functions = ReadonlyMap<string, { readonly node: IrFunction }>;

/** One target; text says why it is none. */
function affectOf(
  of: Affected,
  functions: Functions,
  contexts: ReadonlyMap<string, IrContext>,
): IrAffect | string {
  const target =
    "of" in of
      ? of
      : {
          of: "wireName" in of ? { member: of.wireName } : { context: of.name },
          scope: undefined,
          all: false,
        };
  const scope = target.scope === undefined ? {} : { scope: target.scope };
  if ("context" in target.of) {
    const { context } = target.of;
    return contexts.has(context)
      ? { context, ...scope, all: target.all }
      : `context \`${context}\`, which has no members`;
  }
  const { member } = target.of;
  const context = functions.get(member)?.node.context;
  return context === undefined
    ? `\`${member}\`, but that is no member of a context`
    : { context, function: member, ...scope, all: target.all };
}

function listed(affects: Entry["declared"]["affects"]): readonly Affected[] {
  return affects === undefined ? [] : Array.isArray(affects) ? affects : [affects as Affected];
}

function fillDefaults(types: Types, defects: string[]): void {
  const table = tableOf([...types.definitions.values()]);
  for (const { path, field, value } of types.pending) {
    try {
      field.default = JSON.parse(writeResult(table, field.type, value)) as IrField["default"];
    } catch (error) {
      if (!(error instanceof Unfit)) {
        throw error;
      }
      defects.push(`${path}: the default does not fit: ${error.message}`);
    }
  }
}

/** Without what is undefined. */
function some<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Values>;
}
