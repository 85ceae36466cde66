// The entry `@mizan/client/msw`: request handlers for Mock Service Worker that answer as a server of Mizan's does. It decides in
// which order a request is looked at, and what becomes of what a mock answers; how requests are read and answers written,
// `mswRequests.ts` and `mswAnswers.ts` do. The pages are `ir/protocol/client.md`, "Mocks", and `dispatch.md`.

import { delay, type HttpHandler, http } from "msw";
import type { ContextDefinition, FunctionDefinition } from "./define.ts";
import type { Field, Type } from "./ir.ts";
import {
  Answer,
  bundleAnswer,
  CALLED,
  callAnswer,
  type DeclaredTarget,
  DomainRefusal,
  dropped,
  entryOf,
  FAILED_READ,
  Problem,
  type ProblemOptions,
  problemAnswer,
  type RefusalOf,
  sessionAnswer,
  type Titled,
} from "./mswAnswers.ts";
import { type Read, readCall, readQuery } from "./mswRequests.ts";
import { Values } from "./mswValues.ts";
import { toWire } from "./naming.ts";
import type { NamedTypes } from "./testing.ts";
import type { Target, WireValues } from "./wire.ts";

export {
  Answer,
  answer,
  type DeclaredTarget,
  DomainRefusal,
  Problem,
  type ProblemOptions,
  problem,
  type RefusalOf,
  refuse,
  target,
} from "./mswAnswers.ts";
export type { NamedTypes } from "./testing.ts";

/** How a mock answers, besides what. */
export interface MockOptions {
  /** Where the client expects the server, as a path of MSW's; by default `/api/mizan/` of any origin. */
  readonly baseUrl?: string;
  /** Milliseconds before it answers, or a word of MSW's. */
  readonly delay?: number | "real" | "infinite";
  /** Answers one request, and leaves the next ones to whoever comes after it. */
  readonly once?: boolean;
  /** Who calls, as the contexts' params have it: for functions that drop what is the caller's. Nobody by default. */
  readonly caller?: string | number;
}

/** What is known of a request besides its values. */
export interface Asked {
  /** As MSW has caught it. Its body is read already. */
  readonly request: Request;
}

/** What a mock answers: a value, a problem, or a response of its own making, which no server of Mizan's would give. */
export type Mocked<Value, Errors> = Value | RefusalOf<Errors> | Problem | Response;

/**
 * A handler of MSW's for a function. Without a `handler` it answers a value of its type, as fixtures are. Arguments that may
 * be left out have their defaults.
 */
export type FunctionMock<Args, Result, Errors> = (
  handler?: (
    args: Required<Args>,
    asked: Asked,
  ) => Mocked<Result | Answer<Result>, Errors> | Promise<Mocked<Result | Answer<Result>, Errors>>,
  options?: MockOptions,
) => HttpHandler;

/** A handler of MSW's for a context, as {@link FunctionMock}. */
export type ContextMock<Params, Bundle, Errors> = (
  handler?: (
    params: Required<Params>,
    asked: Asked,
  ) => Mocked<Bundle, Errors> | Promise<Mocked<Bundle, Errors>>,
  options?: MockOptions,
) => HttpHandler;

/** A declared error, and the type of its data if it bears some. */
export interface DeclaredError extends Titled {
  /** The type of what it bears; none for an error that bears nothing. */
  readonly data?: Type;
}

/** A function as it was declared. */
export interface DeclaredFunction {
  /** By wire name. */
  readonly args: readonly Field[];
  /** What it answers. */
  readonly result: Type;
  /** What it drops. */
  readonly affects?: readonly DeclaredTarget[];
  /** By code. */
  readonly raises?: Readonly<Record<string, DeclaredError>>;
}

/** A context as its members were declared. */
export interface DeclaredContext {
  /** By wire name. */
  readonly params: readonly Field[];
  /** What each member answers, by wire name. */
  readonly members: readonly Field[];
  /** The errors of all members, by code. */
  readonly raises?: Readonly<Record<string, DeclaredError>>;
}

/** The mock of a function. Written by the generator. */
export function mockFunction<Args, Result, Errors>(
  { wireName }: FunctionDefinition<Args, Result, Errors>,
  named: NamedTypes,
  { args, result, affects = [], raises = {} }: DeclaredFunction,
): FunctionMock<Args, Result, Errors> {
  const values = new Values(named);
  return (handler, { caller, ...options } = {}) =>
    handling(`call/${wireName}/`, ["POST"], options, async (request) => {
      const read = await readCall(request, args, values.types);
      if ("refused" in read) {
        return refused(request, read.refused);
      }
      const given = values.decoded(args, read.values);
      const wire = values.encoded(args, given);
      const answered = await run(wireName, handler, values.camel(args, given), request, () =>
        values.made(result),
      );
      const more = answered instanceof Answer ? answered.invalidate : [];
      const targets = dropped(affects, wire, caller, more);
      return ended(request, wireName, answered, targets, raises, values, (value) => {
        const inner = value instanceof Answer ? value.result : value;
        const field = { name: "result", type: result };
        const { result: written } = values.judged([field], { result: inner });
        return callAnswer(request, written, targets);
      });
    });
}

