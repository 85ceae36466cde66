"""What a function is given: instances of its own classes, whether the core makes them or their own code runs."""

import dataclasses
import datetime as dt
import enum
import json
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

import pydantic
import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from mizan import BigInt, Registry, client
from mizan.endpoint import Endpoint
from mizan.errors import Invalid

T = TypeVar("T")
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Colour(enum.Enum):
    RED = "red"


class Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: int = Field(alias="@id")
    note: str | None = None
    tags: list[str] = []
    names: dict[str, int] = Field(default_factory=dict)
    colour: Colour = Colour.RED


class Checked(BaseModel):
    """It has a validator, so that it is built by pydantic."""

    n: int = Field(alias="N")
    plain: Plain | None = None
    inner: "list[Checked]" = []
    when: dt.datetime = Field(default_factory=lambda: AT)
    note: str = "none"

    @pydantic.field_validator("n")
    @classmethod
    def is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("odd")
        return value


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    x: float
    at: tuple[int, str] = (1, "a")


@dataclasses.dataclass
class Line(Generic[T]):
    ends: list[T]
    made: dt.datetime = dataclasses.field(default_factory=lambda: AT)
    count: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.count = len(self.ends)
        if self.count < 2:
            raise ValueError("short")


class Private(BaseModel):
    id: int
    _seen: list[int] = pydantic.PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any) -> None:
        self._seen.append(self.id)


class Row(TypedDict):
    plain: Plain
    checked: Checked


class Even(BaseModel):
    n: int
    m: float = 1

    @pydantic.model_validator(mode="after")
    def check(self) -> "Even":
        return self


class Wide(BaseModel):
    """Fits all that `Even` does, and more; pydantic would sooner take it where more of its fields are there."""

    n: float
    m: int = 2
    o: int = 3

    @pydantic.model_validator(mode="after")
    def check(self) -> "Wide":
        return self


class Holder(BaseModel):
    which: Even | Wide
    rows: "list[LeftRow | RightRow]" = []

    @pydantic.field_validator("which")
    @classmethod
    def seen(cls, value: object) -> object:
        return value


class LeftRow(TypedDict):
    n: float


class RightRow(TypedDict):
    n: int


class Left(BaseModel):
    kind: Literal["left"]
    n: int

    @pydantic.field_validator("n")
    @classmethod
    def is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("odd")
        return value


class Right(BaseModel):
    kind: Literal["right"] = "right"
    n: int


class Positive(BaseModel):
    values: list[Annotated[int, pydantic.AfterValidator(lambda value: value if value > 0 else pydantic_fails())]]
    either: dict[str, Annotated[int, pydantic.AfterValidator(lambda value: value or pydantic_fails())] | str] = {}


def pydantic_fails() -> int:
    raise ValueError("no")


class Names(pydantic.RootModel[list[str]]):
    @pydantic.field_validator("root")
    @classmethod
    def some(cls, value: list[str]) -> list[str]:
        if not value:
            raise ValueError("none")
        return value


@pydantic.dataclasses.dataclass
class Half:
    total: int = Field(alias="Total")

    @pydantic.field_validator("total")
    @classmethod
    def is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("odd")
        return value


@pytest.fixture
def endpoint(registry: Registry) -> Iterator[Endpoint]:
    @client
    def take(
        plain: Plain | None = None,
        checked: Checked | None = None,
        point: Point | None = None,
        line: Line[Point] | None = None,
        private: Private | None = None,
        row: Row | None = None,
        either: Even | Wide | None = None,
        holder: Holder | None = None,
        tagged: Annotated[Left | Right, Field(discriminator="kind")] | None = None,
        positive: Positive | None = None,
        names: Names | None = None,
        half: Half | None = None,
        numbers: tuple[int, ...] = (1, 2),
        nested: tuple[tuple[int, ...], Checked] | None = None,
        by_id: dict[uuid.UUID, Checked] | None = None,
        by_colour: dict[Colour, Plain] | None = None,
        by_name: dict[str, Checked] | None = None,
        mixed: list[Checked | tuple[int, ...] | Plain | Colour | str] = [],  # noqa: B006
    ) -> None: ...

    yield registry.freeze().functions["take"]


