// A server that speaks Mizan's protocol over real sockets, with functions and contexts that a test writes. It is the
// other side of the wire for the tests of `@mizan/client` and `@mizan/react`, and shares no code with them.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface Asked {
  readonly method: string;
  /** Below the base: `call/rename_user/`, `ctx/user/?user_id=5`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What a call with files sent, as an implementation of forms that is none of ours reads it. */
  readonly form: FormData | undefined;
  /** Whether the other side hung up before it was answered. */
  hungUp: boolean;
}

/** An answer in full. Plain values are answered 200 as JSON. */
export class Reply {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly text: string,
    readonly headers: Record<string, string> = {},
  ) {}

  /** The same, with these headers besides. */
  with(headers: Record<string, string>): Reply {
    return new Reply(this.status, this.type, this.text, headers);
  }
}

/** A problem as the protocol has them. */
export function problem(status: number, code: string, more: Record<string, unknown> = {}): Reply {
  const type = `urn:mizan:problem:${code.toLowerCase().replaceAll("_", "-")}`;
  return new Reply(
    status,
    "application/problem+json",
    JSON.stringify({ type, title: code, status, code, ...more }),
  );
}

type Values = Record<string, unknown>;

/** What a test's server does. */
export interface Plan {
  /** Gives `{result, invalidate}`, or a `Reply`. */
  functions?: Record<string, (args: Values, asked: Asked) => unknown>;
  /** Gives the bundle, or a `Reply`. */
  contexts?: Record<string, (params: URLSearchParams, asked: Asked) => unknown>;
  /** Gives the token that calls must bear from now on; none is asked for if this is not there. */
  session?: () => string | Reply | Promise<string | Reply>;
}

export class Counterpart {
  readonly asked: Asked[] = [];
  /** The token that is accepted. */
  token: string | null = null;
  #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const whole = Buffer.concat(chunks);
      const type = request.headers["content-type"] ?? "";
      const asked: Asked = {
        method: request.method ?? "",
        path: (request.url ?? "").replace("/api/mizan/", ""),
        headers: request.headers,
        body: whole.toString("utf8"),
        form: type.startsWith("multipart/")
          ? await new Response(whole, { headers: { "Content-Type": type } }).formData()
          : undefined,
        hungUp: false,
      };
      this.asked.push(asked);
      response.on("close", () => {
        asked.hungUp = !response.writableFinished;
      });
      void this.#answer(asked, response);
    });
  });

  constructor(readonly plan: Plan) {}

  static async start(plan: Plan): Promise<Counterpart> {
    const counterpart = new Counterpart(plan);
    await new Promise<void>((listening) => counterpart.#server.listen(0, "127.0.0.1", listening));
    return counterpart;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/mizan/`;
  }

  /** The paths asked for, in order; only those that begin with `prefix`. */
  paths(prefix = ""): string[] {
    return this.asked.map(({ path }) => path).filter((path) => path.startsWith(prefix));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(asked: Asked, response: ServerResponse): Promise<void> {
    const value = await this.#value(asked);
    const reply = value instanceof Reply ? value : new Reply(200, "application/json", JSON.stringify(value));
    const headers = { "Content-Type": reply.type, "Cache-Control": "no-store", ...reply.headers };
    response.writeHead(reply.status, headers);
    response.end(reply.text);
  }

  async #value(asked: Asked): Promise<unknown> {
    const url = new URL(asked.path, "http://counterpart");
    const [, kind, name = ""] = url.pathname.split("/");
    if (kind === "session") {
      const given = this.plan.session ? await this.plan.session() : null;
      if (given instanceof Reply) {
        return given;
      }
      this.token = given;
      return { csrfToken: given };
    }
    if (kind === "call" && asked.method === "POST" && this.plan.functions?.[name]) {
      if (this.token !== null && asked.headers["x-csrftoken"] !== this.token) {
        return problem(403, "FORBIDDEN", { type: "urn:mizan:problem:csrf" });
      }
      const args = asked.form
        ? (JSON.parse(String(asked.form.get("args"))) as Values)
        : (JSON.parse(asked.body) as { args: Values }).args;
      return this.plan.functions[name](args, asked);
    }
    if (kind === "ctx" && asked.method === "GET" && this.plan.contexts?.[name]) {
      return this.plan.contexts[name](url.searchParams, asked);
    }
    return problem(404, "NOT_FOUND");
  }
}

/** Something that a test lets happen when it wants. */
export class Gate<T = void> {
  readonly #settled = Promise.withResolvers<T>();
  readonly passed = this.#settled.promise;
  open = this.#settled.resolve;
}

/** Waits until it is so; the test's own time limit is the only one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((turn) => setImmediate(turn));
  }
}
