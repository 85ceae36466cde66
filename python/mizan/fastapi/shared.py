"""Answers for everybody, for as long as no layer of the application makes one of them somebody's.

Decides nothing of what may be shared (`envelope.unshared` does): only where an answer's headers are looked at for the
last time, outside of every layer. Where nobody looks, nothing is shared. Twin: `mizan.django.exchange.SharedResponse`.
"""

from mizan.asgi import Application, Message, Receive, Scope, Send
from mizan.envelope import unshared
from mizan.fastapi.exchange import RawHeaders, raw_headers

LOOKED_AT = "mizan.shared"
"""Where a scope says that the headers of its answer are looked at afterwards."""


class Watched:
    """An application's layers, and a last look at the headers of what would be shared."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Layers may hand on a copy of the scope; what is in it stays the same.
        shared: list[bool] = []
        scope[LOOKED_AT] = shared

        async def send_on(message: Message) -> None:
            if shared and message["type"] == "http.response.start":
                message["headers"] = owned(list(message["headers"]))
            await send(message)

        await self.app(scope, receive, send_on)


def share(scope: Scope, headers: RawHeaders) -> RawHeaders:
    """The headers of an answer for everybody; of one for whoever asked where nobody looks at them afterwards."""
    shared = scope.get(LOOKED_AT)
    if shared is None:
        return owned([*headers, (b"cache-control", b"private")])
    shared.append(True)
    return headers


def owned(headers: RawHeaders) -> RawHeaders:
    """As they are to be sent, with what layers have added until now."""

    def value(name: bytes) -> str | None:
        found = [value for key, value in headers if key.lower() == name]
        return b", ".join(found).decode("latin-1") if found else None

    changed = unshared(value(b"vary"), value(b"cache-control"), sets_cookie=value(b"set-cookie") is not None)
    if changed is None:
        return headers
    gone = {name for name, _ in raw_headers(changed)}
    kept = [each for each in headers if each[0].lower() not in gone]
    return [*kept, *raw_headers((name, value) for name, value in changed if value)]
