"""Reads the IR into what there is to print, the same for every target: types, errors, contexts, functions.

It decides what is generated and what is refused, never how it is spelled. The IR's page is `ir/protocol/ir.md`, that of
what comes out `ir/protocol/client.md`; it has no twin in the other languages.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from mizan.codegen import types
from mizan.codegen.naming import Name, code, datum, identifier, snake
from mizan.codegen.types import PlanError, Type

_Named = TypeVar("_Named", "Named", "Error", "Context")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct, an argument or a param. `default` is the JSON of what absence means, if it means
    something; what is `omittable` may be absent without that.
    """

    name: str
    type: Type
    default: str | None
    doc: str
    omittable: bool = False

    @property
    def optional(self) -> bool:
        """Whether who gives the values may leave it out."""
        return self.omittable or self.default is not None


@dataclass(frozen=True, slots=True)
class Struct:
    """One form of a model."""

    name: Name
    fields: tuple[Field, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name for a type."""

    name: Name
    type: Type
    doc: str


Named: TypeAlias = Struct | Alias


@dataclass(frozen=True, slots=True)
class Error:
    """A domain error; `name` is its code."""

    name: Name
    status: int
    data: Type | None
    doc: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is called, or a member of a context. `raises` are codes, by name."""

    name: Name
    args: tuple[Field, ...]
    result: Type
    raises: tuple[Name, ...]
    doc: str

    @property
    def files(self) -> tuple[str, ...]:
        """The arguments that are files: with any, the function takes a form."""
        return tuple(arg.name for arg in self.args if types.is_file(arg.type))


@dataclass(frozen=True, slots=True)
class Context:
    """A context with the params of all its members."""

    name: Name
    params: tuple[Field, ...]
    members: tuple[Function, ...]

    @property
    def raises(self) -> tuple[Name, ...]:
        """The codes of all its members, by name."""
        return tuple(sorted({it for member in self.members for it in member.raises}))


def parts(of: Named) -> tuple[Type, ...]:
    """The types that a named one is made of."""
    return (of.type,) if isinstance(of, Alias) else tuple(field.type for field in of.fields)


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to print, each by name; `functions` are those that are no member, `schema` is 16 hex."""

    types: Mapping[Name, Named]
    errors: Mapping[Name, Error]
    contexts: tuple[Context, ...]
    functions: tuple[Function, ...]
    schema: str | None


# As deep as JSON on the wire may be.
_DEEPEST: Final = 64
_SCHEMA: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)


def read(ir: Mapping[str, Any], schema: str | None) -> Plan:
    """The plan for the normalised `ir`. Raises `PlanError`, or `NamingError` for a name that could not be printed."""
    if ir.get("version") != 1:
        raise PlanError("the IR is not of version 1")
    if schema is not None and not _SCHEMA.fullmatch(schema):
        raise PlanError("the schema is not 16 hex digits")
    named = _by_name("type", (_type(it) for it in _items(ir, "types", "the IR")))
    errors = _by_name("error", (_error(it) for it in _items(ir, "errors", "the IR")))
    functions: dict[Name, Function] = {}
    members: dict[str, list[Function]] = {}
    for item in _items(ir, "functions", "the IR"):
        if _is_hidden(item):
            continue
        function, context = _function(item)
        if function.name in functions:
            raise PlanError(f"the function `{function.name}` is there twice")
        functions[function.name] = function
        if context is not None:
            members.setdefault(context, []).append(function)
    contexts = tuple(_by_name("context", (_context(it, members) for it in _items(ir, "contexts", "the IR"))).values())
    if unknown := sorted(members.keys() - {context.name for context in contexts}):
        raise PlanError(f"a function is a member of a context that is not there, `{unknown[0]}`")
    _check_names(named, errors, functions.values(), contexts)
    if any(_is_hidden(item) for item in _items(ir, "functions", "the IR")):
        named, errors = _seen(named, errors, functions.values())
    placed = {member.name for context in contexts for member in context.members}
    called = sorted((f for f in functions.values() if f.name not in placed), key=_name)
    return Plan(named, errors, contexts, tuple(called), schema)


def _is_hidden(item: Mapping[str, Any]) -> bool:
    """Whether it is a private function or a view, which no client calls."""
    return item.get("private") is True or item.get("route") is not None


def _seen(
    named: Mapping[Name, Named], errors: Mapping[Name, Error], functions: Iterable[Function]
) -> tuple[dict[Name, Named], dict[Name, Error]]:
    """Those of the types and errors that the functions reach: the rest is nobody's but the server's."""
    raised = {code: errors[code] for function in functions for code in function.raises}
    todo = [type for function in functions for type in (function.result, *(arg.type for arg in function.args))]
    todo += [error.data for error in raised.values() if error.data is not None]
    seen: set[Name] = set()
    while todo:
        for name in types.names(todo.pop()):
            if name not in seen:
                seen.add(name)
                todo.extend(parts(named[name]))
    return {name: named[name] for name in named if name in seen}, {
        code: errors[code] for code in errors if code in raised
    }


def _type(item: Mapping[str, Any]) -> Named:
    match item.get("kind"):
        case "struct":
            name = identifier(item.get("name"), "a struct")
            place = f"the struct `{name}`"
            return Struct(name, tuple(_fields(item, "fields", place, datum)), _doc(item, place))
        case "alias":
            name = identifier(item.get("name"), "an alias")
            place = f"the alias `{name}`"
            return Alias(name, types.read(item.get("type"), place), _doc(item, place))
        case _:
            raise PlanError("a type is of a kind that is not there")


def _error(item: Mapping[str, Any]) -> Error:
    name = code(item.get("code"), "an error")
    place = f"the error `{name}`"
    status, data = item.get("status", 409), item.get("data")
    if not isinstance(status, int) or isinstance(status, bool) or not 400 <= status <= 499:
        raise PlanError(f"{place} has a status that is none of 400 to 499")
    return Error(name, status, None if data is None else types.read(data, place), _doc(item, place))


def _function(item: Mapping[str, Any]) -> tuple[Function, str | None]:
    name = snake(item.get("name"), "a function")
    place = f"the function `{name}`"
    context = item.get("context")
    if context is not None:
        context = snake(context, f"the context of `{name}`")
    args = tuple(sorted(_fields(item, "args", place, snake), key=_name))
    raises = item.get("raises", ())
    if not isinstance(raises, list | tuple):
        raise PlanError(f"`raises` of {place} is no list")
    codes = tuple(sorted({code(it, f"an error of {place}") for it in raises}))
    return Function(name, args, types.read(item.get("result"), place), codes, _doc(item, place)), context


def _context(item: Mapping[str, Any], members: Mapping[str, list[Function]]) -> Context:
    name = snake(item.get("name"), "a context")
    place = f"the context `{name}`"
    params = tuple(sorted(_fields(item, "params", place, snake), key=_name))
    mine = tuple(sorted(members.get(name, ()), key=_name))
    if {param.name for param in params} != {arg.name for member in mine for arg in member.args}:
        raise PlanError(f"{place} does not have the params of its members: the IR is not normalised")
    return Context(name, params, mine)


def _fields(item: Mapping[str, Any], key: str, place: str, check: Callable[[object, str], str]) -> list[Field]:
    fields: dict[str, Field] = {}
    for it in _items(item, key, place):
        name = check(it.get("name"), f"a part of {place}")
        if name in fields:
            raise PlanError(f"{place} has `{name}` twice")
        # Absence means that it is required; a null is a default like any other.
        default = _default(it["default"], f"`{name}` of {place}") if "default" in it else None
        of = types.read(it.get("type"), f"`{name}` of {place}")
        fields[name] = Field(name, of, default, _doc(it, place), it.get("omittable") is True)
    return list(fields.values())


def _default(value: object, place: str) -> str:
    """The JSON of a default. Raises `PlanError` for what is none, or would set a prototype where it is printed."""
    if not _is_json(value):
        raise PlanError(f"{place} has a default that is no JSON")
    return json.dumps(value, ensure_ascii=False)


def _is_json(value: object, depth: int = 0) -> bool:
    if value is None or isinstance(value, str | int):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if depth == _DEEPEST:
        return False
    if isinstance(value, Mapping):
        named = all(isinstance(key, str) and key != "__proto__" for key in value)
        return named and all(_is_json(it, depth + 1) for it in value.values())
    return isinstance(value, list | tuple) and all(_is_json(it, depth + 1) for it in value)


def _check_names(
    named: Mapping[Name, Named],
    errors: Mapping[Name, Error],
    functions: Iterable[Function],
    contexts: Iterable[Context],
) -> None:
    """Everything that is named is there, and no alias is nothing but itself. Raises `PlanError`."""

    def look(of: Type, place: str) -> None:
        if any(isinstance(it, types.Scalar) and it.kind == "file" for it in types.within(of)):
            raise PlanError(f"{place} holds a file, which is an argument of a function and nothing else")
        for name in types.names(of):
            if name not in named:
                raise PlanError(f"{place} has the type `{name}`, which is not there")

    for it in named.values():
        if isinstance(it, Struct):
            for field in it.fields:
                look(field.type, f"`{field.name}` of the struct `{it.name}`")
        else:
            look(it.type, f"the alias `{it.name}`")
    for error in errors.values():
        if error.data is not None:
            look(error.data, f"the error `{error.name}`")
    for function in functions:
        place = f"the function `{function.name}`"
        look(function.result, place)
        for field in function.args:
            if field.name not in function.files:
                look(field.type, f"`{field.name}` of {place}")
        for raised in function.raises:
            if raised not in errors:
                raise PlanError(f"{place} raises `{raised}`, which is not there")
    for context in contexts:
        for field in context.params:
            look(field.type, f"`{field.name}` of the context `{context.name}`")
    _check_aliases({it.name: it.type for it in named.values() if isinstance(it, Alias)})


def _check_aliases(aliases: Mapping[Name, Type]) -> None:
    ends: set[Name] = set()
    for start in aliases:
        seen = {start}
        todo = list(types.directly(aliases[start]))
        while todo:
            name = todo.pop()
            if name == start:
                raise PlanError(f"the alias `{start}` is nothing but itself")
            if name in aliases and name not in seen and name not in ends:
                seen.add(name)
                todo.extend(types.directly(aliases[name]))
        ends.add(start)


def _by_name(what: str, items: Iterable[_Named]) -> dict[Name, _Named]:
    found: dict[Name, _Named] = {}
    for item in items:
        if item.name in found:
            raise PlanError(f"the {what} `{item.name}` is there twice")
        found[item.name] = item
    return {name: found[name] for name in sorted(found)}


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
