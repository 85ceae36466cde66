// The entry `@mizan/client/tauri`, over Tauri's own stand-in for the program behind a window (`@tauri-apps/api/mocks`): what a
// message is, and what a window hears of others. Real windows, and the real plugin, are asked by `tasks.py desktop --check`.

import type { InvokeArgs } from "@tauri-apps/api/core";
import { emit } from "@tauri-apps/api/event";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ClientOutdated, createClient, MizanError, NetworkError, type Target } from "../src/index.ts";
import { renewing } from "../src/renewal.ts";
import { retrying } from "../src/retry.ts";
import { tauriTransport } from "../src/tauri.ts";
import { defineUpload } from "../src/upload.ts";
import { Gate, until } from "./counterpart.ts";
import { cart, emptyCart, renameUser, schema, search } from "./shop.ts";

/** A message as the program got it. */
interface Said {
  readonly head: Record<string, unknown>;
  readonly body: Uint8Array;
}

const said: Said[] = [];

beforeAll(() => {
  Object.assign(globalThis, { window: globalThis });
});

afterEach(() => {
  said.length = 0;
  clearMocks();
});

afterAll(() => {
  Reflect.deleteProperty(globalThis, "window");
});

/** A program that answers with this head and this body. */
function program(answer: (said: Said) => unknown, { status = 200, refuses = "" } = {}): void {
  const asked = async (command: string, payload?: InvokeArgs) => {
    expect(command).toBe("plugin:mizan|request");
    const bytes = payload as Uint8Array;
    const end = bytes.indexOf(10);
    const head = JSON.parse(new TextDecoder().decode(bytes.slice(0, end)));
    said.push({ head, body: bytes.slice(end + 1) });
    const value = await answer(said.at(-1) as Said);
    const text = typeof value === "string" ? value : `{"status":${status}}\n${JSON.stringify(value)}`;
    return new TextEncoder().encode(text).buffer;
  };
  mockIPC(
    (command, payload) =>
      command.includes(refuses || "no command")
        ? Promise.reject(`${command} not allowed`)
        : asked(command, payload),
    { shouldMockEvents: refuses !== "event" },
  );
}

const text = ({ body }: Said) => new TextDecoder().decode(body);
const open = (tabs = false) => createClient({ transport: tauriTransport({ schema }), tabs });

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("it should have been rejected"),
    (error: unknown) => error,
  );
}

describe("a message", () => {
  it("of a call is a line that says what is called, and the body as over HTTP", async () => {
    program(() => ({ result: { id: 5, nick_name: "é\n" }, invalidate: [] }));
    const client = open();
    expect(await renameUser(client, { userId: 5, name: "é\n\ud800" })).toEqual({ id: 5, nick_name: "é\n" });
    const page = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(said[0]?.head).toEqual({ kind: "call", function: "rename_user", page, schema });
    expect(text(said[0] as Said)).toBe('{"args":{"name":"é\\n\\ud800","user_id":5}}');
    await renameUser(client, { userId: 5, name: "x" });
    expect(said[1]?.head["page"]).toBe(said[0]?.head["page"]);
    await renameUser(open(), { userId: 5, name: "x" });
    expect(said[2]?.head["page"]).not.toBe(said[0]?.head["page"]);
  });

  it("of a read has the one spelling of its values, and no body", async () => {
    program(() => ({ found: [], total: 0 }));
    await search.fetch(open(), { tags: ["b", "a b"], q: "a&b" });
    await cart.fetch(createClient({ transport: tauriTransport({ schema: undefined }) }));
    const query = "q=a%26b&tags=b&tags=a%20b";
    expect(said[0]?.head).toMatchObject({ kind: "context", context: "search", query, schema });
    expect(said[1]?.head).toMatchObject({ kind: "context", context: "cart", query: "" });
    expect(said[1]?.head).not.toHaveProperty("schema");
    expect(said.map(text)).toEqual(["", ""]);
  });

  it("of a call with files is the form in bytes, and all of it is told at once", async () => {
    program(() => ({ result: 3, invalidate: [] }));
    const send = defineUpload<{ file: File; note: string }, number>("send", ["file", "note"], ["file"]);
    const file = new File([new Uint8Array([0, 10, 255])], 'a"\u00e9.bin', { type: "image/png" });
    const progress: unknown[] = [];
    const onProgress = (it: unknown) => progress.push(it);
    expect(await send(open(), { file, note: "é" }, { onProgress })).toBe(3);
    const { head, body } = said[0] as Said;
    expect(progress).toEqual([{ sent: body.length, total: body.length }]);
    // Read by an implementation of forms that is none of ours.
    const headers = { "Content-Type": String(head["contentType"]) };
    const form = await new Response(body as BodyInit, { headers }).formData();
    expect(form.get("args")).toBe('{"note":"é"}');
    const came = form.get("file") as File;
    expect(new Uint8Array(await came.arrayBuffer())).toEqual(new Uint8Array([0, 10, 255]));
    expect([came.name, came.type]).toEqual(['a"\u00e9.bin', "image/png"]);
  });
});

