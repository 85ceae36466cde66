"""Generated requests to the reference app: how many for each function, of what, who sends them, and to which server.

Decides what is drawn (the texts are `drawn`'s), never what an answer must be. They are drawn from the IR that the app
exports, the same ones every time, in the order in which they are sent; several are under way at once.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from harness import program
from harness.adapters import DJANGO
from harness.exchanges import CANARY, Request, send
from harness.program import Program
from harness.transport import Visitor
from wire import BASE, Answer

from drawn import forms, queries, routes, values

CALLS = {("gunicorn", "postgresql"): 850, ("uvicorn", "sqlite"): 150}
"""For each function; both together make a thousand. Under ASGI a request costs several times as much."""
IN_FLIGHT = 4
ROOT, NOBODY = range(2)

JUNK = [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"args":[]}', b'{"args":null}', b'{"args":{}}{}', b"[" * 5000]
# What is there: nobody would draw a product by its name.
KNOWN = {"sku": "mug", "user_id": 5, "order_id": 1, "owner": 5, "category": "kitchen"}
MARKUP = f"<script>{CANARY}</script>"

Node = dict[str, Any]


@dataclass
class Target:
    """A program of the tests' own, whose rows are changed at random, and who asks it: who may do all, and nobody."""

    program: Program
    calls: int
    visitors: list[Visitor] = field(init=False)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.visitors = [self.program.visitor("root"), self.program.visitor()]


def start(kind: tuple[str, str]) -> Target:
    return Target(program.start(DJANGO[kind]), CALLS[kind])


def send_to_all(
    targets: list[Target],
    what: str,
    draw: Callable[[Random, int], Iterable[Request]],
    look: Callable[[Request, Answer], None],
) -> None:
    """Other requests for each server, drawn as they are sent; both servers are asked at the same time."""

    async def send_to(target: Target) -> None:
        def looked(request: Request, answer: Answer) -> None:
            target.statuses[answer.status] += 1
            look(request, answer)

        drawn = draw(Random(f"{what} {target.program.kind.server}"), target.calls)
        await send(target.visitors, drawn, looked, IN_FLIGHT)

    async def send_all() -> None:
        async with asyncio.TaskGroup() as group:
            for target in targets:
                group.create_task(send_to(target))

    asyncio.run(send_all())


def asks(number: int, *, guarded: bool) -> int:
    """Who sends the request of this number: who may do all, or nobody, where it makes a difference now and then."""
    return NOBODY if (number % 10 == 9) is guarded else ROOT


def takes_files(function: Node) -> bool:
    return '"type": "file"' in json.dumps(function["args"])


# ---------------------------------------------------------------- calls


def calls(random: Random, count: int, functions: list[Node], names: dict[str, Node]) -> Iterator[Request]:
    for function in functions:
        for number in range(count):
            who = asks(number, guarded=function.get("auth") is not None)
            yield Request(function["name"], who, "POST", call_of(function["name"]), body(random, function, names))


def call_of(name: str) -> str:
    return f"{BASE}call/{name}/"


def body(random: Random, function: Node, names: dict[str, Node]) -> bytes:
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


def uploads(random: Random, count: int, functions: list[Node], names: dict[str, Node]) -> Iterator[Request]:
    """Forms with files, and now and then a body of JSON in place of one."""
    for function in functions:
        for number in range(count):
            who = asks(number, guarded=function.get("auth") is not None)
            if random.random() < 0.05:
                sent, said = body(random, function, names), "application/json"
            else:
                sent, said = forms.form(random, function["args"], names)
            yield Request(function["name"], who, "POST", call_of(function["name"]), sent, {"Content-Type": said})


# ---------------------------------------------------------------- contexts


def reads(random: Random, count: int, ir: Node, members: dict[str, list[Node]]) -> Iterator[Request]:
    for context, functions in members.items():
        declared = {"types": ir["types"], "members": {each["name"]: each["args"] for each in functions}}
        guarded = any(each.get("auth") is not None for each in functions)
        for number in range(count):
            target = f"{BASE}ctx/{context}/?{query(random, declared)}"
            yield Request(context, asks(number, guarded=guarded), "GET", target)


def query(random: Random, declared: Node) -> str:
    while True:
        drawn = queries.query(random, declared)
        if random.random() < 0.1:
            drawn = re.sub(r"=[^&]*", f"={CANARY}", drawn, count=1)
        for name, value in KNOWN.items():
            if random.random() < 0.5:
                drawn = re.sub(rf"(?<![a-z_]){name}=[^&]*", f"{name}={value}", drawn)
        # What no client can send as a target is another layer's to refuse.
        drawn = quote(drawn, safe="%&=+;:@!$'()*,/?[]|^`{}\"<>\\~-._")
        if len(drawn) <= 4000:  # A server's own limit.
            return drawn


# ---------------------------------------------------------------- views


def visits(random: Random, count: int, views: list[Node], sign: Callable[[bytes], dict[str, str]]) -> Iterator[Request]:
    """Visits by each view's route, with any method: by a browser's window, by `fetch`, by another server that signs."""
    for view in views:
        for number in range(count):
            own = view.get("methods") or ["POST" if view["affects"] else "GET"]
            method = random.choice(own if random.random() < 0.6 else routes.METHODS)
            fields = {"Accept": random.choice(["text/html,*/*;q=0.8", "*/*", "application/json"])}
            sent = b""
            if method not in ("GET", "HEAD", "TRACE"):
                sent, fields["Content-Type"] = routes.body(random, "text", ["hello", "n\0l", "l" * 81, CANARY, MARKUP])
            if random.random() < 0.1:
                fields["Sec-Fetch-Site"] = random.choice(["cross-site", "none", "x"])
            if random.random() < 0.7:
                fields |= sign(sent)
            who = asks(number, guarded=view.get("auth") is not None)
            yield Request(view["name"], who, method, routes.address(random, view), sent, fields)


# ---------------------------------------------------------------- what has no address


def knocks(random: Random, count: int, private: list[Node], names: dict[str, Node]) -> Iterator[Request]:
    """Calls of functions by a name that nobody may call, as anything that is called would take them."""
    for function in private:
        for number in range(count):
            if random.random() < 0.2:
                sent, said = forms.form(random, function["args"], names)
            else:
                sent, said = body(random, function, names), "application/json"
            query = random.choice(["", "", "", "?shelf=hall", "?private=false"])
            yield Request(
                function["name"],
                asks(number, guarded=True),
                "POST",
                call_of(function["name"]) + query,
                sent,
                {"Content-Type": said},
            )
