"""The native modules of the tests, `rust/mizan-py/examples/`: built by cargo and loaded into this process."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def load(name: str) -> ModuleType:
    """The module, built if it is not current."""
    spec = importlib.util.spec_from_file_location(name, build(name))
    if spec is None or spec.loader is None:
        raise ImportError("the extension's file is no extension")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(name: str) -> Path:
    """The module's file, current."""
    assert shutil.which("cargo"), "cargo is not on PATH, and the native modules of the tests are built by it"
    command = ["cargo", "build", "-q", "--locked", "-p", "mizan-py", "--example", name, "--message-format=json"]
    built = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    artifact = next(each for each in messages if each.get("target", {}).get("name") == name)
    return Path(artifact["filenames"][0])
