// Holds the words to the shared vectors: every file of `tests/afi/vectors`. Those of the IR's text are run by `irText.test.ts`. The page
// is `ir/protocol/README.md`; twins are `mizan-core/tests/vectors.rs` and `python/mizan/vectors.py`.

import { readdirSync, readFileSync } from "node:fs";
import { type Field, type TypeDef, tableOf } from "@mizan/client/wire";
import { describe, expect, it } from "vitest";
import { cacheKey } from "../src/cacheKey.ts";
import { permissionHash, type Rights } from "../src/caller.ts";
import { canonicalJson, type Json, type JsonRecord } from "../src/canonicalJson.ts";
import { decodeEntry, encodeEntry, storeKey } from "../src/entry.ts";
import { type Args, Graph } from "../src/graph.ts";
import { invalidateField } from "../src/header.ts";
import { redact, resolve } from "../src/invalidation.ts";
import { normalise } from "../src/ir/normalise.ts";
import { memberSchema } from "../src/irText.ts";
import { JsonNumber, type JsonValue, readJson } from "../src/json.ts";
import { Refusal } from "../src/refusal.ts";
import { type PlainGraph, Scoping } from "../src/scoping.ts";
import { Secret } from "../src/secret.ts";
import { droppedGroups, entryTags, graphDigest, purgeTags, tag } from "../src/tags.ts";
import { type Target, targetText, wholeContext, wireTarget } from "../src/target.ts";
import { writtenFields } from "../src/written.ts";
import { type Document, irOf } from "./irOf.ts";

interface Vector {
  readonly name: string;
  readonly input: unknown;
  readonly expect: unknown;
}

const folder = new URL("../../../tests/afi/vectors/", import.meta.url);
const files = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name.replace(".json", ""), plain(readJson(readFileSync(new URL(name, folder))))]),
);

