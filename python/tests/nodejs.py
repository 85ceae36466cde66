"""The Node that the tests run: the checkout's own, or that of the PATH where it is new enough."""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@cache
def node() -> str:
    """The program. Fails the test where there is none of the version that the packages ask for."""
    said = json.loads((ROOT / "package.json").read_text())["engines"]["node"].removeprefix(">=")
    oldest = tuple(map(int, said.split(".")))
    found = [
        program for each in (str(ROOT / "build" / "node" / "bin"), None) if (program := shutil.which("node", path=each))
    ]
    versions = {
        program: subprocess.run([program, "--version"], capture_output=True, text=True).stdout for program in found
    }
    for program, version in versions.items():
        if (found_there := re.match(r"v(\d+)\.(\d+)", version)) and tuple(map(int, found_there.groups())) >= oldest:
            return program
    there = ", ".join(f"{program} is {version.strip()}" for program, version in versions.items()) or "there is none"
    pytest.fail(f"the tests need Node {said} or later ({there}); `python3 tasks.py test` provides one", pytrace=False)
