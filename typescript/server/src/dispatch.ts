// The order in which a request is checked, run, committed and answered: one machine, which does none of it. It yields effects and is
// sent their results (`effects`). Touches no host and does no I/O. Twins: `python/mizan/dispatch.py`, `mizan-core/src/dispatch.rs`. The
// page is `ir/protocol/dispatch.md`.

import { admit, Refused } from "./admission.ts";
import { Answers, type Dropped, NOTHING, type Reply, STATUS } from "./answers.ts";
import type { Caller } from "./asked.ts";
import type { Upload } from "./builders.ts";
import { type Effect, type Machine, type Output, type Parts, Run } from "./effects.ts";
import type { Endpoint, Given } from "./endpoint.ts";
import {
  type Asking,
  bearsToken,
  checkContentType,
  checkLength,
  checkMethod,
  checkNoBody,
  checkSite,
  isSafe,
  type Policy,
} from "./envelope.ts";
import { DomainError, internal, MethodNotAllowed, Problem, problem } from "./errors.ts";
import { declaredError } from "./exported.ts";
import type { Bundle, Frozen } from "./frozen.ts";
import type { Args } from "./graph.ts";
import type { Invalidation } from "./invalidating.ts";
import { irText } from "./irText.ts";
import { boundaryOf, type Limits } from "./multipart.ts";
import { Refusal } from "./refusal.ts";
import { Unfit, writeResult } from "./results.ts";
import { Running } from "./running.ts";
import type { Found } from "./views.ts";

/** What a host has for functions beside their arguments: `state`, and `request`, which may be a getter. */
export interface Host {
  /** What a function of this kind is given, of this caller; `body` is what was read. */
  given(
    endpoint: Endpoint,
    caller: Caller | undefined,
    running: Running,
    body: Uint8Array | undefined,
  ): object;
}

/** All that a machine needs to know. */
export interface Asked {
  readonly frozen: Frozen;
  readonly policy: Policy;
  readonly asking: Asking;
  readonly host: Host;
}

type Steps = Generator<Effect, Reply, unknown>;

const CALLS = ["POST"];
const READS = ["GET", "HEAD"];
const GETS = ["GET"];

/** The machine for a request below the base. */
export function respond(asked: Asked): Machine {
  const { frozen, asking } = asked;
  const answers = new Answers(asking, frozen.schema);
  const endpoint = frozen.calls.get(asking.path);
  if (endpoint !== undefined) {
    return ending(call(asked, answers, endpoint), answers);
  }
  const bundle = frozen.bundles.get(asking.path);
  return ending(bundle === undefined ? other(asked, answers) : read(asked, answers, bundle), answers);
}

/** The machine for a request to a route. */
export function respondView(asked: Asked, found: Found): Machine {
  const answers = new Answers(asked.asking, asked.frozen.schema);
  return ending(view(asked, answers, found), answers);
}

function* ending(steps: Steps, answers: Answers): Machine {
  try {
    return yield* steps;
  } catch (error) {
    // Whatever fails before a function starts: a problem, and nothing else for the client.
    return error instanceof Refused && error.member !== ""
      ? answers.problem(error.problem, { member: error.member })
      : answers.problem(toProblem(error instanceof Refused ? error.problem : error));
  }
}

function* other({ frozen, policy, asking }: Asked, answers: Answers): Steps {
  if (asking.path === "session/") {
    checkMethod(asking, GETS);
    return answers.session((yield { kind: "issueToken" }) as string | undefined);
  }
  if (asking.path === "ir/" && policy.showsIr) {
    checkMethod(asking, GETS);
    return answers.ir(irText(frozen.graph.ir));
  }
  throw problem("NOT_FOUND");
}

