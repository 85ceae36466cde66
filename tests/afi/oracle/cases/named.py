"""Short names for types and for parts of IRs, and the named types that several cases are about."""

from typing import Any

from .claims import Node, arg

INT = {"type": "integer"}
TEXT = {"type": "string"}
NULL = {"type": "null"}
OPTIONAL = {"type": "optional", "item": INT}


def ref(name: str) -> dict[str, Any]:
    return {"type": "ref", "name": name}


def words(*values: str | int) -> dict[str, Any]:
    return {"type": "enum", "values": list(values)}


def struct(name: str, *fields: Node, **more: Any) -> dict[str, Any]:
    return {"kind": "struct", "name": name, "fields": list(fields), **more}


def alias(name: str, kind: Node, **more: Any) -> dict[str, Any]:
    return {"kind": "alias", "name": name, "type": kind, **more}


def function(name: str, *args: Node, result: Node = NULL, **more: Any) -> dict[str, Any]:
    return {"name": name, "args": list(args), "result": result, **more}


def ir(**parts: Any) -> dict[str, Any]:
    return {"version": 1, **parts}


POINT = struct("Point", arg(INT, "y"), arg(INT, "x"))
NODE = struct(
    "Node",
    arg(ref("Point"), "value"),
    arg({"type": "list", "item": ref("Node")}, "children", default=[]),
    arg({"type": "optional", "item": TEXT}, "note", default=None),
)
TREE = [POINT, NODE]
