"""Declarations as they are written where annotations are text: classes of functions, qualifiers, what is told in words.

`from __future__ import annotations` is the point of this file.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Final, Literal, NotRequired, Required, Union

import pydantic
import pytest
import typing_extensions
from irs import argument_of, defects_of, frozen_ir, result_of
from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType, TypedDict

from mizan import Registry, client


def test_a_class_of_a_function_may_name_itself(registry: Registry) -> None:
    class Model(BaseModel):
        within: Model | None = None

    @dataclasses.dataclass
    class Tree:
        leaf: int
        kids: list[Tree] = dataclasses.field(default_factory=list)

    @dataclasses.dataclass
    class Tall(Tree):
        tall: dict[str, Tall] = dataclasses.field(default_factory=dict)

    class Chain(TypedDict):
        next: NotRequired[Chain]

    @client
    def f(model: Model, tree: Tall, chain: Chain) -> None: ...

    types = {each["name"]: each for each in frozen_ir(registry)["types"]}
    assert types["ChainInput" if "ChainInput" in types else "Chain"]["fields"] == [
        {"name": "next", "type": {"type": "ref", "name": "Chain"}, "omittable": True}
    ]
    fields = {each["name"]: each["type"] for each in types["TallInput"]["fields"]}
    assert fields["kids"]["item"] == {"type": "ref", "name": "TreeInput"}
    assert fields["tall"]["item"] == {"type": "ref", "name": "TallInput"}


def test_what_cannot_be_resolved_is_told_with_what_to_do(registry: Registry) -> None:
    class Leaf(TypedDict):
        one: int

    @dataclasses.dataclass
    class Lost:
        leaf: Leaf

    told = defects_of(registry, Lost)
    assert told == ["f.result: `Lost`: the name `Leaf` cannot be resolved; define it at the top of its module"]


class Qualified(TypedDict, total=False):
    one: Annotated[NotRequired[int], Field(ge=1, description="the first")]
    two: Annotated[Required[int], Field(ge=2)]
    three: NotRequired[Annotated[int, Field(ge=3)]]


@dataclasses.dataclass
class Finals:
    one: Final[int]
    two: Final[Annotated[int, Field(ge=1)]] = 1


def integer(least: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least}


def test_a_qualifier_on_either_side_of_annotated(registry: Registry) -> None:
    _, types = result_of(registry, Qualified)
    assert types["Qualified"]["fields"] == [
        {"name": "one", "type": integer(1), "omittable": True, "doc": "the first"},
        {"name": "two", "type": integer(2)},
        {"name": "three", "type": integer(3), "omittable": True},
    ]


def test_final_says_nothing_of_the_wire(registry: Registry) -> None:
    _, types = argument_of(registry, Finals)
    assert [each["type"] for each in types["FinalsInput"]["fields"]] == [{"type": "integer"}, integer(1)]


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


Pets = TypeAliasType("Pets", Union[Cat, Dog])  # noqa: UP007  # what an alias is made of is evaluated


@pytest.mark.parametrize("optional", [False, True])
def test_a_tag_for_a_union_with_a_name(registry: Registry, optional: bool) -> None:
    union = Annotated[Pets | None if optional else Pets, Field(discriminator="kind")]
    kind, _ = result_of(registry, union)
    branches = [{"type": "ref", "name": "Cat"}, {"type": "ref", "name": "Dog"}]
    tagged = {"type": "union", "of": branches, "tag": "kind"}
    assert kind == ({"type": "optional", "item": tagged} if optional else tagged)


Code = TypeAliasType("Code", Annotated[str, Field(max_length=3, description="A short code.")])


class Old(BaseModel):
    plain: int = Field(deprecated=True)
    said: int = Field(description="How many.", deprecated="use `plain`")
    told: int = Field(deprecated=typing_extensions.deprecated("gone\n\nsoon"))
    annotated: Annotated[int, Field(deprecated="use `plain`")] = 1

    @pydantic.computed_field(deprecated="count yourself")  # type: ignore[prop-decorator]  # mypy does not know it
    @property
    def twice(self) -> int:
        return self.said * 2


def test_what_is_told_in_words(registry: Registry) -> None:
    @client
    def f(code: Code, old: Old, by: Annotated[int, Field(description="By.", deprecated="x")]) -> Old: ...

    ir = frozen_ir(registry)
    types = {each["name"]: each for each in ir["types"]}
    assert types["Code"]["doc"] == "A short code."
    assert [each["doc"] for each in types["Old"]["fields"]] == [
        "Deprecated:",
        "How many.\n\nDeprecated: use `plain`",
        "Deprecated: gone soon",
        "Deprecated: use `plain`",
        "Deprecated: count yourself",
    ]
    args = {each["name"]: each for each in ir["functions"][0]["args"]}
    assert args["by"]["doc"] == "By.\n\nDeprecated: x"
