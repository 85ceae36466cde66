// What the server's code gives for a case of each word of the vectors: from their JSON to the code and back. It decides which function
// a file is about; what is right stands in the files. The page is `ir/protocol/README.md`; twins are
// `mizan-core/tests/afi/words.rs` and `python/mizan/vectors.py`.

import { isDeepStrictEqual } from "node:util";
import { CODES, type Field, type TypeDef, tableOf } from "@mizan/client/wire";
import { cacheKey } from "../src/cacheKey.ts";
import { permissionHash, type Rights } from "../src/caller.ts";
import { canonicalJson, type Json, type JsonRecord } from "../src/canonicalJson.ts";
import { decodeEntry, encodeEntry, storeKey } from "../src/entry.ts";
import { type Args, Graph } from "../src/graph.ts";
import { invalidateField } from "../src/header.ts";
import { redact, resolve } from "../src/invalidation.ts";
import { normalise } from "../src/ir/normalise.ts";
import { irText, memberSchema, schemaHash } from "../src/irText.ts";
import { JsonNumber, type JsonValue, readJson } from "../src/json.ts";
import { boundaryOf, type FileLimit, FormReader } from "../src/multipart.ts";
import { Refusal } from "../src/refusal.ts";
import { type PlainGraph, Scoping } from "../src/scoping.ts";
import { Secret } from "../src/secret.ts";
import { droppedGroups, entryTags, graphDigest, purgeTags, tag } from "../src/tags.ts";
import { type Target, targetText, wholeContext, wireTarget } from "../src/target.ts";
import { writtenFields } from "../src/written.ts";
import { type Document, irOf } from "./irOf.ts";

/** The graphs that cases name. */
export type Graphs = ReadonlyMap<string, PlainGraph>;

/** One claim about a word. */
export interface Case {
  readonly name: string;
  readonly input: unknown;
  readonly expect: unknown;
}

/** The cases of a file, or the graph that it is. */
export function readVectors(file: Uint8Array): readonly Case[] | PlainGraph {
  return plain(readJson(file)) as unknown as readonly Case[] | PlainGraph;
}

/** A document as cases have it, with integers that a float may not hold. */
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

