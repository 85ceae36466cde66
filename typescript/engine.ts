// Says at once which Node the tests need, where an old one would fail at whatever it lacks first.

import { readFileSync } from "node:fs";

const workspace = readFileSync(new URL("../package.json", import.meta.url), "utf8");
const oldest = /"node": ">=([\d.]+)"/.exec(workspace)?.[1] ?? "";
const [major = 0, minor = 0] = oldest.split(".").map(Number);
const [here = 0, andHere = 0] = process.versions.node.split(".").map(Number);

if (here < major || (here === major && andHere < minor)) {
  throw new Error(
    `the tests need Node ${oldest} or later, and this is ${process.version}; build/node/bin has one`,
  );
}
