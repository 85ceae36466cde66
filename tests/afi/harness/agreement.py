"""The same requests to several programs, in the same order, and where their answers differ.

Decides what of an answer is the protocol's, and so the same everywhere: status, headers, and the body but for the
wording of `detail` and the host's own token. What is sent is the tests' to say.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from wire import Answer

from harness.exchanges import Line, Request
from harness.program import Program

HEADERS = (
    *("content-type", "cache-control", "cdn-cache-control", "cache-status", "cache-groups", "etag", "allow", "vary"),
    *("x-mizan-schema", "x-mizan-invalidate", "cache-group-invalidation", "www-authenticate", "x-content-type-options"),
)
BATCH = 500


@dataclass
class Agreement:
    """What was compared: how many requests, which statuses and codes came, and what differed."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def essence(answer: Answer) -> tuple[int, dict[str, str], Any]:
    """What must be the same from every adapter."""
    headers = {name: value for name, value in answer.lines if name in HEADERS}
    if headers.get("cache-control") == "no-store":
        # Of what nobody keeps it says nothing, and a host may add to it.
        headers.pop("vary", None)
    body: Any = re.sub(rb'^\{"csrfToken":(null|"\w+")\}$', b'{"csrfToken":}', answer.body)
    if headers.get("content-type") == "application/problem+json" and body:
        body = json.loads(body)
        body.pop("detail", None)
    return answer.status, headers, body


async def compare(programs: Sequence[Program], people: Sequence[str | None], requests: Iterable[Request]) -> Agreement:
    """Sends each request to each program, as the person of its number; the first program's answers are the measure."""
    lines = {each.kind.name: [Line(each.visitor(person)) for person in people] for each in programs}
    found = Agreement()
    try:
        waiting = iter(requests)
        while batch := list(islice(waiting, BATCH)):
            async with asyncio.TaskGroup() as group:
                tasks = {name: group.create_task(_answers(own, batch)) for name, own in lines.items()}
            _look(found, batch, {name: task.result() for name, task in tasks.items()})
            if len(found.differences) > 20:
                break
    finally:
        for own in lines.values():
            for line in own:
                line.close()
    return found


async def _answers(lines: Sequence[Line], requests: Sequence[Request]) -> list[Answer]:
    return [await lines[each.visitor].send(each.method, each.path, each.body, each.fields) for each in requests]


def _look(found: Agreement, requests: Sequence[Request], answers: dict[str, list[Answer]]) -> None:
    (first, measure), *others = answers.items()
    for at, request in enumerate(requests):
        expected = essence(measure[at])
        found.requests += 1
        found.statuses[expected[0]] += 1
        if isinstance(expected[2], dict):
            found.codes[expected[2]["code"]] += 1
        for name, given in others:
            got = essence(given[at])
            if got != expected:
                found.differences.append(f"{request}\n  {first}: {expected}\n  {name}: {got}")
