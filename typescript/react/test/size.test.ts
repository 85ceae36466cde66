// What a page pays for the hooks, in gzipped bytes, without React, TanStack and `@mizan/client`, which it has beside them.

import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bundle, size } from "../../client/test/bundle.ts";

// As it is published: what is not compiled would be compiled for development here.
const door = (name: string) => JSON.stringify(fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)));

it("all of the hooks", async () => {
  expect(size(await bundle(`export * from ${door("index")};`))).toBeLessThanOrEqual(2_000);
});

it("guesses, for who makes some", async () => {
  const both = size(await bundle(`export * from ${door("index")}; export * from ${door("optimistic")};`));
  expect(both - size(await bundle(`export * from ${door("index")};`))).toBeLessThanOrEqual(1_000);
});
