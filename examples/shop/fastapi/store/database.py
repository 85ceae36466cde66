"""The database: a connection for the time of a function, and how Django's columns are written.

`SHOP_DATABASE` is the path of the SQLite file that `manage.py migrate` and `manage.py seed` have made. One table is
added to theirs: of the sessions, which are this app's own.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends

PATH = os.environ.get("SHOP_DATABASE", str(Path(__file__).resolve().parents[4] / "build" / "shop.sqlite3"))

SESSIONS = """
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, ends INTEGER NOT NULL, user_id INTEGER NOT NULL REFERENCES auth_user ON DELETE CASCADE
)
"""


class NotSeededError(Exception):
    """The database has no shop in it."""


def prepare() -> None:
    """Adds what is this app's own. Raises `NotSeededError` where Django's twin has not been."""
    if not Path(PATH).is_file():
        raise NotSeededError(f"there is no `{PATH}`; manage.py migrate and manage.py seed make it")
    with connected() as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(SESSIONS)


@contextmanager
def connected() -> Iterator[sqlite3.Connection]:
    """A connection; the threads of one request use it in turn."""
    db = sqlite3.connect(PATH, timeout=10, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    try:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = NORMAL")
        yield db
    finally:
        db.close()


@contextmanager
def transaction(db: sqlite3.Connection, kind: str) -> Iterator[None]:
    """Rolled back by whatever is raised within it."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def reading() -> Iterator[sqlite3.Connection]:
    """All that is read by it is of one moment."""
    with connected() as db, transaction(db, "DEFERRED"):
        yield db


_turn = asyncio.Lock()


async def writing() -> AsyncIterator[sqlite3.Connection]:
    """What is written by it is committed when the function has ended, and not at all if it failed.

    SQLite has one writer at a time; the others wait here, where they keep no thread from who writes.
    """
    async with _turn:
        with connected() as db, transaction(db, "IMMEDIATE"):
            yield db


# `function`: closed before the answer is sent, so that whoever reads again finds what was written.
Reading = Annotated[sqlite3.Connection, Depends(reading, scope="function")]
Writing = Annotated[sqlite3.Connection, Depends(writing, scope="function")]


def moment(column: str) -> datetime:
    """A moment as Django keeps it: in UTC, without saying so."""
    return datetime.fromisoformat(column).replace(tzinfo=UTC)


def column_of(moment: datetime) -> str:
    """The same the other way round."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))
