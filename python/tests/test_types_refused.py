"""Annotations that are no type of the wire: each is refused where it stands, with what to type instead."""

import collections
import collections.abc
import dataclasses
import datetime as dt
import enum
import ipaddress
import pathlib
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

import annotated_types
import pydantic
import pytest
import typing_extensions
from irs import defects_of
from pydantic import BaseModel, ConfigDict, Field

from mizan import Registry, client
from mizan.errors import GraphError
from mizan.ir.depth import DEEPEST

T = TypeVar("T")


class Flags(enum.Flag):
    A = 1


class Mixed(enum.Enum):
    A = 1
    B = "b"


class Reals(enum.Enum):
    HALF = 0.5


class Nothing(enum.Enum):
    pass


class Far(enum.Enum):
    AWAY = 2**53


class Named(NamedTuple):
    one: int


class Text(str):
    pass


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Page(BaseModel, Generic[T]):
    items: list[T]


@dataclasses.dataclass
class Box(Generic[T]):
    inner: T


class Sorted(BaseModel):
    sort: Literal["s"]


@dataclasses.dataclass
class Grown(Generic[T]):
    """Two ways down, so that what never ends would end twice as late with each step."""

    child: "Grown[list[T]] | None"
    other: "Grown[dict[str, T]] | None"


class Wider(typing_extensions.TypedDict, Generic[T]):
    child: "Wider[list[T]] | None"


Longer = typing_extensions.TypeAliasType("Longer", "list[Longer[list[T]]]", type_params=(T,))  # type: ignore[misc]  # the point


class Tags(pydantic.RootModel[list[str]]):
    pass


class MaybeTags(pydantic.RootModel[list[str] | None]):
    pass


class DefaultTags(pydantic.RootModel[list[str]]):
    root: list[str] = []


Alias = typing_extensions.TypeAliasType("Alias", list[T], type_params=(T,))  # type: ignore[valid-type]  # mypy does not bind it
Absolute = typing_extensions.TypeAliasType("Absolute", Annotated[int, pydantic.AfterValidator(abs)])


class HoldsAbsolute(BaseModel):
    one: Absolute


Lost = typing_extensions.TypeAliasType("Lost", "list[Nowhere]")  # type: ignore[name-defined]  # noqa: F821  # the point

