"""Reads the IR into what there is to print, the same for every target: structs, contexts with their members, functions.

It decides what is generated and what is refused, never how it is spelled. The IR's page is `ir/protocol/ir.md`, that of
what comes out `ir/protocol/client.md`; it has no twin in the other languages.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from mizan.codegen.naming import Name, identifier, snake

SCALARS: Final = frozenset({"null", "boolean", "string", "integer", "number", "datetime", "uuid"})

_Named = TypeVar("_Named", "Struct", "Context")

# Far beyond what anybody declares, and well within the stack.
_DEEPEST: Final = 32


class PlanError(ValueError):
    """The document is no normalised IR."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts; `kind` is one of `SCALARS`."""

    kind: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `item`."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class OrNull:
    """`item` or null; `item` is neither null nor an `OrNull` itself."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Ref:
    """The struct of that name."""

    name: Name


Type = Scalar | ListOf | OrNull | Ref


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct, an argument or a param. `default` is its JSON text, or None where it is required."""

    name: Name
    type: Type
    default: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class Struct:
    """One form of a model."""

    name: Name
    fields: tuple[Field, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is called, or a member of a context."""

    name: Name
    args: tuple[Field, ...]
    result: Type
    doc: str


@dataclass(frozen=True, slots=True)
class Context:
    """A context with the params of all its members."""

    name: Name
    params: tuple[Field, ...]
    members: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to print, each list by name; `functions` are those that are no member, `schema` is 16 hex."""

    structs: tuple[Struct, ...]
    contexts: tuple[Context, ...]
    functions: tuple[Function, ...]
    schema: str | None


def read(ir: Mapping[str, Any], schema: str | None) -> Plan:
    """The plan for the normalised `ir`. Raises `PlanError`, or `NamingError` for a name that could not be printed."""
    if ir.get("version") != 1:
        raise PlanError("the IR is not of version 1")
    if schema is not None and not re.fullmatch(r"[0-9a-f]{16}", schema):
        raise PlanError("the schema is not 16 hex digits")
    structs = _by_name("struct", (_struct(it) for it in _items(ir, "types", "the IR")))
    functions: dict[Name, Function] = {}
    members: dict[str, list[Function]] = {}
    for item in _items(ir, "functions", "the IR"):
        function, context = _function(item)
        if function.name in functions:
            raise PlanError(f"the function `{function.name}` is there twice")
        functions[function.name] = function
        if context is not None:
            members.setdefault(context, []).append(function)
    contexts = _by_name("context", (_context(it, members) for it in _items(ir, "contexts", "the IR")))
    if unknown := sorted(members.keys() - {context.name for context in contexts}):
        raise PlanError(f"a function is a member of a context that is not there, `{unknown[0]}`")
    _check_refs(structs, functions.values(), contexts)
    placed = {member.name for context in contexts for member in context.members}
    called = sorted((f for f in functions.values() if f.name not in placed), key=_name)
    return Plan(structs, contexts, tuple(called), schema)


def _struct(item: Mapping[str, Any]) -> Struct:
    if item.get("kind") != "struct":
        raise PlanError("a type is of a kind that is not there yet")
    name = identifier(item.get("name"), "a struct")
    place = f"the struct `{name}`"
    return Struct(name, _fields(item, "fields", place, identifier), _doc(item, place))


def _function(item: Mapping[str, Any]) -> tuple[Function, str | None]:
    name = snake(item.get("name"), "a function")
    place = f"the function `{name}`"
    context = item.get("context")
    if context is not None:
        context = snake(context, f"the context of `{name}`")
    args = tuple(sorted(_fields(item, "args", place, snake), key=_name))
    return Function(name, args, _type(item.get("result"), place), _doc(item, place)), context


def _context(item: Mapping[str, Any], members: Mapping[str, list[Function]]) -> Context:
    name = snake(item.get("name"), "a context")
    place = f"the context `{name}`"
    params = tuple(sorted(_fields(item, "params", place, snake), key=_name))
    mine = tuple(sorted(members.get(name, ()), key=_name))
    if {param.name for param in params} != {arg.name for member in mine for arg in member.args}:
        raise PlanError(f"{place} does not have the params of its members: the IR is not normalised")
    return Context(name, params, mine)


def _fields(item: Mapping[str, Any], key: str, place: str, check: Callable[[object, str], Name]) -> tuple[Field, ...]:
    fields: dict[Name, Field] = {}
    for it in _items(item, key, place):
        name = check(it.get("name"), f"a part of {place}")
        if name in fields:
            raise PlanError(f"{place} has `{name}` twice")
        # Absence means that it is required; a null is a default like any other.
        default = json.dumps(it["default"], ensure_ascii=False) if "default" in it else None
        fields[name] = Field(name, _type(it.get("type"), f"`{name}` of {place}"), default, _doc(it, place))
    return tuple(fields.values())


def _type(item: object, place: str, depth: int = 0) -> Type:
    if depth > _DEEPEST:
        raise PlanError(f"{place} has a type that is nested too deeply")
    match item:
        case {"type": str(kind)} if kind in SCALARS:
            return Scalar(kind)
        case {"type": "ref", "name": name}:
            return Ref(identifier(name, f"the struct in {place}"))
        case {"type": "list", "item": inner}:
            return ListOf(_type(inner, place, depth + 1))
        case {"type": "optional", "item": inner}:
            of = _type(inner, place, depth + 1)
            return of if isinstance(of, OrNull) or of == Scalar("null") else OrNull(of)
        case _:
            raise PlanError(f"{place} has a type that is not there yet")


def _check_refs(structs: Iterable[Struct], functions: Iterable[Function], contexts: Iterable[Context]) -> None:
    known = {struct.name for struct in structs}

    def look(of: Type, place: str) -> None:
        while isinstance(of, ListOf | OrNull):
            of = of.item
        if isinstance(of, Ref) and of.name not in known:
            raise PlanError(f"{place} has the type `{of.name}`, which is not there")

    for struct in structs:
        for field in struct.fields:
            look(field.type, f"`{field.name}` of the struct `{struct.name}`")
    for function in functions:
        look(function.result, f"the function `{function.name}`")
        for field in function.args:
            look(field.type, f"`{field.name}` of the function `{function.name}`")
    for context in contexts:
        for field in context.params:
            look(field.type, f"`{field.name}` of the context `{context.name}`")


def _by_name(what: str, items: Iterable[_Named]) -> tuple[_Named, ...]:
    found: dict[str, _Named] = {}
    for item in items:
        if item.name in found:
            raise PlanError(f"the {what} `{item.name}` is there twice")
        found[item.name] = item
    return tuple(found[name] for name in sorted(found))


def _name(item: Function | Field) -> str:
    return item.name


def _items(holder: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
    items = holder.get(key, [])
    if not isinstance(items, list | tuple) or not all(isinstance(item, Mapping) for item in items):
        raise PlanError(f"`{key}` of {place} is no list of objects")
    return list(items)


def _doc(item: Mapping[str, Any], place: str) -> str:
    doc = item.get("doc") or ""
    if not isinstance(doc, str):
        raise PlanError(f"the doc of {place} is no text")
    return doc
