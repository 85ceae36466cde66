// Requests of the web's → answers of the web's. It decides what of a `Request` the machine is told, and how a `Response` is made of an
// answer. The page is `ir/protocol/dispatch.md`, TypeScript; its sibling for `node:http` is `node.ts`.

import type { Reply } from "./answers.ts";
import { parts, type Source, sourceOf, whole } from "./body.ts";
import { originOf } from "./envelope.ts";
import { RegistryError } from "./errors.ts";
import { freeze } from "./frozen.ts";
import type { Declarations } from "./registry.ts";
import { type Exchange, type ServeOptions, Started } from "./serve.ts";

/** What a runtime has for work that goes on after the answer. */
export interface Context {
  /** Keeps the runtime from ending before that. */
  waitUntil?(work: Promise<unknown>): void;
}

/** A graph that has started, for every runtime that has the web's `Request`. */
export class App {
  /** For adapters of other hosts, as `@mizan/server/node` is. */
  readonly started: Started;

  constructor(started: Started) {
    this.started = started;
  }

  /** Whether the request is to an address of Mizan's: below the base, or a view's. */
  matches(request: Request): boolean {
    return this.started.find(new URL(request.url).pathname) !== undefined;
  }

  /**
   * Answers; never rejects. A function that has begun reaches its end, whatever becomes of the connection, as long as the runtime
   * lives: `waitUntil` is told of it.
   */
  async handle(request: Request, context: Context = {}): Promise<Response> {
    const url = new URL(request.url);
    const found = this.started.find(url.pathname) ?? { below: "" };
    let source: Source | undefined;
    const body = () => {
      source ??= sourceOf(request.body);
      return source;
    };
    const exchange: Exchange = {
      asking: {
        method: request.method,
        path: "below" in found ? found.below : url.pathname.slice(1),
        query: url.search.slice(1),
        host: request.headers.get("host") ?? url.host,
        header: (name) => request.headers.get(name) ?? undefined,
      },
      request: (read) => {
        const { method, headers } = request;
        return new Request(request.url, {
          method,
          headers,
          ...(read === undefined ? {} : { body: new Uint8Array(read) }),
        });
      },
      readBody: (limit, time) => whole(body(), limit, time),
      readParts: (limits, time) => parts(body(), limits, time),
    };
    const answering = Promise.resolve(this.started.answer(exchange, found));
    context.waitUntil?.(answering);
    return responseOf(await answering);
  }

  /** Waits until every request has been answered to its end, those included whose clients have left. */
  settled(): Promise<void> {
    return this.started.settled();
  }
}

function responseOf({ status, headers, body, response }: Reply): Response {
  const isEmpty = [101, 204, 205, 304].includes(status);
  const given = response === undefined ? body : response.body;
  const fields: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    fields.push([headers[at] ?? "", headers[at + 1] ?? ""]);
  }
  return new Response(isEmpty ? null : given, { status, headers: fields });
}

/** Freezes, and starts. Throws RegistryError with every defect at once. */
export function start(declarations: Declarations, options: ServeOptions<unknown>): App {
  const defects: string[] = [];
  const origins = (options.origins ?? []).flatMap((text) => {
    const origin = originOf(text);
    if (origin === undefined) {
      defects.push(`\`${text}\` is no origin: write it as \`https://shop.example\``);
    }
    return origin === undefined ? [] : [origin];
  });
  if (declarations.entries.length === 0) {
    throw new RegistryError(["nothing is declared: import the modules that declare into this registry"]);
  }
  if (options.identity === undefined) {
    // A guard of the author's own is asked about nobody too.
    const guarded = declarations.entries.filter(
      ({ declared: { auth } }) => auth !== undefined && typeof auth !== "function",
    );
    defects.push(
      ...guarded.map(
        ({ name }) =>
          `function \`${name}\`: it has a guard, and nobody says who asks; give \`serve\` an \`identity\``,
      ),
    );
  }
  return new App(new Started(freeze(declarations, defects), options, origins));
}
