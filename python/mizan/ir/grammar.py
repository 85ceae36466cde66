"""Prints `ir/schema.kdl`: the grammar of the IR's text, readable, from the marks that `schema` puts on the model.

Decides no grammar: the model does, and the core's printer follows it. It has no twin. Page: `ir/protocol/ir.md`,
"Text".
"""

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from mizan.ir import schema
from mizan.ir.schema import NEEDED, NODES, Argument, Child, Each, Inner, Ir, Node, Pairs, Property

PATH = "ir/schema.kdl"

_HEAD = """\
// Generated from `python/mizan/ir/schema.py` by `invoke generate`. Do not edit.
//
// The grammar of the IR's canonical text. `node` and `type` say what a node may have, in the order in which it is
// written: its `argument`, its `property`s by name (not written where they have their `usual` value; `#null` means that
// they are absent), its children: `child` (at most one; `needed`: exactly one), `children` (any number), `type`
// (exactly one node of a type's name), `types` (any number of them).
// A `value` is what stands there: a `string`; a `boolean`; an `integer` within ±(2^53-1); a `count`, 0 to 2^32-1; a
// `number`, which is such an integer or a string that holds another number; a `switch`, which is a boolean or a count;
// `json`, canonical JSON within a string; or one of several words, where one that ends in a colon stands for all that
// begin so. The page is `ir/protocol/ir.md`.
"""


def grammar() -> str:
    """The whole file."""
    return _HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield f"document version={schema.VERSION} {{"
    yield '    child "mizan" needed=#true {'
    yield '        property "version" value="integer"'
    yield "    }"
    lists = [mark for _, mark in Ir.marks() if isinstance(mark, Each)]
    for node in sorted(node for mark in lists for node in (mark.node, mark.other) if node is not None):
        yield f'    children "{node}"'
    yield "}"
    for name in sorted(NODES):
        yield from _node("node", name, NODES[name])
    for name in sorted(schema.TYPES):
        yield from _node("type", name, schema.TYPES[name])


def _node(what: str, name: str, model: type[Node]) -> Iterator[str]:
    yield f"{what} {_kdl(name)} {{"
    first, *_ = inspect.cleandoc(model.__doc__ or "").splitlines()
    yield f"    doc {_kdl(_DOCS.get(name, first) if what == 'type' else first)}"
    # What stands on the node's own line comes first.
    marks = sorted(model.marks(), key=lambda marked: not isinstance(marked[1], (Argument, Property)))
    parts = model.parts()
    for field, mark in marks:
        match mark:
            case Argument():
                yield f'    argument "{field}" value="string"'
            case Property():
                kind = model.property_kind(field)
                value = kind if isinstance(kind, str) else " | ".join(kind)
                # An error's status is always written.
                usual = "" if model is schema.ErrorDef else f" usual={_kdl(parts[field].usual)}"
                yield f'    property "{field}"{usual} value="{value}"'
            case Child(node, as_json, holds_type):
                yield f'    child "{node}"{" needed=#true" if parts[field].usual is NEEDED else ""} {{'
                yield "        type" if holds_type else f'        argument value="{"json" if as_json else "string"}"'
                yield "    }"
            case Each(node) if node in NODES:
                yield f'    children "{node}"'
            case Each(node):
                yield f'    children "{node}" {{'
                value = "string | integer" if model is schema.EnumType else " | ".join(model.words(field)) or "string"
                yield f'        argument value="{value}"'
                yield "    }"
            case Pairs(node, value):
                yield f'    children "{node}" {{'
                yield '        argument "param" value="string"'
                yield f'        property "{value}" value="string"'
                yield "    }"
            case Inner(many):
                yield "    types" if many else "    type"
    yield "}"


_DOCS = {
    "null": "Null alone.",
    "boolean": "True or false.",
    "uuid": "128 bits, in lower case with hyphens when written.",
    "datetime": "A point in time, in UTC when written; bounds in canonical text.",
    "date": "A day; bounds in canonical text.",
    "time": "A time of day without an offset.",
    "duration": "ISO 8601, of days and smaller units.",
    "json": "Any JSON.",
}
"""What types are that share a model."""


def _kdl(value: object) -> str:
    match value:
        case None:
            return "#null"
        case bool():
            return "#true" if value else "#false"
        case _:
            return json.dumps(value, ensure_ascii=False)


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
