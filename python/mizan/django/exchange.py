"""Django's request into the core's, the core's reply into Django's response, and a body's bytes as far as the limit.

Decides nothing of what is legal (`mizan.envelope` does): only where a host keeps what it was sent.
Page: `ir/protocol/envelope.md`. Twins: the other adapters' routers.
"""

import sys
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.encoding import escape_uri_path

from mizan.dispatch import Machine
from mizan.envelope import Answers, Reply, Request, unshared
from mizan.errors import BadRequest, Problem, TooLarge

# What Django's test client sets on its requests: whether CSRF checks are off.
_UNCHECKED = "_dont_enforce_csrf_checks"
# Under WSGI.
_NO_SCOPE: dict[str, Any] = {}
_UNPREFIXED = ("content-type", "content-length")


def read_request(request: HttpRequest, path: str, *, as_sent: bool = True) -> Request:
    """`path` is what is below the base, as Django decoded it. `as_sent`: it counts as it was written."""

    def header(name: str) -> str | None:
        value: str | None = meta.get(_KEYS[name])
        return value

    meta = request.META
    # Django's test client says by this that nothing is to be asked of where its requests come from.
    if is_test_client(request) and getattr(request, _UNCHECKED):
        meta = {**meta, _KEYS["sec-fetch-site"]: "same-origin"}
    scope: dict[str, Any] = getattr(request, "scope", _NO_SCOPE)
    written = _as_sent(request, path, scope) if as_sent else path
    return Request(request.method or "", written, _query(request, scope), header, _host(request))


class _Keys(dict[str, str]):
    """Where Django keeps a header. The core asks for a few, by names of its own."""

    def __missing__(self, name: str) -> str:
        key = name.upper().replace("-", "_")
        return self.setdefault(name, key if name in _UNPREFIXED else f"HTTP_{key}")


_KEYS = _Keys()


def refuse_host(request: Request, schema: str) -> Machine:
    """In place of the core's machine, for a name that is not in `ALLOWED_HOSTS`: to a page of a foreign name that leads
    here everything would be of the same origin. `CommonMiddleware` refuses it too, but not every project has it."""
    yield Answers(request, schema).problem(BadRequest("the host is not one of this server's"))


def is_test_client(request: HttpRequest) -> bool:
    """Whether the request comes from Django's own test client, inside of a test run.

    The client's mark alone is no proof, since middlewares set it as well; that the environment of tests was set up is.
    """
    if not hasattr(request, _UNCHECKED):
        return False
    return hasattr(getattr(sys.modules.get("django.test.utils"), "_TestState", None), "saved_data")


def read_body(request: HttpRequest, limit: int) -> bytes:
    """The body. Raises `TooLarge` after `limit + 1` bytes, and `BadRequest` when it breaks off."""
    stream: Any = request
    environ: dict[str, Any] = getattr(request, "environ", {})
    length = int(environ.get("CONTENT_LENGTH") or 0)
    # Without a length Django reads nothing under WSGI; a server that ends the stream itself says so.
    if not length and environ.get("wsgi.input_terminated"):
        stream = environ["wsgi.input"]
    # A server gives no more than the length that it was told.
    most = min(length, limit + 1) if length else limit + 1
    body = b""
    try:
        while len(body) < most and (chunk := stream.read(most - len(body))):
            body += chunk
    except Exception as error:  # A server's own complaints about what was sent have no type in common.
        raise BadRequest("the body broke off") from error
    if len(body) > limit:
        raise TooLarge
    # A stream that merely ends is all that is seen of a client that stopped sending.
    if len(body) < length:
        raise BadRequest("the body broke off")
    keep_body(request, body)
    return body


def keep_body(request: HttpRequest, body: bytes) -> None:
    """Where guards and functions find what they look for at `request.body`: it can be read but once."""
    vars(request)["_body"] = body


def make_response(reply: Reply) -> HttpResponse:
    """The response, with the headers of the reply and no others."""
    made = SharedResponse if reply.shared else ReplyResponse
    response = made(reply.body, status=reply.status, content_type="")
    if reply.problem is not None:
        response.mizan_problem = reply.problem
    headers: Any = response.headers
    values = "".join([value for _, value in reply.headers])
    if values.isascii() and values.isprintable():
        # Just what Django makes of such values when it is given them one by one, which takes as long as a short
        # function does. It has no other way to take headers that need no look.
        headers._store = {_lower(name): (name, value) for name, value in reply.headers}
        return response
    del headers["Content-Type"]
    for name, value in reply.headers:
        headers[name] = value
    return response


class ReplyResponse(HttpResponse):
    """What a reply becomes. `mizan_problem`: what it tells of, for tests."""

    mizan_problem: Problem | None = None


class SharedResponse(ReplyResponse):
    """One for everybody, for as long as no middleware makes it one of somebody's: it sees to that itself, whenever its
    headers are looked at, and the host does so last of all. No middleware of ours could be sure to be the outermost."""

    @property
    def headers(self) -> ResponseHeaders:
        """As they are to be sent, with what has been added until now."""
        kept = self._kept
        sets_cookie = bool(self._cookies()) or "Set-Cookie" in kept
        added = unshared(kept.get("Vary"), kept.get("Cache-Control"), sets_cookie=sets_cookie)
        for name, value in added or ():
            if value:
                self._kept[name] = value
            else:
                self._kept.pop(name)
        return self._kept

    @headers.setter
    def headers(self, headers: ResponseHeaders) -> None:
        self._kept = headers

    def _cookies(self) -> object:
        # Django makes the headers before the cookies.
        return vars(self).get("cookies")


@cache
def _lower(name: str) -> str:
    return name.lower()


def _as_sent(request: HttpRequest, path: str, scope: dict[str, Any]) -> str:
    # Names need no percent-encoding. A path that was sent with any is another address, to caches too, and no way to
    # reach this one; where the host still has the path as it was sent, that one counts.
    sent = scope.get("raw_path") or request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    if not sent:
        return path
    if sent == request.path_info:
        return path
    text = sent.decode("latin-1") if isinstance(sent, bytes) else sent
    # The base too, though one that is not plain ASCII can only be sent encoded. No target has a fragment.
    text, _, query = text.partition("?")
    as_written = text.endswith(request.path_info)
    if not as_written:
        as_written = text.endswith(escape_uri_path(request.path_info))
    return path if as_written and "#" not in query else quote(text, safe="/%")


def _query(request: HttpRequest, scope: dict[str, Any]) -> bytes:
    sent: bytes | str = scope.get("query_string") or request.META.get("QUERY_STRING") or ""
    return sent.encode("latin-1") if isinstance(sent, str) else sent


def _host(request: HttpRequest) -> str | None:
    # `None` where the client calls the server by a name that the project does not have: see `refuse_host`.
    sent = request.META.get("HTTP_HOST")
    allowed = settings.ALLOWED_HOSTS
    own = getattr(request.get_host, "__func__", None) is HttpRequest.get_host
    # Without any, what is allowed depends on more than the name.
    if own and sent is not None and allowed and "HTTP_X_FORWARDED_HOST" not in request.META:
        return _judged(sent, tuple(allowed))
    return _asked(request)


@lru_cache(maxsize=64)
def _judged(sent: str, _allowed: tuple[str, ...]) -> str | None:
    """What Django says of a `Host` field where nothing else counts: the same each time, and it takes its time."""
    request = HttpRequest()
    request.META["HTTP_HOST"] = sent
    return _asked(request)


def _asked(request: HttpRequest) -> str | None:
    try:
        return request.get_host()
    except DisallowedHost:
        return None
