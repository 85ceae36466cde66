"""What is below the base and is not there is a problem, with one spelling for what is; methods are the path's own."""

import pytest
import wire
from serving import Server, Start
from wire import BASE, Browser

MISSING = [
    "",
    "call/",
    "ctx/",
    "call/no_such_function/",
    "ctx/no_such_context/",
    "call/echo",
    "ctx/open",
    "session",
    "call/echo/more/",
    "call/open_count/",  # a member is read, not called
    "ctx/echo/",
    "ctx/open/x.css",
    "ctx/open/;.js",
    "ctx/open;.js/",
    "ctx/open.css",
    "ctx/open/%2f",
    "ctx%2fopen/",
    "ctx/%6fpen/",
    "ctx/open/%2e%2e/open/",
    "/ctx/open/",
    "ctx//open/",
    "ctx/./open/",
    "ctx/open/..",
    "ctx/open%00/",
    "ctx/open/%00",
    "ctx/open%0a/",
    "ctx/open/%0a",
    "ctx/OPEN/",
    "ctx/open%ff/",
    "ctx/%e2%80%aeopen/",
    "call/__proto__/",
    "call/constructor/",
    "call/os.system/",
    "call/module%23attr/",
    "ir/",
    "ir",
    "favicon.ico",
]


@pytest.mark.parametrize("path", MISSING)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_there_is_a_problem(nobody: Browser, method: str, path: str) -> None:
    answer = nobody.send(method, BASE + path, b"" if method == "POST" else None)
    problem = answer.problem(404, "NOT_FOUND")
    assert "invalidate" not in problem
    assert answer.header("location") is None


def test_base_without_its_slash_is_no_redirect(nobody: Browser) -> None:
    answer = nobody.get("/api/mizan")
    assert answer.status == 404


def test_path_is_asked_before_the_method_and_the_method_before_the_site(nobody: Browser) -> None:
    foreign: wire.Headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}
    nobody.send("DELETE", f"{BASE}call/no_such_function/", b"", foreign).problem(404, "NOT_FOUND")
    nobody.send("DELETE", f"{BASE}call/echo/", b"", foreign).problem(405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "call/echo/", "POST"),
        ("PUT", "call/echo/", "POST"),
        ("OPTIONS", "call/echo/", "POST"),
        ("TRACE", "call/echo/", "POST"),
        ("PROPFIND", "call/echo/", "POST"),
        ("POST", "ctx/open/", "GET, HEAD"),
        ("DELETE", "ctx/open/", "GET, HEAD"),
        ("OPTIONS", "ctx/open/", "GET, HEAD"),
        ("POST", "session/", "GET"),
    ],
)
def test_method_that_the_path_does_not_have(nobody: Browser, method: str, path: str, allow: str) -> None:
    answer = nobody.send(method, BASE + path)
    answer.problem(405, "METHOD_NOT_ALLOWED")
    assert answer.header("allow") == allow


def test_head_is_a_get_without_its_body(server: Server, nobody: Browser) -> None:
    got = nobody.read("open")
    head = nobody.send("HEAD", f"{BASE}ctx/open/")
    assert (head.status, head.body) == (200, b"")
    changing = {"date", "connection"}
    assert {line for line in head.lines if line[0] not in changing} == {
        line for line in got.lines if line[0] not in changing
    }
    # On the wire, too, where a client that keeps the connection would take a body for the next answer.
    data = f"HEAD {BASE}ctx/open/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n"
    assert wire.raw(server.port, data.encode()).endswith(b"\r\n\r\n")


def test_ir_is_for_developers(kind: str, start: Start) -> None:
    browser = Browser(start(kind, DEBUG=True).port)
    answer = browser.get(f"{BASE}ir/")
    assert (answer.status, answer.header("content-type")) == (200, "application/vnd.kdl")
    assert answer.body.startswith(b"mizan version=1\n")
    assert answer.header("x-mizan-schema") == browser.read("open").header("x-mizan-schema")
    browser.send("POST", f"{BASE}ir/").problem(405, "METHOD_NOT_ALLOWED")


def test_internal_names_sent_from_outside_change_nothing(nobody: Browser) -> None:
    plain = nobody.read("open")
    for name in ("X-Mizan-Invalidate", "Cache-Group-Invalidation", "X-Mizan-Caller", "X-Original-URL", "X-Rewrite-URL"):
        meddled = nobody.read("open", headers={name: "/api/mizan/ctx/ledger/"})
        assert (meddled.status, meddled.body, meddled.header("etag")) == (200, plain.body, plain.header("etag"))


@pytest.mark.parametrize("target", ["/%61pi/mizan/ctx/open/", "/api%2fmizan/ctx/open/", "/api/%6dizan/ctx/open/"])
def test_the_base_has_one_spelling_too(nobody: Browser, target: str) -> None:
    assert nobody.get(target).status == 404


@pytest.mark.parametrize("target", [f"{BASE}ctx/open/#x", f"{BASE}ctx/open/?note=a#x"])
def test_target_with_a_fragment_is_another(start: Start, target: str) -> None:
    """Where the server still has it."""
    Browser(start("gunicorn").port).get(target).problem(404, "NOT_FOUND")


def test_base_beyond_ascii(kind: str, start: Start) -> None:
    browser = Browser(start(kind, ROOT_URLCONF="testsite.far_urls").port)
    assert browser.get("/%C3%A5pi/mizan/ctx/open/").status == 200
    browser.get("/%C3%A5pi/mizan/ctx/%6fpen/").problem(404, "NOT_FOUND")
