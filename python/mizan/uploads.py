"""Files as arguments: what a function takes, and what it says of the files that it takes.

Decides what the notes of `Annotated[Upload, …]` mean; what is legal where is decided by the core (twin:
`mizan-core/src/ir.rs`), a body is read by `multipart`. Page: `ir/protocol/uploads.md`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol, runtime_checkable


@runtime_checkable
class Upload(Protocol):
    """A file that was sent with a call: `picture: Upload`, `list[Upload]`, `Upload | None`.

    `name` has no folder in it, and no control characters; `content_type` is what the client says it is, and no more
    than a claim; `size` is in bytes. The file is gone when the call has been answered: store what is to stay.
    """

    @property
    def name(self) -> str | None:
        """What the file is called, without a folder."""

    @property
    def content_type(self) -> str | None:
        """What the client claims: `image/png`, in lower case and without parameters."""

    @property
    def size(self) -> int | None:
        """The number of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """The next `size` bytes, or all that are left."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """All of the bytes from the first, a part at a time."""


file_classes: list[type] = [Upload]
"""What a file argument is annotated with: this protocol, and the classes that hosts add, where theirs is another."""


class FileNote:
    """Marks a host's own class of uploaded files as one: `Annotated[UploadedFile, FileNote()]`."""

    def __repr__(self) -> str:
        return "FileNote()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileNote)

    def __hash__(self) -> int:
        return hash(FileNote)


_UNITS = {
    "B": 1,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KIB": 1024,
    "MIB": 1024**2,
    "GIB": 1024**3,
}
_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?) ?([A-Za-z]{1,3})", re.ASCII)
_LARGEST = 2**32 - 1


class MaxSize:
    """No file is larger: `Annotated[Upload, MaxSize("2 MB")]`, or a number of bytes. MB are 1000², MiB 1024² bytes.

    Raises `ValueError` for what is no size.
    """

    __slots__ = ("size",)
    size: int

    def __init__(self, size: str | int) -> None:
        self.size = _bytes(size)

    def __repr__(self) -> str:
        return f"MaxSize({self.size})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaxSize) and self.size == other.size

    def __hash__(self) -> int:
        return hash((MaxSize, self.size))


def _bytes(size: str | int) -> int:
    number: Decimal | None = None
    if isinstance(size, str):
        match = _SIZE.fullmatch(size.strip())
        unit = _UNITS.get(match[2].upper()) if match else None
        if match is not None and unit is not None:
            number = Decimal(match[1]) * unit
    elif isinstance(size, int) and not isinstance(size, bool):
        number = Decimal(size)
    if number is None or number != number.to_integral_value() or not 0 < number <= _LARGEST:
        raise ValueError(f'`MaxSize({size!r})` is no size: write `MaxSize("2 MB")`, or a number of bytes from 1')
    return int(number)


_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})", re.ASCII)


class Accept:
    """Every file is of one of these types: `Annotated[Upload, Accept("image/png", "image/*")]`.

    The type is what the client says it is. Raises `ValueError` for what is no type.
    """

    __slots__ = ("types",)
    types: tuple[str, ...]

    def __init__(self, *types: str) -> None:
        if not types:
            raise ValueError('`Accept()` accepts nothing: name a type, as in `Accept("image/png", "image/*")`')
        for each in types:
            if not isinstance(each, str) or _MEDIA_TYPE.fullmatch(each.lower()) is None:
                raise ValueError(
                    f"`{each}` is no content type: write `image/png`, or `image/*` for all of a kind; the ending of a "
                    "name is none"
                )
        self.types = tuple(dict.fromkeys(each.lower() for each in types))

    def __repr__(self) -> str:
        return f"Accept({', '.join(map(repr, self.types))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Accept) and self.types == other.types

    def __hash__(self) -> int:
        return hash((Accept, self.types))
