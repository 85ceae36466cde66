"""What the tests of declarations read: the IR of a registry, or what is refused in it."""

import json
from typing import Any

import pytest

from mizan import GraphError, Registry, client


def frozen_ir(registry: Registry) -> dict[str, Any]:
    """The normalised IR."""
    ir: dict[str, Any] = json.loads(registry.freeze().graph.ir())
    return ir


def result_of(registry: Registry, annotation: Any) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The IR's type of an annotation as a result, and the named types by name."""

    def f() -> None: ...

    f.__annotations__["return"] = annotation
    client(f)
    ir = frozen_ir(registry)
    return ir["functions"][0]["result"], {each["name"]: each for each in ir["types"]}


def argument_of(registry: Registry, annotation: Any) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The same of an argument."""

    def f(a: object) -> None: ...

    f.__annotations__["a"] = annotation
    client(f)
    ir = frozen_ir(registry)
    return ir["functions"][0]["args"][0]["type"], {each["name"]: each for each in ir["types"]}


def defects_of(registry: Registry, annotation: Any) -> list[str]:
    """The defects of a function `f` with such a result, without their places."""

    def f() -> None: ...

    f.__annotations__["return"] = annotation
    client(f)
    with pytest.raises(GraphError) as caught:
        registry.freeze()
    assert all(each.startswith(__file__) for each in caught.value.defects), caught.value.defects
    return [each.partition(": ")[2] for each in caught.value.defects]
