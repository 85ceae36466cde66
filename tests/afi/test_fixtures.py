"""Fixtures of random types are taken by the core: what `@mizan/client/testing` makes, and the native module judges.

The declarations are always the same ones, and every row of the type table is among them.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from drawn import declarations

from mizan import vectors

ROOT = Path(__file__).resolve().parents[2]
COUNT = 1_500

sys.path.append(str(ROOT / "python/tests"))
import nodejs  # noqa: E402  # the tests' Node is found there


def test_fixtures_of_random_types_fit(tmp_path: Path) -> None:
    drawn = [declarations.declared(Random(f"fixtures {number}")) for number in range(COUNT)]
    rows: Counter[str] = Counter()
    for each in drawn:
        rows.update(declarations.words(each))
    assert min(rows.values()) > COUNT / 20, rows
    made, none = 0, []
    for each, told in zip(drawn, fixtures(drawn, tmp_path), strict=True):
        if isinstance(told, str):
            [judged] = vectors.WORDS["types"]({**each, "body": [told]}, {})
            assert "args" in judged, f"{json.dumps(each)}: {told} is {judged}"
            made += 1
        else:
            none.append(told["none"])
    # Some of what is drawn leaves no value, such as decimals between 1.125 and 1.625 without places.
    assert made > COUNT * 0.99, none
    assert all(text.startswith("no value was found for `Made.") for text in none), none


def fixtures(drawn: list[Any], folder: Path) -> list[Any]:
    """For each declaration the body of a call with fixtures as its arguments, or what stood in the way."""
    (folder / "drawn.json").write_text(json.dumps(drawn))
    # Beside the script, so that it finds the packages as any project does.
    (folder / "fixtures.ts").write_text((ROOT / "tests/afi/fixtures.ts").read_text())
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    command = [nodejs.node(), "--no-warnings", "fixtures.ts", "drawn.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))
