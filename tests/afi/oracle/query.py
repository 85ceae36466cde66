"""The query of a bundle: pairs, spellings, faults. Page: `ir/protocol/types.md`, query spelling.

Twin: `mizan-core/src/graph/params.rs`, and `envelope.rs` for the pairs.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .normalise import params
from .spelling import Misspelled, read_spelling
from .types import Judge, Names, Path, sorted_faults, told, tree

_RAW = re.compile(r"(?:[!-$&-:<-~]|%[0-9A-Fa-f]{2})*")


class BadPair(ValueError):
    """A pair that names no place."""


def decoded(raw: str) -> str | None:
    """The text of a name or a value; nothing if it is in no spelling. A raw `;` would be a separator, and is none."""
    if not _RAW.fullmatch(raw):
        return None
    bare = re.sub("%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), raw.replace("+", " "))
    try:
        return bare.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None


def pairs(query: str) -> dict[str, list[str | None]]:
    """Each name's values in order, where nothing stands for what is in no spelling. Raises `BadPair`."""
    found: dict[str, list[str | None]] = {}
    for pair in query.split("&") if query else []:
        raw_name, equals, raw_value = pair.partition("=")
        name = decoded(raw_name)
        if not name:
            raise BadPair(pair)
        found.setdefault(name, []).append(decoded(raw_value) if equals else None)
    return found


def decode(members: Mapping[str, Sequence[Mapping[str, Any]]], query: str, names: Names) -> dict[str, Any]:
    """The query of a context with these members: `{"members": checked}`, or a problem's status and errors."""
    fields = params([args for _, args in sorted(members.items())])
    judge = Judge(names)
    try:
        given = pairs(query)
    except BadPair:
        return {"status": 400, "errors": []}
    syntax: list[tuple[Path, str]] = []
    values: dict[str, Any] = {}
    declared = {field["name"] for field in fields}
    syntax += [(("params", told(name)), "unknown") for name in given if name not in declared]
    for field in fields:
        name = field["name"]
        path: Path = ("params", name)
        bare, item = _bare(judge, field["type"])
        spellings = given.get(name, [])
        if item is None and len(spellings) > 1:
            syntax.append((path, "type"))
            continue
        try:
            read = [_read(judge, item or bare, spelling) for spelling in spellings]
        except Misspelled:
            syntax.append((path, "format"))
            continue
        if item is not None and (read or "default" not in field):
            before = len(judge.faults)
            values[name] = judge.judge(bare, read, path)
            judge.faults[before:] = [(path, code) for _, code in judge.faults[before:]]
        elif read:
            values[name] = judge.judge(bare, read[0], path)
        elif "default" not in field:
            judge.add(path, "missing")
    if syntax:
        return {"status": 400, "errors": sorted_faults(syntax)}
    if judge.faults:
        return {"status": 422, "errors": sorted_faults(judge.faults)}
    return {"members": {name: _own(judge, args, values) for name, args in sorted(members.items())}}


def _bare(judge: Judge, kind: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The type beside null, and that of a list's elements."""
    kind = judge.resolved(kind)
    if kind["type"] == "optional":
        kind = judge.resolved(kind["item"])
    return kind, (kind["item"] if kind["type"] == "list" else None)


def _read(judge: Judge, kind: Mapping[str, Any], spelling: str | None) -> Any:
    if spelling is None:
        raise Misspelled
    return read_spelling(judge.resolved(kind), spelling)


def _own(judge: Judge, args: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """A member's own arguments: what was given, or what absence means there."""
    checked: dict[str, Any] = {}
    for arg in sorted(args, key=lambda arg: arg["name"].encode()):
        name = arg["name"]
        if name in values:
            checked[name] = values[name]
        else:
            checked[name] = judge.fits(arg["type"], tree(arg["default"]))
    return checked
