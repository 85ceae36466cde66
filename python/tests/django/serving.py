"""Starts the test project for real: gunicorn (WSGI) or uvicorn (ASGI) on a free port, with a database of its own.

Decides how a server of the tests is started, watched and ended; knows nothing of Mizan's protocol (`wire` speaks it).
"""

import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

import postgresql

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parents[1]
LISTENING = re.compile(r"http://127\.0\.0\.1:(\d+)")
COMMANDS = {
    "gunicorn": "gunicorn --bind 127.0.0.1:0 --worker-class gthread --threads 4 --no-control-socket testsite.wsgi",
    "uvicorn": "uvicorn --host 127.0.0.1 --port 0 --no-use-colors testsite.asgi:application",
}
KINDS = tuple(COMMANDS)
STORES = ("sqlite", "postgresql")


def environment(settings: dict[str, Any], database: Path | str) -> dict[str, str]:
    """The variables under which a process of the test project runs."""
    own = {
        "DJANGO_SETTINGS_MODULE": "testsite.settings",
        "TESTSITE_SETTINGS": json.dumps(settings),
        "TESTSITE_DATABASE": str(database),
        "PYTHONPATH": f"{HERE}{os.pathsep}{PYTHON}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **own}


def manage(*args: str, settings: dict[str, Any] | None = None, database: Path | str = ":memory:") -> Any:
    """Runs `manage.py` to its end; the answer has `returncode`, `stdout` and `stderr`."""
    return subprocess.run(
        [sys.executable, str(HERE / "manage.py"), *args],
        env=environment(settings or {}, database),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def command(kind: str) -> list[str]:
    """The server's command line, by the interpreter that runs the tests."""
    program, *args = COMMANDS[kind].split()
    return [sys.executable, "-m", program, *args]


@dataclass
class Server:
    """A running server. `log` is all that it has printed so far."""

    kind: str
    process: subprocess.Popen[str]
    database: Path
    port: int = 0
    lines: list[str] = field(default_factory=list)
    grown: threading.Condition = field(default_factory=threading.Condition)
    # The names of its databases in PostgreSQL, by alias; those of SQLite are files beside `database`.
    names: dict[str, str] = field(default_factory=dict)

    def ask(self, statement: str, *values: Any, alias: str = "default") -> list[Any]:
        """The rows of a query, as another connection sees them: only what is committed. Values stand as `%s`."""
        if alias in self.names:
            with postgresql.shared().connect(self.names[alias]) as connection:
                return connection.execute(statement, values).fetchall()
        path = self.database if alias == "default" else self.database.with_name(f"{alias}.sqlite3")
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            return connection.execute(statement.replace("%s", "?"), values).fetchall()

    @property
    def log(self) -> str:
        with self.grown:
            return "".join(self.lines)

    def wait_for(self, text: str, after: int = 0, timeout: float = 20) -> str:
        """Waits until the log, past its first `after` characters, has `text`; gives that part of the log."""
        with self.grown:
            found = self.grown.wait_for(lambda: text in "".join(self.lines)[after:], timeout)
            assert found, f"`{text}` never came:\n{''.join(self.lines)[after:]}"
            return "".join(self.lines)[after:]

    def mark(self) -> int:
        """Where the log ends, all that was printed before this moment included: what a test may count from.

        An answer may reach the test before the lines that were written with it. What is written into the same pipe
        comes after them.
        """
        mark = f"mark {next(_count)}\n"
        with Path(f"/proc/{self.process.pid}/fd/1").open("w") as pipe:
            pipe.write(mark)
        self.wait_for(mark)
        return len(self.log)

    def cpu_seconds(self) -> float:
        """CPU time, user and system, that the server and its workers have used."""
        return sum(_cpu_seconds(pid) for pid in (self.process.pid, *children(self.process.pid)))

    def stop(self) -> None:
        """Asks it to end, if nobody has, and waits until it has."""
        self.process.terminate()
        try:
            # A worker that has let clients hang up may hold a thread for as long as its function waits.
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def read(self, stream: IO[str], listening: threading.Event) -> None:
        """Keeps what the server prints until it ends; runs in a thread."""
        for line in stream:
            match = LISTENING.search(line)
            with self.grown:
                self.lines.append(line)
                self.grown.notify_all()
            if match and not self.port:
                self.port = int(match[1])
                listening.set()
        listening.set()


def start(kind: str, database: Path, settings: dict[str, Any] | None = None) -> Server:
    """Starts a server of the test project."""
    return launch(kind, command(kind), environment(settings or {}, database), database)


def launch(kind: str, words: list[str], variables: dict[str, str], database: Path) -> Server:
    """Starts a server and waits until it has said where it listens. A server that ends instead fails the test."""
    process = subprocess.Popen(
        words,
        env=variables,
        cwd=database.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server, listening = Server(kind, process, database), threading.Event()
    assert process.stdout is not None
    threading.Thread(target=server.read, args=(process.stdout, listening), daemon=True).start()
    assert listening.wait(60), "the server never said where it listens"
    assert server.port, f"the server ended:\n{server.log}"
    return server


def make_database(path: Path) -> Path:
    """A database with its tables and the people of the `fill` command."""
    for args in (["migrate", "--run-syncdb", "-v", "0"], ["fill"]):
        done = manage(*args, database=path)
        assert done.returncode == 0, done.stderr
    return path


def copy_database(template: Path, folder: Path) -> Path:
    return Path(shutil.copy(template, folder / "db.sqlite3"))


def sqlite_databases(template: Path, folder: Path, aliases: Sequence[str]) -> dict[str, Any]:
    """A copy of the template for each alias, as Django's settings have them."""
    given = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}
    paths = {alias: folder / ("db.sqlite3" if alias == "default" else f"{alias}.sqlite3") for alias in aliases}
    return {alias: {**given, "NAME": str(shutil.copy(template, path))} for alias, path in paths.items()}


@cache
def postgresql_template() -> str:
    """The name of the database that every server on PostgreSQL gets a copy of."""
    server, name = postgresql.shared(), "template"
    server.create(name)
    settings = {"DATABASES": {"default": server.settings(name)}}
    # Foreign keys lead from the apps without migrations into those that have them.
    for args in (["migrate", "-v", "0"], ["migrate", "--run-syncdb", "-v", "0"], ["fill"]):
        done = manage(*args, settings=settings)
        assert done.returncode == 0, done.stderr
    # The people of `fill` came with their numbers, which PostgreSQL does not count.
    with server.connect(name) as connection:
        connection.execute("SELECT setval('auth_user_id_seq', (SELECT max(id) FROM auth_user))")
    return name


def postgresql_names(aliases: Sequence[str]) -> dict[str, str]:
    """A database of PostgreSQL for each alias, a copy of the template: its name."""
    names = {alias: f"{alias}_{next(_count)}" for alias in aliases}
    for name in names.values():
        postgresql.shared().create(name, postgresql_template())
    return names


_count = itertools.count(1)


def until(condition: Callable[[], bool]) -> None:
    """Waits for what another process does, which tells nobody else."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    # The name, in brackets, may hold spaces; what follows starts at the third field. Times are in ticks.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Start = Callable[..., Server]
"""What the fixture `start` gives: the kind and the settings of a server in, the server out. `store` says on which kind
of database it runs, `aliases` which databases there are beside `default`."""
