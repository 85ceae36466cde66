"""Visits a reference app over HTTP as a browser would, signed in by its own login page, and records each exchange.

Decides nothing of what is sent or expected; `wire` speaks HTTP. A check that recorded no exchange has shown nothing.
"""

import re
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from wire import Answer, Browser, Headers, parse, raw


@dataclass(frozen=True)
class Exchange:
    """What went out and what came back: a request and its status, or a program's command and its exit code."""

    sent: str
    outcome: int


exchanges: list[Exchange] = []
"""Of the check that is running; the plugin empties it before each."""


class Visitor(Browser):
    """Somebody's browser."""

    def send(self, method: str, path: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        answer = super().send(method, path, body, headers)
        exchanges.append(Exchange(f"{method} {path}", answer.status))
        return answer

    def sign_in(self, user: str, password: str = "") -> "Visitor":
        """The password of everybody in the seed is the name, but for who would look like somebody else."""
        answer = self.try_to_sign_in(user, password or user)
        assert answer.status == 302, answer
        return self

    def try_to_sign_in(self, user: str, password: str) -> Answer:
        """Fills the form of the app's login page, and sends it."""
        page = self.get("/accounts/login/")
        assert (page.status, b"<form" in page.body) == (200, True), page
        return self._submit("/accounts/login/", username=user, password=password, **_token(page))

    def sign_out(self) -> Answer:
        """As a button of the app's own page does."""
        # The login page has the host's token where it has one, for who has signed in as well.
        return self._submit("/accounts/logout/", **_token(self.get("/accounts/login/")))

    def _submit(self, path: str, **fields: str) -> Answer:
        said = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.send("POST", path, urlencode(fields).encode(), dict(said))


def _token(page: Answer) -> dict[str, str]:
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    return {"csrfmiddlewaretoken": found[1].decode()} if found else {}


def recorded(port: int, method: str, path: str, sent: tuple[Mapping[str, str], bytes]) -> Answer:
    """The answer to a request of these very bytes after the head; the connection is closed after it."""
    fields, body = sent
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": f"127.0.0.1:{port}", **fields}.items())
    answer = parse(raw(port, f"{method} {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode() + body))
    exchanges.append(Exchange(f"{method} {path}", answer.status))
    return answer


def interleaved(port: int, path: str, fields: Mapping[str, str], bodies: Sequence[bytes]) -> list[Answer]:
    """The answers to calls of these bodies, each on its own connection: all have begun before the first is whole.

    Halves are larger than what is on its way unread, so that the server has read of each; and not as large as what
    it reads for an application that has not asked, so that the next one can begin.
    """
    assert all(180_000 < len(each) < 220_000 for each in bodies)
    with ExitStack() as opened:
        lines = [opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in bodies]
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        halves = [(each[: len(each) // 2], each[len(each) // 2 :]) for each in bodies]
        for line, (first, second) in zip(lines, halves, strict=True):
            said = {"Host": f"127.0.0.1:{port}", **fields, "Content-Length": str(len(first + second))}
            head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
            line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + first)
        for line, (_, second) in zip(lines, halves, strict=True):
            line.sendall(second)
        answers = [_answer(line) for line in lines]
    exchanges.extend(Exchange(f"POST {path}", each.status) for each in answers)
    return answers


def _answer(line: socket.socket) -> Answer:
    response = HTTPResponse(line, method="POST")
    response.begin()
    lines = tuple((name.lower(), value) for name, value in response.getheaders())
    return Answer(response.status, lines, response.read())


def run(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Runs a program of the app's own to its end; an exchange like any other."""
    done = subprocess.run(
        words, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False, timeout=timeout
    )
    exchanges.append(Exchange(" ".join(words), done.returncode))
    return done
