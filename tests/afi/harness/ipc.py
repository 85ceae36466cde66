"""Visits a reference app over Tauri's IPC: the messages that a window's page would send, each recorded.

The headless program takes them on a local port, in frames, and invokes them from the window that is named. Decides how
what a test asks is written as a message (`ir/protocol/ipc.md`); what has no such form cannot be asked, and raises. Twin
of `transport.Visitor`, which speaks HTTP.
"""

import json
import re
import socket
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import unquote

from wire import BASE, Answer, Headers

from harness import transport
from harness.transport import Exchange, Visitor

ASKED = re.compile(rf"{BASE}(?:(?P<kind>call|ctx)/(?P<name>[^?]*)/|(?P<session>session/))(?:\?(?P<query>.*))?", re.S)
SCHEMA = "X-Mizan-Schema"
# By this a page says over HTTP that it is the app's own, which a window is.
OWN = ("Sec-Fetch-Site", "same-origin")


class NoSuchMessageError(Exception):
    """What was asked has no form on this transport; a check that asks it is one of HTTP alone."""


@dataclass(frozen=True)
class IpcAnswer(Answer):
    """An answer that came without headers."""

    def header(self, name: str) -> str | None:
        raise NoSuchMessageError(f"there is no header channel, and so no `{name}`")

    def must_be_typed(self) -> None:
        """A problem here is typed by its body alone."""


class IpcVisitor(Visitor):
    """Somebody at a window of the app."""

    def __init__(self, port: int, window: str = "main") -> None:
        super().__init__(port)
        self.window = window
        self.user: str | None = None
        self.origin: str | None = None
        """At which address the page is, where it is not at the app's own."""

    def sign_in(self, user: str, password: str = "") -> Self:
        """Who is signed in is the app's own state. Raises `AssertionError` for somebody whom the app does not know."""
        self.user = user
        answer = self.call("for_somebody")
        assert answer.status == 200, answer
        return self

    def send(self, method: str, path: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        head = message(method, path, headers or {})
        answer = self.invoke(json.dumps(head).encode() + b"\n" + (body or b""))
        transport.exchanges.append(Exchange(f"{head}", answer.status))
        return answer

    def invoke(self, data: bytes) -> Answer:
        """The answer to a message of these very bytes. Raises `RefusedError` where the command itself was refused."""
        said = {"window": self.window, "user": self.user, **({"origin": self.origin} if self.origin else {})}
        sent = json.dumps(said).encode() + b"\n" + data
        self._connection.sendall(frame(sent))
        head, _, body = received(self._connection).partition(b"\n")
        answered: dict[str, Any] = json.loads(head)
        if "refused" in answered:
            raise RefusedError(answered["refused"])
        assert answered.keys() == {"status"}, answered
        return IpcAnswer(answered["status"], (), body)

    @cached_property
    def _connection(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


class RefusedError(Exception):
    """The host did not let the message through."""


def message(method: str, path: str, headers: Headers) -> dict[str, str]:
    """The head of the message that asks the same. Raises `NoSuchMessageError`."""
    asked = ASKED.fullmatch(path)
    given = {name for name, value in headers.items() if value is not None and (name, value) != OWN}
    unknown = given - {"Content-Type", SCHEMA}
    kinds = {"POST": ("call",), "GET": ("ctx", None)}.get(method, ())
    if asked is None or asked["kind"] not in kinds or "/" in (asked["name"] or "") or unknown:
        raise NoSuchMessageError(f"`{method} {path}` with {sorted(unknown)}")
    said = {SCHEMA: "schema", "Content-Type": "contentType"}
    more = {said[name]: value for name, value in headers.items() if name in said and value is not None}
    if more.get("contentType") == "application/json":
        del more["contentType"]
    if asked["kind"] == "call":
        if asked["query"] is not None or "Content-Type" not in headers or headers["Content-Type"] is None:
            raise NoSuchMessageError(f"`{method} {path}` of no content type, or with a query")
        return {"kind": "call", "function": unquote(asked["name"]), **more}
    if asked["kind"] == "ctx":
        query = {} if asked["query"] is None else {"query": asked["query"]}
        return {"kind": "context", "context": unquote(asked["name"]), **query, **more}
    return {"kind": "session", **more}


def frame(data: bytes) -> bytes:
    """With its length before it."""
    return len(data).to_bytes(4, "big") + data


def received(connection: socket.socket) -> bytes:
    """The next frame. Raises `EOFError` where the program has hung up."""
    return _exactly(connection, int.from_bytes(_exactly(connection, 4), "big"))


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError("the program has hung up")
        data += more
    return data
