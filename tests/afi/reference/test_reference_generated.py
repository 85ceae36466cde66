"""A thousand generated calls for each function, and queries for each context: never a failure of the server's.

Most of them nearly fit, some are no JSON at all. They are drawn from the IR that the app exports, the same ones every
time; some go to each server, on one of the databases each.
"""

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import program
import pytest
from drawn import queries, values
from exchanges import CANARY, Line, judge
from test_reference_graph import manage

CALLS = {"gunicorn": 800, "uvicorn": 200}
"""For each function and server; both together make a thousand. Under ASGI a request costs several times as much."""
JUNK = [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"args":[]}', b'{"args":null}', b'{"args":{}}{}', b"[" * 5000]

# What is there: nobody would draw a product by its name.
KNOWN = {"sku": "mug", "user_id": 5, "order_id": 1, "owner": 5, "category": "kitchen"}


@pytest.fixture(scope="module", params=["gunicorn-postgresql", "uvicorn-sqlite"])
def lines(request: pytest.FixtureRequest) -> Iterator[list[Line]]:
    """Connections of who may do all, and of nobody: to a program of their own, whose rows are changed at random."""
    running = program.start(*request.param.split("-"))
    made = [Line(running.visitor("root")), Line(running.visitor())]
    yield made
    for each in made:
        each.close()
    running.stop()


@pytest.fixture(scope="module")
def ir() -> dict[str, Any]:
    return dict(json.loads(manage("mizan_export_ir", "--json")))


def drawn_for(request: pytest.FixtureRequest, what: str) -> tuple[Random, int]:
    """Other requests for each server, and how many for each function."""
    kind = str(request.node.callspec.id)
    return Random(f"{what} {kind}"), CALLS[kind.split("-")[0]]


def body(random: Random, function: dict[str, Any], names: dict[str, Any]) -> bytes:
    """A call's body, sometimes with the canary where a text stands."""
    if random.random() < 0.02:
        return random.choice(JUNK)
    drawn = values.body(random, function["args"], names)
    if random.random() < 0.2:
        # After a colon or in a list, never as a key: the names of what nobody knows are told in paths.
        drawn = re.sub(r'(?<=[:,\[])"[^"\\]*"(?!:)', f'"{CANARY}"', drawn, count=random.randint(1, 3))
    for name, value in KNOWN.items():
        if random.random() < 0.5:
            drawn = re.sub(rf'"{name}":("[^"\\]*"|[-0-9]+)', f'"{name}":{json.dumps(value)}', drawn)
    return drawn.encode("utf-8", "surrogatepass")


def test_calls(lines: list[Line], ir: dict[str, Any], request: pytest.FixtureRequest) -> None:
    names = {each["name"]: each for each in ir["types"]}
    random, calls = drawn_for(request, "calls")
    called = [each for each in ir["functions"] if is_called(each)]
    assert len(called) > 10
    for function in called:
        codes, answered = set(function.get("raises", [])), 0
        path = f"/api/mizan/call/{function['name']}/"
        for number in range(calls):
            line = lines[asks(number, guarded=function.get("auth") is not None)]
            status, headers, answer = line.send("POST", path, body(random, function, names))
            told = judge(status, headers, answer, codes)
            if status == 200:
                assert told.keys() == {"result", "invalidate"}
                assert bool(told["invalidate"]) == (headers["X-Mizan-Invalidate"] is not None)
                answered += 1
        assert answered or function["args"], f"`{function['name']}` never answered"


def asks(number: int, *, guarded: bool) -> int:
    """Who sends the request of this number: who may do all, or nobody, where it makes a difference now and then."""
    return int(number % 10 == 9) if guarded else int(number % 10 != 9)


def is_called(function: dict[str, Any]) -> bool:
    """By `call/`, with a body of JSON."""
    if function.get("context") or function.get("private") or function.get("route") is not None:
        return False
    return '"type": "file"' not in json.dumps(function["args"])


def test_queries(lines: list[Line], ir: dict[str, Any], request: pytest.FixtureRequest) -> None:
    random, calls = drawn_for(request, "queries")
    for context in ir["contexts"]:
        members = {each["name"]: each for each in ir["functions"] if each.get("context") == context["name"]}
        declared = {"types": ir["types"], "members": {name: each["args"] for name, each in members.items()}}
        codes = {code for each in members.values() for code in each.get("raises", [])}
        guarded = any(each.get("auth") is not None for each in members.values())
        answered = 0
        for number in range(calls):
            query = queries.query(random, declared)
            if random.random() < 0.1:
                query = re.sub(r"=[^&]*", f"={CANARY}", query, count=1)
            for name, value in KNOWN.items():
                if random.random() < 0.5:
                    query = re.sub(rf"(?<![a-z_]){name}=[^&]*", f"{name}={value}", query)
            # What no client can send as a target is another layer's to refuse.
            query = quote(query, safe="%&=+;:@!$'()*,/?[]|^`{}\"<>\\~-._")
            if len(query) > 4000:  # A server's own limit.
                continue
            line = lines[asks(number, guarded=guarded)]
            status, headers, answer = line.send("GET", f"/api/mizan/ctx/{context['name']}/?{query}")
            told = judge(status, headers, answer, codes)
            if status == 200:
                assert list(told) == sorted(members)
                answered += 1
            else:
                assert "invalidate" not in told
        assert answered, f"`{context['name']}` never answered"


def test_both_kinds_of_answers_came(lines: list[Line]) -> None:
    """Runs last: what was sent was neither all good nor all bad."""
    counted = [sum(line.statuses.get(status, 0) for line in lines) for status in (200, 400, 401, 404, 422)]
    assert all(counted), counted
    assert sum(sum(line.statuses.values()) for line in lines) >= 25 * CALLS["uvicorn"]
