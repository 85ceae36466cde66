import { defineConfig } from "vitest/config";
import "../engine.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/dom.ts", "test/patience.ts"],
    testTimeout: 20_000,
  },
});
