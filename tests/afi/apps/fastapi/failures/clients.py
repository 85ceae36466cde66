"""Functions that fail: by each problem of the closed table, and by what no client may hear of."""

from enum import Enum

from board.clients import BoardContext, hang
from reference.database import Writing

from mizan import client
from mizan.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Internal,
    Invalid,
    NotFound,
    Problem,
    RateLimited,
    Timeout,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    UnsupportedMediaType,
)


class Refusal(Enum):
    """The problems that a function may answer with."""

    BAD_REQUEST = "BAD_REQUEST"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    TIMEOUT = "TIMEOUT"
    CONFLICT = "CONFLICT"
    TOO_LARGE = "TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    INVALID = "INVALID"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL = "INTERNAL"
    NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
    UNAVAILABLE = "UNAVAILABLE"


PROBLEMS: dict[str, type[Problem]] = {
    each.code: each
    for each in (
        *(BadRequest, Unauthenticated, Forbidden, NotFound, Timeout, Conflict, TooLarge, UnsupportedMediaType),
        *(Invalid, RateLimited, Internal, Unimplemented, Unavailable),
    )
}


@client
def refuse(code: Refusal, detail: str | None = None) -> None:
    """Answers with that problem, whatever was sent."""
    raise PROBLEMS[code.value](detail)


@client(affects=BoardContext)
def fail(db: Writing, shelf: str, word: str) -> None:
    """Hangs a notice and fails by no problem: what it wrote is undone, and nobody but the log hears of the word."""
    hang(db, word, shelf)
    raise RuntimeError(f"{word} at {shelf}")


@client(affects=BoardContext)
async def fail_async(db: Writing, shelf: str, word: str) -> None:
    """The same, asynchronously."""
    hang(db, word, shelf)
    raise RuntimeError(f"{word} at {shelf}")
