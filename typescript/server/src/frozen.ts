// What may start: a registry frozen into a graph, with its functions by the paths that lead to them. It decides what is there for
// whom below the base, and which views share a route. It is immutable. Twins: `python/mizan/registry.py`,
// `mizan-core/src/registry/frozen.rs`. The page is `ir/protocol/registry.md`.

import { findings } from "./defects.ts";
import { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import { type Exported, exported } from "./exported.ts";
import { Graph } from "./graph.ts";
import { normalise } from "./ir/normalise.ts";
import { schemaHash } from "./irText.ts";
import type { Declarations, Entry } from "./registry.ts";
import { Routes } from "./views.ts";

/** The seconds that a shared cache keeps an answer for, where no member says less. */
const SHARED_SECONDS = 60;

/** A context as the machine reads it. */
export interface Bundle {
  readonly context: string;
  /** In name order. */
  readonly members: readonly Endpoint[];
  /** Those with a guard. */
  readonly guarded: readonly Endpoint[];
  /** All are. */
  readonly isPublic: boolean;
  /** All may be kept. */
  readonly isCached: boolean;
  /** How long a shared cache may keep the answer. */
  readonly seconds: number;
}

/** A graph that may start. */
export interface Frozen {
  readonly graph: Graph;
  /** `X-Mizan-Schema`. */
  readonly schema: string;
  /** What is called, by its path below the base. */
  readonly calls: ReadonlyMap<string, Endpoint>;
  /** What is read. */
  readonly bundles: ReadonlyMap<string, Bundle>;
  /** What has an address of its own. */
  readonly routes: Routes;
  /** Every function, by its declaration. */
  readonly endpoints: ReadonlyMap<Entry, Endpoint>;
  /** What may be a mistake, one line each. */
  readonly warnings: readonly string[];
}

/** The graph, and what its functions ask of JavaScript alone. Throws RegistryError with every defect. */
export function graphOf(
  declarations: Declarations,
  more: readonly string[] = [],
): Graph & { readonly exported: Exported; readonly warnings: readonly string[] } {
  const found = exported(declarations);
  const places = new Map(declarations.entries.map(({ name, place }) => [name, place]));
  // The model knows names alone: the first that is a function's says where.
  const placed = (defect: string) => {
    const place = [...defect.matchAll(/`([^`]*)`/g)]
      .map(([, name = ""]) => places.get(name))
      .find((each) => each);
    return place === undefined || defect.includes(place) ? defect : `${defect} (${place})`;
  };
  const judged = findings(found.ir);
  const defects = new Set([...more, ...found.defects, ...judged.defects].map(placed));
  if (defects.size > 0) {
    throw new RegistryError([...defects]);
  }
  const graph = new Graph(normalise(found.ir));
  return Object.assign(graph, {
    exported: found,
    warnings: [...judged.warnings, ...graph.scoping.warnings].map(placed),
  });
}

/** The graph, its functions by their paths. Throws RegistryError with every defect. */
export function freeze(declarations: Declarations, more: readonly string[]): Frozen {
  const graph = graphOf(declarations, more);
  const entries = new Map(declarations.entries.map((entry) => [entry.name, entry]));
  const calls = new Map<string, Endpoint>();
  const bundles = new Map<string, Bundle>();
  const endpoints = new Map<Entry, Endpoint>();
  const views: Endpoint[] = [];
  const members = new Map<string, Endpoint[]>();
  for (const node of graph.ir.functions) {
    const entry = entries.get(node.name);
    if (entry === undefined) {
      continue;
    }
    const endpoint = new Endpoint(entry, node, graph, graph.exported.optional.get(node.name) ?? new Set());
    endpoints.set(entry, endpoint);
    if (node.route !== undefined) {
      views.push(endpoint);
    } else if (node.context !== undefined) {
      members.set(node.context, [...(members.get(node.context) ?? []), endpoint]);
    } else if (node.private !== true) {
      calls.set(`call/${node.name}/`, endpoint);
    }
  }
  for (const { name } of graph.ir.contexts) {
    bundles.set(`ctx/${name}/`, bundle(name, members.get(name) ?? []));
  }
  const { routes, defects } = Routes.of(views);
  if (defects.length > 0) {
    throw new RegistryError(defects);
  }
  return { graph, schema: schemaHash(graph.ir), calls, bundles, routes, endpoints, warnings: graph.warnings };
}

function bundle(context: string, members: readonly Endpoint[]): Bundle {
  const seconds = members.map((member) => member.seconds ?? SHARED_SECONDS);
  return {
    context,
    members,
    guarded: members.filter(({ auth }) => auth !== undefined),
    isPublic: members.every((member) => member.isPublic),
    isCached: members.every((member) => member.isCached),
    seconds: Math.min(SHARED_SECONDS, ...seconds),
  };
}
