"""The reference app as a separate program, on each server and database, started when it is first asked for."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# What speaks to the adapter's own test servers, what knows PostgreSQL, and what draws requests.
sys.path[:0] = [str(ROOT / part) for part in ("python/tests/django", "python/tests", "tests/afi")]
import program  # noqa: E402  # it needs the paths above
from program import Program, Visitor  # noqa: E402  # the same

Serve = Callable[..., Program]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Gives the program on that server and that database; tests of the same ones share it and its rows."""
    running: dict[tuple[str, str], Program] = {}

    def give(server: str, database: str) -> Program:
        if (server, database) not in running:
            running[server, database] = program.start(server, database)
        return running[server, database]

    yield give
    for each in running.values():
        each.stop()


@pytest.fixture(scope="session", params=[f"{server}-{database}" for server, database in program.KINDS])
def app(request: pytest.FixtureRequest, serve: Serve) -> Program:
    """Each server on each database."""
    return serve(*request.param.split("-"))


@pytest.fixture(scope="session", params=["gunicorn", "uvicorn"])
def site(request: pytest.FixtureRequest, serve: Serve) -> Program:
    """Each server, for what no database has a part in."""
    return serve(request.param, "sqlite")


@pytest.fixture
def nobody(app: Program) -> Visitor:
    return app.visitor()


@pytest.fixture
def grace(app: Program) -> Visitor:
    """Signed in, as user 5."""
    return app.visitor("grace")
