"""Multipart bodies as a test wants them: whole and well made, or with any bytes in any place."""

import json
from dataclasses import dataclass
from typing import Any

from wire import BASE, Answer, Browser

BOUNDARY = "----mizan7MA4YWxkTrZu0gW"


@dataclass(frozen=True)
class Part:
    """A part with exactly these headers."""

    head: str
    body: bytes

    @property
    def wire(self) -> bytes:
        return b"\r\n".join((self.head.encode("utf-8", "surrogateescape"), b"", self.body))


def args(**values: Any) -> Part:
    return Part('Content-Disposition: form-data; name="args"', json.dumps(values).encode())


def file(
    argument: str, body: bytes, name: str = "a.bin", content_type: str | None = "application/octet-stream"
) -> Part:
    said = "" if content_type is None else f"\r\nContent-Type: {content_type}"
    return Part(f'Content-Disposition: form-data; name="{argument}"; filename="{name}"{said}', body)


def form(*parts: Part, boundary: str = BOUNDARY) -> bytes:
    opening = b"--" + boundary.encode()
    return b"".join(opening + b"\r\n" + part.wire + b"\r\n" for part in parts) + opening + b"--\r\n"


def headers(browser: Browser, **more: str | None) -> dict[str, str | None]:
    own = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **browser.defence()}
    return {**own, **{name.replace("_", "-"): value for name, value in more.items()}}


def send(browser: Browser, function: str, *parts: Part, **more: str | None) -> Answer:
    """A call with a well made body."""
    return post(browser, function, form(*parts), **more)


def post(browser: Browser, function: str, body: bytes, **more: str | None) -> Answer:
    return browser.send("POST", f"{BASE}call/{function}/", body, headers(browser, **more))
