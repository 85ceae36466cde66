"""What a project's own code ends with, as the machine takes it: Django's refusals, and cancellations from within.

Decides which problem each of Django's exceptions is; what becomes of a problem is `mizan.dispatch`'s to say. Page:
`ir/protocol/dispatch.md`. Twins: the other adapters' lists of their hosts' own refusals.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import BadRequest as UnreadableRequest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from mizan import dispatch
from mizan.detached import judged
from mizan.errors import BadRequest, Forbidden, NotFound, Problem, Unavailable

logger = logging.getLogger("mizan")

# As a storage says of a name that it cannot keep, and whoever reads a form of one that is none.
_BAD = (SuspiciousOperation, UnreadableRequest, MultiPartParserError)
_REFUSALS = (PermissionDenied, Http404, *_BAD)
ENDINGS = (*_REFUSALS, asyncio.CancelledError)
"""What a function may raise that `outcome_of` has something to say of."""


def outcome_of(call: dispatch.Call, error: BaseException) -> BaseException:
    """What Django's own functions raise to refuse, as the problem that it is, but for views, for which Django has its
    pages; and a cancellation from within a function as its failure, which is answered: to the machine a cancelled
    effect is the end of the server."""
    if isinstance(error, asyncio.CancelledError):
        return judged(error)
    return error if call.is_view or not isinstance(error, Exception) else _problem(error)


@contextmanager
def refused(guard: dispatch.Guard) -> Iterator[None]:
    """What Django's own functions raise to refuse is the guard's refusal, as `Guard` keeps it; it goes on after the
    block then."""
    try:
        yield
    except _REFUSALS as error:
        guard.problem = _problem(error)
    except asyncio.CancelledError as error:
        if (other := judged(error)) is error:
            raise
        raise other from error


@contextmanager
def unavailable() -> Iterator[None]:
    """For the begin of a transaction: where SQLite has another one write for too long, nothing has run, and who asks
    may ask again. Raises `Unavailable`."""
    try:
        yield
    except OperationalError as error:
        # As SQLite says it, and `Turns` of those of this process.
        if "database is locked" not in str(error):
            raise
        logger.warning("a mutation was refused for now: %s", error)
        raise Unavailable from error


def _problem(error: Exception) -> Problem:
    if isinstance(error, _BAD):
        return BadRequest()
    return Forbidden() if isinstance(error, PermissionDenied) else NotFound()
