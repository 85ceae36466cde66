"""A call's session: saved with what the call wrote and before it is answered, so that it cannot fail after the answer.

Decides what becomes of a session that cannot be saved; which cookie tells of one stays `SessionMiddleware`'s to say.
Page: `ir/protocol/caller.md`. No twin: other hosts have no sessions that are saved behind a function's back.
"""

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest

from mizan.errors import Conflict

logger = logging.getLogger("mizan")


def is_modified(request: HttpRequest) -> bool:
    """Whether there is a session that was changed."""
    session = _session(request)
    return session is not None and bool(session.modified)


def save(request: HttpRequest) -> None:
    """Saves a changed session. Raises `Conflict` if it was ended by another request meanwhile; it then stays unsaved.

    It stays marked as changed, or its cookie would not be sent.
    """
    session = _session(request)
    if session is None or not session.modified or session.is_empty():
        return
    try:
        session.save()
    except UpdateError as error:
        _forget(request, session)
        raise Conflict("the session was ended meanwhile") from error


def take_back(request: HttpRequest) -> None:
    """After a failure: a session that the function began or ended, and whose rows are rolled back, is as it was."""
    session = _session(request)
    if session is not None and session.modified and session.session_key != _sent(request):
        _forget(request, session)


def keep_from_failing(request: HttpRequest) -> None:
    """`SessionMiddleware` saves once more after the answer was made, and would put a page of its own in its place."""
    session = _session(request)
    # One that has no key yet is made anew when it is saved.
    if session is not None and session.session_key is not None:
        vars(session)["save"] = partial(_save_if_there, session)


def _save_if_there(session: SessionBase, must_create: bool = False) -> None:
    try:
        type(session).save(session, must_create=must_create)
    except UpdateError:
        logger.info("a session was ended before the request that it came with, and was not saved")


def _forget(request: HttpRequest, session: SessionBase) -> None:
    # Neither looked at nor changed: the middleware leaves it, and its cookie, alone.
    request.session = type(session)(_sent(request))


def _sent(request: HttpRequest) -> str | None:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME)


def _session(request: HttpRequest) -> SessionBase | None:
    session: Any = getattr(request, "session", None)
    return session if isinstance(session, SessionBase) else None
