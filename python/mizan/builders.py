"""Checked values → models: what a function's own classes are made of.

Decides only that a class's own refusal (`ValueError`) is the caller's fault at its path; the types were checked by the
core before. It has no twin: elsewhere the language's own decoder does it. Page: `ir/protocol/types.md`, "Faults".
"""

from collections.abc import Callable
from typing import Any

import pydantic

from mizan.errors import MOST_FAULTS, Fault, Path
from mizan.types import ListOf, Model, OptionalOf, Scalar, Shape

Build = Callable[[Any, Path, list[Fault]], Any]
"""Makes a value, or adds to the faults."""


def builder(shape: Shape) -> Build | None:
    """How values of a type are made; `None` where the checked value is what the function takes."""
    return _builder(shape, {})


def _builder(shape: Shape, known: dict[type, Build]) -> Build | None:
    match shape:
        case Scalar():
            return None
        case OptionalOf(item):
            inner = _builder(item, known)
            return None if inner is None else _optional(inner)
        case ListOf(item):
            inner = _builder(item, known)
            return None if inner is None else _list(inner)
        case Model():
            return _model(shape, known)


def _optional(inner: Build) -> Build:
    return lambda value, path, faults: None if value is None else inner(value, path, faults)


def _list(inner: Build) -> Build:
    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        built: list[Any] = []
        most = len(faults) + MOST_FAULTS
        for at, each in enumerate(value):
            built.append(inner(each, (*path, at), faults))
            # Whatever follows comes after these in order, and would not be told.
            if len(faults) >= most:
                break
        return built

    return build


def _model(model: Model, known: dict[type, Build]) -> Build:
    if model.cls in known:
        return known[model.cls]
    if model.kind == "pydantic":
        built = known[model.cls] = _pydantic(model.cls)
        return built
    inner: dict[str, Build] = {}
    make: Callable[..., Any] = dict if model.kind == "typeddict" else model.cls

    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        before = len(faults)
        fields = {
            name: each(item, (*path, name), faults) if (each := inner.get(name)) else item
            for name, item in value.items()
        }
        if len(faults) > before:
            return None
        try:
            return make(**fields)
        except ValueError:
            faults.append(Fault(path, "format"))
            return None

    known[model.cls] = build  # Before its fields: one of them may be itself.
    for member in model.members:
        each = _builder(member.shape, known)
        if each is not None:
            inner[member.name] = each
    return build


def _pydantic(cls: Any) -> Build:
    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        try:
            return cls.model_validate(value)
        except pydantic.ValidationError as error:
            # The text of a validator's error stays here: it may hold anything.
            places = dict.fromkeys(
                (*path, *each["loc"]) for each in error.errors(include_url=False, include_input=False)
            )
            faults.extend(Fault(place, "format") for place in places)
            return None

    return build
