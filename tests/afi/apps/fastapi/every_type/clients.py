"""Every row of the type table: in one struct that comes back as it went, and as the params of a context.

No function does anything with what it gets but look at what it is in Python.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NotRequired, TypedDict, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from mizan import BigInt, ReactContext, client

T = TypeVar("T")

SpelledContext = ReactContext("spelled")


class Colour(Enum):
    """What it may be painted in."""

    RED = "red"
    GREEN = "green"


class Circle(BaseModel):
    """Round."""

    kind: Literal["circle"]
    radius: float


class Square(BaseModel):
    """Not round."""

    kind: Literal["square"]
    side: BigInt


class Slice(BaseModel, Generic[T]):
    """Some of many."""

    items: list[T]
    next: int | None = None


class Node(BaseModel):
    """A struct of its own kind."""

    value: bytes
    children: list["Node"] = []


class Patch(TypedDict):
    """What may be absent, null, or there."""

    name: NotRequired[str]
    nickname: NotRequired[str | None]
    version: int


class Bounded(BaseModel):
    """Each constraint that a type may have."""

    percent: Annotated[int, Field(ge=0, le=100, multiple_of=5)]
    share: Annotated[float, Field(gt=0, lt=1)]
    price: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
    code: Annotated[str, Field(min_length=2, max_length=8, pattern=r"^[A-Z]+$")]
    words: Annotated[list[str], Field(min_length=1, max_length=3)]


class Everything(BaseModel):
    """A field for each row of the type table."""

    boolean: bool
    null: None
    string: str
    integer: int
    bigint: BigInt
    number: float
    decimal: Decimal
    uuid: UUID
    datetime: datetime
    date: date
    time: time
    duration: timedelta
    bytes: bytes
    json_: Annotated[Any, Field(alias="json")]
    enum: Colour
    literal: Literal["up", "down"]
    list: list[Decimal]
    tuple: tuple[int, date, str]
    map: dict[str, BigInt]
    map_by_uuid: dict[UUID, bool]
    struct: Node
    generic: Slice[Colour]
    union: int | BigInt | bool
    tagged: Annotated[Circle | Square, Field(discriminator="kind")]
    optional: BigInt | None
    defaulted: str = "usual"


KINDS = {
    "boolean": bool,
    "null": type(None),
    "string": str,
    "integer": int,
    "bigint": int,
    "number": float,
    "decimal": Decimal,
    "uuid": UUID,
    "datetime": datetime,
    "date": date,
    "time": time,
    "duration": timedelta,
    "bytes": bytes,
    "enum": Colour,
    "list": list,
    "tuple": tuple,
    "map": dict,
    "struct": Node,
    "generic": Slice[Colour],
}


@client
def echo_everything(value: Everything) -> Everything:
    """Every type, there and back."""
    for name, kind in KINDS.items():
        if type(getattr(value, name)) is not kind:
            raise TypeError(f"`{name}` is not what it was declared as")
    return value


@client
async def echo_everything_async(value: Everything) -> Everything:
    """The same, asynchronously."""
    return value


@client
def echo_patch(value: Patch) -> Patch:
    """What is absent stays absent, and null stays null."""
    return value


@client
def echo_bounded(value: Bounded) -> Bounded:
    """Values that are within their bounds."""
    return value


@client
def echo_values(integer: int, decimal: Decimal | None = None, days: list[date] = [], json: Any = None) -> list[Any]:  # noqa: B006 - read, never changed
    """Arguments of which some may be absent; as text, a decimal and dates have one spelling."""
    return [integer, None if decimal is None else f"{decimal:f}", [str(day) for day in days], json]


@client(context=SpelledContext)
def spelling(
    boolean: bool,
    string: str,
    integer: int,
    bigint: BigInt,
    decimal: Decimal,
    uuid: UUID,
    datetime: datetime,
    date: date,
    enum: Colour,
    days: list[date],
    absent: Decimal | None = None,
    usual: Decimal = Decimal("1.5"),
) -> dict[str, str]:
    """The type and the one spelling of each param of a context."""
    return {name: said(value) for name, value in sorted(locals().items())}


@client(context=SpelledContext)
def spelled_string(string: str) -> str:
    """The one param that both members have."""
    return string


WORDS = {str: "string", int: "integer", UUID: "uuid", date: "date"}


def said(value: Any) -> str:
    """What it is, in a word that every language has, and its spelling: `decimal 1.5`."""
    match value:
        case None:
            return "null"
        case list():
            return ", ".join(map(said, value))
        case Enum():
            return f"enum {value.value}"
        case datetime():
            text = value.replace(tzinfo=None).isoformat()
            return f"datetime {text.rstrip('0') if value.microsecond else text}Z"
        case bool():
            return f"boolean {'true' if value else 'false'}"
        case Decimal():
            return f"decimal {value:f}"
    return f"{WORDS[type(value)]} {value}"
