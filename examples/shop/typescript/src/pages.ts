// Serves the screen that Vite built into `../../frontend/dist`: a handful of files, read as they are asked for.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../frontend/dist", import.meta.url));
// The screen needs nothing from elsewhere, so it may load nothing from elsewhere.
const POLICY =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const NOT_BUILT = "the screen is not built yet: npm run build -w examples/shop/frontend\n";
const A_YEAR = "public, max-age=31536000, immutable";
const KINDS: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The file that the path names, or 404. */
export function screen(path: string): Response {
  if (path === "/") {
    return file(DIST, "index.html", "no-cache") ?? new Response(NOT_BUILT, { status: 503 });
  }
  const [, folder, name = ""] = /^\/(assets\/)?([^/]+)$/.exec(path) ?? [];
  const found = folder === undefined ? file(DIST, name, "no-cache") : file(join(DIST, folder), name, A_YEAR);
  return found ?? new Response("there is nothing here\n", { status: 404 });
}

/** The file `name` directly inside `folder`. Names come from addresses: they are looked up, never joined. */
function file(folder: string, name: string, cache: string): Response | undefined {
  const found = entries(folder).find((entry) => entry.isFile() && entry.name === name);
  return (
    found &&
    new Response(readFileSync(join(folder, found.name)), {
      headers: {
        "Content-Type": KINDS[extname(name)] ?? "application/octet-stream",
        "Cache-Control": cache,
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
      },
    })
  );
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is not built yet.
    return [];
  }
}
