"""An ASGI application around Django's, which leaves the bodies of calls on the wire until the machine asks for them.

Django itself takes a whole body in before any view, whatever its size and however long it takes, and fails on every
WebSocket. Decides only how long a body may take; its size is the machine's to limit (`dispatch.ReadBody`), and every
answer is Django's as before. Page: `ir/protocol/caller.md`. No twin: other hosts read when they are asked to.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.handlers.asgi import get_script_prefix
from django.urls import Resolver404, resolve

from mizan.errors import BadRequest, Timeout, TooLarge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


_SLOWEST = 32 << 10
"""Bytes in a second: what a body with files may come by for as long as it takes."""

_TOGETHER = 1 << 17
"""Bytes that are handed on at once: each time costs a change of threads."""


def bounded(application: Application, *, body_timeout: float = 30.0) -> Application:
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
        elif not _announces_body(scope) and _is_http_1(scope):
            await application(scope, receive, send)
        else:
            body = Body(receive, body_timeout)
            # `views` reads it from there.
            await application({**scope, "mizan.body": body}, body.receive_for_django, _closing(scope, body, send))

    return serve


class Body:
    """A request's body, not read yet. Django is told that it is empty, and hears of the client's end after it."""

    def __init__(self, receive: Receive, timeout: float) -> None:
        self._receive = receive
        self._timeout = timeout
        self._ended = asyncio.Event()
        self._told = False
        self._began: float | None = None
        self._come = 0

    @property
    def ended(self) -> bool:
        """Whether all of it has come."""
        return self._ended.is_set()

    async def read(self, limit: int) -> bytes:
        """The body. Raises `TooLarge` for more than `limit` bytes, `Timeout`, and `BadRequest` when it breaks off."""
        read = bytearray()
        try:
            async with asyncio.timeout(self._timeout):
                while not self.ended:
                    message = await self._receive()
                    if message["type"] != "http.request":
                        raise BadRequest("the body broke off")
                    read += message.get("body", b"")
                    if len(read) > limit:
                        raise TooLarge
                    if not message.get("more_body", False):
                        self._ended.set()
        except TimeoutError as error:
            raise Timeout("the body took too long") from error
        return bytes(read)

    async def read_some(self) -> bytes:
        """The next bytes of a body with files, of which there may be many; none at its end.

        Raises `Timeout` where they come too slowly: all that have come give the next ones more time, each kilobyte as
        much as a slow line needs. `BadRequest` when the body breaks off.
        """
        read = bytearray()
        if self._began is None:
            self._began = asyncio.get_running_loop().time()
        while not self.ended and len(read) < _TOGETHER:
            try:
                async with asyncio.timeout_at(self._began + self._timeout + self._come / _SLOWEST):
                    message = await self._receive()
            except TimeoutError as error:
                raise Timeout("the body took too long") from error
            if message["type"] != "http.request":
                raise BadRequest("the body broke off")
            read += message.get("body", b"")
            self._come += len(message.get("body", b""))
            if not message.get("more_body", False):
                self._ended.set()
        return bytes(read)

    async def receive_for_django(self) -> Message:
        """What Django awaits: an empty body, and then, never before the true one has ended, that the client is gone."""
        if not self._told:
            self._told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._ended.wait()
        while (message := await self._receive())["type"] == "http.request":
            continue
        return message


def _closing(scope: Scope, body: Body, send: Send) -> Send:
    async def send_on(message: Message) -> None:
        # The rest of the body is nothing that this connection could go on after, and must not keep it open.
        if message["type"] == "http.response.start" and not body.ended and _is_http_1(scope):
            message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await send(message)

    return send_on


def _is_below(scope: Scope) -> bool:
    # As Django takes the path apart.
    path = scope["path"].removeprefix(get_script_prefix(scope))
    try:
        # The views themselves cannot be imported here: Django may not be set up yet.
        return resolve(path).app_names[-1:] == ["mizan"]
    except Resolver404:
        return False


def _announces_body(scope: Scope) -> bool:
    headers = scope.get("headers", ())
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in headers)


def _is_http_1(scope: Scope) -> bool:
    return str(scope.get("http_version", "1.1")).startswith("1")
