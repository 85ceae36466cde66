// Shapes: the sets of params that entries are tagged by. All that does not depend on values is found once. The page is
// `ir/protocol/invalidation.md`, "Shapes and tags"; the twin is `mizan-core/src/tags/shapes.rs`.

import type { JsonRecord } from "./canonicalJson.ts";
import { type Plan, paramsOf } from "./plan.ts";
import type { PlainMember, ScopedContext } from "./scoping.ts";
import { type Target, targetText } from "./target.ts";

/** Names of params, in order. */
export type Shape = readonly string[];

/** With more of them every entry would carry too many tags; the others are found by smaller ones. */
const MOST = 8;

/** A context's shapes, and its members'. */
export interface Shapes {
  /** By size, then by name. */
  readonly own: readonly Shape[];
  /** Those of each member: none of one that no declared target names. */
  readonly members: ReadonlyMap<string, readonly Shape[]>;
  /** Beyond the limit: targets of these drop what a smaller shape covers. */
  readonly coarsened: readonly { readonly member?: string | undefined; readonly shape: Shape }[];
  /** The texts of an entry's tags: of a member with these params, absent ones being null. */
  entry(member: string, params: JsonRecord): readonly string[] | undefined;
  /** The texts of the tags that a target drops. */
  purge(target: Target): readonly string[];
}

/** The shapes that the declared targets on a context give it. */
export function shapesOf(context: ScopedContext, plans: readonly Plan[]): Shapes {
  const choiceOf = (member?: string) =>
    choose(plans.filter((plan) => plan.function === member).map(paramsOf), context.identity(member)?.name);
  const whole = choiceOf();
  const isNamed = new Set(plans.map((plan) => plan.function));
  const { members } = context.plain;
  const choices = new Map(
    members.map(({ name }) => [name, isNamed.has(name) ? choiceOf(name) : { shapes: [], beyond: [] }]),
  );
  const tags = new Tags(context.plain.name, members);
  return {
    own: whole.shapes,
    members: new Map(Array.from(choices, ([name, { shapes }]) => [name, shapes])),
    coarsened: [[undefined, whole] as const, ...choices].flatMap(([member, { beyond }]) =>
      beyond.map((shape) => ({ member, shape })),
    ),
    entry: (member, params) =>
      choices.has(member)
        ? [
            ...whole.shapes.map((shape) => tags.ofEntry(undefined, member, shape, params)),
            ...(choices.get(member)?.shapes ?? []).map((shape) =>
              tags.ofEntry(member, member, shape, params),
            ),
          ]
        : undefined,
    purge({ function: named, params }) {
      const own = named === undefined ? [] : (choices.get(named)?.shapes ?? []);
      // A member without shapes stands for its whole context.
      const member = own.length > 0 ? named : undefined;
      const inside = (member === undefined ? whole.shapes : own).filter((shape) =>
        shape.every((param) => Object.hasOwn(params, param)),
      );
      // They come by size, then by name: the first of the largest is wanted.
      const largest = inside.find((shape) => shape.length === inside.at(-1)?.length);
      return tags.ofTarget(member, largest ?? [], params);
    },
  };
}

/** The empty shape, the identity's, then by size and name; those beyond the limit by themselves. */
function choose(
  declared: readonly (readonly string[])[],
  identity: string | undefined,
): { readonly shapes: readonly Shape[]; readonly beyond: readonly Shape[] } {
  const first: Shape[] = [[], ...(identity === undefined ? [] : [[identity]])];
  const sorted = declared.map((params) => [...params].sort()).sort(compareShapes);
  const others = sorted.filter(
    (shape, at) => !isIn(first, shape) && (at === 0 || compareShapes(shape, sorted[at - 1] ?? []) !== 0),
  );
  const room = MOST - first.length;
  return {
    shapes: [...first, ...others.slice(0, room)].sort(compareShapes),
    beyond: others.slice(room),
  };
}

function isIn(shapes: readonly Shape[], shape: Shape): boolean {
  return shapes.some((each) => compareShapes(each, shape) === 0);
}

/** By size, then by name. Names are ASCII, so that their units have the order of their bytes. */
function compareShapes(one: Shape, other: Shape): number {
  if (one.length !== other.length) {
    return one.length - other.length;
  }
  const at = one.findIndex((name, index) => name !== other[index]);
  return at < 0 ? 0 : (one[at] ?? "") < (other[at] ?? "") ? -1 : 1;
}

/** The texts of tags. */
class Tags {
  readonly #context: string;
  /** Of each member its scalar params, and whether each takes null. */
  readonly #params: ReadonlyMap<string, ReadonlyMap<string, boolean>>;

  constructor(context: string, members: readonly PlainMember[]) {
    this.#context = context;
    this.#params = new Map(
      members.map(({ name, params }) => [
        name,
        new Map(params.filter(({ list }) => !list).map((param) => [param.name, param.nullable])),
      ]),
    );
  }

  /** What `shape`, of the context or of a member (`of`), gives an entry of `member`. */
  ofEntry(of: string | undefined, member: string, shape: Shape, params: JsonRecord): string {
    const { has, firm } = this.#parts(member, shape);
    const isNull = (name: string) => !Object.hasOwn(params, name) || params[name] === null;
    if (has.some(isNull)) {
      return this.#text(member, firm, params);
    }
    return this.#text(has.length === shape.length ? of : member, has, params);
  }

  /** What a target of `shape` drops. */
  ofTarget(of: string | undefined, shape: Shape, params: JsonRecord): readonly string[] {
    const concerned = of === undefined ? [...this.#params.keys()] : [of];
    return [
      this.#text(of, shape, params),
      ...concerned.flatMap((member) => {
        const { has, firm } = this.#parts(member, shape);
        return [
          ...(has.length < shape.length ? [this.#text(member, has, params)] : []),
          ...(firm.length < has.length ? [this.#text(member, firm, params)] : []),
        ];
      }),
    ];
  }

  /** The params of a shape that a member has, and those of them that are never null there. */
  #parts(member: string, shape: Shape): { readonly has: Shape; readonly firm: Shape } {
    const known = this.#params.get(member);
    const has = shape.filter((name) => known?.has(name));
    return { has, firm: has.filter((name) => known?.get(name) === false) };
  }

  #text(member: string | undefined, shape: Shape, params: JsonRecord): string {
    const values = shape.map((name) => [name, params[name] ?? null] as const);
    return targetText({
      context: this.#context,
      function: member,
      params: Object.fromEntries(values.filter(([, value]) => value !== null)),
    });
  }
}
