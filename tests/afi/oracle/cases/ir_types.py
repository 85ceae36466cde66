"""The text of each type with each constraint, and the example of the page."""

from collections.abc import Iterator
from typing import Any

from .claims import IrCase, Node, arg
from .named import INT, NULL, TEXT, alias, function, ir, ref, struct


def cases() -> Iterator[IrCase]:
    yield from _example()
    yield from _types()


_KINDS: list[tuple[str, Node, tuple[str, ...]]] = [
    ("null", NULL, ('"null"',)),
    *((word, {"type": word}, (word,)) for word in ("boolean", "string", "integer", "bigint", "number", "decimal")),
    *((word, {"type": word}, (word,)) for word in ("uuid", "datetime", "date", "time", "duration", "bytes", "json")),
    (
        "lengths and pattern of a string",
        {"type": "string", "pattern": '^\\w+"$', "max_length": 20, "min_length": 1},
        ('string max_length=20 min_length=1 pattern="^\\\\w+\\"$"',),
    ),
    ("an empty pattern", {"type": "string", "pattern": "", "min_length": 0}, ('string min_length=0 pattern=""',)),
    (
        "constraints of an integer",
        {"type": "integer", "multiple_of": 3, "minimum": -(2**53) + 1, "maximum": 2**53 - 1},
        ("integer maximum=9007199254740991 minimum=-9007199254740991 multiple_of=3",),
    ),
    (
        "bounds of a bigint",
        {"type": "bigint", "minimum": "-5", "maximum": "9" * 30},
        (f'bigint maximum="{"9" * 30}" minimum="-5"',),
    ),
    (
        "bounds of a number, whole",
        {"type": "number", "minimum": 0, "maximum": -0.0 + 9},
        ("number maximum=9 minimum=0",),
    ),
    (
        "bounds of a number, fractions",
        {"type": "number", "minimum": 1e-7, "exclusive_maximum": 0.5},
        ('number exclusive_maximum="0.5" minimum="1e-7"',),
    ),
    (
        "bounds of a number, whole as a float",
        {"type": "number", "exclusive_minimum": 1.0, "maximum": 9007199254740991.0},
        ("number exclusive_minimum=1 maximum=9007199254740991",),
    ),
    (
        "bounds of a number, beyond what is safe",
        {"type": "number", "minimum": -9007199254740992.0, "maximum": 1e21},
        ('number maximum="1e+21" minimum="-9007199254740992"',),
    ),
    (
        "bounds of a number, the largest",
        {"type": "number", "minimum": 5e-324, "maximum": 1.7976931348623157e308},
        ('number maximum="1.7976931348623157e+308" minimum="5e-324"',),
    ),
    (
        "constraints of a decimal",
        {"type": "decimal", "decimal_places": 2, "max_digits": 8, "exclusive_minimum": "0", "maximum": "999999.5"},
        ('decimal decimal_places=2 exclusive_minimum="0" max_digits=8 maximum="999999.5"',),
    ),
    (
        "other bounds of a decimal",
        {"type": "decimal", "minimum": "-0.5", "exclusive_maximum": "10"},
        ('decimal exclusive_maximum="10" minimum="-0.5"',),
    ),
    (
        "bounds of a datetime",
        {"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-12-31T23:59:59.5Z"},
        ('datetime maximum="2026-12-31T23:59:59.5Z" minimum="2026-01-01T00:00:00Z"',),
    ),
    ("bounds of a date", {"type": "date", "minimum": "2026-01-01"}, ('date minimum="2026-01-01"',)),
    (
        "lengths of bytes",
        {"type": "bytes", "max_length": 4294967295, "min_length": 0},
        ("bytes max_length=4294967295 min_length=0",),
    ),
    ("a list", {"type": "list", "item": INT}, ("list {", "integer", "}")),
    (
        "a list with lengths",
        {"type": "list", "item": {"type": "list", "item": TEXT}, "max_length": 9, "min_length": 1},
        ("list max_length=9 min_length=1 {", "list {", "string", "}", "}"),
    ),
    (
        "a tuple",
        {"type": "tuple", "items": [INT, {"type": "optional", "item": TEXT}, INT]},
        ("tuple {", "integer", "optional {", "string", "}", "integer", "}"),
    ),
    ("a tuple of nothing", {"type": "tuple", "items": []}, ("tuple",)),
    ("a map", {"type": "map", "item": {"type": "json"}}, ("map {", "json", "}")),
    (
        "a map with a key and lengths",
        {"type": "map", "item": INT, "key": {"type": "uuid"}, "max_length": 3, "min_length": 1},
        ("map max_length=3 min_length=1 {", "key {", "uuid", "}", "integer", "}"),
    ),
    (
        "a map by constrained text",
        {"type": "map", "item": INT, "key": {"type": "string", "pattern": "^a"}},
        ("map {", "key {", 'string pattern="^a"', "}", "integer", "}"),
    ),
    (
        "a map by words",
        {"type": "map", "item": INT, "key": {"type": "enum", "values": ["b", "a"]}},
        ("map {", "key {", "enum {", 'value "b"', 'value "a"', "}", "}", "integer", "}"),
    ),
    (
        "a map by integers",
        {"type": "map", "item": INT, "key": {"type": "integer", "minimum": 0}},
        ("map {", "key {", "integer minimum=0", "}", "integer", "}"),
    ),
    (
        "an enum of strings",
        {"type": "enum", "values": ["b", "a", "", "true", "5", "a b", "é"]},
        ("enum {", 'value "b"', 'value "a"', 'value ""', 'value "true"', 'value "5"', 'value "a b"', 'value "é"', "}"),
    ),
    (
        "an enum of integers",
        {"type": "enum", "values": [5, -1, 0, 9007199254740991]},
        ("enum {", "value 5", "value -1", "value 0", "value 9007199254740991", "}"),
    ),
    ("an optional type", {"type": "optional", "item": {"type": "date"}}, ("optional {", "date", "}")),
    ("a plain union", {"type": "union", "of": [TEXT, INT]}, ("union {", "string", "integer", "}")),
    (
        "a union in an optional in a list",
        {"type": "list", "item": {"type": "optional", "item": {"type": "union", "of": [INT, TEXT]}}},
        ("list {", "optional {", "union {", "integer", "string", "}", "}", "}"),
    ),
]