function* call(asked: Asked, answers: Answers, endpoint: Endpoint): Steps {
  const { frozen, policy, asking } = asked;
  checkMethod(asking, CALLS);
  if (!bearsToken(asking)) {
    checkSite(asking, policy);
  }
  const limits = formOf(endpoint, asked);
  let caller: Caller | undefined;
  let body: Uint8Array | undefined;
  let args: Args;
  let files: ReadonlyMap<string, Upload | readonly Upload[] | null> = new Map();
  if (limits === undefined) {
    checkContentType(asking);
    checkLength(asking, policy.limit);
    body = (yield { kind: "readBody", limit: policy.limit }) as Uint8Array;
    caller = yield* identify(asking);
    if (endpoint.auth !== undefined) {
      yield* unnamed(admit([endpoint], caller));
    }
    ({ args } = frozen.graph.decodeArgs(endpoint.name, body));
  } else {
    checkLength(asking, policy.uploadLimit);
    // Of who may not call it nothing is read, and nothing kept.
    caller = yield* identify(asking);
    if (endpoint.auth !== undefined) {
      yield* unnamed(admit([endpoint], caller));
    }
    const parts = (yield { kind: "readParts", limits }) as Parts;
    const told = Array.from(
      parts.files,
      ([name, all]): [string, (Upload & { size: number; type: string })[]] => [
        name,
        all.map((file) => Object.assign(file, { size: file.bytes.length, type: file.contentType })),
      ],
    );
    ({ args, files } = frozen.graph.decodeUpload(endpoint.name, parts.args, new Map(told)));
  }
  let given = endpoint.given(args, files);
  if (endpoint.looks) {
    [given = given] = (yield {
      kind: "build",
      make: async () => [await endpoint.look(given, "args")],
    }) as Given[];
  }
  checkOwn(frozen, endpoint, args, caller);
  return yield* runOne(asked, answers, endpoint, { args, given, caller, body });
}

function* read(asked: Asked, answers: Answers, bundle: Bundle): Steps {
  const { frozen, policy, asking, host } = asked;
  checkMethod(asking, READS);
  let caller: Caller | undefined;
  if (!bundle.isPublic) {
    caller = yield* identify(asking);
    if (bundle.guarded.length > 0) {
      yield* admit(bundle.guarded, caller);
    }
  }
  checkNoBody(asking);
  const decoded = frozen.graph.decodeParams(bundle.context, asking.query);
  const params = decoded.map(([, args]) => args);
  const empty: Args = new Map();
  let given = bundle.members.map((member, at) => member.given(params[at] ?? empty));
  if (bundle.members.some(({ looks }) => looks)) {
    const before = given;
    const make = () =>
      Promise.all(bundle.members.map((member, at) => member.look(before[at] ?? {}, "params")));
    given = (yield { kind: "build", make }) as Given[];
  }
  for (const [at, member] of bundle.members.entries()) {
    try {
      checkOwn(frozen, member, params[at] ?? empty, caller);
    } catch (error) {
      throw error instanceof Problem ? new Refused(error, member.name) : error;
    }
  }
  const running = new Running(frozen, true);
  const runs = bundle.members.map((member, at) => {
    // A public member knows of no caller, in the company of others too.
    const whose = member.isPublic ? undefined : caller;
    return new Run(member, given[at] ?? {}, host.given(member, whose, running, undefined), running);
  });
  const { outputs, error } = yield* run(runs, running, true);
  if (error !== undefined) {
    const failed = runs.find(({ state }) => state === "started")?.endpoint;
    const { why, data } =
      failed === undefined ? { why: toProblem(error), data: undefined } : declared(frozen, failed, error);
    return answers.problem(why, { member: failed?.name, status: STATUS.failed, data });
  }
  const results = bundle.members.map(({ name }, at) => `"${name}":${outputs[at] as string}`);
  const body = `{${results.join(",")}}`;
  if (!bundle.isPublic) {
    return answers.bundle(body, bundle.isCached);
  }
  // Without a secret nobody could make them.
  const { secret } = policy;
  const tags = secret === undefined ? undefined : frozen.graph.bundleTags(bundle.context, decoded, secret);
  return answers.publicBundle(body, bundle.seconds, tags);
}

