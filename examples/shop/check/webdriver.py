"""The windows of a desktop app as a check has them: a display that nobody sees, and WebKit's own driver.

Decides how a window is looked at and acted upon; what should be seen is its caller's. Needs Python alone: W3C WebDriver
is JSON over HTTP.
"""

import base64
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 20.0
# The last argument is what WebDriver waits for.
PROMISED = """
  const args = [...arguments];
  const done = args.pop();
  (async () => { %s })().then(done, (error) => done(String(error)));"""
DRAWN = """
  window.scrollTo(0, 0);
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  const frame = () => new Promise(requestAnimationFrame);
  for (let frames = 0; frames < 3; frames += 1) await frame();"""
# By this name WebDriver hands over an element.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class DriverError(AssertionError):
    """What the driver refused, or what was waited for in vain."""


@contextmanager
def display(width: int, height: int) -> Iterator[str]:
    """A display in memory: its name."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    try:
        # It says its number once it can be reached.
        with os.fdopen(ours) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def driven(program: Path, *arguments: str, env: Mapping[str, str]) -> Iterator["Windows"]:
    """The windows of the program, which is started here and ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        ["WebKitWebDriver", f"--port={port}"], env={**env, "TAURI_WEBVIEW_AUTOMATION": "true"}, start_new_session=True
    )
    try:
        windows = Windows(f"http://127.0.0.1:{port}", program, arguments)
        try:
            yield windows
        finally:
            windows.close()
    finally:
        driver.terminate()
        driver.wait(30)


class Windows:
    """A session with the app: all of its windows."""

    def __init__(self, driver: str, program: Path, arguments: Sequence[str]) -> None:
        self._base = driver
        until(lambda: self._is_there(), "the driver")
        options = {"binary": str(program), "args": list(arguments)}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._base += f"/session/{self.ask('POST', '/session', wanted)['sessionId']}"
        # For scripts that wait, as a write to the database does.
        self.ask("POST", "/timeouts", {"script": int(PATIENCE * 1000)})
        self._current = ""

    def _is_there(self) -> bool:
        try:
            return bool(self.ask("GET", "/status")["ready"])
        except OSError:
            return False

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One command of WebDriver: its value."""
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self._base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise DriverError(f"{method} {path}: {value['error']}: {value['message']}") from error

    def all(self, *labels: str) -> list["Window"]:
        """Those with these labels, once all of them are there."""
        found: dict[str, Window] = {}

        def are_there() -> bool:
            for handle in self.ask("GET", "/window/handles"):
                window = Window(self, handle)
                found[window.run("return window.__TAURI_INTERNALS__?.metadata.currentWebview.label ?? ''")] = window
            return set(labels) <= set(found)

        until(are_there, f"the windows {labels}")
        return [found[label] for label in labels]

    def turn_to(self, handle: str) -> None:
        """Commands are for this one from now on."""
        if handle != self._current:
            self.ask("POST", "/window", {"handle": handle})
            self._current = handle

    def close(self) -> None:
        """Ends the app."""
        self.ask("DELETE", "")


class Window:
    """One window of the app."""

    def __init__(self, windows: Windows, handle: str) -> None:
        self._windows, self._handle = windows, handle

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One command of WebDriver, for this window."""
        self._windows.turn_to(self._handle)
        return self._windows.ask(method, path, body)

    def run(self, script: str, *args: object) -> Any:
        """The value of a function's body, in the page."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(args)})

    def wait_for(self, script: str, *args: object) -> Any:
        """What the promise of an async function's body comes to, in the page."""
        return self.ask("POST", "/execute/async", {"script": PROMISED % script, "args": list(args)})

    def find(self, path: str) -> "Element":
        """The element at this XPath, as soon as it is there."""
        found: list[Any] = []

        def is_there() -> bool:
            found[:] = self.ask("POST", "/elements", {"using": "xpath", "value": path})
            return bool(found)

        until(is_there, path)
        return Element(self, found[0][ELEMENT])

    def count(self, path: str) -> int:
        """How many elements there are at this XPath now."""
        return len(self.ask("POST", "/elements", {"using": "xpath", "value": path}))

    def text(self, path: str) -> str:
        """The text of the element at this XPath as it is shown; empty where there is none."""
        script = "return document.evaluate(arguments[0], document, null, 9).singleNodeValue?.innerText ?? ''"
        return str(self.run(script, path))

    def shows(self, what: str, path: str) -> None:
        """Waits until the element at this XPath has this text in it."""
        until(lambda: what in self.text(path), lambda: f"`{what}` in {path}, which has `{self.text(path)[:300]}`")

    def screenshot(self, file: Path) -> None:
        """What it looks like, from the top on, once all is drawn."""
        self.wait_for(DRAWN)
        file.write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))


class Element:
    """Something on the page."""

    def __init__(self, window: Window, reference: str) -> None:
        self._window, self._path = window, f"/element/{reference}"
        self.reference = {ELEMENT: reference}

    def click(self) -> None:
        """As a finger would."""
        self._window.ask("POST", f"{self._path}/click")

    def type(self, text: str) -> None:
        """These keys; for a choice of files, the path of one."""
        self._window.ask("POST", f"{self._path}/value", {"text": text})

    def fill(self, text: str) -> None:
        """This text in place of what is there."""
        self._window.ask("POST", f"{self._path}/clear")
        self.type(text)

    def attribute(self, name: str) -> Any:
        """An attribute as it stands."""
        return self._window.ask("GET", f"{self._path}/attribute/{name}")


def until(happened: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Asks until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise DriverError(f"waited in vain for {what if isinstance(what, str) else what()}")
        time.sleep(0.02)
