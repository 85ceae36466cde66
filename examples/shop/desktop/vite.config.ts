// The screen of `../frontend`, as it is, with another client: what `main.tsx` calls `./client.ts` is `screen/client.ts` here.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("../frontend"),
  plugins: [react()],
  resolve: { alias: [{ find: /^\.\/client\.ts$/, replacement: here("screen/client.ts") }] },
  build: { target: "es2022", modulePreload: { polyfill: false }, outDir: here("dist"), emptyOutDir: true },
});
