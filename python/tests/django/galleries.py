"""Servers for the tests of uploads: each way in which a body reaches Mizan, with folders of its own for files.

Decides what is started; knows nothing of what is sent (`forms`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import serving
from serving import Server
from wire import Browser

PLAIN = "uvicorn without bounded"
"""Under Django's own application, which takes in a whole body before anybody asks for it."""

KINDS = (*serving.KINDS, PLAIN)


@dataclass(frozen=True)
class Gallery:
    """A server, the folder of its temporary files and that of what it stores."""

    kind: str
    server: Server
    temporary: Path
    media: Path

    @property
    def nobody(self) -> Browser:
        return Browser(self.server.port)

    def left(self) -> list[str]:
        """The temporary files that are still there when the server has had the time to remove them."""
        return until(lambda: sorted(path.name for path in self.temporary.iterdir()))

    def memory(self) -> int:
        """The most bytes that the server's processes together have held so far."""
        pids = (self.server.process.pid, *serving.children(self.server.process.pid))
        return sum(_status(pid, "VmHWM") for pid in pids)


def until(told: Callable[[], list[str]], seconds: float = 5) -> list[str]:
    """What is told once it is nothing, or when it has been something for so long."""
    end = time.monotonic() + seconds
    while (found := told()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def start(
    kind: str, template: Path, folder: Path, settings: Mapping[str, Any] | None = None, largest: int | None = None
) -> Gallery:
    """A gallery with a database of its own. No file that it writes may have more than `largest` blocks of 512 bytes."""
    temporary, media = folder / "temporary", folder / "media"
    temporary.mkdir()
    media.mkdir()
    all_settings = {
        "DATABASES": serving.sqlite_databases(template, folder, ("default",)),
        "FILE_UPLOAD_TEMP_DIR": str(temporary),
        "MEDIA_ROOT": str(media),
        **(settings or {}),
    }
    words = serving.command("uvicorn" if kind == PLAIN else kind)
    if kind == PLAIN:
        words = [*words[:-1], "testsite.asgi:django"]
    if largest is not None:
        words = ["sh", "-c", f'ulimit -f {largest}; exec "$@"', "sh", *words]
    database = folder / "db.sqlite3"
    server = serving.launch(kind, words, serving.environment(all_settings, database), database)
    return Gallery(kind, server, temporary, media)


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
