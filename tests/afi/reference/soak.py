"""Two hundred clients at once against the reference app: `python soak.py [--server uvicorn] [--seconds 60]`.

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
sys.path[:0] = [str(ROOT / part) for part in ("python/tests/django", "python/tests")]
import program  # noqa: E402  # it needs the paths above
from program import Program, Visitor  # noqa: E402  # the same

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
    """One client on one connection, which it opens again when the server closes it."""
    fields = {"Host": visitor.host, "Content-Type": "application/json", **visitor.defence()}
    if visitor.cookies:
        fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.monotonic() < until:
        request = random.choice(sent)
        data = f"{request.method} {request.path} HTTP/1.1\r\n{head}Content-Length: {len(request.body)}\r\n\r\n"
        for attempt in (1, 2):
            fresh = connection is None
            if connection is None:
                connection = await asyncio.open_connection("127.0.0.1", visitor.port)
            try:
                status, closes = await exchange(*connection, data.encode() + request.body)
                break
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                # A connection that was kept may be closed just as it is used; a new one may not.
                connection[1].close()
                connection = None
                if fresh or attempt == 2:
                    outcome.wrong.append(f"{request.path}: {error!r}")
                    return
        if closes and connection is not None:
            connection[1].close()
            connection = None
        outcome.requests += 1
        outcome.statuses[status] += 1
        if status != request.status:
            outcome.wrong.append(f"{request.path}: {status} in place of {request.status}")
    if connection is not None:
        connection[1].close()


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> tuple[int, bool]:
    """The status, and whether the connection is at its end."""
    writer.write(data)
    await writer.drain()
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:] if line)
    body = await reader.readexactly(int(fields["content-length"]))
    status = int(lines[0].split()[1])
    if "json" in fields["content-type"]:
        json.loads(body)
    return status, fields.get("connection") == "close"


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", choices=["gunicorn", "uvicorn"], default="gunicorn")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    options = parser.parse_args()
    running = program.start(options.server, options.database)
    try:
        outcome = asyncio.run(soak(running, options.seconds, options.clients))
    finally:
        running.stop()
    if outcome.wrong:
        sys.stderr.write(running.log[-4000:])
    held = f"{outcome.warm:.1f} MiB after a third, {outcome.end:.1f} at the end"
    sys.stdout.write(f"{outcome.requests} requests {dict(outcome.statuses)}; {held}; {len(outcome.wrong)} wrong\n")
    sys.stdout.writelines(f"{each}\n" for each in outcome.wrong[:5])
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
