"""What a project's own code ends with, as the machine takes it: Starlette's refusals, and cancellations from within.

Decides which problem an `HTTPException` is; what becomes of a problem is `mizan.dispatch`'s to say. Page:
`ir/protocol/dispatch.md`, FastAPI. Twin: `mizan.django.outcomes`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException

from mizan import dispatch
from mizan.detached import judged
from mizan.effects import contain
from mizan.error_table import CODES
from mizan.errors import Problem, from_code

_BY_STATUS = {kind.status: code for code, kind in CODES.items() if code != "METHOD_NOT_ALLOWED"}


def problem_of(error: HTTPException) -> Problem:
    """By its status alone: its detail may be of any kind, and its headers are for pages. `Internal` for a status that
    no code has."""
    problem = from_code(_BY_STATUS.get(error.status_code, "INTERNAL"))
    problem.__cause__ = error
    return problem


def outcome_of(error: BaseException) -> BaseException:
    """What it raises to refuse, as the problem that it is; a cancellation from within, and what would end the server,
    as its failure."""
    if isinstance(error, HTTPException):
        return problem_of(error)
    return judged(error) if isinstance(error, asyncio.CancelledError) else contain(error)


@contextmanager
def refused(guard: dispatch.Guard) -> Iterator[None]:
    """What Starlette's own exceptions say is the guard's refusal, as `Guard` keeps it; it goes on after the block."""
    try:
        yield
    except BaseException as error:
        other = outcome_of(error)
        if isinstance(other, Problem):
            guard.asked, guard.problem = True, other
        elif other is error:
            raise
        else:
            raise other from error
