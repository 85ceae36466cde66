"""The reference apps as separate programs, each started when it is first asked for; the checks of the matrix, counted.

Decides which programs a test is run against. What a cell is worth is `harness.matrix`'s to say.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# What speaks HTTP without manners, what knows PostgreSQL, and what draws requests.
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("python/tests", "tests/afi")]
from harness import adapters, program  # noqa: E402  # they need the paths above
from harness.adapters import Kind  # noqa: E402  # the same
from harness.program import Program  # noqa: E402  # the same
from harness.transport import Visitor  # noqa: E402  # the same

pytest_plugins = ["guides", "harness.plugin"]

Serve = Callable[[Kind], Program]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Gives the program of that kind; tests of the same one share it and its rows."""
    running: dict[Kind, Program] = {}

    def give(kind: Kind) -> Program:
        if kind not in running:
            running[kind] = program.start(kind)
        return running[kind]

    yield give
    for each in running.values():
        each.stop()


@pytest.fixture(scope="session")
def app(kind: Kind, serve: Serve) -> Program:
    """Each adapter's reference app, each way in which it is run."""
    return serve(kind)


@pytest.fixture(scope="session", params=["gunicorn", "uvicorn"])
def site(request: pytest.FixtureRequest, serve: Serve) -> Program:
    """Django's on each server, for what no database has a part in."""
    return serve(adapters.DJANGO[request.param, "sqlite"])


@pytest.fixture
def nobody(app: Program) -> Visitor:
    return app.visitor()


@pytest.fixture
def grace(app: Program) -> Visitor:
    """Signed in, as user 5."""
    return app.visitor("grace")


@pytest.fixture
def sasha(app: Program) -> Visitor:
    """Staff."""
    return app.visitor("sasha")


@pytest.fixture(scope="session")
def ir() -> dict[str, Any]:
    """The reference app's, as JSON."""
    django = adapters.DJANGO["gunicorn", "sqlite"]
    words = [*django.exports(), "--json"]
    done = subprocess.run(words, env={**os.environ, **django.environment}, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))
