"""Names of types, the two forms of one, defaults, and which classes the core makes."""

import dataclasses
import datetime as dt
import decimal
import enum
import inspect
import itertools
import json
import sys
import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Annotated, Any, Literal

import pydantic
import pytest
import typing_extensions
from irs import frozen_ir
from pydantic import BaseModel, ConfigDict, Field, computed_field
from pydantic.alias_generators import to_camel

from mizan import BigInt, GraphError, Registry, client
from mizan.ir import build

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


class Defaults(BaseModel):
    id: int
    tags: list[str] = Field(default_factory=list)


class DeepTree(BaseModel):
    children: "list[DeepTree]" = []


class Tree(BaseModel):
    left: "Tree | None"


@dataclasses.dataclass
class Point:
    x: float
    at: uuid.UUID = FIVE
    made: dt.datetime = dataclasses.field(default_factory=lambda: MOMENT)
    total: int = dataclasses.field(init=False, default=0)


@dataclasses.dataclass
class Documented:
    """Not the signature."""

    one: list[list[bool]]


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    both: int = Field(alias="Both")
    read: int = Field(validation_alias="toRead")
    wrote: int = Field(serialization_alias="wasWritten")
    secret: str = Field(exclude=True)

    @computed_field(alias="sum", description="of both")  # type: ignore[prop-decorator]
    @property
    def total(self) -> int:
        return self.both + self.read


class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    user_id: int
    made_at: "Colour | None" = None


class ByName(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False, serialize_by_alias=False)
    user_id: int = Field(alias="userId")


@pydantic.dataclasses.dataclass
class Counted:
    name: str
    count: int = Field(init=False, default=0)


class Initialisable(BaseModel):
    count: int = Field(init=False, default=0)


Several = typing_extensions.TypeAliasType("Several", list[Defaults])
Reds = typing_extensions.TypeAliasType("Reds", list[Colour])


def fields(struct: dict[str, Any]) -> dict[str, Any]:
    """Of each field what its absence means, or `required`, or `omittable`."""
    return {
        each["name"]: "omittable" if each.get("omittable") else each.get("default", "required")
        for each in struct["fields"]
    }


def test_forms_share_a_name_only_when_they_are_equal(registry: Registry) -> None:
    @client
    def both(
        plain: Plain, defaults: Defaults, tree: Tree, deep: DeepTree, point: Point, several: Several, reds: Reds
    ) -> tuple[list[Defaults], Several, Point, Documented]: ...

    structs = {each["name"]: each for each in frozen_ir(registry)["types"]}
    assert set(structs) == {
        *("Colour", "Defaults", "DefaultsInput", "DeepTreeInput", "Documented", "Plain", "Point", "PointInput"),
        *("Reds", "Several", "SeveralInput", "Tree"),
    }
    assert structs["Plain"]["doc"] == "A plain one.\n\nWith two paragraphs."
    assert [each.get("doc") for each in structs["Plain"]["fields"]] == [None, "what it is called"]
    assert fields(structs["Defaults"]) == {"id": "required", "tags": "required"}
    assert fields(structs["DefaultsInput"]) == {"id": "required", "tags": []}
    assert structs["SeveralInput"]["type"] == {"type": "list", "item": {"type": "ref", "name": "DefaultsInput"}}
    assert structs["DeepTreeInput"]["fields"][0]["type"] == {
        "type": "list",
        "item": {"type": "ref", "name": "DeepTreeInput"},
    }
    assert fields(structs["PointInput"]) == {
        "x": "required",
        "at": "00000000-0000-0000-0000-abcdef000005",
        "made": "omittable",
    }
    assert fields(structs["Point"]) == dict.fromkeys(("x", "at", "made", "total"), "required")
    assert "doc" not in structs["PointInput"]
    assert structs["Documented"]["doc"] == "Not the signature."


def test_what_only_the_class_sets_is_written_alone(registry: Registry) -> None:
    @client
    def both(counted: Counted, initialisable: Initialisable) -> tuple[Counted, Initialisable]: ...

    structs = {each["name"]: each for each in frozen_ir(registry)["types"]}
    assert fields(structs["CountedInput"]) == {"name": "required"}
    assert fields(structs["Counted"]) == {"name": "required", "count": "required"}
    # It is an option of dataclasses, and does nothing in a model.
    assert fields(structs["InitialisableInput"]) == {"count": 0}


