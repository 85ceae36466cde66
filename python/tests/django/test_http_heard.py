"""What is dropped is told once it is committed, and however the function ended: rolled back, left, broken after."""

import json
from pathlib import Path
from typing import Any

import pytest
from serving import Server, Start, until
from test_http_hanging_up import hang_up_in
from test_http_transactions import RUNNING, rows
from wire import Browser

BREAKS = ["testsite.running.middleware.breaks"]
OWN = {"context": "running", "params": {"owner": 1}}


class Heard:
    """A server whose project listens, and what it has heard since it was last asked."""

    def __init__(self, server: Server, file: Path) -> None:
        self.server = server
        self.file = file
        self.told = self._lines()

    def _lines(self) -> list[Any]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    def news(self) -> list[Any]:
        lines = self._lines()
        news, self.told = lines[len(self.told) :], lines
        return news


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("heard")


@pytest.fixture(params=[False, True], ids=["", "atomic_requests"])
def heard(request: pytest.FixtureRequest, kind: str, store: str, start: Start, files: Path) -> Heard:
    file = files / f"{kind}-{store}-{request.param}"
    options = {"DATABASE_OPTIONS": {"ATOMIC_REQUESTS": True}} if request.param else {}
    return Heard(start(kind, store, INSTALLED_APPS=RUNNING, MIDDLEWARE=BREAKS, HEARD=str(file), **options), file)


def told(heard: Heard, *targets: Any) -> None:
    """One telling, after all transactions, of just these targets and of all rows that are committed."""
    news = heard.news()
    assert news == [{"targets": [*targets], "inside": False, "rows": rows(heard.server, "heard")}]


def test_result(heard: Heard) -> None:
    before = rows(heard.server, "heard")
    # A receiver that fails changes nothing of the answer.
    assert Browser(heard.server.port).call("change", owner=1).status == 200
    assert rows(heard.server, "heard") == before + 1
    told(heard, OWN)


@pytest.mark.parametrize(("ends", "kept"), [("raise", 0), ("hook", 1), ("commit", 0)])
def test_failure(heard: Heard, ends: str, kept: int) -> None:
    before = rows(heard.server, "heard")
    answer = Browser(heard.server.port).call("change", owner=1, ends=ends)
    assert answer.problem(500, "INTERNAL")["invalidate"] == [OWN]
    assert rows(heard.server, "heard") == before + kept
    told(heard, OWN)


def test_failure_after_the_commit(heard: Heard) -> None:
    before = rows(heard.server, "heard")
    assert Browser(heard.server.port).call("change", {"X-Break": "1"}, owner=1).status == 500
    assert rows(heard.server, "heard") == before + 1
    told(heard, OWN)


def test_client_that_hung_up(heard: Heard, tmp_path: Path) -> None:
    before = rows(heard.server, "heard")
    hang_up_in(heard.server, "change_slowly", tmp_path)
    assert heard.news() == []
    (tmp_path / "go").touch()
    until(lambda: rows(heard.server, "heard") == before + 1)
    until(lambda: len(heard._lines()) > len(heard.told))
    told(heard, OWN)


def test_all_that_one_call_dropped_is_told_at_once(heard: Heard) -> None:
    assert Browser(heard.server.port).call("change_twice", owner=1).status == 200
    told(heard, OWN, {"context": "running", "function": "running_of", "params": {"owner": 7}})


@pytest.mark.parametrize("function", ["change_in_hooks", "change_in_hooks_async"])
def test_what_hooks_drop_is_told_with_the_answer(heard: Heard, function: str) -> None:
    """Nobody else could tell the page that called."""
    member = {"context": "running", "function": "running_of", "params": {"owner": 1}}
    answer = Browser(heard.server.port).call(function, owner=1)
    assert answer.json["invalidate"] == [OWN, member]
    assert answer.header("x-mizan-invalidate") == "running;owner=1, running/running_of;owner=1"
    told(heard, OWN, member)


def test_what_hooks_drop_is_told_of_a_failure_too(heard: Heard) -> None:
    answer = Browser(heard.server.port).call("change_in_hooks", owner=1, fails=True)
    member = {"context": "running", "function": "running_of"}
    assert answer.problem(500, "INTERNAL")["invalidate"] == [OWN, {**member, "params": {"owner": 1}}]
    told(heard, OWN, {**member, "params": {"owner": 1}})


def test_refused_call_drops_nothing(heard: Heard) -> None:
    Browser(heard.server.port).call("change", owner="x").problem(422, "INVALID")
    assert heard.news() == []