function* view(asked: Asked, answers: Answers, { route, values }: Found): Steps {
  const { frozen, policy, asking } = asked;
  const endpoint = route.views.find(({ methods }) => methods.includes(asking.method));
  if (endpoint === undefined) {
    throw new MethodNotAllowed(route.methods);
  }
  const isUnsafe = !isSafe(asking);
  if (isUnsafe && !bearsToken(asking)) {
    checkSite(asking, policy);
  }
  let caller: Caller | undefined;
  if (!endpoint.isPrivate) {
    caller = yield* identify(asking);
    if (endpoint.auth !== undefined) {
      yield* unnamed(admit([endpoint], caller));
    }
  }
  let body: Uint8Array | undefined;
  if (isUnsafe) {
    // It may be a form, whatever is within.
    checkLength(asking, policy.uploadLimit);
    body = (yield { kind: "readBody", limit: policy.uploadLimit }) as Uint8Array;
  }
  let args: Args;
  try {
    if (values === undefined) {
      throw new Refusal("NOT_FOUND");
    }
    args = frozen.graph.decodeRoute(endpoint.name, values);
  } catch (error) {
    // A value is a part of the path, and there is no such path.
    throw error instanceof Refusal ? problem("NOT_FOUND") : error;
  }
  let given = endpoint.given(args);
  if (endpoint.looks) {
    [given = given] = (yield {
      kind: "build",
      make: async () => [await endpoint.look(given, "args")],
    }) as Given[];
  }
  checkOwn(frozen, endpoint, args, caller);
  return yield* runOne(asked, answers, endpoint, { args, given, caller, body });
}

/** The form that the body of a call is; undefined for another body, which is JSON then, where no file is needed. */
function formOf(endpoint: Endpoint, { asking, policy }: Asked): Limits | undefined {
  if (endpoint.files.size === 0) {
    return undefined;
  }
  const found = boundaryOf(asking.header("content-type") ?? "");
  if (found === undefined) {
    if ([...endpoint.files.values()].some(({ required }) => required)) {
      throw problem("UNSUPPORTED_MEDIA_TYPE");
    }
    return undefined;
  }
  return { boundary: found, total: policy.uploadLimit, args: policy.limit, files: endpoint.files };
}

function* identify(asking: Asking): Generator<Effect, Caller | undefined, unknown> {
  // A token decides alone, and until there are tokens none of them holds (ir/protocol/envelope.md).
  if (bearsToken(asking)) {
    throw problem("UNAUTHENTICATED");
  }
  return (yield { kind: "identify" }) as Caller | undefined;
}

/** Only of a bundle it is said whose guard it was. */
function* unnamed(steps: Generator<Effect, void, unknown>): Generator<Effect, void, unknown> {
  try {
    yield* steps;
  } catch (error) {
    throw error instanceof Refused ? error.problem : error;
  }
}

/** The second half of `self`. */
function checkOwn(frozen: Frozen, endpoint: Endpoint, args: Args, caller: Caller | undefined): void {
  if (endpoint.auth === "self" && caller !== undefined && !caller.roles.has("staff")) {
    if (!frozen.graph.isSelf(endpoint.name, args, caller.id)) {
      throw problem("FORBIDDEN");
    }
  }
}

interface One {
  readonly args: Args;
  readonly given: Given;
  readonly caller: Caller | undefined;
  readonly body: Uint8Array | undefined;
}

