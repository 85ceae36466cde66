"""What may go wrong, in types: problems (an answer for the client), and errors of whoever declares functions.

Decides how a problem object is written; never what is a problem (`dispatch`, `envelope`, the functions themselves), nor
the codes (`error_table`, generated). Twins: `mizan-core/src/errors.rs`, `client/src/errors.ts`. Page:
`ir/protocol/envelope.md`.
"""

import json
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from mizan.error_table import CODES

Path = tuple[str | int, ...]


class Key(str):
    """A key of a map, as a part of a path: the caller's own name, of which the core tells no more than a path has."""

    __slots__ = ()


class Fault(NamedTuple):
    """One fault of the caller's input: where (`("args", "user_id")`), and a code of `error_table.FAULTS`."""

    path: Path
    code: str


class Problem(Exception):
    """An answer that is no result. Raise a subclass in a function: the client gets its code, status and `detail`.

    `detail` reaches the client as it is: wording, never a value or the text of an exception.
    """

    code: str = "INTERNAL"
    kind: ClassVar[str | None] = None

    def __init__(self, detail: str | None = None, *, errors: Iterable[Fault] = ()) -> None:
        super().__init__(detail or CODES[self.code].title)
        # Both are written after the function has run, where a failure would cost the answer its `invalidate`.
        if detail is not None and not isinstance(detail, str):
            raise TypeError("the detail of a problem is text")
        self.detail = detail
        self.errors = tuple(Fault(tuple(path), code) for path, code in errors)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.code not in CODES:
            raise DeclarationError(
                f"problem `{cls.__name__}`: the code `{cls.code}` is none of the protocol's; a problem with a code of "
                f"its own is a `DomainError`: `class {cls.__name__}(DomainError[None])`"
            )

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return CODES[self.code].status

    @property
    def title(self) -> str:
        """What the code means, in words."""
        return CODES[self.code].title

    @property
    def type(self) -> str:
        """The problem type, a URN."""
        return f"urn:mizan:problem:{self.kind or self.code.lower().replace('_', '-')}"


class BadRequest(Problem):
    """400: the request cannot be read."""

    code = "BAD_REQUEST"


class Unauthenticated(Problem):
    """401: nobody asks, or with credentials that do not hold."""

    code = "UNAUTHENTICATED"


class Forbidden(Problem):
    """403: somebody asks who may not."""

    code = "FORBIDDEN"


class CrossSite(Forbidden):
    """403 of the cross-site rule."""

    kind = "cross-site"


class Csrf(Forbidden):
    """403 of the host's CSRF check; the client fetches a token and repeats the call once."""

    kind = "csrf"


class NotFound(Problem):
    """404: there is no such thing."""

    code = "NOT_FOUND"


class MethodNotAllowed(Problem):
    """405: the path has other methods, `allow`."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self, allow: Iterable[str]) -> None:
        super().__init__()
        self.allow = tuple(allow)


class Timeout(Problem):
    """408: the time allowed has passed."""

    code = "TIMEOUT"


class Conflict(Problem):
    """409: the state of things does not permit it."""

    code = "CONFLICT"


class TooLarge(Problem):
    """413: the body is over the limit."""

    code = "TOO_LARGE"


class UnsupportedMediaType(Problem):
    """415: the body is not declared as exactly `application/json`."""

    code = "UNSUPPORTED_MEDIA_TYPE"


class Invalid(Problem):
    """422: the arguments do not fit their types; `errors` says where."""

    code = "INVALID"


class RateLimited(Problem):
    """429: too many requests."""

    code = "RATE_LIMITED"


class Internal(Problem):
    """500: our fault; what it was stands in the server's log alone."""

    code = "INTERNAL"


class Unimplemented(Problem):
    """501: known, and not there yet."""

    code = "NOT_IMPLEMENTED"


class Unavailable(Problem):
    """503: for now."""

    code = "UNAVAILABLE"


class DomainProblem(Problem):
    """A declared domain error as the client gets it. `data` is JSON already; `None` leaves it out."""

    def __init__(
        self, code: str, status: int, title: str, detail: str | None = None, data: bytes | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.data = data
        self._status = status
        self._title = title

    @property
    def status(self) -> int:
        """As it was declared."""
        return self._status

    @property
    def title(self) -> str:
        """As it was declared."""
        return self._title


def domain_title(code: str, doc: str | None) -> str:
    """The title of a domain error: the first line of its documentation, or the code in words."""
    return doc.strip().splitlines()[0].strip() if doc and doc.strip() else code.replace("_", " ").capitalize()


class Undeclared(RuntimeError):
    """A function raised a domain error that it does not declare, or with data that is not of its type."""


_BY_CODE: dict[str, type[Problem]] = {
    kind.code: kind
    for kind in (
        *(BadRequest, Unauthenticated, Forbidden, NotFound, Timeout, Conflict, TooLarge, UnsupportedMediaType),
        *(Invalid, RateLimited, Internal, Unimplemented, Unavailable),
    )
}


def from_code(code: str, detail: str | None = None, errors: Iterable[Fault] = ()) -> Problem:
    """The problem that a native function names by code; an unknown code is `Internal`, without the detail."""
    kind = _BY_CODE.get(code)
    return Internal() if kind is None else kind(detail, errors=errors)


def render(
    problem: Problem, *, member: str | None = None, invalidate: bytes | None = None, outdated: bool = False
) -> bytes:
    """The problem object as JSON. `invalidate` is JSON already; `None` leaves it out (nothing had started)."""
    fields: dict[str, object] = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
    }
    if problem.detail is not None:
        fields["detail"] = problem.detail
    if problem.errors:
        fields["errors"] = [{"path": list(fault.path), "code": fault.code} for fault in problem.errors]
    if member is not None:
        fields["member"] = member
    # `detail` is an author's text and may hold a lone surrogate, which has no UTF-8.
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    data = problem.data if isinstance(problem, DomainProblem) else None
    tail = b"" if data is None else b',"data":' + data
    if invalidate is not None:
        tail += b',"invalidate":' + invalidate
    if outdated:
        tail += b',"outdated":true'
    return text[:-1] + tail + b"}"


class DeclarationError(TypeError):
    """A declaration that cannot be kept: which function, where (`file:line`), what, and what there is instead."""


class GraphError(ValueError):
    """A registry that may not start. `defects` has every one of them, one line each, with the place where it is
    known.
    """

    def __init__(self, defects: Iterable[str]) -> None:
        self.defects = list(defects)
        super().__init__("the graph is broken:\n" + "\n".join(f"- {defect}" for defect in self.defects))


class UndeclaredDependency(RuntimeError):
    """A cached member looked at something that is neither its params nor its caller.

    No `AttributeError`: `getattr(request, name, default)` would hide it, and the answer would be cached all the same.
    """

    def __init__(self, attribute: str, *, public: bool = False) -> None:
        if public:
            super().__init__(
                f"a public member may not read `request.{attribute}`: it has one answer for everyone, by its params "
                "alone; leave out `public=True`, or make it a param"
            )
        else:
            super().__init__(
                f"a cached member may not read `request.{attribute}`: its answer is kept by params and caller alone; "
                "declare `cache=False`, or make it a param"
            )
        self.attribute = attribute