function scopingOf({ graph }: Scoped, graphs: Graphs): Scoping {
  const found = typeof graph === "string" ? graphs.get(graph) : graph;
  if (found === undefined) {
    throw new Error("no such graph");
  }
  return new Scoping(found);
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
      return { status: CODES[error.code][0], errors: error.errors };
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

interface Form {
  readonly content_type: string;
  readonly total: number;
  readonly args: number;
  readonly files: Readonly<
    Record<string, { readonly many: boolean; readonly most: number | null; readonly max_size: number | null }>
  >;
  /** In base64. */
  readonly body: string;
}

/** The part `args` and the files by argument: of each its name, its type and its bytes. */
function told(form: Form, boundary: string, chunks: readonly Uint8Array[]): unknown {
  const limits = Object.entries(form.files).map(
    ([name, { many, most, max_size }]) =>
      [
        name,
        { many, most: most ?? Infinity, maxSize: max_size ?? Infinity, required: false } satisfies FileLimit,
      ] as const,
  );
  const reader = new FormReader({ boundary, total: form.total, args: form.args, files: new Map(limits) });
  const files: Record<string, [name: string, type: string, bytes: string][]> = {};
  let begun: { readonly argument: string; readonly name: string; readonly type: string } | undefined;
  let bytes: Uint8Array[] = [];
  for (const event of chunks.flatMap((chunk) => reader.feed(chunk))) {
    if (event.kind === "begun") {
      begun = event;
      bytes = [];
    } else if (event.kind === "bytes") {
      bytes.push(event.bytes);
    } else if (begun !== undefined) {
      const all = Buffer.concat(bytes);
      if (all.length !== event.size) {
        throw new Error("another size is told than has come");
      }
      files[begun.argument] = [
        ...(files[begun.argument] ?? []),
        [begun.name, begun.type, all.toString("base64")],
      ];
    }
  }
  reader.close();
  return { args: Buffer.from(reader.args).toString("base64"), files };
}

/** What a body tells whole, which must be what it tells byte by byte. */
function sameByteByByte(body: Buffer, tell: (chunks: readonly Uint8Array[]) => unknown): unknown {
  const whole = tell([body]);
  const bytes = Array.from(body, (_, at) => body.subarray(at, at + 1));
  return isDeepStrictEqual(tell(bytes), whole) ? whole : "the chunks make a difference";
}

/** How each word is asked. */
export const WORDS: Readonly<Record<string, (input: never, graphs: Graphs) => unknown>> = {
  cache_key: ({ secret, caller, permissions, ...parts }: KeyCase) =>
    cacheKey(new Secret(secret), {
      ...parts,
      asker: caller === undefined ? undefined : { id: caller, permissions },
    }),

  canonical_json: (value: Json) => canonicalJson(value),
  dropped_groups: (input: Scoped & { targets: unknown[]; secret: string }, graphs: Graphs) =>
    droppedGroups(scopingOf(input, graphs), input.targets.map(targetOf), new Secret(input.secret)),

  entry: (input: {
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

  entry_tags: (input: Scoped & { context: string; function: string; params: JsonRecord }, graphs: Graphs) =>
    entryTags(scopingOf(input, graphs), input.context, input.function, input.params),

  graph_digest: (input: Scoped & { secret: string }, graphs: Graphs) =>
    graphDigest(scopingOf(input, graphs), new Secret(input.secret)),

  header: (targets: unknown[]) => invalidateField(targets.map(targetOf)) ?? null,
  multipart: (form: Form) => {
    const boundary = boundaryOf(form.content_type);
    const body = Buffer.from(form.body, "base64");
    return boundary === undefined
      ? null
      : sameByteByByte(body, (chunks) => answered(() => told(form, boundary, chunks)));
  },
  permission_hash: (rights: Rights) => permissionHash(rights),
  purge_tags: (input: Scoped & { target: unknown }, graphs: Graphs) =>
    purgeTags(scopingOf(input, graphs), targetOf(input.target)),

  query: (input: {
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

  redact: (
    input: Scoped & { targets: unknown[]; args: JsonRecord; caller: string | null; failed: boolean },
    graphs: Graphs,
  ) =>
    redact(scopingOf(input, graphs), input.targets.map(targetOf), {
      ...input,
      caller: input.caller ?? undefined,
    }).map(wireTarget),

  resolve: (input: Scoped & { mutation: string; args: JsonRecord; caller: string | null }, graphs: Graphs) =>
    resolve(scopingOf(input, graphs), input.mutation, input.args, input.caller ?? undefined).map(
      ({ target, tier }) => ({ target: wireTarget(target), tier }),
    ),

  ir_text: (document: Document) => {
    const ir = normalise(irOf(document));
    return { text: irText(ir), schema: schemaHash(ir) };
  },
  schema: (document: Document) => {
    const { ir, scoping } = new Graph(normalise(irOf(document)));
    const members = ir.functions.flatMap((member) => {
      const shapes = scoping.shapes.get(member.context ?? "");
      const own = shapes?.members.get(member.name);
      return own === undefined
        ? []
        : [[`${member.context}/${member.name}`, memberSchema(ir, member, [shapes?.own ?? [], own])]];
    });
    return { schema: schemaHash(ir), members: Object.fromEntries(members) };
  },
  store_key: ({ namespace, name }: { namespace: string; name: string }) => storeKey(namespace, name),
  tag: ({ secret, context, function: member, params }: Target & { secret: string }) => {
    const text = targetText({ context, function: member ?? undefined, params });
    return { text, tag: tag(new Secret(secret), text) };
  },

  types: (input: { types: readonly TypeDef[]; args: readonly Field[]; body: string | readonly string[] }) => {
    const graph = graphOf(input.types, { f: input.args });
    return each(input.body, (body) => ({
      args: written(graph, "f", graph.decodeArgs("f", Buffer.from(body)).args),
    }));
  },
};
