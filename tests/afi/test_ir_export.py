"""IR export: the same bytes from every adapter's reference app, by its command and over HTTP.

Every check runs against every adapter. The text to compare with is the committed one, `apps/reference.kdl`, which
`python3 tasks.py generate` makes: so that it is equal to all the others whatever is run with it.
"""

import hashlib
import os
import re
from collections.abc import Iterator

import pytest
from harness import program, transport
from harness.adapters import APPS, ROOT, Kind
from harness.program import Program
from wire import BASE

COMMITTED = APPS / "reference.kdl"


def schema() -> str:
    """Section 12: 16 hex digits of SHA-256 of the text without private functions and docs."""
    return hashlib.sha256(public_part(COMMITTED.read_text()).encode()).hexdigest()[:16]


@pytest.fixture(scope="session")
def debugged(kind: Kind) -> Iterator[Program]:
    """The program as its developers run it: then its IR can be read over HTTP."""
    running = program.start(kind, [*kind.command(), "--debug"])
    yield running
    running.stop()


def test_command_prints_the_committed_text(kind: Kind) -> None:
    done = transport.run(kind.exports(), ROOT, {**os.environ, **kind.environment})
    assert done.returncode == 0, done.stderr
    assert done.stdout == COMMITTED.read_text()


@pytest.mark.http
def test_developers_read_the_same_over_http(debugged: Program) -> None:
    answer = debugged.visitor().get(f"{BASE}ir/")
    assert (answer.status, answer.header("content-type")) == (200, "application/vnd.kdl")
    assert answer.header("cache-control") == "no-store"
    assert answer.body == COMMITTED.read_bytes()


@pytest.mark.http
def test_nobody_else_reads_it(app: Program) -> None:
    app.visitor("root").get(f"{BASE}ir/").problem(404, "NOT_FOUND")


@pytest.mark.http
def test_schema_on_every_answer_is_that_of_the_text(app: Program) -> None:
    nobody = app.visitor()
    for answer in (nobody.read("board"), nobody.call("jump"), nobody.call("none"), nobody.get(f"{BASE}session/")):
        assert answer.header("x-mizan-schema") == schema()


def public_part(text: str) -> str:
    """The canonical text without private functions and docs: nodes at the margin end where the next begins."""
    nodes = re.split(r"\n(?=[a-z])", text.rstrip("\n"))
    kept = [each for each in nodes if not (each.startswith("function ") and "private=#true" in each.split("\n")[0])]
    lines = [line for line in "\n".join(kept).split("\n") if not re.match(r' +doc "', line)]
    # A node whose documentation was all that it held has no braces.
    return re.sub(r" \{\n *\}", "", "\n".join(lines)) + "\n"


def test_outdated_client_is_told(app: Program) -> None:
    nobody = app.visitor()
    for answer in (
        nobody.call("none", {"X-Mizan-Schema": "0" * 16}),
        nobody.call("jump", {"X-Mizan-Schema": "0" * 16}, none=1),
        nobody.read("catalog", "page=01", headers={"X-Mizan-Schema": "0" * 16}),
    ):
        assert answer.json["outdated"] is True
    assert "outdated" not in nobody.call("none", {"X-Mizan-Schema": schema()}).json
    assert "outdated" not in nobody.call("none").json
