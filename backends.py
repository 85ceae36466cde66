"""What serves: the example shop on each backend, for `demo`, and each reference app, for `serve`.

Decides by which program, from where, and where its log goes; what must be built before is `tasks.py`'s, how a port is
had `listening.py`'s. Needs Python alone, as those do.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from listening import NoAnswerError, announced, served
from steps import BIN, BUILD, NODE, ROOT, Exit, environment

SHOP = ROOT / "examples/shop"
BACKENDS = ("django", "fastapi", "axum", "typescript")
# Under uvicorn: what, and from where.
APPLICATIONS = {
    "django": ("shop.asgi:application", SHOP),
    "fastapi": ("store.main:app", SHOP / "fastapi"),
}


@contextlib.contextmanager
def serving(backend: str, program: Sequence[str], env: Mapping[str, str], port: int) -> Iterator[str]:
    """The shop: its address. `program` are the words that start it, where it is no Python."""
    log = BUILD / "logs" / f"shop-server-{backend}.log"
    with log.open("wb") as sink, contextlib.ExitStack() as running:
        options = {"env": environment(dict(env)), "stderr": sink}
        try:
            if program:
                command = [*program, "serve", "--port", str(port)]
                _, port = running.enter_context(announced(command, **options))
            else:
                application, folder = APPLICATIONS[backend]
                uvicorn = under_uvicorn(application)
                options |= {"cwd": folder, "stdout": sink}
                _, port = running.enter_context(served(uvicorn, port, "api/mizan/session/", **options))
        except NoAnswerError as error:
            raise Exit(f"{error}; its log, {log}, ends so:\n{log.read_text(errors='replace')[-3000:]}") from error
        except OSError as error:
            raise Exit(f"port {port} is taken; choose another: python3 tasks.py demo --port 0") from error
        yield f"http://127.0.0.1:{port}/"


def under_uvicorn(application: str) -> Callable[[int], list[str]]:
    return lambda listener: [str(BIN / "uvicorn"), "--fd", str(listener), "--log-level", "warning", application]


ADAPTERS = ("django", "fastapi", "axum", "typescript", "tauri")


def node_program(folder: Path) -> list[str]:
    """The words that start an app in TypeScript, whose sources Node runs."""
    return [str(NODE / "bin/node"), "--no-warnings", str(folder / "src/main.ts")]


def must_be_served(adapter: str, *, others: bool, workerd: bool) -> None:
    """Raises `Exit` unless there is a reference app of it; `others` if a server or a database was chosen, `workerd` if
    that was."""
    if adapter not in ADAPTERS:
        there = ", ".join(ADAPTERS)
        raise Exit(f"there is no reference server for `{adapter}` yet; see ROADMAP.md. There are: {there}", 2)
    if (adapter != "django" and others) or (adapter != "typescript" and workerd):
        raise Exit(f"the reference server for `{adapter}` has no such server or database", 2)


def reference(adapter: str, program: Sequence[str], port: int, options: Sequence[str]) -> list[str]:
    """The words that start the reference app. `program` are those of its own program, where it is no Python."""
    if program:
        return [*program, "serve", "--port", str(port), *options]
    return [str(BIN / "python"), str(ROOT / "tests/afi/apps" / adapter / "serve.py"), "--port", str(port), *options]