function* runOne(
  asked: Asked,
  answers: Answers,
  endpoint: Endpoint,
  { args, given, caller, body }: One,
): Steps {
  const { frozen, policy, asking, host } = asked;
  const running = new Running(frozen, false);
  const one = new Run(endpoint, given, host.given(endpoint, caller, running, body), running);
  const { outputs, error } = yield* run([one], running, endpoint.mutates);
  let dropped = NOTHING;
  if (endpoint.mutates || running.calls.length > 0 || running.targets.length > 0) {
    const invalidation = frozen.graph.invalidation([[endpoint.name, args], ...running.calls], {
      caller: caller?.id,
      failed: error !== undefined,
      added: running.targets,
    });
    dropped = droppedOf(invalidation, policy);
    if (dropped.header !== undefined) {
      try {
        yield { kind: "purge", invalidation };
      } catch {
        // It was changed all the same, and the answer says so; whoever performs it has told the log.
      }
    }
  }
  if (error === undefined) {
    const [output = ""] = outputs;
    return typeof output === "string" ? answers.call(output, dropped) : answers.view(output, dropped);
  }
  const { why, data } = declared(frozen, endpoint, error);
  const status = isSafe(asking) ? STATUS.before : STATUS.called;
  return answers.problem(why, { dropped, status, data });
}

function droppedOf(invalidation: Invalidation, { secret }: Policy): Dropped {
  const { header } = invalidation;
  return {
    body: invalidation.body,
    header,
    groups: secret === undefined || header === undefined ? undefined : invalidation.groups(secret),
  };
}

interface EndedRun {
  readonly outputs: readonly Output[];
  /** What a function or the commit threw; nothing may have been thrown as nothing. */
  readonly error: unknown;
}

/** Runs, and leaves the transaction whatever happened. */
function* run(
  calls: readonly Run[],
  running: Running,
  transaction: boolean,
): Generator<Effect, EndedRun, unknown> {
  let outputs: readonly Output[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    outputs = (yield { kind: "run", calls, transaction }) as readonly Output[];
  } catch (error) {
    failure = { error };
  }
  running.close();
  if (failure === undefined && running.fault !== undefined) {
    failure = { error: running.fault };
  }
  try {
    yield { kind: "commit", failed: failure !== undefined };
  } catch (error) {
    // A failed commit is the call's failure; a failed rollback must not hide what came before.
    failure ??= { error };
  }
  return {
    outputs,
    error: failure === undefined ? undefined : (failure.error ?? new Error("nothing was thrown")),
  };
}

interface Declared {
  readonly why: Problem;
  readonly data: string | undefined;
}

/** A domain error that the function does not declare, or with data that is not of its type, is its own fault. */
function declared(frozen: Frozen, endpoint: Endpoint, error: unknown): Declared {
  const failed = (why: string): Declared => ({
    why: internal(new Error(`function \`${endpoint.name}\` threw ${why}`, { cause: error })),
    data: undefined,
  });
  if (!(error instanceof DomainError)) {
    const why = toProblem(error);
    const { status } = why;
    return Number.isInteger(status) ? { why, data: undefined } : failed("a problem without a status");
  }
  const of = declaredError(error);
  if (of === undefined || !endpoint.raises.has(of.code)) {
    return failed(`\`${error.code}\`, which its \`raises\` does not name`);
  }
  const type = frozen.graph.ir.errors.find(({ code }) => code === of.code)?.data;
  if (type === undefined) {
    return error.data === undefined
      ? { why: error, data: undefined }
      : failed(`\`${error.code}\` with data, and it has none`);
  }
  try {
    return { why: error, data: writeResult(frozen.graph.types, type, error.data) };
  } catch (unfit) {
    if (unfit instanceof Unfit) {
      return failed(`\`${error.code}\` with data that does not fit: ${unfit.message}`);
    }
    throw unfit;
  }
}

/** The problem that a failure is to the client. */
function toProblem(error: unknown): Problem {
  if (error instanceof Refusal) {
    return problem(error.code, { detail: error.detail, errors: error.errors });
  }
  // A domain error where no function ran is a guard's or an identity's fault, which declare none.
  return error instanceof Problem && !(error instanceof DomainError) ? error : internal(error);
}
