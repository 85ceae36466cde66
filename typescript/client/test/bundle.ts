// Bundles as a page has them, for the tests of what they cost.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

/** The bundle of `code`, minified and tree-shaken, without React, TanStack, Tauri and Mock Service Worker. */
export async function bundle(code: string): Promise<string> {
  const entry = fileURLToPath(new URL("entry.ts", import.meta.url));
  const result = (await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        enforce: "pre",
        resolveId: (id) => (id === entry ? { id, moduleSideEffects: true } : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      // As a page is built: a library's build keeps its spaces and comments.
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: "strict",
        external: /^(react|react\/.*|@tanstack\/.*|@mizan\/client(?:\/.*)?|@tauri-apps\/.*|msw)$/,
      },
    },
  })) as Rolldown.RolldownOutput;
  return result.output.map((part) => ("code" in part ? part.code : "")).join("");
}

/** In gzipped bytes. */
export function size(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}
