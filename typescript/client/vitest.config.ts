import { defineConfig } from "vitest/config";
import "../engine.ts";

// What newer engines have of their own is used where it is there, so those files run a second time with it. Node has it, behind
// these words, from 24 on; before that it does not know them.
const NEWER = ["test/base64url.test.ts", "test/temporal.test.ts", "test/testing.test.ts"];
const execArgv = ["--harmony-temporal", "--js-base-64"];
const isThere = Number.parseInt(process.versions.node, 10) >= 24;

export default defineConfig({
  test: {
    environment: "node",
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "this engine", include: ["test/**/*.test.ts"] } },
      ...(isThere
        ? [{ extends: true as const, test: { name: "a newer engine", include: NEWER, execArgv } }]
        : []),
    ],
  },
});
