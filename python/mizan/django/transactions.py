"""The transaction that Mizan opens around a mutation's function and leaves before it answers.

Decides on which databases, and that it is the outermost; when it is opened and left is `dispatch`'s to say.
Page: `ir/protocol/dispatch.md`. No twin: elsewhere a function has committed when it returns.
"""

from collections.abc import Sequence
from contextlib import ExitStack

from django.db import transaction


class _RolledBackError(Exception):
    """Never raised: it is what a transaction is told it is left by, when it is to be rolled back."""


class Transaction:
    """At most one at a time, on all of `databases`; every method must run in the same thread."""

    def __init__(self, databases: Sequence[str]) -> None:
        self._databases = databases
        self._entered: ExitStack | None = None

    @property
    def is_open(self) -> bool:
        return self._entered is not None

    def begin(self) -> None:
        """Opens it. Raises `RuntimeError` inside of somebody else's transaction: leaving ours would commit nothing, and
        the answer would tell clients to read what is not there yet (section 5 of the protocol)."""
        with ExitStack() as entered:
            for name in self._databases:
                entered.enter_context(transaction.atomic(using=name, durable=True))
            self._entered = entered.pop_all()

    def leave(self, *, failed: bool) -> None:
        """Commits, or rolls back when `failed`; nothing if none is open. Raises what the database says to it."""
        entered, self._entered = self._entered, None
        if entered is None:
            return
        if failed:
            entered.__exit__(_RolledBackError, _RolledBackError(), None)
        else:
            entered.close()
