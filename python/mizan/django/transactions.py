"""The transaction that Mizan opens around a mutation's function and leaves before it answers.

Decides on which databases, and that it is the outermost; when it is opened and left is `dispatch`'s to say.
Page: `ir/protocol/dispatch.md`. No twin: elsewhere a function has committed when it returns.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from django.db import connections, transaction


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

    def begin(self, *, reading: bool) -> None:
        """Opens it; `reading` if nothing in it is meant to write. Raises `RuntimeError` inside of somebody else's
        transaction: leaving ours would commit nothing, and the answer would tell clients to read what is not there yet
        (section 5 of the protocol)."""
        with ExitStack() as entered:
            for name in self._databases:
                # What Django puts in the place of a database that the project does not have.
                if connections.settings[name]["ENGINE"] == "django.db.backends.dummy":
                    continue
                with _unlocked(name) if reading else nullcontext():
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


@contextmanager
def _unlocked(name: str) -> Iterator[None]:
    """A project may have SQLite take the lock for writing as each transaction begins. Reads would then wait for every
    mutation, and for each other."""
    connection = connections[name]
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, None
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
