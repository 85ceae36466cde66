"""A default, which is a Python value: as which branch of a union it is written, and what none of them may have."""

from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
import typing_extensions
from irs import frozen_ir
from pydantic import BaseModel, Field

from mizan import BigInt, GraphError, Registry, client

Few = Annotated[int, Field(le=3)]
FewMore = typing_extensions.TypeAliasType("FewMore", Few)


class Counted(BaseModel):
    count: Few | BigInt = 5
    within: "Counted | None" = None


class Keyed(typing_extensions.TypedDict):
    a: int
    b: typing_extensions.NotRequired[int]


def declare(annotation: Any, default: object) -> None:
    def f(a: object = default) -> None: ...

    f.__annotations__["a"] = annotation
    client(f)


@pytest.mark.parametrize(
    ("annotation", "default", "told"),
    [
        (int | BigInt, 5, 5),
        (BigInt | int, 5, "5"),
        (int | Decimal, 5, 5),
        (Few | BigInt, 3, 3),
        (Few | BigInt, 5, "5"),
        (FewMore | BigInt, 5, "5"),
        (list[Few] | list[BigInt], [1, 5], ["1", "5"]),
        (list[Few] | list[BigInt], [], []),
        (list[Few | BigInt], [1, 5], [1, "5"]),
        (Annotated[str, Field(max_length=1)] | Literal["abc"], "abc", "abc"),
        (Counted, Counted(), {"count": "5", "within": None}),
        (Counted | Few | BigInt, Counted(count=2, within=Counted()), {"count": 2, "within": Counted().model_dump()}),
        (Keyed, {"a": 1}, {"a": 1}),
    ],
)
def test_a_default_is_of_the_first_branch_that_may_have_it(
    registry: Registry, annotation: Any, default: object, told: object
) -> None:
    declare(annotation, default)
    (function,) = frozen_ir(registry)["functions"]
    if isinstance(told, dict) and told.get("within"):
        told["within"]["count"] = "5"
    assert function["args"][0]["default"] == told


@pytest.mark.parametrize(
    ("annotation", "default", "says"),
    [
        (Few | Annotated[BigInt, Field(ge=9)], 5, "function `f`, argument `a`"),
        (int | BigInt, "5", "f.a: the default does not fit: `'5'` fits no branch"),
        (Keyed, {"a": 1, "c": 2}, "f.a: the default does not fit: `{'a': 1, 'c': 2}` has `c`, which is not declared"),
        (Keyed, {"b": 1}, "f.a: the default does not fit: `{'b': 1}` has no `a`"),
        (Keyed | Counted, {"a": 1, "c": 2}, "fits no branch"),
    ],
)
def test_a_default_that_no_branch_may_have(registry: Registry, annotation: Any, default: object, says: str) -> None:
    declare(annotation, default)
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    assert says in str(caught.value)
