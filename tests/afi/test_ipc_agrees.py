"""Over IPC the same is answered as over HTTP: to hundreds of wrong requests and to random ones that have a form there.

The measure is the first adapter's answer over HTTP: its status and body. Headers, methods and paths there are none.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import pytest
from drawn import bad_requests
from harness import adapters, ipc, program
from harness.exchanges import Line, Request
from harness.program import Program
from test_adapters_agree import drawn
from wire import Answer

RANDOM = int(os.environ.get("MIZAN_RANDOM_REQUESTS", "5000"))
"""How many random requests are drawn; those that have no form as a message are left out."""

Node = dict[str, Any]
Two = tuple[Program, Program]


@pytest.fixture(scope="module")
def programs() -> Iterator[Two]:
    """Over HTTP, and over IPC."""
    running = [program.start(kind) for kind in (adapters.DJANGO["gunicorn", "sqlite"], adapters.TAURI)]
    yield running[0], running[1]
    for each in running:
        each.stop()


def has_a_form(request: Request) -> bool:
    sent = {"Content-Type": "application/json", **request.fields}
    try:
        ipc.message(request.method, request.path, dict(sent))
    except ipc.NoSuchMessageError:
        return False
    return True


def told(answer: Answer) -> tuple[int, Any]:
    """What both must have in common: the body of a problem but for its wording."""
    body: Any = answer.body
    if answer.status >= 400:
        body = json.loads(body)
        body.pop("detail", None)
    return answer.status, body


async def differences(
    two: Two, people: Sequence[str | None], requests: Iterable[Request]
) -> tuple[Counter[int], list[str]]:
    """How often each status came over HTTP, and what was told otherwise over IPC."""
    over_http, over_ipc = two
    lines = [Line(over_http.visitor(person)) for person in people]
    windows = [over_ipc.visitor(person) for person in people]
    statuses: Counter[int] = Counter()
    found = []
    for request in filter(has_a_form, requests):
        fields = {"Content-Type": "application/json", **request.fields}
        answer = await lines[request.visitor].send(request.method, request.path, request.body, request.fields)
        expected = told(answer)
        got = told(windows[request.visitor].send(request.method, request.path, request.body, dict(fields)))
        statuses[answer.status] += 1
        if got != expected and not request.path.endswith("/session/"):
            found.append(f"{request}\n  HTTP: {expected}\n  IPC: {got}")
    for line in lines:
        line.close()
    return statuses, found


def test_what_is_wrong_is_refused_alike(programs: Two) -> None:
    statuses, found = asyncio.run(differences(programs, bad_requests.PEOPLE, bad_requests.bad_requests()))
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:10])
    assert statuses.total() >= 400
    assert set(statuses) >= {400, 401, 403, 404, 413, 415, 422}


def test_random_requests_are_answered_alike(programs: Two, ir: Node) -> None:
    drawn_ones = drawn(Random("ipc"), ir, RANDOM)
    statuses, found = asyncio.run(differences(programs, ("root", None), drawn_ones))
    assert not found, f"{len(found)} differ:\n" + "\n".join(found[:10])
    assert statuses.total() >= RANDOM / 2, statuses
