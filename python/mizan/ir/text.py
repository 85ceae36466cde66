"""Reads the IR's canonical text back into the model, by the marks that `schema` puts on it.

Decides what is wrong with a text and says where; it never prints one (the core does: twin `mizan-core/src/ir_text.rs`).
Page: `ir/protocol/ir.md`, "Text".
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

import ckdl
import pydantic

from mizan.ir import schema
from mizan.ir.schema import Argument, Child, Each, Inner, Ir, Mark, Node, Pairs, Property


class TextError(ValueError):
    """A text that is no IR. The message begins with the place, such as `function "rename_user" > arg "name"`."""


def read(text: str) -> Ir:
    """The IR in `text` (KDL 2). Raises `TextError`."""
    try:
        document = ckdl.parse(text, version=2)
    except ckdl.ParseError as error:
        raise TextError(f"the text is no KDL 2: {error}") from error
    nodes = list(document.nodes)
    if not nodes or nodes[0].name != "mizan":
        raise TextError("the first node is not `mizan`")
    head, *rest = nodes
    where = _Place((), head)
    where.only(args=0, properties={"version"}, children=frozenset())
    version = head.properties.get("version")
    if version != schema.VERSION or isinstance(version, bool):
        raise where.error(f"the version is `{version}`, and this reads {schema.VERSION}")
    lists: dict[str, str] = {}
    for name, mark in Ir.marks():
        if isinstance(mark, Each):
            lists.update((node, name) for node in (mark.node, mark.other) if node is not None)
    document_parts: dict[str, list[Node]] = {name: [] for name in sorted(set(lists.values()))}
    for node in rest:
        place = _Place((), node)
        if node.name not in lists:
            raise place.error(f"there is no such node; there are {_listed(lists)}")
        document_parts[lists[node.name]].append(_node(NODES[node.name], place))
    return Ir.model_validate({"version": schema.VERSION, **document_parts})


NODES: dict[str, type[Node]] = {
    "context": schema.Context,
    "function": schema.Function,
    "struct": schema.Struct,
    "param": schema.Field,
    "arg": schema.Field,
    "field": schema.Field,
    "affects": schema.Affect,
    "alias": schema.Alias,
    "error": schema.ErrorDef,
}


class _Place:
    """A node and the nodes around it, for messages."""

    def __init__(self, around: tuple[str, ...], node: ckdl.Node) -> None:
        name = node.args[0] if node.args and isinstance(node.args[0], str) else None
        self.path = (*around, node.name if name is None else f'{node.name} "{name}"')
        self.node = node

    def error(self, why: str) -> TextError:
        return TextError(f"{' > '.join(self.path)}: {why}")

    def within(self, node: ckdl.Node) -> "_Place":
        return _Place(self.path, node)

    def children(self, name: str) -> Iterator["_Place"]:
        return (self.within(child) for child in self.node.children if child.name == name)

    def only(self, *, args: int, properties: set[str], children: frozenset[str]) -> None:
        """Refuses whatever else the node has."""
        if self.node.type_annotation is not None:
            raise self.error(f"the type annotation `{self.node.type_annotation}` means nothing here")
        if len(self.node.args) != args:
            raise self.error(f"it has {len(self.node.args)} arguments, and takes {args}")
        for name in self.node.properties:
            if name not in properties:
                raise self.error(f"it has no property `{name}`")
        for child in self.node.children:
            if child.name not in children:
                raise self.within(child).error("there is no such node here")

    def string(self) -> str:
        """The one argument."""
        argument = self.node.args[0]
        if not isinstance(argument, str):
            raise self.error("its argument is no string")
        return argument


def _node(model: type[Node], place: _Place) -> Node:
    marks = list(model.marks())
    children = frozenset(mark.node for _, mark in marks if isinstance(mark, (Child, Each, Pairs)))
    typed = any(isinstance(mark, Inner) for _, mark in marks)
    place.only(
        args=sum(isinstance(mark, Argument) for _, mark in marks),
        properties={name for name, mark in marks if isinstance(mark, Property)},
        children=children | (_TYPE_NODES if typed else frozenset()),
    )
    parts = {}
    for name, mark in marks:
        found = _part(name, mark, place)
        if found is not _NOTHING:
            parts[name] = found
    try:
        return model.model_validate(parts)
    except pydantic.ValidationError as error:
        fault = error.errors()[0]
        part = ".".join(str(each) for each in fault["loc"])
        raise place.error(f"`{part}`: {fault['msg'].lower()}") from error


_NOTHING: Any = object()
_MAX_INTEGER = 2**53 - 1
_MOST_DIGITS = 17
_TYPE_NODES = frozenset({"boolean", "datetime", "integer", "list", "null", "number", "optional", "ref", "string", "uuid"})


def _part(name: str, mark: Mark, place: _Place) -> Any:
    match mark:
        case Argument():
            return place.string()
        case Property():
            return place.node.properties.get(name, _NOTHING)
        case Child():
            found = list(place.children(mark.node))
            if len(found) > 1:
                raise found[1].error("it is there twice")
            return _child(found[0], mark) if found else _NOTHING
        case Each():
            return [_each(child) for child in place.children(mark.node)]
        case Pairs():
            return _pairs(place, mark) or _NOTHING
        case Inner():
            return _inner_type(place)


def _child(place: _Place, mark: Child) -> Any:
    if mark.holds_type:
        place.only(args=0, properties=set(), children=_TYPE_NODES)
        return _inner_type(place)
    place.only(args=1, properties=set(), children=frozenset())
    if not mark.json:
        return place.string()
    try:
        return json.loads(place.string(), parse_int=_whole, parse_constant=_no_constant)
    except ValueError as error:
        raise place.error("its argument holds no JSON") from error


def _whole(text: str) -> int | float:
    # Digits beyond those of a float are how RFC 8785 writes the float; integers never have them.
    return int(text) if len(text) <= _MOST_DIGITS and abs(int(text)) <= _MAX_INTEGER else float(text)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"`{name}` is no JSON")


def _each(place: _Place) -> Any:
    model = NODES.get(place.node.name)
    if model is not None:
        return _node(model, place)
    place.only(args=1, properties=set(), children=frozenset())
    return place.string()


def _pairs(place: _Place, mark: Pairs) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for child in place.children(mark.node):
        child.only(args=1, properties={mark.value}, children=frozenset())
        value = child.node.properties.get(mark.value)
        if not isinstance(value, str):
            raise child.error(f"its property `{mark.value}` is no string")
        if child.string() in pairs:
            raise child.error("it is there twice")
        pairs[child.string()] = value
    return pairs


def _inner_type(place: _Place) -> dict[str, Any]:
    found = [place.within(child) for child in place.node.children if child.name in _TYPE_NODES]
    if len(found) != 1:
        raise place.error(f"it holds {len(found)} types, and takes one of {_listed(_TYPE_NODES)}")
    inner = found[0]
    kind = inner.node.name
    if kind == "ref":
        inner.only(args=1, properties=set(), children=frozenset())
        return {"type": kind, "name": inner.string()}
    if kind in ("list", "optional"):
        inner.only(args=0, properties=set(), children=_TYPE_NODES)
        return {"type": kind, "item": _inner_type(inner)}
    inner.only(args=0, properties=set(), children=frozenset())
    return {"type": kind}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
