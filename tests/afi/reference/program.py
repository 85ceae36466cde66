"""Starts the reference app by the task that starts it for everybody, and visits it over HTTP, signed in as Django does.

Decides nothing of what is answered; `wire`, of the adapter's tests, speaks the protocol.
"""

import json
import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from wire import Browser

ROOT = Path(__file__).resolve().parents[3]
KINDS = [(server, database) for server in ("gunicorn", "uvicorn") for database in ("sqlite", "postgresql")]


class Visitor(Browser):
    """Somebody's browser."""

    def sign_in(self, user: str, password: str = "") -> "Visitor":
        """The password of everybody in the seed is the name, but for who would look like somebody else."""
        page = self.get("/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        assert token, page
        form = urlencode(
            {"csrfmiddlewaretoken": token[1].decode(), "username": user, "password": password or user}
        ).encode()
        fields = {"Content-Type": "application/x-www-form-urlencoded"}
        assert self.send("POST", "/accounts/login/", form, fields).status == 302
        return self


@dataclass
class Program:
    """The running program. `pid` is the server's own."""

    process: subprocess.Popen[str]
    server: str
    database: str
    port: int
    pid: int
    errors: IO[str]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, user: str | None = None) -> Visitor:
        """A browser, signed in if a user is named; whoever has signed in once stays so."""
        if user is None:
            return Visitor(self.port)
        if user not in self.visitors:
            self.visitors[user] = Visitor(self.port).sign_in(user)
        return self.visitors[user]

    @property
    def log(self) -> str:
        """All that it has printed beside its one line."""
        self.errors.seek(0)
        return self.errors.read()

    def stop(self) -> int:
        """Its exit code."""
        self.process.terminate()
        return self.process.wait(60)


TASK = [sys.executable, str(ROOT / "tasks.py"), "serve", "django"]
BUILT = [sys.executable, str(ROOT / "tests/afi/apps/django/serve.py")]


def start(server: str, database: str, words: Sequence[str] = BUILT) -> Program:
    """Runs the program, built already or by the task, and waits for the line that says where it answers."""
    errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it lives as long as the program
    process = subprocess.Popen(
        [*words, f"--database={database}", *(["--asgi"] if server == "uvicorn" else [])],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 180)
    line = process.stdout.readline() if ready else ""
    if not line:
        process.terminate()
        code = process.wait(60)
        errors.seek(0)
        raise AssertionError(f"the program never said where it listens, and ended with {code}:\n{errors.read()}")
    said = json.loads(line)
    assert said.keys() == {"port", "pid"}, said
    return Program(process, server, database, **said, errors=errors)
