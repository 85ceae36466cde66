"""Runs the checks of the matrix under pytest: for each kind of each adapter, counted, none without an exchange.

A check is a test in a row's own file, `tests/afi/test_<row>.py`. Decides what a check has shown; what a cell is worth
is `matrix`'s to say.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from harness import transport
from harness.adapters import DJANGO, KINDS, Kind
from harness.matrix import TESTS, Outcome, rows

HERE = Path(__file__).resolve().parents[1]
outcomes = pytest.StashKey[list[Outcome]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("parity")
    group.addoption("--adapter", action="append", default=[], help="an adapter or one of its kinds; all if not given")
    group.addoption("--outcomes", type=Path, help="where to write what each check of the matrix has shown, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[outcomes] = []
    config.addinivalue_line("markers", "http: what only HTTP has: paths, methods, headers, conditions")


def _kinds(config: pytest.Config) -> list[Kind]:
    wanted = config.getoption("--adapter")
    kinds = [each for each in KINDS if not wanted or {each.adapter, each.name} & set(wanted)]
    if not kinds:
        raise pytest.UsageError(f"no adapter is called {wanted}; there are {sorted({each.adapter for each in KINDS})}")
    return kinds


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Tests elsewhere have kinds of their own.
    path = metafunc.definition.path
    if "kind" in metafunc.fixturenames and path.is_relative_to(HERE):
        row = row_of(path)
        without = rows()[row].not_applicable if row else ()
        kinds = [each for each in _kinds(metafunc.config) if each.adapter not in without]
        if path.parent.name == "reference":  # What is Django's alone.
            kinds = list(DJANGO.values())
        metafunc.parametrize("kind", kinds, ids=[each.name for each in kinds], scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is HTTP's alone where a kind is reached otherwise."""
    without = [each for each in items if each.get_closest_marker("http") and _over(each) != "http"]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [each for each in items if each not in without]


def _over(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    kind = callspec and callspec.params.get("kind")
    return kind.over if isinstance(kind, Kind) else "http"


def row_of(path: Path) -> str | None:
    """The row whose checks the file holds."""
    name = path.stem.removeprefix("test_")
    return name if path.parent == TESTS and name in rows() else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    row = row_of(item.path)
    transport.exchanges.clear()
    result = yield
    if row is not None:
        assert transport.exchanges, "nothing was sent, and so nothing was shown"
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    row = row_of(item.path)
    if row is not None and (report.when == "call" or report.outcome != "passed"):
        callspec = getattr(item, "callspec", None)
        kind = callspec and callspec.params.get("kind")
        assert isinstance(kind, Kind), f"`{item.nodeid}` is in a row's file and asks for no adapter"
        item.config.stash[outcomes].append(
            Outcome(row, kind.adapter, kind.name, item.nodeid, report.outcome, len(transport.exchanges))
        )
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    file = session.config.getoption("--outcomes")
    if file is not None:
        file.write_text(json.dumps([asdict(each) for each in session.config.stash[outcomes]], indent=1))
