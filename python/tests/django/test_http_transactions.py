"""A mutation's transaction: opened around the function, left before the answer, rolled back with what fails."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from serving import Server, Start, until
from wire import Answer, Browser

APPS = ["auth", "contenttypes", "sessions"]
RUNNING = [*(f"django.contrib.{app}" for app in APPS), "mizan.django", "testsite.ledger", "testsite.running"]


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


@pytest.fixture
def many(request: pytest.FixtureRequest, kind: str, store: str, start: Start) -> Server:
    """A project with two databases, on both of which mutations have their transaction."""
    both = {"MIZAN": {"DATABASES": ["default", "archive"]}}
    return start(kind, store, ["archive"], INSTALLED_APPS=RUNNING, **both)


def each(server: Server, note: str) -> list[int]:
    """How many entries with that note are committed in the one database and in the other."""
    statement = "SELECT count(*) FROM ledger_entry WHERE note = %s"
    return [int(server.ask(statement, note, alias=alias)[0][0]) for alias in ("default", "archive")]


def failed(answer: Answer) -> None:
    """It failed after it had started."""
    assert answer.problem(500, "INTERNAL")["invalidate"] == ["running"]


def test_inner_block_is_a_savepoint(many: Server) -> None:
    nobody = Browser(many.port)
    assert nobody.call("inner_fails", note="in").status == 200
    assert [rows(many, f"in {which}") for which in ("before", "inner", "after")] == [1, 0, 1]
    failed(nobody.call("inner_ends_and_outer_fails", note="all"))
    assert rows(many, "all") == 0


def test_hook_that_raises_undoes_nothing_and_stops_no_other(many: Server) -> None:
    failed(Browser(many.port).call("hook_fails", note="hook"))
    assert [rows(many, note) for note in ("hook", "hook by the hook")] == [1, 1]


def test_all_databases_commit_or_none(many: Server) -> None:
    nobody = Browser(many.port)
    assert nobody.call("write_both", note="both").status == 200
    assert each(many, "both") == [1, 1]
    failed(nobody.call("write_both", note="none", fails_in="function"))
    assert each(many, "none") == [0, 0]


def test_hook_of_one_database_does_not_undo_the_other(many: Server) -> None:
    failed(Browser(many.port).call("write_both", note="hooked", fails_in="hook"))
    assert each(many, "hooked") == [1, 1]
    assert each(many, "hooked by the hook") == [1, 0]


def test_hooks_run_in_the_order_of_the_databases(many: Server) -> None:
    """Though the last commits first."""
    assert Browser(many.port).call("hook_both", note="in turn").status == 200
    found = many.ask("SELECT note FROM ledger_entry WHERE note LIKE %s ORDER BY id", "in turn %")
    assert [note for (note,) in found] == ["in turn of default", "in turn of archive"]


def test_database_that_refuses_to_commit(many: Server) -> None:
    """The last commits first; no two databases commit as one."""
    failed(Browser(many.port).call("write_both", note="last", fails_in="archive"))
    assert each(many, "last") == [0, 0]
    failed(Browser(many.port).call("write_both", note="first", fails_in="default"))
    assert each(many, "first") == [0, 1]


def test_what_is_undone_is_not_answered_as_done(many: Server, store: str) -> None:
    nobody = Browser(many.port)
    failed(nobody.call("swallow", note="swallowed"))
    assert rows(many, "swallowed") == 0
    answer = nobody.call("swallow_a_query", note="queried")
    if store == "postgresql":
        failed(answer)
    assert rows(many, "queried") == (answer.status == 200)
    # A read has written nothing that could be undone.
    assert nobody.read("careless").json == {"careless": 1}
    failed(nobody.call("close_connection", note="closed"))
    assert rows(many, "closed") == 0
    assert nobody.call("write_both", note="goes on").status == 200


def test_rollback_without_an_error(many: Server) -> None:
    nobody = Browser(many.port)
    for _ in range(8):  # An error that went before, on the same connection, makes no difference.
        nobody.call("swallow", note="tried")
        assert nobody.call("try_out", note="tried").status == 200
    assert rows(many, "tried") == 0


@pytest.mark.parametrize("mode", [None, "DEFERRED"])
def test_mutation_that_reads_before_it_writes_waits_for_its_turn(
    kind: str, start: Start, tmp_path: Path, mode: str | None
) -> None:
    """With SQLite as `startproject` sets it up: a function that has read could write no more once somebody else has
    begun to, and no timeout would help. Who has asked for just that gets it."""
    server = start(kind, DATABASE_OPTIONS={"OPTIONS": {"transaction_mode": mode} if mode else {}})
    with ThreadPoolExecutor(1) as thread, closing(sqlite3.connect(server.database, timeout=0)) as other:
        answered = thread.submit(Browser(server.port).call, "add_after_reading", folder=str(tmp_path), owner=1)
        until((tmp_path / "started").exists)
        try:
            other.execute("UPDATE ledger_entry SET amount = 2 WHERE note = 'after reading'")
            is_first = False
        except sqlite3.OperationalError:
            is_first = True
        (tmp_path / "go").touch()
        answer = answered.result()
    assert is_first == (mode is None)
    if is_first:
        assert answer.status == 200, answer
    else:
        answer.problem(500, "INTERNAL")
