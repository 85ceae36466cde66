"""A notice board: every option of the decorator that the graph of the vectors does without.

Public members, one that is not cached, one with a revision; functions that Python alone calls; errors with data and
without; targets that are named while a function runs.
"""

from typing import Annotated

from django.http import HttpRequest
from pydantic import BaseModel, Field

from board import models
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
def notes(shelf: str = "hall") -> list[Note]:
    """The notices of one shelf, one answer for everybody."""
    storable(shelf, "params", "shelf")
    return [note_of(each) for each in models.Note.objects.filter(shelf=shelf).order_by("pk")]


@client(context=BoardContext, public=True, rev=1, cache=60)
def note_count() -> int:
    """How many notices there are; kept for a minute at most, and not what was kept of the first revision."""
    return models.Note.objects.count()


@client(context=DeskContext, cache=False)
def desk_language(request: HttpRequest) -> str:
    """A member that is not cached sees the host's own request."""
    return request.headers.get("Accept-Language", "")


@client(context=DeskContext)
def desk_owner(request: CachedRequest) -> str | None:
    """Who asks; beside a member that is not cached, the bundle is not kept either."""
    return request.caller.id if request.caller else None


# ---------------------------------------------------------------- mutations


@client(affects=BoardContext, raises=[BoardFull, TooLong], auth=True)
def pin(text: str, shelf: str = "hall") -> Note:
    """Hangs a notice on a shelf."""
    return hang(text, shelf)


@client(affects=BoardContext, auth="staff")
def clear_shelf(shelf: str) -> int:
    """Takes everything off a shelf, with a function that the app alone calls."""
    return take_down(storable(shelf, "args", "shelf"))


@client(auth=True)
def move(note_id: int, to: str) -> Note:
    """Moves a notice; it names what is stale once it knows where the notice hung."""
    note = models.Note.objects.filter(pk=note_id).first()
    if note is None:
        raise NotFound("no such notice")
    left, note.shelf = note.shelf, storable(to, "args", "to")
    note.save(update_fields=["shelf"])
    for shelf in (left, note.shelf):
        invalidate(notes, shelf=shelf)
    return note_of(note)


@client(private=True, affects=DeskContext)
def take_down(shelf: str) -> int:
    """Deletes what hangs on a shelf; a job, or a part of other functions, whose targets are theirs."""
    return models.Note.objects.filter(shelf=shelf).delete()[0]


# ---------------------------------------------------------------- rows


def hang(text: str, shelf: str) -> Note:
    if len(text) > LONGEST:
        raise TooLong(Excess(limit=LONGEST, given=len(text)))
    storable(text, "args", "text")
    storable(shelf, "args", "shelf")
    if models.Note.objects.filter(shelf=shelf).count() >= MOST:
        raise BoardFull
    return note_of(models.Note.objects.create(text=text, shelf=shelf))


def storable(text: str, *path: str) -> str:
    """As in the shop: text that every database takes."""
    if "\0" in text:
        raise Invalid("text with a NUL cannot be kept", errors=[Fault(path, "format")])
    return text


def note_of(note: models.Note) -> Note:
    return Note(id=note.pk, text=note.text, shelf=note.shelf)
