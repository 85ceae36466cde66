"""The parts of a `multipart/form-data` body, taken apart as they come: no I/O, and no more in memory than a chunk.

Decides what is a body of a call with files and when reading it ends; where a file's bytes are kept is the host's to say
(`dispatch.ReadParts`), and what a file argument takes is judged by the core. Page: `ir/protocol/uploads.md`. Twin:
`mizan-core/src/multipart.rs`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from mizan import _native
from mizan.envelope import Request
from mizan.errors import BadRequest, Fault, Invalid, Key, TooLarge, UnsupportedMediaType
from mizan.records import record

ARGS = "args"
"""The part that holds the other arguments, as JSON."""

MOST_PARTS = 100
"""Parts of one body, `args` among them."""

_LONGEST_HEAD = 4096
_LONGEST_NAME = 200
_LONGEST_SUFFIX = 32
UNNAMED = "file"
"""What a file is called whose client says nothing that could be a name."""


@record()
class FileLimit:
    """What a file argument takes: one file or `many` of them (`most`, where that is limited), each of `max_size` bytes
    at most. `required`: it has no default and takes no null.
    """

    many: bool = False
    most: int | None = None
    max_size: int | None = None
    required: bool = True


@record()
class Limits:
    """How much of a body is read: `total` bytes of all of it and `args` of the part of that name; `files` are the file
    arguments by wire name. `boundary` is what separates the parts.
    """

    boundary: str
    total: int
    args: int
    files: Mapping[str, FileLimit]


class FileBegun(NamedTuple):
    """A file follows, for `argument`. `name` has no folder and nothing that no screen shows; `content_type` is what the
    client claims, in lower case and without parameters.
    """

    argument: str
    name: str
    content_type: str


class FileEnded(NamedTuple):
    """All of the file has come: `size` bytes."""

    size: int


Event = FileBegun | FileEnded | bytes
"""`bytes` are the next ones of the file that has begun."""


_BOUNDARY = r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]"
_CONTENT_TYPE = re.compile(
    r'[ \t]*multipart/form-data[ \t]*;[ \t]*(?i:boundary)=(?:"(' + _BOUNDARY + r")\"|([0-9A-Za-z'+_.-]{1,70}))[ \t]*"
)


def boundary(content_type: str) -> str | None:
    """The boundary that a `Content-Type` field names; `None` where it is not `multipart/form-data` with one."""
    match = _CONTENT_TYPE.fullmatch(content_type)
    return None if match is None else match[1] or match[2]


def form_boundary(request: Request, files: Mapping[str, FileLimit]) -> str | None:
    """The boundary of a call's form; `None` for another body, which is JSON then, where no file is needed.

    Raises `UnsupportedMediaType`.
    """
    found = boundary(request.header("content-type") or "")
    if found is None and any(limit.required for limit in files.values()):
        raise UnsupportedMediaType
    return found


class Reader:
    """Takes a body in chunks of any length, and tells of the files within as they come.

    Every method may raise a `Problem`, after which nothing more is to be read.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._opening = b"--" + limits.boundary.encode()
        self._delimiter = b"\r\n" + self._opening
        self._rest = bytearray()
        self._step: Callable[[], bool] = self._open
        self._read = 0
        self._parts = 0
        self._counts: dict[str, int] = {}
        self._part: _Part | None = None
        self._args: bytearray | None = None
        self._events: list[Event] = []

    @property
    def args(self) -> bytes:
        """What the part `args` holds; without one, an object without members."""
        return b"{}" if self._args is None else bytes(self._args)

    def feed(self, chunk: bytes) -> Sequence[Event]:
        """What the next bytes of the body tell."""
        self._read += len(chunk)
        if self._read > self._limits.total:
            raise TooLarge
        self._rest += chunk
        self._events = []
        while self._step():
            continue
        return self._events

    def close(self) -> None:
        """There is no more. Raises `BadRequest` if there should be."""
        if self._step != self._end or bytes(self._rest) not in (b"", b"\r\n"):
            raise BadRequest("the body broke off")

    # Each step takes what it knows from the bytes that are there, and says whether another may take more.

    def _open(self) -> bool:
        if not (self._opening.startswith(self._rest) or self._rest.startswith(self._opening)):
            raise BadRequest("the body does not begin with its boundary")
        if len(self._rest) < len(self._opening):
            return False
        del self._rest[: len(self._opening)]
        self._step = self._separate
        return True

    def _separate(self) -> bool:
        """What follows a boundary says whether a part does."""
        if len(self._rest) < 2:
            return False
        follows = bytes(self._rest[:2])
        del self._rest[:2]
        if follows not in (b"--", b"\r\n"):
            raise BadRequest("a boundary is followed by neither a part nor the end")
        self._step = self._end if follows == b"--" else self._begin
        return True

    def _begin(self) -> bool:
        end = self._rest.find(b"\r\n\r\n", 0, _LONGEST_HEAD + 4)
        if end < 0:
            if len(self._rest) >= _LONGEST_HEAD + 4:
                raise BadRequest("the headers of a part are too long")
            return False
        head = _head(bytes(self._rest[:end]))
        del self._rest[: end + 4]
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooLarge("there are too many parts")
        if head.name != ARGS:
            self._begin_file(head)
        elif self._args is None:
            self._args = bytearray()
        else:
            raise BadRequest("there are two parts `args`")
        self._step = self._data
        return True

    def _begin_file(self, head: "_Head") -> None:
        limit = self._limits.files.get(head.name)
        if limit is None:
            raise _refused((ARGS, Key(head.name)), "unknown")
        count = self._counts.get(head.name, 0)
        self._counts[head.name] = count + 1
        place = (ARGS, head.name, count) if limit.many else (ARGS, head.name)
        if head.filename is None or (count and not limit.many):
            raise _refused(place, "type")
        if limit.most is not None and count >= limit.most:
            raise _refused((ARGS, head.name), "length")
        self._part = _Part(place, limit.max_size)
        self._events.append(FileBegun(head.name, file_name(head.filename), head.content_type))

    def _data(self) -> bool:
        end = self._rest.find(self._delimiter)
        # The last bytes may be the beginning of a boundary.
        known = end if end >= 0 else len(self._rest) - len(self._delimiter) + 1
        if known > 0:
            self._take(bytes(self._rest[:known]))
            del self._rest[:known]
        if end < 0:
            return False
        del self._rest[: len(self._delimiter)]
        if self._part is not None:
            self._events.append(FileEnded(self._part.size))
        self._part = None
        self._step = self._separate
        return True

    def _take(self, data: bytes) -> None:
        part = self._part
        if part is not None:
            part.size += len(data)
            if part.max_size is not None and part.size > part.max_size:
                raise _refused(part.place, "length")
            self._events.append(data)
        elif self._args is not None:
            self._args += data
            if len(self._args) > self._limits.args:
                raise TooLarge("the part `args` is too large")

    def _end(self) -> bool:
        if not b"\r\n".startswith(self._rest):
            raise BadRequest("there is more after the last part")
        return False


