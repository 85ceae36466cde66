// The shape of requests, without a host: the cross-site rule, content type, length, conditions. It decides each by itself, never in
// which order things are checked (`dispatch`), nor how a host reads; what is answered is `answers`. Twins: `python/mizan/envelope.py`,
// `mizan-core/src/envelope.rs`. The page is `ir/protocol/envelope.md`.

import { crossSite, MethodNotAllowed, problem } from "./errors.ts";
import type { Secret } from "./secret.ts";

/** What an adapter takes from its host. */
export interface Asking {
  /** As sent. */
  readonly method: string;
  /** What of the path is below the base, as it was sent, without a leading slash: `call/rename_user/`. */
  readonly path: string;
  /** What is behind the question mark, as it was sent. */
  readonly query: string;
  /** What the client called the server. */
  readonly host: string | undefined;
  /** A header field by its lower-case name, several lines joined by `, `; undefined where it is absent. */
  header(name: string): string | undefined;
}

/** What a host's settings decide. */
export interface Policy {
  /** Other origins that may call. */
  readonly origins: readonly Origin[];
  /** Bytes of a body. */
  readonly limit: number;
  /** Bytes of one with files. */
  readonly uploadLimit: number;
  /** Whether `ir/` is there, which it is for developers alone. */
  readonly showsIr: boolean;
  /** What tags are made with, without which no shared cache is let in. */
  readonly secret: Secret | undefined;
}

/** Bytes of a call's body. */
export const DEFAULT_LIMIT = 1 << 20;

/** Bytes of a body with files: all of one call together, and what stands around them. */
export const DEFAULT_UPLOAD = 32 << 20;

/** Whether nothing is changed by its method. */
export function isSafe({ method }: Asking): boolean {
  return method === "GET" || method === "HEAD";
}

/** Throws METHOD_NOT_ALLOWED. */
export function checkMethod({ method }: Asking, allowed: readonly string[]): void {
  if (!allowed.includes(method)) {
    throw new MethodNotAllowed(allowed);
  }
}

/** Whether a token header is there. It then decides identity alone, and no cookie counts. */
export function bearsToken(asking: Asking): boolean {
  if (asking.header("x-mizan-token") !== undefined) {
    return true;
  }
  const authorization = asking.header("authorization");
  // The scheme with whatever separates it from a token, or with nothing after it: a token that is not there does not hold.
  return authorization !== undefined && /^[ \t]*bearer(?:[ \t]|$)/i.test(authorization);
}

/** A scheme, a host and a port. */
export interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

const HOST = /^([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::(0|[1-9][0-9]{0,4}))?$/;
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/s;
const PORTS: ReadonlyMap<string, number> = new Map([
  ["http", 80],
  ["https", 443],
]);

/** The origin that `text` is; undefined for `null`, and for one with a path or a wildcard. */
export function originOf(text: string): Origin | undefined {
  const [, scheme, rest = ""] = SCHEME.exec(text) ?? [];
  const [, host, port] = HOST.exec(rest) ?? [];
  return scheme === undefined || host === undefined
    ? undefined
    : {
        scheme,
        host: host.toLowerCase(),
        port: port === undefined ? (PORTS.get(scheme) ?? 0) : Number(port),
      };
}

function isSameHost(origin: Origin, named: string): boolean {
  const usual = PORTS.get(origin.scheme);
  const [, host, port] = HOST.exec(named) ?? [];
  // Only where a scheme has a port of its own can a `Host` without a port be read.
  return (
    usual !== undefined &&
    host !== undefined &&
    origin.host === host.toLowerCase() &&
    origin.port === (port === undefined ? usual : Number(port))
  );
}

/** The cross-site rule, for an unsafe request without a token. Throws FORBIDDEN of that kind. */
export function checkSite(asking: Asking, { origins }: Policy): void {
  const site = asking.header("sec-fetch-site");
  if (site === "same-origin" || site === "none") {
    return;
  }
  const field = asking.header("origin");
  const origin = field === undefined ? undefined : originOf(field);
  if (
    origin !== undefined &&
    origins.some(
      ({ scheme, host, port }) => scheme === origin.scheme && host === origin.host && port === origin.port,
    )
  ) {
    return;
  }
  if (site === undefined) {
    if (field === undefined && asking.header("cookie") === undefined) {
      return;
    }
    if (origin !== undefined && isSameHost(origin, asking.host ?? "")) {
      return;
    }
  }
  throw crossSite();
}

const JSON_TYPE =
  /^[ \t]*application\/json(?:[ \t]*;[ \t]*[cC][hH][aA][rR][sS][eE][tT]=(?:[uU][tT][fF]-8|"[uU][tT][fF]-8"))?[ \t]*$/;

/** Exactly `application/json`; `charset=utf-8` may follow. Throws UNSUPPORTED_MEDIA_TYPE. */
export function checkContentType(asking: Asking): void {
  const declared = asking.header("content-type");
  if (declared !== "application/json" && !JSON_TYPE.test(declared ?? "")) {
    throw problem("UNSUPPORTED_MEDIA_TYPE");
  }
}

/** A body declared over the limit is refused unread. Throws TOO_LARGE, or BAD_REQUEST if that is no length. */
export function checkLength(asking: Asking, limit: number): void {
  const declared = asking.header("content-length");
  if (declared === undefined || declared === "") {
    return;
  }
  if (!/^[0-9]+$/.test(declared)) {
    throw problem("BAD_REQUEST", { detail: "the content length is no number" });
  }
  // Longer than any number of bytes that is in question.
  if (declared.length > 18 || Number(declared) > limit) {
    throw problem("TOO_LARGE");
  }
}

/** A read has no body: it would take no part in what a cache knows the answer by. Throws BAD_REQUEST. */
export function checkNoBody(asking: Asking): void {
  const length = asking.header("content-length") ?? "";
  if ((length !== "" && length !== "0") || asking.header("transfer-encoding") !== undefined) {
    throw problem("BAD_REQUEST", { detail: "a read has no body" });
  }
}

/** `If-None-Match` by weak comparison: a list whose elements may be empty, or `*`. What cannot be parsed matches nothing. */
export function matches(condition: string, etag: string): boolean {
  if (/^[ \t]*\*[ \t]*$/.test(condition)) {
    return true;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a tag holds none
  const element = /[ \t]*(?:(?:W\/)?("[^\x00-\x20"\x7f]*")[ \t]*)?(?:,|$)/y;
  const opaque = etag.replace(/^W\//, "");
  let found = false;
  while (element.lastIndex < condition.length) {
    const match = element.exec(condition);
    if (match === null) {
      return false;
    }
    found ||= match[1] === opaque;
  }
  return found;
}
