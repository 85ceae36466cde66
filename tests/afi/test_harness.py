"""The suite cannot be fooled: no cell is "yes" by fewer checks, by failed or skipped ones, by ones that sent nothing.

What the checks themselves notice is shown by their mutants.
"""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import adapters, program
from harness.adapters import ROOT
from harness.matrix import Outcome, Row, cell, wrong

ROW = Row("rpc_dispatch", "RPC dispatch", "Protocol core", "something", checks=2, not_applicable=("tauri",))


def shown(kind: str, check: str, outcome: str = "passed", exchanges: int = 1) -> Outcome:
    return Outcome(ROW.id, "django", kind, check, outcome, exchanges)


WHOLE = [shown(kind, check) for kind in ("a", "b") for check in ("one", "two")]


def test_cell_is_yes_when_all_checks_of_all_kinds_have_passed() -> None:
    assert cell(ROW, "django", WHOLE) == "yes"
    assert (cell(ROW, "fastapi", WHOLE), cell(ROW, "tauri", WHOLE)) == ("no", "n/a")


@pytest.mark.parametrize(
    "outcomes",
    [
        [],
        WHOLE[:3],
        [*WHOLE, shown("b", "three")],
        [*WHOLE[:3], shown("b", "two", "failed")],
        [*WHOLE[:3], shown("b", "two", "skipped")],
        [*WHOLE[:3], shown("b", "two", exchanges=0)],
    ],
    ids=["none", "fewer", "more", "failed", "skipped", "without an exchange"],
)
def test_cell_is_no_by_anything_less(outcomes: list[Outcome]) -> None:
    assert cell(ROW, "django", outcomes) == "no"


def test_a_row_without_checks_is_no() -> None:
    assert cell(dataclasses.replace(ROW, checks=0), "django", []) == "no"


def test_a_number_that_differs_from_the_declared_one_is_a_failure() -> None:
    assert any("rpc_dispatch" in each for each in wrong([shown("a", "one")]))


def test_a_check_that_sends_nothing_fails(tmp_path: Path) -> None:
    """In a copy of the suite whose row asserts what is true without asking anybody."""
    copy = tmp_path / "tests/afi"
    shutil.copytree(ROOT / "tests/afi/harness", copy / "harness")
    for name in ("conftest.py", "rows.toml", "guides.py", "following.py"):
        shutil.copy(ROOT / "tests/afi" / name, copy)
    (tmp_path / "python").symlink_to(ROOT / "python")
    (copy / "test_auth_guards.py").write_text("def test_nothing(kind):\n    assert kind\n")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--adapter=fastapi", str(copy)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "nothing was sent" in done.stdout


def test_another_program_in_its_place_is_noticed() -> None:
    running = program.start(adapters.FASTAPI)
    try:
        running.must_be_itself()
        for change in ({"server": "gunicorn"}, {"adapter": "axum"}):
            other = dataclasses.replace(running, kind=dataclasses.replace(running.kind, **change))
            with pytest.raises(AssertionError):
                other.must_be_itself()
    finally:
        running.stop()
