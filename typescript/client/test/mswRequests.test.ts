// How mocks read requests: queries by the vectors `query`, bodies by those of `types` that JSON of JavaScript's own can hold.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Field, TypeDef } from "../src/ir.ts";
import { type Read, readCall, readQuery } from "../src/mswRequests.ts";
import { type TypeFault, tableOf } from "../src/types.ts";

type Outcome = { readonly status: number; readonly errors: readonly TypeFault[] };

interface Query {
  readonly name: string;
  readonly input: { readonly members: Readonly<Record<string, readonly Field[]>>; readonly query: string };
  readonly expect: { readonly members: Readonly<Record<string, string>> } | Outcome;
}

interface Call {
  readonly name: string;
  readonly input: {
    readonly types: readonly TypeDef[];
    readonly args: readonly Field[];
    readonly body?: string;
  };
  readonly expect: { readonly args: string } | Outcome;
}

function vectors<Vector>(name: string): readonly Vector[] {
  const file = new URL(`../../../tests/afi/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];
}

function outcome(read: Read): Outcome | undefined {
  if (!("refused" in read)) {
    return undefined;
  }
  const { code, errors = [] } = read.refused;
  return { status: code === "INVALID" ? 422 : 400, errors };
}

/** A context's params: those of all members, required where one of them requires it. */
function paramsOf(members: Query["input"]["members"]): readonly Field[] {
  const params = new Map<string, Field>();
  for (const field of Object.values(members).flat()) {
    if (!("default" in field) || !params.has(field.name)) {
      params.set(field.name, field);
    }
  }
  return [...params.values()];
}

const queries = vectors<Query>("query");

it("there are vectors", () => {
  expect(queries.length).toBeGreaterThan(200);
});

it.each(queries.map((vector) => [vector.name, vector] as const))(
  "a query: %s",
  (_name, { input, expect: right }) => {
    const read = readQuery(input.query, paramsOf(input.members), tableOf());
    expect(outcome(read)).toEqual("members" in right ? undefined : right);
    if ("members" in right && "values" in read) {
      const all = Object.assign(
        {},
        ...Object.values(right.members).map((text) => JSON.parse(text) as object),
      );
      expect(read.values).toEqual(all);
    }
  },
);

// Keys that are there twice, digits that no float has, and a mark that decoding leaves out: no client can send them.
const UNSEEN = / twice|byte order mark|^(integer|enum of integers) refuses [0-9.e-]*:/;

it("bodies that are refused are refused so, but for what JavaScript's JSON does not see", async () => {
  const others: string[] = [];
  let same = 0;
  for (const { name, input, expect: right } of vectors<Call>("types")) {
    if (input.body === undefined || input.args.some(({ type }) => type.type === "file")) {
      continue;
    }
    const request = new Request("http://x/", {
      method: "POST",
      body: input.body,
      headers: { "Content-Type": "application/json" },
    });
    const found = outcome(await readCall(request, input.args, tableOf(input.types)));
    const expected = "args" in right ? undefined : right;
    if (JSON.stringify(found) === JSON.stringify(expected)) {
      same++;
    } else if (!UNSEEN.test(name)) {
      others.push(name);
    }
  }
  expect(same).toBeGreaterThan(1_000);
  expect(others).toEqual([]);
});
