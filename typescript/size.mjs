// Prints what a page pays for the packages: minified, gzipped, without what it depends on. Run by `npm run size`, after
// `npm run build`; it decides nothing.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Gzipped bytes of a bundle with `source` as its entry, tree-shaken. */
async function size(source) {
  const entry = `${root}entry.js`;
  const result = await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        enforce: "pre",
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ["es"], fileName: "bundle" },
      rolldownOptions: { external: /^(react|react\/.*|@tanstack\/.*)$/ },
    },
  });
  const { output } = [result].flat()[0];
  return gzipSync(output[0].code, { level: 9 }).length;
}

const sources = {
  "@mizan/client: createClient and fetchTransport":
    'export { createClient, fetchTransport } from "@mizan/client";',
  "@mizan/client: all of it": 'export * from "@mizan/client";',
  "@mizan/react: all of it, with what it takes from the client": 'export * from "@mizan/react";',
};
for (const [what, source] of Object.entries(sources)) {
  process.stdout.write(`${String(await size(source)).padStart(6)} B gzip  ${what}\n`);
}
