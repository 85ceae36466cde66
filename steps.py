"""The steps that tasks are made of: a line and a log each, a time over a second; done anew where an input has changed.

Decides where steps run and what they see of the machine; which there are, and in what order, is `tasks.py`'s. Needs
Python alone, as that does.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# On the bare machine invoke is not there.
if TYPE_CHECKING or importlib.util.find_spec("invoke"):
    from invoke.exceptions import Exit
else:

    class Exit(SystemExit):
        """A message for the user, and the exit code."""

        def __init__(self, message: str, code: int = 1) -> None:
            sys.stderr.write(f"{message}\n")
            super().__init__(code)


__all__ = ["BIN", "BUILD", "NODE", "ROOT", "VENV", "Exit", "coloured", "digest", "environment", "once", "say", "step"]

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
NODE = BUILD / "node"
# Made by the build, wherever it lies: no input of it.
MADE = {"node_modules", "dist", "target", "__pycache__", ".so", ".tsbuildinfo"}


def say(text: str) -> None:
    print(text, flush=True)


def coloured(code: str, text: str) -> str:
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    return text if plain else f"\033[{code}m{text}\033[0m"


@contextlib.contextmanager
def ticking(label: str) -> Iterator[None]:
    """Shows a step and, on a terminal, the seconds it has taken so far."""
    done = threading.Event()
    begun = time.monotonic()

    def tick() -> None:
        while not done.wait(1):
            sys.stdout.write(f"\r  … {label} {time.monotonic() - begun:.0f} s")
            sys.stdout.flush()

    if sys.stdout.isatty():
        threading.Thread(target=tick, daemon=True).start()
    else:
        say(f"  … {label}")
    try:
        yield
    except BaseException:
        done.set()
        say(f"\r  {coloured('31', '✗')} {label}  {time.monotonic() - begun:.1f} s")
        raise
    done.set()
    taken = time.monotonic() - begun
    say(f"\r  {coloured('32', '✓')} {label}" + (f"  {taken:.1f} s" if taken >= 1 else "    "))


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """What every step runs in: our Python and our Node first, nothing of the caller's Python."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    env["PATH"] = os.pathsep.join([str(BIN), str(NODE / "bin"), env.get("PATH", "")])
    env["VIRTUAL_ENV"] = str(VENV)
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return env | (extra or {})


def step(label: str, *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Runs one command with its output in a log; a failure shows the log's end. Returns the output."""
    log = BUILD / "logs" / (re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with ticking(label), log.open("wb") as sink:
        arguments = [str(part) for part in command]
        result = subprocess.run(arguments, cwd=cwd, env=environment(env), stdout=sink, stderr=subprocess.STDOUT)
        text = log.read_text(errors="replace")
        if result.returncode:
            tail = "\n".join(text.splitlines()[-60:])
            raise Exit(f"{tail}\n\n`{' '.join(arguments)}` failed ({result.returncode}); all of it: {log}")
    return text


def digest(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files, folders walked."""
    total = hashlib.sha256()
    for path in sorted(paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in MADE and not MADE & set(file.parts):
                total.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return total.hexdigest()


def once(
    name: str, inputs: Sequence[Path], outputs: Sequence[str], work: Callable[[], object], *, tools: str = ""
) -> None:
    """Does the work unless its outputs (patterns) are there, made from just these inputs by just these tools."""
    stamp = BUILD / "stamps" / name
    state = digest(inputs) + sys.version + tools
    if all(any(ROOT.glob(output)) for output in outputs) and stamp.exists() and stamp.read_text() == state:
        return
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
