"""An ASGI application around Django's, which leaves the bodies of calls on the wire until the machine asks for them.

Django itself takes a whole body in before any view, whatever its size and however long it takes, and fails on every
WebSocket. Decides which requests are Mizan's; how their bodies are read is `mizan.asgi`'s to say, and every answer is
Django's as before. Page: `ir/protocol/caller.md`. No twin: other hosts read when they are asked to.
"""

import asyncio

from django.core.handlers.asgi import get_script_prefix
from django.urls import Resolver404, resolve

from mizan import asgi
from mizan.asgi import BODY_TIMEOUT, Application, Message, Receive, Scope, Send, announces_body, closing, is_http_1


def bounded(application: Application, *, body_timeout: float = BODY_TIMEOUT) -> Application:
    """`application = bounded(get_asgi_application())`. Raises `ValueError` for a time that is none.

    Below Mizan's addresses a body is read when its turn comes, up to the limit, in `body_timeout` seconds (408 then;
    each 32 KiB of one with files give it a second more); a connection whose body was not read to its end is closed
    with the answer; and a WebSocket is refused before it opens. Every other address is left as it is. Addresses are
    those of `ROOT_URLCONF`.
    """
    if not body_timeout > 0:
        raise ValueError("`body_timeout` takes a number of seconds above 0")

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not _is_below(scope):
            await application(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            # Before it is accepted: the server answers 403.
            await send({"type": "websocket.close", "code": 1008})
        elif not announces_body(scope) and is_http_1(scope):
            await application(scope, receive, send)
        else:
            body = Body(receive, body_timeout)
            # `views` reads it from there.
            await application({**scope, "mizan.body": body}, body.receive_for_django, closing(scope, body, send))

    return serve


class Body(asgi.Body):
    """A request's body, not read yet. Django is told that it is empty, and hears of the client's end after it."""

    def __init__(self, receive: Receive, timeout: float) -> None:
        super().__init__(receive, timeout)
        self._told = False
        self._has_ended = asyncio.Event()

    def end(self) -> None:
        """Django may be told of what comes after it."""
        super().end()
        self._has_ended.set()

    async def receive_for_django(self) -> Message:
        """What Django awaits: an empty body, and then, never before the true one has ended, that the client is gone."""
        if not self._told:
            self._told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._has_ended.wait()
        while (message := await self.receive())["type"] == "http.request":
            continue
        return message


def _is_below(scope: Scope) -> bool:
    # As Django takes the path apart.
    path = scope["path"].removeprefix(get_script_prefix(scope))
    try:
        # The views themselves cannot be imported here: Django may not be set up yet.
        return resolve(path).app_names[-1:] == ["mizan"]
    except Resolver404:
        return False
