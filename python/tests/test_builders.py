"""Models made of checked values: what their own validators refuse is the caller's fault, at its path."""

import dataclasses
import json
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, TypedDict

import pydantic
import pytest
from pydantic import BaseModel

from mizan import Registry, client
from mizan._native import InvalidFault
from mizan.endpoint import Endpoint
from mizan.errors import Fault, Invalid

SECRET = "postgres://root:hunter2@db/prod"


class Even(BaseModel):
    n: int
    note: str | None = None

    @pydantic.field_validator("n")
    @classmethod
    def is_even(cls, value: int) -> int:
        if value == 13:
            raise KeyError(SECRET)
        if value % 2:
            raise ValueError(SECRET)
        return value


@dataclasses.dataclass
class Span:
    first: int
    last: int
    within: "Span | None" = None

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(SECRET)


class Order(BaseModel):
    """A model with a dataclass in it."""

    lines: list[Even]
    span: Span | None = None

    @pydantic.model_validator(mode="after")
    def has_lines(self) -> "Order":
        if not self.lines:
            raise ValueError(SECRET)
        return self


@dataclasses.dataclass(kw_only=True)
class Basket:
    """A dataclass with models in it."""

    evens: list[Even]
    made: datetime
    id: uuid.UUID


class Row(TypedDict):
    even: Even
    count: int


@pytest.fixture
def endpoint(registry: Registry) -> Endpoint:
    @client
    def take(
        number: int = 1,
        even: Even | None = None,
        span: Span | None = None,
        order: Order | None = None,
        basket: Basket | None = None,
        rows: list[Row] = [],  # noqa: B006  # a default that the IR holds
        fixed: Even = Even(n=4),  # noqa: B008
    ) -> None: ...

    return registry.freeze().functions["take"]


def built(endpoint: Endpoint, **args: Any) -> dict[str, Any]:
    values = endpoint.decode(json.dumps({"args": args}).encode())
    return dict(endpoint.build(values, ("args",)))


