// The vectors of `ir_text` and `schema`: what a declared IR is printed as, and hashed to.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { normalise } from "../src/ir/normalise.ts";
import { irText, schemaHash } from "../src/irText.ts";
import { type Document, irOf } from "./irOf.ts";

interface Vector<Expect> {
  readonly name: string;
  readonly input: Document;
  readonly expect: Expect;
}

function vectors<Expect>(word: string): readonly Vector<Expect>[] {
  const file = new URL(`../../../tests/afi/vectors/${word}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

const texts = vectors<{ readonly text: string; readonly schema: string }>("ir_text");
const schemas = vectors<{ readonly schema: string }>("schema");

it("there are vectors", () => {
  expect(texts.length).toBeGreaterThan(100);
  expect(schemas.length).toBeGreaterThan(80);
});

it.each(texts.map((vector) => [vector.name, vector] as const))("%s", (_name, { input, expect: expected }) => {
  const ir = normalise(irOf(input));
  expect({ text: irText(ir), schema: schemaHash(ir) }).toEqual(expected);
  // What was normalised is normal.
  expect(normalise(ir)).toEqual(ir);
});

it.each(schemas.map((vector) => [vector.name, vector] as const))(
  "%s",
  (_name, { input, expect: { schema } }) => {
    expect(schemaHash(normalise(irOf(input)))).toBe(schema);
  },
);
