// What may go wrong, in types: problems (an answer for the client), and errors of whoever declares functions. It decides what a
// problem may hold; never what is one (`dispatch`, `envelope`, the functions themselves), nor the codes, which are generated.
// Twins: `python/mizan/errors.py`, `mizan-core/src/errors.rs`. The page is `ir/protocol/envelope.md`.

import { CODES, type Code, type FaultCode, type Path } from "@mizan/client/wire";

/** One fault of the caller's input: where (`["args", "user_id"]`, by wire names), and why. */
export interface Fault {
  /** Names of arguments and fields, keys of maps, indexes of lists. */
  readonly path: Path;
  /** Why. */
  readonly code: FaultCode;
}

/** What a problem is beside its code. */
export interface ProblemOptions {
  /** Wording for people, which reaches the client: never a value, never the text of an exception. */
  readonly detail?: string | undefined;
  /** The values that are refused. */
  readonly errors?: readonly Fault[];
  /** For the log alone. */
  readonly cause?: unknown;
}

/** An answer that is no result: of the closed table, or {@link DomainError}. Thrown in a function, the client gets it. */
export class Problem extends Error {
  /** `"Problem"`. */
  override readonly name: string = "Problem";
  /** What went wrong, in upper case. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** What the code means, in words. */
  readonly title: string;
  /** Wording for people. */
  readonly detail: string | undefined;
  /** The values that are refused. */
  readonly errors: readonly Fault[];
  /** The last part of the problem's type. */
  readonly kind: string;

  constructor(
    told: { readonly code: string; readonly status: number; readonly title: string; readonly kind?: string },
    { detail, errors = [], cause }: ProblemOptions = {},
  ) {
    super(detail ?? told.title, cause === undefined ? undefined : { cause });
    // Both are written after the function has run, where a failure would cost the answer its `invalidate`.
    if (detail !== undefined && typeof detail !== "string") {
      throw new TypeError("the detail of a problem is text");
    }
    this.code = told.code;
    this.status = told.status;
    this.title = told.title;
    this.kind = told.kind ?? told.code.toLowerCase().replaceAll("_", "-");
    this.detail = detail;
    this.errors = errors;
  }
}

/** The problem of a code of the closed table: `throw problem("NOT_FOUND", { detail: "no such note" })`. */
export function problem(code: Code, options: ProblemOptions = {}): Problem {
  const [status, title] = CODES[code];
  return new Problem({ code, status, title }, options);
}

/** 403 of the cross-site rule. */
export function crossSite(): Problem {
  const [status, title] = CODES.FORBIDDEN;
  return new Problem({ code: "FORBIDDEN", status, title, kind: "cross-site" });
}

/** 403 of an app's own check against forgery; a client fetches a token and repeats the call once. */
export function csrf(): Problem {
  const [status, title] = CODES.FORBIDDEN;
  return new Problem({ code: "FORBIDDEN", status, title, kind: "csrf" });
}

/** 405: the path has other methods. */
export class MethodNotAllowed extends Problem {
  readonly allow: readonly string[];

  constructor(allow: readonly string[]) {
    const [status, title] = CODES.METHOD_NOT_ALLOWED;
    super({ code: "METHOD_NOT_ALLOWED", status, title });
    this.allow = allow;
  }
}

/** 500: our fault; what it was stands in the log alone. */
export function internal(cause: unknown): Problem {
  return problem("INTERNAL", { cause });
}

/** The title of a domain error: the first line of its documentation, or the code in words. */
export function domainTitle(code: string, doc: string | undefined): string {
  const [line = ""] = (doc ?? "").trim().split(/\r?\n/);
  const words = code.toLowerCase().replaceAll("_", " ");
  return line.trim() || words.charAt(0).toUpperCase() + words.slice(1);
}

/** An author's own problem; `mizan.error` makes the class of one. */
export abstract class DomainError<Data = undefined> extends Problem {
  /** What it bears: a value of the type that was declared. */
  readonly data: Data;

  constructor(
    told: { readonly code: string; readonly status: number; readonly title: string },
    data: Data,
    options: Pick<ProblemOptions, "detail" | "cause">,
  ) {
    super(told, options);
    this.data = data;
  }
}

/** A declaration that cannot be kept: which one, where, what is wrong, and what there is instead. */
export class DeclarationError extends TypeError {
  /** `"DeclarationError"`. */
  override readonly name = "DeclarationError";
}

/** A registry that may not start. */
export class RegistryError extends Error {
  /** `"RegistryError"`. */
  override readonly name = "RegistryError";
  /** Each on a line of its own, with its place where that is known. */
  readonly defects: readonly string[];

  constructor(defects: readonly string[]) {
    super(`the graph is broken:\n${defects.map((defect) => `- ${defect}`).join("\n")}`);
    this.defects = defects;
  }
}