describe("an answer", () => {
  const problem = {
    code: "OUT_OF_STOCK",
    title: "Fewer",
    status: 409,
    data: { left: 2 },
    invalidate: ["cart"],
  };

  it("that is a problem is the same error as over HTTP, and drops what it names", async () => {
    program(() => problem, { status: 409 });
    const client = open();
    const dropped: Target[] = [];
    client.onInvalidate((targets) => targets.map((each) => dropped.push(each)));
    const error = await failure(emptyCart(client));
    expect(error).toBeInstanceOf(MizanError);
    expect(error).toMatchObject({ code: "OUT_OF_STOCK", status: 409, data: { left: 2 }, started: true });
    expect(dropped).toEqual(["cart"]);
  });

  it("that says so makes a client outdated", async () => {
    program(() => ({ code: "NOT_FOUND", status: 404, outdated: true }), { status: 404 });
    expect(await failure(emptyCart(open()))).toBeInstanceOf(ClientOutdated);
    expect(await failure(cart.fetch(open()))).toBeInstanceOf(ClientOutdated);
  });

  it("that is none of Mizan's is a network error, after which everything counts as dropped", async () => {
    const texts = [
      "",
      "\n",
      "{}\n{}",
      '{"status":200}',
      '{"status":200}\n[]',
      "null\n{}",
      '{"status":409}\n{}',
    ];
    for (const each of [...texts, '{"status":302}\n{"code":"X"}', '{"status":200}\n{"invalidate":[]}']) {
      program(() => each);
      const client = open();
      const dropped: Target[] = [];
      client.onInvalidate((targets) => targets.map((it) => dropped.push(it)));
      const error = await failure(client.call("empty_cart", {}));
      expect(error, each).toBeInstanceOf(NetworkError);
      expect(error, each).toMatchObject({ sent: true });
      expect(dropped, each).toEqual(["*"]);
    }
    program(() => "{}");
    expect(await failure(open().read("cart", {}))).toMatchObject({ name: "NetworkError", sent: false });
  });

  it("gives no value a prototype", async () => {
    program(() => '{"status":200}\n{"total":{"\\u005f_proto__":{"x":1},"a":0}}');
    const { total } = (await open().read("cart", {})) as { total: object };
    expect(Object.entries(total)).toEqual([["a", 0]]);
    expect(Object.getPrototypeOf(total)).toBe(Object.prototype);
  });

  it("is not there where Tauri refuses the window: nothing has run", async () => {
    program(() => ({}), { refuses: "mizan" });
    const client = open();
    const dropped: unknown[] = [];
    client.onInvalidate((targets) => targets.map((it) => dropped.push(it)));
    const error = await failure(emptyCart(client));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ sent: false, cause: "plugin:mizan|request not allowed" });
    expect((error as Error).message).toContain("`empty_cart`");
    expect(dropped).toEqual([]);
  });
});

