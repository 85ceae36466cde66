// Requests of `node:http` → the machine, without a request of the web's in between where no function looks at one. It decides what of
// an `IncomingMessage` the machine is told, and how its answer is written. The page is `ir/protocol/dispatch.md`, TypeScript.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./answers.ts";
import { parts, type Source } from "./body.ts";
import { isPromise } from "./effects.ts";
import { type Problem, problem } from "./errors.ts";
import type { App } from "./handle.ts";
import type { Exchange } from "./serve.ts";
import { type Beside, mergedFields } from "./unshared.ts";

/** What `createServer` takes. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * What answers the requests of a server of `node:http`; `otherwise` those that are not Mizan's.
 *
 * `createServer(listener(app)).listen(3000)`
 */
export function listener({ started }: App, otherwise?: Listener): Listener {
  return (request, response) => {
    const { url = "/" } = request;
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const found = started.find(path) ?? (otherwise === undefined ? { below: "" } : undefined);
    if (found === undefined) {
      otherwise?.(request, response);
      return;
    }
    const exchange = new NodeExchange(
      request,
      "below" in found ? found.below : path.slice(1),
      mark < 0 ? "" : url.slice(mark + 1),
    );
    const reply = started.answer(exchange, found);
    if (isPromise(reply)) {
      reply.then((each) => send(each as Reply, request, response));
    } else {
      send(reply, request, response);
    }
  };
}

class NodeExchange implements Exchange {
  readonly #request: IncomingMessage;
  readonly asking: Exchange["asking"];

  constructor(request: IncomingMessage, path: string, query: string) {
    this.#request = request;
    const { headers } = request;
    this.asking = {
      method: request.method ?? "GET",
      path,
      query,
      host: headers.host,
      header(name) {
        const value = headers[name];
        return typeof value === "object" ? value.join(", ") : value;
      },
    };
  }

  request(body: Uint8Array | undefined): Request {
    const { method = "GET", url = "/", rawHeaders, headers, socket } = this.#request;
    const fields: [string, string][] = [];
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      fields.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
    }
    const scheme = "encrypted" in socket ? "https" : "http";
    const hasBody = body !== undefined && method !== "GET" && method !== "HEAD";
    return new Request(new URL(url, `${scheme}://${headers.host ?? "localhost"}`), {
      method,
      headers: fields,
      ...(hasBody ? { body: new Uint8Array(body) } : {}),
    });
  }

  readBody(limit: number, time: number): Promise<Uint8Array> {
    const request = this.#request;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let isOver = false;
      const fail = (why: Problem) => {
        if (!isOver) {
          isOver = true;
          clearTimeout(timer);
          request.pause();
          reject(why);
        }
      };
      let timer: ReturnType<typeof setTimeout> | undefined;
      // A body that came with its head, as nearly all do, is there by then and needs no clock.
      process.nextTick(() => {
        if (!isOver && !request.complete) {
          timer = setTimeout(() => fail(problem("TIMEOUT")), time);
        }
      });
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > limit) {
          fail(problem("TOO_LARGE"));
        } else if (!isOver) {
          chunks.push(chunk);
        }
      });
      request.on("end", () => {
        if (!isOver) {
          isOver = true;
          clearTimeout(timer);
          const [first] = chunks;
          resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
        }
      });
      // What was sent is at fault, or whoever sent it has left.
      request.on("close", () => {
        // It comes after every end as well, and making a problem takes its time.
        if (!isOver) {
          fail(problem("BAD_REQUEST", { detail: "the body broke off" }));
        }
      });
    });
  }

  readParts(limits: Parameters<Exchange["readParts"]>[0], time: number): ReturnType<Exchange["readParts"]> {
    const chunks = this.#request[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    const source: Source = {
      async next() {
        return (await chunks.next()).value;
      },
    };
    return parts(source, limits, time);
  }
}

function send(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  // Whoever asked may have left.
  if (response.destroyed || response.headersSent) {
    return;
  }
  const { status, headers, body } = reply;
  // What was not read to its end is no beginning of another request.
  const isRest = !request.complete && hasBody(request);
  const fields = response.getHeaderNames().length === 0 ? headers : mergedFields(headers, besideOf(response));
  response.writeHead(status, isRest ? [...fields, "Connection", "close"] : (fields as string[]));
  if (reply.response?.body == null) {
    response.end(body);
    return;
  }
  void pour(reply.response.body, response);
}

/** What was said of the answer before it was there, as middleware does. */
function besideOf(response: ServerResponse): Beside {
  const told = (name: string) => {
    const value = response.getHeader(name);
    return value === undefined ? undefined : String(value);
  };
  return {
    cookie: response.hasHeader("set-cookie"),
    vary: told("vary"),
    cacheControl: told("cache-control"),
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

async function pour(stream: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  try {
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      if (response.destroyed) {
        break;
      }
      if (!response.write(chunk)) {
        await new Promise<void>((resolve) => {
          response.once("drain", resolve).once("close", resolve);
        });
      }
    }
    response.end();
  } catch {
    // What was begun cannot be taken back: whoever reads sees that it broke off.
    response.destroy();
  }
}
