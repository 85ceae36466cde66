"""What a failed function is to who develops and to error trackers: Django's page, the exception itself, and no more."""

import re
from collections.abc import Iterator

import pytest
import serving
from serving import KINDS, Server
from testsite.desk import SETTINGS
from wire import BASE, Answer, Browser, Headers

PAGE: Headers = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def started(kind: str, folder: pytest.TempPathFactory, **settings: object) -> Iterator[Server]:
    database = folder.mktemp("desk") / "db.sqlite3"
    done = serving.manage("migrate", "--run-syncdb", "-v", "0", settings=SETTINGS, database=database)
    assert done.returncode == 0, done.stderr
    server = serving.start(kind, database, {**SETTINGS, **settings})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def developing(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from started(kind, tmp_path_factory, DEBUG=True)


@pytest.fixture(scope="module")
def deployed(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from started(kind, tmp_path_factory)


def is_the_functions_own_frame(answer: Answer, function: str) -> None:
    assert answer.status == 500
    assert (answer.header("content-type") or "").startswith("text/html")
    page = answer.body.decode()
    assert "RuntimeError at /api/mizan/" in page
    last = page.split('<li class="frame')[-1]
    assert re.search(rf"testsite/desk/clients\.py</code>, line \d+, in {function}\b", last), last[:500]
    for name in ("x-mizan-schema", "cache-status"):
        assert answer.header(name)
    assert answer.header("cache-control") == "no-store"


def test_a_browser_is_shown_the_functions_own_frame(developing: Server) -> None:
    answer = Browser(developing.port).read("desk", desk=13, headers=PAGE)
    is_the_functions_own_frame(answer, "desk_failure")
    assert b"frame_of_the_function" in answer.body, "with its local names"


def test_a_failed_mutation_says_on_the_page_as_well_what_it_dropped(developing: Server) -> None:
    answer = Browser(developing.port).call("add_ticket", desk=3, title="broken", headers=PAGE)
    is_the_functions_own_frame(answer, "add_ticket")
    assert answer.header("x-mizan-invalidate") == "desk;desk=3"


@pytest.mark.parametrize("accept", ["*/*", "application/json", None])
def test_who_does_not_ask_for_a_page_is_answered_the_problem(developing: Server, accept: str | None) -> None:
    Browser(developing.port).read("desk", desk=13, headers={"Accept": accept}).problem(500, "INTERNAL")


def test_a_problem_that_is_no_failure_is_never_a_page(developing: Server) -> None:
    nobody = Browser(developing.port)
    nobody.read("desk", "desk=x", PAGE).problem(400, "BAD_REQUEST")
    nobody.call("my_name", PAGE).problem(401, "UNAUTHENTICATED")
    nobody.call("add_ticket", PAGE, desk=1, title="taken").problem(409, "CONFLICT")


def test_without_debug_nobody_is_shown_anything(deployed: Server) -> None:
    answer = Browser(deployed.port).read("desk", desk=13, headers=PAGE)
    answer.problem(500, "INTERNAL")
    assert b"thirteenth" not in answer.body


def test_trackers_hear_of_each_failure_once_and_of_nothing_else(deployed: Server) -> None:
    nobody, seen = Browser(deployed.port), deployed.mark()
    nobody.call("add_ticket", desk=1, title="taken").problem(409, "CONFLICT")
    nobody.call("add_ticket", desk=1, title="one too many").problem(409, "DESK_FULL")
    nobody.get(f"{BASE}ctx/nowhere/").problem(404, "NOT_FOUND")
    nobody.read("desk", desk=13).problem(500, "INTERNAL")
    nobody.call("add_ticket", desk=1, title="broken").problem(500, "INTERNAL")
    nobody.read("desk", desk=1)
    log = deployed.wait_for("GET ctx/desk/ 200", seen)
    tracked = [line for line in log.splitlines() if " tracked " in line]
    assert tracked == [
        "INFO mizan.tests tracked RuntimeError in desk_failure at /api/mizan/ctx/desk/",
        "INFO mizan.tests tracked RuntimeError in add_ticket at /api/mizan/call/add_ticket/",
    ]


def test_each_call_has_one_line(deployed: Server) -> None:
    nobody, seen = Browser(deployed.port), deployed.mark()
    nobody.call("add_ticket", desk=1, title="canary-title")
    nobody.read("desk", desk=1)
    nobody.get(f"{BASE}session/")
    nobody.read("desk", "desk=canary")
    log = deployed.wait_for("GET ctx/desk/ 400", seen)
    lines = [line.partition(" in ")[0] for line in log.splitlines() if " mizan.requests " in line]
    assert lines == [
        "INFO mizan.requests POST call/add_ticket/ 200",
        "INFO mizan.requests GET ctx/desk/ 200",
        "INFO mizan.requests GET session/ 200",
        "WARNING mizan.requests GET ctx/desk/ 400",
    ]
    ours = "".join(line for line in log.splitlines() if " mizan" in line)
    assert "canary" not in ours
