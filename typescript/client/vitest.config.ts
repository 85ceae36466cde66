import { defineConfig } from "vitest/config";
import "../engine.ts";

// What newer engines have of their own is used where it is there, so those files run a second time with it.
const NEWER = ["test/base64url.test.ts", "test/temporal.test.ts", "test/testing.test.ts"];

export default defineConfig({
  test: {
    environment: "node",
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "this engine", include: ["test/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "a newer engine", include: NEWER, execArgv: ["--harmony-temporal", "--js-base-64"] },
      },
    ],
  },
});
