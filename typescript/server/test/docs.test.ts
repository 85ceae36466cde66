// Whatever a program may import of this package says in the editor what it is: its exports, and their members.

import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { undocumented } from "../../publicDocs.ts";

it("documents every export of every entry, and every member of those", () => {
  const { looked, lacking } = undocumented(fileURLToPath(new URL("..", import.meta.url)));
  expect(looked).toBeGreaterThan(5);
  expect(lacking).toEqual([]);
});
