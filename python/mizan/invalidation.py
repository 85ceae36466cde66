"""The running call: which declared functions it called, whose targets are therefore its own.

Decides who joins; tiers, shapes, tags and the header are computed in the native core (twin:
`mizan-core/src/invalidation.rs`). Page: `ir/protocol/invalidation.md`, `ir/protocol/dispatch.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Values = Mapping[str, Any]
"""Checked arguments as values of the wire types: what the core resolves targets from."""

Joiner = Callable[[Mapping[str, Any]], Values]
"""Bound Python arguments → checked values. Raises `TypeError` where they do not fit."""


class Running:
    """One call or bundle from the start of its functions to their end.

    `calls` holds the outermost function first, then the declared ones that it called, each with its checked values.
    `joiners` are the functions that may join, by identity of their declaration. A read has none to give: `reads` names
    it.
    """

    def __init__(
        self, calls: list[tuple[str, Values]], joiners: Mapping[object, tuple[str, Joiner]], *, reads: bool
    ) -> None:
        self.calls = calls
        self._joiners = joiners
        self._reads = reads
        self._open = True

    def close(self) -> None:
        """The functions have ended: what still calls (a thread that was left behind) is outside of the call."""
        self._open = False

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Makes this the running call of the current context (thread or task, and what those start)."""
        token = _running.set(self)
        try:
            yield
        finally:
            _running.reset(token)

    def join(self, function: object, arguments: Callable[[], Mapping[str, Any]]) -> None:
        """Adds a function that is about to be called. Raises `TypeError` where its arguments do not fit their types."""
        known = self._joiners.get(function)
        if known is None or not self._open:
            return
        name, joiner = known
        if self._reads:
            raise RuntimeError(f"a read called `{name}`, which drops something, and a read has no way to say so")
        self.calls.append((name, joiner(arguments())))


_running: ContextVar[Running | None] = ContextVar("mizan_running", default=None)


def running() -> Running | None:
    """The call that this code runs in, if any."""
    return _running.get()
