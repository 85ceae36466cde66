"""Visits a reference app over HTTP as a browser would, signed in by its own login page, and records each exchange.

Decides nothing of what is sent or expected; `wire` speaks HTTP. A check that recorded no exchange has shown nothing.
"""

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from wire import Answer, Browser, Headers


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
        page = self.get("/accounts/login/")
        assert (page.status, b"<form" in page.body) == (200, True), page
        fields = {"username": user, "password": password or user}
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        if token:
            fields["csrfmiddlewaretoken"] = token[1].decode()
        form = urlencode(fields).encode()
        answer = self.send(
            "POST",
            "/accounts/login/",
            form,
            {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status == 302, answer
        return self


def run(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Runs a program of the app's own to its end; an exchange like any other."""
    done = subprocess.run(
        words, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False, timeout=timeout
    )
    exchanges.append(Exchange(" ".join(words), done.returncode))
    return done
