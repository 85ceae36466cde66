"""Checked values → what a function declared, where the core does not make it: classes with code of their own, tuples.

Decides only that a class's own refusal (`ValueError`) is the caller's fault at its path; types and branches of unions
were decided by the core before, whose `Sent` say which class they are for. It has no twin: elsewhere the language's own
decoder does it. Page: `ir/protocol/types.md`, "Faults".
"""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pydantic

from mizan.errors import MOST_FAULTS, Fault, Path
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


class Sent:
    """The checked fields of a class that the core does not make, by their names on the wire, in its `__dict__`.

    For the core it is a model, which is why it knows, in a place of its own, which of them were sent.
    """

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
    __pydantic_fields_set__: set[str]


def sent_for(model: Model) -> type[Sent]:
    """The kind of `Sent` that stands for one class, so that a union's branch can be told."""
    return type(model.name, (Sent,), {"__slots__": ()})


class Builders:
    """Makes builders for one registry. `sent`: the classes that the core does not make, with what it gives instead."""

    def __init__(self, unmade: Set[Named], sent: Mapping[Named, type[Sent]]) -> None:
        self._unmade = unmade
        self._sent = sent
        self._known: dict[Named, Build] = {}

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
                return self._union([(branch, self.builder(branch)) for branch in of])
            case Alias() | Model():
                return self._named(shape)
            case Scalar() | EnumOf():
                return None

    def _needed(self, shape: Shape) -> bool:
        if isinstance(shape, (Alias, Model)):
            return shape in self._unmade
        return (isinstance(shape, ListOf) and shape.python == "tuple") or any(map(self._needed, parts(shape)))

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
                for name, item in _fields(value)
            }
            if len(faults) > before:
                return None
            if model.kind == "typeddict":
                return fields
            make = cls.model_validate if model.kind == "pydantic" else lambda fields: cls(**fields)
            return _made(make, fields, model, path, faults)

        return build

    def _union(self, branches: list[tuple[Shape, Build | None]]) -> Build:
        def build(value: Any, path: Path, faults: list[Fault]) -> Any:
            for shape, inner in branches:
                if self._is_of(shape, value):
                    return value if inner is None else inner(value, path, faults)
            return value

        return build

    def _is_of(self, shape: Shape, value: Any) -> bool:
        """Whether a checked value has the form in which the core gives those of a type."""
        match shape:
            case Scalar(kind):
                return _PYTHON[kind.type] is object or type(value) is _PYTHON[kind.type]
            case EnumOf(values):
                return type(value) is type(values[0])
            case ListOf(item):
                return isinstance(value, list) and all(self._is_of(item, each) for each in value)
            case TupleOf(items):
                if not isinstance(value, tuple) or len(value) != len(items):
                    return False
                return all(self._is_of(item, each) for item, each in zip(items, value, strict=True))
            case MapOf(_, item):
                return isinstance(value, dict) and all(self._is_of(item, each) for each in value.values())
            case OptionalOf(item):
                return value is None or self._is_of(item, value)
            case UnionOf(of):
                return any(self._is_of(branch, value) for branch in of)
            case Alias():
                return isinstance(value, shape.cls) if shape.kind == "enum" else self._is_of(shape.shape, value)
            case Model():
                if shape in self._sent:
                    return isinstance(value, self._sent[shape])
                return isinstance(value, dict if shape.kind == "typeddict" else shape.cls)


_PYTHON: Mapping[str, type] = {
    "null": type(None),
    "boolean": bool,
    "string": str,
    "integer": int,
    "bigint": int,
    "number": float,
    "decimal": Decimal,
    "uuid": UUID,
    "datetime": datetime,
    "date": date,
    "time": time,
    "duration": timedelta,
    "bytes": bytes,
    "json": object,
}


def _fields(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, Sent):
        sent = value.__pydantic_fields_set__
        return [(name, item) for name, item in vars(value).items() if name in sent]
    return list(value.items())


def _same(value: Any, path: Path, faults: list[Fault]) -> Any:
    return value


def _optional(inner: Build) -> Build:
    return lambda value, path, faults: None if value is None else inner(value, path, faults)


def _list(inner: Build | None, of: Callable[[list[Any]], Any]) -> Build:
    if inner is None:
        return lambda value, path, faults: of(value)

    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        built: list[Any] = []
        most = len(faults) + MOST_FAULTS
        for at, each in enumerate(value):
            built.append(inner(each, (*path, at), faults))
            # Whatever follows comes after these in order, and would not be told.
            if len(faults) >= most:
                break
        return of(built)

    return build


def _tuple(inner: list[Build | None]) -> Build:
    def build(value: Any, path: Path, faults: list[Fault]) -> Any:
        pairs = enumerate(zip(inner, value, strict=True))
        return tuple(each if make is None else make(each, (*path, at), faults) for at, (make, each) in pairs)

    return build


def _map(inner: Build) -> Build:
    return lambda value, path, faults: {key: inner(each, (*path, _told(key)), faults) for key, each in value.items()}


_LONGEST = 64


def _told(key: Any) -> str:
    """A key as the caller spelled it, and no more of it than a path tells."""
    text = str(key.value if isinstance(key, Enum) else key)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _made(make: Callable[[Any], Any], fields: Any, shape: Shape, path: Path, faults: list[Fault]) -> Any:
    try:
        return make(fields)
    except pydantic.ValidationError as error:
        # The text of a validator's error stays here: it may hold anything.
        places = (each["loc"] for each in error.errors(include_url=False, include_input=False, include_context=False))
        faults.extend(Fault(place, "format") for place in dict.fromkeys((*path, *_place(shape, loc)) for loc in places))
    except ValueError:
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
        case MapOf(_, item):
            return (_told(first), *_place(item, rest))
        case UnionOf(of):
            return max((_place(branch, rest) for branch in of), key=len)
    return ()
