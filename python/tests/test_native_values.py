"""Values of every type through `mizan._native` and back: models, dataclasses and enums that the core makes itself.

Page: `ir/protocol/types.md`, values and written values.
"""

import gc
import json
import resource
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel

from mizan._native import Class, Graph, InvalidFault, ResultFault

UUID_TEXT = "0e37df36-f698-11e6-8dd4-cb9ced3df976"
KINDS = ("bigint", "decimal", "uuid", "datetime", "date", "time", "duration", "bytes", "json")


EAST, WEST = timezone(timedelta(microseconds=500_000)), timezone(-timedelta(hours=12, microseconds=1))


class Nowhere(datetime):
    def utcoffset(self) -> timedelta:
        return timedelta.max


class Colour(Enum):
    RED = "r"
    GREEN = "g"

    @classmethod
    def _missing_(cls, value: object) -> "Colour":
        raise AssertionError("a class's own code ran")


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Word(StrEnum):
    HELLO = "hello"


class Numbers(RootModel[Any]):
    """A list, which may be anything for all that Python knows."""


class Animal(BaseModel):
    name: str


class Dog(Animal):
    barks: bool = True


class Poodle(Dog):
    """Declared nowhere."""


class Renamed(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    class_: int = Field(alias="class")
    at: datetime | None = None


class Shadowing:
    @property
    def x(self) -> int:
        raise AssertionError("a class's own code ran")


class Shadowed(BaseModel):
    model_config = ConfigDict(ignored_types=(property,))
    x: int


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Frozen:
    a: int
    b: list[int] = field(default_factory=list)


class Checked(BaseModel):
    """Its instances are made by Python."""

    inner: Slotted
    colour: Colour
    size: Size = Size.SMALL


def kind(word: str, **more: Any) -> Any:
    return {"type": word, **more}


def ref(name: str) -> Any:
    return kind("ref", name=name)


def named(name: str, type_: Any, **more: Any) -> Any:
    return {"name": name, "type": type_, **more}


def struct(name: str, *fields: Any) -> Any:
    return {"kind": "struct", "name": name, "fields": list(fields)}


def alias(name: str, type_: Any) -> Any:
    return {"kind": "alias", "name": name, "type": type_}


INTEGER, STRING = kind("integer"), kind("string")
PAIR = (named("a", INTEGER), named("b", kind("list", item=INTEGER), default=[]))
TYPES = [
    alias("Colour", kind("enum", values=["r", "g"])),
    alias("Size", kind("enum", values=[1, 2])),
    alias("Word", kind("enum", values=["hello"])),
    alias("Numbers", kind("list", item=INTEGER)),
    struct("Animal", named("name", STRING)),
    struct("Dog", named("name", STRING), named("barks", kind("boolean"), default=True)),
    struct("Renamed", named("class", INTEGER), named("at", kind("optional", item=kind("datetime")), default=None)),
    struct("Shadowed", named("x", INTEGER)),
    struct("Slotted", *PAIR),
    struct("Frozen", *PAIR),
    struct(
        "Checked",
        named("inner", ref("Slotted")),
        named("colour", ref("Colour")),
        named("size", ref("Size"), default=1),
    ),
    struct("Typed", named("a", INTEGER), named("b", STRING, omittable=True)),
]
CLASSES: dict[str, Class] = {
    "Colour": Class("enum", Colour, {}, True),
    "Size": Class("enum", Size, {}, True),
    "Word": Class("enum", Word, {}, True),
    "Numbers": Class("root", Numbers, {}, False),
    "Animal": Class("model", Animal, {}, True),
    "Dog": Class("model", Dog, {}, True),
    "Renamed": Class("model", Renamed, {"class": "class_"}, True),
    "Shadowed": Class("model", Shadowed, {}, True),
    "Slotted": Class("dataclass", Slotted, {}, True),
    "Frozen": Class("dataclass", Frozen, {}, True),
    "Checked": Class("model", Checked, {}, False),
}
WIRE: dict[str, Any] = {
    **{each: kind(each) for each in KINDS},
    **{each["name"].lower(): ref(each["name"]) for each in TYPES},
    "literal": kind("enum", values=["one", "two"]),
    "whole_literal": kind("enum", values=[1, 2]),
    "tuple": kind("tuple", items=[INTEGER, STRING]),
    "map": kind("map", item=INTEGER),
    "uuid_map": kind("map", key=kind("uuid"), item=INTEGER),
    "whole_map": kind("map", key=INTEGER, item=STRING),
    "enum_map": kind("map", key=ref("Colour"), item=INTEGER),
    "union": kind("union", of=[INTEGER, STRING, kind("list", item=INTEGER)]),
    "either": kind("union", of=[ref("Animal"), ref("Dog"), ref("Typed")]),
    "dogs": kind("list", item=ref("Dog")),
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return make_graph()


def make_graph(classes: Mapping[str, Class] = MappingProxyType(CLASSES)) -> Graph:
    functions = [
        {"name": f"do_{name}", "args": [named("value", type_)], "result": type_} for name, type_ in WIRE.items()
    ]
    errors = [{"code": "OUT_OF_STOCK", "data": ref("Slotted")}, {"code": "GONE"}]
    functions[0]["raises"] = ["GONE", "OUT_OF_STOCK"]
    return Graph(json.dumps({"version": 1, "types": TYPES, "errors": errors, "functions": functions}).encode(), classes)


def read(graph: Graph, name: str, value: Any) -> Any:
    return graph.decode_args(f"do_{name}", json.dumps({"args": {"value": value}}).encode())["value"]


def written(graph: Graph, name: str, value: Any) -> Any:
    return json.loads(graph.encode_result(f"do_{name}", value))


@pytest.mark.parametrize(
    ("name", "wire", "value"),
    [
        ("bigint", "-123456789012345678901234567890", -123456789012345678901234567890),
        ("bigint", "7", 7),
        ("bigint", "9" * 4300, 10**4300 - 1),
        ("decimal", "1234.5", Decimal("1234.5")),
        ("decimal", "-0.000001", Decimal("-0.000001")),
        ("uuid", UUID_TEXT, UUID(UUID_TEXT)),
        ("uuid", "00000000-0000-0000-0000-000000000000", UUID(int=0)),
        ("uuid", "ffffffff-ffff-ffff-ffff-ffffffffffff", UUID(int=2**128 - 1)),
        ("datetime", "2026-02-03T04:05:06.000789Z", datetime(2026, 2, 3, 4, 5, 6, 789, UTC)),
        ("datetime", "0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("datetime", "9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("date", "9999-12-31", date.max),
        ("time", "23:59:59.999999", time(23, 59, 59, 999_999)),
        ("time", "00:00:00", time()),
        ("duration", "P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("duration", "-PT0.000001S", timedelta(microseconds=-1)),
        ("duration", "-P999999999D", timedelta.min),
        ("bytes", "_-8", b"\xff\xef"),
        ("bytes", "", b""),
        ("json", {"a": [1, 1.5, "x", None, True, {}]}, {"a": [1, 1.5, "x", None, True, {}]}),
        ("literal", "two", "two"),
        ("whole_literal", 2, 2),
        ("colour", "g", Colour.GREEN),
        ("size", 2, Size.LARGE),
        ("word", "hello", Word.HELLO),
        ("tuple", [1, "x"], (1, "x")),
        ("map", {"b": 1, "a": 2}, {"a": 2, "b": 1}),
        ("uuid_map", {UUID_TEXT: 1}, {UUID(UUID_TEXT): 1}),
        ("whole_map", {"-5": "x"}, {-5: "x"}),
        ("enum_map", {"r": 1}, {Colour.RED: 1}),
        ("union", "x", "x"),
        ("union", [1], [1]),
        ("dog", {"name": "Rex", "barks": False}, Dog(name="Rex", barks=False)),
        ("renamed", {"class": 1, "at": None}, Renamed(class_=1, at=None)),
        ("shadowed", {"x": 1}, Shadowed(x=1)),
        ("slotted", {"a": 1, "b": [2]}, Slotted(1, [2])),
        ("frozen", {"a": 1, "b": [2]}, Frozen(1, [2])),
        ("typed", {"a": 1, "b": "x"}, {"a": 1, "b": "x"}),
        ("typed", {"a": 1}, {"a": 1}),
        ("dogs", [{"name": "Rex", "barks": True}], [Dog(name="Rex", barks=True)]),
    ],
)
def test_every_type_comes_in_and_goes_out_unchanged(graph: Graph, name: str, wire: Any, value: Any) -> None:
    made = read(graph, name, wire)
    assert made == value
    assert type(made) is type(value)
    assert repr(made) == repr(value) or isinstance(made, dict)
    assert written(graph, name, made) == wire
    assert written(graph, name, value) == wire


def test_a_model_is_what_pydantic_makes_of_it(graph: Graph) -> None:
    made, own = read(graph, "dog", {"name": "Rex"}), Dog.model_validate({"name": "Rex"})
    assert made.model_fields_set == own.model_fields_set == {"name"}
    assert vars(made) == vars(own) == {"name": "Rex", "barks": True}
    assert made.__pydantic_extra__ is own.__pydantic_extra__ is None
    assert made.__pydantic_private__ is own.__pydantic_private__ is None
    assert made.model_dump(exclude_unset=True) == {"name": "Rex"}
    assert made.model_copy(deep=True) == made
    made.name = "Bello"
    made.model_fields_set.add("barks")
    assert read(graph, "dog", {"name": "Rex"}).model_fields_set == {"name"}
    assert read(graph, "dog", {"barks": True, "name": "Rex"}).model_fields_set == {"name", "barks"}
    assert read(graph, "renamed", {"class": 1}).model_fields_set == {"class_"}


def test_dataclasses_stay_frozen_and_have_their_defaults(graph: Graph) -> None:
    for name in ("slotted", "frozen"):
        made = read(graph, name, {"a": 1})
        assert made.b == []
        with pytest.raises(AttributeError):
            made.a = 2
        assert read(graph, name, {"a": 1}).b is not made.b


def test_of_what_python_makes_the_fields_that_were_sent_are_given(graph: Graph) -> None:
    value = read(graph, "checked", {"inner": {"a": 1}, "colour": "r"})
    assert value == {"inner": Slotted(1), "colour": Colour.RED}
    assert type(value) is dict
    sent = {"inner": {"a": 1}, "colour": "r", "size": 2}
    assert read(graph, "checked", sent) == {"inner": Slotted(1), "colour": Colour.RED, "size": Size.LARGE}


def test_an_unknown_value_of_an_enum_is_a_fault_and_runs_nothing(graph: Graph) -> None:
    with pytest.raises(InvalidFault) as caught:
        read(graph, "colour", "blue")
    assert caught.value.faults == [(["args", "value"], "enum")]


def test_instances_are_written_by_the_branch_of_their_own_class(graph: Graph) -> None:
    assert written(graph, "either", Animal(name="x")) == {"name": "x"}
    assert written(graph, "either", Dog(name="x")) == {"name": "x", "barks": True}
    assert written(graph, "either", Poodle(name="x")) == {"name": "x", "barks": True}
    assert written(graph, "either", {"a": 1}) == {"a": 1}
    with pytest.raises(ResultFault):
        graph.encode_result("do_either", {"name": "x", "more": 1})
    with pytest.raises(ResultFault):
        graph.encode_result("do_either", Slotted(1))


@pytest.mark.parametrize(
    ("name", "value", "wire"),
    [
        ("bytes", bytearray(b"\xff\xef"), "_-8"),
        ("bytes", memoryview(b"\xff\xef"), "_-8"),
        ("decimal", 5, "5"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("bigint", Size.LARGE, "2"),
        ("colour", "r", "r"),
        ("literal", "one", "one"),
        ("size", 1, 1),
        ("tuple", [1, "x"], [1, "x"]),
        ("json", Colour.RED, "r"),
        ("json", MappingProxyType({"a": (1, 2)}), {"a": [1, 2]}),
        ("enum_map", {"r": 1}, {"r": 1}),
        ("renamed", {"class": 1, "at": None}, {"class": 1, "at": None}),
        ("datetime", datetime(2026, 1, 1, 0, 0, 0, 250_000, EAST), "2025-12-31T23:59:59.75Z"),
        ("datetime", datetime(2026, 1, 1, tzinfo=WEST), "2026-01-01T12:00:00.000001Z"),
    ],
)
def test_what_stands_for_a_value_is_written_as_it(graph: Graph, name: str, value: Any, wire: Any) -> None:
    assert written(graph, name, value) == wire


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bigint", True),
        ("bigint", "5"),
        ("bigint", 10**5000),
        ("decimal", Decimal("NaN")),
        ("decimal", Decimal("-Infinity")),
        ("decimal", 0.5),
        ("decimal", "5"),
        ("date", datetime(2026, 1, 1, tzinfo=UTC)),
        ("time", time(1, tzinfo=UTC)),
        ("datetime", date(2026, 1, 1)),
        ("datetime", Nowhere(2026, 1, 1)),
        ("duration", 5),
        ("bytes", "_-8"),
        ("uuid", UUID_TEXT),
        ("colour", "blue"),
        ("colour", Size.SMALL),
        ("tuple", (1, "x", 2)),
        ("map", {1: 1}),
        ("uuid_map", {UUID_TEXT: 1}),
        ("json", {"__proto__": 1}),
        ("json", object()),
        ("json", datetime(2026, 1, 1, tzinfo=UTC)),
        ("slotted", Decimal(1)),
        ("slotted", Colour.RED),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_value_of_the_type_is_a_result_fault(graph: Graph, name: str, value: Any) -> None:
    with pytest.raises(ResultFault):
        graph.encode_result(f"do_{name}", value)


def test_a_root_model_within_itself_is_a_result_fault(graph: Graph) -> None:
    assert written(graph, "numbers", Numbers(Numbers([1, 2]))) == [1, 2]
    endless = Numbers.model_construct(root=[])
    endless.__dict__["root"] = endless
    for name in ("numbers", "json"):
        with pytest.raises(ResultFault):
            graph.encode_result(f"do_{name}", endless)


def test_what_grows_or_shrinks_while_it_is_written_is_written_as_it_was(graph: Graph) -> None:
    grown: dict[str, object] = {}
    shrunk: list[object] = []
    longer: list[object] = []

    class Meddling(Enum):
        GROWS = "a"
        SHRINKS = "b"
        LENGTHENS = "c"

        @property
        def value(self) -> Any:
            if self is Meddling.GROWS:
                grown[f"x{len(grown)}"] = 1
            elif self is Meddling.SHRINKS:
                shrunk.clear()
            elif len(longer) < 10:
                longer.append(1)
            return self._value_

    grown |= {"a": Meddling.GROWS, "b": Meddling.GROWS, "c": 1}
    shrunk += [Meddling.SHRINKS, 1, 2]
    longer += [Meddling.LENGTHENS, 1]
    assert written(graph, "json", grown) == {"a": "a", "b": "a", "c": 1}
    assert written(graph, "json", shrunk) == ["b", 1, 2]
    assert written(graph, "json", longer) == ["c", 1]


def test_an_errors_data_is_written_by_its_type(graph: Graph) -> None:
    assert json.loads(graph.encode_error("OUT_OF_STOCK", Slotted(3))) == {"a": 3, "b": []}
    with pytest.raises(ResultFault):
        graph.encode_error("OUT_OF_STOCK", {"a": "3"})
    for code in ("GONE", "NOBODY"):
        with pytest.raises(KeyError):
            graph.encode_error(code, None)


class Made:
    """A class with a `__new__` of its own."""

    def __new__(cls) -> "Made":
        raise AssertionError("a class's own code ran")


class Lacking(Enum):
    RED = "r"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Slotted", Class("dataclass", Made, {}, True)),
        ("Slotted", Class("enum", Slotted, {}, True)),
        ("Colour", Class("enum", Lacking, {}, True)),
        ("Colour", Class("model", Dog, {}, True)),
    ],
)
def test_a_class_that_cannot_stand_behind_its_type_is_refused(name: str, given: Class) -> None:
    with pytest.raises(ValueError, match="the class `"):
        make_graph({**CLASSES, name: given})


def test_nothing_is_held_and_nothing_is_lost(graph: Graph) -> None:
    body = json.dumps({"args": {"value": [{"name": "Rex"}, {"name": "Bello", "barks": False}]}}).encode()
    wrong = json.dumps({"args": {"value": [{"name": "Rex"}, {"name": 5}]}}).encode()
    made = graph.decode_args("do_dogs", body)
    watched = [weakref.ref(each) for each in made["value"]]
    assert gc.is_tracked(made["value"][0])
    del made
    assert [each() for each in watched] == [None, None]

    def run(times: int) -> int:
        for at in range(times):
            graph.decode_args("do_dogs", body)
            if at % 10 == 0:
                with pytest.raises(InvalidFault):
                    graph.decode_args("do_dogs", wrong)
            if at % 5000 == 0:
                gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = run(5000)
    # A leak of one object in each of these calls would be 6 MiB and more.
    assert run(50_000) - before < 3 * 1024


def test_threads_share_a_graph(graph: Graph) -> None:
    failed: list[object] = []

    def run(own: int) -> None:
        for at in range(300):
            name = f"{own}-{at}" * (2000 if at % 50 == 0 else 1)
            dog = read(graph, "dog", {"name": name})
            if dog.name != name or written(graph, "dog", dog) != {"name": name, "barks": True}:
                failed.append(dog)

    threads = [threading.Thread(target=run, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