def test_each_form_has_names_of_its_own(registry: Registry) -> None:
    @client
    def both(aliased: Aliased, generated: Generated, by_name: ByName) -> tuple[Aliased, Generated, ByName]: ...

    structs = {each["name"]: each for each in frozen_ir(registry)["types"]}
    assert list(fields(structs["AliasedInput"])) == ["Both", "toRead", "wrote", "secret"]
    assert list(fields(structs["Aliased"])) == ["Both", "read", "wasWritten", "sum"]
    assert structs["Aliased"]["fields"][3]["doc"] == "of both"
    assert list(fields(structs["Generated"])) == list(fields(structs["GeneratedInput"])) == ["userId", "madeAt"]
    assert list(fields(structs["ByName"])) == ["user_id"]

    endpoint = registry.freeze().functions["both"]
    aliased = {"Both": 1, "toRead": 2, "wrote": 3, "secret": "s"}
    body = {"args": {"aliased": aliased, "generated": {"userId": 5, "madeAt": "red"}, "by_name": {"user_id": 6}}}
    made = endpoint.build(endpoint.decode(json.dumps(body).encode()), ("args",))
    assert made == {
        "aliased": Aliased(both=1, toRead=2, wrote=3, secret="s"),
        "generated": Generated(userId=5, madeAt=Colour.RED),
        "by_name": ByName(user_id=6),
    }
    written = json.loads(endpoint.graph.encode_result("both", (made["aliased"], made["generated"], made["by_name"])))
    assert written == [
        {"Both": 1, "read": 2, "wasWritten": 3, "sum": 3},
        {"userId": 5, "madeAt": "red"},
        {"user_id": 6},
    ]


def test_defaults_are_canonical(registry: Registry) -> None:
    @client
    def defaults(
        page: int = 1,
        name: str | None = None,
        real: float = 2,
        when: dt.datetime = MOMENT,
        day: dt.date = dt.date(2026, 1, 1),
        at: dt.time = dt.time(1, 2, 3, 500000),
        span: dt.timedelta = dt.timedelta(days=-1, seconds=5),
        which: uuid.UUID = FIVE,
        big: BigInt = 10**30,
        price: decimal.Decimal = decimal.Decimal("1.50E+2"),
        raw: bytes = b"\xff\xfe",
        names: list[str] = [],  # noqa: B006
        pair: tuple[int, str] = (1, "a"),
        several: tuple[int, ...] = (1, 2),
        by_colour: dict[Colour, int] = {Colour.RED: 1},  # noqa: B006
        colour: Colour = Colour.RED,
        literal: Literal["a", "b"] = "a",
        either: int | str | Colour = "x",
        anything: Any = {"a": [1, 2.5, None]},  # noqa: B006
        flag: bool = False,
        plain: Plain = Plain(id=1, name=None),  # noqa: B008
        point: Point | None = Point(1.5),  # noqa: B008
        row: Aliased | None = None,
    ) -> None: ...

    (function,) = frozen_ir(registry)["functions"]
    assert {each["name"]: each["default"] for each in function["args"]} == {
        "page": 1,
        "name": None,
        "real": 2,
        "when": "2025-12-31T23:30:00.12Z",
        "day": "2026-01-01",
        "at": "01:02:03.5",
        "span": "-PT23H59M55S",
        "which": "00000000-0000-0000-0000-abcdef000005",
        "big": "1" + "0" * 30,
        "price": "150",
        "raw": "__4",
        "names": [],
        "pair": [1, "a"],
        "several": [1, 2],
        "by_colour": {"red": 1},
        "colour": "red",
        "literal": "a",
        "either": "x",
        "anything": {"a": [1, 2.5, None]},
        "flag": False,
        "plain": {"id": 1, "name": None},
        "point": {"x": 1.5, "at": "00000000-0000-0000-0000-abcdef000005", "made": "2025-12-31T23:30:00.12Z"},
        "row": None,
    }


class Missing(BaseModel):
    id: int = "5"  # type: ignore[assignment]  # the point


