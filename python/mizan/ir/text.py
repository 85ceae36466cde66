"""Reads the IR's canonical text back into the model, by the marks that `schema` puts on it.

Decides what is wrong with a text and says where; it never prints one (the core does: twin `mizan-core/src/ir_text.rs`).
Page: `ir/protocol/ir.md`, "Text".
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import ckdl

from mizan.ir import schema
from mizan.ir.depth import DEEPEST, levels
from mizan.ir.lines import broken_line, line_of
from mizan.ir.schema import NEEDED, NODES, Argument, Child, Each, Inner, Ir, Node, Pairs, Property, PropertyKind
from mizan.ir.values import KINDS, finite, integer, loads, reader, whole


class TextError(ValueError):
    """A text that is no IR.

    The message begins with the place and, where it is certain, the line:
    `function "rename_user" > arg "name" (line 7)`.
    """


def read(text: str) -> Ir:
    """The IR in `text` (KDL 2). Raises `TextError`."""
    try:
        document = ckdl.parse(text, version=2)
    except (ckdl.ParseError, UnicodeEncodeError) as error:
        line = broken_line(text) if isinstance(error, ckdl.ParseError) else None
        place = "" if line is None else f"line {line}: "
        raise TextError(f"{place}the text is no KDL 2: {error}") from error
    try:
        return _document(document.nodes)
    except _Fault as fault:
        path = _path(document.nodes, fault.node)
        line = line_of(text, document, path)
        place = " > ".join(_called(node) for node in path) + ("" if line is None else f" (line {line})")
        raise TextError(f"{place}: {fault.why}") from fault


_Parts = dict[str, Any]
_Add = Callable[[ckdl.Node, _Parts, int], None]


class _Fault(Exception):
    """Something is wrong with a node. Where it stands is looked for only now that it matters."""

    def __init__(self, node: ckdl.Node, why: str) -> None:
        super().__init__(why)
        self.node = node
        self.why = why


@dataclass(slots=True)
class _Plan:
    """How a node is read, made once from the marks on its model."""

    model: type[Node]
    fixed: _Parts
    argument: str | None = None
    properties: dict[str, Callable[[ckdl.Node, str, Any], Any]] = field(default_factory=dict)
    children: dict[str, _Add] = field(default_factory=dict)
    inner: str | None = None
    many: bool = False
    lists: list[str] = field(default_factory=list)
    needed: list[tuple[str, str]] = field(default_factory=list)


def _document(nodes: Sequence[ckdl.Node]) -> Ir:
    if not nodes or nodes[0].name != "mizan":
        raise TextError("the first node is not `mizan`")
    head, *rest = nodes
    version = _parts(head, _HEAD, 0).get("version")
    if version is None:
        raise _Fault(head, "it has no `version`")
    if version != schema.VERSION:
        raise _Fault(head, f"the version is {version}, and this reads {schema.VERSION}")
    parts: _Parts = {"version": version, **{name: [] for name in _TOP.lists}}
    for node in rest:
        add = _TOP.children.get(node.name)
        if add is None:
            raise _Fault(node, f"there is no such node; there are {_listed(_TOP.children)}")
        add(node, parts, 0)
    # The text has aliases apart from structs; the model has them in one order.
    parts["types"].sort(key=lambda each: each.name)
    return Ir(**parts)


def _node(node: ckdl.Node, plan: _Plan, depth: int) -> Node:
    """The model. `depth`: how many types are around it."""
    return plan.model(**_parts(node, plan, depth))


def _parts(node: ckdl.Node, plan: _Plan, depth: int) -> _Parts:
    if node.type_annotation is not None:
        raise _Fault(node, f"the type annotation {_shown(node.type_annotation)} means nothing here")
    parts = plan.fixed.copy()
    if plan.argument is not None:
        parts[plan.argument] = _string(node)
    elif node.args:
        raise _Fault(node, f"it has {len(node.args)} arguments, and takes 0")
    for name, value in node.properties.items():
        check = plan.properties.get(name)
        if check is None:
            raise _Fault(node, f"it has no property {_shown(name)}")
        parts[name] = check(node, name, value)
    for name in plan.lists:
        parts[name] = []
    for child in node.children:
        add = plan.children.get(child.name)
        if add is not None:
            add(child, parts, depth)
        elif plan.inner is None or child.name not in _TYPE_PLANS:
            raise _Fault(child, "there is no such node here")
        elif plan.many:
            parts[plan.inner].append(_type(child, depth))
        elif plan.inner in parts:
            raise _Fault(node, "it holds 2 types or more, and takes one")
        else:
            parts[plan.inner] = _type(child, depth)
    for name, needed in plan.needed:
        if name not in parts:
            raise _Fault(node, f"it has no `{needed}`")
    if plan.inner is not None and plan.inner not in parts:
        raise _Fault(node, f"it holds no type, and takes one of {_listed(_TYPE_PLANS)}")
    return parts


def _type(node: ckdl.Node, depth: int) -> Node:
    if depth == schema.MAX_DEPTH:
        raise _Fault(node, f"types are within each other deeper than {schema.MAX_DEPTH} levels")
    return _node(node, _TYPE_PLANS[node.name], depth + 1)


def _string(node: ckdl.Node) -> str:
    """The one argument."""
    if len(node.args) != 1:
        raise _Fault(node, f"it has {len(node.args)} arguments, and takes 1")
    argument = node.args[0]
    if not isinstance(argument, str):
        raise _Fault(node, "its argument is no string")
    return argument


def _leaf(node: ckdl.Node, properties: Iterable[str] = ()) -> None:
    """Refuses what a node with one argument has besides."""
    if node.type_annotation is not None:
        raise _Fault(node, f"the type annotation {_shown(node.type_annotation)} means nothing here")
    for name in node.properties:
        if name not in properties:
            raise _Fault(node, f"it has no property {_shown(name)}")
    for child in node.children:
        raise _Fault(child, "there is no such node here")


def _text(node: ckdl.Node, _depth: int) -> str:
    _leaf(node)
    return _string(node)


def _worded(words: tuple[str, ...]) -> "_Read":
    def read(node: ckdl.Node, depth: int) -> str:
        text = _text(node, depth)
        if text not in words:
            raise _Fault(node, f"its argument is {_shown(text)}, and takes {_alternatives(words)}")
        return text

    return read


def _json(node: ckdl.Node, _depth: int) -> Any:
    text = _text(node, 0)
    try:
        value = loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise _Fault(node, "its argument holds no JSON") from error
    if text.count("[") + text.count("{") > DEEPEST and levels(value) > DEEPEST:
        raise _Fault(node, f"its argument is nested deeper than {DEEPEST} levels")
    return value


_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _checker(kind: PropertyKind) -> Callable[[ckdl.Node, str, Any], Any]:
    takes = _alternatives(kind) if isinstance(kind, tuple) else KINDS[kind]
    read = _number if kind == "number" else reader(kind)

    def check(node: ckdl.Node, name: str, value: Any) -> Any:
        found = read(value)
        if found is None:
            raise _Fault(node, f"its property `{name}` is {_shown(value)}, and takes {takes}")
        return found

    return check


def _number(value: Any) -> int | float | None:
    if not isinstance(value, str):
        return integer(value)
    if _NUMBER.fullmatch(value) is None:
        return None
    try:
        return whole(value) if value.lstrip("-").isdigit() else finite(value)
    except ValueError:
        return None


def _alternatives(words: tuple[str, ...]) -> str:
    return " or ".join(_shown(f"{word}…" if word.endswith(":") else word) for word in words)


_Read = Callable[[ckdl.Node, int], Any]


def _plan(model: type[Node], fixed: _Parts) -> _Plan:
    plan, parts = _Plan(model, fixed), model.parts()
    for name, mark in model.marks():
        match mark:
            case Argument():
                plan.argument = name
            case Property():
                plan.properties[name] = _checker(model.property_kind(name))
            case Child(node, holds_json, holds_type):
                plan.children[node] = _one(name, _holder if holds_type else _json if holds_json else _text)
                if parts[name].usual is NEEDED:
                    plan.needed.append((name, node))
            case Each(node, other):
                if parts[name].usual is not None:
                    plan.lists.append(name)
                for each in filter(None, (node, other)):
                    read = _part if each in NODES else _worded(model.words(name)) if model.words(name) else _text
                    plan.children[each] = _add_value if each == "value" else _many(name, read)
            case Pairs(node, value):
                plan.children[node] = _pair(name, value)
            case Inner(many):
                plan.inner, plan.many = name, many
                if many:
                    plan.lists.append(name)
    return plan


def _part(node: ckdl.Node, depth: int) -> Node:
    return _node(node, _NODE_PLANS[node.name], depth)


def _holder(node: ckdl.Node, depth: int) -> Any:
    return _parts(node, _HOLDER, depth)["type"]


def _one(name: str, read: _Read) -> _Add:
    def add(node: ckdl.Node, parts: _Parts, depth: int) -> None:
        if name in parts:
            raise _Fault(node, "it is there twice")
        parts[name] = read(node, depth)

    return add


def _many(name: str, read: _Read) -> _Add:
    # A list that may be absent is made with its first element.
    return lambda node, parts, depth: parts.setdefault(name, []).append(read(node, depth))


def _add_value(node: ckdl.Node, parts: _Parts, _depth: int) -> None:
    """A value of an enum, which is of the kind of those before it."""
    _leaf(node)
    value = node.args[0] if len(node.args) == 1 else _string(node)
    if not isinstance(value, str) and integer(value) is None:
        raise _Fault(node, f"its argument is {_shown(value)}, and takes a string or {KINDS['integer']}")
    values = parts["values"]
    if values and type(values[0]) is not type(value):
        raise _Fault(node, f"its argument is {_shown(value)}, and the values before it are of another kind")
    values.append(value)


def _pair(name: str, value: str) -> _Add:
    def add(node: ckdl.Node, parts: _Parts, _depth: int) -> None:
        _leaf(node, (value,))
        key = _string(node)
        if value not in node.properties:
            raise _Fault(node, f"it has no property `{value}`")
        found = node.properties[value]
        if not isinstance(found, str):
            raise _Fault(node, f"its property `{value}` is {_shown(found)}, and takes a string")
        pairs = parts.setdefault(name, {})
        if key in pairs:
            raise _Fault(node, "it is there twice")
        pairs[key] = found

    return add


def _path(nodes: Sequence[ckdl.Node], wanted: ckdl.Node) -> list[ckdl.Node]:
    """The nodes from the top to this one."""
    ahead = [[node] for node in reversed(nodes)]
    while ahead:
        path = ahead.pop()
        if path[-1] is wanted:
            return path
        ahead.extend([*path, child] for child in reversed(path[-1].children))
    return [wanted]


def _called(node: ckdl.Node) -> str:
    name = node.args[0] if node.args and isinstance(node.args[0], str) else None
    return _escaped(node.name) if name is None else f'{_escaped(node.name)} "{_escaped(name)}"'


def _shown(value: object) -> str:
    match value:
        case None:
            return "`#null`"
        case bool():
            return "`#true`" if value else "`#false`"
        case _:
            return f"`{_escaped(str(value))}`"


def _escaped(text: str) -> str:
    """On one line, with nothing in it that a screen would obey, and not too long."""
    shown = "".join(each if each.isprintable() and each not in '`"' else f"\\u{{{ord(each):x}}}" for each in text[:120])
    return shown if len(text) <= 120 else f"{shown}…"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


_HOLDER = _Plan(Node, {}, inner="type")
_HEAD = _Plan(Node, {}, properties={"version": _checker(Ir.property_kind("version"))})
_TYPE_PLANS = {word: _plan(model, {"type": word}) for word, model in schema.TYPES.items()}
_NODE_PLANS = {name: _plan(model, {"kind": name} if "kind" in model.parts() else {}) for name, model in NODES.items()}
_TOP = _plan(Ir, {})
