"""The shape of requests and answers, without a host: the cross-site rule, content type, conditions, headers.

Decides what travels where; never in which order things are checked (`dispatch`), nor how a host reads or writes it.
Twins: `mizan-core/src/envelope.rs`, `server/src/envelope.ts`. Page: `ir/protocol/envelope.md`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import NamedTuple

from mizan._native import WORLD
from mizan.errors import (
    BadRequest,
    CrossSite,
    DomainProblem,
    MethodNotAllowed,
    Problem,
    TooLarge,
    UnsupportedMediaType,
    render,
)
from mizan.records import record

DEFAULT_LIMIT = 1 << 20
"""Bytes of a call's body."""

DEFAULT_UPLOAD = 32 << 20
"""Bytes of a body with files: all of one call together, and what stands around them."""

Headers = tuple[tuple[str, str], ...]


class Reply(NamedTuple):
    """An answer, whole. On `HEAD` and 304 the body is empty; `Content-Length` is then that of the `GET`, or absent.

    `problem` is the one that is answered, for the host's own logs, error pages and tests; what it was made of is its
    `__cause__`. `shared`: shared caches may keep it, unless the host makes it somebody's (`unshared`).
    """

    status: int
    headers: Headers
    body: bytes
    problem: Problem | None = None
    shared: bool = False


@record(frozen=False)
class Request:
    """What an adapter takes from its host.

    `method` as sent; `path` below the base, decoded, without a leading slash (`call/rename_user/`); `query` the raw
    bytes after `?`; `header` looks a field up by lower-case name (several lines joined by `, `) and gives `None` where
    it is absent; `host` is what the client called the server (`Host`, or what a trusted proxy says it was).
    """

    method: str
    path: str
    query: bytes
    header: Callable[[str], str | None]
    host: str | None


