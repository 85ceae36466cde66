// What a mock may answer, and how that travels: envelopes, problems, headers and declared targets. It decides nothing about
// requests. The pages are `ir/protocol/envelope.md` and `invalidation.md`; twins are `python/mizan/envelope.py` and
// `mizan-core/src/invalidation.rs`.

import type { ContextDefinition } from "./define.ts";
import type { DomainError, Fault } from "./errors.ts";
import { CODES, type Code } from "./errorTable.ts";
import type { Target, WireValues } from "./wire.ts";

/** A result, and what is dropped besides what the function declares. */
export class Answer<Result> {
  constructor(
    /** What the function answers, in the values of generated code. */
    readonly result: Result,
    /** Targets besides the declared ones. */
    readonly invalidate: readonly Target[],
  ) {}
}

/** A domain error. */
export class DomainRefusal<Code extends string, Data> {
  constructor(
    /** One of the function's `raises`. */
    readonly code: Code,
    /** What it bears, in the values of generated code. */
    readonly data: Data,
    /** What else the problem says. */
    readonly more: ProblemOptions,
  ) {}
}

/** A problem of the closed table. */
export class Problem {
  constructor(
    /** One of the protocol's. */
    readonly code: Code,
    /** What else the problem says. */
    readonly more: ProblemOptions,
  ) {}
}

/** What may be said of a problem besides its code. */
export interface ProblemOptions {
  /** In words, for people. */
  readonly detail?: string;
  /** The values that were refused, by wire names: `path` begins with `args` or `params`. */
  readonly errors?: readonly Fault[];
  /** The problem's URI, where it has one of its own: `"urn:mizan:problem:csrf"`. */
  readonly type?: string;
  /** The member of the context that failed, by its wire name. */
  readonly member?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /**
   * Whether the function had begun, so that the answer says what it dropped; true unless it is said. A guard, or a server
   * that is too busy, refuses before that.
   */
  readonly started?: boolean;
}

/** The domain errors of `Errors` as a mock answers them. */
export type RefusalOf<Errors> =
  Errors extends DomainError<infer Code, infer Data> ? DomainRefusal<Code, Data> : never;

/** `result`, and what the function drops besides what it declares, as `invalidate(…)` does in a server's code. */
export function answer<Result>(
  result: Result,
  { invalidate }: { readonly invalidate: readonly Target[] },
): Answer<Result> {
  return new Answer(result, invalidate);
}

/** The function's own error `code`, which it declares in `raises`, with the data that it bears. */
export function refuse<const Code extends string>(code: Code): DomainRefusal<Code, undefined>;
export function refuse<const Code extends string, Data>(
  code: Code,
  data: Data,
  more?: ProblemOptions,
): DomainRefusal<Code, Data>;
export function refuse(code: string, data?: unknown, more: ProblemOptions = {}) {
  return new DomainRefusal(code, data, more);
}

/** A problem of the closed table: `problem("NOT_FOUND")`. */
export function problem(code: Code, more: ProblemOptions = {}): Problem {
  return new Problem(code, more);
}

/** All of `context`, or what it answers to some `params`: `target(user, { userId: 5 })`. */
export function target<Params, Bundle, Errors>(
  context: ContextDefinition<Params, Bundle, Errors>,
  params?: Partial<Params>,
): Target {
  const wire = context.wireParams(params as Params);
  return Object.keys(wire).length === 0 ? context.wireName : { context: context.wireName, params: wire };
}

/** A declared target of a function. Written by the generator. */
export interface DeclaredTarget {
  /** A context, by its wire name. */
  readonly context: string;
  /** One member of it, by its wire name; the whole context where there is none. */
  readonly function?: string;
  /** By what the scope is found: a declared scope, arguments, the caller's id, or nothing. */
  readonly tier: "explicit" | "argument" | "identity" | "broad";
  /** Param → the argument that it comes from; null: the caller's id. */
  readonly params: Readonly<Record<string, string | null>>;
}

/** What a problem's code stands for. */
export interface Titled {
  readonly status: number;
  readonly title: string;
}

/** What a call with the arguments `args` drops, each once. */
export function dropped(
  declared: readonly DeclaredTarget[],
  args: WireValues,
  caller: unknown,
  more: readonly Target[],
): readonly Target[] {
  const own = declared.map(({ context, function: member, params }): Target => {
    const given = Object.entries(params).flatMap(([param, arg]) => {
      const value = arg === null ? caller : args[arg];
      return value === undefined || value === null ? [] : [[param, value] as const];
    });
    const scope = given.length === 0 ? {} : { params: Object.fromEntries(given) };
    const part = member === undefined ? {} : { function: member };
    return given.length === 0 && member === undefined ? context : { context, ...part, ...scope };
  });
  const all = new Map([...own, ...more].map((it) => [JSON.stringify(it), it]));
  return [...all.values()];
}

/** What a call answers. */
export function callAnswer(request: Request, result: unknown, invalidate: readonly Target[]): Response {
  const headers = { "Cache-Control": "no-store", "Cache-Status": CALLED };
  return written(request, 200, JSON_TYPE, { result, invalidate }, headers);
}

/** A context's bundle, of which no cache keeps anything. */
export function bundleAnswer(request: Request, bundle: WireValues): Response {
  return written(request, 200, JSON_TYPE, bundle, {
    "Cache-Control": "private, no-cache",
    "Cache-Status": "mizan; fwd=bypass; detail=store",
    Vary: "Cookie, Authorization, X-Mizan-Token",
  });
}

/** What `session/` answers. */
export function sessionAnswer(request: Request, csrfToken: string | null): Response {
  const headers = { "Cache-Control": "no-store", "Cache-Status": BYPASSED };
  return written(request, 200, JSON_TYPE, { csrfToken }, headers);
}

/** A problem object. `invalidate` is there where the function had begun. */
export function problemAnswer(
  request: Request,
  code: string,
  more: ProblemOptions & { readonly data?: unknown; readonly invalidate?: readonly Target[] },
  { status, title }: Titled,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { detail, errors = [], member, data, invalidate } = more;
  const body = {
    type: more.type ?? `urn:mizan:problem:${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    code,
    detail,
    errors: errors.length === 0 ? undefined : errors,
    member,
    data,
    invalidate,
  };
  return written(request, status, "application/problem+json", body, {
    "Cache-Control": "no-store",
    "Cache-Status": BYPASSED,
    ...(status === 401 ? { "WWW-Authenticate": "Mizan" } : {}),
    ...(more.retryAfter === undefined ? {} : { "Retry-After": String(more.retryAfter) }),
    ...headers,
  });
}

/** The entry of the closed table. */
export function entryOf(code: Code): Titled {
  const [status, title] = CODES[code];
  return { status, title };
}

/** `Cache-Status` of what a function has answered, and of a read whose members ran and failed. */
export const CALLED = "mizan; fwd=method";
export const FAILED_READ = "mizan; fwd=bypass; detail=error";

const JSON_TYPE = "application/json";
const BYPASSED = "mizan; fwd=bypass";

function written(
  request: Request,
  status: number,
  type: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Response {
  // A mock is of the schema that its client is of.
  const schema = request.headers.get("X-Mizan-Schema");
  return new Response(request.method === "HEAD" ? null : JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": type,
      ...headers,
      ...(schema === null ? {} : { "X-Mizan-Schema": schema }),
      "X-Content-Type-Options": "nosniff",
    },
  });
}
