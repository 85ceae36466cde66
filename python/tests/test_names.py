"""Names of types that meet: told once, each with its arguments and its place, and with what to do."""

import dataclasses
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest
from irs import frozen_ir
from pydantic import BaseModel, Field

from mizan import Registry, client
from mizan.errors import GraphError

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


@dataclasses.dataclass
class Box(Generic[T]):
    inner: T


class PositivePage(Page[Annotated[int, Field(ge=1)]]):
    """The cure."""


def defects(registry: Registry, *annotations: Any) -> list[str]:
    def f(given: Any) -> Any: ...

    def g(given: Any) -> Any: ...

    for function, annotation in zip((f, g), annotations, strict=True):
        function.__annotations__ = {"given": annotation, "return": annotation}
        client(function)
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    return [each.partition(": ")[2] for each in caught.value.defects]


@pytest.mark.parametrize(
    ("one", "other", "name", "said"),
    [
        (Page[int], Page[Annotated[int, Field(ge=1)]], "PageInteger", ("int", "Annotated[int, Field(ge=1)]")),
        (Page[Literal["a"]], Page[Literal["A"]], "PageEnumA", ("Literal['a']", "Literal['A']")),
        (
            Box[dict[str, list[int]]],
            Box[Annotated[dict[str, list[int]], Field(max_length=2)]],
            "BoxMapListInteger",
            ("dict[str, list[int]]", "Annotated[dict[str, list[int]], Field(max_length=2)]"),
        ),
    ],
    ids=str,
)
def test_two_generics_that_meet_are_told_once_with_their_arguments(
    registry: Registry, one: Any, other: Any, name: str, said: tuple[str, str]
) -> None:
    generic = "Box" if name.startswith("Box") else "Page"
    (told,) = defects(registry, one, other)
    assert told.startswith(f"{name}: two types have this name: ")
    assert all(f"`test_names.{generic}[{each}]`" in told for each in said), told
    assert told.endswith(f"; give one a name of its own: `class Other{generic}({generic}[…])`")


def test_the_cure_cures(registry: Registry) -> None:
    @client
    def f(one: Page[int], other: PositivePage) -> None: ...

    assert [each["name"] for each in frozen_ir(registry)["types"]] == ["PageIntegerInput", "PositivePageInput"]


def test_two_classes_of_functions_are_told_with_both_places(registry: Registry) -> None:
    def one() -> Any:
        class Row(BaseModel):
            a: int

        return Row

    def two() -> Any:
        class Row(BaseModel):
            b: int

        return Row

    (told,) = defects(registry, one(), two())
    places = [f"`test_names.Row` ({__file__}:{each.__code__.co_firstlineno + 1})" for each in (one, two)]
    assert all(place in told for place in places), told
    assert told.endswith("; give one of them another")
