"""Prints `ir/schema.kdl`: the grammar of the IR's text, readable, from the marks that `schema` puts on the model.

Decides no grammar: the model does, and the core's printer follows it. It has no twin. Page: `ir/protocol/ir.md`,
"Text".
"""

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from mizan.ir import schema
from mizan.ir.schema import Argument, Child, Each, Inner, Ir, Node, Pairs, Property
from mizan.ir.text import NODES

PATH = "ir/schema.kdl"

_HEAD = """\
// Generated from `python/mizan/ir/schema.py` by `invoke generate`. Do not edit.
//
// The grammar of the IR's canonical text. `node` says what a node may have, in the order in which it is written:
// its `argument`, its `property`s by name (not written where they have their `usual` value), its children:
// `child` (at most one), `children` (any number), `type` (exactly one node of the type's name).
// A `value` is what stands there: a string, one of several, or canonical JSON within a string (`json`). The page is
// `ir/protocol/ir.md`.
"""


def grammar() -> str:
    """The whole file."""
    return _HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield f"document version={schema.VERSION} {{"
    yield '    child "mizan" {'
    yield '        property "version" value="integer"'
    yield "    }"
    for _, mark in Ir.marks():
        if isinstance(mark, Each):
            yield f'    children "{mark.node}"'
    yield "}"
    for name in sorted(NODES):
        yield from _node(name, NODES[name])
    for scalar in ("boolean", "datetime", "integer", "null", "number", "string", "uuid"):
        yield f'type "{scalar}"'
    for wrapper in ("list", "optional"):
        yield f'type "{wrapper}" {{'
        yield "    type"
        yield "}"
    yield 'type "ref" {'
    yield '    argument "name" value="string"'
    yield "}"


def _node(name: str, model: type[Node]) -> Iterator[str]:
    yield f"node {json.dumps(name)} {{"
    first, *_ = inspect.cleandoc(model.__doc__ or "").splitlines()
    yield f"    doc {json.dumps(first, ensure_ascii=False)}"
    for field, mark in model.marks():
        match mark:
            case Argument():
                yield f'    argument "{field}" value="string"'
            case Property():
                usual = model.model_fields[field].default
                choices = [each for part in get_args(model.model_fields[field].annotation) for each in get_args(part)]
                value = "boolean" if isinstance(usual, bool) else " | ".join(choices) or "string"
                yield f'    property "{field}" usual={_kdl(usual)} value="{value}"'
            case Child(node, _, True):
                yield f'    child "{node}" {{'
                yield "        type"
                yield "    }"
            case Child(node, as_json, _):
                yield f'    child "{node}" {{'
                yield f'        argument value="{"json" if as_json else "string"}"'
                yield "    }"
            case Each(node) if node in NODES:
                yield f'    children "{node}"'
            case Each(node):
                yield f'    children "{node}" {{'
                yield '        argument value="string"'
                yield "    }"
            case Pairs(node, value):
                yield f'    children "{node}" {{'
                yield '        argument "param" value="string"'
                yield f'        property "{value}" value="string"'
                yield "    }"
            case Inner():
                yield "    type"
    yield "}"


def _kdl(value: object) -> str:
    return (
        {None: "#null", True: "#true", False: "#false"}[value]
        if value is None or isinstance(value, bool)
        else f'"{value}"'
    )


def main(arguments: list[str]) -> int:
    """Writes the file, or with `--check` compares; the status is 1 if it is not current."""
    path = Path(__file__).parents[3] / PATH
    text = grammar()
    if "--check" in arguments:
        current = path.is_file() and path.read_text(encoding="utf-8") == text
        if not current:
            sys.stderr.write(f"`{PATH}` is not current: run `invoke generate`\n")
        return 0 if current else 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
