"""Generated from `ir/errors.kdl` by `invoke generate`. Do not edit."""

from typing import NamedTuple


class Code(NamedTuple):
    """What a code stands for: the HTTP status and the title of its problem object."""

    status: int
    title: str


CODES: dict[str, Code] = {
    "BAD_REQUEST": Code(400, "Bad request"),
    "UNAUTHENTICATED": Code(401, "Unauthenticated"),
    "FORBIDDEN": Code(403, "Forbidden"),
    "NOT_FOUND": Code(404, "Not found"),
    "METHOD_NOT_ALLOWED": Code(405, "Method not allowed"),
    "TIMEOUT": Code(408, "Timeout"),
    "CONFLICT": Code(409, "Conflict"),
    "TOO_LARGE": Code(413, "Too large"),
    "UNSUPPORTED_MEDIA_TYPE": Code(415, "Unsupported media type"),
    "INVALID": Code(422, "Invalid"),
    "RATE_LIMITED": Code(429, "Rate limited"),
    "INTERNAL": Code(500, "Internal error"),
    "NOT_IMPLEMENTED": Code(501, "Not implemented"),
    "UNAVAILABLE": Code(503, "Unavailable"),
}

FAULTS: tuple[str, ...] = (
    "missing",
    "unknown",
    "type",
    "range",
    "length",
    "pattern",
    "enum",
    "format",
)
