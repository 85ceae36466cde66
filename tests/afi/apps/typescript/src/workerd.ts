// `serve --workerd`: writes workerd's configuration, starts its program and ends it. workerd listens by itself; this
// process only waits, so that nothing of Node is between who asks and who answers.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import workerd from "workerd";
import type { Options } from "./main.ts";

/** What `npm run build` has made. */
const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Serves until it is told to end. */
export async function underWorkerd(options: Options, folder: string): Promise<void> {
  if (!existsSync(DIST)) {
    throw new Error(`there is no ${DIST}: npm run build -w tests/afi/apps/typescript`);
  }
  mkdirSync(join(folder, "rows"));
  cpSync(DIST, join(folder, "dist"), { recursive: true });
  const file = join(folder, "config.capnp");
  writeFileSync(file, configuration(options, join(folder, "rows")));
  const server = spawn(workerd.default, ["serve", "--control-fd=3", file], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => server.kill(signal));
  }
  let told = "";
  (server.stdio[3] as Readable).setEncoding("utf8").on("data", (part: string) => {
    told += part;
    for (const line of told.split("\n").slice(0, -1)) {
      const said = JSON.parse(line) as { event: string; port?: number };
      if (said.event === "listen") {
        process.stdout.write(`{"port": ${said.port}, "pid": ${server.pid}}\n`);
      }
    }
    told = told.slice(told.lastIndexOf("\n") + 1);
  });
  process.exitCode = await new Promise<number>((done) => {
    server.on("exit", (code) => done(code ?? 0));
  });
}

function configuration({ port, debug, broken }: Options, rows: string): string {
  // A text in quotes is one in Cap'n Proto's language as well, as long as it is ASCII.
  const text = JSON.stringify;
  // The first module is the one that is asked.
  const first = broken ? "brokenWorker.js" : "worker.js";
  const others = readdirSync(DIST).filter((name) => name !== first);
  const modules = [first, ...others].map(
    (name) => `(name = "dist/${name}", esModule = embed "dist/${name}")`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "site", worker = .site),
    (name = "rows", disk = (path = ${text(rows)}, writable = true)),
    (name = "nowhere", network = (allow = [])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "site")],
);

const site :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["nodejs_compat"],
  globalOutbound = "nowhere",
  bindings = [
    (name = "SITE", durableObjectNamespace = "Site"),
    (name = "DEBUG", json = "${debug}"),
  ],
  durableObjectNamespaces = [(className = "Site", uniqueKey = "site", enableSql = true)],
  durableObjectStorage = (localDisk = "rows"),
);
`;
}
