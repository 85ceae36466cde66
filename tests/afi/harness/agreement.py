"""The same requests to several programs, in the same order, and where their answers differ.

Decides what of an answer is the protocol's, and so the same everywhere: status, headers, and the body but for the
wording of `detail` and the host's own token. What is sent is the tests' to say. Each program is asked by a thread of
its own over connections that are kept, and an answer is taken apart no further than it is compared: there are many.
"""

import contextlib
import json
import re
import socket
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Full, Queue
from threading import Event, Thread
from typing import Any

from wire import LARGE, LOST

from harness.exchanges import Request
from harness.program import Program
from harness.transport import Visitor

HEADERS = frozenset(
    b"content-type cache-control cdn-cache-control cache-status cache-groups etag allow vary x-mizan-schema "
    b"x-mizan-invalidate cache-group-invalidation www-authenticate x-content-type-options".split()
)
BATCH = 200
AHEAD = 20
"""So many batches a program may be ahead of another."""
TOO_MANY = 20
"""Differences, after which nobody wants to see more."""
PATIENCE = 60.0
DOTS = re.compile(r"(?<=/)(?:\.|%2e){1,2}(?=[/?]|$)", re.I)
"""Segments of a path that mean another path by the web's grammar of addresses."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked\r\n", re.I)
_CLOSES = re.compile(rb"\r\nconnection: *close\r\n", re.I)
_TOKEN = re.compile(rb'^\{"csrfToken":(null|"\w+")\}$')
_CODE = re.compile(rb'"code":"(\w+)"')
_PROBLEM = b"application/problem+json"


@dataclass(frozen=True, slots=True)
class Told:
    """What of an answer must be the same from every program, but for what a problem says in words."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def is_problem(self) -> bool:
        return self.headers.get(b"content-type") == _PROBLEM and self.body != b""

    def agrees(self, other: "Told") -> bool:
        if (self.status, self.headers) != (other.status, other.headers):
            return False
        return self.body == other.body or (self.is_problem and _worded(self.body) == _worded(other.body))


def _worded(body: bytes) -> Any:
    told = json.loads(body)
    told.pop("detail", None)
    return told


@dataclass
class Agreement:
    """What was compared: how many requests, which statuses and codes came, and what differed."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    resolving: Collection[str] = ()
    """The programs that are asked for another path where this one has dots."""

    def look(self, request: Request, answers: dict[str, Told]) -> None:
        """The first program's answer is the measure."""
        (first, measure), *others = answers.items()
        self.requests += 1
        self.statuses[measure.status] += 1
        if measure.is_problem and (code := _CODE.search(measure.body)):
            self.codes[code[1].decode()] += 1
        for name, given in others:
            if name in self.resolving and DOTS.search(request.path):
                continue
            if not measure.agrees(given):
                self.differences.append(f"{request}\n  {first}: {measure}\n  {name}: {given}")


def compare(programs: Sequence[Program], people: Sequence[str | None], requests: Sequence[Request]) -> Agreement:
    """Sends each request to each program, as the person of its number. Raises what kept a program from answering."""
    askers = {each.kind.name: _Asker([each.visitor(person) for person in people], requests) for each in programs}
    found = Agreement(resolving={each.kind.name for each in programs if each.kind.resolves_dots})
    for asker in askers.values():
        asker.start()
    try:
        every = {name: asker.told() for name, asker in askers.items()}
        for request in requests:
            found.look(request, {name: next(told) for name, told in every.items()})
            if len(found.differences) > TOO_MANY:
                break
    finally:
        for asker in askers.values():
            asker.end()
    return found


