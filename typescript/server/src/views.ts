// Functions with an address of their own. It decides which of them a path means: what is written out goes before what is an argument,
// whatever the order of declaration. The page is `ir/protocol/ir.md`, "Routes"; a twin is `mizan-core/src/registry/frozen.rs`.

import type { Endpoint } from "./endpoint.ts";

/** A route, and the functions that share it by their methods. */
export interface Route {
  /** In the neutral form: `board/{shelf}/`, `files/{*rest}`. */
  readonly path: string;
  /** In name order. */
  readonly views: readonly Endpoint[];
  /** Those of all of them. */
  readonly methods: readonly string[];
}

/** A route that a path means, with the values in it, decoded. */
export interface Found {
  readonly route: Route;
  /** By argument; undefined where one is no percent-encoded UTF-8, and so there is no such path. */
  readonly values: Readonly<Record<string, string>> | undefined;
}

interface Pattern {
  readonly route: Route;
  readonly grammar: RegExp;
  readonly names: readonly string[];
}

/** All routes of a graph. */
export class Routes {
  readonly #literal: ReadonlyMap<string, Route>;
  readonly #patterns: readonly Pattern[];

  private constructor(routes: readonly Route[]) {
    this.#literal = new Map(
      routes.filter(({ path }) => !path.includes("{")).map((route) => [route.path, route]),
    );
    this.#patterns = routes
      .filter(({ path }) => path.includes("{"))
      .sort(({ path: one }, { path: other }) => (rank(one) < rank(other) ? -1 : 1))
      .map((route) => {
        const names: string[] = [];
        const grammar = route.path.split(ARGUMENT).map((part, at) => {
          if (at % 2 === 0) {
            return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
          }
          names.push(part.replace("*", ""));
          return part.startsWith("*") ? "(.+)" : "([^/]+)";
        });
        return { route, grammar: new RegExp(`^${grammar.join("")}$`, "s"), names };
      });
  }

  /** The routes of these views, and each request that could mean two of them. */
  static of(views: readonly Endpoint[]): { readonly routes: Routes; readonly defects: readonly string[] } {
    const defects: string[] = [];
    const byPath = new Map<string, Endpoint[]>();
    for (const view of views) {
      const path = view.node.route ?? "";
      byPath.set(path, [...(byPath.get(path) ?? []), view]);
    }
    const shapes = new Map<string, readonly [string, Endpoint]>();
    const routes = Array.from(byPath, ([path, sharing]): Route => {
      const methods = new Map<string, Endpoint>();
      for (const view of sharing) {
        const method = view.methods.find((each) => methods.has(each));
        const first = methods.get(method ?? "");
        if (first !== undefined) {
          const places = `${first.entry.place} and ${view.entry.place}`;
          defects.push(
            `functions \`${first.name}\` and \`${view.name}\`: both answer ${method} at \`${path}\` (${places})`,
          );
        }
        for (const each of view.methods) {
          methods.set(each, methods.get(each) ?? view);
        }
      }
      const [view] = sharing;
      const shape = path.replace(/\{(\*?)[^}]*\}/g, "{$1}");
      const [other, first] = shapes.get(shape) ?? [];
      if (view !== undefined && other !== undefined && first !== undefined) {
        const places = `${first.entry.place} and ${view.entry.place}`;
        defects.push(
          `functions \`${first.name}\` and \`${view.name}\`: their routes \`${other}\` and \`${path}\` differ by an argument's name alone (${places})`,
        );
      } else if (view !== undefined) {
        shapes.set(shape, [path, view]);
      }
      return { path, views: sharing, methods: sharing.flatMap((each) => each.methods) };
    });
    return { routes: new Routes(routes), defects };
  }

  /** What a path means, without its leading slash and as it was sent. */
  find(path: string): Found | undefined {
    const route = this.#literal.get(path);
    if (route !== undefined) {
      return { route, values: {} };
    }
    for (const { route: each, grammar, names } of this.#patterns) {
      const match = grammar.exec(path);
      if (match !== null) {
        return { route: each, values: decoded(names, match) };
      }
    }
    return undefined;
  }
}

const ARGUMENT = /\{([^}]*)\}/;

function decoded(names: readonly string[], match: RegExpExecArray): Found["values"] {
  try {
    return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
  } catch {
    return undefined;
  }
}

/** Part by part: what is written out before an argument, an argument before the rest of a path. */
function rank(path: string): string {
  const parts = path
    .split("/")
    .map((part) => (part.includes("{*") ? "2" : part.includes("{") ? "1" : `0${part}`));
  return parts.join("/");
}
