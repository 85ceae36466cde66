// Makes a fixture for each of the declarations in a file, and prints it as it travels, or what stood in the way. Run by
// `test_fixtures.py`.

import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import type { WireValues } from "@mizan/client";
import { type Field, fixture, type TypeDef } from "@mizan/client/testing";

interface Declared {
  readonly types: readonly TypeDef[];
  readonly args: readonly Field[];
}

const [file = ""] = argv.slice(2);
const all = JSON.parse(readFileSync(file, "utf8")) as readonly Declared[];

/** What the values of generated code are on the wire where no type says it: there is no other in these declarations. */
function travelling(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64url");
  }
  return typeof value === "bigint" ? String(value) : value;
}

function made({ types, args }: Declared): string | { readonly none: string } {
  const fields = args.map(({ name, type }) => ({ name, type }));
  const make = fixture<WireValues>("Made", { types: [...types, { kind: "struct", name: "Made", fields }] });
  try {
    return JSON.stringify({ args: make() }, travelling);
  } catch (error) {
    return { none: (error as Error).message };
  }
}

stdout.write(JSON.stringify(all.map(made)));
