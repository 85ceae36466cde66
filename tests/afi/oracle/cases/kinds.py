"""Every type with every kind of JSON: what is another kind is `type`, whatever it looks like."""

from collections.abc import Iterator

from .claims import Case, Node, refuses, same

# JSON of each kind; `""` has the right kind for the text types and is there another grammar.
_KINDS = ["null", "false", "true", "0", "1", "5.5", '""', '"5"', '"true"', "[]", "[5]", "{}", '{"a":5}']

_TEXT_TYPES = ("bigint", "decimal", "uuid", "datetime", "date", "time", "duration")
_NAMED: list[Node] = [
    {"kind": "struct", "name": "Empty", "fields": []},
    {"kind": "alias", "name": "Count", "type": {"type": "integer"}},
    {"kind": "struct", "name": "Cat", "fields": [{"name": "kind", "type": {"type": "enum", "values": ["cat"]}}]},
    {"kind": "struct", "name": "Dog", "fields": [{"name": "kind", "type": {"type": "enum", "values": ["dog"]}}]},
]

# Type, what it takes of the kinds, and what it refuses with another code than `type`.
_ROWS: list[tuple[str, dict[str, object], list[str], dict[str, str]]] = [
    ("null", {"type": "null"}, ["null"], {}),
    ("boolean", {"type": "boolean"}, ["false", "true"], {}),
    ("string", {"type": "string"}, ['""', '"5"', '"true"'], {}),
    ("integer", {"type": "integer"}, ["0", "1"], {}),
    ("number", {"type": "number"}, ["0", "1", "5.5"], {}),
    ("bytes", {"type": "bytes"}, ['""', '"true"'], {'"5"': "format"}),
    ("json", {"type": "json"}, _KINDS, {}),
    ("enum of strings", {"type": "enum", "values": ["", "a"]}, ['""'], {'"5"': "enum", '"true"': "enum"}),
    ("enum of integers", {"type": "enum", "values": [1, 2]}, ["1"], {"0": "enum", "5.5": "enum"}),
    ("list of json", {"type": "list", "item": {"type": "json"}}, ["[]", "[5]"], {}),
    ("tuple of nothing", {"type": "tuple", "items": []}, ["[]"], {"[5]": "length"}),
    ("map of json", {"type": "map", "item": {"type": "json"}}, ["{}", '{"a":5}'], {}),
    ("optional boolean", {"type": "optional", "item": {"type": "boolean"}}, ["null", "false", "true"], {}),
    ("Count", {"type": "ref", "name": "Count"}, ["0", "1"], {}),
    ("union", {"type": "union", "of": [{"type": "integer"}, {"type": "boolean"}]}, ["0", "1", "true", "false"], {}),
    (
        "union with a tag",
        {"type": "union", "tag": "kind", "of": [{"type": "ref", "name": "Cat"}, {"type": "ref", "name": "Dog"}]},
        [],
        {"{}": "enum", '{"a":5}': "enum"},
    ),
]
for _word in _TEXT_TYPES:
    _takes = ['"5"'] if _word in ("bigint", "decimal") else []
    _forms = {text: "format" for text in ('""', '"5"', '"true"') if text not in _takes}
    _ROWS.append((_word, {"type": _word}, _takes, _forms))


def cases() -> Iterator[Case]:
    for what, kind, fits, others in _ROWS:
        for text in _KINDS:
            if text in fits:
                yield from same(f"{what} takes the JSON {text}", kind, text, types=_NAMED)
            else:
                yield from refuses(f"{what}, of all JSON,", kind, others.get(text, "type"), text, types=_NAMED)
