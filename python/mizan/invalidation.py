"""What is dropped: by a running call and the declared functions that it called, and by code that no call is around.

Decides who joins and who performs; tiers, shapes, tags and the header are computed in the native core (twin:
`mizan-core/src/invalidation.rs`). Page: `ir/protocol/invalidation.md`, `ir/protocol/dispatch.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from mizan import _native

if TYPE_CHECKING:
    from mizan.registry import Frozen

Values = Mapping[str, Any]
"""Checked arguments as values of the wire types: what the core resolves targets from."""

Joiner = Callable[[Mapping[str, Any]], Values]
"""Bound Python arguments → checked values. Raises `TypeError` where they do not fit."""


class Running:
    """One call, view or bundle from the start of its functions to their end.

    `calls` holds the outermost function first, then the declared ones that it called, each with its checked values;
    `targets` the canonical JSON of what it dropped by `invalidate`. Who may join is known to the graph. A read has
    nothing to give: `reads` names it.
    """

    __slots__ = ("_frozen", "_open", "_reads", "calls", "targets")

    def __init__(self, calls: list[tuple[str, Values]], frozen: "Frozen", *, reads: bool) -> None:
        self.calls = calls
        self.targets: list[bytes] = []
        self._frozen = frozen
        self._reads = reads
        self._open = True

    @property
    def is_open(self) -> bool:
        """Whether its functions still run."""
        return self._open

    def close(self) -> None:
        """The functions have ended: what still calls (a thread that was left behind) is outside of the call."""
        with _joining:
            self._open = False

    @contextmanager
    def committing(self) -> Iterator[None]:
        """For the time of the commit what it calls (hooks that waited for it) is within this call, and no thread that
        its functions left behind."""
        hooks = Running(self.calls, self._frozen, reads=self._reads)
        hooks.targets = self.targets
        entered = enter(hooks)
        try:
            yield
        finally:
            leave(entered)
            hooks.close()

    def join(self, function: object, arguments: Callable[[], Mapping[str, Any]]) -> bool:
        """Adds a function that is about to be called; not one that the graph does not know, nor after `close`.

        Raises `TypeError` where its arguments do not fit their types, `RuntimeError` in a read.
        """
        known = self._frozen.joiners.get(function)
        if known is None:
            return False
        name, joiner = known
        if self._reads:
            raise RuntimeError(f"a read called `{name}`, which drops something, and a read has no way to say so")
        values = joiner(arguments())
        with _joining:
            if self._open:
                self.calls.append((name, values))
            return self._open

    def add(self, context: str | None, member: str | None, params: Mapping[str, Any]) -> bool:
        """Adds a target; not after `close`. Raises `ValueError` where the graph has no such thing, `RuntimeError` in a
        read.
        """
        target = _target(self._frozen, context, member, params)
        if self._reads:
            raise RuntimeError("a read called `invalidate`, and a read has no way to say what it drops")
        with _joining:
            if self._open:
                self.targets.append(target)
            return self._open


# Threads of a call may join just when it ends: what does not join is performed outside, and nothing is lost between.
_joining = Lock()
_running: ContextVar[Running | None] = ContextVar("mizan_running", default=None)


enter = _running.set
"""Makes it the running call of the current context (thread or task, and what those start), until `leave`."""
leave = _running.reset


def running() -> Running | None:
    """The call that this code runs in, if any."""
    found = _running.get()
    return found if found is not None and found.is_open else None


class Host(Protocol):
    """What performs, outside of calls, what is dropped there."""

    def frozen(self) -> "Frozen":
        """The graph that answers."""

    def perform(self, invalidation: _native.Invalidation) -> None:
        """Drops it: after the commit of the outermost transaction, or at once where none is open."""


_hosts: list[Host] = []


def connect(host: Host) -> None:
    """From now on what is dropped outside of calls is this host's to perform. One is connected at a time."""
    _hosts[:] = [host]


def disconnect() -> None:
    """Nobody is connected any more."""
    _hosts.clear()


def drop(context: str | None, member: str | None, params: Mapping[str, Any]) -> None:
    """Adds a target to the running call, or has it performed. `member` alone is enough.

    Raises `ValueError` where the graph has no such thing or a value does not fit, `RuntimeError` in a read, and outside
    of calls where no host is connected.
    """
    call = running()
    if call is not None and call.add(context, member, params):
        return
    if not _hosts:
        raise RuntimeError(
            "`invalidate` was called outside of a call, and nothing is there to perform it: a host connects itself "
            "when it starts (on Django the app `mizan.django`)"
        )
    host = _hosts[0]
    frozen = host.frozen()
    host.perform(frozen.graph.invalidation([], None, targets=[_target(frozen, context, member, params)]))


def _target(frozen: "Frozen", context: str | None, member: str | None, params: Mapping[str, Any]) -> bytes:
    if context is None and member is not None:
        endpoint = frozen.functions.get(member)
        context = None if endpoint is None else endpoint.declared.context
        if context is None:
            why = "that is no member of a context" if endpoint is not None else "there is no such function"
            if member in frozen.contexts:
                why = "that is a context; pass the `ReactContext` itself"
            raise ValueError(f"`{member}` cannot be dropped: {why}")
    return frozen.graph.target(context or "", member, params)


@contextmanager
def joined(function: object, arguments: Callable[[], Mapping[str, Any]]) -> Iterator[None]:
    """For the time of a declared function that Python code calls: it joins the running call, or what it drops is
    performed when it ends, however it ends.

    Raises `TypeError` where its arguments do not fit their types.
    """
    call = running()
    if call is not None and call.join(function, arguments):
        try:
            yield
        finally:
            # One that was left behind by its call ends later than what it dropped was told.
            late = None if call.is_open else _outside(function, arguments)
            if late is not None:
                late()
        return
    perform = _outside(function, arguments)
    try:
        yield
    finally:
        if perform is not None:
            perform()


def _outside(function: object, arguments: Callable[[], Mapping[str, Any]]) -> Callable[[], None] | None:
    """What performs the function's targets, resolved now; `None` where nothing was frozen that it is a part of, and so
    nothing of it is kept anywhere.
    """
    host = _hosts[0] if _hosts else None
    frozen = host.frozen() if host is not None else None
    known = frozen.joiners.get(function) if frozen is not None else None
    if host is None or frozen is None or known is None:
        return None
    name, joiner = known
    dropped = frozen.graph.invalidation([(name, joiner(arguments()))], None)
    return partial(host.perform, dropped)
