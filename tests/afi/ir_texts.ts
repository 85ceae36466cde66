// Prints the text and the schemas of each of the IRs in a file as the server in TypeScript has them, or what is wrong with it. Run
// by `test_ir_texts_agree.py`.

import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { findings } from "../../typescript/server/dist/defects.js";
import { Graph } from "../../typescript/server/dist/graph.js";
import { normalise } from "../../typescript/server/dist/ir/normalise.js";
import { irText, memberSchema, schemaHash } from "../../typescript/server/dist/irText.js";
import { type Document, irOf } from "../../typescript/server/test/irOf.ts";

const [file = ""] = argv.slice(2);
const all = JSON.parse(readFileSync(file, "utf8")) as readonly Document[];

function printed(document: Document): unknown {
  const declared = irOf(document);
  const { defects, warnings } = findings(declared);
  if (defects.length > 0) {
    return { defects };
  }
  const { ir, scoping } = new Graph(normalise(declared));
  const members = ir.functions.flatMap((member) => {
    const shapes = scoping.shapes.get(member.context ?? "");
    const own = shapes?.members.get(member.name);
    return own === undefined ? [] : [[member.name, memberSchema(ir, member, [shapes?.own ?? [], own])]];
  });
  return {
    text: irText(ir),
    bare: irText(ir, { docs: false }),
    schema: schemaHash(ir),
    members: Object.fromEntries(members),
    warnings: [...warnings, ...scoping.warnings],
  };
}

stdout.write(JSON.stringify(all.map(printed)));
