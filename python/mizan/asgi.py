"""A body that comes over ASGI, for every host that speaks it: as much as is asked for, and in time.

Decides how long a body may take, and when a connection is no longer of use; how large one may be is said by the machine
(`dispatch.ReadBody`). Page: `ir/protocol/uploads.md`, `ir/protocol/caller.md`. No twin: elsewhere hosts read otherwise.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from typing import Any

from mizan.errors import BadRequest, Timeout, TooLarge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_TIMEOUT = 30.0
"""Seconds that a body may take."""

_SLOWEST = 32 << 10
"""Bytes in a second: what a body with files may come by for as long as it takes."""

_TOGETHER = 1 << 17
"""Bytes that are handed on at once: each time costs a change of threads."""


class Body:
    """A request's body, not read yet."""

    def __init__(self, receive: Receive, timeout: float) -> None:
        self.receive = receive
        self._timeout = timeout
        self.ended = False
        """Whether all of it has come."""
        self.kept: bytes | None = None
        """What was read at once."""
        self._began: float | None = None
        self._come = 0

    def end(self) -> None:
        """All of it has come."""
        self.ended = True

    async def read(self, limit: int) -> bytes:
        """The body. Raises `TooLarge` for more than `limit` bytes, `Timeout`, and `BadRequest` when it breaks off."""
        if self.ended:
            return b""
        # Most bodies are there already, and a clock for them takes as long as a short function.
        came = _Awaited(self.receive())
        if came.is_done:
            read = self._taken(came.value, b"", limit)
            if self.ended:
                self.kept = read
                return read
            came = _Awaited(self.receive())
        else:
            read = b""
        parts = bytearray(read)
        try:
            async with asyncio.timeout(self._timeout):
                while True:
                    parts += self._taken(await came, parts, limit)
                    if self.ended:
                        self.kept = bytes(parts)
                        return self.kept
                    came = _Awaited(self.receive())
        except TimeoutError as error:
            raise Timeout("the body took too long") from error

    def _taken(self, message: Message, before: bytes | bytearray, limit: int) -> bytes:
        if message["type"] != "http.request":
            raise BadRequest("the body broke off")
        part: bytes = message.get("body", b"")
        if len(before) + len(part) > limit:
            raise TooLarge
        if not message.get("more_body", False):
            self.end()
        return part

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
                    message = await self.receive()
            except TimeoutError as error:
                raise Timeout("the body took too long") from error
            if message["type"] != "http.request":
                raise BadRequest("the body broke off")
            read += message.get("body", b"")
            self._come += len(message.get("body", b""))
            if not message.get("more_body", False):
                self.end()
        return bytes(read)


def bounded(receive: Receive, limit: int, timeout: float) -> Receive:
    """`receive`, for who reads a body by itself: no more than the limit, and each part in time. Raises `TooLarge` and
    `Timeout`."""
    come = 0
    ended = False

    async def receive_on() -> Message:
        nonlocal come, ended
        if ended:
            return await receive()
        try:
            async with asyncio.timeout(timeout):
                message = await receive()
        except TimeoutError as error:
            raise Timeout("the body took too long") from error
        come += len(message.get("body", b""))
        if come > limit:
            raise TooLarge
        ended = not message.get("more_body", False)
        return message

    return receive_on


class _Awaited:
    """Something awaitable, begun at once: whether it was done without waiting for anything, and to be awaited if not.
    It stays in the task that began it."""

    __slots__ = ("_steps", "_waiting", "is_done", "value")

    def __init__(self, awaitable: Awaitable[Message]) -> None:
        self._steps: Any = awaitable.__await__()
        self.is_done = False
        try:
            self._waiting = next(self._steps)
        except StopIteration as done:
            self.is_done, self.value = True, done.value

    def __await__(self) -> Generator[Any, Any, Message]:
        while not self.is_done:
            try:
                try:
                    sent = yield self._waiting
                except BaseException as error:
                    self._waiting = self._steps.throw(error)
                else:
                    self._waiting = self._steps.send(sent)
            except StopIteration as done:
                self.is_done, self.value = True, done.value
        message: Message = self.value
        return message


def closing(scope: Scope, body: Body, send: Send) -> Send:
    """`send`, which tells the client where the connection ends with the answer."""

    async def send_on(message: Message) -> None:
        # The rest of the body is nothing that this connection could go on after, and must not keep it open.
        if message["type"] == "http.response.start" and not body.ended and is_http_1(scope):
            message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await send(message)

    return send_on


def announces_body(scope: Scope) -> bool:
    """Whether a body comes, as far as HTTP/1 says so."""
    headers = scope.get("headers", ())
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in headers)


def is_http_1(scope: Scope) -> bool:
    """Whether the connection can be closed with an answer."""
    return str(scope.get("http_version", "1.1")).startswith("1")
