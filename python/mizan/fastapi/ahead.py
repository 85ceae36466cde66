"""Calls ahead of FastAPI's routes: it looks at every route in turn, and twice at those of a router that was included,
and passes five layers before that; together these take as long as a call itself.

Decides when that may be left out: where no other route could answer below the base, and, of the layers, where all of
them are FastAPI's own and do nothing for an answer that is never an exception. No twin: other hosts find their routes.
"""

from copy import copy

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import iter_route_contexts
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Match, Mount

from mizan.asgi import Application, Receive, Scope, Send
from mizan.fastapi.shared import LOOKED_AT, Watched

_OWN = (ServerErrorMiddleware, ExceptionMiddleware, AsyncExitStackMiddleware)
_OWN_NAMES = ("ExceptionTelemetryMiddleware", "AppBodyLimitMiddleware")
"""Those that FastAPI has for itself; the second does nothing without a limit."""


def bring_forward(app: FastAPI, base: Mount, *, shares: bool) -> None:
    """From now on the base, as the application includes it, is looked at first, where that changes nothing else; and
    the headers of what it `shares` last."""
    stack = app.middleware_stack
    if stack is None or isinstance(stack, Ahead | Watched):
        return  # There is no lifespan, or it has begun before.
    first = _included(app, base)
    if first is not None and _is_bare(app, stack):
        app.middleware_stack = Ahead(stack, first)
        return
    if first is not None:
        app.router.routes.insert(0, first)
    if shares:
        app.middleware_stack = Watched(stack)


def _included(app: FastAPI, base: Mount) -> Mount | None:
    """The base with the whole of its path; `None` where something before it could answer there."""
    before: list[str] = []
    for context in iter_route_contexts(app.routes):
        if context.original_route is base:
            first = copy(base)
            first.path = (context.path or "").rstrip("/")
            return None if any(_may_answer(path, first.path) for path in before) else first
        before.append(context.path or "{")
    return None


class Ahead:
    """The application's layers, but for what is asked of the base. An application that is traced has them all."""

    def __init__(self, app: Application, base: Mount) -> None:
        self.app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or has it answered."""
        if (
            scope["type"] == "http"
            and self._base.matches(scope)[0] is Match.FULL
            and scope.get("fastapi.telemetry") is None
        ):
            # No layer is outside of it that would have a part in the answer.
            scope[LOOKED_AT] = []
            await self._base.handle(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _may_answer(path: str, base: str) -> bool:
    """Whether a route of this path could be that of something below the base."""
    literal, argument, _ = path.partition("{")
    return literal.startswith(base) or (bool(argument) and f"{base}/".startswith(literal))


def _is_bare(app: FastAPI, stack: Application) -> bool:
    layer: object = stack
    while layer is not app.router:
        if not isinstance(layer, _OWN) and type(layer).__name__ not in _OWN_NAMES:
            return False
        layer = getattr(layer, "app", None)
    return not app.user_middleware and getattr(app, "max_body_size", None) is None
