// Answers, written whole: results, bundles, problems, and what goes with a view's own response. It decides status, headers and bytes.
// Twins: `python/mizan/envelope.py`, `mizan-core/src/envelope/answers.rs`. The page is `ir/protocol/envelope.md`.

import { Buffer } from "node:buffer";
import { createHash, hash } from "node:crypto";
import { reported } from "@mizan/client/wire";
import { type Asking, isSafe, matches } from "./envelope.ts";
import { DomainError, MethodNotAllowed, type Problem } from "./errors.ts";
import { WORLD } from "./tags.ts";

/** Header fields: a name, its value, the next name. */
export type Headers = readonly string[];

/** An answer, whole. On HEAD and 304 the body is empty. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** A view's own response in place of a body: its headers are those above. */
  readonly response?: Response;
  /** The problem that is answered, for the log. */
  readonly problem?: Problem;
}

/** What an answer says of what was dropped. */
export interface Dropped {
  /** The JSON of `invalidate`. */
  readonly body: string;
  /** The field, where anything was. */
  readonly header: string | undefined;
  /** The tags for shared caches, where there is a secret. */
  readonly groups: readonly string[] | undefined;
}

/** Nothing was. */
export const NOTHING: Dropped = { body: "[]", header: undefined, groups: undefined };

/** What a problem says beside itself. */
export interface Around {
  /** The member of a bundle that failed. */
  readonly member?: string | undefined;
  /** What was dropped; undefined: nothing had started. */
  readonly dropped?: Dropped;
  /** What became of the request, for caches. */
  readonly status?: string;
  /** What a domain error bears, as JSON. */
  readonly data?: string | undefined;
}

/** Tags of a public answer; one that has more is nothing for a shared cache. */
export const MOST_GROUPS = 31;

const JSON_TYPE = "application/json";
const NO_STORE: Headers = ["Cache-Control", "no-store"];
const CALLED: Headers = ["Cache-Status", "mizan; fwd=method"];
const BYPASSED: Headers = ["Cache-Status", "mizan; fwd=bypass"];
const UNSTORED: Headers = ["Cache-Status", "mizan; fwd=bypass; detail=store"];
const UNCACHED: Headers = ["Cache-Status", "mizan; fwd=bypass; detail=uncached"];
const VARY_PRIVATE: Headers = ["Vary", "Cookie, Authorization, X-Mizan-Token"];
const PRIVATE: Headers = ["Cache-Control", "private, no-cache", ...VARY_PRIVATE];
const NEVER_KEPT: Headers = ["Cache-Control", "private, no-store", ...VARY_PRIVATE];
const VARY_PUBLIC: Headers = ["Vary", "Accept-Encoding"];
const UNKEPT_CALL: Headers = [...NO_STORE, ...CALLED];
const UNKEPT: Headers = [...NO_STORE, ...BYPASSED];

/** `Cache-Status` of a problem: nothing had started, a call's function had, a bundle's members had. */
export const STATUS = {
  before: "mizan; fwd=bypass",
  called: "mizan; fwd=method",
  failed: "mizan; fwd=bypass; detail=error",
};

/** Writes the answers to one request. `schema` is the graph's. */
export class Answers {
  readonly #asking: Asking;
  readonly #schema: string;

  constructor(asking: Asking, schema: string) {
    this.#asking = asking;
    this.#schema = schema;
  }

  /** A call's result, which is JSON already. */
  call(result: string, dropped: Dropped): Reply {
    const body = `{"result":${result},"invalidate":${dropped.body}}`;
    return this.#reply(200, JSON_TYPE, body, [...UNKEPT_CALL, ...told(dropped)]);
  }

  /** A bundle of which a member is per caller; `isCached` where every member may be. */
  bundle(body: string, isCached: boolean): Reply {
    return isCached
      ? this.#conditional(body, PRIVATE)
      : this.#reply(200, JSON_TYPE, body, [...NEVER_KEPT, ...UNCACHED]);
  }

