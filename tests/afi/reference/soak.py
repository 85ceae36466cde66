"""Two hundred clients at once for a minute, on each server and each database: `python tests/afi/reference/soak.py`.

Each keeps its connection, reads, calls, is refused and writes, and looks at every answer. At the end: how many requests
there were, and the memory of the server after the first third and at the end. `test_reference_soak.py` runs it short.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / part) for part in ("python/tests", "tests/afi")]
from harness import program  # noqa: E402  # it needs the paths above
from harness.adapters import DJANGO  # noqa: E402  # the same
from harness.exchanges import Line  # noqa: E402  # the same
from harness.program import Program  # noqa: E402  # the same
from harness.transport import Visitor  # noqa: E402  # the same

CLIENTS = 200
PEOPLE = ("grace", "edsger", "sasha", "ada")


@dataclass
class Outcome:
    """What became of it. Memory is in MiB, of the server and its workers."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    warm: float = 0
    end: float = 0
    # In seconds.
    slowest: float = 0


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    status: int
    body: bytes = b""


def call(function: str, status: int = 200, **args: Any) -> Request:
    return Request("POST", f"/api/mizan/call/{function}/", status, json.dumps({"args": args}).encode())


def requests(person: str | None) -> list[Request]:
    """What one client sends, over and over, and what must come of each."""
    plain = [
        Request("GET", "/api/mizan/ctx/catalog/?category=kitchen&sku=mug&skus=mug&skus=pan", 200),
        Request("GET", "/api/mizan/ctx/board/?shelf=soak", 200),
        Request("GET", "/api/mizan/ctx/catalog/?category=kitchen&sku=none", 404),
        Request("GET", "/api/mizan/ctx/catalog/?page=01", 400),
        call("echo_values", integer=7, json={"a": [1.5, None]}),
        call("jump", page=2),
        call("jump", 422, page="2"),
        Request("POST", "/api/mizan/call/jump/", 400, b"[" * 1000),
        Request("GET", "/board/soak/", 200),
    ]
    if person is None:
        return [*plain, call("rename_me", 401, name="x")]
    return [
        *plain,
        call("reprice", sku="mug", price=900),
        call("for_superusers", 403),
        call("move", 404, note_id=0, to="x"),
    ]


async def client(visitor: Visitor, sent: list[Request], until: float, random: Random, outcome: Outcome) -> None:
    """One client on one connection, until its time is over or it gets no answer."""
    line = Line(visitor)
    while (begun := time.monotonic()) < until:
        request = random.choice(sent)
        try:
            answer = await line.send(request.method, request.path, request.body)
        except (OSError, EOFError) as error:
            outcome.wrong.append(f"{request.path}: {error!r}")
            return
        outcome.requests += 1
        outcome.slowest = max(outcome.slowest, time.monotonic() - begun)
        outcome.statuses[answer.status] += 1
        if answer.status != request.status:
            outcome.wrong.append(f"{request.path}: {answer.status} in place of {request.status}")
        if "json" in (answer.header("content-type") or ""):
            json.loads(answer.body)
    line.close()


def memory(pid: int) -> float:
    """What the server and its workers hold for themselves, in MiB."""
    total, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        waiting += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        total += sum(int(line.split()[1]) for line in rollup if line.startswith("Private_"))
    return total / 1024


async def soak(running: Program, seconds: float, clients: int = CLIENTS) -> Outcome:
    """Everybody at once for that long; a third of it warms the server up."""
    visitors = [running.visitor(person) for person in PEOPLE] + [running.visitor()]
    outcome, until = Outcome(), time.monotonic() + seconds
    tasks = []
    for number in range(clients):
        person = [*PEOPLE, None][number % len(visitors)]
        visitor = visitors[number % len(visitors)]
        tasks.append(asyncio.create_task(client(visitor, requests(person), until, Random(number), outcome)))
    await asyncio.sleep(seconds / 3)
    outcome.warm = memory(running.pid)
    await asyncio.gather(*tasks)
    outcome.end = memory(running.pid)
    return outcome


def run(server: str, database: str, seconds: float, clients: int = CLIENTS) -> tuple[Outcome, str]:
    """On a program of its own; with the outcome what the program has said of failures."""
    running = program.start(DJANGO[server, database])
    try:
        outcome = asyncio.run(soak(running, seconds, clients))
    finally:
        running.stop()
    # A line for each refusal is as it should be.
    return outcome, "".join(line for line in running.log.splitlines(True) if not line.startswith("WARNING"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    servers, databases = (sorted({kind[part] for kind in DJANGO}) for part in (0, 1))
    parser.add_argument("--server", choices=servers, help="that one alone")
    parser.add_argument("--database", choices=databases, help="that one alone")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    options = parser.parse_args()
    failed = False
    for server, database in DJANGO:
        if options.server in (None, server) and options.database in (None, database):
            outcome, log = run(server, database, options.seconds, options.clients)
            held = f"{outcome.warm:.1f} MiB after a third, {outcome.end:.1f} at the end"
            sys.stdout.write(
                f"{server} on {database}: {outcome.requests} requests {dict(sorted(outcome.statuses.items()))}, the "
                f"slowest in {outcome.slowest:.1f} s; {held}; {len(outcome.wrong)} wrong\n"
            )
            sys.stdout.writelines(f"{each}\n" for each in outcome.wrong[:5])
            sys.stdout.flush()
            sys.stderr.write(log[-4000:])
            failed = failed or bool(outcome.wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
