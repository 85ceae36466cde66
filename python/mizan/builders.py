"""Checked values → what a function declared, where the core does not make it: classes with code of their own, tuples.

Decides only that a class's own refusal (`ValueError`, a failed `assert`) is the caller's fault at its path; types and
branches of unions were decided by the core before, which says of each union's value which branch it took. It has no
twin: elsewhere the language's own decoder does it. Page: `ir/protocol/types.md`, "Faults".
"""

from collections.abc import Callable, Iterator, Mapping, Set
from enum import Enum
from functools import cache
from typing import Any, get_args

from mizan._native import MOST_FAULTS, told
from mizan.errors import Fault, Key, Path
from mizan.pydantics import known
from mizan.shapes import (
    Alias,
    EnumOf,
    ListOf,
    MapOf,
    Model,
    Named,
    OptionalOf,
    Scalar,
    Shape,
    TupleOf,
    UnionOf,
    parts,
    plain,
)

Build = Callable[[Any, Path, list[Fault]], Any]
"""Makes a value, or adds to the faults."""


class Builders:
    """Makes builders for one registry. `unmade`: the types that the core does not make, or does not make whole."""

    def __init__(self, unmade: Set[Named]) -> None:
        self._unmade = unmade
        self._known: dict[Named, Build] = {}

    def of(self, arguments: Mapping[str, Shape]) -> dict[str, Build]:
        """How the arguments of one function are made, of values that were decoded with `branches`.

        It is empty where the core makes them all, by decoding without.
        """
        if not any(_is_unmade(each, self._unmade) for shape in arguments.values() for each in self._open(shape)):
            return {}
        builders = ((name, self.builder(shape)) for name, shape in arguments.items())
        return {name: build for name, build in builders if build is not None}

    def builder(self, shape: Shape) -> Build | None:
        """How values of a type are made; `None` where the checked value is what the function takes."""
        if not self._needed(shape):
            return None
        match shape:
            case OptionalOf(item):
                return _optional(self._sure(item))
            case ListOf(item, python=python):
                return _list(self.builder(item), tuple if python == "tuple" else list)
            case TupleOf(items):
                return _tuple([self.builder(item) for item in items])
            case MapOf(_, item):
                return _map(self._sure(item))
            case UnionOf(of):
                return _union([self.builder(branch) for branch in of])
            case Alias() | Model():
                return self._named(shape)
            case Scalar() | EnumOf():
                return None

    def _needed(self, shape: Shape) -> bool:
        return any(isinstance(each, UnionOf) or _is_unmade(each, self._unmade) for each in self._open(shape))

    def _open(self, shape: Shape) -> Iterator[Shape]:
        """It and all that it reaches, but for what is within the instances that the core makes."""
        seen: set[Named] = set()
        waiting = [shape]
        while waiting:
            each = waiting.pop()
            if isinstance(each, (Alias, Model)):
                if each in seen:
                    continue
                seen.add(each)
            yield each
            if not isinstance(each, Model) or each.kind == "typeddict" or each in self._unmade:
                waiting.extend(parts(each))

    def _sure(self, shape: Shape) -> Build:
        return self.builder(shape) or _same

    def _named(self, named: Alias | Model) -> Build:
        if named not in self._known:
            # Before its parts: one of them may be itself.
            self._known[named] = lambda value, path, faults: self._known[named](value, path, faults)
            self._known[named] = self._model(named) if isinstance(named, Model) else self._alias(named)
        return self._known[named]

    def _alias(self, alias: Alias) -> Build:
        inner = self._sure(alias.shape)
        if alias.kind != "root":
            return inner

        def build(value: Any, path: Path, faults: list[Fault]) -> Any:
            before = len(faults)
            root = inner(value, path, faults)
            return None if len(faults) > before else _made(alias.cls.model_validate, root, alias.shape, path, faults)

        return build

    def _model(self, model: Model) -> Build:
        read = {str(member.read): member for member in model.members if member.read is not None}
        made = {name: self.builder(member.shape) for name, member in read.items()}
        inner = {name: each for name, each in made.items() if each is not None}
        # pydantic is given the names by which it reads, which are those on the wire.
        keys = {name: name if model.kind.startswith("pydantic") else read[name].attribute for name in read}
        cls: Any = model.cls

        def build(value: Any, path: Path, faults: list[Fault]) -> Any:
            before = len(faults)
            fields = {
                keys[name]: each(item, (*path, name), faults) if (each := inner.get(name)) else item
                for name, item in value.items()
            }
            if len(faults) > before:
                return None
            if model.kind == "typeddict":
                return fields
            make = cls.model_validate if model.kind == "pydantic" else lambda fields: cls(**fields)
            return _made(make, fields, model, path, faults)

        return build


