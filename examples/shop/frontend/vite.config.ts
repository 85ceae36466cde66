import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Not the target alone: then Vite would change `Host`, which Django compares with `Origin`.
const django = { target: process.env["SHOP_SERVER"] ?? "http://127.0.0.1:8000" };

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", modulePreload: { polyfill: false } },
  // `npm run dev` shows edits at once; Django answers the calls.
  server: { proxy: { "/api": django, "/pictures": django } },
});
