// The shop on Node: `node src/main.ts serve [--port N]`, and `node src/main.ts export-ir`.
//
// `SHOP_DATABASE` is the path of the database, which Django's twin makes and fills, `SHOP_SECRET_KEY` the secret: as for
// the twins, `../../shop`, `../../fastapi` and `../../axum`.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listener } from "@mizan/server/node";
import "./abroad.ts";
import "./customers.ts";
import "./products.ts";
import "./session.ts";
import { callerOf, within } from "./accounts.ts";
import { mizan } from "./app.ts";
import { Shop } from "./database.ts";
import { screen } from "./pages.ts";
import { picture } from "./pictures.ts";

const FOR_A_LAPTOP = "for-a-laptop-only-and-for-nothing-that-others-can-reach";

function main(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { port: { type: "string", default: "8000" } },
  });
  if (positionals.join() === "export-ir") {
    process.stdout.write(mizan.ir({ docs: true }));
  } else if (positionals.join() === "serve") {
    serve(Number(values.port));
  } else {
    process.stderr.write("usage: main.ts serve [--port N] | main.ts export-ir\n");
    process.exitCode = 1;
  }
}

/** Until it is told to end. Port 0 is any free one. */
function serve(port: number): void {
  const path = process.env["SHOP_DATABASE"];
  const shop = new Shop(path ?? fileURLToPath(new URL("../../../../build/shop.sqlite3", import.meta.url)));
  const app = mizan.serve({
    state: shop,
    identity: ({ request }) => callerOf(shop, request),
    secret: process.env["SHOP_SECRET_KEY"] ?? FOR_A_LAPTOP,
  });
  const answer = listener(app, (request, response) => {
    elsewhere(shop, request, response).catch(() => response.destroy());
  });
  const server = createServer((request, response) =>
    within(request, response, () => answer(request, response)),
  );
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => {
      server.close(() => void app.settled());
      server.closeIdleConnections();
    });
  }
  server.listen(port, "127.0.0.1", () => {
    const at = server.address() as AddressInfo;
    process.stdout.write(`{"port": ${at.port}, "pid": ${process.pid}}\n`);
  });
}

/** Pictures, and the screen. */
async function elsewhere(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = "/"] = (request.url ?? "/").split("?");
  const isRead = request.method === "GET" || request.method === "HEAD";
  const refused = new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
  const found = isRead ? (picture(shop, path) ?? screen(path)) : refused;
  response.writeHead(found.status, [...found.headers].flat());
  response.end(Buffer.from(await found.arrayBuffer()));
}

main();
