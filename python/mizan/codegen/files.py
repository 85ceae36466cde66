"""Puts generated files into a folder: inside it alone, through no symlink, whole or not at all.

It decides how files reach the disk, and never what is in them. It has no twin: only Python writes generated code.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


class UnsafePathError(ValueError):
    """A file that would land outside of the folder, or that a symlink leads to."""


@dataclass(frozen=True)
class Report:
    """What `write` did, by file name: `written`, `unchanged` and `removed`; or, when it only compared, `stale`,
    `unchanged` and `left_over`.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether every file is on the disk as it was generated, and none besides."""
        return not self.stale and not self.left_over


def write(files: Mapping[str, str], folder: Path, check: bool = False, *, surplus: Iterable[str] = ()) -> Report:
    """Writes `files` (name, relative to `folder`, with `/` → text) as UTF-8; what is right already is not touched.

    Files named in `surplus` are removed. With `check` nothing is written or removed: what differs is `stale`, what is
    too much `left_over`. All names are looked at before the first is written. Raises `UnsafePathError`, or `OSError` as
    the disk has it.
    """
    too_many = {name: _place(name, folder) for name in sorted(surplus)}
    targets = {name: _place(name, folder) for name in sorted(files)}
    differing = [name for name, path in targets.items() if _current(path) != files[name].encode()]
    unchanged = tuple(name for name in targets if name not in differing)
    if check:
        return Report(unchanged=unchanged, stale=tuple(differing), left_over=tuple(too_many))
    for name in differing:
        _replace(targets[name], files[name].encode())
    for path in too_many.values():
        path.unlink(missing_ok=True)
    return Report(written=tuple(differing), unchanged=unchanged, removed=tuple(too_many))


def _place(name: str, folder: Path) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in parts:
        raise UnsafePathError(f"`{name}` is no name of a file inside the folder")
    # The folder itself may be reached as its owner likes; from there on a link could lead out of it.
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise UnsafePathError(f"`{path}` is a symlink, and generated files do not follow one")
    if path.exists() and not path.is_file():
        raise UnsafePathError(f"`{path}` is no file")
    return path


def _current(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside the file, so that the rename stays on one file system; a fresh name, so that nothing can lie in wait there.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
