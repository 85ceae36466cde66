// Sends every type through the generated client and proves that it comes back unchanged; prints what went over the wire.
// Run by `test_every_type.py` with the server's address and the folder of the generated client.

import { deepStrictEqual } from "node:assert/strict";
import { argv, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import {
  createClient,
  dateTime,
  decimal,
  duration,
  fetchTransport,
  plainDate,
  plainTime,
  uuid,
} from "@mizan/client";

const [address = "", folder = ""] = argv.slice(2);
const api = await import(pathToFileURL(`${folder}/mizan.ts`).href);

const bytes = (...values: number[]) => new Uint8Array(values);
const id = uuid("0e37df36-f698-11e6-8dd4-cb9ced3df976");
const noon = dateTime(new Date("2026-11-23T12:00:00.25Z"));

/** For each function of the table, the values that it is called with; the first stands in the table. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  null: [null],
  string: ["é\n\u{1f600}", "", "__proto__", "\u0000"],
  integer: [5, 0, -(2 ** 53 - 1), 2 ** 53 - 1],
  bigint: [2n ** 64n, 0n, -1n, 10n ** 4299n],
  number: [0.1, 5, -1.5e300, 5e-324, 1e21],
  decimal: [decimal("12.5"), decimal("0"), decimal("-0.001"), decimal("1".repeat(64))],
  uuid: [id],
  datetime: [noon, dateTime(new Date("0001-01-01T00:00:00Z")), "2026-11-23T12:00:00.000001Z"],
  date: [plainDate("2024-02-29"), plainDate("0001-01-01"), plainDate("9999-12-31")],
  time: [plainTime("23:59:59.999999"), plainTime("00:00:00")],
  duration: [duration("P1DT2H3M4.5S"), duration("PT0S"), duration("-P999999999D")],
  bytes: [bytes(0, 255, 16), bytes(), new Uint8Array(1000).fill(251)],
  json: [{ a: [1, null, { b: "c" }], d: 1.5 }, null, [], "x", 0],
  enum: ["red", "green"],
  enum_of_integers: [1, 2],
  literal: ["up", "down"],
  list: [[decimal("1.5"), decimal("2")], []],
  tuple: [[5, plainDate("2026-11-23"), "x"]],
  map: [{ a: 5n, b: 2n ** 70n }, {}, { constructor: 1n, toString: 2n }],
  map_by_uuid: [{ [id]: bytes(1) }, {}],
  struct: [{ id: 5, name: "Iris", balance: decimal("9.95"), seen_at: noon }],
  struct_of_a_dataclass: [{ x: 1.5, y: -2 }],
  struct_with_what_may_be_absent: [
    { nickname: null, version: 1 },
    { version: 2 },
    { name: "", nickname: "x", version: 3 },
  ],
  struct_of_its_own_kind: [{ value: bytes(1), children: [{ value: bytes(), children: [] }] }],
  generic: [{ items: [{ x: 0, y: 1 }], next: null }],
  union: [5, 2n ** 60n, true, [bytes(1, 2)], []],
  union_with_a_tag: [
    { kind: "square", side: 3n },
    { kind: "circle", radius: 0.5 },
  ],
  alias: [{ a: [1, { b: 2 }], c: {} }, 7],
  optional: [null, 5n],
  constrained: [95, 0],
};

interface Exchange {
  readonly name: string;
  readonly sent: string;
  readonly answered: string;
}

const exchanges: Exchange[] = [];
let last: { sent: string; answered: string } = { sent: "", answered: "" };

const listening: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  last = { sent: String(init?.body ?? ""), answered: await answer.clone().text() };
  return answer;
};

const transport = fetchTransport({
  schema: api.schema,
  baseUrl: `${address}/api/mizan/`,
  fetch: listening,
});
const client = createClient({ transport });

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

for (const [name, list] of Object.entries(values)) {
  const call = api[camel(`echo_${name}`)];
  for (const [at, value] of list.entries()) {
    deepStrictEqual(await call(client, { value }), value, `\`${name}\` comes back unchanged`);
    if (at === 0) {
      exchanges.push({ name, ...last });
    }
  }
}

// What is left out has its default.
deepStrictEqual(await api.echoStruct(client, { value: { id: 1, name: "x" } }), {
  id: 1,
  name: "x",
  balance: "0",
  seen_at: null,
});

const params = {
  boolean: false,
  string: "a b&é",
  integer: -5,
  bigint: 2n ** 64n,
  decimal: decimal("-0.5"),
  uuid: id,
  datetime: noon,
  date: plainDate("2026-11-23"),
  enum: "green",
  days: [plainDate("2026-01-01"), plainDate("2026-01-02")],
};
const spelled = (await api.spelled.fetch(client, params)).spelling;

stdout.write(JSON.stringify({ exchanges, spelled, functions: Object.keys(values) }));
