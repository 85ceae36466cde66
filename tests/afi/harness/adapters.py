"""Which reference apps there are, how each is started, and what must be seen of its process.

Decides nothing of what is answered. An adapter that is in the matrix and not here has not been built: its cells are
"no". Page of the programs: CONTRIBUTING.md, Tests.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import nodejs

RUST = {"axum": "mizan-reference", "tauri": "mizan-reference-tauri"}
"""The programs of the adapters in Rust, each a package of its own."""
ROOT = Path(__file__).resolve().parents[3]
APPS = ROOT / "tests/afi/apps"


@dataclass(frozen=True)
class Kind:
    """One way to run an adapter's reference app: a server and a database that it may have in use.

    `options` are those of the adapter's `serve`; `server` is a word of the command line of the process that listens;
    `over` is what carries requests to it. One that `resolves_dots` has the app asked for another path where a segment
    is `..` or `%2e%2e`.
    """

    adapter: str
    name: str
    server: str
    options: tuple[str, ...] = ()
    database: str = "sqlite"
    over: Literal["http", "ipc"] = "http"
    resolves_dots: bool = False

    def command(self) -> list[str]:
        """What starts it, without building anything that the test's run has built already."""
        if self.adapter in RUST:
            return [str(rust_program(RUST[self.adapter])), "serve", *self.options]
        if self.adapter == "typescript":
            build_worker()
            return [*_typescript(), "serve", *self.options]
        return [sys.executable, str(APPS / self.adapter / "serve.py"), *self.options]

    def broken(self) -> list[str]:
        """What starts it with declarations that it must refuse to start with."""
        if self.adapter == "axum":
            return [str(rust_program("broken"))]
        return [*self.command(), "--broken"]

    def exports(self, *words: str) -> list[str]:
        """What prints the app's IR, as its users would have it printed."""
        if self.adapter in RUST:
            return [str(rust_program(RUST[self.adapter])), "export-ir", *words]
        if self.adapter == "typescript":
            return [*_typescript(), "export-ir", *words]
        if self.adapter == "django":
            return [sys.executable, str(APPS / "django/manage.py"), "mizan_export_ir", *words]
        return [sys.executable, "-m", "mizan.cli", "export-ir", "reference.main:mizan", *words]

    @property
    def environment(self) -> Mapping[str, str]:
        """What that command wants in its environment."""
        if self.adapter == "django":
            return {"DJANGO_SETTINGS_MODULE": "reference.settings"}
        return (
            {"PYTHONPATH": f"{APPS / 'fastapi'}:{os.environ.get('PYTHONPATH', '')}"}
            if self.adapter == "fastapi"
            else {}
        )

    @property
    def executable(self) -> Path:
        """The program that the listening process must be."""
        if self.adapter in RUST:
            return rust_program(RUST[self.adapter]).resolve()
        if self.adapter == "typescript":
            return node_says("require('workerd').default" if "--workerd" in self.options else "process.execPath")
        return Path(sys.executable).resolve()


def _django(server: str, database: str) -> Kind:
    options = (f"--database={database}", *(["--asgi"] if server == "uvicorn" else []))
    return Kind("django", f"django-{server}-{database}", server, options, database)


DJANGO: Mapping[tuple[str, str], Kind] = {
    (server, database): _django(server, database)
    for server in ("gunicorn", "uvicorn")
    for database in ("sqlite", "postgresql")
}
FASTAPI = Kind("fastapi", "fastapi", "uvicorn")
AXUM = Kind("axum", "axum", "mizan-reference")
TAURI = Kind("tauri", "tauri", "mizan-reference-tauri", over="ipc")
TYPESCRIPT = Kind("typescript", "typescript-node", "main.ts")
WORKERD = Kind("typescript", "typescript-workerd", "config.capnp", ("--workerd",), resolves_dots=True)
KINDS: Sequence[Kind] = (*DJANGO.values(), FASTAPI, AXUM, TAURI, TYPESCRIPT, WORKERD)


@cache
def rust_program(name: str, package: str = RUST["axum"]) -> Path:
    """The path of a binary or an example of the package, which is built for it, once."""
    # What needs Tauri is a workspace of its own.
    tauri = name == RUST["tauri"]
    words = ["-p", name, "--bins"] if tauri else ["-p", package, "--bins", "--examples"]
    built = subprocess.run(
        ["cargo", "build", "-q", "--locked", *words, "--message-format=json"],
        cwd=ROOT / "tauri" if tauri else ROOT,
        env={"CARGO_TARGET_DIR": str(ROOT / "target"), **os.environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if built.returncode:
        raise AssertionError(f"`{name}` does not build:\n{built.stderr[-5000:]}")
    for line in built.stdout.splitlines():
        said = json.loads(line)
        if said.get("executable") and said["target"]["name"] == name:
            return Path(said["executable"])
    raise AssertionError(f"no program `{name}` was built")


def _typescript() -> list[str]:
    return [nodejs.node(), "--no-warnings", str(APPS / "typescript/src/main.ts")]


@cache
def build_worker() -> None:
    """Makes the one module that workerd runs, once. The packages that it is made of have been built."""
    _npm("run", "build", "-w", "tests/afi/apps/typescript")


@cache
def node_says(program: str) -> Path:
    """The path of a program that Node knows: its own, or the one of workerd that npm has installed for this machine."""
    said = f"process.stdout.write({program})"
    done = subprocess.run(
        [nodejs.node(), "-e", said], cwd=APPS / "typescript", capture_output=True, text=True, check=True
    )
    return Path(done.stdout).resolve()


def _npm(*words: str) -> None:
    path = f"{Path(nodejs.node()).parent}:{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["npm", *words], cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssertionError(f"npm {' '.join(words)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
