// The query of a bundle → the values of a context's params, by the one spelling that each has. It decides what is a query at
// all and which fault goes before which; what a value may be is judged by its type. The page is `ir/protocol/types.md`, "Query
// spelling"; the twin is `mizan-core/src/graph/params.rs`; the vectors are `query`.

import {
  type FaultCode,
  type Field,
  Judge,
  reported,
  type Type,
  type TypeFault,
  type TypeTable,
  told,
} from "@mizan/client/wire";
import { FORM } from "./form.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { Refusal } from "./refusal.ts";
import { plainType, spelled } from "./values.ts";

/**
 * The values that a raw query, without its question mark, gives for `params`; one that may be absent, and is, is not there.
 *
 * @throws Refusal: `BAD_REQUEST` if it is not in the one spelling, which goes before `INVALID` for values that do not fit.
 */
export function readQuery(types: TypeTable, params: readonly Field[], query: string): JsonObject {
  const given = new Map<string, (string | undefined)[]>();
  for (const [name, value] of splitQuery(query)) {
    const values = given.get(name);
    if (values === undefined) {
      given.set(name, [value]);
    } else {
      values.push(value);
    }
  }
  const names = new Set(params.map(({ name }) => name));
  const unknown = [...given.keys()].filter((name) => !names.has(name));
  const syntax = unknown.map((name) => fault(told(name), "unknown"));
  const invalid: TypeFault[] = [];
  const found: JsonObject = new Map();
  for (const param of params) {
    const read = readParam(types, param, given.get(param.name));
    if ("fault" in read) {
      (read.fault === "missing" ? invalid : syntax).push(fault(param.name, read.fault));
    } else if (read.value !== undefined) {
      found.set(param.name, read.value);
      // Whatever breaks a part of it has the param's own place.
      const judge = new Judge(types, FORM);
      judge.judge(param.type, read.value, ["params", param.name]);
      invalid.push(...judge.faults.map(({ code }) => fault(param.name, code)));
    }
  }
  if (syntax.length > 0) {
    throw new Refusal(
      "BAD_REQUEST",
      "the query has an unknown name, or a value that is not in its one spelling",
      reported(syntax),
    );
  }
  if (invalid.length > 0) {
    throw new Refusal("INVALID", undefined, reported(invalid));
  }
  return found;
}

type Read = { readonly value: JsonValue | undefined } | { readonly fault: FaultCode };

/** What the spellings of one param stand for; undefined where it may be absent and is. */
function readParam(
  types: TypeTable,
  { type, ...field }: Field,
  spellings: readonly (string | undefined)[] | undefined,
): Read {
  const plain = plainType(types, type);
  if (plain.type === "list") {
    if (spellings === undefined) {
      // The empty list is written by absence, unless that is the default's.
      return { value: "default" in field ? undefined : [] };
    }
    const items = spellings.map((text) => spelledItem(types, plain.item, text));
    return items.every((item) => item !== undefined) ? { value: items } : { fault: "format" };
  }
  if (spellings === undefined) {
    return "default" in field ? { value: undefined } : { fault: "missing" };
  }
  if (spellings.length > 1) {
    return { fault: "type" };
  }
  const value = spelledItem(types, plain, spellings[0]);
  return value === undefined ? { fault: "format" } : { value };
}

function spelledItem(types: TypeTable, type: Type, text: string | undefined): JsonValue | undefined {
  return text === undefined ? undefined : spelled(types, type, text);
}

function fault(name: string, code: FaultCode): TypeFault {
  return { path: ["params", name], code };
}

/**
 * Names and values in order, decoded; a value is undefined if its spelling is no percent-encoded UTF-8, or if there is none.
 *
 * @throws Refusal for a pair without a name, and for a name that is no percent-encoded UTF-8.
 */
export function splitQuery(query: string): readonly (readonly [name: string, value: string | undefined])[] {
  if (query === "") {
    return [];
  }
  return query.split("&").map((pair) => {
    const at = pair.indexOf("=");
    const spelledName = at < 0 ? pair : pair.slice(0, at);
    if (spelledName === "") {
      throw new Refusal("BAD_REQUEST", "the query has a pair without a name");
    }
    const name = decoded(spelledName);
    if (name === undefined) {
      throw new Refusal("BAD_REQUEST", "a name in the query is not percent-encoded UTF-8");
    }
    return [name, at < 0 ? undefined : decoded(pair.slice(at + 1))];
  });
}

/**
 * The text that `encoded` is in percent-encoded UTF-8; undefined for what a query may not hold, among it `;`, which some take
 * for `&`.
 */
function decoded(encoded: string): string | undefined {
  if (!/^(?:[!-$&-:<-~]|%[0-9a-fA-F]{2})*$/.test(encoded)) {
    return undefined;
  }
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
