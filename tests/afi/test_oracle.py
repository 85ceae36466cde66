"""The oracle: its vectors are current, its cases' claims are looked at, and it shares nothing with the core."""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from oracle import make
from oracle.cases import kinds
from oracle.cases.claims import Case, call

FOLDER = Path(make.__file__).parent


def test_the_vectors_are_current() -> None:
    assert make.main(["--check"]) == 0


def test_it_imports_the_standard_library_and_itself_alone() -> None:
    files = sorted(FOLDER.rglob("*.py"))
    assert len(files) > 15
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names.append(node.module or "")
            assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names), file


def test_a_file_that_is_not_current_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make, "VECTORS", tmp_path)
    monkeypatch.setattr(make, "WORDS", {"schema": make.WORDS["schema"]})
    assert make.main(["--check"]) == 1
    assert "schema.json is not current" in capsys.readouterr().err
    assert make.main(["--write"]) == 0
    assert make.main(["--check"]) == 0
    written = tmp_path / "schema.json"
    assert len(json.loads(written.read_bytes())) >= 40
    written.write_text(written.read_text().replace('"schema": "', '"schema": "0', 1))
    assert make.main(["--check"]) == 1
    assert make.main([]) == 2


@pytest.mark.parametrize(
    "claim",
    ['{"a":6}', [(["args", "a"], "type")], [], 400, None],
    ids=["value", "fault", "no fault", "status", "nothing"],
)
def test_a_claim_that_does_not_hold_stops_it(
    claim: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = call([{"name": "a", "type": {"type": "integer"}}], '{"args":{"a":5}}')
    monkeypatch.setattr(kinds, "cases", lambda: iter([Case("five", body, claim)]))
    assert make.main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("five\n  claimed ")


def test_a_name_that_is_there_twice_stops_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = call([{"name": "a", "type": {"type": "integer"}}], '{"args":{"a":5}}')
    monkeypatch.setattr(kinds, "cases", lambda: iter([Case("five", body, '{"a":5}')] * 2))
    assert make.main(["--check"]) == 1
    assert "names that are there twice: ['five']" in capsys.readouterr().err
