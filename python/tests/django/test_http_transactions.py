"""A mutation's transaction: opened around the function, left before the answer, rolled back with what fails."""

import pytest
from serving import Server, Start
from wire import Browser


def rows(server: Server, note: str) -> int:
    """How many entries with that note are committed, as another connection sees them."""
    return int(server.ask("SELECT count(*) FROM ledger_entry WHERE note = %s", note)[0][0])


@pytest.fixture(params=[False, True], ids=["", "atomic_requests"])
def server(request: pytest.FixtureRequest, kind: str, store: str, start: Start) -> Server:
    """Django's own transaction for each request must make no difference."""
    if not request.param:
        return start(kind, store)
    return start(kind, store, DATABASE_OPTIONS={"ATOMIC_REQUESTS": True})


def test_result_is_committed_when_it_is_answered(server: Server, ada: Browser) -> None:
    before = rows(server, "kept")
    assert ada.call("add_entry", owner_id=1, amount=1, note="kept").status == 200
    assert rows(server, "kept") == before + 1


def test_failure_leaves_no_row(server: Server, ada: Browser) -> None:
    for function in ("fail_after_write", "lie_after_write", "fail_async"):
        answer = ada.call(function, owner_id=1)
        answer.problem(500, "INTERNAL")
        assert answer.json["invalidate"]
        assert rows(server, "rolled back") == 0


def test_failure_in_the_commit_is_the_calls_failure(server: Server, nobody: Browser) -> None:
    answer = nobody.call("fail_in_commit", owner=999_999)
    problem = answer.problem(500, "INTERNAL")
    assert problem["invalidate"] == [{"context": "ledger", "params": {"owner_id": 999_999}}]
    assert "FOREIGN KEY" not in answer.body.decode()
    assert rows(server, "rolled back") == 0
    server.wait_for("IntegrityError")


def test_function_that_is_cancelled_from_within_has_failed(server: Server, nobody: Browser) -> None:
    answer = nobody.call("cancel_mutation", owner=2)
    assert answer.problem(500, "INTERNAL")["invalidate"] == [{"context": "ledger", "params": {"owner_id": 2}}]
    nobody.call("cancel_call").problem(500, "INTERNAL")
    assert rows(server, "rolled back") == 0


def test_async_function_joins_the_transaction(server: Server, ada: Browser) -> None:
    total = ada.read("ledger", owner_id=1).json["ledger_total"]
    assert ada.call("add_async", owner_id=1, amount=3).status == 200
    assert ada.read("ledger", owner_id=1).json["ledger_total"] == total + 3


def test_server_goes_on_after_failures(server: Server, ada: Browser) -> None:
    for _ in range(3):
        ada.call("fail_async", owner_id=1).problem(500, "INTERNAL")
        ada.call("fail_after_write", owner_id=1).problem(500, "INTERNAL")
        assert ada.call("add_entry", owner_id=1, amount=1).status == 200