ANNOTATIONS: list[tuple[Any, str]] = [
    (set[int], "f.result: `set[int]` is no type of the wire; a set has no order on the wire; use `list[…]`"),
    (set, "`set` is no type of the wire; a set has no order on the wire; use `list[…]`"),
    (frozenset[int], "use `list[…]`, and make the set in the function"),
    (collections.abc.Set[int], "use `list[…]`, and make the set in the function"),
    (collections.abc.Iterator[int], "a function answers once, and with a whole; use `list[…]`"),
    (collections.abc.Generator[int, None, None], "use `list[…]`"),
    (collections.abc.Iterable[int], "it may be read once; use `list[…]`"),
    (collections.deque[int], "use `list[…]`"),
    (collections.abc.MutableMapping[str, int], "use `dict[…]`"),
    (collections.OrderedDict[str, int], "use `dict[…]`"),
    (collections.Counter[str], "use `dict[str, int]`"),
    (complex, "`complex` is no type of the wire; use two fields of `float`"),
    (bytearray, "use `bytes`"),
    (object, "`object` is no type of the wire; use `Any` for any JSON"),
    (type[int], "use a `Literal` or an `Enum` of names"),
    (dt.tzinfo, "use `str` with the name of the zone"),
    (Named, "`Named`: a named tuple would lose its names; use a dataclass, or `tuple[…]`"),
    (Text, "`Text` is no type of the wire; use `str`, or a `NewType` of it"),
    (Callable[[int], int], "is no type of the wire; there are bool, str, int, BigInt, float,"),
    (Callable, "is no type of the wire"),
    (5, "`5` is no type of the wire"),
    (T, "`~T` stands for no type here; name the argument of what is generic"),
    (tuple, "`tuple`: name its parts, as in `tuple[int, str]` or `tuple[int, ...]`"),
    (tuple[()], "name its parts"),
    (dict[float, int], "f.result.key: `float` is no key of a map; there are str, int, UUID"),
    (dict[bool, int], "`bool` is no key of a map"),
    (dict[str | None, int], "`str | None` is no key of a map"),
    (dict[Literal[1, 2], int], "is no key of a map; there are str, int, UUID, and `Literal`s and `Enum`s of strings"),
    (int | Any, "`Any` in a union takes what every other branch would; say it alone"),
    (Literal[True], "`Literal[True]`: there are literals of strings and of integers"),
    (Literal[Mixed.B], "there are literals of strings and of integers; write its value, `'b'`, or the `Enum` itself"),
    (Literal["a", 1], "a `Literal` of strings and integers; make it a union of two"),
    (Literal[9007199254740992], "an integer of the `Literal` is beyond 2^53-1; write it as text"),
    (Flags, "`Flags`: flags are combined, and an enum is one value; use a list of an `Enum`"),
    (Mixed, "`Mixed`: its values are neither all strings nor all integers"),
    (Reals, "`Reals`: its values are neither all strings nor all integers"),
    (Nothing, "`Nothing` has no members"),
    (Far, "`Far`: a value is beyond 2^53-1; write it as text"),
    (Page, "`Page` is generic: name its arguments, `Page[…]`"),
    (Box, "`Box` is generic: name its arguments, `Box[…]`"),
    (Box[T], "f.result.inner: `~T` stands for no type here"),
    (Alias, "`Alias` takes 1 arguments: `Alias[…]`"),
    (Lost, "`Lost`: the name `Nowhere` cannot be resolved; define it at the top of its module"),
    (MaybeTags, "`MaybeTags`: a root model takes no null; say `… | None` where it is used"),
    (DefaultTags, "`DefaultTags`: a root model's default is nobody's; give it to the field or the argument"),
    (Tags | int, "a root model in a union: nothing on the wire tells it from the rest; use a model"),
    (pydantic.NaiveDatetime, "a moment without an offset is none on the wire; use `datetime` with an offset, or `str`"),
    (pydantic.PastDate, "use `date`, and compare in the function or in a validator"),
    (pydantic.FutureDate, "use `date`"),
    (pydantic.PastDatetime, "use `datetime`"),
    (pydantic.FutureDatetime, "use `datetime`"),
    (pydantic.SecretStr, "use `str`; what travels is no secret of the server's"),
    (pydantic.Json, "use `Any`, or the type itself"),
    (pydantic.Json[int], "JSON within text is written twice; use `Any`, or the type itself"),
    (pydantic.Secret[int], "use the type itself; what travels is no secret of the server's"),
    (pydantic.EmailStr, "use `str`, with a `pattern=` where its form matters"),
    (pydantic.HttpUrl, "use `str`, with a `pattern=` where its form matters"),
    (ipaddress.IPv4Address, "use `str`, with a `pattern=` where its form matters"),
    (pathlib.Path, "use `str`, with a `pattern=` where its form matters"),
    (pydantic.UUID4, "a `UUID` of one version alone; use `UUID`"),
    (pydantic.Base64Bytes, "encoded bytes: use `bytes`, which travel as base64url"),
    (Annotated[Cat | Dog, Field(discriminator="sort")], "`sort`"),
    (Annotated[Cat | int, Field(discriminator="kind")], "a branch is no model; each is one, with the field `kind`"),
    (
        Annotated[Annotated[Cat | Dog, Field(discriminator="kind")] | Sorted, Field(discriminator="sort")],
        'f.result: `discriminator="sort"`: a branch is no model; each is one, with the field `sort`',
    ),
    (tuple[int, ..., str], "f.result: a tuple on the wire has at least one part, each by its own"),  # type: ignore[misc]  # the point
    (Grown[int], "f.result.child: `Grown` is within itself with other arguments each time, without end"),
    (Wider[int], "f.result.child: `Wider` is within itself with other arguments each time, without end"),
    (list[Longer[int]], "f.result[][]: `Longer` is within itself with other arguments each time, without end"),
    (Annotated[Cat, Field(discriminator="kind")], "it is no union of two models or more"),
    (
        Annotated[Annotated[Cat, pydantic.Tag("a")] | Annotated[Dog, pydantic.Tag("b")], pydantic.Discriminator(len)],
        'a discriminator that is a function runs on no client; name a field: `discriminator="…"`',
    ),
    (list[Annotated[int, "a note"]], "f.result[]: `'a note'` would be checked by nobody; there are `Field(ge=, gt=,"),
    (Annotated[int, Field(alias="b")], "an alias is a model's; give it the name that travels"),
    (Annotated[int, Field(default=1)], "a default stands after `=`, not within `Annotated`"),
    (Annotated[int, Field(exclude=True)], "`exclude` and `init` are a model's; leave it out"),
    (
        Annotated[int, pydantic.AfterValidator(abs)],
        "a validator runs where pydantic builds a model; put it on a model's",
    ),
    (Absolute, "a validator runs where pydantic builds a model; put it on a model's field"),
    (HoldsAbsolute, "f.result.one: a validator runs where pydantic builds a model; put it on a model's field"),
    (Annotated[int, pydantic.BeforeValidator(abs)], "a validator before the type may change the form"),
    (Annotated[int, pydantic.PlainSerializer(str)], "a serializer changes what is written"),
    (Annotated[dt.datetime, annotated_types.Timezone("x")], "a datetime has an offset always, and is given in UTC"),
    (Annotated[int, annotated_types.Predicate(bool)], "use bounds, or a validator of a model"),
]


