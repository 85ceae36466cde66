"""The one order and spelling of an IR. Page: `ir/protocol/ir.md`, normalised. Twin: `mizan-core/src/ir/normalise.rs`.

Takes the JSON of an IR without defects and gives the same form, with defaults checked by their types.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .types import Judge, Names, by_name, tree

Node = dict[str, Any]


def _key(name: str) -> bytes:
    return name.encode()


def named(nodes: Iterable[Mapping[str, Any]]) -> list[Node]:
    """By name, each a copy that may be changed."""
    return [dict(node) for node in sorted(nodes, key=lambda node: _key(node["name"]))]


def params(members: Iterable[Sequence[Mapping[str, Any]]]) -> list[Node]:
    """A context's params: the union of its members' arguments, by name, without docs."""
    uses: dict[str, list[Mapping[str, Any]]] = {}
    for args in members:
        for arg in args:
            uses.setdefault(arg["name"], []).append(arg)
    found = []
    for name in sorted(uses, key=_key):
        required = any("default" not in arg for arg in uses[name])
        nullable = [arg["type"] for arg in uses[name] if arg["type"]["type"] == "optional"]
        kind = uses[name][0]["type"]
        if nullable and not required:
            kind = nullable[0]
        elif kind["type"] == "optional":
            kind = kind["item"]
        param: Node = {"name": name, "type": kind}
        if not required:
            given = [arg["default"] for arg in uses[name] if arg["default"] is not None]
            param["default"] = given[0] if given else None
        found.append(param)
    return found


def _fields(fields: Iterable[Mapping[str, Any]], names: Names) -> list[Node]:
    judge = Judge(names)
    return [
        {**field, "default": judge.fits(field["type"], tree(field["default"]))} if "default" in field else dict(field)
        for field in fields
    ]


def normalised(ir: Mapping[str, Any]) -> Node:
    names = by_name(ir.get("types", []))
    types = named(ir.get("types", []))
    for definition in types:
        if definition["kind"] == "struct":
            definition["fields"] = _fields(definition["fields"], names)
    functions = named(ir.get("functions", []))
    for function in functions:
        function["args"] = named(_fields(function.get("args", []), names))
        function["raises"] = sorted(function.get("raises", []), key=_key)
        function["methods"] = sorted(set(function.get("methods", [])))
    contexts = named(ir.get("contexts", []))
    for context in contexts:
        context["view"] = sorted(set(context.get("view", [])), key=_key)
        members = [function["args"] for function in functions if function.get("context") == context["name"]]
        context["params"] = params(members)
    errors = [dict(error) for error in sorted(ir.get("errors", []), key=lambda error: _key(error["code"]))]
    return {"version": 1, "types": types, "contexts": contexts, "errors": errors, "functions": functions}
