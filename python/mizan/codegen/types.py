"""Reads the types of the IR into what targets print, and says what a type reaches.

It decides which types there are and what is refused, never how they are spelled. The pages are `ir/protocol/ir.md` and
`types.md`; it has no twin, since only Python writes generated code.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mizan.codegen.naming import Name, datum, identifier

# Each constraint with its value as the IR has it: canonical text where the type's values are text on the wire.
Limit: TypeAlias = str | int | float | tuple[str, ...]
Limits: TypeAlias = tuple[tuple[str, Limit], ...]

# Far beyond what anybody declares, and well within the stack.
_DEEPEST: Final = 32


class PlanError(ValueError):
    """The document is no normalised IR."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts; `kind` is the IR's word."""

    kind: str
    limits: Limits = ()


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `item`."""

    item: "Type"
    limits: Limits = ()


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values of `item` by key; `key` is None where a key is any text."""

    key: "Type | None"
    item: "Type"
    limits: Limits = ()


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list with one type for each place."""

    items: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class EnumOf:
    """One of `values`, in declared order: all texts or all integers."""

    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types, in declared order; with a `tag` they are structs that have that field."""

    of: tuple["Type", ...]
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class OrNull:
    """`item` or null; `item` takes no null itself."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Ref:
    """The named type of that name."""

    name: Name


Type: TypeAlias = Scalar | ListOf | MapOf | TupleOf | EnumOf | UnionOf | OrNull | Ref

_LENGTHS: Final = ("min_length", "max_length")
_BOUNDS: Final = ("minimum", "maximum")
_STRICT_BOUNDS: Final = ("minimum", "exclusive_minimum", "maximum", "exclusive_maximum")
# What may limit each kind, in the order in which it is told.
LIMITS: Final[Mapping[str, tuple[str, ...]]] = {
    "null": (),
    "boolean": (),
    "string": (*_LENGTHS, "pattern"),
    "integer": (*_BOUNDS, "multiple_of"),
    "bigint": _BOUNDS,
    "number": _STRICT_BOUNDS,
    "decimal": (*_STRICT_BOUNDS, "max_digits", "decimal_places"),
    "uuid": (),
    "datetime": _BOUNDS,
    "date": _BOUNDS,
    "time": (),
    "duration": (),
    "bytes": _LENGTHS,
    "file": ("max_size", "accept"),
    "json": (),
    "list": _LENGTHS,
    "map": _LENGTHS,
}
_CONTAINERS: Final = frozenset({"list", "map"})
_SCALARS: Final = {kind: Scalar(kind) for kind in LIMITS if kind not in _CONTAINERS}
# Bounds of these are texts in canonical form, those of integers and numbers are numbers.
_BOUND_TEXT: Final = {
    "bigint": re.compile(r"-?[0-9]{1,4300}", re.ASCII),
    "decimal": re.compile(r"-?[0-9]{1,64}(\.[0-9]{1,64})?", re.ASCII),
    "datetime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z", re.ASCII),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),
}


def read(item: object, place: str, depth: int = 0) -> Type:
    """The type that `item` describes. Raises `PlanError`, or `NamingError` for a name, each with the place."""
    if depth > _DEEPEST:
        raise PlanError(f"{place} has a type that is nested too deeply")
    if not isinstance(item, Mapping):
        raise PlanError(f"{place} has a type that is no object")
    kind = item.get("type")
    if isinstance(kind, str):
        # Most types are one word.
        if len(item) == 1 and (plain := _SCALARS.get(kind)) is not None:
            return plain
        if kind in _SCALARS:
            return Scalar(kind, _limits(kind, item, place))
        if (reader := _READERS.get(kind)) is not None:
            return reader(item, place, depth + 1)
    raise PlanError(f"{place} has a type that is not there")


def _list(item: Mapping[str, Any], place: str, depth: int) -> Type:
    return ListOf(read(item.get("item"), place, depth), _limits("list", item, place))


def _map(item: Mapping[str, Any], place: str, depth: int) -> Type:
    key = item.get("key")
    of = read(item.get("item"), place, depth)
    return MapOf(None if key is None else read(key, place, depth), of, _limits("map", item, place))


def _tuple(item: Mapping[str, Any], place: str, depth: int) -> Type:
    return TupleOf(tuple(read(it, place, depth) for it in _several(item, "items", place)))


def _enum(item: Mapping[str, Any], place: str, _depth: int) -> Type:
    values = _several(item, "values", place)
    if values and all(isinstance(it, int) and not isinstance(it, bool) for it in values):
        return EnumOf(tuple(dict.fromkeys(values)))
    if not values:
        raise PlanError(f"{place} has an enum without a value")
    # Unlike a name, a value may be empty.
    return EnumOf(tuple(dict.fromkeys("" if it == "" else datum(it, f"a value of {place}") for it in values)))


def _union(item: Mapping[str, Any], place: str, depth: int) -> Type:
    tag = item.get("tag")
    branches = tuple(read(it, place, depth) for it in _several(item, "of", place))
    if not branches:
        raise PlanError(f"{place} has a union without a branch")
    return UnionOf(branches, None if tag is None else datum(tag, f"the tag in {place}"))


def _optional(item: Mapping[str, Any], place: str, depth: int) -> Type:
    of = read(item.get("item"), place, depth)
    takes_null = isinstance(of, OrNull) or (isinstance(of, Scalar) and of.kind in ("null", "json"))
    return of if takes_null else OrNull(of)


def _ref(item: Mapping[str, Any], place: str, _depth: int) -> Type:
    return Ref(identifier(item.get("name"), f"the type in {place}"))


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], str, int], Type]]] = {
    "list": _list,
    "map": _map,
    "tuple": _tuple,
    "enum": _enum,
    "union": _union,
    "optional": _optional,
    "ref": _ref,
}


def _several(item: Mapping[str, Any], key: str, place: str) -> list[Any]:
    found = item.get(key)
    if not isinstance(found, list | tuple):
        raise PlanError(f"{place} has a type whose `{key}` is no list")
    return list(found)


def _limits(kind: str, item: Mapping[str, Any], place: str) -> Limits:
    found = [(name, item[name]) for name in LIMITS[kind] if item.get(name) is not None]
    for name, value in found:
        if not _is_limit(kind, name, value):
            raise PlanError(f"{place} has a `{name}` that is none of the type {kind}")
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in found)


def _is_limit(kind: str, name: str, value: object) -> bool:
    if name == "pattern":
        return isinstance(value, str)
    if name == "accept":
        return isinstance(value, list | tuple) and all(isinstance(it, str) for it in value)
    if isinstance(value, bool):
        return False
    if kind in _BOUND_TEXT and name in _STRICT_BOUNDS:
        return isinstance(value, str) and _BOUND_TEXT[kind].fullmatch(value) is not None
    if kind == "number":
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    return isinstance(value, int)


def parts(of: Type) -> tuple[Type, ...]:
    """The types that `of` is made of, in order; none where it has no parts."""
    if isinstance(of, ListOf | OrNull):
        return (of.item,)
    if isinstance(of, MapOf):
        return (of.item,) if of.key is None else (of.key, of.item)
    if isinstance(of, TupleOf):
        return of.items
    return of.of if isinstance(of, UnionOf) else ()


def within(of: Type) -> Iterator[Type]:
    """`of` and all that it is made of, at any depth; what a name stands for is not looked into."""
    todo = [of]
    while todo:
        it = todo.pop()
        yield it
        todo.extend(parts(it))


def is_file(of: Type) -> bool:
    """Whether `of` is a file, several of them, or null instead: what a form has parts for."""
    if isinstance(of, OrNull):
        of = of.item
    if isinstance(of, ListOf):
        of = of.item
    return isinstance(of, Scalar) and of.kind == "file"


def names(of: Type) -> Iterator[Name]:
    """The named types that `of` holds, directly or in its parts."""
    if isinstance(of, Ref):
        yield of.name
    elif not isinstance(of, Scalar):
        yield from (it.name for it in within(of) if isinstance(it, Ref))


def reaching(kinds: frozenset[str], named: Mapping[Name, Iterable[Type]]) -> frozenset[Name]:
    """Those of the `named` types (name → the types of its parts) in which a scalar of one of `kinds` can be."""
    users: dict[Name, list[Name]] = {}
    todo: list[Name] = []
    for name, of in named.items():
        for it in (inner for outer in of for inner in within(outer)):
            if isinstance(it, Ref):
                users.setdefault(it.name, []).append(name)
            elif isinstance(it, Scalar) and it.kind in kinds:
                todo.append(name)
    found: set[Name] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(users.get(name, ()))
    return frozenset(found)


def reaches(of: Type, kinds: frozenset[str], found: frozenset[Name]) -> bool:
    """Whether a scalar of one of `kinds` can be in `of`, where `found` are the named types that have one."""
    return any(
        (isinstance(it, Ref) and it.name in found) or (isinstance(it, Scalar) and it.kind in kinds) for it in within(of)
    )


def directly(of: Type) -> Iterator[Name]:
    """The named types that a value of `of` is at once: itself or a union's branches, not what is inside of it."""
    if isinstance(of, Ref):
        yield of.name
    elif isinstance(of, UnionOf):
        for branch in of.of:
            yield from directly(branch)


def leading_back(aliases: Mapping[Name, Type]) -> frozenset[Name]:
    """The aliases that lead to themselves through aliases alone, whatever is in between."""
    edges = {name: [it for it in names(of) if it in aliases] for name, of in aliases.items()}
    found = set()
    for start, todo in ((name, list(edges[name])) for name in aliases):
        seen: set[Name] = set()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo.extend(edges[name])
        if start in seen:
            found.add(start)
    return frozenset(found)


def limits(of: Type) -> Limits:
    """The constraints that `of` has itself, null apart."""
    if isinstance(of, OrNull):
        of = of.item
    return of.limits if isinstance(of, Scalar | ListOf | MapOf) else ()
