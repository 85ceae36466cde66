"""A server on a port of this machine, for the time of a block: the example's for `demo`, a reference app's for `serve`.

Decides how its port is had, when it answers and how it is ended; what runs is the caller's to say. Needs Python alone,
as `tasks.py` does.
"""

import contextlib
import json
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from typing import Any


class NoAnswerError(Exception):
    """The server ends, fails, or says nothing for a minute."""


@contextlib.contextmanager
def served(
    command: Callable[[int], Sequence[str]], port: int, path: str, **options: Any
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The server that the command starts, given the socket to listen on, and its port (0 is any free one), once it
    answers at the path; it is ended with the block. `options` are `Popen`'s.

    Raises `OSError` where the port is taken, and `NoAnswerError`.
    """
    # The socket is made here, so that port 0 is no race.
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
        port = listener.getsockname()[1]
        server = subprocess.Popen(command(listener.fileno()), pass_fds=[listener.fileno()], **options)
    try:
        _await_answer(f"http://127.0.0.1:{port}/{path}", server)
        yield server, port
    finally:
        server.terminate()
        server.wait(30)


@contextlib.contextmanager
def announced(command: Sequence[str], **options: Any) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The server that the command is, which takes its port by itself and says on its first line `{"port": …}`; it is
    ended with the block. Raises `NoAnswerError`."""
    server = subprocess.Popen(command, stdout=subprocess.PIPE, **options)
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        if not line:
            raise NoAnswerError("the server does not start")
        yield server, int(json.loads(line)["port"])
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


def _await_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise NoAnswerError(f"the server answers {error.code}") from error
        except OSError:
            threading.Event().wait(0.05)
    raise NoAnswerError("the server does not start")
