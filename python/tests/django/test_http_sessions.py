"""A session that a call writes into: saved before the answer, or a problem with the targets when it cannot be."""

import threading
from pathlib import Path

import pytest
from serving import Server, Start, until
from test_http_transactions import rows
from wire import Answer, Browser


def meanwhile_signed_out(browser: Browser, folder: Path, function: str, **args: object) -> Answer:
    """Calls, ends the session in another request while the function runs, and gives what the call was answered."""
    answers: list[Answer] = []
    other = Browser(browser.port)
    other.cookies = dict(browser.cookies)

    def call() -> None:
        answers.append(browser.call(function, folder=str(folder), **args))

    thread = threading.Thread(target=call)
    thread.start()
    until((folder / "started").exists)
    assert other.get("/sign-out/").status == 200
    (folder / "go").touch()
    thread.join()
    return answers[0]


# The waiting mutation holds the database, which sessions must not be in then.
FILES = "django.contrib.sessions.backends.file"
OWN = [{"context": "ledger", "params": {"owner_id": 1}}]


def test_session_that_was_ended_meanwhile_is_a_conflict(kind: str, start: Start, tmp_path: Path) -> None:
    server = start(kind, SESSION_ENGINE=FILES, SESSION_FILE_PATH=str(tmp_path))
    browser, before = Browser(server.port).sign_in("ada"), rows(server, "slow")
    answer = meanwhile_signed_out(browser, tmp_path, "remember", owner=1)
    assert answer.problem(409, "CONFLICT")["invalidate"] == OWN
    assert answer.header("x-mizan-invalidate")
    assert rows(server, "slow") == before


def test_the_same_without_a_mutation(server: Server, ada: Browser, tmp_path: Path) -> None:
    answer = meanwhile_signed_out(ada, tmp_path, "remember_async", colour="green")
    assert answer.problem(409, "CONFLICT")["invalidate"] == []


def test_saving_every_request_fails_none(kind: str, start: Start, tmp_path: Path) -> None:
    server = start(
        kind,
        SESSION_ENGINE=FILES,
        SESSION_FILE_PATH=str(tmp_path),
        SESSION_SAVE_EVERY_REQUEST=True,
    )
    browser = Browser(server.port).sign_in("ada")
    answer = meanwhile_signed_out(browser, tmp_path, "add_slowly", owner=1)
    assert (answer.status, answer.json["invalidate"]) == (200, OWN)


@pytest.mark.parametrize(
    ("engine", "every"),
    [("db", True), ("db", False), ("cached_db", False), ("cache", False), ("signed_cookies", False)],
)
def test_what_is_written_is_kept(kind: str, start: Start, tmp_path: Path, engine: str, every: bool) -> None:
    caches = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "cache"}}
    server = start(
        kind,
        SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}",
        SESSION_SAVE_EVERY_REQUEST=every,
        CACHES=caches,
    )
    browser = Browser(server.port)
    assert browser.call("sign_in", name="bob").status == 200
    assert browser.cookies["sessionid"]
    assert browser.call("whoami").json["result"] == "bob"
    assert browser.call("remember_async", colour="red").status == 200
    assert browser.call("remembered").json["result"] == "red"
    if engine == "db":
        browser.call("sign_in_then_fail", name="ada").problem(409, "CONFLICT")
        assert browser.call("whoami").json["result"] == "bob"
