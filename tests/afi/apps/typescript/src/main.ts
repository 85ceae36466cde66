// `node src/main.ts serve` serves the reference app, `node src/main.ts export-ir` prints its IR. Decides how this twin is
// started and ended; the line that it prints is every twin's: `{"port": …, "pid": …}`, the pid being the server's own.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RegistryError } from "@mizan/server";
import { listener } from "@mizan/server/node";
import type { Database } from "./database.ts";
import { mizan } from "./functions.ts";
import { seed } from "./seed.ts";
import { appOn, elsewhere } from "./site.ts";
import { SqliteDatabase } from "./sqlite.ts";
import { underWorkerd } from "./workerd.ts";

const HELP = `usage: main.ts export-ir
       main.ts serve [--port N] [--debug] [--broken] [--workerd]

export-ir prints the IR of the app's functions, as canonical KDL; serve prints {"port": …, "pid": …} and serves until
SIGTERM, on a database of its own

  --port N   where to listen (0 is any free one)
  --debug    as a developer runs it: \`ir/\` is there
  --broken   with declarations that it must refuse to start with
  --workerd  on workerd in place of Node: a Durable Object
`;

/** What the command line says to `serve`. */
export interface Options {
  port: number;
  debug: boolean;
  broken: boolean;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      debug: { type: "boolean", default: false },
      broken: { type: "boolean", default: false },
      workerd: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, ...more] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
  } else if (command === "export-ir" && more.length === 0) {
    process.stdout.write(mizan.ir({ docs: true }));
  } else if (command === "serve" && more.length === 0 && /^\d+$/.test(values.port)) {
    const options = { port: Number(values.port), debug: values.debug, broken: values.broken };
    if (values.broken && !values.workerd) {
      await import("./broken.ts");
    }
    // A folder of this process's own, gone with it.
    const folder = mkdtempSync(join(tmpdir(), "mizan-reference-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    await (values.workerd ? underWorkerd(options, folder) : underNode(options, folder));
  } else {
    throw new Error(HELP);
  }
}

async function underNode({ port, debug }: Options, folder: string): Promise<void> {
  const database = new SqliteDatabase(join(folder, "db.sqlite3"));
  seed(database);
  const app = appOn(database, debug);
  const server = createServer(
    listener(app, (asked, response) => {
      answer(asked, response, database).catch(() => response.destroy());
    }),
  );
  for (const signal of ["SIGTERM", "SIGINT"]) {
    // What has begun comes to its end; who only keeps a connection open is not waited for.
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

/** The door's answer: a form is all that it reads. */
async function answer(asked: IncomingMessage, response: ServerResponse, database: Database): Promise<void> {
  const { method = "GET", url = "/", headers } = asked;
  const chunks: Buffer[] = [];
  for await (const chunk of asked) {
    chunks.push(chunk as Buffer);
  }
  const request = new Request(new URL(url, `http://${headers.host}`), {
    method,
    headers: { Cookie: headers.cookie ?? "", "Content-Type": headers["content-type"] ?? "" },
    ...(method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) }),
  });
  const found = await elsewhere(request, database);
  response.writeHead(found.status, [...found.headers].flat());
  response.end(await found.text());
}

main().catch((error: unknown) => {
  // What is wrong with a graph is all that there is to say of it.
  process.stderr.write(`${error instanceof RegistryError ? error.message : error}\n`);
  process.exit(1);
});