/** A document as a test looks at it, with integers that a float may not hold. */
function plain(value: JsonValue): Json {
  if (value instanceof JsonNumber) {
    return value.whole && !Number.isSafeInteger(value.value) && /^-?\d+$/.test(value.text)
      ? BigInt(value.text)
      : value.value;
  }
  if (value instanceof Map) {
    return Object.fromEntries(Array.from(value, ([name, item]) => [name, plain(item)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

type Scoped = { readonly graph: string | PlainGraph };

function scopingOf({ graph }: Scoped): Scoping {
  const found = typeof graph === "string" ? files.get(`${graph}_graph`) : graph;
  return new Scoping(found as PlainGraph);
}

function targetOf(wire: unknown): Target {
  return typeof wire === "string"
    ? wholeContext(wire)
    : { ...wholeContext(""), ...(wire as Partial<Target>) };
}

/** What a request's arguments come to, or the status and the places of a refusal. */
function answered<Answer>(answer: () => Answer): unknown {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) {
      return { status: error.code === "INVALID" ? 422 : 400, errors: error.errors };
    }
    throw error;
  }
}

/** One request, or many to the same graph: then as many outcomes are expected, in order. */
function each(requests: string | readonly string[], answer: (request: string) => unknown): unknown {
  return typeof requests === "string"
    ? answered(() => answer(requests))
    : requests.map((request) => answered(() => answer(request)));
}

/** Of functions with these arguments, all of them members of `context` if there is one. */
function graphOf(
  types: readonly TypeDef[],
  args: Readonly<Record<string, readonly Field[]>>,
  context?: string,
): Graph {
  const functions = Object.entries(args).map(([name, args]) => ({
    name,
    args,
    context: context ?? null,
    result: { type: "null" },
  }));
  const contexts = context === undefined ? [] : [{ name: context }];
  return new Graph(normalise(irOf({ types, functions, contexts } as unknown as Document)));
}

function written(graph: Graph, member: string, args: Args): string {
  const fields = graph.ir.functions.find(({ name }) => name === member)?.args ?? [];
  return writtenFields(tableOf(graph.ir.types), fields, new Map(args));
}

interface KeyCase extends JsonRecord {
  readonly secret: string;
  readonly context: string;
  readonly member: string;
  readonly params: JsonRecord;
  readonly schema: string;
  readonly caller: string;
  readonly permissions: string;
}

/** How each word is asked, and how many vectors it has: fewer than there were are a loss that nobody meant. */
const WORDS: Readonly<Record<string, readonly [least: number, ask: (input: never) => unknown]>> = {
  cache_key: [
    46,
    ({ secret, caller, permissions, ...parts }: KeyCase) =>
      cacheKey(new Secret(secret), {
        ...parts,
        asker: caller === undefined ? undefined : { id: caller, permissions },
      }),
  ],
  canonical_json: [39, (value: Json) => canonicalJson(value)],
  dropped_groups: [
    17,
    (input: Scoped & { targets: unknown[]; secret: string }) =>
      droppedGroups(scopingOf(input), input.targets.map(targetOf), new Secret(input.secret)),
  ],
  entry: [
    26,
    (input: {
      secret: string;
      key: string;
      world: string;
      epochs: Readonly<Record<string, string>>;
      body: string;
    }) => {
      const secret = new Secret(input.secret);
      const entry = encodeEntry(secret, input, Buffer.from(input.body));
      const body = decodeEntry(secret, input, entry);
      return body?.toString() === input.body ? entry.toString("hex") : "not read again";
    },
  ],
  entry_tags: [
    35,
    (input: Scoped & { context: string; function: string; params: JsonRecord }) =>
      entryTags(scopingOf(input), input.context, input.function, input.params),
  ],
  graph_digest: [
    27,
    (input: Scoped & { secret: string }) => graphDigest(scopingOf(input), new Secret(input.secret)),
  ],
  header: [44, (targets: unknown[]) => invalidateField(targets.map(targetOf)) ?? null],
  permission_hash: [29, (rights: Rights) => permissionHash(rights)],
  purge_tags: [
    62,
    (input: Scoped & { target: unknown }) => purgeTags(scopingOf(input), targetOf(input.target)),
  ],
  query: [
    241,
    (input: {
      types?: readonly TypeDef[];
      members: Readonly<Record<string, readonly Field[]>>;
      query: string | readonly string[];
    }) => {
      const graph = graphOf(input.types ?? [], input.members, "c");
      return each(input.query, (query) => ({
        members: Object.fromEntries(
          graph.decodeParams("c", query).map(([member, args]) => [member, written(graph, member, args)]),
        ),
      }));
    },
  ],
  redact: [
    12,
    (input: Scoped & { targets: unknown[]; args: JsonRecord; caller: string | null; failed: boolean }) =>
      redact(scopingOf(input), input.targets.map(targetOf), {
        ...input,
        caller: input.caller ?? undefined,
      }).map(wireTarget),
  ],
  resolve: [
    43,
    (input: Scoped & { mutation: string; args: JsonRecord; caller: string | null }) =>
      resolve(scopingOf(input), input.mutation, input.args, input.caller ?? undefined).map(
        ({ target, tier }) => ({ target: wireTarget(target), tier }),
      ),
  ],
  schema: [
    85,
    (document: Document) => {
      const graph = new Graph(normalise(irOf(document)));
      const members = graph.ir.functions.filter(({ context }) => context !== undefined);
      return Object.fromEntries(
        members.map((member) => {
          const shapes = graph.scoping.shapes.get(member.context ?? "");
          const own = shapes?.members.get(member.name) ?? [];
          const name = `${member.context}/${member.name}`;
          return [name, memberSchema(graph.ir, member, [shapes?.own ?? [], own])];
        }),
      );
    },
  ],
  store_key: [2, ({ namespace, name }: { namespace: string; name: string }) => storeKey(namespace, name)],
  tag: [
    4,
    ({ secret, context, function: member, params }: Target & { secret: string }) => {
      const text = targetText({ context, function: member ?? undefined, params });
      return { text, tag: tag(new Secret(secret), text) };
    },
  ],
  types: [
    1516,
    (input: { types: readonly TypeDef[]; args: readonly Field[]; body: string | readonly string[] }) => {
      const graph = graphOf(input.types, { f: input.args });
      return each(input.body, (body) => ({
        args: written(graph, "f", graph.decodeArgs("f", Buffer.from(body)).args),
      }));
    },
  ],
};

/** What a vector of `schema` says beside what `irText.test.ts` looks at. */
function expected(word: string, vector: Vector): unknown {
  return word === "schema" ? (vector.expect as { readonly members: unknown }).members : vector.expect;
}

it("every file has a runner, and every runner a file", () => {
  const words = [...files].filter(([, content]) => Array.isArray(content)).map(([name]) => name);
  expect(words.filter((word) => word !== "ir_text").sort()).toEqual(Object.keys(WORDS).sort());
});

describe.each(Object.entries(WORDS))("%s", (word, [least, ask]) => {
  const vectors = files.get(word) as unknown as readonly Vector[];

  it("there are no fewer vectors than there were", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(least);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    expect(ask(vector.input as never)).toEqual(expected(word, vector));
  });
});
