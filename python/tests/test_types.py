"""Annotations: which type each means, and that all others are refused with their path."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import json
import typing
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, NotRequired, Optional, TypedDict, TypeVar

import annotated_types
import pydantic
import pytest
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from mizan import GraphError, Registry, client

T = TypeVar("T")
FIVE = uuid.UUID("00000000-0000-0000-0000-ABCDEF000005")
EAST = dt.timezone(dt.timedelta(hours=2))
MOMENT = dt.datetime(2026, 1, 1, 1, 30, 0, 120000, tzinfo=EAST)


class Colour(enum.Enum):
    RED = "red"


class Plain(BaseModel):
    """A plain one.

    With two paragraphs.
    """

    id: int
    name: str | None = Field(description="what it is called")
    made: dt.datetime


class Defaults(BaseModel):
    id: int
    tags: list[str] = Field(default_factory=list)


class Tree(BaseModel):
    left: Tree | None
    right: Optional[Tree]  # noqa: UP045  # the older spelling is read too


class DeepTree(BaseModel):
    children: list[DeepTree] = []


@dataclasses.dataclass
class Point:
    x: float
    at: uuid.UUID = FIVE


@dataclasses.dataclass
class Documented:
    """Not the signature."""

    one: list[list[bool]]


class Row(TypedDict):
    key: str
    plain: Plain


def frozen_ir(registry: Registry) -> dict[str, Any]:
    ir: dict[str, Any] = json.loads(registry.freeze().graph.ir())
    return ir


def test_every_type_there_is(registry: Registry) -> None:
    @client
    def everything(
        request: typing.NoReturn,
        flag: bool,
        text: str,
        whole: int,
        real: float,
        when: dt.datetime,
        which: uuid.UUID,
        nothing: None,
        several: list[int | None],
        maybe: Optional[list[str]],  # noqa: UP045
        described: Annotated[int, Field(description="how many")],
    ) -> None: ...

    (function,) = frozen_ir(registry)["functions"]
    kinds = {each["name"]: each["type"] for each in function["args"]}
    assert kinds == {
        "flag": {"type": "boolean"},
        "text": {"type": "string"},
        "whole": {"type": "integer"},
        "real": {"type": "number"},
        "when": {"type": "datetime"},
        "which": {"type": "uuid"},
        "nothing": {"type": "null"},
        "several": {"type": "list", "item": {"type": "optional", "item": {"type": "integer"}}},
        "maybe": {"type": "optional", "item": {"type": "list", "item": {"type": "string"}}},
        "described": {"type": "integer"},
    }
    assert {each["name"]: each.get("doc") for each in function["args"]}["described"] == "how many"
    assert function["result"] == {"type": "null"}


@pytest.mark.parametrize(
    ("annotation", "default"),
    [(float, 10**400), (dt.datetime, dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5))))],
    ids=["no float is that large", "in UTC it is before the year 1"],
)
def test_a_default_that_has_no_place_on_the_wire_is_a_defect(
    registry: Registry, annotation: type, default: object
) -> None:
    def odd(a: object = default) -> None: ...

    odd.__annotations__["a"] = annotation
    client(odd)
    with pytest.raises(GraphError, match=r"`?odd.*default"):
        registry.freeze()


def test_defaults_are_canonical(registry: Registry) -> None:
    @client
    def defaults(
        page: int = 1,
        name: str | None = None,
        real: float = 2,
        when: dt.datetime = MOMENT,
        which: uuid.UUID = FIVE,
        names: list[str] = [],  # noqa: B006
        flag: bool = False,
    ) -> None: ...

    (function,) = frozen_ir(registry)["functions"]
    assert {each["name"]: each["default"] for each in function["args"]} == {
        "page": 1,
        "name": None,
        "real": 2,
        "when": "2025-12-31T23:30:00.12Z",
        "which": "00000000-0000-0000-0000-abcdef000005",
        "names": [],
        "flag": False,
    }


def test_forms_share_a_name_only_when_they_are_equal(registry: Registry) -> None:
    @client
    def both(
        plain: Plain, defaults: Defaults, tree: Tree, deep: DeepTree, point: Point, row: Row
    ) -> list[Defaults]: ...

    @client
    def out() -> Row: ...

    ir = frozen_ir(registry)
    structs = {each["name"]: each for each in ir["types"]}
    assert set(structs) == {"Defaults", "DefaultsInput", "DeepTreeInput", "Plain", "PointInput", "Row", "Tree"}
    assert structs["Plain"]["doc"] == "A plain one.\n\nWith two paragraphs."
    assert [each.get("doc") for each in structs["Plain"]["fields"]] == [None, "what it is called", None]
    assert [each.get("default", "required") for each in structs["Defaults"]["fields"]] == ["required", "required"]
    assert [each.get("default", "required") for each in structs["DefaultsInput"]["fields"]] == ["required", []]
    assert structs["DeepTreeInput"]["fields"][0]["type"] == {
        "type": "list",
        "item": {"type": "ref", "name": "DeepTreeInput"},
    }
    assert structs["PointInput"]["fields"][1]["default"] == "00000000-0000-0000-0000-abcdef000005"
    assert "doc" not in structs["PointInput"]


def test_documentation_of_a_dataclass(registry: Registry) -> None:
    @client
    def documented() -> Documented: ...

    (struct,) = frozen_ir(registry)["types"]
    assert struct["doc"] == "Not the signature."


class Constrained(BaseModel):
    price: int = Field(ge=0)


class Aliased(BaseModel):
    price: int = Field(alias="Price")


class Allowing(BaseModel):
    model_config = ConfigDict(extra="allow")


class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=str.upper)
    price: int


class Shortened(BaseModel):
    model_config = ConfigDict(str_max_length=5)
    name: str


class Computed(BaseModel):
    @pydantic.computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> int:
        return 1


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


class Rooted(pydantic.RootModel[list[int]]):
    pass


class Page(BaseModel, Generic[T]):
    items: list[T]


class Excluding(BaseModel):
    secret: int = Field(exclude=True)


class Factory(BaseModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4)


class Partial(TypedDict):
    name: NotRequired[str]


@dataclasses.dataclass
class Lazy:
    total: int = dataclasses.field(init=False)


@pydantic.dataclasses.dataclass
class Half:
    total: int


class Items(BaseModel):
    price: decimal.Decimal


class Result(BaseModel):
    items: list[Items]


class Meta(str):
    pass


@pytest.mark.parametrize(
    ("annotation", "says"),
    [
        (decimal.Decimal, "f.result: `Decimal` is not there yet"),
        (dt.date, "f.result: `date` is not there yet"),
        (dt.timedelta, "`timedelta` is not there yet"),
        (bytes, "`bytes` is not there yet"),
        (dict, "`dict` is not there yet"),
        (dict[str, int], "`dict[str, int]` is not there yet"),
        (list, "`list` is not there yet"),
        (tuple[int, str], "`tuple[int, str]` is not there yet"),
        (set[int], "`set[int]` is no type of the wire; there are bool,"),
        (int | str, "`int | str` is not there yet"),
        (int | str | None, "is not there yet"),
        (Any, "Any` is not there yet"),
        (complex, "`complex` is no type of the wire"),
        (Callable[[int], int], "is no type of the wire"),
        (Callable, "is no type of the wire"),
        (dt.time, "`time` is not there yet"),
        (JsonValue, "is not there yet"),
        (object, "`object` is no type of the wire"),
        (Colour, "`Colour` is not there yet"),
        (Literal["a"], "is not there yet"),
        (Meta, "`Meta` is no type of the wire"),
        (T, "is no type of the wire"),
        (5, "`5` is no type of the wire"),
        (list[Annotated[int, annotated_types.Gt(0)]], "f.result[]: `Gt(gt=0)`: a constraint is not there yet"),
        (Annotated[int, Field(ge=1)], "a constraint is not there yet"),
        (Constrained, "f.result.price: `Constrained`: `Ge(ge=0)`: a constraint is not there yet"),
        (Aliased, "f.result.price: `Aliased`: an alias is not there yet"),
        (Generated, "`alias_generator` is not there yet"),
        (Allowing, '`extra="allow"` is not there yet'),
        (Shortened, "`str_max_length` is not there yet"),
        (Computed, "`total`: a computed field is not there yet"),
        (Before, "`halved`: a validator before the type may change the form"),
        (Wrapped, "`halved`: a validator before the type may change the form"),
        (Serialized, "`shown`: a serializer changes what is written"),
        (Rooted, "a root model is not there yet"),
        (Page[int], "a generic model is not there yet"),
        (Page, "a generic model is not there yet"),
        (Excluding, "f.result.secret: `Excluding`: `discriminator`, `exclude`"),
        (Factory, "f.result.id: `Factory`: a default that is computed is not there yet"),
        (Partial, "f.result.name: `Partial`: a key that may be absent is not there yet"),
        (Lazy, "f.result.total: `Lazy`: `init=False` is not there yet"),
        (Half, "a pydantic dataclass is not there yet"),
        (Result, "f.result.items[].price: `Decimal` is not there yet"),
    ],
)
def test_all_else_is_refused_with_its_path(registry: Registry, annotation: Any, says: str) -> None:
    def f() -> None: ...

    f.__annotations__["return"] = annotation
    client(f)
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    (defect,) = caught.value.defects
    assert says in defect
    assert "test_types.py:" in defect


def test_all_defects_of_one_model_and_of_all_functions_are_told_at_once(registry: Registry) -> None:
    @client
    def no_hints(a, b: int = None): ...  # type: ignore[no-untyped-def]  # noqa: RUF013

    @client
    def unknown_name(a: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    @client
    def nameless(*args: int, **rest: int) -> None: ...

    @client
    def late(a: int, request: object) -> None: ...

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = str(caught.value)
    for says in (
        "no_hints.a: `a` has no annotation; the request's parameter is called `request`",
        "no_hints.b: the default does not fit: `None` is no integer",
        "no_hints.result: the result has no annotation",
        "unknown_name.a: the name `Nowhere` cannot be resolved",
        "nameless.args: `*args: 'int'` has no name on the wire",
        "nameless.rest: `**rest: 'int'` has no name on the wire",
        "late.request: the request is the first parameter",
    ):
        assert says in text


def test_local_models_and_string_annotations_are_found(registry: Registry) -> None:
    class Local(BaseModel):
        id: int

    @client
    def local(a: Local) -> list[Local]: ...

    assert [each["name"] for each in frozen_ir(registry)["types"]] == ["Local"]


def test_two_models_of_one_name(registry: Registry) -> None:
    def one() -> type:
        class Same(BaseModel):
            id: int

        return Same

    def f() -> None: ...

    def g() -> None: ...

    for function in (f, g):
        function.__annotations__["return"] = one()
        client(function)
    with pytest.raises(GraphError, match="Same: two types have this name"):
        registry.freeze()