@record(frozen=False)
class _Part:
    place: tuple[str | int, ...]
    max_size: int | None
    size: int = 0


def _refused(path: tuple[str | int, ...], code: str) -> Invalid:
    return Invalid(errors=[Fault(tuple(each), why) for each, why in _native.told([(path, code)])])


class _Head(NamedTuple):
    name: str
    filename: str | None
    content_type: str


_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)")
_PARAMETER = re.compile(r';[ \t]*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^";,\s\\]*))[ \t]*')
_MEDIA_TYPE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,127}/[!#$%&'*+.^_`|~0-9A-Za-z-]{1,127})[ \t]*(?:;.*)?")
_NO_TYPE = "text/plain"
"""What a part is that does not say (RFC 7578, 4.4)."""


def _head(raw: bytes) -> _Head:
    """The headers of a part. Raises `BadRequest`."""
    fields: dict[str, str] = {}
    try:
        lines = raw.decode().split("\r\n")
    except UnicodeDecodeError:
        raise BadRequest("the headers of a part are not in UTF-8") from None
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadRequest("a header of a part is none")
        name = match[1].lower()
        if name in fields:
            raise BadRequest("a header of a part is there twice")
        fields[name] = match[2].strip(" \t")
    if fields.get("content-transfer-encoding", "binary").lower() not in ("binary", "8bit", "7bit"):
        raise BadRequest("a part is encoded; send its bytes as they are")
    name, filename = _disposition(fields.get("content-disposition", ""))
    said = fields.get("content-type") or _NO_TYPE
    media_type = _MEDIA_TYPE.fullmatch(said)
    if media_type is None:
        raise BadRequest("the content type of a part is none")
    return _Head(name, filename, media_type[1].lower())


def _disposition(value: str) -> tuple[str, str | None]:
    kind = value.partition(";")[0]
    if kind.strip(" \t").lower() != "form-data":
        raise BadRequest("a part is none of a form")
    said: dict[str, str] = {}
    at = len(kind)
    while at < len(value):
        match = _PARAMETER.match(value, at)
        if match is None or match[1].lower() in said:
            raise BadRequest("the name of a part cannot be read")
        # Only what would end the text is escaped: a path of Windows is sent as it is.
        said[match[1].lower()] = match[3] if match[2] is None else re.sub(r'\\(["\\])', r"\1", match[2])
        at = match.end()
    if "name" not in said:
        raise BadRequest("a part has no name")
    extended = said.get("filename*")
    if extended is None:
        return said["name"], said.get("filename")
    charset, _, text = extended.partition("'")
    try:
        if charset.lower() != "utf-8":
            raise ValueError
        return said["name"], unquote_to_bytes(text.partition("'")[2]).decode()
    except ValueError:
        raise BadRequest("the file name of a part cannot be read") from None


# What no screen shows or what turns text around, as in the names of the IR; and halves of characters.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def file_name(sent: str) -> str:
    """The last part of a path of either kind, without what no screen shows; never empty.

    At most 200 bytes in UTF-8, of which what follows the last point has at most 32: file systems, and the columns in
    which names are kept, take no more.
    """
    name = re.split(r"[/\\]", _HIDDEN.sub("", sent))[-1].strip()
    if not name.strip(". "):
        return UNNAMED
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        return _cut(name, _LONGEST_NAME)
    suffix = dot + _cut(suffix, _LONGEST_SUFFIX)
    return _cut(stem, _LONGEST_NAME - len(suffix.encode())) + suffix


def _cut(text: str, length: int) -> str:
    return text.encode()[:length].decode(errors="ignore")
