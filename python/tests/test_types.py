"""Annotations: which type of the wire each means."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime as dt
import decimal
import enum
import sys
import types
import typing
import uuid
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union

import pydantic
import pytest
import typing_extensions
from irs import argument_of, defects_of, frozen_ir, result_of
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, computed_field

from mizan import BigInt, GraphError, Registry, client
from mizan import registry as registries

T = TypeVar("T")
U = TypeVar("U")


class Colour(enum.Enum):
    """What it may be painted in."""

    RED = "red"
    GREEN = "green"


class Size(enum.StrEnum):
    SMALL = enum.auto()


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


STRING = {"type": "string"}
INTEGER = {"type": "integer"}
JSON = {"type": "json"}
RED_GREEN = {"type": "enum", "values": ["red", "green"]}

ROWS: list[tuple[Any, dict[str, Any]]] = [
    (bool, {"type": "boolean"}),
    (str, STRING),
    (int, INTEGER),
    (BigInt, {"type": "bigint"}),
    (float, {"type": "number"}),
    (None, {"type": "null"}),
    (type(None), {"type": "null"}),
    (decimal.Decimal, {"type": "decimal"}),
    (dt.datetime, {"type": "datetime"}),
    (AwareDatetime, {"type": "datetime"}),
    (dt.date, {"type": "date"}),
    (dt.time, {"type": "time"}),
    (dt.timedelta, {"type": "duration"}),
    (uuid.UUID, {"type": "uuid"}),
    (bytes, {"type": "bytes"}),
    (Any, JSON),
    (JsonValue, JSON),
    (Optional[Any], JSON),  # noqa: UP045  # the older spelling is read too
    (dict, {"type": "map", "item": JSON}),
    (typing.Dict, {"type": "map", "item": JSON}),  # noqa: UP006  # the same
    (collections.abc.Mapping, {"type": "map", "item": JSON}),
    (list, {"type": "list", "item": JSON}),
    (typing.List, {"type": "list", "item": JSON}),  # noqa: UP006  # the same
    (Literal[2**53 - 1], {"type": "enum", "values": [2**53 - 1]}),  # type: ignore[valid-type]  # it is computed
    (list[int], {"type": "list", "item": INTEGER}),
    (typing.List[int], {"type": "list", "item": INTEGER}),  # noqa: UP006  # the same
    (collections.abc.Sequence[int], {"type": "list", "item": INTEGER}),
    (typing.Sequence[int], {"type": "list", "item": INTEGER}),  # the same
    (tuple[int, ...], {"type": "list", "item": INTEGER}),
    (tuple[int, str], {"type": "tuple", "items": [INTEGER, STRING]}),
    (dict[str, int], {"type": "map", "item": INTEGER}),
    (collections.abc.Mapping[str, int], {"type": "map", "item": INTEGER}),
    (dict[uuid.UUID, int], {"type": "map", "key": {"type": "uuid"}, "item": INTEGER}),
    (dict[int, int], {"type": "map", "key": INTEGER, "item": INTEGER}),
    (
        dict[Annotated[str, Field(max_length=3)], int],
        {"type": "map", "key": {"type": "string", "max_length": 3}, "item": INTEGER},
    ),
    (dict[Literal["red", "green"], int], {"type": "map", "key": RED_GREEN, "item": INTEGER}),
    (Literal["red", "green"], RED_GREEN),
    (Literal[2, 1], {"type": "enum", "values": [2, 1]}),
    (Literal["red", "green", None], {"type": "optional", "item": RED_GREEN}),
    (int | None, {"type": "optional", "item": INTEGER}),
    (Optional[int], {"type": "optional", "item": INTEGER}),  # noqa: UP045  # the same
    (int | str, {"type": "union", "of": [INTEGER, STRING]}),
    (Union[int, None, str], {"type": "optional", "item": {"type": "union", "of": [INTEGER, STRING]}}),  # noqa: UP007  # the same
    (NewType("UserId", int), INTEGER),
    (NewType("Maybe", Optional[int]), {"type": "optional", "item": INTEGER}),  # type: ignore[valid-newtype]  # noqa: UP045  # it is one when it runs
    (Annotated[int, Field(description="how many")], INTEGER),
    (Annotated[int, typing_extensions.Doc("how many")], INTEGER),
]


@pytest.mark.parametrize(("annotation", "kind"), ROWS, ids=[str(row[0]) for row in ROWS])
def test_every_row(registry: Registry, annotation: Any, kind: dict[str, Any]) -> None:
    assert result_of(registry, annotation) == (kind, {})


def test_what_an_argument_is_described_as(registry: Registry) -> None:
    @client
    def f(
        request: typing.NoReturn,
        field: Annotated[int, Field(description="how many")],
        doc: Annotated[int, typing_extensions.Doc("how few")],
        none: int,
    ) -> None: ...

    docs = {each["name"]: each.get("doc") for each in frozen_ir(registry)["functions"][0]["args"]}
    assert docs == {"field": "how many", "doc": "how few", "none": None}


@pytest.mark.parametrize(
    ("cls", "values", "doc"),
    [(Colour, ["red", "green"], "What it may be painted in."), (Size, ["small"], None), (Level, [1, 2], None)],
)
def test_an_enum_has_a_name(registry: Registry, cls: type, values: list[Any], doc: str | None) -> None:
    kind, named = result_of(registry, cls)
    assert kind == {"type": "ref", "name": cls.__name__}
    assert named[cls.__name__]["type"] == {"type": "enum", "values": values}
    assert named[cls.__name__].get("doc") == doc


def test_an_enum_as_a_key(registry: Registry) -> None:
    kind, _ = result_of(registry, dict[Colour, int])
    assert kind == {"type": "map", "key": {"type": "ref", "name": "Colour"}, "item": INTEGER}


Tree = typing_extensions.TypeAliasType("Tree", "list[Tree] | int | None")
Pair = typing_extensions.TypeAliasType("Pair", tuple[T, T], type_params=(T,))
Price = typing_extensions.TypeAliasType("Price", Annotated[decimal.Decimal, Field(ge=0)])
Anything = typing_extensions.TypeAliasType("Anything", Any)
Either = typing_extensions.TypeAliasType("Either", "Price | str")


def test_a_type_statement_is_an_alias(registry: Registry) -> None:
    kind, named = result_of(registry, tuple[Tree, Pair[int], Price, Anything])
    assert kind["items"] == [
        {"type": "optional", "item": {"type": "ref", "name": "Tree"}},
        {"type": "ref", "name": "PairInteger"},
        {"type": "ref", "name": "Price"},
        JSON,
    ]
    inner = {"type": "list", "item": {"type": "optional", "item": {"type": "ref", "name": "Tree"}}}
    assert {name: each["type"] for name, each in named.items()} == {
        "Tree": {"type": "union", "of": [inner, INTEGER]},
        "PairInteger": {"type": "tuple", "items": [INTEGER, INTEGER]},
        "Price": {"type": "decimal", "minimum": "0"},
    }


# Older Pythons cannot read a `type` statement; what it makes is tried above by `TypeAliasType`, as they have it.
if sys.version_info >= (3, 12):

    def test_a_type_statement_of_the_language(registry: Registry) -> None:
        module = types.ModuleType("statements")
        source = (
            "from pydantic import BaseModel\n"
            "type Tree = list[Tree] | int | None\n"
            "type Pair[T] = tuple[T, T]\n"
            "class Leaf[T](BaseModel):\n    one: T\n"
        )
        exec(source, vars(module))  # older Pythons cannot read it
        kind, named = result_of(registry, tuple[module.Tree, module.Pair[int], module.Leaf[str]])
        assert [each["type"] for each in kind["items"]] == ["optional", "ref", "ref"]
        assert set(named) == {"Tree", "PairInteger", "LeafString"}


Maybe = NewType("Maybe", Optional[int])  # type: ignore[valid-newtype]  # noqa: UP045
OfNew = typing_extensions.TypeAliasType("OfNew", Maybe)
OfAny = typing_extensions.TypeAliasType("OfAny", Optional[T], type_params=(T,))  # noqa: UP045
OfOther = typing_extensions.TypeAliasType("OfOther", OfAny[int])


@pytest.mark.parametrize("annotation", [OfNew, OfAny[int], OfOther])
def test_what_a_name_stands_for_takes_null_where_the_name_is_used(registry: Registry, annotation: Any) -> None:
    kind, named = result_of(registry, annotation)
    assert kind["type"] == "optional"
    assert "optional" not in {each["type"]["type"] for each in named.values()}


def test_a_union_within_a_union_is_one(registry: Registry) -> None:
    kind, _ = result_of(registry, Either | NewType("N", Optional[int]) | str)  # type: ignore[valid-newtype]  # noqa: UP045
    price = {"type": "ref", "name": "Price"}
    assert kind == {"type": "optional", "item": {"type": "union", "of": [price, STRING, INTEGER]}}


Endless = typing_extensions.TypeAliasType("Endless", "Endless")
Ping = typing_extensions.TypeAliasType("Ping", "Pong | int")
Pong = typing_extensions.TypeAliasType("Pong", "Ping | str")


@pytest.mark.parametrize("annotation", [Endless, Endless | None, Ping, list[Pong], Annotated[Endless, Field(ge=1)]])
def test_a_type_that_is_only_itself_is_a_defect(registry: Registry, annotation: Any) -> None:
    assert defects_of(registry, annotation)


class Tags(pydantic.RootModel[list[str]]):
    """What it is called."""


class Forest(pydantic.RootModel[list["Forest"]]):
    pass


def test_a_root_model_is_its_root(registry: Registry) -> None:
    kind, named = result_of(registry, tuple[Tags, Forest])
    assert kind["items"] == [{"type": "ref", "name": "Tags"}, {"type": "ref", "name": "Forest"}]
    assert named["Tags"] == {
        "kind": "alias",
        "name": "Tags",
        "doc": "What it is called.",
        "type": {"type": "list", "item": STRING},
    }
    assert named["Forest"]["type"] == {"type": "list", "item": {"type": "ref", "name": "Forest"}}


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog", "puppy"]
    friend: Cat | Dog | None = Field(None, discriminator="kind")


class Hen(BaseModel):
    kind: Literal["hen"]


Pet = typing_extensions.TypeAliasType("Pet", Annotated[Cat | Dog, Field(discriminator="kind")])


class Renamed(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    kind: Literal["x"] = Field(alias="@kind")


class Other(BaseModel):
    kind: Literal["y"] = Field(alias="@kind")


def tagged(*names: str, tag: str = "kind") -> dict[str, Any]:
    return {"type": "union", "tag": tag, "of": [{"type": "ref", "name": name} for name in names]}


def test_unions_with_a_tag(registry: Registry) -> None:
    kind, named = argument_of(
        registry,
        tuple[
            Annotated[Cat | Dog, Field(discriminator="kind")],
            Annotated[Cat | Dog, pydantic.Discriminator("kind")],
            Annotated[Cat | Dog | None, Field(discriminator="kind")],
            Annotated[Pet | Hen, Field(discriminator="kind")],
            Annotated[Renamed | Other, Field(discriminator="kind")],
            Pet,
        ],
    )
    pets = tagged("CatInput", "DogInput")
    assert kind["items"] == [
        pets,
        pets,
        {"type": "optional", "item": pets},
        tagged("CatInput", "DogInput", "Hen"),
        tagged("Renamed", "Other", tag="@kind"),
        {"type": "ref", "name": "PetInput"},
    ]
    assert named["PetInput"]["type"] == pets
    tag, lives = named["CatInput"]["fields"]
    # What says which branch it is must be there, whatever the class has for it.
    assert tag == {"name": "kind", "type": {"type": "enum", "values": ["cat"]}}
    assert lives["default"] == 9
    assert named["DogInput"]["fields"][1]["type"] == {"type": "optional", "item": pets}


class Sent(BaseModel):
    kind: Literal["x"] = Field(validation_alias="kindIn", serialization_alias="kindOut")


class AlsoSent(BaseModel):
    kind: Literal["y"] = Field("y", validation_alias="kindIn", serialization_alias="kindOut")


class Fish(BaseModel):
    """No form of its own: its default alone is no difference where it says which branch it is."""

    kind: Literal["z"] = "z"


class Bird(BaseModel):
    kind: Literal["w"]


def test_a_tag_is_called_in_each_form_what_its_field_is(registry: Registry) -> None:
    annotation = Annotated[Sent | AlsoSent, Field(discriminator="kind")]
    assert argument_of(registry, annotation)[0] == tagged("SentInput", "AlsoSentInput", tag="kindIn")
    with registries.scoped() as other:
        assert result_of(other, annotation)[0] == tagged("Sent", "AlsoSent", tag="kindOut")


def test_a_tags_default_makes_no_second_form(registry: Registry) -> None:
    annotation = Annotated[Fish | Bird, Field(discriminator="kind")]
    kind, named = argument_of(registry, annotation)
    assert kind == tagged("Fish", "Bird")
    assert set(named) == {"Fish", "Bird"}
    with registries.scoped() as other:
        assert result_of(other, annotation) == (kind, named)


class Noted(BaseModel):
    """Every place in which a note may stand."""

    model_config = ConfigDict(title="other", frozen=True, extra="forbid", str_strip_whitespace=False)

    big: BigInt
    many: list[BigInt]
    few: Annotated[list[Annotated[int, Field(ge=0)]] | None, Field(max_length=3)] = None
    pet: Pet


def test_notes_of_a_models_fields(registry: Registry) -> None:
    kind, named = result_of(registry, Noted)
    assert kind == {"type": "ref", "name": "Noted"}
    assert {each["name"]: each["type"] for each in named["Noted"]["fields"]} == {
        "big": {"type": "bigint"},
        "many": {"type": "list", "item": {"type": "bigint"}},
        "few": {
            "type": "optional",
            "item": {"type": "list", "max_length": 3, "item": {"type": "integer", "minimum": 0}},
        },
        "pet": {"type": "ref", "name": "Pet"},
    }


def test_a_bigint_is_an_int_of_any_size_for_pydantic(registry: Registry) -> None:
    pets: Any = {"kind": "cat"}
    assert Noted(big=10**400, many=[-(10**400)], pet=pets).big == 10**400


class Page(BaseModel, Generic[T]):
    """Some of many."""

    items: list[T]
    next: Page[T] | None = None


@dataclasses.dataclass
class Box(Generic[T]):
    inner: T


@dataclasses.dataclass
class Crate(Box[list[U]], Generic[U, T]):
    other: T
    label: str


class Row(typing_extensions.TypedDict, Generic[T]):
    cell: T


class WideRow(Row[list[T]], Generic[T]):
    wide: typing_extensions.NotRequired[T]


class First(typing_extensions.TypedDict):
    a: int


class Second(typing_extensions.TypedDict):
    b: str


class Third(First, Second):
    c: bool


@dataclasses.dataclass
class Numbered:
    """It has the last word, as the first of the bases."""

    x: int


@dataclasses.dataclass
class Lettered:
    x: str
    y: str


@dataclasses.dataclass
class Both(Numbered, Lettered):  # type: ignore[misc]  # the point
    z: bool


def test_fields_of_several_bases(registry: Registry) -> None:
    _, named = result_of(registry, tuple[Third, Both])
    keys = {name: {each["name"]: each["type"]["type"] for each in of["fields"]} for name, of in named.items()}
    assert list(keys["Third"].items()) == [("a", "integer"), ("b", "string"), ("c", "boolean")]
    assert list(keys["Both"].items()) == [("x", "integer"), ("y", "string"), ("z", "boolean")]


def boxed(times: int) -> Any:
    of: Any = int
    for _ in range(times):
        of = Box[of]
    return of


def test_generics_within_each_other_end(registry: Registry) -> None:
    _, named = result_of(registry, boxed(40))
    assert len(named) == 40


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


@dataclasses.dataclass
class Ring(Generic[A, B, C, D]):
    first: A
    next: Ring[B, C, D, A] | None


def test_a_generic_within_itself_with_others_in_turn_ends(registry: Registry) -> None:
    _, named = result_of(registry, Ring[int, str, bool, float])
    assert len(named) == 4


def test_generics_are_named_with_their_arguments(registry: Registry) -> None:
    kind, named = result_of(
        registry,
        tuple[
            Page[int],
            Page[list[int]],
            Page[Box[Colour]],
            Box[Page[Hen]],
            Crate[int, str],
            Row[int | None],
            WideRow[int],
        ],
    )
    assert [each["name"] for each in kind["items"]] == [
        "PageInteger",
        "PageListInteger",
        "PageBoxColour",
        "BoxPageHen",
        "CrateIntegerString",
        "RowOptionalInteger",
        "WideRowInteger",
    ]
    assert named["PageInteger"]["doc"] == "Some of many."
    assert named["PageInteger"]["fields"][1]["type"]["item"] == {"type": "ref", "name": "PageInteger"}
    fields = {
        name: {each["name"]: each["type"] for each in named[name]["fields"]}
        for name in named
        if "fields" in named[name]
    }
    assert fields["BoxColour"] == {"inner": {"type": "ref", "name": "Colour"}}
    assert fields["CrateIntegerString"] == {
        "inner": {"type": "list", "item": INTEGER},
        "other": STRING,
        "label": STRING,
    }
    assert fields["RowOptionalInteger"] == {"cell": {"type": "optional", "item": INTEGER}}
    assert fields["WideRowInteger"] == {"cell": {"type": "list", "item": INTEGER}, "wide": INTEGER}
    assert named["WideRowInteger"]["fields"][1]["omittable"] is True


class Partial(typing_extensions.TypedDict, total=False):
    one: int
    two: typing_extensions.Required[int]
    three: typing_extensions.ReadOnly[int]
    four: typing_extensions.Required[typing_extensions.ReadOnly[int]]


class Whole(typing.TypedDict):
    one: int
    two: typing.NotRequired[Annotated[int, Field(ge=0, description="the second")]]


def test_keys_that_may_be_absent(registry: Registry) -> None:
    kind, named = result_of(registry, tuple[Partial, Whole])
    assert [each["name"] for each in kind["items"]] == ["Partial", "Whole"]
    omittable = {name: {each["name"]: each.get("omittable", False) for each in named[name]["fields"]} for name in named}
    assert omittable["Partial"] == {"one": True, "two": False, "three": True, "four": False}
    assert omittable["Whole"] == {"one": False, "two": True}
    assert named["Whole"]["fields"][1]["type"] == {"type": "integer", "minimum": 0}
    assert named["Whole"]["fields"][1]["doc"] == "the second"


@pydantic.dataclasses.dataclass
class Half:
    """A dataclass of pydantic's."""

    total: int = Field(ge=0, alias="Total")
    price: decimal.Decimal = decimal.Decimal("1.50")

    @computed_field
    def twice(self) -> int:
        return 2 * self.total