def _types() -> Iterator[IrCase]:
    for name, kind, lines in _KINDS:
        yield IrCase(
            f"type: {name}", ir(types=[struct("T", arg(kind, "f"))]), ('struct "T" {', 'field "f" {', *lines, "}", "}")
        )
    homes = [
        struct("House", arg({"type": "enum", "values": ["house"]}, "kind")),
        struct("Flat", arg({"type": "enum", "values": ["flat"]}, "kind")),
        alias("Home", {"type": "union", "tag": "kind", "of": [ref("House"), ref("Flat")]}),
    ]
    yield IrCase(
        "type: a union with a tag",
        ir(types=homes),
        ('alias "Home" {', 'union tag="kind" {', 'ref "House"', 'ref "Flat"', "}", "}"),
    )
    spaced = [
        struct("A", arg({"type": "enum", "values": ["a"]}, "the kind")),
        struct("B", arg({"type": "enum", "values": ["b"]}, "the kind")),
        alias("C", {"type": "union", "tag": "the kind", "of": [ref("B"), ref("A")]}),
    ]
    yield IrCase(
        "type: a union with a tag of two words", ir(types=spaced), ('union tag="the kind" {', 'ref "B"', 'ref "A"', "}")
    )
    yield IrCase(
        "type: an alias that holds itself",
        ir(types=[alias("Tree", {"type": "list", "item": ref("Tree")})]),
        ('alias "Tree" {', "list {", 'ref "Tree"', "}", "}"),
    )
    node = struct("Node", arg(INT, "value"), arg({"type": "list", "item": ref("Node")}, "children", default=[]))
    yield IrCase(
        "type: a struct that holds itself",
        ir(types=[node]),
        ('field "children" {', 'default "[]"', "list {", 'ref "Node"', "}", "}"),
    )


_EXAMPLE = """\
mizan version=1
context "user" identity="user_id" {
    view "page"
    param "page" {
        default "1"
        integer
    }
    param "user_id" {
        integer
    }
}
function "rename_user" auth="self" {
    doc "Gives a user another name."
    affects "user" function="user_orders" {
        scope "user_id" argument="owner"
    }
    arg "name" {
        string
    }
    arg "owner" {
        integer
    }
    arg "user_id" {
        integer
    }
    result {
        ref "Profile"
    }
}
function "user_orders" cache=#false context="user" {
    arg "page" {
        default "1"
        integer
    }
    arg "user_id" {
        integer
    }
    result {
        list {
            optional {
                string
            }
        }
    }
}
struct "Flat" {
    field "kind" {
        enum {
            value "flat"
        }
    }
}
struct "House" {
    field "kind" {
        enum {
            value "house"
        }
    }
}
struct "Profile" {
    field "id" {
        integer minimum=1
    }
    field "nick" omittable=#true {
        string max_length=20 pattern="^\\\\w+$"
    }
    field "home" {
        union tag="kind" {
            ref "House"
            ref "Flat"
        }
    }
}
"""


def _example() -> Iterator[IrCase]:
    """The page's own, in two orders of declaration."""
    homes = [struct(name, arg({"type": "enum", "values": [name.lower()]}, "kind")) for name in ("House", "Flat")]
    fields = [
        arg({"type": "integer", "minimum": 1}, "id"),
        arg({"type": "string", "max_length": 20, "pattern": "^\\w+$"}, "nick", omittable=True),
        arg({"type": "union", "of": [ref("House"), ref("Flat")], "tag": "kind"}, "home"),
    ]
    target = {"context": "user", "function": "user_orders", "scope": {"user_id": "owner"}}
    user_id, texts = arg(INT, "user_id"), {"type": "list", "item": {"type": "optional", "item": TEXT}}
    rename: dict[str, Any] = {
        "auth": "self",
        "affects": [target],
        "doc": "Gives a user another name.",
        "result": ref("Profile"),
    }
    types = [*homes, struct("Profile", *fields)]
    functions = [
        function("user_orders", user_id, arg(INT, "page", default=1), context="user", cache=False, result=texts),
        function("rename_user", user_id, arg(TEXT, "name"), arg(INT, "owner"), **rename),
    ]
    contexts = [{"name": "user", "identity": "user_id", "view": ["page"]}]
    lines = tuple(line.strip(" ") for line in _EXAMPLE.split("\n"))
    yield IrCase("the page's example", ir(types=types, contexts=contexts, functions=functions), lines)
    for one in functions:
        one["args"] = one["args"][::-1]
    turned = ir(types=types[::-1], contexts=contexts, functions=functions[::-1])
    yield IrCase("the page's example in another order of declaration", turned, lines)
