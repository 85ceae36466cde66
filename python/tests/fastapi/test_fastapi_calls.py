"""Calls over uvicorn: where functions run, and what FastAPI gives them beside their arguments."""

import pytest
from fastapisite.main import mizan
from sites import Site
from wire import BASE, Browser


def test_async_functions_run_on_the_loop_and_others_in_threads(nobody: Browser) -> None:
    assert nobody.call("on_loop").json["result"] is True
    assert nobody.call("in_thread").json["result"] is False


def test_a_request_is_given_by_any_name(nobody: Browser) -> None:
    told = nobody.call("asked", {"Request-Id": "r5"}, word="é")
    assert told.json["result"] == "POST True r5"
    assert nobody.call("asked", word="é").json["result"] == "POST True none"
    assert nobody.call("asked_first", word="x").json["result"] == "/api/mizan/call/asked_first/ x"


def test_dependencies_are_given_and_called_once(site: Site, nobody: Browser) -> None:
    assert nobody.call("summed", {"X-Number": "5"}, a=1).json["result"] == 17
    assert site.events() == ["number"]
    assert nobody.call("plain_sum", {"X-Number": "5"}, a=1).json["result"] == 6


def test_what_is_given_is_no_argument(nobody: Browser) -> None:
    text = mizan.graph.graph.text()
    for name in ("page_request", "request_id", "twice", "tasks", "response", "db", "visits"):
        assert f'arg "{name}"' not in text
        for function in ("asked", "summed", "tasked", "write", "counted"):
            answer = nobody.call(function, **{name: "x"})
            assert (["args", name], "unknown") in answer.faults(422, "INVALID")


def test_tasks_run_and_headers_go_with_the_answer(site: Site, nobody: Browser) -> None:
    answer = nobody.call("tasked", word="x")
    assert answer.json == {"result": "x", "invalidate": []}
    assert (answer.header("set-cookie") or "").startswith("seen=x;")
    assert "task x" in site.wait_for("task x")


def test_a_dependency_that_lacks_what_it_reads_is_the_senders_fault(site: Site, nobody: Browser) -> None:
    problem = nobody.call("counted").problem(422, "INVALID")
    assert "errors" not in problem and "visits" not in str(problem)
    nobody.cookies["visits"] = "x"
    nobody.call("counted").problem(422, "INVALID")
    nobody.cookies["visits"] = "3"
    assert nobody.call("counted").json["result"] == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 501, 503])
def test_http_exceptions_are_the_problems_of_their_status(nobody: Browser, status: int) -> None:
    answer = nobody.call("refuse", status=status)
    assert answer.json["status"] == status
    answer.problem(status, answer.json["code"])
    assert b"canary" not in answer.body and answer.header("x-leaked") is None


@pytest.mark.parametrize("status", [200, 302, 405, 402, 418, 999])
def test_other_http_exceptions_are_failures(nobody: Browser, status: int) -> None:
    answer = nobody.call("refuse", status=status)
    answer.problem(500, "INTERNAL")
    assert b"canary" not in answer.body and answer.header("x-leaked") is None


@pytest.mark.parametrize("how", ["stop", "exit", "generator"])
def test_what_would_end_the_server_is_a_failure(site: Site, nobody: Browser, how: str) -> None:
    for function in ("stop", "stop_async"):
        nobody.call(function, how=how).problem(500, "INTERNAL")
    for function in ("stopped", "stopped_async", "stopped_by_its_guard"):
        nobody.call(function, {"X-How": how}).problem(500, "INTERNAL")
    site.browser(name="exit").call("on_loop").problem(500, "INTERNAL")
    nobody.call("stop_async", how="cancel").problem(500, "INTERNAL")
    assert site.process.poll() is None


def test_paths_and_methods(nobody: Browser) -> None:
    for path in ("", "/", "/call/on_loop", "/call/nothing/", "/ctx/ledger", "/x.css", "//", "/call//on_loop/"):
        answer = nobody.get("/api/mizan" + path)
        answer.problem(404, "NOT_FOUND")
        assert answer.header("location") is None
    nobody.get("/api/mizan/call/on_%6Coop/").problem(404, "NOT_FOUND")
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        answer = nobody.send(method, BASE + "call/on_loop/")
        assert (answer.status, answer.header("allow")) == (405, "POST")
    assert nobody.send("OPTIONS", BASE + "ctx/ledger/").header("allow") == "GET, HEAD"
    whole, head = nobody.read("ledger"), nobody.send("HEAD", BASE + "ctx/ledger/")
    assert (head.status, head.body, head.header("content-length")) == (200, b"", str(len(whole.body)))


def test_session_has_no_token(nobody: Browser) -> None:
    assert nobody.get(BASE + "session/").json == {"csrfToken": None}
    nobody.get(BASE + "ir/").problem(404, "NOT_FOUND")


def test_cross_site_calls_are_refused(ada: Browser) -> None:
    for site in ("cross-site", "same-site"):
        assert ada.call("mine", {"Sec-Fetch-Site": site}).problem(403, "FORBIDDEN")["type"].endswith("cross-site")
    for origin in ("null", "https://evil.example", "https://shop.example.evil"):
        ada.call("mine", {"Sec-Fetch-Site": None, "Origin": origin}).problem(403, "FORBIDDEN")
    assert ada.call("mine", {"Sec-Fetch-Site": "cross-site", "Origin": "https://shop.example"}).json["result"] == "ada"
    ada.call("mine", {"Sec-Fetch-Site": None}).problem(403, "FORBIDDEN")
