import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Not the target alone: then Vite would change `Host`, which servers compare with `Origin`.
const server = { target: process.env["SHOP_SERVER"] ?? "http://127.0.0.1:8000" };

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", modulePreload: { polyfill: false } },
  // `npm run dev` shows edits at once; the shop's server answers the calls.
  server: { proxy: { "/api": server, "/pictures": server } },
});
