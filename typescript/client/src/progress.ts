// Sends a form and tells how far it is, which `fetch` does not: by an XMLHttpRequest where there is one, else by a body that
// is counted as the network asks for it. It decides how that is counted and nothing about a call. Only
// `@mizan/client/upload` comes here. The page is `ir/protocol/client.md`, "Progress".

import { multipart } from "./multipart.ts";
import type { Answer, CallOptions, Progress } from "./wire.ts";

/** What sends the request of a call in place of `fetch`, and tells `onProgress`. */
export function countingTo(onProgress: (progress: Progress) => void): CallOptions["send"] {
  // Not within what sends: a listener that throws is its host's matter and no failure of the upload.
  const tell = (sent: number, total: number) => queueMicrotask(() => onProgress({ sent, total }));
  return (url, init, given) => {
    if (typeof XMLHttpRequest === "undefined") {
      return (given ?? fetch)(url, counted(init, tell));
    }
    // No browser sends a stream over every HTTP, so that somebody's own `fetch` can be watched by nobody there.
    return given === undefined ? ask(url, init, tell) : given(url, init);
  };
}

type Tell = (sent: number, total: number) => void;

/** As `fetch` would with `credentials: "same-origin"`: that is what it does unless it is told otherwise. */
function ask(url: string, init: RequestInit, tell: Tell): Promise<Answer> {
  return new Promise((answer, fail) => {
    const request = new XMLHttpRequest();
    request.open(init.method ?? "POST", url);
    new Headers(init.headers).forEach((value, name) => {
      request.setRequestHeader(name, value);
    });
    request.responseType = "arraybuffer";
    request.upload.onprogress = ({ loaded, total }) => tell(loaded, total);
    request.onload = () =>
      answer({
        ok: request.status >= 200 && request.status < 300,
        status: request.status,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: () => new Response(request.response).text(),
      });
    request.onerror = request.onabort = () => fail(new TypeError("the request failed"));
    request.send(init.body as FormData);
  });
}

/** `init` with its form as bytes that are counted as they are taken, and with their number. */
function counted(init: RequestInit, tell: Tell): RequestInit {
  const whole = multipart(init.body as FormData);
  const { size, type } = whole;
  let sent = 0;
  const stream = new ReadableStream(
    {
      async pull(taker) {
        const piece = await whole.slice(sent, sent + PIECE).arrayBuffer();
        sent += piece.byteLength;
        if (piece.byteLength === 0) {
          taker.close();
        } else {
          taker.enqueue(new Uint8Array(piece));
          tell(sent, size);
        }
      },
    },
    { highWaterMark: 0 },
  );
  const headers = new Headers(init.headers);
  headers.set("Content-Type", type);
  // Not all servers take a body without a length. Deno gives it for a blob alone, Bun reads a blob past its `stream`.
  headers.set("Content-Length", String(size));
  const body = "Deno" in globalThis ? Object.assign(whole, { stream: () => stream }) : stream;
  return { ...init, headers, body, duplex: "half" } as RequestInit;
}

const PIECE = 65_536;
