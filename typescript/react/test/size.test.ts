// What a page pays for the hooks, in gzipped bytes, with what they take from the client.

import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bundle, size } from "../../client/test/bundle.ts";

it("all of the hooks", async () => {
  // As it is published: what is not compiled would be compiled for development here.
  const door = JSON.stringify(fileURLToPath(new URL("../dist/index.js", import.meta.url)));
  expect(size(await bundle(`export * from ${door};`))).toBeLessThanOrEqual(2_405);
});
