"""Every adapter answers the same requests alike, field by field: hundreds that are wrong, and random ones of all kinds.

The measure is the first adapter's answer, and of what is wrong, that it is refused. Each runs on a program of its own,
whose rows are changed in the same order everywhere. Wording, of `detail`, is each adapter's own.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice
from random import Random
from typing import Any

import pytest
from drawn import bad_requests, requests
from harness import adapters, program
from harness.agreement import Agreement, compare
from harness.exchanges import Request
from harness.program import Program

COMPARED = [
    adapters.DJANGO["gunicorn", "sqlite"],
    *(adapters.FASTAPI, adapters.AXUM, adapters.TYPESCRIPT, adapters.WORKERD),
]
RANDOM = int(os.environ.get("MIZAN_RANDOM_REQUESTS", "5000"))
"""How many random requests are sent to each: `MIZAN_RANDOM_REQUESTS=100000` for all that the suite owes."""

Node = dict[str, Any]


@pytest.fixture(scope="module")
def programs() -> Iterator[list[Program]]:
    running = [program.start(kind) for kind in COMPARED]
    yield running
    for each in running:
        each.stop()


def must_agree(found: Agreement, least: int) -> None:
    assert not found.differences, f"{len(found.differences)} differ:\n" + "\n".join(found.differences[:10])
    assert found.requests >= least


def test_what_is_wrong_is_refused_alike(programs: list[Program]) -> None:
    wrong = list(bad_requests.bad_requests())
    distinct = {(each.visitor, each.method, each.path, each.body, tuple(sorted(each.fields.items()))) for each in wrong}
    assert len(distinct) == len(wrong)
    found = compare(programs, bad_requests.PEOPLE, wrong)
    must_agree(found, 400)
    assert min(found.statuses) >= 400, found.statuses
    assert set(found.statuses) >= {400, 401, 403, 404, 405, 413, 415, 422}


def test_random_requests_are_answered_alike(programs: list[Program], ir: Node) -> None:
    found = compare(programs, ("root", None), list(drawn(Random("agree"), ir, RANDOM)))
    must_agree(found, RANDOM)
    for status in (200, 400, 401, 404, 405, 415, 422):
        assert found.statuses[status] > RANDOM / 1000, found.statuses


def drawn(random: Random, ir: Node, count: int) -> Iterator[Request]:
    """Calls, reads, forms and requests that no client would send, one after the other in no order."""
    names = {each["name"]: each for each in ir["types"]}
    called = [each for each in ir["functions"] if not any(each.get(name) for name in ("context", "private", "route"))]
    called = [each for each in called if each["name"] not in ("refuse", "fail", "fail_async")]
    members: defaultdict[str, list[Node]] = defaultdict(list)
    for each in ir["functions"]:
        if each.get("context"):
            members[each["context"]].append(each)
    plain = [each for each in called if not requests.takes_files(each)]
    files = [each for each in called if requests.takes_files(each)]
    shares = {
        "calls": lambda share: requests.calls(random, share // len(plain) + 1, plain, names),
        "reads": lambda share: requests.reads(random, share // len(members) + 1, ir, members),
        "forms": lambda share: requests.uploads(random, share, files, names),
        "others": lambda share: others(random, share, [each["name"] for each in called], list(members)),
    }
    parts = {"calls": 0.5, "reads": 0.3, "forms": 0.05, "others": 0.15}
    every = [
        each
        for each in chain.from_iterable(shares[name](int(part * count * 1.1) + 1) for name, part in parts.items())
        if not EITHER.search(each.body)
    ]
    random.shuffle(every)
    return islice(every, count)


EITHER = re.compile(rb'"union":"-?[0-9]{1,16}"')
"""An integer that fits both branches is written by either, as the language's own value is (ir/protocol/types.md)."""

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
FIELDS = {
    "Content-Type": ["application/json", "text/plain", "application/json;charset=utf-8", "multipart/form-data", ""],
    "Sec-Fetch-Site": ["same-origin", "none", "cross-site", "same-site", ""],
    "Origin": ["null", "https://evil.example", "http://127.0.0.1"],
    "Authorization": ["Bearer x", "Basic eDp5", "Bearer"],
    "X-Mizan-Token": ["", "x"],
    "X-Mizan-Schema": ["0" * 16, "x"],
    "If-None-Match": ["*", '"x"', 'W/"x"', ",", "x"],
}


def others(random: Random, count: int, functions: list[str], contexts: list[str]) -> Iterator[Request]:
    """Any method to any path, with any fields: most of them are nothing that is there."""
    for _ in range(count):
        path = random.choice(
            [f"call/{random.choice(functions)}/", f"ctx/{random.choice(contexts)}/", "session/", "ir/", "none/"]
        )
        if random.random() < 0.3:
            at = random.randrange(len(path) + 1)
            path = path[:at] + random.choice(["", "/", "x", "%2f", "_", "%00", "."]) + path[at + random.randrange(2) :]
        fields = {name: random.choice(values) for name, values in FIELDS.items() if random.random() < 0.15}
        method = random.choice(METHODS)
        body = random.choice(requests.JUNK) if method not in ("GET", "HEAD") or random.random() < 0.05 else b""
        yield Request("others", random.randrange(2), method, requests.BASE + re.sub("^/+", "", path), body, fields)
