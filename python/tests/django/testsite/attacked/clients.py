"""Functions that would do harm with what nobody declared: names that go on into a query, fields that go into a row."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NotRequired, TypedDict, cast
from uuid import UUID

from pydantic import BaseModel, Field

from mizan import BigInt, DomainError, ReactContext, client
from testsite.ledger.models import Entry

KeyedContext = ReactContext("keyed")
SECRET = "hunter2"


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Level(Enum):
    LOW = 1
    HIGH = 2


# ---------------------------------------------------------------- names that go on into a query


class Lookup(BaseModel):
    """What an entry is looked for by."""

    note: str = ""


class Lookups(BaseModel):
    lookup: Lookup = Lookup()
    more: list[Lookup] = []


class Typed(TypedDict):
    note: NotRequired[str]


class ByOwner(BaseModel):
    kind: Literal["owner"]
    owner_id: int = 0


class ByNote(BaseModel):
    kind: Literal["note"]
    note: str = ""


@client
def find_entries(
    note: str = "",
    model: Lookups = Lookups(),  # noqa: B008 - read, never changed
    typed: Typed = {},  # noqa: B006 - read, never changed
    columns: dict[Literal["note", "amount"], str] = {},  # noqa: B006 - read, never changed
    either: Annotated[ByOwner | ByNote, Field(discriminator="kind")] | None = None,
    plain: Lookup | int = 0,
) -> list[str]:
    """Uses every name that it was given as a lookup of the database; gives those names."""
    used: list[str] = []
    either_names = {} if either is None else either.model_dump(exclude={"kind"})
    plain_names = {} if isinstance(plain, int) else dict(plain)
    parts: list[Any] = [{"note": note}, dict(model.lookup), *map(dict, model.more), typed, columns]
    for names in [*parts, either_names, plain_names]:
        used += sorted(names)
        list(Entry.objects.filter(**names))
    return used


# ---------------------------------------------------------------- fields that go into a row


class Change(BaseModel):
    """What a user may change of an entry."""

    note: str


class Changes(BaseModel):
    change: Change
    before: list[Change] = []


@client(affects=KeyedContext)
def change_entry(
    entry_id: int,
    change: Change | None = None,
    nested: Changes | None = None,
    tagged: Annotated[ByOwner | ByNote, Field(discriminator="kind")] | None = None,
    plain: Change | int = 0,
    typed: Typed = {},  # noqa: B006 - read, never changed
    by_name: dict[str, Change] = {},  # noqa: B006 - read, never changed
) -> None:
    """Writes whatever has reached it into the row, as careless code does."""
    given: list[Any] = [change, nested and nested.change, tagged, plain, *by_name.values()]
    for each in given:
        if isinstance(each, BaseModel):
            Entry.objects.filter(pk=entry_id).update(**each.model_dump(exclude={"kind"}))
    Entry.objects.filter(pk=entry_id).update(**typed)


# ---------------------------------------------------------------- keys, tags and headers


@client(context=KeyedContext)
def keyed(
    text: str | None = None,
    other: str | None = None,
    flag: bool | None = None,
    integer: int | None = None,
    bigint: BigInt | None = None,
    decimal: Decimal | None = None,
    uuid: UUID | None = None,
    moment: datetime | None = None,
    day: date | None = None,
    colour: Colour | None = None,
    level: Level | None = None,
    texts: list[str] = [],  # noqa: B006 - read, never changed
) -> dict[str, str]:
    """Each param that is there, as Python writes it."""
    given = {**locals(), "texts": texts or None}
    return {name: repr(value) for name, value in given.items() if value is not None}


@client(affects=KeyedContext)
def touch_keyed(
    text: str,
    other: str,
    bigint: BigInt,
    decimal: Decimal,
    uuid: UUID,
    moment: datetime,
    day: date,
    colour: Colour,
    level: Level,
    flag: bool,
    integer: int,
) -> None:
    """Its arguments bear the params' names, and so go into the header."""


# ---------------------------------------------------------------- patterns, bounds, maps

Evil1 = Annotated[str, Field(pattern=r"^(a+)+$")]
Evil2 = Annotated[str, Field(pattern=r"^(a|a)*$")]
Evil3 = Annotated[str, Field(pattern=r"(.*)*x$")]
Evil4 = Annotated[str, Field(pattern=r"^(([a-z])+.)+[A-Z]([a-z])+$")]
Evil5 = Annotated[str, Field(pattern=r"^(\w+\s?)*$")]
Evil6 = Annotated[str, Field(pattern=r"(x+x+)+y")]
Evil7 = Annotated[str, Field(pattern=r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$")]


@client
def match_all(
    one: Evil1 | None = None,
    two: Evil2 | None = None,
    three: Evil3 | None = None,
    four: Evil4 | None = None,
    five: Evil5 | None = None,
    six: Evil6 | None = None,
    seven: Evil7 | None = None,
    many: list[Evil1] = [],  # noqa: B006 - read, never changed
    keys: dict[Evil1, int] = {},  # noqa: B006 - read, never changed
) -> bool:
    """Patterns that take those who try one way after the other longer than anybody waits."""
    return True


class Filled(BaseModel):
    """A struct that is small when it is sent."""

    a: list[str] = ["x"] * 20
    b: list[str] = ["x"] * 20
    c: list[str] = ["x"] * 20
    d: list[str] = ["x"] * 20


@client
def take_bounded(rows: Annotated[list[Filled], Field(max_length=100)]) -> int:
    return len(rows)


@client
def take_keys(
    texts: dict[str, int] = {},  # noqa: B006 - read, never changed
    numbers: dict[int, int] = {},  # noqa: B006 - read, never changed
    uuids: dict[UUID, int] = {},  # noqa: B006 - read, never changed
) -> int:
    return len(texts) + len(numbers) + len(uuids)


# ---------------------------------------------------------------- what stands in the log


class Detail(BaseModel):
    text: str


class Refused(DomainError[Detail]):
    """It is refused."""


class Unnamed(DomainError[Detail]):
    """No function names it."""


@client(raises=[Refused])
def end_badly(how: str, key: str, value: str) -> dict[str, int]:
    """Ends in one of the ways that the log tells, with what the caller sent in the middle of it."""
    if how == "misfit":
        return {key: cast(int, value)}
    if how == "undeclared":
        raise Unnamed(Detail(text=value), detail=value)
    if how == "data":
        raise Refused(cast(Detail, {key: value}))
    raise Refused(Detail(text=value))
