// Why a request's arguments are refused. It decides no order of checks and builds no answer. The page is
// `ir/protocol/envelope.md`; the twin is `Refusal` in `mizan-core/src/envelope.rs`.

import type { Code, TypeFault } from "@mizan/client/wire";

/** What a request that is refused will be answered: a code of the protocol, the rule that was broken, and the places. */
export class Refusal extends Error {
  /**
   * `BAD_REQUEST`: it is not in form; `INVALID`: it is, and not what was declared; `TOO_LARGE`: more than is read; `NOT_FOUND`: there
   * is nothing of that name.
   */
  readonly code: Code & ("BAD_REQUEST" | "INVALID" | "TOO_LARGE" | "NOT_FOUND");
  /** The rule that was broken, without any value. */
  readonly detail: string | undefined;
  /** Sorted, 32 at most; often none. */
  readonly errors: readonly TypeFault[];

  constructor(code: Refusal["code"], detail?: string, errors: readonly TypeFault[] = []) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}
