"""Requests over connections that are kept open, many at once, each answer judged by what every answer must be.

Decides when an answer conforms (section 3 of the protocol: a result or a bundle, or a problem of the closed table);
what is sent is the tests' to say.
"""

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wire import LARGE, LOST, Answer, parse

from harness.transport import Visitor
from mizan.error_table import CODES, FAULTS

CANARY = "canary-4f1d"
PROBLEM = {"type", "title", "status", "code", "detail", "errors", "member", "data", "invalidate", "outdated"}


@dataclass(frozen=True)
class Request:
    """What is sent: about this function or context, by the visitor of that number, and with these fields beside those
    that a page sends."""

    about: str
    visitor: int
    method: str
    path: str
    body: bytes = b""
    fields: Mapping[str, str] = field(default_factory=dict)


class Line:
    """One visitor's connection, opened again where the server has closed it."""

    def __init__(self, visitor: Visitor) -> None:
        self._port = visitor.port
        self._fields = {"Host": visitor.host, "Content-Type": "application/json", **visitor.defence()}
        if visitor.cookies:
            self._fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self._kept: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, method: str, path: str, body: bytes = b"", fields: Mapping[str, str] | None = None) -> Answer:
        """The answer. Raises `OSError` or `EOFError` where there is none."""
        sent = {**self._fields, "Content-Length": str(len(body)), **(fields or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        data = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body
        if self._kept is not None:
            try:
                return await self._exchange(*self._kept, method, data)
            except (OSError, asyncio.IncompleteReadError):
                # A connection that was kept may be closed just as it is used; a new one may not.
                self.close()
        for _ in range(LOST if len(body) > LARGE else 0):
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._anew(method, data)
        return await self._anew(method, data)

    async def _anew(self, method: str, data: bytes) -> Answer:
        self._kept = await asyncio.open_connection("127.0.0.1", self._port)
        return await self._exchange(*self._kept, method, data)

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, data: bytes
    ) -> Answer:
        writer.write(data)
        # Some servers send head and body apart, and wait for the first to be acknowledged: by itself that takes 40 ms.
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        head = parse(await reader.readuntil(b"\r\n\r\n"))
        if method == "HEAD" or head.status in (204, 304):
            body = b""
        elif head.header("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(head.header("content-length") or ""))
        answer = Answer(head.status, head.lines, body)
        if answer.header("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """A body that comes in parts, as that of a host's own redirect does: it says no length."""
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def send(
    visitors: list[Visitor], requests: Iterable[Request], look: Callable[[Request, Answer], None], in_flight: int
) -> None:
    """Sends all of them, so many at a time, and looks at each answer as it comes. What is wrong names its request."""
    waiting = iter(requests)
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(_send([Line(visitor) for visitor in visitors], waiting, look))


async def _send(lines: list[Line], waiting: Iterator[Request], look: Callable[[Request, Answer], None]) -> None:
    try:
        for request in waiting:
            answer = await lines[request.visitor].send(request.method, request.path, request.body, request.fields)
            try:
                look(request, answer)
            except Exception as error:
                error.add_note(f"{request}\n{answer}")
                raise
    finally:
        for line in lines:
            line.close()


def judge(answer: Answer, codes: set[str]) -> Any:
    """The parsed answer, if it conforms. `codes` are those of the function's own errors."""
    assert re.fullmatch("[0-9a-f]{16}", answer.header("x-mizan-schema") or "")
    assert (answer.header("cache-status") or "").startswith("mizan; fwd=")
    told = json.loads(answer.body, parse_constant=_refuse)
    if answer.status == 200:
        assert answer.header("content-type") == "application/json"
        return told
    assert answer.status in range(400, 500)
    assert answer.header("content-type") == "application/problem+json"
    assert answer.header("cache-control") == "no-store"
    # What is stale may be told in values of the call's own; nothing else repeats what was sent.
    assert CANARY not in json.dumps({name: value for name, value in told.items() if name != "invalidate"})
    assert told.keys() <= PROBLEM
    assert told["status"] == answer.status
    assert told["code"] in codes or CODES[told["code"]].status == answer.status
    for fault in told.get("errors", []):
        assert fault.keys() == {"path", "code"}
        assert fault["code"] in FAULTS
        assert fault["path"]
    return told


def _refuse(name: str) -> None:
    raise AssertionError(f"`{name}` is no JSON")
