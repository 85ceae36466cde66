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
from mizan.error_table import CODES
from mizan.errors import Problem, from_code

_BY_STATUS = {kind.status: code for code, kind in CODES.items() if code != "METHOD_NOT_ALLOWED"}


def problem_of(error: HTTPException) -> Problem:
    """By its status alone: its detail may be of any kind, and its headers are for pages. `Internal` for a status that
    no code has."""
    problem = from_code(_BY_STATUS.get(error.status_code, "INTERNAL"))
    problem.__cause__ = error
    return problem


@contextmanager
def outcomes(*, is_view: bool = False) -> Iterator[None]:
    """Code of the project's own: what it raises to refuse is raised as the problem that it is, but from views, for
    which the application has its handlers."""
    try:
        yield
    except HTTPException as error:
        if is_view:
            raise
        raise problem_of(error) from error
    except asyncio.CancelledError as error:
        if (other := judged(error)) is error:
            raise
        raise other from error


@contextmanager
def refused(guard: dispatch.Guard) -> Iterator[None]:
    """What Starlette's own exceptions say is the guard's refusal, as `Guard` keeps it; it goes on after the block."""
    try:
        with outcomes():
            yield
    except Problem as problem:
        guard.asked, guard.problem = True, problem
