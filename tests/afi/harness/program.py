"""A reference app as a separate program: started by its own `serve` on a free port, looked at from outside, ended.

Decides when it has started, and what its process may be and be connected to; nothing of what is answered.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from harness.adapters import ROOT, Kind
from harness.ipc import IpcVisitor
from harness.transport import Visitor

ESTABLISHED, LISTENING = "01", "0A"
POSTGRESQL = "/.s.PGSQL."


@dataclass
class Program:
    """The running program. `pid` is the server's own."""

    process: subprocess.Popen[str]
    kind: Kind
    port: int
    pid: int
    errors: IO[str]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, user: str | None = None) -> Visitor:
        """A browser, signed in if a user is named; whoever has signed in once stays so."""
        if user is None:
            return self._anybody()
        if user not in self.visitors:
            self.visitors[user] = self._anybody().sign_in(user)
        return self.visitors[user]

    def _anybody(self) -> Visitor:
        return IpcVisitor(self.port) if self.kind.over == "ipc" else Visitor(self.port)

    @property
    def log(self) -> str:
        """All that it has printed beside its one line."""
        self.errors.seek(0)
        return self.errors.read()

    @property
    def processes(self) -> list[int]:
        """The server's own process and those that it has started."""
        found, at = [self.pid], 0
        while at < len(found):
            for task in Path(f"/proc/{found[at]}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
            at += 1
        return found

    def must_be_itself(self) -> None:
        """Raises `AssertionError` unless the adapter's own executable answers, connected to nothing but its store.

        So that nobody can stand in front of another adapter's server and pass for one.
        """
        for pid in self.processes:
            program = Path(f"/proc/{pid}/exe").readlink()
            assert program == self.kind.executable, f"`{program}` answers for {self.kind.name}"
            others = [other for own, other in _connections(pid) if own != self.port]
            strangers = [each for each in others if not (self._has_postgresql and _listens(each, "postgres"))]
            assert not strangers, f"{self.kind.name} is connected with the ports {strangers}"
            unix = _unix_sockets(pid)
            stores = [each for each in unix if self._has_postgresql and POSTGRESQL in each]
            assert sorted(stores) == sorted(unix), f"{self.kind.name} has the sockets {unix} open"
        command = Path(f"/proc/{self.pid}/cmdline").read_text()
        assert self.kind.server in command, command

    @property
    def _has_postgresql(self) -> bool:
        return self.kind.database == "postgresql"

    def stop(self) -> int:
        """Its exit code."""
        self.process.terminate()
        return self.process.wait(60)


def start(kind: Kind, words: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Program:
    """Runs the program and waits for the line that says where it answers. `words` take the place of the kind's own."""
    errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it lives as long as the program
    process = subprocess.Popen(
        words or kind.command(),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
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
    return Program(process, kind, **said, errors=errors)


def task(adapter: str, *options: str) -> list[str]:
    """The words by which everybody starts it."""
    return [sys.executable, str(ROOT / "tasks.py"), "serve", adapter, *options]


def _inodes(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:  # It was closed meanwhile.
            continue
        if target.startswith("socket:["):
            found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found


def _connections(pid: int) -> list[tuple[int, int]]:
    """The ports of the TCP connections that it has, its own first: what came to where it listens has that port."""
    own = _inodes(pid)
    return [(here, there) for inode, here, there in _sockets(ESTABLISHED) if inode in own]


def _listens(port: int, program: str) -> bool:
    """Whether a process of that program listens there."""
    sockets = {inode for inode, here, _ in _sockets(LISTENING) if here == port}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "exe").readlink().name == program and sockets & _inodes(int(process.name)):
                return True
        except OSError:  # It has ended meanwhile, or is the kernel's own.
            continue
    return False


def _sockets(state: str) -> Iterator[tuple[str, int, int]]:
    """Inode and both ports of each TCP socket of the machine in that state."""
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state:
                here, there = (int(fields[each].rpartition(":")[2], 16) for each in (1, 2))
                yield fields[9], here, there


def _unix_sockets(pid: int) -> list[str]:
    """The paths of the sockets that other ends of its connections are bound to."""
    own = _inodes(pid)
    paths = []
    for line in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[6] in own and len(fields) > 7:
            paths.append(fields[7])
    return paths
