// Generated from `ir/errors.kdl` by `invoke generate`. Do not edit.

/** The code of a problem. */
export type Code =
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "TIMEOUT"
  | "CONFLICT"
  | "TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "INVALID"
  | "RATE_LIMITED"
  | "INTERNAL"
  | "NOT_IMPLEMENTED"
  | "UNAVAILABLE";

/** The HTTP status and the title of each code. */
export const CODES: Readonly<Record<Code, readonly [status: number, title: string]>> = {
  BAD_REQUEST: [400, "Bad request"],
  UNAUTHENTICATED: [401, "Unauthenticated"],
  FORBIDDEN: [403, "Forbidden"],
  NOT_FOUND: [404, "Not found"],
  METHOD_NOT_ALLOWED: [405, "Method not allowed"],
  TIMEOUT: [408, "Timeout"],
  CONFLICT: [409, "Conflict"],
  TOO_LARGE: [413, "Too large"],
  UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported media type"],
  INVALID: [422, "Invalid"],
  RATE_LIMITED: [429, "Rate limited"],
  INTERNAL: [500, "Internal error"],
  NOT_IMPLEMENTED: [501, "Not implemented"],
  UNAVAILABLE: [503, "Unavailable"],
};

/** The code of one fault that a problem lists. */
export type FaultCode = "missing" | "unknown" | "type" | "range" | "length" | "pattern" | "enum" | "format";
