// What answers requests, whatever their host: a graph that has started, its options, and the machine driven to its end. It decides
// which effect is performed how; the order of effects is `dispatch`'s, what a host's request is, `handle`'s and `node`'s. Twin:
// `mizan-axum/src/lib.rs`. The page is `ir/protocol/dispatch.md`, TypeScript.

import type { Reply } from "./answers.ts";
import type { Caller } from "./asked.ts";
import type { Asked as AskedOf } from "./declared.ts";
import { type Asked, type Host, respond, respondView } from "./dispatch.ts";
import { type Effect, isPromise, type Machine, type Output, type Parts, type Run } from "./effects.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Asking, DEFAULT_LIMIT, DEFAULT_UPLOAD, type Origin } from "./envelope.ts";
import type { Frozen } from "./frozen.ts";
import { logged } from "./logs.ts";
import type { Limits } from "./multipart.ts";
import { snake } from "./naming.ts";
import type { Entry } from "./registry.ts";
import type { Running } from "./running.ts";
import { Secret } from "./secret.ts";
import type { Found } from "./views.ts";

/** Who asks: somebody, or nobody. A session that does not hold is nobody's; a problem is answered in place of everything else. */
export type Identity<State> = (
  asked: Omit<AskedOf<State>, "caller">,
) => Caller | undefined | null | Promise<Caller | undefined | null>;

/** What `serve` is told. */
export type ServeOptions<State> = (undefined extends State
  ? { readonly state?: State }
  : { readonly state: State }) & {
  /** Who asks. Without it everybody is nobody, and no function may have a guard but one of its own. */
  readonly identity?: Identity<State>;
  /** Other origins that may call, as `https://shop.example`. */
  readonly origins?: readonly string[];
  /** What tags for shared caches are made with; without it no answer is theirs to keep. */
  readonly secret?: string | Uint8Array;
  /** Bytes of a call's body: 1 MiB unless set. */
  readonly limit?: number;
  /** Bytes of a call with files: 32 MiB unless set. */
  readonly uploadLimit?: number;
  /** Milliseconds that a body may take: 30,000 unless set, and for a form a second more for each 32 KiB that have come. */
  readonly bodyTimeout?: number;
  /** Whether `ir/` shows the IR, which is for developers alone. */
  readonly showsIr?: boolean;
  /** The address below which all is found: `/api/mizan/` unless set. */
  readonly base?: string;
  /** Where failures go, one escaped line each: `console.error` unless set. */
  readonly log?: (line: string) => void;
};

/** What a host does for one request. */
export interface Exchange {
  readonly asking: Asking;
  /** The whole request, made when it is first looked at; `body` is what was read of it. */
  request(body: Uint8Array | undefined): Request;
  readBody(limit: number, time: number): Uint8Array | Promise<Uint8Array>;
  readParts(limits: Limits, time: number): Promise<Parts>;
}

