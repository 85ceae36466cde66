// How a request fails: by a problem that the server named, or without any answer of Mizan's. It decides nothing about
// what follows from a failure. The page is `ir/protocol/envelope.md`; twins are `python/mizan/errors.py` and
// `mizan-core/src/errors.rs`.

import type { Code, FaultCode } from "./errorTable.ts";
import { readTargets } from "./invalidation.ts";
import { isObject, type Target, type WireValues } from "./wire.ts";

/** A code that this client knows, or one that it does not: a domain error's, or a later server's. */
export type ErrorCode = Code | (string & {});

/** One value that was refused: where it is, by wire names, and why. `path` begins with `args` or `params`. */
export interface Fault {
  /** `["args", "lines", 0, "amount"]`: names of arguments and fields, keys of maps, indexes of lists. */
  readonly path: readonly (string | number)[];
  /** `"missing"`, `"unknown"`, `"type"`, `"range"`, `"length"`, `"pattern"`, `"enum"` or `"format"`. */
  readonly code: FaultCode | (string & {});
}

/** The server refused the request, or failed at it, and said how: a problem of RFC 9457. */
export class MizanError extends Error {
  /** `"MizanError"`, or `"ClientOutdated"`. */
  override readonly name: string = "MizanError";
  /** What went wrong, in upper case: `"NOT_FOUND"`. */
  readonly code: ErrorCode;
  /** The answer's HTTP status. */
  readonly status: number;
  /** The problem's URI: `"urn:mizan:problem:not-found"`. */
  readonly type: string;
  /** What the code means, in words: `"Not found"`, or what the author of a domain error has written. */
  readonly title: string;
  /** Wording for people, if the server gave some; it holds no value that was sent. */
  readonly detail: string | undefined;
  /** The values that were refused: at most 32, by path; empty where the problem names none. */
  readonly errors: readonly Fault[];
  /** The member of the context that failed first, by its wire name; undefined for a call. */
  readonly member: string | undefined;
  /** What a domain error bears, as its codec reads it; undefined for all others. `code` narrows its type. */
  readonly data: unknown;
  /** What the call dropped before it failed. The client has acted on it already. */
  readonly invalidate: readonly Target[];
  /** Whether the function had begun, so that it may have left something behind. Where it is false nothing has run. */
  readonly started: boolean;
  /** Whether server and client were made from different schemas; the error is a `ClientOutdated` then. */
  readonly outdated: boolean;
  /** In how many seconds the server asks to be asked again (`Retry-After`), a day at most. */
  readonly retryAfter: number | undefined;

  constructor(
    problem: Readonly<Record<string, unknown>> & { readonly code: string },
    status: number,
    retryAfter?: number,
  ) {
    const title = text(problem["title"]) ?? problem.code;
    const detail = text(problem["detail"]);
    super(`${problem.code}: ${detail ?? title}`);
    this.code = problem.code;
    this.status = status;
    this.type = text(problem["type"]) ?? "about:blank";
    this.title = title;
    this.detail = detail;
    this.errors = Array.isArray(problem["errors"]) ? problem["errors"].filter(isFault) : [];
    this.member = text(problem["member"]);
    this.data = problem["data"];
    this.started = problem["invalidate"] !== undefined;
    this.invalidate = this.started ? readTargets(problem["invalidate"]) : [];
    this.outdated = problem["outdated"] === true;
    this.retryAfter = retryAfter;
  }
}

/** The request was refused, and this client is not of the server's schema: a deploy went by, the page must be reloaded. */
export class ClientOutdated extends MizanError {
  /** `"ClientOutdated"`. */
  override readonly name = "ClientOutdated";
}

/**
 * No answer came, or one that is none of Mizan's (a proxy's page, say). A function that was `sent` may have run or not.
 * `cause` is what the network said.
 */
export class NetworkError extends Error {
  /** `"NetworkError"`. */
  override readonly name = "NetworkError";
  /** `"NETWORK"`, so that one `switch` over codes has all failures. */
  readonly code = "NETWORK";
  /** The answer's HTTP status, if one came. */
  readonly status: number | undefined;
  /** False where no call was sent, so that nothing has run: a read's answer did not come, or a call's CSRF token. */
  readonly sent: boolean;
  /** In how many seconds a proxy asks to be asked again (`Retry-After`), a day at most. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    status?: number,
    options?: ErrorOptions & { readonly sent?: boolean; readonly retryAfter?: number | undefined },
  ) {
    super(message, options);
    this.status = status;
    this.sent = options?.sent ?? true;
    this.retryAfter = options?.retryAfter;
  }
}

/** A `MizanError` of the closed table: all that a function without `raises` is refused with. */
export type Refusal = MizanError & {
  /** One of the table's, which a `switch` may go through. */
  readonly code: Code;
};

/** All that a call or a read fails with, domain errors and an abort apart. */
export type Failure = Refusal | NetworkError;

/** An author's own error, with its data if it has some. `code` tells it from the others of a union. */
export type DomainError<Code extends string, Data = undefined> = MizanError & {
  /** Its author's: `"OUT_OF_STOCK"`. */
  readonly code: Code;
  /** What it bears, in the values of generated code. */
  readonly data: Data;
};

/**
 * What a function's `safe` answers: `data`, the result, where `ok` is true, and the `error` where it is false. `ok` narrows it,
 * and then `error.code`.
 */
export type Outcome<Data, Errors = never> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly error: Errors | Failure };

/** The error for a problem object, or undefined if `body` is none. */
export function readProblem(body: unknown, status: number, retryAfter?: number): MizanError | undefined {
  if (!isObject(body) || typeof body["code"] !== "string") {
    return undefined;
  }
  const problem = body as WireValues & { readonly code: string };
  return new (problem["outdated"] === true ? ClientOutdated : MizanError)(problem, status, retryAfter);
}

function isFault(value: unknown): value is Fault {
  return isObject(value) && Array.isArray(value["path"]) && typeof value["code"] === "string";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