def built(endpoint: Endpoint, **args: Any) -> Any:
    """The one argument that was sent, as the function gets it."""
    values = endpoint.decode(json.dumps({"args": args}).encode())
    (name,) = args or ["numbers"]
    return endpoint.build(values, ("args",))[name]


def faults(endpoint: Endpoint, **args: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(Invalid) as caught:
        built(endpoint, **args)
    assert {fault.code for fault in caught.value.errors} == {"format"}
    return [fault.path[1:] for fault in caught.value.errors]


def test_a_model_without_code_of_its_own_knows_what_was_sent(endpoint: Endpoint) -> None:
    plain = built(endpoint, plain={"@id": 5, "tags": ["a"]})
    assert type(plain) is Plain
    assert plain == Plain.model_validate({"@id": 5, "tags": ["a"]})
    assert plain.model_fields_set == {"id", "tags"}
    assert (plain.names, plain.colour) == ({}, Colour.RED)
    assert built(endpoint, plain={"@id": 5, "note": None}).model_fields_set == {"id", "note"}
    assert hash(built(endpoint, plain={"@id": 5}).colour) == hash(Colour.RED)
    assert plain.model_copy(update={"id": 6}).id == 6


def test_defaults_are_made_anew_each_time(endpoint: Endpoint) -> None:
    built(endpoint, plain={"@id": 5}).tags.append("mine")
    built(endpoint, plain={"@id": 5}).names["mine"] = 1
    assert built(endpoint, plain={"@id": 5}).tags == []
    assert built(endpoint, plain={"@id": 5}).names == {}


def test_a_model_with_code_of_its_own_is_built_by_it(endpoint: Endpoint) -> None:
    checked = built(endpoint, checked={"N": 2, "plain": {"@id": 1}, "inner": [{"N": 4, "inner": []}]})
    assert checked == Checked(N=2, plain=Plain(**{"@id": 1}), inner=[Checked(N=4, inner=[])])
    assert checked.model_fields_set == {"n", "plain", "inner"}
    assert checked.plain.model_fields_set == {"id"}
    assert checked.inner[0].model_fields_set == {"n", "inner"}
    # What the class makes itself when it is absent is not sent, and is given where it is.
    assert checked.when == AT
    other = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert built(endpoint, checked={"N": 2, "when": "2027-01-01T00:00:00Z"}).when == other


def test_its_refusals_have_names_of_the_wire(endpoint: Endpoint) -> None:
    assert faults(endpoint, checked={"N": 1}) == [("checked", "N")]
    wrong = {"N": 2, "inner": [{"N": 2}, {"N": 3}, {"N": 5}]}
    assert faults(endpoint, checked=wrong) == [("checked", "inner", 1, "N"), ("checked", "inner", 2, "N")]
    assert faults(endpoint, row={"plain": {"@id": 1}, "checked": {"N": 1}}) == [("row", "checked", "N")]
    assert faults(endpoint, by_name={"a": {"N": 1}, "b" * 70: {"N": 1}}) == [
        ("by_name", "a", "N"),
        ("by_name", "b" * 64 + "…", "N"),
    ]
    key = uuid.UUID(int=5)
    assert faults(endpoint, by_id={str(key): {"N": 1}}) == [("by_id", str(key), "N")]
    assert faults(endpoint, tagged={"kind": "left", "n": 1}) == [("tagged", "n")]
    assert faults(endpoint, positive={"values": [1, 0, 2, -1]}) == [
        ("positive", "values", 1),
        ("positive", "values", 3),
    ]
    assert faults(endpoint, positive={"values": [], "either": {"a": 0}}) == [("positive", "either", "a")]
    assert faults(endpoint, names=[]) == [("names",)]
    assert faults(endpoint, half={"Total": 3}) == [("half", "Total")]
    assert faults(endpoint, line={"ends": [{"x": 1}]}) == [("line",)]
    assert faults(endpoint, nested=[[1], {"N": 1}]) == [("nested", 1, "N")]
    assert faults(endpoint, mixed=["x", {"N": 2}, {"N": 3}]) == [("mixed", 2, "N")]


def test_dataclasses(endpoint: Endpoint) -> None:
    assert built(endpoint, point={"x": 5}) == Point(5.0, (1, "a"))
    line = built(endpoint, line={"ends": [{"x": 1}, {"x": 2, "at": [7, "b"]}]})
    assert (line.ends, line.count, line.made) == ([Point(1.0), Point(2.0, (7, "b"))], 2, AT)
    assert type(built(endpoint, point={"x": 5}).x) is float


def test_private_attributes_are_there(endpoint: Endpoint) -> None:
    assert built(endpoint, private={"id": 7})._seen == [7]


def test_typed_dicts_hold_instances(endpoint: Endpoint) -> None:
    row = built(endpoint, row={"plain": {"@id": 1}, "checked": {"N": 2}})
    assert row == {"plain": Plain(**{"@id": 1}), "checked": Checked(N=2)}


def test_the_branch_of_a_union_is_the_cores(endpoint: Endpoint) -> None:
    # pydantic's own choice would be another.
    assert type(pydantic.TypeAdapter(Even | Wide).validate_python({"n": 1, "m": 1, "o": 1})) is Wide
    for sent, cls in (
        ({"n": 1}, Even),
        ({"n": 1, "m": 2}, Even),
        ({"n": 1.5}, Wide),
        ({"n": 1, "o": 2}, Wide),
        ({"n": 1.5, "m": 2}, Wide),
    ):
        for got in (built(endpoint, either=sent), built(endpoint, holder={"which": sent}).which):
            assert type(got) is cls, (sent, got)
            assert got.model_fields_set == set(sent)
    (row,) = built(endpoint, holder={"which": {"n": 1}, "rows": [{"n": 1}]}).rows
    assert type(row["n"]) is float
    mixed = built(endpoint, mixed=["x", "red", [1, 2], {"@id": 5}, {"N": 2}])
    assert mixed == ["x", Colour.RED, (1, 2), Plain(**{"@id": 5}), Checked(N=2)]


def test_a_tag_says_which(endpoint: Endpoint) -> None:
    assert built(endpoint, tagged={"kind": "left", "n": 2}) == Left(kind="left", n=2)
    assert built(endpoint, tagged={"kind": "right", "n": 1}) == Right(n=1)


def test_what_a_tuple_of_any_length_is(endpoint: Endpoint) -> None:
    assert built(endpoint) == (1, 2)
    assert built(endpoint, numbers=[3]) == (3,)
    assert built(endpoint, nested=[[1, 2], {"N": 2}]) == ((1, 2), Checked(N=2))


def test_root_models_and_pydantic_dataclasses(endpoint: Endpoint) -> None:
    assert built(endpoint, names=["a"]) == Names(["a"])
    assert built(endpoint, half={"Total": 2}) == Half(Total=2)


def test_a_root_model_is_written_as_its_root(registry: Registry) -> None:
    class Deeper(pydantic.RootModel[Names]):
        pass

    class Absolutes(pydantic.RootModel[list[Annotated[int, pydantic.AfterValidator(abs)]]]):
        pass

    class Reds(pydantic.RootModel[Literal["red"]]):
        pass

    class Holds(BaseModel):
        names: Names
        more: dict[str, list[Names]]
        deeper: Deeper | None
        red: Reds
        absolutes: Absolutes

    @client
    def f(holds: Holds) -> tuple[Holds, Names]: ...

    endpoint = registry.freeze().functions["f"]
    sent: dict[str, Any] = {"names": ["a"], "more": {"k": [["b"]]}, "deeper": ["c"], "red": "red", "absolutes": [1, -2]}
    body = json.dumps({"args": {"holds": sent}}).encode()
    holds = endpoint.build(endpoint.decode(body), ("args",))["holds"]
    assert holds == Holds(
        names=Names(["a"]),
        more={"k": [Names(["b"])]},
        deeper=Deeper(Names(["c"])),
        red=Reds("red"),
        absolutes=Absolutes([1, 2]),
    )
    sent["absolutes"] = [1, 2]
    assert json.loads(endpoint.graph.encode_result("f", (holds, Names(["d"])))) == [sent, ["d"]]


class Every(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    flag: bool
    text: Annotated[str, Field(max_length=9, pattern="^[^!]*$")]
    whole: Annotated[int, Field(ge=0, multiple_of=2)]
    big: BigInt
    real: float
    price: Annotated[Decimal, Field(max_digits=6, decimal_places=2, gt=-1)]
    key: uuid.UUID
    at: pydantic.AwareDatetime
    day: dt.date
    clock: dt.time
    span: dt.timedelta
    raw: bytes
    anything: Any
    colour: Colour
    literal: Literal["a", "b"] | None
    number: Literal[1, 2]
    several: Sequence[Decimal]
    pair: tuple[int, tuple[float, str]]
    by_key: dict[uuid.UUID, dict[Colour, list[int]]]
    by_number: dict[int, float]
    either: int | float | uuid.UUID | dt.date | str | list[float] | dict[str, int]
    plain: Plain | Point | None
    pet: Annotated[Left | Right, Field(discriminator="kind")]
    row: Row


class EveryChecked(Every):
    @pydantic.model_validator(mode="after")
    def check(self) -> "EveryChecked":
        return self


@pydantic.dataclasses.dataclass(config=ConfigDict(strict=True))
class EveryHalf:
    either: int | float | uuid.UUID | dt.date | str | list[float] | dict[str, int]
    price: Annotated[Decimal, Field(max_digits=6, decimal_places=2, gt=-1)]
    plain: Plain | Point | None


SENT: dict[str, Any] = {
    "flag": True,
    "text": "é",
    "whole": 4.0,
    "big": "-" + "9" * 400,
    "real": 5,
    "price": "1.5",
    "key": "00000000-0000-0000-0000-ABCDEF000005",
    "at": "2026-01-01T00:00:00.25+02:00",
    "day": "2026-02-28",
    "clock": "01:02:03.5",
    "span": "-PT5S",
    "raw": "__4",
    "anything": {"a": [1, 2.5, None, {"b": "c"}]},
    "colour": "red",
    "literal": None,
    "number": 2,
    "several": ["1", "0.10", "-0"],
    "pair": [1, [2, "x"]],
    "by_key": {"00000000-0000-0000-0000-000000000005": {"red": [1, 2]}},
    "by_number": {"-5": 1},
    "either": 1,
    "plain": {"@id": 1},
    "pet": {"kind": "left", "n": 2},
    "row": {"plain": {"@id": 2}, "checked": {"N": 2}},
}
EITHER: list[Any] = [1, 1.5, "00000000-0000-0000-0000-000000000005", "2026-02-28", "2026-02-30", "x", [1, 2], {"a": 1}]


@pytest.mark.parametrize("either", EITHER, ids=str)
@pytest.mark.parametrize("plain", [None, {"@id": 1}, {"x": 1}], ids=str)
def test_pydantic_keeps_what_the_core_gave(registry: Registry, either: Any, plain: Any) -> None:
    @client
    def f(made: Every, checked: EveryChecked, half: EveryHalf) -> tuple[Every, EveryChecked, EveryHalf]: ...

    endpoint = registry.freeze().functions["f"]
    sent = {**SENT, "either": either, "plain": plain}
    half = {name: sent[name] for name in ("either", "price", "plain")}
    body = json.dumps({"args": {"made": sent, "checked": sent, "half": half}}).encode()
    args = endpoint.build(endpoint.decode(body), ("args",))
    made, checked, half_made = args["made"], args["checked"], args["half"]
    assert (type(made), type(checked)) == (Every, EveryChecked)
    for name in Every.model_fields:
        one, other = getattr(made, name), getattr(checked, name)
        assert (one, type(one)) == (other, type(other)), name
    for name in half:
        assert (getattr(half_made, name), type(getattr(half_made, name))) == (
            getattr(made, name),
            type(getattr(made, name)),
        )
    first, second, third = json.loads(endpoint.graph.encode_result("f", (made, checked, half_made)))
    assert first == second
    assert third == {name: first[name] for name in third}


def test_keys_of_maps(endpoint: Endpoint) -> None:
    key = uuid.UUID(int=5)
    assert built(endpoint, by_id={str(key): {"N": 2}}) == {key: Checked(N=2)}
    assert built(endpoint, by_colour={"red": {"@id": 5}}) == {Colour.RED: Plain(**{"@id": 5})}


class Named(TypedDict):
    name: str


class Price(BaseModel):
    cents: int
    by: int | Named = 1

    @pydantic.field_validator("cents")
    @classmethod
    def is_whole(cls, value: int) -> int:
        if value % 100:
            raise ValueError("a rest")
        return value


class Amount(BaseModel):
    """Made by the core, with a union in it."""

    of: int | str | list[int]
    named: list[Named | dict[str, int]] = []


class Holding(TypedDict):
    of: int | Amount


def test_a_branch_is_never_guessed(registry: Registry) -> None:
    @client
    def take(
        prices: Named | dict[str, Price] = {},  # noqa: B006
        lists: list[Named] | list[dict[str, Price]] = [],  # noqa: B006
        letters: tuple[Literal["a"], ...] | list[str] = [],  # noqa: B006
        few: tuple[Annotated[int, Field(le=5)], ...] | list[int] = [],  # noqa: B006
        keyed: dict[uuid.UUID, tuple[int, ...]] | dict[str, list[int]] = {},  # noqa: B006
        several: int | str | Amount | Holding = 5,
        deep: list[Amount | list[Price | int] | None] = [],  # noqa: B006
        set_before: Price | Amount = Price(cents=700),  # noqa: B008
    ) -> None: ...

    endpoint = registry.freeze().functions["take"]

    def made(**args: Any) -> Any:
        values = endpoint.decode(json.dumps({"args": args}).encode())
        (name,) = args
        return endpoint.build(values, ("args",))[name]

    assert made(prices={"a": {"cents": 100}}) == {"a": Price(cents=100)}
    assert made(prices={"name": "n"}) == {"name": "n"}
    assert faults(endpoint, prices={"a": {"cents": 1}}) == [("prices", "a", "cents")]
    assert made(lists=[{"a": {"cents": 100}}]) == [{"a": Price(cents=100)}]
    assert made(letters=["b"]) == ["b"]
    assert made(letters=["a"]) == ("a",)
    assert made(few=[10]) == [10]
    assert made(few=[1]) == (1,)
    assert made(keyed={str(uuid.UUID(int=5)): [1]}) == {uuid.UUID(int=5): (1,)}
    assert made(keyed={"k": [1]}) == {"k": [1]}
    # What the core makes whole has no branches told within, whatever is around it.
    assert made(several=1) == 1
    assert made(several={"of": [1], "named": [{"name": "n"}, {"k": 1}]}) == Amount(
        of=[1], named=[{"name": "n"}, {"k": 1}]
    )
    assert made(several={"of": 7}).of == 7
    assert made(several={"of": {"of": "x"}}) == {"of": Amount(of="x")}
    assert made(deep=[{"of": 1}, None, [{"cents": 0, "by": {"name": "n"}}, 2]]) == [
        Amount(of=1),
        None,
        [Price(cents=0, by={"name": "n"}), 2],
    ]
    before = endpoint.build(endpoint.decode(b'{"args":{}}'), ("args",))
    assert before["set_before"] == Price(cents=700)
    assert (before["several"], before["few"], before["prices"]) == (5, (), {})