class _Asker(Thread):
    """Asks one program everything, one thing after the other."""

    def __init__(self, visitors: Sequence[Visitor], requests: Sequence[Request]) -> None:
        super().__init__(daemon=True)
        self._visitors = visitors
        self._requests = requests
        self._batches: Queue[list[Told] | BaseException] = Queue(AHEAD)
        self._ended = Event()

    def told(self) -> Iterator[Told]:
        """The answers, as they come."""
        for _ in range(0, len(self._requests), BATCH):
            batch = self._batches.get()
            if isinstance(batch, BaseException):
                raise batch
            yield from batch

    def end(self) -> None:
        self._ended.set()
        self.join(2 * PATIENCE)

    def run(self) -> None:
        lines = [_Line(each) for each in self._visitors]
        try:
            for begin in range(0, len(self._requests), BATCH):
                batch = [lines[each.visitor].send(each) for each in self._requests[begin : begin + BATCH]]
                if not self._put(batch):
                    break
        except BaseException as error:
            self._put(error)
        finally:
            for line in lines:
                line.close()

    def _put(self, batch: list[Told] | BaseException) -> bool:
        while not self._ended.is_set():
            try:
                self._batches.put(batch, timeout=1)
            except Full:
                continue
            return True
        return False


class _Line:
    """One visitor's connection, opened again where the server has closed it."""

    def __init__(self, visitor: Visitor) -> None:
        self._port = visitor.port
        self._fields = {"Host": visitor.host, "Content-Type": "application/json", **visitor.defence()}
        if visitor.cookies:
            self._fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self._kept: socket.socket | None = None

    def send(self, request: Request) -> Told:
        """What is told. Raises `OSError` or `EOFError` where nothing is."""
        fields = {**self._fields, "Content-Length": str(len(request.body)), **request.fields}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        data = f"{request.method} {request.path} HTTP/1.1\r\n{head}\r\n".encode() + request.body
        if self._kept is not None:
            try:
                return self._exchange(self._kept, request.method, data)
            except (ConnectionError, EOFError):
                # A connection that was kept may be closed just as it is used; a new one may not.
                self.close()
        for _ in range(LOST if len(request.body) > LARGE else 0):
            with contextlib.suppress(ConnectionError, EOFError):
                return self._anew(request.method, data)
        return self._anew(request.method, data)

    def _anew(self, method: str, data: bytes) -> Told:
        self._kept = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
        self._kept.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchange(self._kept, method, data)

    def _exchange(self, line: socket.socket, method: str, data: bytes) -> Told:
        line.sendall(data)
        # Some servers send head and body apart, and wait for the first to be acknowledged: by itself that takes 40 ms.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        come = b""
        while (end := come.find(b"\r\n\r\n")) < 0:
            come += _more(line)
        head, body = come[: end + 2], come[end + 4 :]
        status = int(head[9:12])
        if method == "HEAD" or status in (204, 304):
            body = b""
        elif length := _LENGTH.search(head):
            lacks = int(length[1]) - len(body)
            while lacks > 0:
                more = _more(line)
                body, lacks = body + more, lacks - len(more)
        elif _CHUNKED.search(head):
            body = _unchunked(line, body)
        else:
            raise AssertionError(f"nobody says how long this answer is: {head!r}")
        if _CLOSES.search(head):
            self.close()
        return _told(status, head, body)

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def _more(line: socket.socket) -> bytes:
    come = line.recv(1 << 16)
    if not come:
        raise EOFError("the server has hung up")
    return come


def _unchunked(line: socket.socket, come: bytes) -> bytes:
    """A body that comes in parts, as that of a host's own redirect does: it says no length."""
    body = b""
    while True:
        while (end := come.find(b"\r\n")) < 0:
            come += _more(line)
        size = int(come[:end], 16)
        while len(come) < end + 2 + size + 2:
            come += _more(line)
        body += come[end + 2 : end + 2 + size]
        come = come[end + 2 + size + 2 :]
        if size == 0:
            return body


def _told(status: int, head: bytes, body: bytes) -> Told:
    headers = {}
    for line in head.split(b"\r\n")[1:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in HEADERS:
            headers[name] = value.strip()
    if headers.get(b"cache-control") == b"no-store":
        # Of what nobody keeps it says nothing, and a host may add to it.
        headers.pop(b"vary", None)
    return Told(status, headers, _TOKEN.sub(b'{"csrfToken":}', body) if body.startswith(b'{"csrfToken"') else body)
