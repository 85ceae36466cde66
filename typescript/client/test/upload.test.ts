// Functions with files, over real sockets: what travels, what does not, and that nothing else about a call differs.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bigint } from "../src/codec.ts";
import { createClient, fetchTransport, type MizanError, NetworkError, type Progress } from "../src/index.ts";
import { inputSchema, type Type } from "../src/schema.ts";
import { defineUpload } from "../src/upload.ts";
import { Counterpart, Gate, type Plan, problem, until } from "./counterpart.ts";
import { schema } from "./shop.ts";

const servers: Counterpart[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(plan: Plan) {
  const server = await Counterpart.start(plan);
  servers.push(server);
  const client = createClient({ transport: fetchTransport({ baseUrl: server.baseUrl, schema }) });
  return { server, client };
}

interface SetPictureArgs {
  picture: File | Blob;
  pages?: (File | Blob)[];
  thumb?: File | Blob | null;
  productId: bigint;
}

const setPicture = defineUpload<SetPictureArgs, { total: bigint }>(
  "set_picture",
  ["pages", "picture", "product_id", "thumb"],
  ["pages", "picture", "thumb"],
  () => ({ args: { product_id: bigint }, result: { decode: (it) => it as never, encode: (it) => it } }),
);
const attach = defineUpload<{ file?: File | Blob | null }, null>("attach", ["file"], ["file"]);

const done = () => ({ result: null, invalidate: [] });

/** The files of a form by name: what they are called, of which type they claim to be, and what they hold. */
async function filesOf(form: FormData | undefined): Promise<string[][]> {
  const files = [...(form ?? [])].filter((entry): entry is [string, File] => entry[1] instanceof File);
  return Promise.all(files.map(async ([name, it]) => [name, it.name, it.type, await it.text()]));
}

describe("what travels", () => {
  it("is a form: the arguments as JSON by wire names, and a part for each file", async () => {
    const { server, client } = await serve({ functions: { set_picture: done } });
    const picture = new File(["\x89PNG\r\n--x"], "größe.png", { type: "image/png" });
    const pages = [new File(["1"], "a.txt", { type: "text/plain" }), new Blob(["2"])];
    await setPicture(client, { picture, pages, productId: 2n ** 64n });
    const asked = server.asked.at(-1);
    expect(asked?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(asked?.headers["x-mizan-schema"]).toBe(schema);
    expect([...(asked?.form?.keys() ?? [])]).toEqual(["args", "pages", "pages", "picture"]);
    expect(asked?.form?.get("args")).toBe('{"product_id":"18446744073709551616"}');
    expect(await filesOf(asked?.form)).toEqual([
      ["pages", "a.txt", "text/plain", "1"],
      ["pages", "blob", "application/octet-stream", "2"],
      ["picture", "größe.png", "image/png", "\x89PNG\r\n--x"],
    ]);
  });

  it("is absent where it is null, undefined, or a list without files", async () => {
    const { server, client } = await serve({ functions: { set_picture: done, attach: done } });
    await setPicture(client, { picture: new Blob([]), pages: [], thumb: null, productId: 1n });
    await attach(client);
    await attach(client, {});
    await attach(client, { file: null });
    const forms = server.asked.filter(({ method }) => method === "POST").map(({ form }) => form);
    expect(forms.map((form) => [...(form?.keys() ?? [])])).toEqual([
      ["args", "picture"],
      ["args"],
      ["args"],
      ["args"],
    ]);
    expect(forms.at(-1)?.get("args")).toBe("{}");
  });

  it("bears the token, and is sent again with all its files when the first is refused", async () => {
    let given = 0;
    const { server, client } = await serve({ functions: { attach: done }, session: () => `t${++given}` });
    await attach(client);
    server.token = "rotated";
    await attach(client, { file: new File(["again"], "a") });
    expect(server.asked.at(-1)?.headers["x-csrftoken"]).toBe("t2");
    expect(await filesOf(server.asked.at(-1)?.form)).toEqual([
      ["file", "a", "application/octet-stream", "again"],
    ]);
  });
});

describe("what does not", () => {
  it("is what is no file, what JSON cannot have, and what its codec does not take", async () => {
    const { server, client } = await serve({ functions: { set_picture: () => expect.fail("it was sent") } });
    const picture = new Blob([]);
    const wrong = { picture: "text", productId: 1n } as unknown as SetPictureArgs;
    const told = new TypeError("`picture` of `set_picture` is not of its type");
    await expect(setPicture(client, wrong)).rejects.toEqual(told);
    await expect(setPicture.safe(client, wrong)).rejects.toEqual(told);
    await expect(
      setPicture(client, { picture, pages: [picture, {} as Blob], productId: 1n }),
    ).rejects.toEqual(new TypeError("`pages` of `set_picture` is not of its type"));
    await expect(setPicture(client, { picture, productId: 1 as unknown as bigint })).rejects.toEqual(
      new TypeError("`product_id` of `set_picture` is not of its type"),
    );
    expect(server.paths("call/")).toEqual([]);
  });
});

describe("a call with files is a call", () => {
  it("tells what it dropped, whether it succeeds or fails", async () => {
    const { client } = await serve({
      functions: {
        attach: () => ({ result: null, invalidate: ["user"] }),
        set_picture: () => problem(413, "TOO_LARGE", { invalidate: ["cart"] }),
      },
    });
    const heard: unknown[] = [];
    client.onInvalidate((targets) => {
      heard.push(...targets);
      return targets.map(() => 1);
    });
    await attach(client, { file: new Blob(["x"]) });
    const outcome = await setPicture.safe(client, { picture: new Blob([]), productId: 1n });
    expect(outcome).toMatchObject({ ok: false, error: { code: "TOO_LARGE", status: 413 } });
    expect(heard).toEqual(["user", "cart"]);
  });

  it("may have run where its answer is lost, and is given up by its signal", async () => {
    const { server, client } = await serve({ functions: { attach: () => problem(200, "X") } });
    const error = await attach(client, { file: new Blob(["x"]) }).catch((it: unknown) => it as MizanError);
    expect(error).toBeInstanceOf(NetworkError);
    const reason = new Error("left");
    const aborted = attach(client, {}, { signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    expect(server.paths("call/")).toHaveLength(1);
  });

  it("keeps its wire name", () => {
    expect(setPicture.wireName).toBe("set_picture");
  });
});

describe("progress", () => {
  /** What is told, and a listener for it. */
  function listening() {
    const told: Progress[] = [];
    return { told, onProgress: (progress: Progress) => told.push(progress) };
  }

  it("is told in bytes up to the length of the body, and the same travels", async () => {
    const { server, client } = await serve({ functions: { set_picture: done } });
    const picture = new File(["\x89PNG\r\n--x".repeat(20_000)], 'gr"öße\r\n.png', { type: "image/png" });
    const given = { picture, pages: [new Blob(["2"]), new File([], "empty")], productId: 5n };
    await setPicture(client, given);
    const { told, onProgress } = listening();
    await setPicture(client, given, { onProgress });
    const [plain, watched] = server.asked.slice(-2);
    expect(watched?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect([...(watched?.form?.keys() ?? [])]).toEqual([...(plain?.form?.keys() ?? [])]);
    expect(watched?.form?.get("args")).toBe(plain?.form?.get("args"));
    expect(await filesOf(watched?.form)).toEqual(await filesOf(plain?.form));
    const total = Number(watched?.headers["content-length"]);
    expect(total).toBeGreaterThan(picture.size);
    expect(told.length).toBeGreaterThan(3);
    expect(told.map((each) => each.total)).toEqual(told.map(() => total));
    expect(told.map(({ sent }) => sent)).toEqual(
      [...new Set(told.map(({ sent }) => sent))].sort((a, b) => a - b),
    );
    expect(told.at(-1)?.sent).toBe(total);
  });

  it("goes no further than the network takes it", async () => {
    const begun = new Gate<IncomingMessage>();
    const slow = createServer((request, response) => {
      if (request.method === "GET") {
        response.setHeader("Content-Type", "application/json").end('{"csrfToken":null}');
        return;
      }
      begun.open(request.pause());
      request.on("end", () =>
        response.setHeader("Content-Type", "application/json").end('{"result":null,"invalidate":[]}'),
      );
    });
    await new Promise<void>((listens) => slow.listen(0, "127.0.0.1", listens));
    const { port } = slow.address() as AddressInfo;
    const client = createClient({
      transport: fetchTransport({ baseUrl: `http://127.0.0.1:${port}/`, schema }),
    });
    const { told, onProgress } = listening();
    const file = new Blob([new Uint8Array(64 * 1024 * 1024)]);
    const calling = attach(client, { file }, { onProgress });
    const request = await begun.passed;
    // Long enough for all of it, were it not for the server that does not read.
    await new Promise((turn) => setTimeout(turn, 500));
    expect(told.at(-1)?.sent).toBeLessThan(file.size / 2);
    request.resume();
    await calling;
    expect(told.at(-1)?.sent).toBeGreaterThan(file.size);
    slow.close();
  });

  it("begins anew where the call is sent again, and goes by a fetch of one's own", async () => {
    let given = 0;
    const { server } = await serve({ functions: { attach: done }, session: () => `t${++given}` });
    const methods: unknown[] = [];
    const client = createClient({
      transport: fetchTransport({
        baseUrl: server.baseUrl,
        schema,
        fetch: (url, init) => {
          methods.push(init?.method);
          return fetch(url, init);
        },
      }),
    });
    await attach(client);
    server.token = "rotated";
    const { told, onProgress } = listening();
    await attach(client, { file: new Blob(["again"]) }, { onProgress });
    expect(told).toHaveLength(2);
    expect(told[0]).toEqual(told[1]);
    expect(await filesOf(server.asked.at(-1)?.form)).toEqual([
      ["file", "blob", "application/octet-stream", "again"],
    ]);
    expect(methods).toEqual([undefined, "POST", "POST", undefined, "POST"]);
  });

  it("is told of nothing where a fetch of one's own sends and there is an XMLHttpRequest beside it", async () => {
    const { server } = await serve({ functions: { attach: done } });
    const client = createClient({
      transport: fetchTransport({ baseUrl: server.baseUrl, schema, fetch: (url, init) => fetch(url, init) }),
    });
    // A platform has one; this one is of no use to anybody.
    const platform = { XMLHttpRequest: class {} };
    Object.assign(globalThis, platform);
    try {
      const { told, onProgress } = listening();
      await attach(client, { file: new Blob(["x"]) }, { onProgress });
      expect(told).toEqual([]);
      expect(server.paths("call/")).toHaveLength(1);
    } finally {
      Reflect.deleteProperty(globalThis, "XMLHttpRequest");
    }
  });

  it("fails as any call does, and a listener that throws harms nothing", async () => {
    const { server, client } = await serve({
      functions: { attach: () => problem(413, "TOO_LARGE", { invalidate: ["cart"] }) },
    });
    const thrown = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
    const onProgress = () => {
      throw new Error("a listener is broken");
    };
    const file = new Blob(["x"]);
    const outcome = await attach.safe(client, { file }, { onProgress });
    expect(outcome).toMatchObject({ ok: false, error: { code: "TOO_LARGE", invalidate: ["cart"] } });
    expect(await thrown).toMatchObject({ message: "a listener is broken" });
    process.setUncaughtExceptionCaptureCallback(null);
    await server.stop();
    servers.splice(servers.indexOf(server), 1);
    const lost = await attach.safe(client, { file }, listening());
    expect(lost).toMatchObject({ ok: false, error: { code: "NETWORK", sent: true } });
  });

  it("ends with the waiting, and not the upload: what it drops is heard", async () => {
    const gate = new Gate();
    const { server, client } = await serve({
      functions: { attach: () => gate.passed.then(() => ({ result: null, invalidate: ["user"] })) },
    });
    const told = new Promise((tell) => {
      client.onInvalidate((targets) => {
        tell(targets);
        return targets.map(() => 1);
      });
    });
    const abort = new AbortController();
    const { signal } = abort;
    const calling = attach(client, { file: new Blob(["x"]) }, { signal, ...listening() });
    await until(() => server.paths("call/").length === 1);
    const reason = new Error("left");
    abort.abort(reason);
    await expect(calling).rejects.toBe(reason);
    gate.open();
    expect(await told).toEqual(["user"]);
  });
});

describe("a Standard Schema of files", () => {
  const issues = (type: Type, value: unknown) =>
    inputSchema<unknown>(() => ({ args: [{ name: "a_file", type }] }))
      ["~standard"].validate({ aFile: value })
      .issues?.map(({ path, code }) => `${path.join(".")} ${code}`) ?? [];
  const image: Type = { type: "file", max_size: 3, accept: ["application/pdf", "image/*"] };

  it("takes what is small enough and claims an accepted type", () => {
    expect(issues({ type: "file" }, new Blob(["anything"]))).toEqual([]);
    expect(issues(image, new File(["123"], "a.PNG", { type: "IMAGE/PNG; x=y" }))).toEqual([]);
    expect(issues(image, new Blob(["123"], { type: "application/pdf" }))).toEqual([]);
    expect(issues({ type: "list", item: image }, [])).toEqual([]);
  });

  it("says of others what a server would", () => {
    expect(issues(image, new Blob(["1234"], { type: "image/png" }))).toEqual(["aFile length"]);
    expect(issues(image, new Blob(["1"], { type: "application/pdf2" }))).toEqual(["aFile enum"]);
    expect(issues(image, new Blob(["1"]))).toEqual(["aFile enum"]);
    expect(issues(image, "image/png")).toEqual(["aFile type"]);
    expect(issues({ type: "list", item: image }, [new Blob(["1"]), null])).toEqual([
      "aFile.0 enum",
      "aFile.1 type",
    ]);
  });
});
