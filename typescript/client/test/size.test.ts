// What a page pays, in gzipped bytes: the entries that it does not import cost it nothing.

import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bundle, size } from "./bundle.ts";

const source = (name: string) => JSON.stringify(fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url)));

const door = source("index");
const codec = source("codec");
const schema = source("schema");
const transport = `export { createClient, fetchTransport } from ${door};`;

it("createClient and fetchTransport", async () => {
  expect(size(await bundle(transport))).toBeLessThanOrEqual(3_000);
});

it("codecs and schemas cost nothing where they are imported and not used", async () => {
  const generated = `
    import { defineFunction, decimal } from ${door};
    import { bigint, struct, list, map, union, date, tagged } from ${codec};
    import { inputSchema } from ${schema};
    const total = /* @__PURE__ */ struct(() => ({ total: bigint, days: list(map(date)) }));
    const either = /* @__PURE__ */ struct(() => ({ of: union({ of: [] }), at: tagged("kind", () => []) }));
    export const pay = /* @__PURE__ */ defineFunction("pay", [], () => ({ result: total, args: { a: either } }));
    const Line = { kind: "struct", name: "Line", fields: [] };
    export const payInput = /* @__PURE__ */ inputSchema(() => ({ args: [], types: [Line] }));`;
  expect(await bundle(`${transport}\n${generated.replaceAll("export const", "const")}`)).toBe(
    await bundle(transport),
  );
});

it("uploads cost nothing where there are none, and little where there are", async () => {
  const upload = `import { defineUpload } from ${source("upload")};`;
  const made = `const send = /* @__PURE__ */ defineUpload("send", ["file"], ["file"]);`;
  expect(await bundle(`${transport}\n${upload}\n${made}`)).toBe(await bundle(transport));
  // With what definitions are made of, which any function needs.
  const functions = `${transport}\nexport { defineFunction } from ${door};`;
  const both = `${functions}\nexport { defineUpload } from ${source("upload")};`;
  expect(size(await bundle(both)) - size(await bundle(functions))).toBeLessThanOrEqual(900);
});

it("a codec costs what it does, and no validator", async () => {
  const some = `export { bigint, struct, list, date, bytes, optional, map, tagged } from ${codec};`;
  expect(size(await bundle(some))).toBeLessThanOrEqual(2_000);
  expect(size(await bundle(`export { bigint, struct } from ${codec};`))).toBeLessThanOrEqual(1_000);
});

it("fixtures cost nothing where they are not used", async () => {
  const generated = `
    import { fixture } from ${source("testing")};
    const named = { types: [{ kind: "struct", name: "Line", fields: [] }] };
    const line = /* @__PURE__ */ fixture("Line", named);`;
  expect(await bundle(`${transport}\n${generated}`)).toBe(await bundle(transport));
});

it("a schema is a validator and no client", async () => {
  const code = await bundle(`export { inputSchema } from ${schema};`);
  expect(size(code)).toBeLessThanOrEqual(6_500);
  expect(code).not.toContain("fetch");
});