def test_a_pydantic_dataclass(registry: Registry) -> None:
    @client
    def f(half: Half) -> Half: ...

    named = {each["name"]: each for each in frozen_ir(registry)["types"]}
    assert named["HalfInput"]["fields"] == [
        {"name": "Total", "type": {"type": "integer", "minimum": 0}},
        {"name": "price", "type": {"type": "decimal"}, "default": "1.5"},
    ]
    assert [each["name"] for each in named["Half"]["fields"]] == ["Total", "price", "twice"]
    assert named["Half"]["doc"] == "A dataclass of pydantic's."


def test_all_defects_of_one_model_and_of_all_functions_are_told_at_once(registry: Registry) -> None:
    class Wrong(BaseModel):
        model_config = ConfigDict(str_strip_whitespace=True, arbitrary_types_allowed=True)
        one: set[int]
        two: complex

    @client
    def no_hints(a, b: int = None): ...  # type: ignore[no-untyped-def]  # noqa: RUF013

    @client
    def unknown_name(a: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    @client
    def nameless(*args: int, **rest: int) -> None: ...

    @client
    def late(a: int, request: object) -> None: ...

    @client
    def wrong(a: Wrong) -> list[Wrong]: ...

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = str(caught.value)
    for says in (
        "no_hints.a: `a` has no annotation; the request's parameter is called `request`",
        "no_hints.b: the default does not fit: `None` is no value of `int`; say `int | None`",
        "no_hints.result: the result has no annotation",
        "unknown_name.a: the name `Nowhere` cannot be resolved",
        "nameless.args: `*args: 'int'` has no name on the wire",
        "nameless.rest: `**rest: 'int'` has no name on the wire",
        "late.request: the request is the first parameter",
        "wrong.a: `Wrong`: `str_strip_whitespace`",
        "wrong.a.one: `set[int]` is no type of the wire",
        "wrong.a.two: `complex` is no type of the wire",
    ):
        assert says in text, text


def test_local_models_and_string_annotations_are_found(registry: Registry) -> None:
    class Local(BaseModel):
        id: int

    @client
    def local(a: Local) -> list[Local]: ...

    assert [each["name"] for each in frozen_ir(registry)["types"]] == ["Local"]
