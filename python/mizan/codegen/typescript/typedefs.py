"""The IR's own JSON for types and fields, as `@mizan/client/schema` and the codecs of plain unions read it.

It decides which named types are handed over with them, each a constant of its own. The page is `ir/protocol/ir.md`; no
twin.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from mizan.codegen import plan, types
from mizan.codegen.naming import Name
from mizan.codegen.source import Source
from mizan.codegen.typescript.expression import Array, Expression, document, value
from mizan.codegen.typescript.layout import assignment
from mizan.codegen.typescript.printer import Printer, Statement


class Typedefs:
    """The constants of one file, made as they are asked for. `annotation` names their type where one is printed."""

    def __init__(self, it: plan.Plan, printer: Printer, annotation: Callable[[], str]) -> None:
        self._plan = it
        self._printer = printer
        self._annotation = annotation
        self._constants: dict[Name, Source] = {}

    def types(self, of: Iterable[types.Type]) -> list[Expression]:
        """The constants of all named types that a value of one of `of` can hold, by name."""
        return [self._constant(name) for name in reached(self._plan, of)]

    def statements(self) -> list[Statement]:
        """The constants' definitions, by name."""
        return [Statement("", self._statement(name)) for name in sorted(self._constants)]

    def _constant(self, name: Name) -> Source:
        if name not in self._constants:
            printed = self._printer.type(types.Ref(name))
            # No name of a global, and none that a type or a function has.
            wanted = f"{printed[0].lower()}{printed[1:]}Type"
            self._constants[name] = Source(self._printer.names.fresh(wanted, f"the description of `{name}`"))
        return self._constants[name]

    def _statement(self, name: Name) -> Source:
        text = document(value(described(self._plan.types[name])))
        return assignment(f"const {self._constants[name]}: {self._annotation()}", text)


def described(it: plan.Named) -> dict[str, Any]:
    """A TYPEDEF, without its docs."""
    if isinstance(it, plan.Struct):
        return {"kind": "struct", "name": it.name, "fields": [field(part) for part in it.fields]}
    return {"kind": "alias", "name": it.name, "type": json_of(it.type)}


def reached(it: plan.Plan, of: Iterable[types.Type]) -> list[Name]:
    """The named types that a value of one of `of` can hold, by name."""
    found: set[Name] = set()
    todo = [name for outer in of for name in types.names(outer)]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(inner for part in plan.parts(it.types[name]) for inner in types.names(part))
    return sorted(found)


def field(of: plan.Field) -> dict[str, Any]:
    """A FIELD, without its doc."""
    made: dict[str, Any] = {"name": of.name, "type": json_of(of.type)}
    if of.default is not None:
        made["default"] = json.loads(of.default)
    if of.omittable:
        made["omittable"] = True
    return made


def fields(of: Iterable[plan.Field]) -> Expression:
    """An array of FIELDs."""
    return Array([value(field(it)) for it in of])


def json_of(of: types.Type) -> dict[str, Any]:
    """A TYPE."""
    match of:
        case types.Scalar(kind, limits):
            return {"type": kind, **dict(limits)}
        case types.ListOf(item, limits):
            return {"type": "list", "item": json_of(item), **dict(limits)}
        case types.MapOf(key, item, limits):
            keyed = {} if key is None else {"key": json_of(key)}
            return {"type": "map", **keyed, "item": json_of(item), **dict(limits)}
        case types.TupleOf(items):
            return {"type": "tuple", "items": [json_of(it) for it in items]}
        case types.EnumOf(values):
            return {"type": "enum", "values": list(values)}
        case types.UnionOf(branches, tag):
            tagged = {} if tag is None else {"tag": tag}
            return {"type": "union", "of": [json_of(it) for it in branches], **tagged}
        case types.OrNull(item):
            return {"type": "optional", "item": json_of(item)}
        case types.Ref(name):
            return {"type": "ref", "name": name}
