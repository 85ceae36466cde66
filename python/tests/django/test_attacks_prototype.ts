// Sends keys that reach for prototypes to the server by a generated client, to the codec and to the schemas, and reads
// answers that hold them. Run by `test_attacks_prototype.py` with the server's address and the generated client's folder.

import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { argv, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { createClient, fetchTransport } from "@mizan/client";
import { inputSchema } from "@mizan/client/schema";

const [address = "", folder = ""] = argv.slice(2);
const api = await import(pathToFileURL(`${folder}/mizan.ts`).href);
const schemas = await import(pathToFileURL(`${folder}/mizan.schemas.ts`).href);

let told = "";
const answering =
  (text?: string): typeof fetch =>
  async (input, init) => {
    told = String(init?.body ?? "");
    if (text === undefined) {
      return fetch(input, init);
    }
    return new Response(text, { headers: { "content-type": "application/json" } });
  };
const clientOf = (text?: string) =>
  createClient({
    transport: fetchTransport({
      schema: api.schema,
      baseUrl: `${address}/api/mizan/`,
      fetch: answering(text),
    }),
  });

/** Objects with an own key `__proto__` and the like, as only JSON makes them. */
const HOSTILE = [
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"prototype":{"x":1}}',
  '{"a[__proto__][x]":1}',
  '{"constructor.prototype":{"x":1}}',
  '{"__proto__":{"__proto__":{"x":1}},"x":{"__proto__":null}}',
  '{"toString":1,"valueOf":1,"hasOwnProperty":1}',
  '{"__defineGetter__":1,"__lookupGetter__":1}',
];
const FUNCTIONS = ["echoJson", "echoMap", "echoStruct", "echoStructWithWhatMayBeAbsent", "echoAlias", "echoUnionWithATag"];
const pristine = Object.getOwnPropertyNames(Object.prototype).sort();

function unharmed(): void {
  strictEqual(({} as { x?: unknown }).x, undefined);
  strictEqual(([] as { x?: unknown }).x, undefined);
  strictEqual((Object as { x?: unknown }).x, undefined);
  deepStrictEqual(Object.getOwnPropertyNames(Object.prototype).sort(), pristine);
}

let sent = 0;
for (const text of HOSTILE) {
  for (const name of FUNCTIONS) {
    for (const value of [JSON.parse(text), [JSON.parse(text)], { a: JSON.parse(text) }]) {
      // The client may refuse it, or the server; what both take is plain data.
      const result = await api[name](clientOf(), { value }).catch((error: unknown) => {
        ok(error instanceof Error);
      });
      unharmed();
      if (result !== undefined) {
        deepStrictEqual(result, value);
      }
      const schema = schemas[`${name}Input`];
      ok(schema !== undefined, `there is a schema of \`${name}\``);
      schema["~standard"].validate({ value });
      schema["~standard"].validate(JSON.parse(`{"value":${text},"__proto__":{"x":1}}`));
      schema["~standard"].validate(JSON.parse(text));
      unharmed();
      sent += 1;
    }
    // As the arguments themselves, and as params.
    await api[name](clientOf(), JSON.parse(text)).catch(() => undefined);
    await api.keyed.fetch(clientOf(), JSON.parse(text)).catch(() => undefined);
    await api.keyed.fetch(clientOf(), { text, texts: [text] });
    unharmed();
  }
}

// A key of a map that is named so is no key on the way out, so that it would not be lost on the way.
await rejects(api.echoMap(clientOf(), { value: JSON.parse('{"__proto__":"1"}') }));
ok(!told.includes('"__proto__":{}'));

// An answer that holds them, as nobody's server would write it.
for (const text of HOSTILE) {
  for (const name of FUNCTIONS) {
    for (const answer of [
      `{"result":${text},"invalidate":[]}`,
      `{"result":{"a":${text}},"invalidate":[],"__proto__":{"x":1}}`,
      `{"result":[${text}],"invalidate":[{"context":"__proto__","params":${text}}]}`,
      `{"result":null,"invalidate":["__proto__","constructor",{"context":"keyed","params":${text}}]}`,
      text,
    ]) {
      const result = await api[name](clientOf(answer), { value: {} }).catch(() => undefined);
      unharmed();
      const own = Object.getOwnPropertyDescriptor(result ?? {}, "x")?.value;
      strictEqual((result as { x?: unknown } | undefined)?.x, own);
    }
    await api.keyed.fetch(clientOf(`{"keyed":${text},"__proto__":{"x":1}}`), {}).catch(() => undefined);
    await api.keyed.fetch(clientOf(text), {}).catch(() => undefined);
    unharmed();
  }
}

// Declarations that are named so, for a schema that is made by hand.
for (const name of ["__proto__", "constructor", "toString"]) {
  const made = inputSchema(() => ({
    args: [{ name, type: { type: "ref", name } }],
    types: [{ kind: "struct", name, fields: [{ name, type: { type: "json" } }] }],
  }));
  for (const text of [...HOSTILE, `{"${name}":{"${name}":{"x":1}}}`]) {
    made["~standard"].validate(JSON.parse(text));
    unharmed();
  }
}
throws(() => {
  Object.assign(Object.prototype, { x: 1 });
  try {
    unharmed();
  } finally {
    Reflect.deleteProperty(Object.prototype, "x");
  }
}, "what is looked for would be seen");

stdout.write(String(sent));