/** The mock of a context. Written by the generator. */
export function mockContext<Params, Bundle, Errors>(
  { wireName }: ContextDefinition<Params, Bundle, Errors>,
  named: NamedTypes,
  { params, members, raises = {} }: DeclaredContext,
): ContextMock<Params, Bundle, Errors> {
  const values = new Values(named);
  const names = members.map(({ name }) => name);
  return (handler, options = {}) =>
    handling(`ctx/${wireName}/`, ["GET", "HEAD"], options, async (request) => {
      const read = readQuery(new URL(request.url).search.slice(1), params, values.types);
      if ("refused" in read) {
        return refused(request, read.refused);
      }
      const given = values.camel(params, values.decoded(params, read.values));
      const made = () =>
        values.camel(members, Object.fromEntries(members.map(({ name, type }) => [name, values.made(type)])));
      const answered = await run(wireName, handler, given, request, made);
      return ended(request, wireName, answered, undefined, raises, values, (bundle) =>
        bundleAnswer(request, values.judged(members, toWire(names, bundle as object))),
      );
    });
}

/** The session's CSRF token, without which no client calls. */
export function mockSession({
  csrfToken = "mock",
  ...options
}: Omit<MockOptions, "caller"> & { readonly csrfToken?: string | null } = {}): HttpHandler {
  return handling("session/", ["GET"], options, async (request) => sessionAnswer(request, csrfToken));
}

/** 404 for whatever no handler before it has answered: put it behind all others. */
export function mockRest(options: Omit<MockOptions, "caller"> = {}): HttpHandler {
  return handling("*", undefined, options, async (request) => {
    const detail = `nothing is mocked at ${new URL(request.url).pathname}`;
    return problemAnswer(request, "NOT_FOUND", { detail }, entryOf("NOT_FOUND"));
  });
}

function handling(
  path: string,
  methods: readonly string[] | undefined,
  { baseUrl = "*/api/mizan/", delay: wait, once = false }: MockOptions,
  respond: (request: Request) => Promise<Response>,
): HttpHandler {
  const base = baseUrl.replace(/\/?$/, "/");
  const resolve = async ({ request }: { readonly request: Request }) => {
    if (wait !== undefined) {
      await delay(wait);
    }
    return methods === undefined || methods.includes(request.method)
      ? respond(request)
      : problemAnswer(request, "METHOD_NOT_ALLOWED", {}, entryOf("METHOD_NOT_ALLOWED"), {
          Allow: methods.join(", "),
        });
  };
  return http.all(base + path, resolve, { once });
}

/** What the handler answers or throws, as a function of a server's would. */
async function run<Given, Answered>(
  name: string,
  handler: ((given: Given, asked: Asked) => Answered | Promise<Answered>) | undefined,
  given: WireValues,
  request: Request,
  made: () => unknown,
): Promise<unknown> {
  try {
    return handler === undefined ? made() : await handler(given as Given, { request });
  } catch (error) {
    return error instanceof Problem || error instanceof DomainRefusal || error instanceof Response
      ? error
      : failed(name, error);
  }
}

/** The answer to a request whose handler has answered `answered`. */
function ended(
  request: Request,
  name: string,
  answered: unknown,
  targets: readonly Target[] | undefined,
  raises: Readonly<Record<string, DeclaredError>>,
  values: Values,
  write: (value: unknown) => Response,
): Response {
  const status = ({ started = true }: ProblemOptions) =>
    started ? { "Cache-Status": targets === undefined ? FAILED_READ : CALLED } : {};
  let outcome = answered;
  try {
    if (outcome instanceof DomainRefusal) {
      const { code, data, more } = outcome;
      const declared = Object.hasOwn(raises, code) ? raises[code] : undefined;
      if (declared === undefined) {
        throw new TypeError(`it does not declare \`${code}\``);
      }
      const bears = declared.data === undefined ? [] : [{ name: "data", type: declared.data }];
      const told = values.judged(bears, declared.data === undefined ? {} : { data });
      return problemAnswer(
        request,
        code,
        { ...more, ...told, ...after(more, targets) },
        declared,
        status(more),
      );
    }
    if (outcome instanceof Response) {
      return outcome;
    }
    if (!(outcome instanceof Problem)) {
      return write(outcome);
    }
  } catch (error) {
    outcome = failed(name, error);
  }
  const { code, more } = outcome as Problem;
  return problemAnswer(request, code, { ...more, ...after(more, targets) }, entryOf(code), status(more));
}

/** What the answer says of what was dropped: nothing where nothing had begun, and nothing of a read. */
function after({ started = true }: ProblemOptions, invalidate: readonly Target[] | undefined) {
  return started && invalidate !== undefined ? { invalidate } : {};
}

/** The function's own fault, which the server tells its log alone. */
function failed(name: string, error: unknown): Problem {
  console.warn(`[mizan] the mock of \`${name}\` failed:`, error);
  return new Problem("INTERNAL", {});
}

function refused(
  request: Request,
  { code, ...more }: Extract<Read, { readonly refused: unknown }>["refused"],
): Response {
  return problemAnswer(request, code, more, entryOf(code));
}
