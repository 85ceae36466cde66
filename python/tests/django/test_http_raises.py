"""Errors of an author's own, as they travel: code, status, data, and that what is undeclared says nothing."""

import sqlite3
from contextlib import closing

import pytest
from serving import Server
from wire import Browser

SECRET = "hunter2"
DROPPED = [{"context": "refusing", "params": {"owner_id": 7}}]


def rolled_back(server: Server) -> bool:
    with closing(sqlite3.connect(server.database, timeout=20)) as connection:
        count = connection.execute("SELECT count(*) FROM ledger_entry WHERE note = 'rolled back'").fetchone()[0]
    return int(count) == 0


def test_a_declared_error_is_a_problem_with_its_data(server: Server, nobody: Browser) -> None:
    answer = nobody.call("take_pieces", owner_id=7, pieces=6)
    assert answer.problem(409, "OUT_OF_STOCK") == {
        "type": "urn:mizan:problem:out-of-stock",
        "title": "Fewer are left than were asked for.",
        "status": 409,
        "code": "OUT_OF_STOCK",
        # Read by a lazy query, within the transaction that is rolled back.
        "data": {"pieces": 5, "notes": ["rolled back"]},
        "invalidate": DROPPED,
    }
    assert answer.header("x-mizan-invalidate") == "refusing;owner_id=7"
    assert answer.header("cache-status") == "mizan; fwd=method"
    assert rolled_back(server)


def test_an_async_one_too(server: Server, nobody: Browser) -> None:
    problem = nobody.call("take_pieces_async", owner_id=7, pieces=6).problem(409, "OUT_OF_STOCK")
    assert (problem["data"], problem["invalidate"]) == ({"pieces": 5, "notes": ["async"]}, DROPPED)
    assert rolled_back(server)


def test_a_subclass_of_a_declared_class_is_the_declared_one(nobody: Browser) -> None:
    problem = nobody.call("take_pieces", owner_id=7, pieces=-1).problem(410, "ENTRY_GONE")
    assert problem["title"] == "It is gone for good."
    assert problem.keys().isdisjoint({"data", "detail"})


def test_a_members_error_names_the_member(nobody: Browser) -> None:
    assert nobody.read("refusing", owner_id=1).json == {"refusing_member": 1}
    answer = nobody.read("refusing", owner_id=2)
    problem = answer.problem(410, "ENTRY_GONE")
    assert (problem["member"], problem["detail"]) == ("refusing_member", "as it says")
    assert "invalidate" not in problem
    assert answer.header("cache-status") == "mizan; fwd=bypass; detail=error"


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("undeclared", "function `take_wrongly` raised `Gone`, which its `raises` does not name"),
        ("data", "function `take_wrongly` raised `OutOfStock` with data that does not fit"),
    ],
)
def test_what_is_undeclared_is_told_to_the_log_alone(server: Server, nobody: Browser, how: str, says: str) -> None:
    before = server.mark()
    answer = nobody.call("take_wrongly", owner_id=7, how=how)
    problem = answer.problem(500, "INTERNAL")
    assert problem["invalidate"] == DROPPED
    assert problem.keys().isdisjoint({"data", "detail"})
    assert SECRET.encode() not in answer.body
    log = server.wait_for(says, before)
    assert SECRET not in log
    assert rolled_back(server)
