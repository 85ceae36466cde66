"""A PostgreSQL for the tests: one server for a whole session, in a temporary folder, on a free port, never as root.

Decides how it is found, started and ended; whose tables are in it is the tests' to say. Where there is none,
`python3 tasks.py test` installs Debian's.
"""

import atexit
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from psycopg import sql

ACCOUNT = "postgres"
READY = "database system is ready to accept connections"
# What is lost when the machine fails is no matter of the tests.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
# Ends the server in whatever way the tests end: the pipe to its input is closed then. The first signal ends the
# sessions, too, that somebody left open.
WATCH = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'


@dataclass(frozen=True)
class PostgreSQL:
    """A running server; everybody who reaches its port is let in as its owner."""

    process: subprocess.Popen[str]
    folder: Path
    port: int

    def settings(self, database: str) -> dict[str, Any]:
        """A database of this server, as Django's settings have one."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": ACCOUNT,
            "HOST": "127.0.0.1",
            "PORT": self.port,
        }

    def connect(self, database: str = ACCOUNT) -> psycopg.Connection[Any]:
        """A connection of its own, which sees what is committed and commits each statement."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=ACCOUNT, dbname=database, autocommit=True, connect_timeout=20
        )

    def create(self, database: str, template: str = "template1") -> None:
        """A new database, a copy of the template, to which nobody may be connected."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        with self.connect() as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Ends it and removes its folder."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
        shutil.rmtree(self.folder)


@cache
def shared() -> PostgreSQL:
    """The session's server, started when it is first asked for and ended with the process."""
    server = _start(_programs())
    atexit.register(server.stop)
    return server


def _programs() -> Path:
    """The folder of `postgres` and `initdb`: Debian has them off the `PATH`, one folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = [Path(program) for program in (shutil.which("postgres"),) if program] or versions
    if not found:
        pytest.fail("the tests need PostgreSQL; `python3 tasks.py test` provides it", pytrace=False)
    return found[-1].resolve().parent


def _start(programs: Path) -> PostgreSQL:
    # Not pytest's own folder, which no other account may enter.
    folder = Path(tempfile.mkdtemp(prefix="mizan-postgresql-"))
    account = _account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **account)
    for _ in range(5):
        port = _free_port()
        options = [*OPTIONS, f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        words: list[str | Path] = [programs / "postgres", "-D", data]
        process = _launch([*words, *(word for option in options for word in ("-c", option))], folder, account)
        lines: list[str] = []
        if _is_ready(process, lines):
            return PostgreSQL(process, folder, port)
        # Somebody else was faster to take the port.
        if not re.search("could not bind", "".join(lines)):
            break
    shutil.rmtree(folder)
    raise AssertionError(f"PostgreSQL ended:\n{''.join(lines)}")


def _launch(words: Sequence[str | Path], folder: Path, account: dict[str, Any]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["sh", "-c", WATCH, "sh", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        start_new_session=True,  # An interrupt of the tests is theirs to see first.
        **account,
    )


def _is_ready(process: subprocess.Popen[str], lines: list[str]) -> bool:
    """Waits until it takes connections, or has ended; goes on to read what it says, or it would come to wait for us."""
    told = threading.Event()

    def read(stream: IO[str]) -> None:
        for line in stream:
            lines.append(line)
            if READY in line:
                told.set()
        told.set()

    assert process.stdout is not None
    threading.Thread(target=read, args=(process.stdout,), daemon=True).start()
    assert told.wait(60), f"PostgreSQL never said that it is ready:\n{''.join(lines)}"
    return any(READY in line for line in lines)


def _account() -> dict[str, Any]:
    """Whom to start it as. It refuses root, who has Debian's account for it."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(ACCOUNT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
