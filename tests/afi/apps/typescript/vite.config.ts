import { defineConfig } from "vite";

// Modules for workerd, which resolves no packages; Node runs the sources as they are.
export default defineConfig({
  ssr: { noExternal: true, target: "webworker" },
  build: {
    ssr: true,
    minify: false,
    rollupOptions: {
      input: ["src/worker.ts", "src/brokenWorker.ts"],
      external: [/^node:/, /^cloudflare:/],
      output: { chunkFileNames: "[name].js" },
    },
  },
});
