"""The canonical text of an IR. Page: `ir/protocol/ir.md`, text. Twin: `mizan-core/src/ir_text.rs`.

Prints a normalised IR (`normalise`), node by node; knows nothing of what is legal.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .canonical import canonical, number

LAST_SAFE = 2**53 - 1

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS = {"true", "false", "null", "inf", "nan"}
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_HIDDEN = re.compile('[\\\\"\x00-\x1f\x7f\x85\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_LENGTHS = ("min_length", "max_length")
_BOUNDS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
_CONSTRAINTS = (*_LENGTHS, *_BOUNDS, "pattern", "multiple_of", "max_digits", "decimal_places", "max_size", "tag")


def quoted(text: str) -> str:
    return '"' + _HIDDEN.sub(lambda match: _SHORT.get(match[0]) or f"\\u{{{ord(match[0]):x}}}", text) + '"'


def word(text: str) -> str:
    """The name of a node or a property."""
    return text if _BARE.fullmatch(text) and text not in _WORDS else quoted(text)


def value(given: Any) -> str:
    if isinstance(given, bool):
        return "#true" if given else "#false"
    return quoted(given) if isinstance(given, str) else str(given)


@dataclass
class Node:
    """A node of KDL: name, at most one argument, properties, children."""

    name: str
    argument: Any = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def lines(self, depth: int = 0) -> Iterable[str]:
        head = "    " * depth + word(self.name)
        if self.argument is not None:
            head += " " + value(self.argument)
        for name in sorted(self.properties):
            head += f" {word(name)}={value(self.properties[name])}"
        if not self.children:
            yield head
            return
        yield head + " {"
        for child in self.children:
            yield from child.lines(depth + 1)
        yield "    " * depth + "}"

    def text(self) -> str:
        """With a line feed at the end of each line."""
        return "".join(f"{line}\n" for line in self.lines())


def _bound(given: int | float) -> int | str:
    """Of a `number`: an integer where it is whole and safe, else its canonical JSON."""
    if float(given).is_integer() and abs(given) <= LAST_SAFE:
        return int(given)
    return number(float(given))


def type_node(kind: Mapping[str, Any]) -> Node:
    properties = {name: kind[name] for name in _CONSTRAINTS if kind.get(name) is not None}
    if kind["type"] == "number":
        properties = {name: _bound(bound) for name, bound in properties.items()}
    if kind["type"] == "ref":
        return Node("ref", kind["name"])
    children = []
    if kind.get("key") is not None:
        children.append(Node("key", children=[type_node(kind["key"])]))
    inner = [kind["item"]] if "item" in kind else [*kind.get("items", []), *kind.get("of", [])]
    children += map(type_node, inner)
    children += (Node("value", given) for given in kind.get("values", []))
    children += (Node("accept", given) for given in sorted({each.lower() for each in kind.get("accept") or ()}))
    return Node(kind["type"], properties=properties, children=children)


class Printer:
    """Nodes with docs or without."""

    def __init__(self, docs: bool) -> None:
        self.docs = docs

    def doc(self, node: Mapping[str, Any]) -> list[Node]:
        return [Node("doc", node["doc"])] if self.docs and node.get("doc") is not None else []

    def field(self, name: str, field: Mapping[str, Any]) -> Node:
        children = self.doc(field)
        if "default" in field:
            children.append(Node("default", canonical(field["default"])))
        properties = {"omittable": True} if field.get("omittable") else {}
        return Node(name, field["name"], properties, [*children, type_node(field["type"])])

    def definition(self, node: Mapping[str, Any]) -> Node:
        if node["kind"] == "alias":
            return Node("alias", node["name"], children=[*self.doc(node), type_node(node["type"])])
        fields = [self.field("field", field) for field in node["fields"]]
        return Node("struct", node["name"], children=[*self.doc(node), *fields])

    def context(self, node: Mapping[str, Any]) -> Node:
        properties = {"identity": node["identity"]} if node.get("identity") is not None else {}
        children = [Node("view", name) for name in node["view"]]
        children += (self.field("param", param) for param in node["params"])
        return Node("context", node["name"], properties, children)

    def error(self, node: Mapping[str, Any]) -> Node:
        data = [Node("data", children=[type_node(node["data"])])] if node.get("data") is not None else []
        return Node("error", node["code"], {"status": node.get("status", 409)}, [*self.doc(node), *data])

    def affects(self, node: Mapping[str, Any]) -> Node:
        properties: dict[str, Any] = {"all": True} if node.get("all") else {}
        if node.get("function") is not None:
            properties["function"] = node["function"]
        scope = sorted((node.get("scope") or {}).items(), key=lambda pair: pair[0].encode())
        children = [Node("scope", param, {"argument": argument}) for param, argument in scope]
        return Node("affects", node["context"], properties, children)

    def function(self, node: Mapping[str, Any]) -> Node:
        properties = {name: node[name] for name in ("auth", "context", "route") if node.get(name) is not None}
        properties |= {name: node[name] for name in ("public", "private", "rev") if node.get(name)}
        if node.get("cache", True) is not True:
            properties["cache"] = node["cache"]
        children = self.doc(node)
        children += map(self.affects, node.get("affects", []))
        children += (self.field("arg", arg) for arg in node["args"])
        children += (Node("raises", code) for code in node["raises"])
        children += (Node("method", method) for method in node["methods"])
        if node.get("result") is not None:
            children.append(Node("result", children=[type_node(node["result"])]))
        return Node("function", node["name"], properties, children)

    def document(self, ir: Mapping[str, Any]) -> str:
        kinds = {kind: [node for node in ir["types"] if node["kind"] == kind] for kind in ("alias", "struct")}
        nodes = [Node("mizan", properties={"version": ir["version"]})]
        nodes += map(self.definition, kinds["alias"])
        nodes += map(self.context, ir["contexts"])
        nodes += map(self.error, ir["errors"])
        nodes += map(self.function, ir["functions"])
        nodes += map(self.definition, kinds["struct"])
        return "".join(node.text() for node in nodes)
