"""Shapes: nested rows of the ORM in one answer, with one query for each level, however many rows there are.

Every check runs against the Django adapter's reference app, over HTTP: no other host has an ORM of its own.
"""

from collections.abc import Iterator

import pytest
from harness import program
from harness.adapters import Kind
from harness.program import Program
from harness.transport import Visitor

GRACE = {"user_id": 5, "name": "Grace", "orders": [{"id": 1, "shipped": False}, {"id": 2, "shipped": False}]}
EDSGER = {"user_id": 7, "name": "Edsger", "orders": [{"id": 3, "shipped": False}]}


@pytest.fixture(scope="module")
def shaped(kind: Kind) -> Iterator[Program]:
    """A program of its own: its graph has more than the one that all adapters share, and its rows grow."""
    running = program.start(kind, [*kind.command(), "--shaped"])
    yield running
    running.stop()


@pytest.fixture
def nobody(shaped: Program) -> Visitor:
    return shaped.visitor()


def test_rows_and_what_hangs_on_them_come_in_one_answer(nobody: Visitor) -> None:
    answer = nobody.read("directory")
    assert answer.status == 200, answer
    assert answer.json == {"people": [{"user_id": 1, "name": "Ada", "orders": []}, GRACE, EDSGER]}


def test_a_level_is_a_query(nobody: Visitor) -> None:
    assert nobody.read("directory").header("x-shop-queries") == "2"
    assert nobody.read("directory", at_least=1000).json == {"people": []}


def test_a_level_is_a_query_however_many_rows(shaped: Program, nobody: Visitor) -> None:
    sold = shaped.visitor("sasha").call("sell", owner=1, first=1000, count=200)
    assert (sold.json["result"], sold.json["invalidate"]) == (200, ["directory"])
    answer = nobody.read("directory")
    assert len(answer.json["people"][0]["orders"]) == 200
    assert answer.header("x-shop-queries") == "2"


def test_only_what_is_declared_is_answered(nobody: Visitor) -> None:
    for person in nobody.read("directory").json["people"]:
        assert person.keys() == {"user_id", "name", "orders"}
        assert all(order.keys() == {"id", "shipped"} for order in person["orders"])
