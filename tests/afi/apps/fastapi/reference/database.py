"""The database: its tables, and a connection for the time of a function.

`REFERENCE_DATABASE` is the path of an SQLite file. Tables and rows are those of every twin.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends

TABLES = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, password TEXT NOT NULL, is_active INTEGER NOT NULL,
    is_staff INTEGER NOT NULL, is_superuser INTEGER NOT NULL
);
CREATE TABLE memberships (user_id INTEGER NOT NULL REFERENCES users, role TEXT NOT NULL);
CREATE TABLE permissions (user_id INTEGER NOT NULL REFERENCES users, name TEXT NOT NULL);
CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users);
CREATE TABLE people (user_id INTEGER PRIMARY KEY REFERENCES users, name TEXT NOT NULL, avatar TEXT);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES people, shipped INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE products (sku TEXT PRIMARY KEY, category TEXT NOT NULL, price_cents INTEGER NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, shelf TEXT NOT NULL);
"""


@contextmanager
def connected() -> Iterator[sqlite3.Connection]:
    """A connection; the threads of one request use it in turn."""
    path = os.environ["REFERENCE_DATABASE"]
    connection = sqlite3.connect(path, timeout=120, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """Rolled back by whatever is raised within it."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def reading() -> Iterator[sqlite3.Connection]:
    """All that is read by it is of one moment."""
    with connected() as connection, transaction(connection, "DEFERRED"):
        yield connection


_turn = asyncio.Lock()


async def writing() -> AsyncIterator[sqlite3.Connection]:
    """What is written by it is committed when the function has ended, and not at all if it failed.

    SQLite has one writer at a time; the others wait here, where they keep no thread from who writes.
    """
    async with _turn:
        with connected() as connection, transaction(connection, "IMMEDIATE"):
            yield connection


Reading = Annotated[sqlite3.Connection, Depends(reading, scope="function")]
Writing = Annotated[sqlite3.Connection, Depends(writing, scope="function")]


def create() -> None:
    """An empty database with its tables; readers and one writer at a time."""
    with connected() as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(TABLES)
