"""Paths, the cross-site rule, content types, conditional requests: the rules that need no graph."""

import json

import pytest

from mizan.envelope import (
    NOTHING,
    Answers,
    Dropped,
    Policy,
    Request,
    bears_token,
    check_content_type,
    check_length,
    check_no_body,
    check_site,
    matches,
)
from mizan.errors import (
    BadRequest,
    Conflict,
    CrossSite,
    DeclarationError,
    DomainProblem,
    Fault,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    from_code,
    render,
)

SCHEMA = "0123456789abcdef"


def request(
    method: str = "POST", path: str = "call/f/", query: bytes = b"", host: str | None = "shop.example", **headers: str
) -> Request:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method, path, query, fields.get, host)


SAME = "https://shop.example"
ALLOWED = [
    {"sec_fetch_site": "same-origin", "cookie": "s"},
    {"sec_fetch_site": "none", "cookie": "s"},
    {"sec_fetch_site": "cross-site", "origin": "https://other.example", "cookie": "s"},
    {"sec_fetch_site": "cross-site", "origin": "https://OTHER.example:443", "cookie": "s"},
    {"origin": SAME, "cookie": "s"},
    {"origin": "https://shop.example:443", "cookie": "s"},
    {"origin": "http://SHOP.example", "cookie": "s"},
    {},
    {"x_mizan_token": "", "cookie": "s", "sec_fetch_site": "cross-site"},
    {"authorization": "bearer x", "cookie": "s", "origin": "https://evil.example"},
]
REFUSED = [
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "cross-site", "origin": SAME},
    {"sec_fetch_site": ""},
    {"origin": "https://shop.example:0443"},
    {"origin": "https://other.example:00443", "cookie": "s"},
    {"sec_fetch_site": "Same-Origin", "cookie": "s"},
    {"cookie": "s"},
    {"origin": "null"},
    {"origin": "https://shop.example:8443"},
    {"origin": "https://shop.example.evil.example"},
    {"origin": "https://evil-shop.example"},
    {"origin": "https://other.example.evil.example"},
    {"origin": "http://other.example"},
    {"origin": "https://other.example@shop.example"},
    {"origin": "https://shop.example/"},
    {"origin": ""},
    {"origin": "ftp://shop.example"},
    {"authorization": "Basic x", "cookie": "s"},
]


@pytest.mark.parametrize("headers", ALLOWED)
def test_cross_site_passes(headers: dict[str, str]) -> None:
    asked = request(**headers)
    assert bears_token(asked) is ("x_mizan_token" in headers or "authorization" in headers)
    if not bears_token(asked):
        check_site(asked, Policy(origins=["https://other.example"]))


@pytest.mark.parametrize("headers", REFUSED)
def test_cross_site_refuses(headers: dict[str, str]) -> None:
    assert not bears_token(request(**headers))
    with pytest.raises(CrossSite):
        check_site(request(**headers), Policy(origins=["https://other.example"]))


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8000", "localhost", False),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://127.0.0.1", "127.0.0.1:80", True),
        ("http://127.0.0.1", "127.0.0.1:080", False),
        ("https://127.0.0.1", "127.0.0.1:80", False),
        ("https://a.example", "a.example,b.example", False),
        ("https://a.example", None, False),
    ],
)
def test_the_host_has_the_port_of_the_scheme(origin: str, host: str | None, same: bool) -> None:
    asked = request(host=host, origin=origin)
    if same:
        check_site(asked, Policy())
    else:
        with pytest.raises(CrossSite):
            check_site(asked, Policy())


@pytest.mark.parametrize("origin", ["*", "null", "shop.example", "https://shop.example/", "https://*.example", ""])
def test_a_policy_takes_origins_alone(origin: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        Policy(origins=[origin])


def test_tokens_are_seen() -> None:
    assert bears_token(request(x_mizan_token=""))
    for value in ("BEARER abc", "Bearer\tabc", "Bearer", "bearer ", " Bearer abc"):
        assert bears_token(request(authorization=value)), value
    assert not bears_token(request(authorization="Bearers abc"))
    assert not bears_token(request(authorization="Basic abc"))
    assert not bears_token(request())


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ('application/json;charset="UTF-8"', True),
        ("application/json; Charset=UTF-8", True),
        ("application/json; charset=latin-1", False),
        ("application/json;charset=utf-8 ", True),
        (" application/json\t", True),
        ("application/json\n", False),
        ("application/json; x", False),
        ("application/json;", False),
        ("application/json, text/plain", False),
        ("APPLICATION/JSON", False),
        ("application/jsonp", False),
        ("text/plain", False),
        ("multipart/form-data; boundary=x", False),
        ("", False),
        (None, False),
    ],
)
def test_content_type(value: str | None, good: bool) -> None:
    asked = request() if value is None else request(content_type=value)
    if good:
        check_content_type(asked)
    else:
        with pytest.raises(UnsupportedMediaType):
            check_content_type(asked)


def test_lengths() -> None:
    check_length(request(), 10)
    check_length(request(content_length="10"), 10)
    for length in ("11", "9" * 400):
        with pytest.raises(TooLarge):
            check_length(request(content_length=length), 10)
    for length in ("-1", "1e1", "\uff11"):
        with pytest.raises(BadRequest):
            check_length(request(content_length=length), 10)
    check_no_body(request(content_length="0"))
    for headers in ({"content_length": "2"}, {"transfer_encoding": "chunked"}):
        with pytest.raises(BadRequest):
            check_no_body(request(**headers))


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (None, False),
        ("*", True),
        (" * ", True),
        ('W/"a"', True),
        ('"a"', True),
        ('"b", "a"', True),
        ('"b",W/"a" , "c"', True),
        ('"b",,W/"a"', True),
        (',"a"', True),
        ('"a" , ,', True),
        (",", False),
        (", ,\t,", False),
        (',"b', False),
        ('"b"', False),
        ('"a', False),
        ("a", False),
        ('"b" "a"', False),
        ('w/"a"', False),
        ("", False),
    ],
)
def test_if_none_match(condition: str | None, met: bool) -> None:
    assert matches(condition, 'W/"a"') is met


