// Requests of the web's, as workerd gives them, without a server.

import { expect, test } from "vitest";
import { unshared } from "../src/index.ts";
import { Book, byHeader, mizan } from "./shop.ts";

const book = new Book();
const app = mizan.serve({
  state: book,
  identity: byHeader,
  limit: 100,
  bodyTimeout: 50,
  log: () => undefined,
});

function call(name: string, body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request(`https://shop.example/api/mizan/call/${name}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-User": "ada", ...headers },
    body,
    duplex: "half",
  } as RequestInit);
}

async function code(answer: Response): Promise<[number, unknown]> {
  return [answer.status, ((await answer.json()) as { readonly code?: unknown }).code];
}

test("a request is answered, and the runtime told to wait for it", async () => {
  const waited: Promise<unknown>[] = [];
  const answer = await app.handle(call("add_note", '{"args":{"text":"milk"}}'), {
    waitUntil: (work) => waited.push(work),
  });
  expect(await answer.json()).toMatchObject({ result: { text: "milk" } });
  expect(waited).toHaveLength(1);
  const read = await app.handle(
    new Request("https://shop.example/api/mizan/ctx/notes/?owner=ada", { headers: { "X-User": "ada" } }),
  );
  expect(await read.json()).toEqual({ note_list: [{ text: "milk" }] });
  const page = await app.handle(new Request("https://shop.example/board/ada/"));
  expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html", "<p>1</p>"]);
});

test("what is asked by HEAD has no body, and the length of the GET's", async () => {
  const url = "https://shop.example/api/mizan/ctx/wall/";
  const [get, head] = await Promise.all(
    ["GET", "HEAD"].map((method) => app.handle(new Request(url, { method }))),
  );
  expect(head?.headers.get("content-length")).toBe(get?.headers.get("content-length"));
  expect(await head?.text()).toBe("");
});

test("a body is read no further than its limit", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(60).fill(32));
      },
    },
    { highWaterMark: 0 },
  );
  expect(await code(await app.handle(call("add_note", endless)))).toEqual([413, "TOO_LARGE"]);
  expect(pulled).toBe(2);
  const declared = call("add_note", "{}", { "Content-Length": "101" });
  expect(await code(await app.handle(declared))).toEqual([413, "TOO_LARGE"]);
  expect(declared.bodyUsed).toBe(false);
});

test("a body that does not come is not waited for", async () => {
  const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
  expect(await code(await app.handle(call("add_note", silent)))).toEqual([408, "TIMEOUT"]);
});

test("a body that breaks off is a bad request", async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("gone")),
  });
  expect(await code(await app.handle(call("add_note", broken)))).toEqual([400, "BAD_REQUEST"]);
});

test("what is Mizan's is known by its address", () => {
  const matches = (path: string) => app.matches(new Request(`https://shop.example${path}`));
  expect(["/api/mizan/none/", "/api/mizan", "/board/ada/"].map(matches)).toEqual([true, true, true]);
  expect(["/", "/board/", "/board/a/b/", "/api/mizanx"].map(matches)).toEqual([false, false, false, false]);
});

test("a public answer that a cookie was added to is nobody else's to keep", async () => {
  const shared = mizan.serve({ state: book, identity: byHeader, secret: "s" });
  const ask = () => shared.handle(new Request("https://shop.example/api/mizan/ctx/wall/"));
  const plain = await ask();
  expect(unshared(plain)).toBe(plain);
  const own = await ask();
  own.headers.append("Set-Cookie", "a=b");
  const { headers } = unshared(own);
  expect([headers.get("cache-control"), headers.get("cache-groups"), headers.get("set-cookie")]).toEqual([
    "private, no-store",
    null,
    "a=b",
  ]);
});
