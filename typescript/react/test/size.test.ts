// What a page pays for the hooks, in gzipped bytes, without React, TanStack and `@mizan/client`, which it has beside them.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, size } from "../../client/test/bundle.ts";

// As it is published: what is not compiled would be compiled for development here.
const door = (name: string) => JSON.stringify(fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)));

it("all of the hooks", async () => {
  expect(size(await bundle(`export * from ${door("index")};`))).toBeLessThanOrEqual(2_000);
});

it("guesses, for who makes some", async () => {
  const both = size(await bundle(`export * from ${door("index")}; export * from ${door("optimistic")};`));
  expect(both - size(await bundle(`export * from ${door("index")};`))).toBeLessThanOrEqual(1_000);
});

describe("the task that prints what a page pays", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mizan-size-"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** Two clients of which the second has a thousand functions more, each of so many bytes that nothing compresses. */
  async function print(bytes: number): Promise<{ readonly code: number; readonly text: string }> {
    const noise = () =>
      Array.from({ length: bytes }, () => Math.floor(Math.random() * 36).toString(36)).join("");
    const clients = [1, 1_001].map((count) =>
      Array.from(
        { length: count },
        (_, at) => `export const f${at} = /* @__PURE__ */ Object("${noise()}");\n`,
      ),
    );
    const files = clients.map((_, at) => join(folder, `${at}.ts`));
    await Promise.all(clients.map((lines, at) => writeFile(files[at] as string, lines.join(""))));
    const program = ["--experimental-strip-types", "--no-warnings", join(root, "size.mjs"), ...files];
    return new Promise((told) => {
      execFile(process.execPath, program, (error, text) => told({ code: Number(error?.code ?? 0), text }));
    });
  }

  it("names every entry, and is content where all is within its bounds", async () => {
    const { code, text } = await print(8);
    expect(text).not.toContain("OVER");
    expect(code).toBe(0);
    for (const name of ["client", "react"]) {
      const { exports } = JSON.parse(await readFile(join(root, name, "package.json"), "utf8"));
      for (const entry of Object.keys(exports)) {
        expect(text).toContain(` ${join("@mizan", name, entry)}`);
      }
    }
  });

  it("fails where something is over its bound", async () => {
    const { code, text } = await print(200);
    expect(text).toMatch(/a generated function {2}\(at most 60: OVER\)/);
    expect(code).toBe(1);
  });
});
