// Holds the server's code to the shared vectors: every file of `tests/afi/vectors`.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PlainGraph } from "../src/scoping.ts";
import { type Case, readVectors, WORDS } from "./words.ts";

const folder = new URL("../../../tests/afi/vectors/", import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name.replace(".json", ""), readVectors(readFileSync(new URL(name, folder)))] as const);
const graphs = new Map(
  files
    .filter(([, content]) => !Array.isArray(content))
    .map(([name, graph]) => [name.replace("_graph", ""), graph as PlainGraph]),
);
const cases = new Map(
  files.filter(([, content]) => Array.isArray(content)) as (readonly [string, readonly Case[]])[],
);

/** How many vectors each word has: fewer than there were are a loss that nobody meant. */
const LEAST = {
  cache_key: 46,
  canonical_json: 39,
  dropped_groups: 17,
  entry: 26,
  entry_tags: 35,
  graph_digest: 27,
  header: 44,
  ir_text: 96,
  multipart: 165,
  permission_hash: 29,
  purge_tags: 62,
  query: 241,
  redact: 12,
  resolve: 43,
  schema: 85,
  store_key: 2,
  tag: 4,
  types: 1516,
};

it("every file has a runner, and every runner a file", () => {
  expect([...cases.keys()].sort()).toEqual(Object.keys(WORDS).sort());
  expect(Object.keys(LEAST).sort()).toEqual(Object.keys(WORDS).sort());
});

describe.each(Object.entries(LEAST))("%s", (word, least) => {
  const vectors = cases.get(word) ?? [];

  it("there are no fewer vectors than there were", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(least);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    expect(WORDS[word]?.(vector.input as never, graphs)).toEqual(vector.expect);
  });
});
