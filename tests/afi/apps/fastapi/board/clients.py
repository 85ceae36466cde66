"""A notice board: every option of the decorator that the graph of the vectors does without.

Public members, one that is not cached, one with a revision; functions that Python alone calls; errors with data and
without; targets that are named while a function runs.
"""

import sqlite3
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, Field
from reference.database import Reading, Writing

from mizan import CachedRequest, DomainError, ReactContext, client, invalidate
from mizan.errors import Fault, Invalid, NotFound

BoardContext = ReactContext("board")
DeskContext = ReactContext("desk")

MOST = 20
LONGEST = 80


class Note(BaseModel):
    """A notice."""

    id: Annotated[int, Field(description="The notice's number.")]
    text: Annotated[str, Field(description="What it says.")]
    shelf: Annotated[str, Field(description="Where it hangs.")]


class Excess(BaseModel):
    """By how much a limit was missed."""

    limit: int
    given: int


class BoardFull(DomainError[None]):
    """There is no room for another notice."""


class TooLong(DomainError[Excess]):
    """The notice is too long."""

    status = 422


# ---------------------------------------------------------------- reads


@client(context=BoardContext, public=True)
def notes(db: Reading, shelf: str = "hall") -> list[Note]:
    """The notices of one shelf, one answer for everybody."""
    storable(shelf, "params", "shelf")
    return notes_on(db, shelf)


@client(context=BoardContext, public=True, rev=1, cache=60)
def note_count(db: Reading) -> int:
    """How many notices there are; kept for a minute at most, and not what was kept of the first revision."""
    return int(db.execute("SELECT count(*) FROM notes").fetchone()[0])


@client(context=DeskContext, cache=False)
async def desk_language(request: Request) -> str:
    """A member that is not cached sees the host's own request."""
    return request.headers.get("Accept-Language", "")


@client(context=DeskContext)
async def desk_owner(request: CachedRequest) -> str | None:
    """Who asks; beside a member that is not cached, the bundle is not kept either."""
    return request.caller.id if request.caller else None


# ---------------------------------------------------------------- mutations


@client(affects=BoardContext, raises=[BoardFull, TooLong], auth=True)
def pin(db: Writing, text: str, shelf: str = "hall") -> Note:
    """Hangs a notice on a shelf."""
    return hang(db, text, shelf)


@client(affects=BoardContext, auth="staff")
def clear_shelf(db: Writing, shelf: str) -> int:
    """Takes everything off a shelf, with a function that the app alone calls."""
    return take_down(db, storable(shelf, "args", "shelf"))


@client(auth=True)
def move(db: Writing, note_id: int, to: str) -> Note:
    """Moves a notice; it names what is stale once it knows where the notice hung."""
    row = db.execute("SELECT * FROM notes WHERE id = ?", (note_id,)).fetchone()
    if row is None:
        raise NotFound("no such notice")
    db.execute("UPDATE notes SET shelf = ? WHERE id = ?", (storable(to, "args", "to"), note_id))
    for shelf in (row["shelf"], to):
        invalidate(notes, shelf=shelf)
    return Note(id=note_id, text=row["text"], shelf=to)


@client(private=True, affects=DeskContext)
def take_down(db: Writing, shelf: str) -> int:
    """Deletes what hangs on a shelf; a job, or a part of other functions, whose targets are theirs."""
    return db.execute("DELETE FROM notes WHERE shelf = ?", (shelf,)).rowcount


# ---------------------------------------------------------------- rows


def hang(db: sqlite3.Connection, text: str, shelf: str) -> Note:
    if len(text) > LONGEST:
        raise TooLong(Excess(limit=LONGEST, given=len(text)))
    storable(text, "args", "text")
    storable(shelf, "args", "shelf")
    if db.execute("SELECT count(*) FROM notes WHERE shelf = ?", (shelf,)).fetchone()[0] >= MOST:
        raise BoardFull
    return put(db, text, shelf)


def put(db: sqlite3.Connection, text: str, shelf: str) -> Note:
    done = db.execute("INSERT INTO notes (text, shelf) VALUES (?, ?)", (text, shelf))
    return Note(id=done.lastrowid or 0, text=text, shelf=shelf)


def notes_on(db: sqlite3.Connection, shelf: str) -> list[Note]:
    rows = db.execute("SELECT * FROM notes WHERE shelf = ? ORDER BY id", (shelf,))
    return [Note(**row) for row in rows]


def storable(text: str, *path: str) -> str:
    """As in the shop: text that the database of every twin takes."""
    if "\0" in text:
        raise Invalid("text with a NUL cannot be kept", errors=[Fault(path, "format")])
    return text
