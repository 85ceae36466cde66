"""One function for each row of the type table, which answers what it was sent, and looks at what that is in Python.

Read by `tests/afi/test_every_type.py`: the annotation of `value` is what the table shows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Generic, Literal, NotRequired, TypedDict, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

from mizan import BigInt, ReactContext, client

T = TypeVar("T")


class Colour(Enum):
    """What it may be painted in."""

    RED = "red"
    GREEN = "green"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Profile(BaseModel):
    """A model of pydantic."""

    id: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^\w")]
    balance: Decimal = Decimal("0")
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.5


class Patch(TypedDict):
    """What may be absent, null, or there."""

    name: NotRequired[str]
    nickname: NotRequired[str | None]
    version: int


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float


class Square(BaseModel):
    kind: Literal["square"]
    side: BigInt


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class Node(BaseModel):
    value: bytes
    children: list["Node"] = []


Tree = TypeAliasType("Tree", "dict[str, Tree] | list[Tree] | int")


def same(value: T, kind: type) -> T:
    """The value, which must be of just this type."""
    if type(value) is not kind:
        raise TypeError(f"a `{type(value).__name__}` came where a `{kind.__name__}` was declared")
    return value


@client
def echo_boolean(value: bool) -> bool:
    return same(value, bool)


@client
def echo_null(value: None) -> None:
    return same(value, type(None))


@client
def echo_string(value: str) -> str:
    return same(value, str)


@client
def echo_integer(value: int) -> int:
    return same(value, int)


@client
def echo_bigint(value: BigInt) -> BigInt:
    return same(value, int)


@client
def echo_number(value: float) -> float:
    return same(value, float)


@client
def echo_decimal(value: Decimal) -> Decimal:
    return same(value, Decimal)


@client
def echo_uuid(value: UUID) -> UUID:
    return same(value, UUID)


@client
def echo_datetime(value: datetime) -> datetime:
    if value.tzinfo is not UTC:
        raise TypeError("a datetime is in UTC")
    return same(value, datetime)


@client
def echo_date(value: date) -> date:
    return same(value, date)


@client
def echo_time(value: time) -> time:
    return same(value, time)


@client
def echo_duration(value: timedelta) -> timedelta:
    return same(value, timedelta)


@client
def echo_bytes(value: bytes) -> bytes:
    return same(value, bytes)


@client
def echo_json(value: Any) -> Any:
    return value


@client
def echo_enum(value: Colour) -> Colour:
    return same(value, Colour)


@client
def echo_enum_of_integers(value: Size) -> Size:
    return same(value, Size)


@client
def echo_literal(value: Literal["up", "down"]) -> Literal["up", "down"]:
    return value


@client
def echo_list(value: list[Decimal]) -> list[Decimal]:
    return [same(each, Decimal) for each in same(value, list)]


@client
def echo_tuple(value: tuple[int, date, str]) -> tuple[int, date, str]:
    number, day, text = same(value, tuple)
    return same(number, int), same(day, date), same(text, str)


@client
def echo_map(value: dict[str, BigInt]) -> dict[str, BigInt]:
    return same(value, dict)


@client
def echo_map_by_uuid(value: dict[UUID, bytes]) -> dict[UUID, bytes]:
    return {same(key, UUID): same(each, bytes) for key, each in value.items()}


@client
def echo_struct(value: Profile) -> Profile:
    return same(value, Profile)


@client
def echo_struct_of_a_dataclass(value: Point) -> Point:
    return same(value, Point)


@client
def echo_struct_with_what_may_be_absent(value: Patch) -> Patch:
    return same(value, dict)  # type: ignore[return-value]  # a TypedDict is a dict


@client
def echo_struct_of_its_own_kind(value: Node) -> Node:
    return same(value, Node)


@client
def echo_generic(value: Page[Point]) -> Page[Point]:
    return same(value, Page[Point])


@client
def echo_union(value: int | BigInt | bool | list[bytes]) -> int | BigInt | bool | list[bytes]:
    return value


@client
def echo_union_with_a_tag(
    value: Annotated[Circle | Square, Field(discriminator="kind")],
) -> Annotated[Circle | Square, Field(discriminator="kind")]:
    return same(value, Circle if value.kind == "circle" else Square)


@client
def echo_alias(value: Tree) -> Tree:
    return value


@client
def echo_optional(value: BigInt | None) -> BigInt | None:
    return value


@client
def echo_constrained(value: Annotated[int, Field(ge=0, le=100, multiple_of=5)]) -> int:
    return same(value, int)


Spelled = ReactContext("spelled")


@client(context=Spelled)
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
    """What each param of a context is in Python."""
    return {name: repr(value) for name, value in sorted(locals().items())}
