// Runs a folder of vectors through the server in TypeScript, as `mizan-core`'s example `vectors` and `python -m mizan.vectors` do:
// prints each case that gave something else, and how many passed. A file that is no list is a graph.

import { readdirSync, readFileSync } from "node:fs";
import { argv, exit, stdout } from "node:process";
import { isDeepStrictEqual } from "node:util";
import type { PlainGraph } from "../../typescript/server/src/scoping.ts";
import { type Case, readVectors, WORDS } from "../../typescript/server/test/words.ts";

const [folder = ""] = argv.slice(2);
const graphs = new Map<string, PlainGraph>();
const words: (readonly [word: string, cases: readonly Case[]])[] = [];
for (const name of readdirSync(folder).filter((each) => each.endsWith(".json"))) {
  const content = readVectors(readFileSync(`${folder}/${name}`));
  const stem = name.replace(".json", "");
  if (Array.isArray(content)) {
    words.push([stem, content]);
  } else {
    graphs.set(stem.replace("_graph", ""), content as PlainGraph);
  }
}

let passed = 0;
let failed = 0;
for (const [word, cases] of words) {
  const ask = WORDS[word];
  for (const { name, input, expect } of cases) {
    const got = ask?.(input as never, graphs);
    if (isDeepStrictEqual(got, expect)) {
      passed++;
    } else {
      failed++;
      stdout.write(`${word}: ${name}\n${difference(expect, got)}`);
    }
  }
}
stdout.write(`${passed} passed, ${failed} failed\n`);
exit(passed > 0 && failed === 0 ? 0 : 1);

/** Of many outcomes the first that is another, by its place. */
function difference(expected: unknown, got: unknown): string {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const at = expected.findIndex((each, index) => !isDeepStrictEqual(each, got[index]));
    if (at >= 0) {
      return `  at ${at}\n${difference(expected[at], got[at])}`;
    }
  }
  return `  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}\n`;
}