  /** A bundle of public members alone. `tags` are all that its entries have; undefined where there is no secret. */
  publicBundle(body: string, seconds: number, tags: readonly string[] | undefined): Reply {
    if (tags === undefined || tags.length > MOST_GROUPS) {
      return this.#conditional(body, ["Cache-Control", "private, no-cache", ...VARY_PUBLIC]);
    }
    return this.#conditional(body, [
      ...["Cache-Control", `public, max-age=0, s-maxage=${seconds}`],
      ...["CDN-Cache-Control", `max-age=${seconds}`],
      ...VARY_PUBLIC,
      ...["Cache-Groups", groupList([...tags, WORLD])],
    ]);
  }

  #conditional(body: string, kept: Headers): Reply {
    const etag = `W/"${sha256(body).slice(0, 32)}"`;
    const headers = [...kept, "ETag", etag, ...UNSTORED];
    const condition = this.#asking.header("if-none-match");
    return condition !== undefined && matches(condition, etag)
      ? { status: 304, headers: [...headers, ...this.#always()], body: "" }
      : this.#reply(200, JSON_TYPE, body, headers);
  }

  /** The host's own token against forgery, where it has one. */
  session(token: string | undefined): Reply {
    const body = `{"csrfToken":${token === undefined ? "null" : JSON.stringify(token)}}`;
    return this.#reply(200, JSON_TYPE, body, UNKEPT);
  }

  /** The IR's canonical text. */
  ir(text: string): Reply {
    return this.#reply(200, "application/vnd.kdl", text, UNKEPT);
  }

  /**
   * A view's own response; its `Cache-Control` stays, whatever was dropped. A generated client is told of a redirect by 200: by
   * `fetch` it could see neither where that leads nor its headers.
   */
  view(response: Response, dropped: Dropped): Reply {
    const status = isSafe(this.#asking) ? BYPASSED : CALLED;
    const own: string[] = [];
    const kept: string[] = [];
    for (const [name, value] of response.headers) {
      own.push(name, value);
      if (!["location", "content-length", "content-type", "cache-control"].includes(name)) {
        kept.push(name, value);
      }
    }
    const location = response.headers.get("location");
    const mizan = [...status, "X-Mizan-Schema", this.#schema, ...told(dropped)];
    const isRedirect = response.status >= 300 && response.status < 400;
    if (location !== null && isRedirect && this.#asking.header("x-mizan-schema") !== undefined) {
      const body = `{"redirect":${JSON.stringify(location.toWellFormed())},"invalidate":${dropped.body}}`;
      const described = ["Content-Type", JSON_TYPE, "Content-Length", String(Buffer.byteLength(body))];
      const headers = [...described, ...NO_STORE, ...kept, ...mizan];
      return { status: 200, headers, body: this.#isHead() ? "" : body };
    }
    const says = dropped.header !== undefined && !response.headers.has("cache-control") ? NO_STORE : [];
    return {
      status: response.status,
      headers: [...own, ...says, ...mizan],
      body: "",
      ...(this.#isHead() ? {} : { response }),
    };
  }

  /** A problem object. */
  problem(problem: Problem, { member, dropped, status = STATUS.before, data }: Around = {}): Reply {
    const theirs = this.#asking.header("x-mizan-schema");
    // What an author's own error says is no matter of what the client knows.
    const knows = theirs === undefined || theirs === this.#schema || problem instanceof DomainError;
    const isOutdated = !knows && [400, 404, 422].includes(problem.status);
    const described = {
      type: `urn:mizan:problem:${problem.kind}`,
      title: problem.title,
      status: problem.status,
      code: problem.code,
      // An author's text may hold half of a surrogate pair, which has no UTF-8.
      ...(problem.detail === undefined ? {} : { detail: problem.detail.toWellFormed() }),
      ...(problem.errors.length === 0 ? {} : { errors: reported(problem.errors) }),
      ...(member === undefined ? {} : { member }),
    };
    const tail =
      (data === undefined ? "" : `,"data":${data}`) +
      (dropped === undefined ? "" : `,"invalidate":${dropped.body}`) +
      (isOutdated ? ',"outdated":true' : "");
    const body = `${JSON.stringify(described).slice(0, -1)}${tail}}`;
    const headers = [...NO_STORE, "Cache-Status", status, ...(dropped === undefined ? [] : told(dropped))];
    if (problem instanceof MethodNotAllowed) {
      headers.push("Allow", problem.allow.join(", "));
    }
    if (problem.status === 401) {
      // A 401 must name a scheme; for one that is nobody's no browser opens a dialog.
      headers.push("WWW-Authenticate", "Mizan");
    }
    return { ...this.#reply(problem.status, "application/problem+json", body, headers), problem };
  }

  #reply(status: number, type: string, body: string, headers: Headers): Reply {
    const length = String(Buffer.byteLength(body));
    return {
      status,
      headers: ["Content-Type", type, "Content-Length", length, ...headers, ...this.#always()],
      body: this.#isHead() ? "" : body,
    };
  }

  #always(): Headers {
    return ["X-Mizan-Schema", this.#schema, "X-Content-Type-Options", "nosniff"];
  }

  #isHead(): boolean {
    return this.#asking.method === "HEAD";
  }
}

/** In hex. Where it is there, the way without a state between is the shorter one. */
function sha256(text: string): string {
  return typeof hash === "function"
    ? hash("sha256", text, "hex")
    : createHash("sha256").update(text).digest("hex");
}

function told({ header, groups }: Dropped): Headers {
  if (header === undefined) {
    return [];
  }
  const field = ["X-Mizan-Invalidate", header];
  return groups === undefined ? field : [...field, "Cache-Group-Invalidation", groupList(groups)];
}

/** Tags as a field of RFC 9875 has them: a list of strings. */
function groupList(tags: readonly string[]): string {
  return tags.map((tag) => `"${tag}"`).join(", ");
}
