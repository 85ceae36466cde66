"""Speaks HTTP to a test server without a client's good manners: any path, any header, any bytes.

Decides nothing: what is sent is what the test says, and what is checked of an answer is what every answer must have.
"""

import contextlib
import http.client
import json
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

BASE = "/api/mizan/"
Headers = dict[str, str | None]
LARGE = 100_000
"""Bytes that a server may refuse to read."""
LOST = 4
"""So many answers may be lost."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came. Header names are lower case; several lines of one name stay apart in `lines`."""

    status: int
    lines: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.lines if key == name]
        assert len(values) < 2, f"`{name}` came {len(values)} times"
        return values[0] if values else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """Asserts that this is the problem, typed and whole, and gives it."""
        assert self.status == status, (self.status, self.body)
        self.must_be_typed()
        assert b"<html" not in self.body.lower()
        problem: dict[str, Any] = self.json
        assert (problem["status"], problem["code"]) == (status, code), problem
        assert problem["type"].startswith("urn:mizan:problem:")
        assert problem["title"]
        known = {"type", "title", "status", "code", "detail", "errors", "member", "data", "invalidate", "outdated"}
        assert problem.keys() <= known
        return problem

    def must_be_typed(self) -> None:
        """Asserts that the headers are those that every problem has."""
        assert self.header("content-type") == "application/problem+json"
        assert self.header("cache-control") == "no-store"
        assert self.header("x-content-type-options") == "nosniff"
        assert re.fullmatch("[0-9a-f]{16}", self.header("x-mizan-schema") or "")
        assert (self.header("cache-status") or "").startswith("mizan; fwd=")

    def faults(self, status: int, code: str) -> list[tuple[list[str | int], str]]:
        return [(fault["path"], fault["code"]) for fault in self.problem(status, code).get("errors", [])]


class Browser:
    """Keeps cookies, and sends them and `headers` with each request, as a page of the site itself would."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(self, method: str, path: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        """One request. A header that is `None` is not sent, though it usually would be."""
        fields: Headers = {"Host": self.host, **self.headers}
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            fields["Content-Length"] = str(len(body))
        fields.update(headers or {})
        for _ in range(LOST if len(body or b"") > LARGE else 0):
            # With a body that nobody reads goes what was said of it, where the connection is closed meanwhile.
            with contextlib.suppress(ConnectionResetError):
                return self._send(method, path, body, fields)
        return self._send(method, path, body, fields)

    def _send(self, method: str, path: str, body: bytes | None, fields: Headers) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in fields.items():
                if value is not None:
                    connection.putheader(name, value)
            # A server that refuses a body unread closes while it is sent; what it said can be read all the same.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)
            response = connection.getresponse()
            lines = tuple((name.lower(), value) for name, value in response.getheaders())
            answer = Answer(response.status, lines, response.read())
        finally:
            connection.close()
        for name, value in lines:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def get(self, path: str, headers: Headers | None = None) -> Answer:
        return self.send("GET", path, headers=headers)

    def read(self, context: str, query: str = "", headers: Headers | None = None, **params: Any) -> Answer:
        query = query or urlencode(sorted(params.items()))
        return self.get(f"{BASE}ctx/{context}/" + (f"?{query}" if query else ""), headers)

    def post(self, function: str, body: bytes, headers: Headers | None = None) -> Answer:
        fields = {"Content-Type": "application/json", **self.defence(), **(headers or {})}
        return self.send("POST", f"{BASE}call/{function}/", body, fields)

    def call(self, function: str, headers: Headers | None = None, **args: Any) -> Answer:
        return self.post(function, json.dumps({"args": args}).encode(), headers)

    def defence(self) -> dict[str, str]:
        """What a page sends that may call: the mark of its own origin, and the CSRF token once it has one."""
        token = {"X-CSRFToken": self.cookies["csrftoken"]} if "csrftoken" in self.cookies else {}
        return {"Sec-Fetch-Site": "same-origin", **token}

    def sign_in(self, user: str) -> "Browser":
        assert self.get(f"/sign-in/?user={user}").status == 200
        return self


def raw(port: int, data: bytes) -> bytes:
    """Bytes in, all bytes out until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(data)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def parse(data: bytes) -> Answer:
    """What `raw` gave, as an answer."""
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    return Answer(int(status.split()[1]), tuple((name.lower(), value.strip()) for name, _, value in fields), body)
