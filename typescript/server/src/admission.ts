// Who may: the guards of a function, or of all members of a bundle. Every 401 comes before anything else, and within each the first in
// name order, which the problem of a bundle names. The page is `ir/protocol/dispatch.md`, guards; a twin is
// `mizan-core/src/dispatch/admit.rs`.

import type { Caller } from "./asked.ts";
import { type Effect, Question, type Verdict } from "./effects.ts";
import type { Endpoint } from "./endpoint.ts";
import { Problem, problem } from "./errors.ts";

/** A problem before anything ran, with the member of a bundle whose it is. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly member: string;

  constructor(why: Problem, member: string) {
    super(why.message);
    this.problem = why;
    this.member = member;
  }
}

/** Asks the guards of these functions, or lets it be. Throws {@link Refused}. */
export function* admit(
  guarded: readonly Endpoint[],
  caller: Caller | undefined,
): Generator<Effect, void, unknown> {
  const refused: (readonly [at: number, why: Problem])[] = [];
  const asked: number[] = [];
  const questions: Question[] = [];
  for (const [at, endpoint] of guarded.entries()) {
    if (endpoint.auth === "custom") {
      asked.push(at);
      questions.push(new Question(endpoint, caller));
    } else if (caller === undefined) {
      refused.push([at, problem("UNAUTHENTICATED")]);
      // Nobody is asked about who could not come before.
      break;
    } else if (endpoint.role !== undefined && !caller.roles.has(endpoint.role)) {
      refused.push([at, problem("FORBIDDEN")]);
    }
  }
  if (questions.length > 0) {
    const verdicts = (yield { kind: "ask", questions }) as readonly Verdict[];
    for (const [index, at] of asked.entries()) {
      const verdict = verdicts[index];
      if (verdict instanceof Problem) {
        refused.push([at, verdict]);
      } else if (verdict !== true) {
        refused.push([at, problem(caller === undefined ? "UNAUTHENTICATED" : "FORBIDDEN")]);
      }
    }
  }
  const order = ([at, { status }]: readonly [number, Problem]) =>
    Number(status !== 401) * guarded.length + at;
  const [first] = refused.sort((one, other) => order(one) - order(other));
  if (first !== undefined) {
    const [at, why] = first;
    throw new Refused(why, guarded[at]?.name ?? "");
  }
}
