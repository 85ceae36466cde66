// The vectors of `types`: what a call's body is judged to be, and how its arguments are written again.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FORM } from "../../server/src/form.ts";
import { JsonFault, type JsonObject, readObject } from "../../server/src/json.ts";
import { writtenFields } from "../../server/src/written.ts";
import type { Field, TypeDef } from "../src/ir.ts";
import { compareText, told } from "../src/path.ts";
import { Judge, reported, type TypeFault, tableOf } from "../src/types.ts";

interface Vector {
  readonly name: string;
  readonly input: {
    readonly types: readonly TypeDef[];
    readonly args: readonly Field[];
    readonly body?: string;
    /** Where it is no text: base64. */
    readonly bytes?: string;
  };
  readonly expect:
    | { readonly args: string }
    | { readonly status: number; readonly errors: readonly TypeFault[] };
}

const file = new URL("../../../tests/afi/vectors/types.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];

function judged({ types, args, body, bytes }: Vector["input"]): Vector["expect"] {
  let given: JsonObject;
  try {
    given = readObject(bytes === undefined ? new TextEncoder().encode(body) : Buffer.from(bytes, "base64"));
  } catch (error) {
    if (error instanceof JsonFault) {
      return { status: 400, errors: [] };
    }
    throw error;
  }
  const table = tableOf(types);
  const judge = new Judge(table, FORM);
  for (const name of given.keys()) {
    if (name !== "args") {
      judge.faults.push({ path: [told(name)], code: "unknown" });
    }
  }
  const inner = given.has("args") ? given.get("args") : new Map();
  const sorted = [...args].sort((one, other) => compareText(one.name, other.name));
  if (inner instanceof Map) {
    judge.fields(sorted, inner, ["args"]);
  } else {
    judge.faults.push({ path: ["args"], code: "type" });
  }
  return judge.faults.length === 0
    ? { args: writtenFields(table, sorted, inner as JsonObject) }
    : { status: 422, errors: reported(judge.faults) };
}

it("there are vectors", () => {
  expect(vectors.length).toBeGreaterThan(100);
});

it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
  expect(judged(vector.input)).toEqual(vector.expect);
});

it("a fraction is one however large its whole part", () => {
  const types = { types: [], args: [{ name: "a", type: { type: "integer" } }] } as const;
  const large = `${"9".repeat(400)}`;
  const of = (body: string) => judged({ ...types, body: `{"args":{"a":${body}}}` });
  expect(of(`${large}.5`)).toEqual({ status: 422, errors: [{ path: ["args", "a"], code: "type" }] });
  expect(of(`${large}.0`)).toEqual({ status: 422, errors: [{ path: ["args", "a"], code: "range" }] });
});
