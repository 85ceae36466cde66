"""The transaction that Mizan opens around a mutation's function and leaves before it answers.

Decides on which databases, that it is the outermost, and that what waits for the commit waits for all of them; when it
is opened and left is `dispatch`'s to say. Page: `ir/protocol/dispatch.md`. No twin: elsewhere a function has committed
when it returns.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic, TransactionManagementError

# `transaction_status` of both of PostgreSQL's drivers: an error has ended what the transaction was for.
_IN_ERROR = 3


class _RolledBackError(Exception):
    """Never raised: it is what a transaction is told it is left by, when it is to be rolled back."""


_FAILURE = (_RolledBackError, _RolledBackError(), None)


class Transaction:
    """At most one at a time, on all of `databases`; every method must run in the same thread."""

    def __init__(self, databases: Sequence[str]) -> None:
        self._databases = databases
        self._entered: list[tuple[BaseDatabaseWrapper, Atomic]] = []
        self._reading = False

    @property
    def is_open(self) -> bool:
        return bool(self._entered)

    def begin(self, *, reading: bool) -> None:
        """Opens it; `reading` if nothing in it is meant to write. Raises `RuntimeError` inside of somebody else's
        transaction: leaving ours would commit nothing, and the answer would tell clients to read what is not there yet
        (section 5 of the protocol)."""
        if not self._databases:
            return
        entered: list[tuple[BaseDatabaseWrapper, Atomic]] = []
        with ExitStack() as begun:
            for name in self._databases:
                atomic = transaction.atomic(using=name, durable=True)
                with _locking(name, reading=reading):
                    begun.enter_context(atomic)
                # Django leaves there what ended an earlier one.
                vars(connections[name])["rollback_exc"] = None
                entered.append((connections[name], atomic))
            begun.pop_all()
        self._entered, self._reading = entered, reading

    def leave(self, *, failed: bool) -> None:
        """Commits, or rolls back when `failed`; nothing if none is open. Raises what the databases say to it, or else
        what the first of the `on_commit` hooks to fail raised.

        Each database commits by itself, the last first: where one refuses, those before it are rolled back, and those
        after it have committed. No hook runs before all have: one that raises would roll the rest back.
        """
        if not self._entered:
            return
        entered, self._entered = self._entered[::-1], []
        raised: BaseException | None = None
        committed: list[tuple[BaseDatabaseWrapper, list[Any]]] = []
        for connection, atomic in entered:
            try:
                if not failed and not self._reading:
                    _refuse_lost(connection)
            except TransactionManagementError as error:
                raised, failed = error, True
            # `transaction.set_rollback` is another way to say so.
            commits, hooks = not failed and not connection.needs_rollback, connection.run_on_commit
            if commits:
                connection.run_on_commit = []
            try:
                atomic.__exit__(*(_FAILURE if failed else (None, None, None)))
            except BaseException as error:
                raised, failed = raised or error, True
            else:
                if commits:
                    committed.append((connection, hooks))
        for connection, hooks in reversed(committed):
            error_in_hook = _run_hooks(connection, hooks)
            raised = raised or error_in_hook
        if raised is not None:
            raise raised


def _refuse_lost(connection: Any) -> None:
    """Django rolls back without a word after an error that the function took no further, as it does where one says so
    by `set_rollback`; PostgreSQL reports the commit of what an error has ended as a success; and where the connection
    was closed there is nothing to commit. Raises `TransactionManagementError`."""
    if connection.closed_in_transaction:
        raise TransactionManagementError("the function closed the connection that its transaction was on")
    info = getattr(connection.connection, "info", None) if connection.vendor == "postgresql" else None
    fallen: BaseException | None = connection.rollback_exc if connection.needs_rollback else None
    if fallen is not None or getattr(info, "transaction_status", None) == _IN_ERROR:
        raise TransactionManagementError(
            "the function went on after an error of the database, which has undone all that was written; "
            "put what may fail into `transaction.atomic()`"
        ) from fallen


def _run_hooks(connection: BaseDatabaseWrapper, hooks: list[Any]) -> BaseException | None:
    """Runs what waits for the commit, each whatever became of the others; gives the first error."""
    if connection.in_atomic_block:
        # A test case's own transaction is around it, and nothing has been committed.
        connection.run_on_commit = [*hooks, *connection.run_on_commit]
        return None
    failure: BaseException | None = None
    for hook in hooks:
        connection.run_on_commit = [hook]
        try:
            connection.run_and_clear_commit_hooks()
        except BaseException as error:
            failure = failure or error
    return failure


@contextmanager
def _locking(name: str, *, reading: bool) -> Iterator[None]:
    """When SQLite takes the lock for writing. Of two transactions that have read and go on to write, it lets the second
    fail at once, whatever its `timeout`: so a mutation's takes the lock as it begins, and waits for its turn, unless
    the project has chosen otherwise. That of reads never does, whatever is chosen: they would wait for every mutation,
    and for each other."""
    connection = connections[name]
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite: Any = connection
    chosen = sqlite.transaction_mode
    sqlite.transaction_mode = None if reading else chosen or "IMMEDIATE"
    try:
        yield
    finally:
        sqlite.transaction_mode = chosen
