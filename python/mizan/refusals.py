"""Refused declarations: raised where they stand, or, while a project is read, kept so that all are told at once.

Decides neither what is refused (`client`, `declaration`) nor when it is told (`registry`). Knows where the project's
own code stands. It has no twin: a Rust declaration is refused by the compiler. Page: `ir/protocol/registry.md`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field

from mizan.errors import DeclarationError
from mizan.records import record

_OWN = ("mizan.client", "mizan.declaration", "mizan.domain", "mizan.options", "mizan.refusals")


@record(frozen=False)
class Refusals:
    """What was refused, a line each. `left_out` names functions that are therefore in no graph."""

    lines: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


_kept: ContextVar[Refusals | None] = ContextVar("mizan_refusals", default=None)


@contextmanager
def kept(refusals: Refusals) -> Iterator[None]:
    """For the time of the block `refuse` adds to these, and goes on."""
    token = _kept.set(refusals)
    try:
        yield
    finally:
        _kept.reset(token)


def refuse(what: str, *, leaves_out: str | None = None) -> None:
    """Keeps a refusal, or raises it as a `DeclarationError`. `leaves_out`: the function that nothing can go on with."""
    refusals = _kept.get()
    if refusals is None:
        raise DeclarationError(what)
    refusals.lines.append(what)
    if leaves_out is not None:
        refusals.left_out.add(leaves_out)


def here() -> str:
    """`file:line` of the code that called into what declares."""
    frame = sys._getframe()
    while frame.f_globals.get("__name__") in _OWN and frame.f_back is not None:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
