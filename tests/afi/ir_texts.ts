// Prints the text and the schema of each of the IRs in a file as the server in TypeScript has them, or what is wrong with it. Run
// by `test_ir_texts_agree.py`.

import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { findings } from "../../typescript/server/dist/defects.js";
import { normalise } from "../../typescript/server/dist/ir/normalise.js";
import { irText, schemaHash } from "../../typescript/server/dist/irText.js";
import { type Document, irOf } from "../../typescript/server/test/irOf.ts";

const [file = ""] = argv.slice(2);
const all = JSON.parse(readFileSync(file, "utf8")) as readonly Document[];

function printed(document: Document): unknown {
  const declared = irOf(document);
  const { defects } = findings(declared);
  if (defects.length > 0) {
    return { defects };
  }
  const ir = normalise(declared);
  return { text: irText(ir), bare: irText(ir, { docs: false }), schema: schemaHash(ir) };
}

stdout.write(JSON.stringify(all.map(printed)));
