"""A process that stands by for `mizan_generate --watch`: it has read the libraries, and waits for the word to go on.

Declarations cannot be taken back, so each change is read by a fresh process; what takes its second is to import Django
and all else that no edit of the project changes, and that is done beforehand. Decides what counts as such, and when
what was read beforehand may not be used. Where it may not, the command runs as it would by itself: slower, to the same
end.
"""

import importlib
import json
import os
import runpy
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import ENVIRONMENT_VARIABLE, settings
from django.utils.autoreload import get_child_arguments

_UNUSABLE = 87
"""The exit code of a process that has read more than libraries, and did not run the command."""


_WORD = "run\n"

_START = f"""
try:
    from mizan.django.standby import main
except ImportError:  # The script says where packages are.
    raise SystemExit({_UNUSABLE})
main()
"""


class Standby:
    """Runs the command of this process without the word `without`, as often as it is told, each time in a new process.

    Made when this process has read the project: what it has imported is what the next one will need.
    """

    def __init__(self, without: str) -> None:
        executable, *rest = (str(part) for part in get_child_arguments())
        self._cold = [executable, *(part for part in rest if part != without)]
        flags = list(takewhile(lambda part: part.startswith(("-W", "-X")), rest))
        # A program of the system's own starts Python itself, and cannot be told to wait.
        self._warm = executable == sys.executable
        self._start = [sys.executable, *flags, "-c", _START]
        self._plan = {
            "modules": list(_libraries(list(sys.modules.items()))),
            "environment": {ENVIRONMENT_VARIABLE: os.environ.get(ENVIRONMENT_VARIABLE)},
            "arguments": [part for part in rest[len(flags) :] if part != without],
        }
        self._process: subprocess.Popen[str] | None = None
        self._installed: object = None
        self._begin()

    def run(self) -> tuple[int, str]:
        """The exit code of the command, and what it said on standard error."""
        code, said = _UNUSABLE, ""
        process, self._process = self._process, None
        if process is not None:
            word = _WORD if self._installed == _installed() else ""
            _, said = process.communicate(word)
            code = process.returncode if word else _UNUSABLE
        # Below 0 it was killed: there is no telling whether it had begun.
        if code == _UNUSABLE or code < 0:
            done = subprocess.run(self._cold, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603 - as it runs
            code, said = done.returncode, done.stderr
        self._begin()
        return code, said

    def end(self) -> None:
        """Lets the one that waits go."""
        if self._process is not None:
            self._process.communicate("")

    def _begin(self) -> None:
        if not self._warm:
            return
        # Without the settings' name nothing can be read that depends on them.
        environ = {name: value for name, value in os.environ.items() if name != ENVIRONMENT_VARIABLE}
        self._installed = _installed()
        self._process = subprocess.Popen(  # noqa: S603 - this process's own command
            self._start, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(self._plan) + "\n")
        self._process.stdin.flush()


def main() -> None:
    """Reads the plan, then the libraries; waits for the word; then is the command."""
    plan = json.loads(sys.stdin.readline())
    first, *rest = plan["arguments"]
    if not sys.flags.safe_path:
        # As Python has it for a module, or for a script.
        sys.path[0] = str(Path.cwd() if first == "-m" else Path(first).resolve().parent)
    for name in plan["modules"]:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: S112 - it wants settings, or another one first: it is read with the project
            continue
    if sys.stdin.readline() != _WORD:
        return
    own = [name for name, module in sys.modules.items() if name != "__main__" and _is_own(module)]
    if own or settings.configured:
        raise SystemExit(_UNUSABLE)
    os.environ.update({name: value for name, value in plan["environment"].items() if value is not None})
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")


def _libraries(modules: Iterable[tuple[str, ModuleType]]) -> Iterator[str]:
    """The names of those that lie where packages are installed, but for apps, which are read with the settings."""
    read_later = tuple(app.name for app in apps.get_app_configs() if app.name != "mizan.django")
    for name, module in modules:
        of_an_app = any(name == app or name.startswith(f"{app}.") for app in read_later)
        if name != "__main__" and not of_an_app and not _is_own(module):
            yield name


def _is_own(module: ModuleType) -> bool:
    """Whether a file of a module is the project's, or anything that is not installed: an edit may change it."""
    origin = getattr(getattr(module, "__spec__", None), "origin", None) or getattr(module, "__file__", None)
    # What is built in has no file, and a package without an `__init__.py` nothing that could be read.
    return origin not in (None, "built-in", "frozen") and not str(origin).startswith(_PLACES)


def _places() -> Iterator[str]:
    paths = sysconfig.get_paths()
    yield from (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from [*site.getsitepackages(), site.getusersitepackages()]
    # Mizan itself, which its own developers have elsewhere.
    yield str(Path(__file__).resolve().parents[1])


def _installed() -> Any:
    """Changes when a package is installed or removed."""
    folders = [place for place in _PLACES if Path(place).is_dir()]
    return [(folder, Path(folder).stat().st_mtime_ns) for folder in folders]


_PLACES = tuple(sorted({str(Path(place)) + os.sep for place in _places()}))
