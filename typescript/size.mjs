// Prints what a page pays: minified and gzipped, without what it has beside. Exits 1 where that is more than was promised.
// Run by `python3 tasks.py size`, after the build. Its arguments are two generated clients, the second of a thousand
// functions more.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle, size } from "./client/test/bundle.ts";

const built = (name, entry) =>
  JSON.stringify(fileURLToPath(new URL(`${name}/dist/${entry}.js`, import.meta.url)));

/** Of `code`. */
const cost = async (code) => size(await bundle(code));

const page = `export { createClient, fetchTransport } from ${built("client", "index")};`;
const react = `export * from ${built("react", "index")};`;

/** What an entry adds to `base`. */
const added = async (base, name, entry) =>
  (await cost(`${base} export * from ${built(name, entry)};`)) - (await cost(base));

/** What a page pays for a generated client of which it uses every function. */
async function whole(file) {
  const names = [...readFileSync(file, "utf8").matchAll(/^export const (\w+) = \/\*/gm)].map(([, it]) => it);
  return cost(`import { ${names} } from ${JSON.stringify(file)}; globalThis.app = [${names}];`);
}

let over = false;

/** One line, beside what was promised. */
function tell(bytes, what, most = Infinity) {
  over ||= bytes > most;
  const promise =
    most === Infinity ? "" : `  (at most ${most.toLocaleString("en")}${bytes > most ? ": OVER" : ""})`;
  process.stdout.write(`${bytes.toLocaleString("en").padStart(7)} B  ${what}${promise}\n`);
}

tell(await cost(page), "@mizan/client: createClient and fetchTransport", 3_000);
tell(await cost(react), "@mizan/react: all of it, beside React, TanStack Query and @mizan/client", 2_000);
/** What one of the thousand functions adds that `many` has and `few` has not. */
const each = async (few, many) => Math.ceil(((await whole(many)) - (await whole(few))) / 1_000);

const clients = process.argv.slice(2);
if (clients.length === 2) {
  tell(await each(...clients), "a generated function", 60);
  // Beside each lies, where it was generated, what React has of it: of each function a mutation's options and its hook.
  const hooks = clients.map((file) => file.replace(/\.ts$/, ".react.ts"));
  if (hooks.every((file) => existsSync(file))) {
    tell(await each(...hooks), "a generated function with its options and its hook", 60);
  }
}
const window = `export { createClient } from ${built("client", "index")};`;
tell(
  await cost(`${window} export * from ${built("client", "tauri")};`),
  "@mizan/client/tauri, with createClient, beside @tauri-apps/api",
);
tell(await cost(`export * from ${built("client", "index")};`), "@mizan/client: all of it");
for (const entry of ["upload", "retry", "renewal"]) {
  tell(
    await added(page, "client", entry),
    `@mizan/client/${entry}, added to createClient and fetchTransport`,
  );
}
for (const entry of ["codec", "temporal", "schema"]) {
  tell(await cost(`export * from ${built("client", entry)};`), `@mizan/client/${entry}: all of it`);
}
for (const entry of ["testing", "msw"]) {
  const bytes = await cost(`export * from ${built("client", entry)};`);
  tell(bytes, `@mizan/client/${entry}: all of it, for tests alone, beside Mock Service Worker`);
}
tell(
  await cost(`export * from ${built("client", "shared")};`),
  "@mizan/client/wire: all of it, for servers alone",
);
tell(await added(react, "react", "optimistic"), "@mizan/react/optimistic, added to the rest");
tell(await added(react, "react", "devtools"), "@mizan/react/devtools, added to the rest while developing");
tell(await added(react, "react", "noDevtools"), "@mizan/react/devtools, added to the rest in production");
process.exitCode = Number(over);
