// Requests over HTTP as `ir/protocol/envelope.md` has them: spelling, headers, CSRF, and what an answer is. It
// decides nothing about caching or repeating, but for a call that was refused for its CSRF token.

import { MizanError, NetworkError, readProblem } from "./errors.ts";
import { readTargets } from "./invalidation.ts";
import { parse } from "./parse.ts";
import { spellQuery } from "./query.ts";
import { type Answer, type CallOptions, isObject, type Transport, type WireValues } from "./wire.ts";

/** How a {@link fetchTransport} reaches its server. */
export interface FetchTransportOptions {
  /**
   * The generated file's `schema`, so that the server can tell when this client is outdated. Undefined must be said, by
   * who has no generated file: it is easily forgotten, and nothing else would tell.
   */
  readonly schema: string | undefined;
  /** Where the server mounts Mizan; `"/api/mizan/"` by default. Outside of a browser it must be absolute. */
  readonly baseUrl?: string | undefined;
  /** What sends the requests instead of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Headers for every request, or what makes them anew for each: a token may have changed. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
}

/**
 * A transport over `fetch`: JSON alone, cookies for the own origin alone, and the CSRF token of `session/`, which is
 * fetched before the first call and again when a call is refused for it.
 */
export function fetchTransport(options: FetchTransportOptions): Transport {
  const base = (options.baseUrl ?? "/api/mizan/").replace(/\/?$/, "/");
  // Looked up at each request, and called without an object: browsers insist.
  const sendAsFetch: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  let token: Promise<string | null> | undefined;
  /** How many have ended. */
  let session = 0;

  /** Sends, and gives the JSON object of a good answer. `path` may stand in errors; `query` holds values and may not. */
  async function ask(
    path: string,
    init: RequestInit & { headers?: Record<string, string> },
    {
      query = "",
      send = sendAsFetch,
      signal,
      begun = session,
    }: CallOptions & { readonly query?: string; readonly begun?: number } = {},
  ) {
    const sent = init.method !== undefined;
    const made = options.headers;
    const headers = new Headers(typeof made === "function" ? await made() : made);
    // Who waits may leave before it is sent.
    signal?.throwIfAborted();
    // What somebody began who has signed out since must not be done as somebody else.
    if (session !== begun) {
      throw new NetworkError(`\`${path}\` was not sent: the session is over`, undefined, { sent: false });
    }
    headers.set("Accept", "application/json");
    if (options.schema !== undefined) {
      headers.set("X-Mizan-Schema", options.schema);
    }
    for (const [name, value] of Object.entries(init.headers ?? {})) {
      headers.set(name, value);
    }
    let response: Answer;
    let text: string;
    try {
      const all: RequestInit = { ...init, credentials: "same-origin", headers };
      response = await send(base + path + query, all, options.fetch);
      text = await response.text();
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new NetworkError(`no answer from \`${path}\``, undefined, { cause, sent });
    }
    const kind = response.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
    const body =
      kind === (response.ok ? "application/json" : "application/problem+json") ? parse(text) : undefined;
    if (response.ok && isObject(body)) {
      return body;
    }
    const retryAfter = readDelay(response.headers.get("Retry-After") ?? "");
    throw (
      (response.ok ? undefined : readProblem(body, response.status, retryAfter)) ??
      strange(path, response.status, { sent, retryAfter })
    );
  }

  function fetchToken(): Promise<string | null> {
    const asked = ask("session/", {}).then(({ csrfToken }) =>
      typeof csrfToken === "string" ? csrfToken : null,
    );
    asked.catch(() => forget(asked));
    return asked;
  }

  function forget(known: Promise<string | null>): void {
    if (token === known) {
      token = undefined;
    }
  }

  /** Sends what changes things, with the token. Once it is sent, nobody's leaving cuts it. */
  async function post(
    path: string,
    body: string | FormData,
    options: CallOptions & { readonly begun: number },
    first = true,
  ): Promise<WireValues> {
    token ??= fetchToken();
    const known = token;
    const csrfToken = await known;
    // The type of a form names its boundary, which is made as it is sent.
    const headers: Record<string, string> =
      typeof body === "string" ? { "Content-Type": "application/json" } : {};
    if (csrfToken !== null) {
      headers["X-CSRFToken"] = csrfToken;
    }
    try {
      return await ask(path, { method: "POST", headers, body }, options);
    } catch (error) {
      if (!(error instanceof MizanError && error.type === REFUSED_FOR_CSRF)) {
        throw error;
      }
      // Only this token: another call may have been refused as well and have asked for the next one already.
      forget(known);
      if (!first) {
        throw error;
      }
    }
    // It was refused before anything ran, so this is no second run.
    return post(path, body, options, false);
  }

  return {
    address: base,
    async call(name, args, options) {
      const path = `call/${name}/`;
      const body = args instanceof FormData ? args : JSON.stringify({ args });
      const answer = await post(path, body, { ...options, begun: session });
      if (!Object.hasOwn(answer, "result")) {
        throw strange(path, 200, {});
      }
      return { result: answer["result"], invalidate: readTargets(answer["invalidate"]) };
    },
    async read(context, params, { signal, fresh }) {
      const headers: Record<string, string> = fresh ? { "Cache-Control": "no-cache" } : {};
      return ask(`ctx/${context}/`, { headers, signal: signal ?? null }, { query: spellQuery(params) });
    },
    clear() {
      token = undefined;
      session += 1;
    },
  };
}

const REFUSED_FOR_CSRF = "urn:mizan:problem:csrf";

type NetworkErrorOptions = ConstructorParameters<typeof NetworkError>[2];

function strange(path: string, status: number, options: NetworkErrorOptions): NetworkError {
  return new NetworkError(`the answer to \`${path}\` (status ${status}) is none of Mizan's`, status, options);
}

/** The seconds that a `Retry-After` asks for, by their number or as a date (RFC 9110, 10.2.3); undefined if it is neither. */
function readDelay(field: string): number | undefined {
  const seconds = /^\d+$/.test(field)
    ? Number(field)
    : /GMT$/.test(field)
      ? (Date.parse(field) - Date.now()) / 1000
      : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), DAY);
}

const DAY = 86_400;
