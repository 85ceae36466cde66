// What scopes what: the plain form of a graph, and what a call would have to search for in it, found once. It judges no
// graph (`defects/`); of a broken one it makes what it can. The page is `ir/protocol/invalidation.md`; the twin is
// `mizan-core/src/invalidation/` (`plain.rs`, `scoping.rs`).

import type { Type } from "@mizan/client/wire";
import { type Ir, type IrField, MAX_DEPTH } from "./irModel.ts";
import { type Plan, planOf } from "./plan.ts";
import { type Shapes, shapesOf } from "./shapes.ts";

/** A graph as the vectors write it. */
export interface PlainGraph {
  readonly contexts: readonly PlainContext[];
  /** Every function that drops something. */
  readonly mutations: readonly PlainMutation[];
}

/** A context. */
export interface PlainContext {
  readonly name: string;
  /** The param that names the caller. */
  readonly identity?: string | null;
  /** Params that never scope. */
  readonly view: readonly string[];
  /** Its members, kept or not. */
  readonly members: readonly PlainMember[];
}

/** A member, with its arguments. */
export interface PlainMember {
  readonly name: string;
  readonly params: readonly PlainParam[];
}

/** An argument of a member. */
export interface PlainParam {
  readonly name: string;
  /** The IR's word for its type; for a list that of the elements. */
  readonly type: string;
  /** Whether it takes null: "all of them". */
  readonly nullable: boolean;
  readonly list: boolean;
}

/** A function that drops something. */
export interface PlainMutation {
  readonly name: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  /** What it drops, in declared order. */
  readonly affects: readonly PlainAffect[];
}

/** One declared target. */
export interface PlainAffect {
  readonly context: string;
  /** One member of it, or all. */
  readonly function?: string | null;
  /** Param → the argument that it comes from. */
  readonly scope?: Readonly<Record<string, string>> | null;
  /** The whole context, whatever the arguments say. */
  readonly all: boolean;
}

/** A context, with what its members can be scoped by. */
export class ScopedContext {
  readonly plain: PlainContext;

  constructor(plain: PlainContext) {
    this.plain = plain;
  }

  /** The params that can scope a target on the context, or on one member of it; lists and view params never do. */
  scoping(member?: string | null): ReadonlyMap<string, PlainParam> {
    const members = this.plain.members.filter(({ name }) => member == null || name === member);
    const params = members.flatMap((each) => each.params);
    const barred = new Set(this.plain.view);
    for (const param of params) {
      if (param.list) {
        barred.add(param.name);
      }
    }
    const scoping = new Map<string, PlainParam>();
    for (const param of params) {
      if (!barred.has(param.name) && !scoping.has(param.name)) {
        scoping.set(param.name, param);
      }
    }
    return scoping;
  }

  /** The identity, if it can scope such a target. */
  identity(member?: string | null): PlainParam | undefined {
    return this.scoping(member).get(this.plain.identity ?? "");
  }
}

/** What a graph says about scoping. */
export class Scoping {
  /** By name, in this order. */
  readonly contexts: ReadonlyMap<string, ScopedContext>;
  /** The declared targets of each function, in declared order. */
  readonly plans: ReadonlyMap<string, readonly Plan[]>;
  /** What entries of each context are tagged by. */
  readonly shapes: ReadonlyMap<string, Shapes>;

  constructor({ contexts, mutations }: PlainGraph) {
    // Names are ASCII, so that their units have the order of their bytes.
    const sorted = [...contexts].sort((one, other) => (one.name < other.name ? -1 : 1));
    this.contexts = new Map(sorted.map((each) => [each.name, new ScopedContext(each)]));
    this.plans = new Map(
      mutations.map(({ name, args, affects }) => [
        name,
        affects.map((affect) => planOf(this.contexts.get(affect.context), args, affect)),
      ]),
    );
    const plans = [...this.plans.values()].flat();
    this.shapes = new Map(
      Array.from(this.contexts, ([name, context]) => [
        name,
        shapesOf(
          context,
          plans.filter((plan) => plan.context === name),
        ),
      ]),
    );
  }

  /** What is dropped more broadly than it was declared, one line each: more than eight shapes are too many for an entry. */
  get warnings(): readonly string[] {
    return Array.from(this.shapes, ([name, { coarsened }]) =>
      coarsened.map(({ member, shape }) => {
        const where = member === undefined ? "" : `, member \`${member}\``;
        const params = shape.join("`, `");
        return `context \`${name}\`${where}: it is scoped in more than eight ways, so what is scoped by \`${params}\` is dropped by fewer params`;
      }),
    ).flat();
  }
}

/** The plain form of an IR: every member's arguments are its params. */
export function plainGraph(ir: Ir): PlainGraph {
  const types = new Map(ir.types.map((type) => [type.name, type]));
  const resolved = (type: Type): Type => {
    const named = type.type === "ref" ? types.get(type.name) : undefined;
    return named?.kind === "alias" ? resolved(named.type) : type;
  };
  const param = (field: IrField): PlainParam => {
    let type = resolved(field.type);
    let nullable = field.default === null;
    let list = false;
    // A legal param is an optional list of optionals at most; an alias that holds itself would have no end.
    for (let depth = 0; depth < MAX_DEPTH && (type.type === "optional" || type.type === "list"); depth++) {
      // An optional element does not make the list itself optional.
      nullable ||= type.type === "optional" && !list;
      list ||= type.type === "list";
      type = resolved(type.item);
    }
    return { name: field.name, type: type.type === "ref" ? type.name : type.type, nullable, list };
  };
  return {
    contexts: ir.contexts.map(({ name, identity = null, view }) => ({
      name,
      identity,
      view,
      members: ir.functions
        .filter(({ context }) => context === name)
        .map((member) => ({ name: member.name, params: member.args.map(param) })),
    })),
    mutations: ir.functions
      .filter(({ affects }) => affects.length > 0)
      .map(({ name, args, affects }) => ({ name, args: args.map((arg) => arg.name), affects })),
  };
}
