"""The site of these tests under uvicorn: a process of its own on a free port.

Decides nothing: how it answers is looked at by the tests.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wire import Answer, Browser

HERE = Path(__file__).resolve().parent


@dataclass
class Site:
    """A running site. Its `log` is all that it has printed."""

    process: subprocess.Popen[bytes]
    port: int
    errors: IO[str]

    def browser(self, **cookies: str) -> Browser:
        browser = Browser(self.port)
        browser.cookies.update(cookies)
        return browser

    @property
    def log(self) -> str:
        self.errors.seek(0)
        return self.errors.read()

    def events(self) -> list[str]:
        """What has happened since they were last asked for."""
        told: list[str] = self.browser().get("/events").json
        return told

    def wait_for(self, event: str) -> list[str]:
        """All events until this one has happened."""
        told, until = self.events(), time.monotonic() + 20
        while event not in told:
            assert time.monotonic() < until, told
            time.sleep(0.02)
            told += self.events()
        return told

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


def start(application: str, *options: str) -> Site:
    """Runs `uvicorn APPLICATION`, and waits until it answers."""
    errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it lives as long as the site
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        words = [sys.executable, "-m", "uvicorn", "--fd", str(listener.fileno()), *options, application]
        process = subprocess.Popen(
            words, cwd=HERE, env=os.environ, pass_fds=[listener.fileno()], stdout=errors, stderr=errors
        )
    site = Site(process, port, errors)
    until = time.monotonic() + 60
    while not answers(site):
        assert process.poll() is None and time.monotonic() < until, site.log
        time.sleep(0.05)
    return site


def answers(site: Site) -> Answer | None:
    try:
        return site.browser().get("/other")
    except OSError:
        return None
