"""Hashes of the IR. Pages: `ir/protocol/ir.md`, text; `cache_key.md`, schema of a member; `invalidation.md`, shapes.

Takes a normalised IR. Twin: `mizan-core/src/graph.rs`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from .canonical import canonical
from .ir_text import Printer
from .types import Names, by_name

Shape = tuple[str, ...]

MOST_SHAPES = 8


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def schema(ir: Mapping[str, Any]) -> str:
    """`X-Mizan-Schema`."""
    return _hash(Printer(docs=False).document(_shown(ir)))


def _shown(ir: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without private functions, and what is reached by these and by nothing else."""
    names = by_name(ir["types"])
    private = [one for one in ir["functions"] if one.get("private")]
    others = [one for one in ir["functions"] if not one.get("private")]
    raised, by_others = ({code for one in some for code in one["raises"]} for some in (private, others))
    errors = [error for error in ir["errors"] if error["code"] not in raised - by_others]
    hidden = [error for error in ir["errors"] if error["code"] in raised - by_others]
    reached: list[set[str]] = []
    for functions, of_errors in ((private, hidden), (others, errors)):
        found: set[str] = set()
        for kind in (kind for one in functions for kind in _kinds(one)):
            _reach(kind, names, found)
        for error in of_errors:
            if error.get("data") is not None:
                _reach(error["data"], names, found)
        reached.append(found)
    by_private, kept = reached
    for name in set(names) - by_private - kept:
        # What nobody reaches is there for its own sake, with what it is made of.
        _reach({"type": "ref", "name": name}, names, kept)
    types = [node for node in ir["types"] if node["name"] in kept]
    return {**ir, "types": types, "errors": errors, "functions": others}


def _kinds(function: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The types of the arguments and of the result, if it has one."""
    result = [] if function.get("result") is None else [function["result"]]
    return [*(arg["type"] for arg in function["args"]), *result]


def member_schemas(ir: Mapping[str, Any]) -> dict[str, str]:
    """By `context/member`."""
    printer, names = Printer(docs=False), by_name(ir["types"])
    found = {}
    for function in ir["functions"]:
        context = next((one for one in ir["contexts"] if one["name"] == function.get("context")), None)
        if context is None:
            continue
        reached: set[str] = set()
        for kind in _kinds(function):
            _reach(kind, names, reached)
        text = printer.function(function).text()
        text += "".join(printer.definition(names[name]).text() for name in sorted(reached, key=str.encode))
        text += canonical([_shapes(ir, context, None), _shapes(ir, context, function)])
        found[f"{context['name']}/{function['name']}"] = _hash(text)
    return found


def _parts(kind: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield from (kind[name] for name in ("key", "item") if kind.get(name) is not None)
    yield from (part for name in ("items", "of") for part in kind.get(name, []))


def _reach(kind: Mapping[str, Any], names: Names, reached: set[str]) -> None:
    for part in _parts(kind):
        _reach(part, names, reached)
    if kind["type"] != "ref" or kind["name"] in reached:
        return
    reached.add(kind["name"])
    definition = names[kind["name"]]
    for inner in [definition["type"]] if definition["kind"] == "alias" else [f["type"] for f in definition["fields"]]:
        _reach(inner, names, reached)


def _scoping(context: Mapping[str, Any], args: Iterable[Mapping[str, Any]], names: Names) -> set[str]:
    """The params among these that may scope: no lists, no view params."""
    found = set()
    for arg in args:
        kind = arg["type"]
        while kind["type"] in ("optional", "ref"):
            kind = kind["item"] if kind["type"] == "optional" else names[kind["name"]]["type"]
        if kind["type"] != "list" and arg["name"] not in context["view"]:
            found.add(arg["name"])
    return found


def _shapes(ir: Mapping[str, Any], context: Mapping[str, Any], member: Mapping[str, Any] | None) -> list[list[str]]:
    """The shapes of a context, or of a member: none where no declared target is on it."""
    names = by_name(ir["types"])
    args = context["params"] if member is None else member["args"]
    scoping, identity = _scoping(context, args, names), context.get("identity")
    declared: list[Shape] = []
    targeted = False
    for function in ir["functions"]:
        for target in function.get("affects", []):
            if target["context"] == context["name"] and target.get("function") == (member and member["name"]):
                targeted = True
                declared.append(_declared(function, target, scoping, identity))
    if member is not None and not targeted:
        return []
    first: list[Shape] = [(), *([(identity,)] if identity in scoping else [])]
    others = sorted(set(declared) - set(first), key=_by_size)
    return [list(shape) for shape in sorted([*first, *others][:MOST_SHAPES], key=_by_size)]


def _by_size(shape: Shape) -> tuple[int, list[bytes]]:
    return len(shape), [name.encode() for name in shape]


def _declared(function: Mapping[str, Any], target: Mapping[str, Any], scoping: set[str], identity: str | None) -> Shape:
    """The params of a declared target as if no argument were null."""
    if target.get("all"):
        return ()
    if target.get("scope"):
        return tuple(sorted(target["scope"]))
    by_argument = sorted({arg["name"] for arg in function.get("args", [])} & scoping)
    if by_argument:
        return tuple(by_argument)
    return (identity,) if identity is not None and identity in scoping else ()