def faults(endpoint: Endpoint, **args: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(Invalid) as caught:
        built(endpoint, **args)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert all(fault == Fault(fault.path, "format") for fault in caught.value.errors)
    return [fault.path for fault in caught.value.errors]


def test_values_become_what_the_function_declared(endpoint: Endpoint) -> None:
    args = built(
        endpoint,
        even={"n": 2},
        span={"first": 1, "last": 2, "within": {"first": 0, "last": 9, "within": None}},
        order={"lines": [{"n": 2, "note": "x"}], "span": {"first": 1, "last": 1}},
        basket={"evens": [{"n": 0}], "made": "2026-01-01T02:00:00+02:00", "id": str(uuid.UUID(int=7)).upper()},
        rows=[{"even": {"n": 6}, "count": 1}],
    )
    assert args == {
        "number": 1,
        "even": Even(n=2, note=None),
        "span": Span(1, 2, Span(0, 9, None)),
        "order": Order(lines=[Even(n=2, note="x")], span=Span(1, 1, None)),
        "basket": Basket(evens=[Even(n=0)], made=datetime(2026, 1, 1, tzinfo=UTC), id=uuid.UUID(int=7)),
        "rows": [{"even": Even(n=6), "count": 1}],
        "fixed": Even(n=4),
    }
    assert built(endpoint)["even"] is None


def test_refusals_have_their_path(endpoint: Endpoint) -> None:
    assert faults(endpoint, even={"n": 1}) == [("args", "even", "n")]
    assert faults(endpoint, order={"lines": []}) == [("args", "order")]
    assert faults(endpoint, order={"lines": [{"n": 2}, {"n": 3}]}) == [("args", "order", "lines", 1, "n")]
    assert faults(endpoint, order={"lines": [{"n": 2}], "span": {"first": 2, "last": 1}}) == [("args", "order", "span")]
    assert faults(endpoint, span={"first": 2, "last": 1}) == [("args", "span")]
    inner = {"first": 2, "last": 1, "within": {"first": 2, "last": 1}}
    assert faults(endpoint, span=inner) == [("args", "span", "within")]


def test_all_are_reported_in_order_and_32_at_most(endpoint: Endpoint) -> None:
    rows = [{"even": {"n": 2 - each % 2}, "count": 1} for each in range(12)]
    assert faults(endpoint, rows=rows, even={"n": 1}) == [
        ("args", "even", "n"),
        *(("args", "rows", each, "even", "n") for each in range(1, 12, 2)),
    ]
    assert len(faults(endpoint, rows=[{"even": {"n": 1}, "count": 1}] * 40)) == 32


def test_a_validator_that_breaks_is_not_the_callers_fault(endpoint: Endpoint) -> None:
    with pytest.raises(KeyError):
        built(endpoint, even={"n": 13})


def test_an_assertion_of_a_class_is_a_refusal_too(registry: Registry) -> None:
    @dataclasses.dataclass
    class Positive:
        n: int

        def __post_init__(self) -> None:
            assert self.n > 0, SECRET

    @client
    def take(items: list[Positive]) -> None: ...

    endpoint = registry.freeze().functions["take"]
    assert faults(endpoint, items=[{"n": 1}, {"n": 0}]) == [("args", "items", 1)]


def test_no_more_items_are_made_than_can_be_told(registry: Registry) -> None:
    made: list[int] = []

    @dataclasses.dataclass
    class Never:
        n: int

        def __post_init__(self) -> None:
            made.append(self.n)
            raise ValueError

    @client
    def never(items: list[list[Never]]) -> None: ...

    endpoint = registry.freeze().functions["never"]
    items = [[], [{"n": 1}] * 1000, [{"n": 2}] * 1000]
    values = endpoint.decode(json.dumps({"args": {"items": items}}).encode())
    with pytest.raises(Invalid) as caught:
        endpoint.build(values, ("args",))
    assert [fault.path for fault in caught.value.errors] == [("args", "items", 1, at) for at in range(32)]
    assert made == [1] * 32


def test_what_is_told_is_what_the_core_tells_of_the_same_keys(registry: Registry) -> None:
    @client
    def keyed(evens: dict[str, Even] = {}, numbers: dict[str, int] = {}, rows: list[dict[str, Even]] = []) -> None: ...  # noqa: B006  # defaults that the IR holds

    endpoint = registry.freeze().functions["keyed"]
    keys = ["k" * 70 + "1", "k" * 70 + "2", "l" * 64, "m" * 65, "é" * 64, "", "z"]
    with pytest.raises(InvalidFault) as caught:
        endpoint.decode(json.dumps({"args": {"numbers": dict.fromkeys(keys, "x")}}).encode())
    by_core = [tuple(path[2:]) for path, _ in caught.value.faults]
    assert by_core == [("",), ("k" * 64 + "…",), ("l" * 64,), ("m" * 64 + "…",), ("z",), ("é" * 64,)]
    odd = {key: {"n": 1} for key in keys}
    assert faults(endpoint, evens=odd) == [("args", "evens", *path, "n") for path in by_core]
    # Those that are told as one do not count twice against what may be told.
    rows = [{"k" * length: {"n": 1} for length in (65, 66, 67)}] * 40
    assert faults(endpoint, rows=rows) == [("args", "rows", at, "k" * 64 + "…", "n") for at in range(32)]


def test_a_declared_name_is_told_whole(registry: Registry) -> None:
    long = "n" * 70
    holder = pydantic.create_model("Holder", **{long: (Even, ...)})  # type: ignore[call-overload]  # names from a variable

    def f(a: object) -> None: ...

    f.__annotations__["a"] = holder
    client(f)
    assert faults(registry.freeze().functions["f"], a={long: {"n": 1}}) == [("args", "a", long, "n")]


def test_32_of_two_arguments_are_the_first_in_order(registry: Registry) -> None:
    @client
    def two(second: list[Even], first: list[Even]) -> None: ...

    endpoint = registry.freeze().functions["two"]
    odd = [{"n": 1}] * 20
    assert faults(endpoint, second=odd, first=odd) == [
        *(("args", "first", at, "n") for at in range(20)),
        *(("args", "second", at, "n") for at in range(12)),
    ]


def positive(value: int) -> int:
    if value < 1:
        raise ValueError(SECRET)
    return value


Positive = Annotated[int, pydantic.AfterValidator(positive)]


class Either(BaseModel):
    one: dict[str, Positive] | list[Positive]
    more: list[dict[str, Positive] | list[Positive]] = []
    by: dict[int, Positive] | None = None


def test_a_refusal_within_a_union_has_its_path_alone(registry: Registry) -> None:
    @client
    def f(a: Either) -> None: ...

    endpoint = registry.freeze().functions["f"]
    assert faults(endpoint, a={"one": {"x": 0}}) == [("args", "a", "one", "x")]
    assert faults(endpoint, a={"one": [1, 0]}) == [("args", "a", "one", 1)]
    assert faults(endpoint, a={"one": [], "more": [[1], {"z": 0}]}) == [("args", "a", "more", 1, "z")]
    assert faults(endpoint, a={"one": [], "by": {"7": 0}}) == [("args", "a", "by", "7")]
