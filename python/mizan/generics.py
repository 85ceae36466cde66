"""The annotations of a class with fields, with the arguments of generic ones in their places.

Decides how type parameters are bound along the bases of dataclasses and TypedDicts; pydantic does it for its own
models. It has no twin: Rust's derive sees whole types. Page: `ir/protocol/types.md`.
"""

import inspect
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin


class Unresolved(ValueError):
    """A name in an annotation that means nothing where it stands."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the name `{name}` cannot be resolved; define it at the top of its module")
        self.name = name


def annotations(cls: Any, arguments: tuple[Any, ...] = ()) -> dict[str, Any]:
    """The resolved annotations of a class and its bases, by name, those of a base first. Raises `Unresolved`."""
    bound = dict(zip(getattr(cls, "__parameters__", ()), arguments, strict=False))
    found: dict[str, Any] = {}
    is_typeddict = hasattr(cls, "__required_keys__")
    bases = cls.__dict__.get("__orig_bases__", cls.__bases__)
    # The first base of a class has the last word; a TypedDict has its bases' keys one after the other.
    for base in bases if is_typeddict else reversed(bases):
        origin = get_origin(base) or base
        if isinstance(origin, type) and origin not in (object, dict, typing.Generic):
            found |= annotations(origin, tuple(substituted(each, bound) for each in get_args(base)))
    hints = _hints(cls)
    # A TypedDict's own annotations are those of its bases as well, which it cannot change.
    for name in inspect.get_annotations(cls):
        if name in hints and not (is_typeddict and name in found):
            found[name] = substituted(hints[name], bound)
    return found


def _hints(cls: Any) -> dict[str, Any]:
    # A class that is defined in a function is in no module, and may name itself all the same; so may its bases.
    local = {each.__name__: each for each in cls.__mro__ if each.__qualname__.endswith(f"<locals>.{each.__name__}")}
    if local:
        try:
            return typing.get_type_hints(cls, localns=local, include_extras=True)
        except NameError:
            pass
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise Unresolved(str(error.name)) from error


def substituted(annotation: Any, bound: Mapping[Any, Any]) -> Any:
    """The annotation with type parameters replaced; those that are not bound stay."""
    if isinstance(annotation, TypeVar):
        return bound.get(annotation, annotation)
    parameters = getattr(annotation, "__parameters__", ())
    if not parameters or not bound or (isinstance(annotation, type) and not _has_arguments(annotation)):
        return annotation
    return annotation[tuple(bound.get(each, each) for each in parameters)]


def _has_arguments(cls: Any) -> bool:
    metadata = getattr(cls, "__pydantic_generic_metadata__", None)
    return metadata is not None and bool(metadata["args"])


def alias_value(alias: Any) -> Any:
    """What a `type` statement, or a `TypeAliasType`, stands for. Raises `Unresolved`."""
    holder = types.SimpleNamespace(__annotations__={"value": alias.__value__})
    module = sys.modules.get(alias.__module__)
    names = {alias.__name__: alias, **{each.__name__: each for each in alias.__type_params__}}
    try:
        return typing.get_type_hints(holder, vars(module) if module else {}, names, include_extras=True)["value"]
    except NameError as error:
        raise Unresolved(str(error.name)) from error


def is_alias(annotation: Any) -> bool:
    """Whether it is what a `type` statement makes: `typing` and `typing_extensions` have one class each."""
    return type(annotation).__name__ == "TypeAliasType" and hasattr(annotation, "__value__")
