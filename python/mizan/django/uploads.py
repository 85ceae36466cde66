"""Files that come with a call, kept on disk from their first byte until the call is answered.

Decides where the bytes of a body come from and where those of a file go; what is a part, and what is too much, is
`mizan.multipart`'s to say. Page: `ir/protocol/uploads.md`. Twins: the other adapters' readers.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeAlias

from asgiref.sync import sync_to_async
from django.core.files import uploadedfile
from django.http import HttpRequest

from mizan.effects import Parts
from mizan.errors import BadRequest
from mizan.multipart import FileBegun, FileEnded, Limits, Reader
from mizan.uploads import FileNote

if TYPE_CHECKING:
    UploadedFile: TypeAlias = uploadedfile.UploadedFile[bytes]
else:
    # Only to those who check types is it generic.
    UploadedFile = Annotated[uploadedfile.UploadedFile, FileNote()]
"""Django's own class as the type of an argument, beside `mizan.Upload`: what arrives is one either way."""

_CHUNK = 1 << 16

logger = logging.getLogger("mizan")


class Body(Protocol):
    """A body that is still on the wire (`asgi.Body`)."""

    async def read_some(self) -> bytes:
        """The next bytes; none at its end."""


class Uploads:
    """The files of one request. They are gone after `close`, but for those that were moved elsewhere."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._files: dict[str, list[uploadedfile.TemporaryUploadedFile]] = {}
        self._current: uploadedfile.TemporaryUploadedFile | None = None

    def read(self, limits: Limits) -> Parts:
        """The parts of the body. Raises what `multipart.Reader` raises, `BadRequest` when the body breaks off."""
        reader = Reader(limits)
        for chunk in _chunks(self._request):
            self._take(reader, chunk)
        return self._parts(reader)

    async def read_async(self, body: Body, limits: Limits) -> Parts:
        """The same of a body on the wire. What touches the disk does so in this answer's thread."""
        reader, take = Reader(limits), sync_to_async(self._take)
        while chunk := await body.read_some():
            await take(reader, chunk)
        return self._parts(reader)

    def close(self) -> None:
        """Removes them. A file that was moved, as into a model's storage, is where it was moved to."""
        if not self._files:
            return
        for file in (file for files in self._files.values() for file in files):
            try:
                file.close()
            except OSError:
                # What was not written for want of room is tried once more; the answer stands whatever comes of it.
                logger.exception("a temporary file was not closed")
        self._files = {}

    def _take(self, reader: Reader, chunk: bytes) -> None:
        for event in reader.feed(chunk):
            if isinstance(event, FileBegun):
                # On disk whatever its size: a hundred small ones are one large one.
                begun = uploadedfile.TemporaryUploadedFile(event.name, event.content_type, 0, None, {})
                self._files.setdefault(event.argument, []).append(begun)
                self._current = begun
            elif self._current is None:
                raise AssertionError("a file went on that had not begun")
            elif isinstance(event, FileEnded):
                # Who moves the file by its path finds all of it there.
                self._current.seek(0)
                self._current.size = event.size
            else:
                self._current.write(event)

    def _parts(self, reader: Reader) -> Parts:
        reader.close()
        return Parts(reader.args, self._files)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    stream: Any = request
    environ: dict[str, Any] = getattr(request, "environ", {})
    if vars(request).get("_read_started") and not hasattr(request, "_body"):
        raise RuntimeError(
            "a middleware looked at `request.POST` or `request.FILES`, for which Django read the body; have it leave "
            "the addresses of Mizan alone"
        )
    # Without a length Django reads nothing under WSGI; a server that ends the stream itself says so.
    if not environ.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated"):
        stream = environ["wsgi.input"]
    while True:
        try:
            chunk: bytes = stream.read(_CHUNK)
        except Exception as error:  # A server's own complaints about what was sent have no type in common.
            raise BadRequest("the body broke off") from error
        if not chunk:
            return
        yield chunk
