// A running call: what its functions drop beside their declared targets. It decides who may join a call and until when; what a
// target is, and what is told of it, is the graph's. Twins: `python/mizan/invalidation.py`, `mizan-core/src/running.rs`. The page is
// `ir/protocol/dispatch.md`, `ir/protocol/invalidation.md`.

import { AsyncLocalStorage } from "node:async_hooks";
import type { Frozen } from "./frozen.ts";
import type { Args } from "./graph.ts";
import type { Target } from "./target.ts";

/** A declared function that a running one called, with its checked arguments. */
export type Joined = readonly [name: string, args: Args];

/** One call, view or bundle from the start of its functions to their end. */
export class Running {
  /** Declared functions with targets that the outermost one called, in order. */
  readonly calls: Joined[] = [];
  /** What was dropped by name, in order. */
  readonly targets: Target[] = [];
  /** Why the call has failed, whatever its functions answered: a read has no way to say what it dropped. */
  fault: Error | undefined;
  #isOpen = true;

  /** The graph that it is of. */
  readonly frozen: Frozen;
  /** Whether it is a read. */
  readonly reads: boolean;

  constructor(frozen: Frozen, reads: boolean) {
    this.frozen = frozen;
    this.reads = reads;
  }

  /** Whether its functions still run. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The functions have ended: what still calls is outside of the call. */
  close(): void {
    this.#isOpen = false;
  }

  /** Adds a function with targets that is about to be called. Throws in a read, and after the end. */
  join(call: Joined): void {
    this.#check(() => `a read called \`${call[0]}\`, which drops something, and a read has no way to say so`);
    this.calls.push(call);
  }

  /** Adds a target. Throws in a read, and after the end. */
  drop(target: Target): void {
    this.#check(() => "a read called `invalidate`, and a read has no way to say what it drops");
    this.targets.push(target);
  }

  #check(inARead: () => string): void {
    if (!this.#isOpen) {
      throw new Error("the call has ended");
    }
    if (this.reads) {
      this.fault ??= new Error(inARead());
      throw this.fault;
    }
  }
}

/** The running call of this code, and what its functions are given. */
export interface Current {
  readonly running: Running;
  readonly call: object;
}

const CURRENT = new AsyncLocalStorage<Current>();

/** What `work` gives, which runs within the call, and so does all that it starts. */
export function within<Given>(current: Current, work: () => Given): Given {
  return CURRENT.run(current, work);
}

/** The running call of this code, if any whose functions have not ended. */
export function current(): Current | undefined {
  const found = CURRENT.getStore();
  return found?.running.isOpen === true ? found : undefined;
}
