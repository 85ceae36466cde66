"""Sessions by `Depends`: committed before the answer, rolled back with what fails, told with what they drop."""

import pytest
from sites import Site
from wire import Browser

LEDGER = ["ledger"]


def test_what_is_written_is_committed_when_it_is_answered(site: Site, nobody: Browser) -> None:
    for function in ("write", "write_in_thread"):
        assert nobody.call(function).json == {"result": "session", "invalidate": LEDGER}
        assert site.events() == ["open", "function", "commit"]


@pytest.mark.parametrize(
    ("how", "status", "code", "raised"),
    [
        ("refused", 409, "REFUSED", "Refused"),
        ("failed", 500, "INTERNAL", "ValueError"),
        ("http", 409, "CONFLICT", "HTTPException"),
    ],
)
def test_a_session_is_told_of_the_failure(
    site: Site, nobody: Browser, how: str, status: int, code: str, raised: str
) -> None:
    answer = nobody.call("write", how=how)
    assert answer.problem(status, code)["invalidate"] == LEDGER
    assert b"canary" not in answer.body
    assert site.events() == ["open", "function", f"rollback {raised}"]


def test_one_in_a_thread_is_told_too(site: Site, nobody: Browser) -> None:
    assert nobody.call("write_in_thread", how="refused").problem(409, "REFUSED")["invalidate"] == LEDGER
    assert site.events() == ["open", "function", "rollback Refused"]


def test_a_commit_that_fails_is_the_calls_failure(nobody: Browser) -> None:
    assert nobody.call("write_in_vain").problem(500, "INTERNAL")["invalidate"] == LEDGER


def test_nothing_is_opened_for_who_may_not(site: Site, nobody: Browser) -> None:
    nobody.call("write", how=5).problem(422, "INVALID")
    nobody.call("write", unknown=1).problem(422, "INVALID")
    assert site.events() == []


def test_members_share_a_session(site: Site, nobody: Browser) -> None:
    assert nobody.read("ledger").json == {"owner": None, "total": "session"}
    assert site.events() == ["open", "total", "commit"]


def test_one_that_is_closed_late_is_closed_after_the_answer(site: Site, nobody: Browser) -> None:
    nobody.call("closes_late")
    assert site.wait_for("commit") == ["open", "function", "commit"]


def test_dropping_by_hand_wants_a_session_that_is_committed_by_then(site: Site, nobody: Browser) -> None:
    assert nobody.call("drop_by_hand").json["invalidate"] == LEDGER
    assert site.events() == ["open", "commit"]
    nobody.call("drop_too_early").problem(500, "INTERNAL")
    assert 'scope="function"' in site.log


def test_a_function_that_python_calls_joins_the_call(site: Site, nobody: Browser) -> None:
    assert nobody.call("writes_twice").json == {"result": "session", "invalidate": LEDGER}
    assert site.events() == ["open", "function", "commit"]
