"""Asks the server in TypeScript what it makes of a folder of vectors."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

sys.path.append(str(ROOT / "python/tests"))
import nodejs  # noqa: E402  # the tests' Node is found there


def in_typescript(folder: Path) -> str:
    """Each case that gave something else than it expects, and how many passed."""
    script = ["--no-warnings", "--experimental-transform-types", str(ROOT / "tests/afi/words.ts"), str(folder)]
    ran = subprocess.run([nodejs.node(), *script], capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode in (0, 1) and ran.stdout, ran.stderr
    return ran.stdout
