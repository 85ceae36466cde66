"""Somebody who follows a page of the docs to the letter: its files, its edits, its commands, its servers.

Decides what a fence asks for and how little is not as printed: addresses of the checkout's own files, and packages that
are taken from where this repository has locked them, so that no index is asked for anything. What a page promises, its
test looks at.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# By a server's program: what makes it listen on a free port, where the page says none.
FREE_PORT = {"gunicorn": ["--bind", "127.0.0.1:0", "--no-control-socket"], "uvicorn": ["--port", "0"]}
PEOPLE = {"DJANGO_SUPERUSER_USERNAME": "ada", "DJANGO_SUPERUSER_PASSWORD": "notes of ada"}
LISTENING = re.compile(r"(http://(?:127\.0\.0\.1|localhost):\d+)")


def fences(text: str) -> list[tuple[str, str]]:
    """Every fence in its order: its language and what is in it."""
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.S | re.M)


def section(page: str, title: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.S | re.M)
    assert found, f"no section is called `{title}`"
    return found[1]


def commands(text: str) -> list[str]:
    """The commands of a fence. A line goes on behind a backslash, and within quotes."""
    found: list[str] = []
    open_one = ""
    for line in text.replace("\\\n", " ").strip().splitlines():
        open_one += line
        if open_one.count('"') % 2:
            open_one += "\n"
            continue
        found.append(re.sub(r"  #.*", "", open_one).strip())
        open_one = ""
    assert not open_one, f"no quote ends in `{text}`"
    return found


def save(file: Path, text: str) -> None:
    """Writes a file at one go: who watches it must not find it empty, and then hear of nothing more."""
    made = file.with_name(f".{file.name}.saved")
    made.write_text(text)
    made.replace(file)


def write(project: Path, text: str) -> None:
    """A file, which the fence's first line names."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"(?:#|//|<!--) (\S+?)(, at its end)?(?: -->)?", first)
    assert named, f"no file is named by `{first}`"
    file = project / named[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    save(file, file.read_text() + rest if named[2] else rest if file.suffix == ".json" else text)


def edit(project: Path, text: str) -> None:
    """An edit as `diff` writes one: lines that stay, go (`-`) and come (`+`), at the one place where they fit."""
    first, *lines = text.splitlines()
    file = project / first.split(" ", 1)[1]
    before, after = ("\n".join(line[1:] for line in lines if line[:1] in each) for each in (" -", " +"))
    whole = file.read_text()
    assert whole.count(f"{before}\n") == 1, f"{file.name} has this {whole.count(before)} times:\n{before}"
    save(file, whole.replace(f"{before}\n", f"{after}\n"))


def with_free_ports(page: str, *printed: str) -> tuple[str, list[str]]:
    """The page with free ports in place of those that are printed, so that others may listen there; and those."""
    with contextlib.ExitStack() as open_ones:
        free = []
        for port in printed:
            assert port in page, port
            listener = open_ones.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            free.append(str(listener.getsockname()[1]))
    for port, other in zip(printed, free, strict=True):
        page = page.replace(port, other)
    return page, free


def run(folder: Path, *command: str | Path) -> str:
    """What a command prints. It must succeed."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pack(folder: Path) -> None:
    """Our two packages as files that one can install."""
    for name in ("client", "react"):
        run(ROOT / "typescript" / name, "npm", "pack", "--silent", f"--pack-destination={folder}")


def install_packages(modules: Path) -> None:
    """Ours from their packed files, as the pages say; what they need, as this repository has locked it."""
    (modules / "@mizan").mkdir(parents=True)
    pack(modules)
    for name in ("client", "react"):
        unpacked = modules.parent / f"packed-{name}"
        shutil.unpack_archive(next(modules.glob(f"mizan-{name}-*.tgz")), unpacked)
        (unpacked / "package").rename(modules / "@mizan" / name)
    for module in (ROOT / "node_modules").iterdir():
        if not module.name.startswith("@mizan"):
            (modules / module.name).symlink_to(module)


def link_packages(modules: Path, named: list[str]) -> None:
    """What `npm install` makes of these: links to the checkout, and of others what this repository has locked."""
    for name in named:
        _, is_ours, folder = name.partition("path/to/checkout/")
        # Without the version; the name itself may begin with a scope's `@`.
        package = name[:1] + name[1:].partition("@")[0]
        source = ROOT / folder if is_ours else ROOT / "node_modules" / package
        assert (source / "package.json").is_file(), source
        link = modules / (f"@mizan/{source.name}" if is_ours else package)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(source)


class Running:
    """A program that goes on until it is ended, and what it says."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines.append(re.sub(r"\x1b\[[\d;]*m", "", line))
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def says(self, what: str | re.Pattern[str], since: int = 0) -> re.Match[str]:
        """Waits until it has said something, from the line `since` on."""

        def found() -> re.Match[str] | None:
            return next((it for line in self.lines[since:] if (it := re.search(what, line))), None)

        with self._news:
            self._news.wait_for(lambda: found() or self._ended, 60)
            answer = found()
        assert answer, f"`{what}` was not said:\n{''.join(self.lines[since:])}"
        return answer

    def end(self) -> None:
        """It, and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


class Reader:
    """The folder of somebody who follows pages. `servers`: the commands that go on for ever, as they were met."""

    def __init__(self, project: Path, wheel: Path) -> None:
        self.project = project
        self.wheel = wheel
        self.servers: list[str] = []
        programs = f"{project / '.venv/bin'}{os.pathsep}{Path(sys.executable).parent}"
        self.variables = {**os.environ, **PEOPLE, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        # Nothing is asked for at an index: what is needed is there, or it is an error.
        self.variables |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
        for name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"):
            self.variables.pop(name, None)

    def copied(self, folder: Path) -> "Reader":
        """The same project in another place, to go on with."""
        shutil.copytree(self.project, folder, symlinks=True, dirs_exist_ok=True)
        return Reader(folder, self.wheel)

    def follow(self, text: str) -> None:
        """Does what the fences of `text` say, in their order. What is said over HTTP is for its test to look at."""
        for language, inside in fences(text):
            if language == "sh":
                for line in commands(inside):
                    self.do(line)
            elif language == "diff":
                edit(self.project, inside)
            elif language != "http":
                write(self.project, inside)

    def do(self, line: str) -> None:
        """One command."""
        words = shlex.split(line)
        if words[1:3] == ["-m", "venv"]:
            self.run(line)
            # What the wheel depends on is there already, as this repository has locked it; Mizan itself is not.
            (self._site() / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")
        elif words[:2] == ["pip", "install"]:
            self._install(line)
        elif words[:2] == ["npm", "install"]:
            self._install_packages(words[2:])
        elif words[0] in (*FREE_PORT, "node") or "runserver" in words or words[-1] in ("--watch", "vite"):
            self.servers.append(line)
        else:
            asks = "createsuperuser" in words and "--noinput" not in words
            self.run(f"{line} --noinput --email ada@example.com" if asks else line)

    def _site(self) -> Path:
        return next((self.project / ".venv/lib").glob("python*/site-packages"))

    def _install(self, line: str) -> None:
        self.run(line.replace("path/to/build/wheels/THE_FILE.whl", str(self.wheel)))
        # Django was there, and so its program was not made in this environment.
        program = self.project / ".venv/bin/django-admin"
        program.write_text('#!/bin/sh\nexec python -m django "$@"\n')
        program.chmod(0o755)
        probe = 'import mizan, mizan._native as n; print(mizan.__file__, n.__file__, sep="\\n")'
        whence = self.run(f"python -c {shlex.quote(probe)}").splitlines()
        assert all(Path(file).is_relative_to(self.project) for file in whence), f"not the wheel's: {whence}"

    def _install_packages(self, words: list[str]) -> None:
        modules = self.project / "frontend/node_modules"
        install_packages(modules)
        at = words.index("--prefix")
        assert words[at + 1] == "frontend"
        named = [word for word in words[:at] + words[at + 2 :] if not word.startswith("--")]
        assert [word for word in named if word.endswith(".tgz")], "ours come from their files"
        lacking = [word for word in named if not word.endswith(".tgz") and not (modules / word).exists()]
        assert not lacking, f"this repository has not locked {lacking}"

    def run(self, line: str, timeout: int = 180) -> str:
        """What a line of a shell prints. It must succeed."""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.project,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextlib.contextmanager
    def running(self, line: str) -> Iterator[Running]:
        """A program that goes on, for the time of the block."""
        process = subprocess.Popen(
            ["bash", "-c", line],
            cwd=self.project,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        program = Running(process)
        try:
            yield program
        finally:
            program.end()

    @contextlib.contextmanager
    def serving(self, line: str) -> Iterator[str]:
        """A server of the page, on a free port, for the time of the block: where it listens."""
        words = shlex.split(line)
        with self.running(shlex.join(["exec", "python", "-m", *words, *FREE_PORT[words[0]]])) as server:
            yield server.says(LISTENING)[1]
