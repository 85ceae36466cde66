"""An ASGI scope into the core's request, and the core's reply into ASGI's messages.

Decides nothing of what is legal (`mizan.envelope` does): only where ASGI keeps what it was sent. Page:
`ir/protocol/envelope.md`. Twin: `mizan.django.exchange`.
"""

from collections.abc import Iterable
from urllib.parse import quote

from mizan.asgi import Message, Scope
from mizan.envelope import Reply, Request

RawHeaders = list[tuple[bytes, bytes]]

# What may stand in a path as it is (RFC 3986, 3.3).
_UNQUOTED = "/:@!$&'()*+,;=~-._"


class _Names(dict[str, bytes]):
    """The name of a header as ASGI has it. There are few, and each is sent with every answer."""

    def __missing__(self, name: str) -> bytes:
        return self.setdefault(name, name.lower().encode("latin-1"))


_NAMES = _Names()


def read_request(scope: Scope, path: str) -> Request:
    """`path` is what is below the base, as the server decoded it."""
    fields: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        fields[name] = fields[name] + b", " + value if name in fields else value

    def header(name: str) -> str | None:
        value = fields.get(_NAMES[name])
        return None if value is None else value.decode("latin-1")

    return Request(scope["method"], path, scope["query_string"], header, header("host"))


def as_sent(scope: Scope, path: str) -> str:
    """Names need no percent-encoding: a path that was sent with any is another address, to caches too, and no way to
    reach this one. `path` is a part of the scope's, and given back as it was sent."""
    sent: bytes | None = scope.get("raw_path")
    if sent is None:
        return path
    whole: str = scope["path"]
    text = sent.decode("latin-1")
    if text == whole or text == quote(whole, safe=_UNQUOTED):
        return path
    return quote(text, safe="/%")


def raw_headers(headers: Iterable[tuple[str, str]]) -> RawHeaders:
    """As ASGI has them."""
    return [(_NAMES[name], value.encode("latin-1")) for name, value in headers]


def start_of(reply: Reply, added: RawHeaders) -> Message:
    """The message that begins the answer."""
    return {"type": "http.response.start", "status": reply.status, "headers": raw_headers(reply.headers) + added}
