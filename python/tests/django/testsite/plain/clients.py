"""Functions of a project that has no model of pydantic's: all that can be said of types without one."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NewType, NotRequired, TypedDict, TypeVar
from uuid import UUID

from mizan import BigInt, DomainError, MaxSize, ReactContext, Upload, client

T = TypeVar("T")
UserId = NewType("UserId", int)

PlainContext = ReactContext("plain", identity="user_id")


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


@dataclass
class Price:
    """What it costs."""

    amount: Decimal
    currency: Literal["EUR", "USD"] = "EUR"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a price below nothing")


@dataclass
class Item(Generic[T]):
    item_id: UUID
    name: str
    price: Price
    size: Size = Size.SMALL
    tags: list[str] = field(default_factory=list)
    more: T | None = None
    within: "list[Item[T]]" = field(default_factory=list)


class Stock(TypedDict):
    left: int
    counted: NotRequired[date]


class OutOfStock(DomainError[Stock]):
    """There is nothing left."""


@client(context=PlainContext)
def plain_items(user_id: UserId, since: datetime | None = None) -> list[Item[int]]:
    return [Item(UUID(int=1), f"of {user_id}", Price(Decimal("9.5")), more=3, within=[])]


@client(affects=PlainContext, raises=[OutOfStock])
def plain_buy(item: Item[int], count: BigInt = 1, wanted: tuple[int, str] | None = None) -> Price:
    if count > 10:
        raise OutOfStock({"left": 10})
    return Price(item.price.amount * count)


@client
def plain_sent(picture: Annotated[Upload, MaxSize("1 KB")], waits: timedelta, notes: Mapping[str, Any]) -> int:
    return len(picture.read()) + len(notes) + int(waits.total_seconds())


@client
def plain_loaded(names: Sequence[str]) -> list[str]:
    """Which of these modules this process has imported by now."""
    return [name for name in names if name in sys.modules]