@pytest.mark.parametrize(
    ("annotation", "default", "says"),
    [
        (float, 10**400, "is no number"),
        (float, float("nan"), "`nan` is no number"),
        (int, True, "`True` is no integer"),
        (int, 2**53, "is no integer"),
        (int, Colour.RED, "is no integer"),
        (dt.datetime, dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5))), "years 1 to 9999"),
        (dt.datetime, dt.datetime(2026, 1, 1), "is no datetime"),
        (dt.date, MOMENT, "is no date"),
        (dt.time, dt.time(1, tzinfo=dt.UTC), "is no time"),
        (decimal.Decimal, decimal.Decimal("NaN"), "is no decimal"),
        (decimal.Decimal, 1.5, "is no decimal"),
        (Colour, "red", "`'red'` is no Colour"),
        (Literal["a"], "b", "`'b'` is none of `'a'`"),
        (Literal[1], True, "`True` is none of `1`"),
        (list[int], 5, "`5` is no list"),
        (tuple[int, int], (1,), "`(1,)` has not 2 parts"),
        (dict[str, int], [], "`[]` is no mapping"),
        (dict[str, int], {1: 1}, "`1` is no key"),
        (int | str, 1.5, "`1.5` fits no branch"),
        (Any, object, "is no JSON"),
        (Plain, {"id": 1}, "is no Plain"),
        (Missing, None, "`None` is no value of `Missing`"),
        (Annotated[int, Field(ge=5)], 3, "f"),
    ],
    ids=str,
)
def test_a_default_that_has_no_place_on_the_wire_is_a_defect(
    registry: Registry, annotation: Any, default: object, says: str
) -> None:
    def f(a: object = default) -> None: ...

    f.__annotations__["a"] = annotation
    client(f)
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    assert all("test_forms.py:" in each for each in caught.value.defects)
    assert any(says in each for each in caught.value.defects), caught.value.defects


def test_a_fields_default_that_does_not_fit_is_a_defect_at_its_path(registry: Registry) -> None:
    @client
    def f(a: list[Missing]) -> None: ...

    with pytest.raises(GraphError, match=r"f\.a\[\]\.id: the default does not fit: `'5'` is no integer"):
        registry.freeze()


@pytest.fixture
def modules() -> Iterator[None]:
    """Models and enums of one name in several modules: `shop.models`, `blog.models`, `blog.more.models`."""
    made = []
    for name in ("shop.models", "blog.models", "blog.more_of.models", "people"):
        module = ModuleType(name)
        source = (
            "from pydantic import BaseModel\nfrom enum import Enum\nfrom typing import Generic, TypeVar\n"
            "T = TypeVar('T')\n"
            f"class User(BaseModel):\n    {name.replace('.', '_')}: int\n"
            f"class Kind(Enum):\n    A = '{name}'\n"
            "class Page(BaseModel, Generic[T]):\n    items: list[T]\n"
            "class Outer:\n    class Line(BaseModel):\n        one: int\n"
            "class Another:\n    class Line(BaseModel):\n        two: int\n"
        )
        exec(source, vars(module))  # a module that nobody else imports
        sys.modules[name] = module
        made.append(name)
    yield
    for name in made:
        del sys.modules[name]


def from_module(name: str, what: str) -> Any:
    return getattr(sys.modules[name], what)


@pytest.mark.usefixtures("modules")
def test_two_models_of_one_name_are_told_apart_by_their_modules() -> None:
    annotations = [
        from_module("shop.models", "User"),
        from_module("blog.models", "User"),
        from_module("shop.models", "Kind"),
        from_module("people", "Kind"),
        from_module("shop.models", "Page")[from_module("blog.models", "User")],
        from_module("people", "Outer").Line,
        from_module("people", "Another").Line,
    ]
    texts = set()
    for order in itertools.permutations(range(len(annotations)), len(annotations)):
        if order[0] > 1:
            continue
        registry = Registry()
        texts.add(text_of(registry, [annotations[at] for at in order]))
        if len(texts) > 1 or order[1] > 2:
            break
    (text,) = texts
    for name in (
        *("ShopModelsUser", "BlogModelsUser", "ModelsKind", "PeopleKind", "PageBlogModelsUser", "OuterLine"),
        "AnotherLine",
    ):
        assert f'"{name}"' in text


def text_of(registry: Registry, annotations: list[Any]) -> str:
    from mizan.registry import scoped

    for annotation in annotations:
        with scoped() as inner:
            # One function for each, so that the order of declaration is that of the annotations.
            def f() -> None: ...

            f.__name__ = f"f_{abs(hash(annotation))}"
            f.__annotations__["return"] = annotation
            client(f)
            registry.add(inner.functions[0])
    return registry.freeze().graph.text()


