// Graphs in a few words, for the tests of what is wrong with them. It decides nothing.

import { type Findings, findings } from "../../src/defects.ts";
import { type Document, irOf } from "../irOf.ts";

export type { Document } from "../irOf.ts";

/** What is found of a graph with these parts. */
export function found(parts: Document): Findings {
  return findings(irOf(parts));
}

/** What is wrong with a graph with these parts. */
export function defects(parts: Document): readonly string[] {
  return found(parts).defects;
}

/** `optional list T`: types within each other; a name in upper case is a ref. */
export function kind(text: string): Document {
  const [outer = "", ...rest] = text.split(" ");
  if (rest.length > 0) {
    return { type: outer, item: kind(rest.join(" ")) };
  }
  return /^[A-Z]/.test(text) ? reference(text) : { type: text };
}

/** `name: type`, or with a default `name: type = json`. */
export function field(text: string): Document {
  const [, name, type = "null", value] = /^(.*?)(?:: (.*?)(?: = (.*))?)?$/s.exec(text) ?? [];
  return { name, type: kind(type), ...(value === undefined ? {} : { default: JSON.parse(value) }) };
}

/** A member of a context, behind a guard. */
export function member(name: string, context: string, args: readonly string[]): Document {
  return { name, context, auth: "required", args: args.map(field), result: kind("null") };
}

/** A function of no context. */
export function call(name: string, affects: readonly Document[], args: readonly string[]): Document {
  return { name, affects, args: args.map(field), result: kind("null") };
}

/** Structs by name, each with its fields. */
export function structs(
  of: readonly (readonly [name: string, fields: readonly string[]])[],
): readonly Document[] {
  return of.map(([name, fields]) => ({ kind: "struct", name, fields: fields.map(field) }));
}

/** Another name for a type. */
export function alias(name: string, type: Document): Document {
  return { kind: "alias", name, type };
}

/** A named type. */
export function reference(name: string): Document {
  return { type: "ref", name };
}

/** A struct that a tag tells from others. */
export function tagged(name: string, values: readonly (string | number)[]): Document {
  return { kind: "struct", name, fields: [{ name: "kind", type: { type: "enum", values } }] };
}

/** A context `user` with its identity and a view param, and what else there is. */
export function user(...functions: readonly Document[]): Document {
  const orders = [
    "user_id: integer",
    "page: integer = 1",
    "tags: list string",
    "status: optional string = null",
  ];
  return {
    contexts: [{ name: "user", identity: "user_id", view: ["page"] }],
    functions: [
      member("user_profile", "user", ["user_id: integer"]),
      member("user_orders", "user", orders),
      ...functions,
    ],
  };
}

/** The defects of one type, as the argument of a function beside some named types. */
export function ofType(types: readonly Document[], type: Document): readonly string[] {
  const all = defects({
    types,
    functions: [{ name: "f", args: [{ name: "a", type }], result: kind("null") }],
  });
  return all.map((defect) => defect.replace("function `f`, argument `a`: ", ""));
}
