// Connections as clients have them that do not keep to the rules: halves of bodies, hang-ups, bodies that are refused.

import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { registry } from "../src/index.ts";
import { listener } from "../src/node.ts";

const mizan = registry<{ done: number; go: Promise<void> }>();
mizan.client({
  name: "slow",
  args: { word: z.string().default("") },
  result: z.int(),
  run: async (_, { state }) => {
    await state.go;
    state.done++;
    return state.done;
  },
});
const Wall = mizan.context("wall");
mizan.client({ name: "wall", context: Wall, public: true, result: z.int(), run: () => 5 });
const Desk = mizan.context("desk");
mizan.client({
  name: "desk",
  context: Desk,
  cache: false,
  result: z.string(),
  run: (_, { request }) => request.url,
});

let go: () => void;
const state = {
  done: 0,
  go: new Promise<void>((resolve) => {
    go = resolve;
  }),
};
const app = mizan.serve({ state, bodyTimeout: 200, limit: 1000, secret: "s", log: () => undefined });
const answer = listener(app, (_, response) => response.end("otherwise"));
const server = createServer((request, response) => {
  // As middleware does that is around it.
  for (const name of ["set-cookie", "vary"]) {
    const value = request.headers[`x-${name}`];
    if (value !== undefined) {
      response.setHeader(name, value);
    }
  }
  answer(request, response);
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** A connection that has sent `text`, and all that it has been told so far. */
function opened(text: string): {
  readonly socket: Socket;
  readonly told: () => string;
  readonly ended: Promise<string>;
} {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let told = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    told += chunk;
  });
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(told)));
  socket.on("error", () => undefined);
  socket.write(text);
  return { socket, told: () => told, ended };
}

const HEAD = "POST /api/mizan/call/slow/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

test("half of a body is waited for, and not for ever; then the connection ends", async () => {
  const told = await opened(`${HEAD}Content-Length: 20\r\n\r\n{"args"`).ended;
  expect(told).toMatch(/^HTTP\/1.1 408 /);
  expect(told).toContain('"code":"TIMEOUT"');
});

test("a body over the limit is refused unread, and one without a length with the first byte beyond", async () => {
  expect(await opened(`${HEAD}Content-Length: 1001\r\n\r\n{`).ended).toMatch(/^HTTP\/1.1 413 .*TOO_LARGE/s);
  const chunk = `258\r\n${" ".repeat(600)}\r\n`;
  const chunked = opened(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`);
  expect(await chunked.ended).toMatch(/^HTTP\/1.1 413 .*TOO_LARGE/s);
});

test("reads and whole calls leave the connection open", async () => {
  const connection = opened("GET /api/mizan/ctx/desk/ HTTP/1.1\r\nHost: x.example\r\n\r\n");
  await expect.poll(connection.told).toContain('{"desk":"http://x.example/api/mizan/ctx/desk/"}');
  connection.socket.write("GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n");
  await expect.poll(connection.told).toContain("otherwise");
  expect(connection.told()).not.toContain("Connection: close");
  connection.socket.destroy();
});

test("a public answer that middleware has made somebody's is nobody else's to keep", async () => {
  const { port } = server.address() as AddressInfo;
  const headersOf = async (headers: Record<string, string>) => {
    const answered = await fetch(`http://127.0.0.1:${port}/api/mizan/ctx/wall/`, { headers });
    const { headers: found } = answered;
    return ["cache-control", "vary", "cache-groups", "etag"].map((name) => found.get(name));
  };
  const plain = await headersOf({});
  expect(plain).toEqual([
    "public, max-age=0, s-maxage=60",
    "Accept-Encoding",
    expect.stringContaining("mz-world"),
    expect.any(String),
  ]);
  expect(await headersOf({ "X-Vary": "Origin" })).toEqual([
    plain[0],
    "Accept-Encoding, Origin",
    plain[2],
    plain[3],
  ]);
  expect(await headersOf({ "X-Vary": "Cookie" })).toEqual([
    "private, no-store",
    "Accept-Encoding, Cookie",
    null,
    null,
  ]);
  expect(await headersOf({ "X-Set-Cookie": "a=b" })).toEqual([
    "private, no-store",
    "Accept-Encoding",
    null,
    null,
  ]);
});

test("a client that hangs up ends nothing", async () => {
  const connection = opened(`${HEAD}Content-Length: 2\r\n\r\n{}`);
  const settled = async () => {
    await app.settled();
    return state.done;
  };
  // It has begun when the connection's bytes have been read, and it waits.
  await expect.poll(() => connection.socket.bytesWritten).toBeGreaterThan(0);
  await expect.poll(() => app.started.underWay).toBe(1);
  connection.socket.destroy();
  await connection.ended;
  go();
  expect(await settled()).toBe(1);
});