def _is_unmade(shape: Shape, unmade: Set[Named]) -> bool:
    if isinstance(shape, (Alias, Model)):
        return shape in unmade
    # On the wire it is a list, which the core gives as a `list`.
    return isinstance(shape, ListOf) and shape.python == "tuple"


def _same(value: Any, path: Path, faults: list[Fault]) -> Any:
    return value


def _optional(inner: Build) -> Build:
    return lambda value, path, faults: None if value is None else inner(value, path, faults)


def _list(inner: Build | None, of: Callable[[list[Any]], Any]) -> Build:
    if inner is None:
        return lambda value, path, faults: of(value)

    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        built: list[Any] = []
        start = known = len(faults)
        for at, each in enumerate(value):
            built.append(inner(each, (*path, at), faults))
            # Whatever follows comes after these in order, and would not be told. Many may be told as one.
            if known < len(faults) >= start + MOST_FAULTS and len(told(faults[start:])) == MOST_FAULTS:
                break
            known = len(faults)
        return of(built)

    return build


def _union(branches: list[Build | None]) -> Build:
    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        at, taken = value
        inner = branches[at]
        return taken if inner is None else inner(taken, path, faults)

    return build


def _tuple(inner: list[Build | None]) -> Build:
    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        pairs = enumerate(zip(inner, value, strict=True))
        return tuple(each if make is None else make(each, (*path, at), faults) for at, (make, each) in pairs)

    return build


def _map(inner: Build) -> Build:
    return lambda value, path, faults: {key: inner(each, (*path, _key(key)), faults) for key, each in value.items()}


def _key(key: Any) -> Key:
    """A key as the caller spelled it."""
    return Key(key.value if isinstance(key, Enum) else key)


@cache
def _judged() -> frozenset[str]:
    """What pydantic itself says of values. A project's own code raises the two, or types of its own."""
    from pydantic_core import core_schema

    return frozenset(get_args(core_schema.ErrorType)) - {"value_error", "assertion_error"}


def _made(make: Callable[[Any], Any], fields: Any, shape: Shape, path: Path, faults: list[Fault]) -> Any:
    try:
        return make(fields)
    except known("pydantic_core.ValidationError") as error:
        # The text of a validator's error stays here: it may hold anything.
        found = error.errors(include_url=False, include_input=False, include_context=False)
        # Types are the core's to judge: that a value fits no other branch of a union is no fault.
        places = [each["loc"] for each in found if each["type"] not in _judged()] or [each["loc"] for each in found]
        faults.extend(Fault(place, "format") for place in dict.fromkeys((*path, *_place(shape, loc)) for loc in places))
    except (ValueError, AssertionError):
        faults.append(Fault(path, "format"))
    return None


def _place(shape: Shape, loc: tuple[str | int, ...]) -> Path:
    """Where pydantic means, by names on the wire: the branches that it names in between are no places there."""
    if not loc:
        return ()
    first, rest = loc[0], loc[1:]
    match shape.shape if isinstance(shape, Alias) and shape.kind == "root" else plain(shape):
        case Model() as model:
            member = next((each for each in model.members if first in (each.read, each.attribute)), None)
            return () if member is None or member.read is None else (member.read, *_place(member.shape, rest))
        case OptionalOf(item):
            return _place(item, loc)
        case ListOf(item) if isinstance(first, int):
            return (first, *_place(item, rest))
        case TupleOf(items) if isinstance(first, int) and first < len(items):
            return (first, *_place(items[first], rest))
        case MapOf(key, item) if isinstance(first, str) or key is not None:
            return (_key(first), *_place(item, rest))
        case UnionOf(of):
            return max((_place(branch, rest) for branch in of), key=len)
    return ()
