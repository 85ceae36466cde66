"""Functions that end with errors of the ledger's own, declared and not; `clients` imports them."""

from typing import Any, cast

from django.http import HttpRequest
from pydantic import BaseModel

from mizan import DomainError, ReactContext, client
from testsite.ledger.models import Entry

SECRET = "postgres://ledger:hunter2@db.internal/ledger"

RefusingContext = ReactContext("refusing")


class Left(BaseModel):
    """What is left, and of whom."""

    pieces: int
    notes: list[str]


class OutOfStock(DomainError[Left]):
    """Fewer are left than were asked for."""


class Gone(DomainError[None]):
    """It is gone for good."""

    status = 410
    code = "ENTRY_GONE"


class GoneSince(Gone):
    """It is gone since a while."""


@client(context=RefusingContext, raises=[Gone])
def refusing_member(owner_id: int) -> int:
    """A member that is gone for everyone but the first."""
    if owner_id != 1:
        raise Gone(detail="as it says")
    return owner_id


@client(affects=RefusingContext, raises=[OutOfStock, Gone])
def take_pieces(owner_id: int, pieces: int) -> int:
    """Writes, and then says how many are left, from what it reads within its transaction."""
    Entry.objects.create(owner_id=owner_id, amount=pieces, note="rolled back")
    if pieces > 5:
        rows: Any = Entry.objects.filter(note="rolled back").values_list("note", flat=True)
        raise OutOfStock(Left.model_construct(pieces=5, notes=rows))
    if pieces < 0:
        raise GoneSince
    return pieces


@client(affects=RefusingContext, raises=[OutOfStock])
async def take_pieces_async(owner_id: int, pieces: int) -> int:
    """The same, asynchronously."""
    await Entry.objects.acreate(owner_id=owner_id, amount=pieces, note="rolled back")
    raise OutOfStock(Left(pieces=5, notes=["async"]))


@client(affects=RefusingContext, raises=[OutOfStock])
def take_wrongly(request: HttpRequest, owner_id: int, how: str) -> None:
    """Ends with what it did not declare, or with data of another type."""
    Entry.objects.create(owner_id=owner_id, amount=1, note="rolled back")
    if how == "undeclared":
        raise Gone(detail=SECRET)
    raise OutOfStock(cast(Left, {"pieces": SECRET, "notes": []}))