@record()
class Policy:
    """What a host's settings decide. `origins`: other origins that may call, as `https://shop.example`; `limit`: bytes
    of a body, `upload_limit`: of one with files; `shows_ir`: whether `ir/` is there, which it is for developers alone;
    `secret`: what tags are made with, without which no shared cache is let in.

    Raises `ValueError` for an origin with a path, a wildcard or no scheme.
    """

    origins: Sequence[str] = ()
    limit: int = DEFAULT_LIMIT
    upload_limit: int = DEFAULT_UPLOAD
    shows_ir: bool = False
    secret: bytes = field(default=b"", repr=False)
    _origins: frozenset["_Origin"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parsed = {text: _origin(text) for text in self.origins}
        for text, origin in parsed.items():
            if origin is None:
                raise ValueError(f"`{text}` is no origin: write it as `https://shop.example`")
        object.__setattr__(self, "_origins", frozenset(origin for origin in parsed.values() if origin is not None))

    def trusts(self, origin: str) -> bool:
        """Whether the value of an `Origin` field is a configured one. `null` never is."""
        return bool(self._origins) and _origin(origin) in self._origins


def check_method(request: Request, allowed: Sequence[str]) -> None:
    """Raises `MethodNotAllowed`."""
    if request.method not in allowed:
        raise MethodNotAllowed(allowed)


def bears_token(request: Request) -> bool:
    """Whether a token header is there. It then decides identity alone, and no cookie counts (section 3, identity)."""
    if request.header("x-mizan-token") is not None:
        return True
    authorization = request.header("authorization")
    return authorization is not None and _BEARER.match(authorization) is not None


# The scheme with whatever separates it from a token, or with nothing after it: a token that is not there does not hold.
_BEARER = re.compile(r"[ \t]*bearer(?:[ \t]|$)", re.IGNORECASE)


class _Origin(NamedTuple):
    scheme: str
    host: str
    port: int


_HOST = r"(?P<host>[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>0|[1-9][0-9]{0,4}))?"
_ORIGIN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://" + _HOST)
_HOST_FIELD = re.compile(_HOST)
_PORTS = {"http": 80, "https": 443}


def _origin(text: str) -> _Origin | None:
    match = _ORIGIN.fullmatch(text)
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else _PORTS.get(match["scheme"], 0)
    return _Origin(match["scheme"], match["host"].lower(), port)


def _same_host(origin: str, host: str) -> bool:
    parsed, match = _origin(origin), _HOST_FIELD.fullmatch(host)
    # Only where a scheme has a port of its own can a `Host` without a port be read.
    if parsed is None or match is None or parsed.scheme not in _PORTS:
        return False
    port = int(match["port"]) if match["port"] else _PORTS[parsed.scheme]
    return (parsed.host, parsed.port) == (match["host"].lower(), port)


def check_site(request: Request, policy: Policy) -> None:
    """The cross-site rule of section 3, for an unsafe request without a token. Raises `CrossSite`."""
    site = request.header("sec-fetch-site")
    if site == "same-origin" or site == "none":
        return
    origin = request.header("origin")
    if origin is not None and policy.trusts(origin):
        return
    if site is None:
        if origin is None and request.header("cookie") is None:
            return
        if origin is not None and _same_host(origin, request.host or ""):
            return
    raise CrossSite


_JSON = re.compile(r'[ \t]*application/json(?:[ \t]*;[ \t]*(?i:charset=(?:utf-8|"utf-8")))?[ \t]*')


def check_content_type(request: Request) -> None:
    """Exactly `application/json`; `charset=utf-8` may follow. Raises `UnsupportedMediaType`."""
    declared = request.header("content-type")
    if declared != "application/json" and _JSON.fullmatch(declared or "") is None:
        raise UnsupportedMediaType


def check_length(request: Request, limit: int) -> None:
    """A body declared over the limit is refused unread. Raises `TooLarge`, or `BadRequest` if that is no length."""
    declared = request.header("content-length")
    if not declared:
        return
    if not (declared.isascii() and declared.isdigit()):
        raise BadRequest("the content length is no number")
    # Longer than any number of bytes that is in question, and so not worth the conversion.
    if len(declared) > 18 or int(declared) > limit:
        raise TooLarge


def check_no_body(request: Request) -> None:
    """A read has no body: it would take no part in what a cache knows the answer by. Raises `BadRequest`."""
    if (request.header("content-length") or "0") != "0" or request.header("transfer-encoding") is not None:
        raise BadRequest("a read has no body")


# An element of a list may be empty (RFC 9110, 5.6.1.2). `$` would be found before a line's end too, without a step on.
_TAG = re.compile(r'[ \t]*(?:(?:W/)?("[^\x00-\x20"\x7f]*")[ \t]*)?(?:,|\Z)')


def matches(condition: str | None, etag: str) -> bool:
    """`If-None-Match` by weak comparison: a list, or `*`. A field that cannot be parsed matches nothing."""
    if condition is None:
        return False
    if condition.strip(" \t") == "*":
        return True
    opaque, found, at = etag.removeprefix("W/"), False, 0
    while at < len(condition):
        match = _TAG.match(condition, at)
        if match is None:
            return False
        found, at = found or match[1] == opaque, match.end()
    return found


_JSON_TYPE = ("Content-Type", "application/json")
_NO_STORE = ("Cache-Control", "no-store")
_CALLED = ("Cache-Status", "mizan; fwd=method")
_BYPASSED = ("Cache-Status", "mizan; fwd=bypass")
_UNSTORED = ("Cache-Status", "mizan; fwd=bypass; detail=store")
_UNCACHED = ("Cache-Status", "mizan; fwd=bypass; detail=uncached")
_PRIVATE = (("Cache-Control", "private, no-cache"), ("Vary", "Cookie, Authorization, X-Mizan-Token"))
_NEVER_KEPT = (("Cache-Control", "private, no-store"), _PRIVATE[1])
_VARY_PUBLIC = ("Vary", "Accept-Encoding")
_NOSNIFF = ("X-Content-Type-Options", "nosniff")

_SHARED_ALONE = ("CDN-Cache-Control", "Cache-Groups", "ETag")
_OWNED = re.compile(r"(?i)\b(?:private|no-store|no-cache)\b")
_ADDED = re.compile(r"[ \t]*(?:(?i:accept-encoding|origin)[ \t]*)?")


def unshared(vary: str | None, kept: str | None, *, sets_cookie: bool) -> Headers | None:
    """What a shared answer's headers become where its host adds a cookie, or a `Vary` beside what all may share, or
    says in `Cache-Control`, `kept`, that nobody shares it; `None` where they stay. An empty value is one that goes.
    """
    shared = not sets_cookie and _OWNED.search(kept or "") is None
    if shared and all(_ADDED.fullmatch(name) for name in (vary or "").split(",")):
        return None
    return (_NEVER_KEPT[0], *((name, "") for name in _SHARED_ALONE))


MOST_GROUPS = 31
"""Tags of a public answer; one that has more is nothing for a shared cache."""


@record()
class Dropped:
    """What an answer says of what was dropped: `body` the JSON of `invalidate`, the values of the two fields beside."""

    body: bytes = b"[]"
    header: str | None = None
    groups: str | None = None

    @property
    def headers(self) -> Headers:
        """`X-Mizan-Invalidate` and `Cache-Group-Invalidation`, where there is something to say."""
        if self.header is None:
            return ()
        told = (("X-Mizan-Invalidate", self.header),)
        return told if self.groups is None else (*told, ("Cache-Group-Invalidation", self.groups))


NOTHING = Dropped()


def group_list(tags: Iterable[str]) -> str:
    """Tags as a field of RFC 9875 has them: a list of strings."""
    return ", ".join(f'"{tag}"' for tag in tags)


class Answers:
    """Writes the answers to one request. `schema` is the graph's."""

    __slots__ = ("_always", "request", "schema")

    def __init__(self, request: Request, schema: str) -> None:
        self.request = request
        self.schema = schema
        self._always = (("X-Mizan-Schema", schema), _NOSNIFF)

    def call(self, result: bytes, dropped: Dropped) -> Reply:
        """A call's result, which is JSON and is not parsed again."""
        body = b'{"result":%b,"invalidate":%b}' % (result, dropped.body)
        return self._reply(200, body, (_NO_STORE, _CALLED, *dropped.headers))

    def bundle(self, body: bytes, *, cached: bool) -> Reply:
        """A bundle of which a member is per caller; `cached` when every member is one that may be cached."""
        if not cached:
            return self._reply(200, body, (*_NEVER_KEPT, _UNCACHED))
        return self._conditional(body, _PRIVATE)

    def public_bundle(self, body: bytes, seconds: int, tags: Sequence[str] | None) -> Reply:
        """A bundle of public members alone, kept for `seconds` at most; `tags` are all that its entries have, in byte
        order, or `None` where there is no secret to make them with.
        """
        if tags is None or len(tags) > MOST_GROUPS:
            return self._conditional(body, (_PRIVATE[0], _VARY_PUBLIC))
        kept = (
            ("Cache-Control", f"public, max-age=0, s-maxage={seconds}"),
            ("CDN-Cache-Control", f"max-age={seconds}"),
            _VARY_PUBLIC,
            ("Cache-Groups", group_list((*tags, WORLD))),
        )
        return self._conditional(body, kept)._replace(shared=True)

    def _conditional(self, body: bytes, headers: Headers) -> Reply:
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = (*headers, ("ETag", etag), _UNSTORED)
        condition = self.request.header("if-none-match")
        if condition is not None and matches(condition, etag):
            return Reply(304, (*headers, *self._always), b"")
        return self._reply(200, body, headers)

    def session(self, token: str | None) -> Reply:
        """The host's CSRF token, or `null` where the host has none."""
        return self._reply(200, b'{"csrfToken":%b}' % json.dumps(token).encode(), (_NO_STORE, _BYPASSED))

    def ir(self, text: str) -> Reply:
        """The IR's canonical text."""
        return self._reply(200, text.encode(), (_NO_STORE, _BYPASSED), ("Content-Type", "application/vnd.kdl"))

    def view(self, dropped: Dropped, *, safe: bool) -> Headers:
        """What goes with a view's own response; `Cache-Control` gives way to the response's own."""
        status = _BYPASSED if safe else _CALLED
        if dropped.header is None:
            return (status, self._always[0])
        return (status, self._always[0], _NO_STORE, *dropped.headers)

    def problem(
        self,
        problem: Problem,
        *,
        member: str | None = None,
        cache_status: str = _BYPASSED[1],
        dropped: Dropped | None = None,
    ) -> Reply:
        """A problem object. Without `dropped` nothing had started; `member` is the one of a bundle that failed."""
        theirs = self.request.header("x-mizan-schema")
        # What an author's own error says is no matter of what the client knows.
        knows = theirs is None or theirs == self.schema or isinstance(problem, DomainProblem)
        outdated = not knows and problem.status in (400, 404, 422)
        body = render(problem, member=member, invalidate=None if dropped is None else dropped.body, outdated=outdated)
        headers = [_NO_STORE, ("Cache-Status", cache_status), *(() if dropped is None else dropped.headers)]
        if isinstance(problem, MethodNotAllowed):
            headers.append(("Allow", ", ".join(problem.allow)))
        if problem.status == 401:
            # A 401 must name a scheme; for one that is nobody's no browser opens a dialog.
            headers.append(("WWW-Authenticate", "Mizan"))
        described = self._reply(problem.status, body, headers, ("Content-Type", "application/problem+json"))
        return described._replace(problem=problem)

    def _reply(
        self, status: int, body: bytes, headers: Iterable[tuple[str, str]], content_type: tuple[str, str] = _JSON_TYPE
    ) -> Reply:
        described = (content_type, ("Content-Length", str(len(body))), *headers, *self._always)
        return Reply(status, described, b"" if self.request.method == "HEAD" else body)
