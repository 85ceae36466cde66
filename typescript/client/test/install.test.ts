// Names of ours are other people's on a package index: an install may not ask one for them.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** An index that knows nothing and writes down what it is asked for, in the path or in the body. */
const asked: string[] = [];
const index = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    asked.push(`${decodeURIComponent(request.url ?? "")} ${Buffer.concat(chunks).toString("latin1")}`);
    response.writeHead(404, { "Content-Type": "application/json" }).end("{}");
  });
});

let folder: string;

beforeEach(async () => {
  asked.length = 0;
  folder = await mkdtemp(join(tmpdir(), "mizan-install-"));
  await new Promise<void>((listening) => index.listen(0, "127.0.0.1", listening));
});

afterEach(async () => {
  index.closeAllConnections();
  await new Promise((closed) => index.close(closed));
  await rm(folder, { recursive: true });
});

/** Runs npm in the folder, with our index and no cache. Whether it succeeds is of no interest here. */
async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { port } = index.address() as AddressInfo;
  const settings = [
    `--registry=http://127.0.0.1:${port}/`,
    `--cache=${join(folder, "cache")}`,
    "--fetch-retries=0",
    "--userconfig=/dev/null",
  ];
  // Tests are run by npm, which tells its own settings to what it runs.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return new Promise((done) =>
    execFile("npm", [...args, ...settings], { cwd, env }, (_error, output) => done(output)),
  );
}

it("the shop's screen installs without asking for a name of ours, wherever it lies", async () => {
  const copy = join(folder, "frontend");
  await cp(join(root, "examples/shop/frontend/package.json"), join(copy, "package.json"), {
    recursive: true,
  });
  await npm(copy, "install");
  expect(asked).not.toEqual([]);
  expect(asked.filter((what) => what.includes("mizan"))).toEqual([]);
});

it("the packed packages install without asking for a name of ours, together and alone", async () => {
  for (const name of ["client", "react"]) {
    await npm(join(root, "typescript", name), "pack", "--ignore-scripts", `--pack-destination=${folder}`);
  }
  const packed = (await readdir(folder)).filter((name) => name.endsWith(".tgz")).sort();
  expect(packed).toHaveLength(2);
  for (const which of [packed, packed.slice(1)]) {
    const copy = await mkdtemp(join(folder, "app-"));
    await writeFile(join(copy, "package.json"), "{}");
    await npm(copy, "install", ...which.map((name) => join(folder, name)));
  }
  expect(asked).not.toEqual([]);
  expect(asked.filter((what) => what.includes("mizan"))).toEqual([]);
});

it("the workspace is not audited: that tells an index the names of all that is installed", async () => {
  expect(await npm(root, "config", "get", "audit")).toBe("false\n");
});
