"""Many requests over one connection that is kept open, each answer judged by what every answer must be.

Decides when an answer conforms (section 3 of the protocol: a result or a bundle, or a problem of the closed table);
what is sent is the tests' to say.
"""

import http.client
import json
import re
from dataclasses import dataclass, field
from typing import Any

from program import Visitor

from mizan.error_table import CODES, FAULTS

CANARY = "canary-4f1d"
PROBLEM = {"type", "title", "status", "code", "detail", "errors", "member", "data", "invalidate", "outdated"}


@dataclass
class Line:
    """One visitor's connection."""

    visitor: Visitor
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.visitor.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        self.fields = {"Content-Type": "application/json", **self.visitor.defence()}
        if cookies:
            self.fields["Cookie"] = cookies

    def send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body; counts the statuses."""
        try:
            self.connection.request(method, path, body, self.fields)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server had closed it, as it may when nothing has come for a while; a new one must do.
            self.connection.close()
            self.connection.request(method, path, body, self.fields)
            response = self.connection.getresponse()
        answer = response.status, response.headers, response.read()
        self.statuses[response.status] = self.statuses.get(response.status, 0) + 1
        return answer

    def close(self) -> None:
        self.connection.close()


def judge(status: int, headers: http.client.HTTPMessage, body: bytes, codes: set[str]) -> Any:
    """The parsed answer, if it conforms. `codes` are those of the function's own errors."""
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Mizan-Schema"] or ""), headers.items()
    assert headers["Cache-Status"].startswith("mizan; fwd="), headers.items()
    answer = json.loads(body, parse_constant=_refuse)
    if status == 200:
        assert headers["Content-Type"] == "application/json"
        return answer
    assert status in range(400, 500), (status, body)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    # What is stale may be told in values of the call's own; nothing else repeats what was sent.
    told = {name: value for name, value in answer.items() if name != "invalidate"}
    assert CANARY not in json.dumps(told), body
    assert answer.keys() <= PROBLEM
    assert answer["status"] == status
    assert answer["code"] in codes or CODES[answer["code"]].status == status
    for fault in answer.get("errors", []):
        assert fault.keys() == {"path", "code"}
        assert fault["code"] in FAULTS
        assert fault["path"], answer
    return answer


def _refuse(name: str) -> None:
    raise AssertionError(f"`{name}` is no JSON")