describe("whoever waits", () => {
  it("may leave a read, and a call that was not sent; one that was sent goes on", async () => {
    const gate = new Gate();
    program(async () => {
      await gate.passed;
      return { result: null, invalidate: ["cart"] };
    });
    const client = open();
    const cut = new AbortController();
    const reading = failure(cart.fetch(client, {}, { signal: cut.signal }));
    const dropped: Target[] = [];
    client.onInvalidate((targets) => targets.map((each) => dropped.push(each)));
    const calling = failure(emptyCart(client, {}, { signal: cut.signal }));
    await until(() => said.length === 2);
    cut.abort("enough");
    expect([await reading, await calling]).toEqual(["enough", "enough"]);
    expect(await failure(emptyCart(client, {}, { signal: cut.signal }))).toBe("enough");
    const { transport } = { transport: tauriTransport({ schema }) };
    expect(await failure(transport.call("empty_cart", {}, { signal: cut.signal }))).toBe("enough");
    expect(await failure(transport.read("cart", {}, { signal: cut.signal }))).toBe("enough");
    gate.open();
    await until(() => dropped.length > 0);
    expect([dropped, said.length]).toEqual([["cart"], 2]);
  });

  it("sends nothing as somebody else: what was begun before `clear()` and not sent is not sent", async () => {
    program(() => ({ result: null, invalidate: [] }));
    const client = open();
    const send = defineUpload<{ file: Blob }, null>("send", ["file"], ["file"]);
    const calling = failure(send(client, { file: new Blob(["x"]) }));
    client.clear();
    expect(await calling).toMatchObject({ name: "NetworkError", sent: false });
    expect(said).toEqual([]);
    const reading = failure(cart.fetch(client));
    client.clear();
    await reading;
    expect(said.map(({ head }) => head["kind"])).not.toContain("call");
    await send(client, { file: new Blob(["x"]) });
    expect(said.at(-1)?.head).toMatchObject({ kind: "call", function: "send" });
  });
});

describe("the other windows", () => {
  const bundle = { total: 1 };

  it("are heard, and so is the program itself; what this document did is not", async () => {
    program(() => bundle);
    const client = open(true);
    const dropped: Target[] = [];
    client.onInvalidate((targets) => targets.map((each) => dropped.push(each)));
    await cart.fetch(client);
    const page = said[0]?.head["page"];
    await emit("mizan:invalidate", { sender: "main", page, invalidate: ["own"] });
    await emit("mizan:invalidate", { sender: "other", page: "another", invalidate: ["cart"] });
    // A call of the document that stood in this window before, and a job's.
    await emit("mizan:invalidate", { sender: "main", page: "before", invalidate: ["user"] });
    await emit("mizan:invalidate", { invalidate: ["jobs"] });
    // What has not the form of an event is everything.
    await emit("mizan:invalidate", "what?");
    expect(dropped).toEqual(["cart", "user", "jobs", "*"]);
  });

  it("are cleared with this one, and this one with them, once", async () => {
    program(() => bundle);
    const [one, other] = [open(true), open(true)];
    const cleared: string[] = [];
    one.onClear(() => cleared.push("one"));
    other.onClear(() => cleared.push("other"));
    await Promise.all([cart.fetch(one), cart.fetch(other)]);
    one.clear();
    expect(cleared).toEqual(["one", "other"]);
  });

  it("are told nothing over the channel of a browser's tabs", async () => {
    program(() => ({ result: null, invalidate: ["cart"] }));
    const heard: unknown[] = [];
    const channel = new BroadcastChannel("mizan:tauri");
    channel.onmessage = ({ data }) => heard.push(data);
    await emptyCart(open(true));
    const last = new BroadcastChannel("mizan:tauri");
    last.postMessage("end");
    await until(() => heard.length > 0);
    expect(heard).toEqual(["end"]);
    channel.close();
    last.close();
  });

  it("are not missed: nothing is read before they are heard, and where they cannot be that is an error", async () => {
    program(() => bundle, { refuses: "event" });
    const error = await failure(cart.fetch(open(true)));
    expect(error).toMatchObject({ name: "NetworkError", cause: "plugin:event|listen not allowed" });
    expect(said).toEqual([]);
    // Whoever has no other windows says so.
    expect(await cart.fetch(open(false))).toEqual(bundle);
  });

  it("are heard through what is around the transport", async () => {
    program(() => bundle);
    const around = renewing(retrying(tauriTransport({ schema })), async () => undefined);
    const client = createClient({ transport: around, tabs: true });
    let heard = 0;
    client.onInvalidate(() => [++heard]);
    await cart.fetch(client);
    await emit("mizan:invalidate", { sender: "other", invalidate: ["cart"] });
    expect(heard).toBe(1);
  });
});

