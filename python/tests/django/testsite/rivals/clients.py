"""Types, results and errors that others export wrongly, or tell too much of."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from pydantic import BaseModel, Field

from mizan import CachedRequest, DomainError, ReactContext, client
from testsite.rivals import blog

T = TypeVar("T")

SeenContext = ReactContext("seen", identity="user_id")


class Item(BaseModel):
    """Something on a list."""

    name: str


class Listed(BaseModel, Generic[T]):
    items: list[T]


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Left(BaseModel):
    pieces: int


class SoldOut(DomainError[Left]):
    """Nothing is left."""


@client
def both_items(mine: Item, theirs: blog.Item) -> Listed[Item]:
    """Two models of one class name, and a generic."""
    return Listed[Item](items=[mine, Item(name=theirs.title)])


@client
def number_text_or_nothing(value: int | str | None) -> int | str | None:
    """A union that has null."""
    return value


@client
def at_most_ten(value: Annotated[int, Field(ge=0, le=10)]) -> int:
    """A bound that stands in an annotation."""
    return value


@client
def animal(value: Annotated[Cat | Dog, Field(discriminator="kind")]) -> str:
    """A union with a tag."""
    return type(value).__name__


@client
def no_number() -> float:
    """A result that JSON does not have."""
    return float("nan")


@client
def bytes_as_text() -> dict[str, Any]:
    """A result that has no UTF-8."""
    return {"text": "\ud800"}


@client
def open_secret(name: str) -> str:
    """Fails with a path in its text."""
    if name == "denied":
        raise PermissionError(13, "Permission denied", "/etc/mizan/secret.key")
    return Path("/etc/mizan/secret.key").read_text()


@client(raises=[SoldOut])
async def buy(pieces: int) -> int:
    """Asynchronous, with an error of its own."""
    await asyncio.sleep(0)
    if pieces > 3:
        raise SoldOut(Left(pieces=3))
    return pieces


@client(context=SeenContext, auth="staff")
def seen_by_staff(request: CachedRequest, user_id: int = 0) -> str:
    """For staff, for as long as they are."""
    return f"{request.caller.id} sees {user_id}"


@client(affects=SeenContext.all())
def demote(request: HttpRequest, user_id: int) -> None:
    """Somebody is staff no longer."""
    get_user_model().objects.filter(pk=user_id).update(is_staff=False)