@pytest.mark.usefixtures("modules")
def test_no_more_of_the_modules_than_it_takes(registry: Registry) -> None:
    @client
    def f(
        a: from_module("blog.models", "User"),  # type: ignore[valid-type]
        b: from_module("blog.more_of.models", "User"),  # type: ignore[valid-type]
    ) -> from_module("people", "User"): ...  # type: ignore[valid-type]

    names = [each["name"] for each in frozen_ir(registry)["types"]]
    assert names == ["BlogModelsUser", "MoreOfModelsUser", "PeopleUser"]


def test_two_that_still_meet_are_a_defect_that_names_both(registry: Registry) -> None:
    def one() -> type:
        class Same(BaseModel):
            id: int

        return Same

    class DefaultsInput(BaseModel):
        id: int

    def f() -> None: ...

    def g() -> None: ...

    for function in (f, g):
        function.__annotations__["return"] = one()
        client(function)

    @client
    def clash(a: Defaults) -> DefaultsInput: ...

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    text = str(caught.value)
    line = inspect.getsourcelines(one)[1] + 1
    place = f"`test_forms.Same` ({__file__}:{line})"
    assert f"Same: two types have this name: {place} and {place}" in text
    assert "DefaultsInput: two types have this name: `test_forms.Defaults` and `test_forms.DefaultsInput`" in text


def classes_of(registry: Registry) -> dict[str, bool]:
    """Which named types the core makes."""
    return {name: each.made for name, each in build.build(registry.functions, []).classes.items()}


class Validated(BaseModel):
    id: int

    @pydantic.field_validator("id")
    @classmethod
    def check(cls, value: int) -> int:
        return value


class Noted(BaseModel):
    id: list[Annotated[int, pydantic.AfterValidator(abs)]]


class Posted(BaseModel):
    id: int

    def model_post_init(self, context: Any) -> None: ...


class Private(BaseModel):
    id: int
    _own: int = 1


class Made(BaseModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4)


class OwnInit(BaseModel):
    id: int

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)


class OwnSetattr(BaseModel):
    id: int

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)


class Tuples(BaseModel):
    several: dict[str, tuple[int, ...]]


class HoldsValidated(BaseModel):
    inner: dict[str, tuple[int, Validated | None]]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_assignment=True)
    id: int
    names: list[str] = Field(default_factory=list)
    by: dict[str, int] = Field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPoint:
    x: int
    names: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Posting:
    x: int

    def __post_init__(self) -> None: ...


@dataclasses.dataclass
class New:
    x: int

    def __new__(cls, *args: Any, **kwargs: Any) -> "New":
        return super().__new__(cls)


@dataclasses.dataclass(init=False)
class Initialised:
    x: int

    def __init__(self, x: int) -> None:
        self.x = x


@dataclasses.dataclass
class Setting:
    x: int

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)


class Inheriting(FrozenPoint):
    def __init__(self, **data: Any) -> None:
        super().__init__(**data)


@dataclasses.dataclass
class Uninitialised:
    x: int
    y: int = dataclasses.field(init=False, default=1)


@dataclasses.dataclass
class Property:
    x: int


type.__setattr__(Property, "x", property(lambda self: 1, lambda self, value: None))


@pytest.mark.parametrize(
    ("cls", "made"),
    [
        *((Frozen, True), (FrozenPoint, True), (Plain, True), (Tree, True), (DeepTree, True), (Aliased, True)),
        *((Validated, False), (Noted, False), (Posted, False), (Private, False), (Made, False), (OwnInit, False)),
        *((OwnSetattr, False), (Tuples, False), (HoldsValidated, False), (Posting, False), (New, False)),
        *((Initialised, False), (Setting, False), (Inheriting, False), (Uninitialised, False), (Property, False)),
    ],
)
def test_the_core_makes_what_has_no_code_of_its_own(registry: Registry, cls: Any, made: bool) -> None:
    def f(a: object) -> None: ...

    f.__annotations__["a"] = cls
    client(f)
    classes = classes_of(registry)
    assert next(each for name, each in classes.items() if name.startswith(cls.__name__)) is made
    registry.freeze()
