"""How a case about one value is written down: what it is called, what it sends, what is claimed of it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]
Fault = tuple[Sequence[str | int], str]


@dataclass(frozen=True)
class Case:
    """`claim`: the written arguments, or the status alone, or the faults: a list in any order, a tuple in theirs."""

    name: str
    input: Mapping[str, Any]
    claim: str | Sequence[Fault] | int | None = None


@dataclass(frozen=True)
class IrCase:
    """`lines`: some of the text's, without their indentation, in this order and one after the other."""

    name: str
    ir: Mapping[str, Any]
    lines: tuple[str, ...]


def label(text: str) -> str:
    """Of a long text the start; what is not ASCII as escapes, so that names can be told apart on a screen."""
    plain = text.encode("ascii", "backslashreplace").decode()
    return plain if len(plain) <= 48 else plain[:47] + "…"


def call(args: Sequence[Node], body: str, types: Iterable[Node] = ()) -> dict[str, Any]:
    return {"types": list(types), "args": list(args), "body": body}


def arg(kind: Node, name: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def one(kind: Node, text: str, types: Iterable[Node] = ()) -> dict[str, Any]:
    """A call with one argument `a` of this JSON."""
    return call([arg(kind)], '{"args":{"a":' + text + "}}", types)


def takes(what: str, kind: Node, *texts: str | tuple[str, str], types: Iterable[Node] = ()) -> Iterator[Case]:
    """JSON texts that fit; those that are written in another way with that beside them."""
    types = list(types)
    for text in texts:
        given, written = (text, text) if isinstance(text, str) else text
        yield Case(f"{what} takes {label(given)}", one(kind, given, types), '{"a":' + written + "}")


def refuses(what: str, kind: Node, code: str, *texts: str, types: Iterable[Node] = ()) -> Iterator[Case]:
    """JSON texts that have one fault at the argument itself."""
    types = list(types)
    for text in texts:
        yield Case(f"{what} refuses {label(text)}: {code}", one(kind, text, types), [(["args", "a"], code)])


def inside(
    what: str, kind: Node, text: str, *faults: tuple[str, str] | Fault, types: Iterable[Node] = ()
) -> Iterator[Case]:
    """One JSON text with faults somewhere in it; paths begin at the argument, spelled with slashes or as lists."""
    found: list[Fault] = []
    for path, code in faults:
        steps = [int(s) if s.isdigit() else s for s in path.split("/") if path] if isinstance(path, str) else path
        found.append((["args", "a", *steps], code))
    yield Case(what, one(kind, text, types), found)


def same(what: str, kind: Node, text: str, written: str | None = None, types: Iterable[Node] = ()) -> Iterator[Case]:
    """One JSON text that fits, under a name that says what is shown."""
    yield Case(what, one(kind, text, types), '{"a":' + (text if written is None else written) + "}")


def text(value: str) -> str:
    """JSON of a string."""
    return json.dumps(value, ensure_ascii=False)
