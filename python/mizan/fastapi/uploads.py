"""Files that come with a call, kept on disk from their first byte until the call is answered.

Decides where the bytes of a file go; what is a part, and what is too much, is `mizan.multipart`'s to say. Page:
`ir/protocol/uploads.md`. Twin: `mizan.django.uploads`.
"""

import tempfile

import fastapi
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from mizan.asgi import Body
from mizan.effects import Parts
from mizan.multipart import FileBegun, FileEnded, Limits, Reader
from mizan.uploads import file_classes

# `picture: Annotated[UploadFile, MaxSize("2 MB")]`: what arrives is one.
file_classes.append(fastapi.UploadFile)


class Uploads:
    """The files of one request. They are gone after `close`."""

    def __init__(self) -> None:
        self._files: dict[str, list[fastapi.UploadFile]] = {}
        self._current: fastapi.UploadFile | None = None

    async def read(self, body: Body, limits: Limits) -> Parts:
        """The parts of the body. Raises what `multipart.Reader` raises, and what `Body.read_some` does."""
        reader = Reader(limits)
        while chunk := await body.read_some():
            await run_in_threadpool(self._take, reader, chunk)
        reader.close()
        return Parts(reader.args, self._files)

    def close(self) -> None:
        """Removes them."""
        files, self._files = self._files, {}
        for file in (file for several in files.values() for file in several):
            file.file.close()

    def _take(self, reader: Reader, chunk: bytes) -> None:
        for event in reader.feed(chunk):
            if isinstance(event, FileBegun):
                # On disk whatever its size: a hundred small ones are one large one.
                kept = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
                headers = Headers({"content-type": event.content_type})
                begun = fastapi.UploadFile(kept, size=0, filename=event.name, headers=headers)
                self._files.setdefault(event.argument, []).append(begun)
                self._current = begun
            elif self._current is None:
                raise AssertionError("a file went on that had not begun")
            elif isinstance(event, FileEnded):
                self._current.file.seek(0)
                self._current.size = event.size
            else:
                self._current.file.write(event)
