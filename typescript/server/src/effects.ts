// What the machine asks of an adapter: effects, and what they carry. It decides how a function and a guard are started; the order of
// effects is `dispatch`'s. Touches no host and does no I/O. Twins: `python/mizan/effects.py`, `mizan-core/src/effects.rs`. The page is
// `ir/protocol/dispatch.md`.

import type { Reply } from "./answers.ts";
import type { Caller } from "./asked.ts";
import type { Upload } from "./builders.ts";
import type { Endpoint, Given } from "./endpoint.ts";
import { Problem } from "./errors.ts";
import type { Invalidation } from "./invalidating.ts";
import type { Limits } from "./multipart.ts";
import { type Running, within } from "./running.ts";

/** What an adapter performs. A failed one is thrown into the machine. */
export type Effect =
  /** → `Caller | undefined`. Tokens are dealt with already. */
  | { readonly kind: "identify" }
  /** → `Verdict[]`: what each guard of the author's own says, in order. */
  | { readonly kind: "ask"; readonly questions: readonly Question[] }
  /** → `Uint8Array`, at most `limit` bytes. Throws TOO_LARGE, having read no more than one beyond. */
  | { readonly kind: "readBody"; readonly limit: number }
  /** → `Parts`. Throws TOO_LARGE, BAD_REQUEST, INVALID. */
  | { readonly kind: "readParts"; readonly limits: Limits }
  /** → what `make` gives: the author's own code looks at arguments. */
  | { readonly kind: "build"; make(): Promise<readonly Given[]> }
  /** → `string | undefined`: the host's token against forgery. */
  | { readonly kind: "issueToken" }
  /** → `Output[]`. Runs each in order, until one fails, which is thrown. */
  | { readonly kind: "run"; readonly calls: readonly Running_[]; readonly transaction: boolean }
  /** → nothing. Leaves the transaction of the last run, if it opened one. */
  | { readonly kind: "commit"; readonly failed: boolean }
  /** → nothing. Tells whoever keeps answers; that this fails changes nothing. */
  | { readonly kind: "purge"; readonly invalidation: Invalidation };

type Running_ = Run;

/** The machine for one request: what it returns is the answer, and it throws nothing. */
export type Machine = Generator<Effect, Reply, unknown>;

/** A body in parts: the JSON of `args`, and the files of each argument. */
export interface Parts {
  readonly args: Uint8Array;
  readonly files: ReadonlyMap<string, readonly Upload[]>;
}

/** What a function ended with: JSON, or a view's own response. */
export type Output = string | Response;

/** One function with all that it will get. It runs once. */
export class Run {
  readonly endpoint: Endpoint;
  readonly #given: Given;
  readonly #call: object;
  readonly #running: Running;
  /** Whether it has begun, and whether it has ended well. */
  state: "waiting" | "started" | "done" = "waiting";

  constructor(endpoint: Endpoint, given: Given, call: object, running: Running) {
    this.endpoint = endpoint;
    this.#given = given;
    this.#call = call;
    this.#running = running;
  }

  /** What it gives, as JSON where it was made. Throws what it throws, or Unfit. */
  start(): Output | Promise<Output> {
    this.state = "started";
    const { run } = this.endpoint.entry.declared;
    const result: unknown = within({ running: this.#running, call: this.#call }, () =>
      run(this.#given as never, this.#call as never),
    );
    return isPromise(result) ? result.then((value) => this.#ended(value)) : this.#ended(result);
  }

  #ended(result: unknown): Output {
    let output: Output;
    if (this.endpoint.isView) {
      if (!(result instanceof Response)) {
        throw new TypeError(`the view \`${this.endpoint.name}\` gave something that is no \`Response\``);
      }
      output = result;
    } else {
      output = this.endpoint.written(result);
    }
    this.state = "done";
    return output;
  }
}

/** What a guard said; a problem is a refusal in its own words. */
export type Verdict = boolean | Problem;

/** A guard of the author's own, and what it is asked about. */
export class Question {
  readonly endpoint: Endpoint;
  readonly caller: Caller | undefined;

  constructor(endpoint: Endpoint, caller: Caller | undefined) {
    this.endpoint = endpoint;
    this.caller = caller;
  }

  /** Asks it, of what the host has. Throws what it throws but for problems. */
  ask(asked: object): Verdict | Promise<Verdict> {
    const { auth } = this.endpoint.entry.declared;
    const caught = (error: unknown): Verdict => {
      if (error instanceof Problem) {
        return error;
      }
      throw error;
    };
    try {
      const guard = auth as (asked: unknown) => unknown;
      const answer = guard(asked);
      return isPromise(answer)
        ? answer.then((value) => this.#judged(value)).catch(caught)
        : this.#judged(answer);
    } catch (error) {
      return caught(error);
    }
  }

  #judged(answer: unknown): boolean {
    // Nearly anything is true.
    if (typeof answer !== "boolean") {
      throw new TypeError(
        `the guard of \`${this.endpoint.name}\` answered a ${typeof answer}; it answers true or false`,
      );
    }
    return answer;
  }
}

/** Whether it is awaited. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}