/** A graph that has started. */
export class Started {
  readonly frozen: Frozen;
  /** With a slash at both ends. */
  readonly base: string;
  readonly #options: ServeOptions<unknown>;
  readonly #asked: Omit<Asked, "asking" | "host">;
  readonly #time: number;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(frozen: Frozen, options: ServeOptions<unknown>, origins: readonly Origin[]) {
    const { base = "/api/mizan/", secret, limit = DEFAULT_LIMIT, uploadLimit = DEFAULT_UPLOAD } = options;
    this.frozen = frozen;
    this.base = `/${base.replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
    this.#options = options;
    this.#time = options.bodyTimeout ?? 30_000;
    const policy = {
      origins,
      limit,
      uploadLimit,
      showsIr: options.showsIr ?? false,
      secret: secret === undefined || secret.length === 0 ? undefined : new Secret(secret),
    };
    this.#asked = { frozen, policy };
    for (const warning of frozen.warnings) {
      this.#say(`warning: ${warning}`);
    }
  }

  /** What a path means: below the base, a view's, or neither. */
  find(path: string): { readonly below: string } | Found | undefined {
    if (path.startsWith(this.base)) {
      return { below: path.slice(this.base.length) };
    }
    return path === this.base.slice(0, -1) ? { below: "" } : this.frozen.routes.find(path.slice(1));
  }

  /** Answers, and reaches the end whatever becomes of the connection. Never throws. */
  answer(exchange: Exchange, found: { readonly below: string } | Found): Reply | Promise<Reply> {
    const host: Host = {
      given: (endpoint, caller, running, body) => this.#given(exchange, endpoint, caller, running, body),
    };
    const asked: Asked = { ...this.#asked, asking: exchange.asking, host };
    const machine = "below" in found ? respond(asked) : respondView(asked, found);
    this.#underWay++;
    const reply = drive(machine, (effect) => this.#perform(effect, exchange));
    return isPromise(reply)
      ? reply.then((each) => this.#ended(each, exchange))
      : this.#ended(reply, exchange);
  }

  /** How many requests are being answered. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Waits until every request has been answered to its end. */
  async settled(): Promise<void> {
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #ended(reply: Reply, { asking }: Exchange): Reply {
    this.#underWay--;
    if (this.#underWay === 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) {
        resolve();
      }
    }
    if (reply.problem?.cause !== undefined && reply.problem.status === 500) {
      this.#say(logged(`${asking.method} ${asking.path} failed`, reply.problem.cause));
    }
    return reply;
  }

  #say(line: string): void {
    // biome-ignore lint/suspicious/noConsole: where a server's failures go, unless it has a better place
    const { log = (text: string) => console.error(text) } = this.#options;
    try {
      log(line);
    } catch {
      // Whoever writes the log must not cost the client its answer.
    }
  }

  #perform(effect: Effect, exchange: Exchange): unknown {
    switch (effect.kind) {
      case "identify":
        return this.#identify(exchange);
      case "ask":
        return inOrder(effect.questions, (question) => question.ask(this.#host(exchange, question.caller)));
      case "readBody":
        return exchange.readBody(effect.limit, this.#time);
      case "readParts":
        return exchange.readParts(effect.limits, this.#time);
      case "build":
        return effect.make();
      case "run":
        return inOrder<Run, Output>(effect.calls, (call) => call.start());
      // What keeps other sites out is the cross-site rule; transactions are the state's own; nobody keeps answers here.
      case "issueToken":
      case "commit":
      case "purge":
        return undefined;
    }
  }

  #identify(exchange: Exchange): unknown {
    const { identity } = this.#options;
    if (identity === undefined) {
      return undefined;
    }
    const found: unknown = identity(this.#host(exchange) as Omit<AskedOf<unknown>, "caller">);
    return isPromise(found) ? found.then(identified) : identified(found);
  }

  /** What guards and the identity look at, and what functions are given that see the request. */
  #host(exchange: Exchange, caller?: Caller, running?: Running, body?: Uint8Array): Beside {
    return new Beside(this.#options.state, this.frozen, exchange, caller, running, body);
  }

  #given(
    exchange: Exchange,
    endpoint: Endpoint,
    caller: Caller | undefined,
    running: Running,
    body: Uint8Array | undefined,
  ): object {
    const { state } = this.#options;
    if (endpoint.isPublic) {
      return { state };
    }
    return endpoint.isCached ? { state, caller } : this.#host(exchange, caller, running, body);
  }
}

/** What a function is given beside its arguments; the request is made when it is first looked at. */
class Beside {
  readonly state: unknown;
  readonly caller: Caller | undefined;
  readonly #frozen: Frozen;
  readonly #exchange: Exchange;
  readonly #running: Running | undefined;
  readonly #body: Uint8Array | undefined;
  #request: Request | undefined;

  constructor(
    state: unknown,
    frozen: Frozen,
    exchange: Exchange,
    caller: Caller | undefined,
    running: Running | undefined,
    body: Uint8Array | undefined,
  ) {
    this.state = state;
    this.caller = caller;
    this.#frozen = frozen;
    this.#exchange = exchange;
    this.#running = running;
    this.#body = body;
  }

  get request(): Request {
    this.#request ??= this.#exchange.request(this.#body);
    return this.#request;
  }

  /** A function by itself, since it is taken out of this by its name. */
  get invalidate(): (of: { readonly name: string } | { readonly wireName: string }, params?: object) => void {
    return (of, params = {}) => {
      const { graph } = this.#frozen;
      const member = "wireName" in of ? of.wireName : undefined;
      const context =
        "wireName" in of ? graph.ir.functions.find(({ name }) => name === of.wireName)?.context : of.name;
      const target = graph.target(context ?? "", member, wireParams(this.#frozen, member, params));
      if (this.#running === undefined) {
        throw new TypeError("a guard has no way to say what it drops");
      }
      this.#running.drop(target);
    };
  }
}

/** Performs for each, one after the other, until one fails; waits only where there is something to wait for. */
function inOrder<Item, Gives>(
  items: readonly Item[],
  perform: (item: Item) => Gives | Promise<Gives>,
): unknown {
  const done: Gives[] = [];
  for (const [at, item] of items.entries()) {
    const given = perform(item);
    if (isPromise(given)) {
      return rest(items.slice(at + 1), perform, done, given as Promise<Gives>);
    }
    done.push(given as Gives);
  }
  return done;
}

async function rest<Item, Gives>(
  items: readonly Item[],
  perform: (item: Item) => Gives | Promise<Gives>,
  done: Gives[],
  first: Promise<Gives>,
): Promise<Gives[]> {
  done.push(await first);
  for (const item of items) {
    done.push(await perform(item));
  }
  return done;
}

/** Runs the machine to its end. It waits only where an effect is awaited. */
function drive(machine: Machine, perform: (effect: Effect) => unknown): Reply | Promise<Reply> {
  let step = machine.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = perform(step.value);
    } catch (error) {
      step = machine.throw(error);
      continue;
    }
    if (isPromise(answer)) {
      return driveOn(machine, perform, answer);
    }
    step = machine.next(answer);
  }
  return step.value;
}

async function driveOn(
  machine: Machine,
  perform: (effect: Effect) => unknown,
  first: Promise<unknown>,
): Promise<Reply> {
  let waiting: unknown = first;
  for (;;) {
    let step: IteratorResult<Effect, Reply>;
    try {
      step = machine.next(isPromise(waiting) ? await waiting : waiting);
    } catch (error) {
      step = machine.throw(error);
    }
    for (;;) {
      if (step.done === true) {
        return step.value;
      }
      try {
        waiting = perform(step.value);
        break;
      } catch (error) {
        step = machine.throw(error);
      }
    }
  }
}

function identified(found: unknown): Caller | undefined {
  if (found === undefined || found === null) {
    return undefined;
  }
  const { id, roles, permissions } = found as Partial<Caller>;
  if (typeof id !== "string" || id === "" || !(roles instanceof Set) || typeof permissions !== "string") {
    throw new TypeError(
      "the identity answered something that is no caller: `caller(id, { roles })` makes one",
    );
  }
  return found as Caller;
}

/** Params by their wire names; undefined ones are left out. */
function wireParams(frozen: Frozen, member: string | undefined, params: object): Record<string, unknown> {
  const entries: Entry[] = [...frozen.endpoints.keys()];
  const own = entries.find(({ name }) => name === member);
  const wire = new Map(Array.from(own?.names ?? [], ([name, ownName]) => [ownName, name]));
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [wire.get(name) ?? snake(name), value]));
}
