"""A thousand generated requests for each function and context: calls, forms with files, reads, visits to views, and
knocks at what has no address. Never a failure of the server's.

Most of them nearly fit, some are no JSON, no form or no address at all. Some go to each server, on one of the databases
each.
"""

import hashlib
import hmac
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from drawn import requests
from drawn.requests import CALLS, MARKUP, Target
from harness.exchanges import Request, judge
from test_reference_graph import manage
from test_reference_pages import SECRET
from wire import BASE, Answer

Node = dict[str, Any]


@pytest.fixture(scope="module")
def targets() -> Iterator[list[Target]]:
    with ThreadPoolExecutor() as threads:
        started = list(threads.map(requests.start, CALLS))
    yield started
    for each in started:
        each.program.stop()


@pytest.fixture(scope="module")
def ir() -> Node:
    return dict(json.loads(manage("mizan_export_ir", "--json")))


@pytest.fixture(scope="module")
def names(ir: Node) -> dict[str, Node]:
    return by_name(ir["types"])


@pytest.fixture(scope="module")
def called(ir: Node) -> list[Node]:
    """By `call/`, but for those that fail by what they are."""
    kept_out = ("context", "private", "route")
    functions = [each for each in ir["functions"] if not any(each.get(name) for name in kept_out)]
    return [each for each in functions if each["name"] not in ("refuse", "fail", "fail_async")]


def by_name(nodes: list[Node]) -> dict[str, Node]:
    return {each["name"]: each for each in nodes}


class Answers:
    """Judges the answers to calls, and counts them by function and status."""

    def __init__(self, functions: list[Node]) -> None:
        self.codes = {each["name"]: set(each.get("raises", [])) for each in functions}
        self.counts: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def look(self, request: Request, answer: Answer) -> None:
        told = judge(answer, self.codes[request.about])
        self.counts[request.about][answer.status] += 1
        if answer.status == 200:
            assert told.keys() == {"result", "invalidate"}
            assert bool(told["invalidate"]) == (answer.header("x-mizan-invalidate") is not None)


def test_calls(targets: list[Target], called: list[Node], names: dict[str, Node]) -> None:
    functions = [each for each in called if not requests.takes_files(each)]
    assert len(functions) > 10
    answers = Answers(functions)
    requests.send_to_all(
        targets, "calls", lambda random, count: requests.calls(random, count, functions, names), answers.look
    )
    for function in functions:
        counts = answers.counts[function["name"]]
        assert counts.total() == 1000
        assert counts[200] or function["args"], f"`{function['name']}` never answered"


def test_reads(targets: list[Target], ir: Node) -> None:
    members: defaultdict[str, list[Node]] = defaultdict(list)
    for each in ir["functions"]:
        if each.get("context"):
            members[each["context"]].append(each)
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def look(request: Request, answer: Answer) -> None:
        own = members[request.about]
        told = judge(answer, {code for each in own for code in each.get("raises", [])})
        counts[request.about][answer.status] += 1
        if answer.status == 200:
            assert list(told) == sorted(each["name"] for each in own)
        else:
            assert "invalidate" not in told

    requests.send_to_all(targets, "queries", lambda random, count: requests.reads(random, count, ir, members), look)
    for context in members:
        assert counts[context].total() == 1000
        assert counts[context][200], f"`{context}` never answered"


def test_uploads(targets: list[Target], called: list[Node], names: dict[str, Node]) -> None:
    functions = [each for each in called if requests.takes_files(each)]
    answers = Answers(functions)
    requests.send_to_all(
        targets, "uploads", lambda random, count: requests.uploads(random, count, functions, names), answers.look
    )
    assert list(answers.counts) == ["pin_pictures"]
    for counts in answers.counts.values():
        assert counts.total() == 1000
        assert all(counts[status] > 10 for status in (200, 400, 401, 422)), counts


def test_views(targets: list[Target], ir: Node) -> None:
    views = [each for each in ir["functions"] if each.get("route") is not None]
    codes = {each["name"]: set(each["raises"]) for each in views}
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def look(request: Request, answer: Answer) -> None:
        counts[request.about][answer.status] += 1
        if answer.header("x-mizan-schema") is None and request.fields.get("Content-Type", "").startswith("multipart/"):
            # No view's address. Django's page that says so looks for a token in a form, and fails at one that is none.
            return
        assert answer.status < 500
        if answer.header("content-type") == "application/problem+json" and request.method != "HEAD":
            judge(answer, codes[request.about])
        assert MARKUP.encode() not in answer.body
        if answer.status in (301, 302):
            assert re.match("/(?!/)", answer.header("location") or "")  # Never to another site.

    requests.send_to_all(targets, "views", lambda random, count: requests.visits(random, count, views, sign), look)
    assert len(counts) == 5
    for name, each in counts.items():
        assert each.total() == 1000
        assert each[302 if name == "pin_from_page" else 200] > 20, (name, each)
        assert each[404], (name, each)


def sign(body: bytes) -> dict[str, str]:
    """As who sends to the webhook does."""
    return {"X-Signature": hmac.new(SECRET, body, hashlib.sha256).hexdigest()}


def test_private_functions_are_not_there(targets: list[Target], ir: Node, names: dict[str, Node]) -> None:
    """A private function has no address but its route, and one without a route is called by Python alone: what stands
    below `call/` is what may be called, so that whoever knows its name is told what everybody is who makes one up."""
    private = [each for each in ir["functions"] if each.get("private")]
    assert [each["name"] for each in private] == ["notes_hook", "take_down"]
    unknown = [target.program.visitor("root").call("made_up").body for target in targets]
    counts: Counter[str] = Counter()

    def look(request: Request, answer: Answer) -> None:
        assert judge(answer, set())["code"] == "NOT_FOUND"
        assert answer.body in unknown
        counts[request.about] += 1

    requests.send_to_all(targets, "private", lambda random, count: requests.knocks(random, count, private, names), look)
    assert counts == {"notes_hook": 1000, "take_down": 1000}
    nobody = targets[0].program.visitor()
    for path in ("ctx/take_down/", "ctx/desk/take_down/", "take_down/"):
        nobody.get(BASE + path).problem(404, "NOT_FOUND")
    assert nobody.get("/take_down/").status == 404


def test_both_kinds_of_answers_came(targets: list[Target]) -> None:
    """Runs last: what was sent was neither all good nor all bad."""
    for target in targets:
        assert all(target.statuses[status] > 100 for status in (200, 400, 401, 404, 422)), target.statuses
        assert target.statuses.total() >= 30 * target.calls