// Attack class 14. What the program behind a window answers to such keys is asked by `tests/afi/test_ipc_attacks.py`.
describe("keys that reach for prototypes", () => {
  const HOSTILE = [
    '{"__proto__":{"x":1}}',
    '{"\\u005f_proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"prototype":{"x":1}}',
    '{"a[__proto__][x]":1}',
    '{"constructor.prototype":{"x":1}}',
    '{"__proto__":{"__proto__":{"x":1}},"y":{"__proto__":null}}',
    '{"toString":1,"valueOf":1,"hasOwnProperty":1}',
  ];
  const pristine = Object.getOwnPropertyNames(Object.prototype).sort();
  const unharmed = (what: string) => {
    for (const each of [{}, [], Object, () => undefined]) {
      expect((each as { x?: unknown }).x, what).toBeUndefined();
    }
    expect(Object.getOwnPropertyNames(Object.prototype).sort(), what).toEqual(pristine);
  };

  it.each(HOSTILE)("reach none in an answer: %s", async (text) => {
    for (const [status, body] of [
      [200, `{"result":${text},"invalidate":[]}`],
      [
        200,
        `{"result":[${text}],"invalidate":[{"context":"__proto__","params":${text}}],"__proto__":{"x":1}}`,
      ],
      [200, `{"result":null,"invalidate":["__proto__","constructor",{"context":"cart","params":${text}}]}`],
      [200, text],
      [409, `{"code":"OUT_OF_STOCK","title":"x","status":409,"data":${text},"invalidate":["__proto__"]}`],
      [
        422,
        `{"code":"INVALID","title":"x","status":422,"errors":[{"path":["__proto__"],"code":"x"},${text}]}`,
      ],
    ]) {
      for (const head of [`{"status":${status}}`, `{"status":${status},"__proto__":{"x":1}}`]) {
        program(() => `${head}\n${body}`);
        const results = await Promise.allSettled([
          open().call("empty_cart", {}),
          open().read("cart", {}),
          renameUser(open(), { userId: 5, name: "x" }),
        ]);
        unharmed(`${head}\n${body}`);
        for (const result of results) {
          // Whoever copies it copies no prototype either.
          const { x } = Object.assign({}, result.status === "fulfilled" ? result.value : result.reason);
          expect(x).toBeUndefined();
        }
      }
    }
  });

  it.each(HOSTILE)("reach none in an event, and are heard as what they say: %s", async (text) => {
    program(() => ({ total: 1 }));
    const client = open(true);
    const dropped: Target[] = [];
    client.onInvalidate((targets) => targets.map((each) => dropped.push(each)));
    await cart.fetch(client);
    const said = [
      text,
      `{"invalidate":${text}}`,
      `{"invalidate":[${text}]}`,
      `{"page":${text},"invalidate":["*"]}`,
    ];
    for (const each of [...said, `{"invalidate":[{"context":"cart","params":${text}}]}`]) {
      // As an own key, and as Tauri's script has it: in a literal it is the object's prototype.
      for (const payload of [JSON.parse(each), new Function(`return ${each}`)()]) {
        dropped.length = 0;
        await emit("mizan:invalidate", payload);
        await emit("mizan:clear", payload);
        unharmed(each);
        expect(dropped.length, each).toBeGreaterThan(0);
      }
    }
  });
});
