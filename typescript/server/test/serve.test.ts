// A registry over a real `node:http` server, asked by `fetch`.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Book, byHeader, mizan, served } from "./shop.ts";

const book = new Book();
let url = "";
let close: () => Promise<void>;

beforeAll(async () => {
  const app = mizan.serve({
    state: book,
    identity: byHeader,
    secret: "s",
    log: (line) => book.told.push(line),
  });
  ({ url, close } = await served(app));
});

afterAll(() => close());

beforeEach(() => {
  book.notes.clear();
  book.told.length = 0;
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

async function call(
  name: string,
  args: object,
  user?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${url}/api/mizan/call/${name}/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(user === undefined ? {} : { "X-User": user }),
      ...headers,
    },
    body: JSON.stringify({ args }),
  });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Answer["json"] };
}

async function read(path: string, user?: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${url}/api/mizan/ctx/${path}`, {
    headers: { ...(user === undefined ? {} : { "X-User": user }), ...headers },
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text === "" ? {} : JSON.parse(text) };
}

test("a call answers its result and what it dropped", async () => {
  const { status, json, headers } = await call("add_note", { text: "milk" }, "ada");
  expect([status, json]).toEqual([
    200,
    { result: { text: "milk" }, invalidate: [{ context: "notes", params: { owner: "ada" } }, "wall"] },
  ]);
  expect(headers.get("x-mizan-invalidate")).toBe('notes;owner="ada", wall');
  expect(headers.get("cache-group-invalidation")).toMatch(/^"mz-/);
});

test("a bundle answers its members, by their guards", async () => {
  await call("add_note", { text: "milk" }, "ada");
  const own = await read("notes/?owner=ada", "ada");
  expect([own.status, own.json]).toEqual([200, { note_list: [{ text: "milk" }] }]);
  expect(own.headers.get("cache-status")).toBe("mizan; fwd=bypass; detail=store");
  const etag = own.headers.get("etag") ?? "";
  expect((await read("notes/?owner=ada", "ada", { "If-None-Match": etag })).status).toBe(304);
  expect((await read("notes/?owner=ada")).json).toMatchObject({
    code: "UNAUTHENTICATED",
    member: "note_list",
  });
  expect((await read("notes/?owner=ada", "grace")).json).toMatchObject({
    code: "FORBIDDEN",
    member: "note_list",
  });
  expect((await read("notes/", "ada")).json).toMatchObject({
    code: "INVALID",
    errors: [{ path: ["params", "owner"], code: "missing" }],
  });
  const wall = await read("wall/");
  expect(wall.json).toEqual({ note_count: 1 });
  expect(wall.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=30");
});

test("a declared error travels with its data, any other failure says nothing", async () => {
  for (const text of ["a", "b", "c"]) {
    await call("add_note", { text }, "ada");
  }
  const full = await call("add_note", { text: "d" }, "ada");
  expect([full.status, full.json]).toEqual([
    409,
    {
      type: "urn:mizan:problem:no-room",
      title: "There is no room for another note.",
      status: 409,
      code: "NO_ROOM",
      detail: "tidy up first",
      data: { most: 3 },
      invalidate: [{ context: "notes", params: { owner: "ada" } }, "wall"],
    },
  ]);
  const failed = await call("add_note", { text: "x", fails: true }, "grace");
  expect(failed.json).toMatchObject({
    code: "INTERNAL",
    invalidate: [{ context: "notes", params: { owner: "grace" } }, "wall"],
  });
  expect(JSON.stringify(failed.json)).not.toContain("hunter2");
  expect(book.told).toHaveLength(1);
  expect(book.told[0]).toContain("hunter2");
  expect(book.told[0]).not.toContain("\n");
});

test("a declared function that another one calls joins its call", async () => {
  await call("add_note", { text: "milk" }, "ada");
  const { json } = await call("clear_all", { owners: ["ada", "grace"] }, "sasha");
  expect(json).toEqual({
    result: 1,
    invalidate: ["notes", "wall", { context: "notes", function: "note_list" }],
  });
  expect((await call("clear", { whose: "ada" }, "sasha")).status).toBe(404);
});

test("what is absent is undefined, and guards see the request", async () => {
  expect((await call("early", {})).status).toBe(401);
  const shift = { "X-Shift": "early" };
  expect((await call("early", {}, undefined, shift)).json["result"]).toBe(null);
  expect((await call("early", { word: null }, undefined, shift)).json["result"]).toBe(null);
  expect((await call("early", { word: "x" }, "ada", shift)).json["result"]).toBe("x");
});

test("files come with a call, and refinements are told as `format`", async () => {
  const form = (name: string, type = "image/png") => {
    const parts = new FormData();
    parts.append("args", JSON.stringify({ name }));
    parts.append("cover", new Blob(["abc"], { type }), "a.png");
    parts.append("more", new Blob(["abcd"]), "b.txt");
    return parts;
  };
  const send = async (body: FormData) => {
    const answer = await fetch(`${url}/api/mizan/call/keep/`, { method: "POST", body });
    return (await answer.json()) as Record<string, unknown>;
  };
  expect(await send(form("mine"))).toEqual({ result: ["mine", "a.png", "4"], invalidate: [] });
  expect(await send(form("taken"))).toMatchObject({
    code: "INVALID",
    errors: [{ path: ["args", "name"], code: "format" }],
  });
  expect(await send(form("mine", "image/gif"))).toMatchObject({
    errors: [{ path: ["args", "cover"], code: "enum" }],
  });
});

test("views answer at their route, and carry what they dropped", async () => {
  const answer = await fetch(`${url}/board/ada/`, { method: "POST", body: "milk", redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${url}/board/ada/`]);
  expect(answer.headers.get("x-mizan-invalidate")).toBe('notes;owner="ada"');
  expect(await (await fetch(`${url}/board/ada/`)).text()).toBe("<p>1</p>");
  expect((await fetch(`${url}/board/ada/`, { method: "PUT" })).headers.get("allow")).toBe("GET, HEAD, POST");
  expect((await fetch(`${url}/board/%ff/`)).status).toBe(404);
});

test("a problem is answered as it was thrown", async () => {
  expect((await call("refuse", {})).json).toMatchObject({
    code: "CONFLICT",
    detail: "said in words",
    invalidate: [],
  });
});