def test_a_401_names_a_scheme() -> None:
    answers = Answers(request("GET"), SCHEMA)
    assert dict(answers.problem(Unauthenticated()).headers)["WWW-Authenticate"] == "Mizan"
    assert "WWW-Authenticate" not in dict(answers.problem(NotFound()).headers)


def test_a_bundle_has_a_condition() -> None:
    members = b'{"a":{"x": 1},"b":null}'
    first = Answers(request("GET"), SCHEMA).bundle(members, cached=True)
    headers = dict(first.headers)
    assert (first.status, first.body) == (200, b'{"a":{"x": 1},"b":null}')
    assert headers == {
        "Content-Type": "application/json",
        "Content-Length": "23",
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Authorization, X-Mizan-Token",
        "ETag": headers["ETag"],
        "Cache-Status": "mizan; fwd=bypass; detail=store",
        "X-Mizan-Schema": SCHEMA,
        "X-Content-Type-Options": "nosniff",
    }
    again = Answers(request("GET", if_none_match=headers["ETag"]), SCHEMA).bundle(members, cached=True)
    assert (again.status, again.body) == (304, b"")
    assert dict(again.headers) == {
        name: value for name, value in headers.items() if name not in ("Content-Type", "Content-Length")
    }
    head = Answers(request("HEAD"), SCHEMA).bundle(members, cached=True)
    assert (head.status, head.headers, head.body) == (200, first.headers, b"")
    head = Answers(request("HEAD", if_none_match="*"), SCHEMA).bundle(members, cached=True)
    assert head.status == 304


def test_a_bundle_with_an_uncached_member_has_no_condition() -> None:
    reply = Answers(request("GET", if_none_match="*"), SCHEMA).bundle(b'{"a":1}', cached=False)
    headers = dict(reply.headers)
    assert reply.status == 200
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cache-Status"] == "mizan; fwd=bypass; detail=uncached"
    assert "ETag" not in headers


def test_calls_and_sessions_are_never_stored() -> None:
    reply = Answers(request(), SCHEMA).call(b"5", Dropped(b'["user"]', "user"))
    headers = dict(reply.headers)
    assert reply.body == b'{"result":5,"invalidate":["user"]}'
    assert (headers["Cache-Control"], headers["Cache-Status"]) == ("no-store", "mizan; fwd=method")
    assert headers["X-Mizan-Invalidate"] == "user"
    assert "X-Mizan-Invalidate" not in dict(Answers(request(), SCHEMA).call(b"5", NOTHING).headers)
    assert Answers(request("GET"), SCHEMA).session(None).body == b'{"csrfToken":null}'
    assert Answers(request("GET"), SCHEMA).session('a"b').body == b'{"csrfToken":"a\\"b"}'


def test_problems() -> None:
    problem = Invalid("wrong", errors=[Fault(("args", "é", 0), "missing")])
    assert json.loads(render(problem, member="m", invalidate=b'["user"]', outdated=True)) == {
        "type": "urn:mizan:problem:invalid",
        "title": "Invalid",
        "status": 422,
        "code": "INVALID",
        "detail": "wrong",
        "errors": [{"path": ["args", "é", 0], "code": "missing"}],
        "member": "m",
        "invalidate": ["user"],
        "outdated": True,
    }
    assert list(json.loads(render(NotFound()))) == ["type", "title", "status", "code"]
    assert json.loads(render(CrossSite()))["type"] == "urn:mizan:problem:cross-site"
    assert json.loads(render(BadRequest("\ud800")))["detail"] == "?"

    reply = Answers(request("PUT"), SCHEMA).problem(MethodNotAllowed(["GET", "HEAD"]))
    assert dict(reply.headers) == {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(reply.body)),
        "Cache-Control": "no-store",
        "Cache-Status": "mizan; fwd=bypass",
        "Allow": "GET, HEAD",
        "X-Mizan-Schema": SCHEMA,
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("problem", "schema", "outdated"),
    [
        (NotFound(), "0" * 16, True),
        (BadRequest(), "0" * 16, True),
        (Invalid(), "", True),
        (NotFound(), SCHEMA, False),
        (TooLarge(), "0" * 16, False),
        (Conflict(), "0" * 16, False),
        (Forbidden(), "0" * 16, False),
        (DomainProblem("GONE", 404, "Gone"), "0" * 16, False),
    ],
)
def test_a_client_of_another_schema_is_outdated(problem: Problem, schema: str, outdated: bool) -> None:
    body = json.loads(Answers(request(x_mizan_schema=schema), SCHEMA).problem(problem).body)
    assert body.get("outdated", False) is outdated


def test_problems_by_code() -> None:
    conflict = from_code("CONFLICT", "sold out")
    assert (conflict.status, conflict.detail) == (409, "sold out")
    assert from_code("METHOD_NOT_ALLOWED", "x").status == 500
    assert from_code("WHATEVER", "a secret").detail is None


def test_problems_are_whole_before_they_are_raised() -> None:
    with pytest.raises(DeclarationError, match=r"`SOLD_OUT` is none of the protocol's; .* is a `DomainError`"):

        class SoldOut(Problem):
            code = "SOLD_OUT"

    class Sold(Conflict):
        """A kind of conflict: its code is in the table."""

    assert Sold("out").status == 409
    with pytest.raises(TypeError):
        NotFound(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unpack"):
        Invalid(errors=["x"])  # type: ignore[list-item]
