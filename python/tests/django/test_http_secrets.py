"""What the server knows stays there: texts of exceptions, pages of Django, and lines of the log that others wrote."""

import re

import pytest
import wire
from serving import Server, Start
from wire import BASE, Browser

SECRETS = ("hunter2", "db.internal", "postgres", "Traceback", "RuntimeError", "clients.py")


@pytest.fixture(params=[False, True], ids=["", "debug"])
def server(request: pytest.FixtureRequest, kind: str, start: Start) -> Server:
    return start(kind, DEBUG=True) if request.param else start(kind)


@pytest.mark.parametrize(
    ("function", "status", "code"),
    [
        ("leak", 500, "INTERNAL"),
        ("lie", 500, "INTERNAL"),
        ("deny", 403, "FORBIDDEN"),
        ("miss", 404, "NOT_FOUND"),
    ],
)
def test_text_of_an_exception_stays_inside(
    server: Server, nobody: Browser, function: str, status: int, code: str
) -> None:
    seen = server.mark()
    answer = nobody.call(function)
    problem = answer.problem(status, code)
    assert "detail" not in problem
    assert problem["invalidate"] == []
    everything = answer.body.decode() + repr(answer.lines)
    assert not [secret for secret in SECRETS if secret in everything]
    if status == 500:
        assert f"call/{function}/" in server.wait_for("Traceback", seen)


def test_detail_that_a_function_gives_is_its_own(nobody: Browser) -> None:
    problem = nobody.call("clash").problem(409, "CONFLICT")
    assert problem["detail"] == "somebody was faster"


def test_reads_keep_it_too(server: Server, nobody: Browser) -> None:
    answer = nobody.read("failing")
    answer.problem(500, "INTERNAL")
    assert not [secret for secret in SECRETS if secret in answer.body.decode()]


def test_debug_answers_no_pages(server: Server, nobody: Browser) -> None:
    nobody.get(f"{BASE}nothing/").problem(404, "NOT_FOUND")
    nobody.post("echo", b"[]").problem(400, "BAD_REQUEST")
    nobody.post("echo", b"a" * (2 << 20)).problem(413, "TOO_LARGE")
    nobody.call("echo", {"Sec-Fetch-Site": "cross-site"}).problem(403, "FORBIDDEN")
    nobody.call("whoami").problem(401, "UNAUTHENTICATED")


def test_values_are_not_echoed(nobody: Browser) -> None:
    for answer in (
        nobody.call("echo", canary_name="canary-value", flag="canary-value"),
        nobody.post("echo", b'{"args":{"canary-value"'),
        nobody.read("open", "kinds=canary-value;x"),
        nobody.get(f"{BASE}canary-value/"),
    ):
        assert answer.status >= 400
        assert b"canary-value" not in answer.body


def test_log_lines_are_ours(server: Server, nobody: Browser) -> None:
    seen = server.mark()
    nobody.get(f"{BASE}ctx/open%0aERROR%20mizan%20forged%1b[31m%e2%80%ae/").problem(404, "NOT_FOUND")
    nobody.call("echo", text="unlogged-value").problem(422, "INVALID")
    server.wait_for("call/echo/ 422 in", seen)
    lines = server.log[seen:].splitlines()
    ours = [re.sub(r"[\d.]+ ms$", "…", line) for line in lines if re.match(r"[A-Z]+ mizan", line)]
    assert ours == [
        r"WARNING mizan.requests GET 'ctx/open\nERROR mizan forged\x1b[31m\u202e/' 404 in …",
        r"WARNING mizan.requests POST call/echo/ 422 in …",
    ]
    assert not [line for line in lines if line.startswith("ERROR mizan forged")]
    assert not re.search("[\x00-\x08\x1b\u202e]", server.log)
    assert "unlogged-value" not in server.log


def test_bytes_that_are_no_http_are_no_error_of_ours(server: Server, nobody: Browser) -> None:
    seen = server.mark()
    for line in (
        b"GET /api/mizan/ctx/open/?note=\xff HTTP/1.1",
        b"GET /api/mizan/\xff/ HTTP/1.1",
        b"GET /api/mizan/ctx/\x00/",
    ):
        wire.raw(server.port, line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert nobody.read("open").status == 200
    assert "Traceback" not in server.log[seen:]
