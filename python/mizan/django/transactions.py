"""The transaction that Mizan opens around a mutation's function and leaves before it answers.

Decides on which databases, that it is the outermost, and that what waits for the commit waits for all of them; when it
is opened and left is `dispatch`'s to say. Page: `ir/protocol/dispatch.md`. No twin: elsewhere a function has committed
when it returns.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic, TransactionManagementError

from mizan.django.turns import Turns, turns_of

# `transaction_status` of both of PostgreSQL's drivers: an error has ended what the transaction was for.
_IN_ERROR = 3


# Seconds that Python's module has SQLite wait for a lock where nothing else is said.
_SQLITES_TIMEOUT = 5.0


class _RolledBackError(Exception):
    """Never raised: it is what a transaction is told it is left by, when it is to be rolled back."""


_FAILURE = (_RolledBackError, _RolledBackError(), None)


class _Entered(NamedTuple):
    """One database's part; `turns` are to be given on when it is over."""

    connection: BaseDatabaseWrapper
    atomic: Atomic
    turns: Turns | None


class Transaction:
    """At most one at a time, on all of `databases`; every method must run in the same thread."""

    def __init__(self, databases: Sequence[str]) -> None:
        self._databases = databases
        self._entered: list[_Entered] = []
        self._reading = False

    @property
    def is_wanted(self) -> bool:
        """Whether there is any database to begin one on."""
        return bool(self._databases)

    @property
    def is_open(self) -> bool:
        return bool(self._entered)

    def begin(self, *, reading: bool) -> None:
        """Opens it; `reading` if nothing in it is meant to write. Raises `RuntimeError` inside of somebody else's
        transaction: leaving ours would commit nothing, and the answer would tell clients to read what is not there yet
        (section 5 of the protocol). `OperationalError` where SQLite's turn to write does not come in time."""
        if not self._databases:
            return
        entered: list[_Entered] = []
        with ExitStack() as begun:
            for name in self._databases:
                atomic = transaction.atomic(using=name, durable=True)
                with _locking(name, reading=reading) as turns:
                    if turns is not None:
                        begun.callback(turns.give)
                    begun.enter_context(atomic)
                # Django leaves there what ended an earlier one.
                vars(connections[name])["rollback_exc"] = None
                entered.append(_Entered(connections[name], atomic, turns))
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
        for connection, atomic, turns in entered:
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
            finally:
                if turns is not None:
                    turns.give()
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
def _locking(name: str, *, reading: bool) -> Iterator[Turns | None]:
    """When SQLite takes the lock for writing. Of two transactions that have read and go on to write, it lets the second
    fail at once, whatever its `timeout`: so a mutation's takes the lock as it begins, and waits for its turn, unless
    the project has chosen otherwise. That of reads never does, whatever is chosen: they would wait for every mutation,
    and for each other. Gives the turns of which one was taken."""
    connection = connections[name]
    if connection.vendor != "sqlite":
        yield None
        return
    connection.ensure_connection()
    sqlite: Any = connection
    chosen = sqlite.transaction_mode
    mode = None if reading else chosen or "IMMEDIATE"
    # Within the transaction of a test case none begins.
    turns = _its_turn(sqlite) if mode not in (None, "DEFERRED") and not connection.in_atomic_block else None
    sqlite.transaction_mode = mode
    try:
        yield turns
    finally:
        sqlite.transaction_mode = chosen


def _its_turn(connection: Any) -> Turns:
    """Once it has come. Raises `OperationalError` where it does not, as SQLite does after the same time."""
    settings = connection.settings_dict
    turns = turns_of(str(settings["NAME"]))
    if not turns.take(settings["OPTIONS"].get("timeout", _SQLITES_TIMEOUT)):
        raise OperationalError("database is locked: other mutations of this process took the whole of `timeout`")
    return turns
