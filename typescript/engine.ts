// Says at once which Node the tests need, where an old one would fail at whatever it lacks first.

import { readFileSync } from "node:fs";

const workspace = readFileSync(new URL("../package.json", import.meta.url), "utf8");
const oldest = /"node": ">=(\d+)"/.exec(workspace)?.[1];

if (Number.parseInt(process.versions.node, 10) < Number(oldest)) {
  throw new Error(
    `the tests need Node ${oldest} or later, and this is ${process.version}; build/node/bin has one`,
  );
}