@pytest.mark.parametrize(("annotation", "says"), ANNOTATIONS, ids=[str(row[0])[:60] for row in ANNOTATIONS])
def test_it_is_refused_with_what_there_is(registry: Registry, annotation: Any, says: str) -> None:
    told = defects_of(registry, annotation)
    assert any(says in each for each in told), told


class Allowing(BaseModel):
    model_config = ConfigDict(extra="allow")


class Shortened(BaseModel):
    model_config = ConfigDict(str_max_length=5)
    name: str


class Stripped(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)
    name: str


class Valued(BaseModel):
    model_config = ConfigDict(use_enum_values=True)


class Encoded(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64")


class Coerced(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class Before(BaseModel):
    price: int

    @pydantic.field_validator("price", mode="before")
    @classmethod
    def halved(cls, value: int) -> int:
        return value // 2


class Wrapped(BaseModel):
    price: int

    @pydantic.model_validator(mode="before")
    @classmethod
    def halved(cls, value: Any) -> Any:
        return value


class Serialized(BaseModel):
    price: int

    @pydantic.field_serializer("price")
    def shown(self, value: int) -> str:
        return str(value)


class Own(BaseModel):
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return handler(source)


class Pathed(BaseModel):
    price: int = Field(validation_alias=pydantic.AliasPath("a", 0))


class Chosen(BaseModel):
    price: int = Field(validation_alias=pydantic.AliasChoices("a", "b"))


class Hiding(BaseModel):
    price: int = Field(exclude_if=lambda value: value == 0)


class Stripping(BaseModel):
    name: Annotated[str, pydantic.StringConstraints(strip_whitespace=True)]


class Lowering(BaseModel):
    name: pydantic.constr(to_lower=True)  # type: ignore[valid-type]  # mypy cannot see what it makes


@dataclasses.dataclass
class WithInit:
    given: dataclasses.InitVar[int]


@dataclasses.dataclass
class WithField:
    given: int = Field(default=1)


@pydantic.dataclasses.dataclass
class GenericHalf(Generic[T]):
    given: T


class Extra(typing_extensions.TypedDict, extra_items=int):  # type: ignore[call-arg]  # newer than mypy
    name: str


@dataclasses.dataclass
class Checked:
    given: int

    @pydantic.field_validator("given")
    @classmethod
    def positive(cls, given: int) -> int:
        return given


@dataclasses.dataclass
class CheckedWhole:
    given: int

    @pydantic.model_validator(mode="after")
    def positive(self) -> "CheckedWhole":
        return self


@dataclasses.dataclass
class Inheriting(CheckedWhole):
    more: int


@dataclasses.dataclass
class Shown:
    given: int

    @pydantic.field_serializer("given")
    def as_text(self, given: int) -> str:
        return str(given)


@dataclasses.dataclass
class Computing:
    given: int

    @pydantic.computed_field  # type: ignore[prop-decorator]  # mypy does not know it
    @property
    def twice(self) -> int:
        return self.given * 2


@dataclasses.dataclass
class Schemed:
    given: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return handler(source)


@dataclasses.dataclass
class Aliased:
    __pydantic_config__ = ConfigDict(alias_generator=str.upper)
    given: int


class AliasedRow(typing_extensions.TypedDict):
    __pydantic_config__ = ConfigDict(alias_generator=str.upper)  # type: ignore[misc]  # pydantic's own way
    given: int


class AliasedMore(AliasedRow):
    more: int


@pydantic.with_config(ConfigDict(str_to_lower=True))
@dataclasses.dataclass
class Lowered:
    given: str


class Item(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    price: complex


class Deep(TypedDict):
    items: dict[str, list[Item]]


CLASSES: list[tuple[Any, str]] = [
    (
        Allowing,
        'f.result: `Allowing`: `extra="allow"`: its fields would be declared nowhere; give it a field that is a',
    ),
    (Shortened, "`Shortened`: `str_max_length`: say `max_length` of each field"),
    (Stripped, "`Stripped`: `str_strip_whitespace`: it changes what is read or written"),
    (Valued, "`use_enum_values`: a function is given the `Enum`'s member"),
    (Encoded, '`ser_json_bytes="base64"`: it changes what is read or written'),
    (Coerced, "`coerce_numbers_to_str`: it changes what is read or written"),
    (Before, '`halved`: a validator before the type may change the form that is read; use `mode="after"`'),
    (Wrapped, "`halved`: a validator before the type may change the form"),
    (Serialized, "`shown`: a serializer changes what is written"),
    (Own, "it has a core schema of its own"),
    (Pathed, 'f.result.price: `Pathed`: `AliasPath`: a field has one name; use `validation_alias="…"`'),
    (Chosen, "f.result.price: `Chosen`: `AliasChoices`: a field has one name"),
    (Hiding, "f.result.price: `Hiding`: `exclude_if`: a field is there or is not"),
    (Stripping, "f.result.name: `strip_whitespace` changes the value that was sent; use `pattern=`"),
    (Lowering, "f.result.name: `to_lower` changes the value that was sent"),
    (WithInit, "`WithInit`: an `InitVar` is no field of the wire; make it a field"),
    (WithField, "f.result.given: `WithField`: pydantic's `Field` is no default of a plain dataclass; use `Annotated"),
    (GenericHalf[int], "a generic pydantic dataclass; use a generic model, or a plain dataclass"),
    (Extra, "`Extra`: `extra_items`: its keys would be declared nowhere; give it a key that is a `dict`"),
    (Checked, "`Checked`: `positive`: pydantic's decorators do not run here; use `pydantic.dataclasses.dataclass`, or"),
    (CheckedWhole, "`CheckedWhole`: `positive`: pydantic's decorators do not run here"),
    (Inheriting, "`Inheriting`: `positive`: pydantic's decorators do not run here"),
    (Shown, "`Shown`: `as_text`: pydantic's decorators do not run here"),
    (Computing, "`Computing`: `twice`: pydantic's decorators do not run here"),
    (Schemed, "`Schemed`: it has a core schema of its own, which nobody runs"),
    (Aliased, "`Aliased`: `alias_generator` of a plain dataclass: give its fields the names that travel, or use a"),
    (AliasedRow, "`AliasedRow`: `alias_generator` of a TypedDict: give its fields the names that travel"),
    (AliasedMore, "`AliasedMore`: `alias_generator` of a TypedDict"),
    (Lowered, "`Lowered`: `str_to_lower`: it changes what is read or written"),
    (Deep, "f.result.items[][].price: `complex` is no type of the wire"),
]


@pytest.mark.parametrize(("cls", "says"), CLASSES, ids=[str(row[0]) for row in CLASSES])
def test_a_class_that_the_ir_cannot_say_is_refused(registry: Registry, cls: Any, says: str) -> None:
    told = defects_of(registry, cls)
    assert any(says in each for each in told), told


def test_several_at_once(registry: Registry) -> None:
    told = defects_of(registry, dict[str, tuple[set[int], Annotated[uuid.UUID, Field(ge=1)], complex]])
    assert len(told) == 3
    assert [each.partition(": ")[0] for each in told] == ["f.result[][0]", "f.result[][1]", "f.result[][2]"]


class Colour(enum.Enum):
    RED = "r"


def test_a_default_that_is_none_is_refused_with_what_to_write(registry: Registry) -> None:
    @client
    def f(
        fastapi: int = Field(ge=1),
        given: str = Field("x", pattern="^x", description="what it is"),
        none: int = None,  # type: ignore[assignment]  # noqa: RUF013  # the point
        maybe: list[Colour] = None,  # type: ignore[assignment]  # noqa: RUF013  # the point
        value: Colour = "r",  # type: ignore[assignment]
        maybe_not: int | None = None,
        anything: Any = None,
        nothing: None = None,
    ) -> None: ...

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    assert [each.partition(" f.")[2] for each in caught.value.defects] == [
        "fastapi: `Field(…)` is no default of an argument; say `Annotated[int, Field(ge=1)]`",
        "given: `Field(…)` is no default of an argument; "
        "say `Annotated[str, Field(pattern='^x', description='what it is')] = 'x'`",
        "none: the default does not fit: `None` is no value of `int`; say `int | None`",
        "maybe: the default does not fit: `None` is no value of `list[test_types_refused.Colour]`; "
        "say `list[test_types_refused.Colour] | None`",
        "value: the default does not fit: `'r'` is no Colour; write `Colour.RED`",
    ]


class WithNone(BaseModel):
    given: int = None  # type: ignore[assignment]


def test_so_is_a_fields(registry: Registry) -> None:
    @client
    def f(given: WithNone) -> None: ...

    with pytest.raises(GraphError, match=r"f.given.given: the default does not fit: .*; say `… \| None`"):
        registry.freeze()


def test_a_default_that_is_too_deep_is_refused_where_it_stands(registry: Registry) -> None:
    deep: Any = []
    for _ in range(DEEPEST * 3):
        deep = [deep]

    @client
    def f(given: Any = deep) -> None: ...

    with pytest.raises(GraphError, match=r"f.given: the default does not fit: it is nested deeper than 64 levels"):
        registry.freeze()
