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

/** The code of one fault that a problem lists. */
export type FaultCode = "missing" | "unknown" | "type" | "range" | "length" | "pattern" | "enum" | "format";
