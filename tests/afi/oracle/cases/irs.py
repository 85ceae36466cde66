"""IRs and the text that they have: each node, each property, escapes, defaults, order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .claims import Node, arg

_INT = {"type": "integer"}
_TEXT = {"type": "string"}
_NULL = {"type": "null"}


@dataclass(frozen=True)
class IrCase:
    """`lines`: some of the text's, without their indentation, in this order and one after the other."""

    name: str
    ir: Mapping[str, Any]
    lines: tuple[str, ...]


def function(name: str, *args: Node, result: Node = _NULL, **more: Any) -> dict[str, Any]:
    return {"name": name, "args": list(args), "result": result, **more}


def struct(name: str, *fields: Node, **more: Any) -> dict[str, Any]:
    return {"kind": "struct", "name": name, "fields": list(fields), **more}


def alias(name: str, kind: Node, **more: Any) -> dict[str, Any]:
    return {"kind": "alias", "name": name, "type": kind, **more}


def ref(name: str) -> dict[str, Any]:
    return {"type": "ref", "name": name}


def ir(**parts: Any) -> dict[str, Any]:
    return {"version": 1, **parts}


def cases() -> Iterator[IrCase]:
    yield IrCase("nothing", ir(), ("mizan version=1",))
    yield from _example()
    yield from _types()
    yield from _nodes()
    yield from _escapes()
    yield from _defaults()
    yield from _order()


_KINDS: list[tuple[str, Node, tuple[str, ...]]] = [
    ("null", _NULL, ('"null"',)),
    *((word, {"type": word}, (word,)) for word in ("boolean", "string", "integer", "bigint", "number", "decimal")),
    *((word, {"type": word}, (word,)) for word in ("uuid", "datetime", "date", "time", "duration", "bytes", "json")),
    ("lengths and pattern of a string", {"type": "string", "pattern": '^\\w+"$', "max_length": 20, "min_length": 1}, ('string max_length=20 min_length=1 pattern="^\\\\w+\\"$"',)),
    ("an empty pattern", {"type": "string", "pattern": "", "min_length": 0}, ('string min_length=0 pattern=""',)),
    ("constraints of an integer", {"type": "integer", "multiple_of": 3, "minimum": -(2**53) + 1, "maximum": 2**53 - 1}, ("integer maximum=9007199254740991 minimum=-9007199254740991 multiple_of=3",)),
    ("bounds of a bigint", {"type": "bigint", "minimum": "-5", "maximum": "9" * 30}, (f'bigint maximum="{"9" * 30}" minimum="-5"',)),
    ("bounds of a number, whole", {"type": "number", "minimum": 0, "maximum": -0.0 + 9}, ("number maximum=9 minimum=0",)),
    ("bounds of a number, fractions", {"type": "number", "minimum": 1e-7, "exclusive_maximum": 0.5}, ('number exclusive_maximum="0.5" minimum="1e-7"',)),
    ("bounds of a number, whole as a float", {"type": "number", "exclusive_minimum": 1.0, "maximum": 9007199254740991.0}, ("number exclusive_minimum=1 maximum=9007199254740991",)),
    ("bounds of a number, beyond what is safe", {"type": "number", "minimum": -9007199254740992.0, "maximum": 1e21}, ('number maximum="1e+21" minimum="-9007199254740992"',)),
    ("bounds of a number, the largest", {"type": "number", "minimum": 5e-324, "maximum": 1.7976931348623157e308}, ('number maximum="1.7976931348623157e+308" minimum="5e-324"',)),
    ("constraints of a decimal", {"type": "decimal", "decimal_places": 2, "max_digits": 8, "exclusive_minimum": "0", "maximum": "999999.5"}, ('decimal decimal_places=2 exclusive_minimum="0" max_digits=8 maximum="999999.5"',)),
    ("other bounds of a decimal", {"type": "decimal", "minimum": "-0.5", "exclusive_maximum": "10"}, ('decimal exclusive_maximum="10" minimum="-0.5"',)),
    ("bounds of a datetime", {"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-12-31T23:59:59.5Z"}, ('datetime maximum="2026-12-31T23:59:59.5Z" minimum="2026-01-01T00:00:00Z"',)),
    ("bounds of a date", {"type": "date", "minimum": "2026-01-01"}, ('date minimum="2026-01-01"',)),
    ("lengths of bytes", {"type": "bytes", "max_length": 4294967295, "min_length": 0}, ("bytes max_length=4294967295 min_length=0",)),
    ("a list", {"type": "list", "item": _INT}, ("list {", "integer", "}")),
    ("a list with lengths", {"type": "list", "item": {"type": "list", "item": _TEXT}, "max_length": 9, "min_length": 1}, ("list max_length=9 min_length=1 {", "list {", "string", "}", "}")),
    ("a tuple", {"type": "tuple", "items": [_INT, {"type": "optional", "item": _TEXT}, _INT]}, ("tuple {", "integer", "optional {", "string", "}", "integer", "}")),
    ("a tuple of nothing", {"type": "tuple", "items": []}, ("tuple",)),
    ("a map", {"type": "map", "item": {"type": "json"}}, ("map {", "json", "}")),
    ("a map with a key and lengths", {"type": "map", "item": _INT, "key": {"type": "uuid"}, "max_length": 3, "min_length": 1}, ("map max_length=3 min_length=1 {", "key {", "uuid", "}", "integer", "}")),
    ("a map by constrained text", {"type": "map", "item": _INT, "key": {"type": "string", "pattern": "^a"}}, ("map {", "key {", 'string pattern="^a"', "}", "integer", "}")),
    ("a map by words", {"type": "map", "item": _INT, "key": {"type": "enum", "values": ["b", "a"]}}, ("map {", "key {", "enum {", 'value "b"', 'value "a"', "}", "}", "integer", "}")),
    ("a map by integers", {"type": "map", "item": _INT, "key": {"type": "integer", "minimum": 0}}, ("map {", "key {", "integer minimum=0", "}", "integer", "}")),
    ("an enum of strings", {"type": "enum", "values": ["b", "a", "", "true", "5", "a b", "é"]}, ("enum {", 'value "b"', 'value "a"', 'value ""', 'value "true"', 'value "5"', 'value "a b"', 'value "é"', "}")),
    ("an enum of integers", {"type": "enum", "values": [5, -1, 0, 9007199254740991]}, ("enum {", "value 5", "value -1", "value 0", "value 9007199254740991", "}")),
    ("an optional type", {"type": "optional", "item": {"type": "date"}}, ("optional {", "date", "}")),
    ("a plain union", {"type": "union", "of": [_TEXT, _INT]}, ("union {", "string", "integer", "}")),
    ("a union in an optional in a list", {"type": "list", "item": {"type": "optional", "item": {"type": "union", "of": [_INT, _TEXT]}}}, ("list {", "optional {", "union {", "integer", "string", "}", "}", "}")),
]


def _types() -> Iterator[IrCase]:
    for name, kind, lines in _KINDS:
        yield IrCase(f"type: {name}", ir(types=[struct("T", arg(kind, "f"))]), ('struct "T" {', 'field "f" {', *lines, "}", "}"))
    homes = [
        struct("House", arg({"type": "enum", "values": ["house"]}, "kind")),
        struct("Flat", arg({"type": "enum", "values": ["flat"]}, "kind")),
        alias("Home", {"type": "union", "tag": "kind", "of": [ref("House"), ref("Flat")]}),
    ]
    yield IrCase("type: a union with a tag", ir(types=homes), ('alias "Home" {', 'union tag="kind" {', 'ref "House"', 'ref "Flat"', "}", "}"))
    spaced = [
        struct("A", arg({"type": "enum", "values": ["a"]}, "the kind")),
        struct("B", arg({"type": "enum", "values": ["b"]}, "the kind")),
        alias("C", {"type": "union", "tag": "the kind", "of": [ref("B"), ref("A")]}),
    ]
    yield IrCase("type: a union with a tag of two words", ir(types=spaced), ('union tag="the kind" {', 'ref "B"', 'ref "A"', "}"))
    yield IrCase("type: an alias that holds itself", ir(types=[alias("Tree", {"type": "list", "item": ref("Tree")})]), ('alias "Tree" {', "list {", 'ref "Tree"', "}", "}"))
    node = struct("Node", arg(_INT, "value"), arg({"type": "list", "item": ref("Node")}, "children", default=[]))
    yield IrCase("type: a struct that holds itself", ir(types=[node]), ('field "children" {', 'default "[]"', "list {", 'ref "Node"', "}", "}"))


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
    user_id, texts = arg(_INT, "user_id"), {"type": "list", "item": {"type": "optional", "item": _TEXT}}
    rename = {"auth": "self", "affects": [target], "doc": "Gives a user another name.", "result": ref("Profile")}
    types = [*homes, struct("Profile", *fields)]
    functions = [
        function("user_orders", user_id, arg(_INT, "page", default=1), context="user", cache=False, result=texts),
        function("rename_user", user_id, arg(_TEXT, "name"), arg(_INT, "owner"), **rename),
    ]
    contexts = [{"name": "user", "identity": "user_id", "view": ["page"]}]
    lines = tuple(line.strip(" ") for line in _EXAMPLE.split("\n"))
    yield IrCase("the page's example", ir(types=types, contexts=contexts, functions=functions), lines)
    for one in functions:
        one["args"] = one["args"][::-1]
    turned = ir(types=types[::-1], contexts=contexts, functions=functions[::-1])
    yield IrCase("the page's example in another order of declaration", turned, lines)


def _nodes() -> Iterator[IrCase]:
    documented = alias("Colour", {"type": "enum", "values": ["red"]}, doc="What it may be painted in.")
    yield IrCase("node: an alias with its doc", ir(types=[documented]), ('alias "Colour" {', 'doc "What it may be painted in."', "enum {", 'value "red"', "}", "}"))
    fields = struct("T", arg(_INT, "a", omittable=True, doc="May be absent."), arg(_INT, "b", omittable=False), arg(_TEXT, "c d", default="x", doc="Spaced."), doc="Of three.")
    yield IrCase(
        "node: a struct and its fields",
        ir(types=[fields]),
        ('struct "T" {', 'doc "Of three."', 'field "a" omittable=#true {', 'doc "May be absent."', "integer", "}", 'field "b" {', "integer", "}", 'field "c d" {', 'doc "Spaced."', 'default "\\"x\\""', "string", "}", "}"),
    )
    yield IrCase("node: a struct without fields", ir(types=[struct("Empty")]), ('struct "Empty"',))
    yield IrCase("node: a struct without fields, with its doc", ir(types=[struct("Empty", doc="Nothing.")]), ('struct "Empty" {', 'doc "Nothing."', "}"))
    errors = [
        {"code": "OUT_OF_STOCK", "status": 410, "doc": "Too few.", "data": {"type": "map", "item": _INT}},
        {"code": "GONE"},
        {"code": "AGAIN", "status": 409, "data": {"type": "optional", "item": _INT}},
    ]
    yield IrCase(
        "node: errors",
        ir(errors=errors),
        ('error "AGAIN" status=409 {', "data {", "optional {", "integer", "}", "}", "}", 'error "GONE" status=409', 'error "OUT_OF_STOCK" status=410 {', 'doc "Too few."', "data {", "map {", "integer", "}", "}", "}"),
    )
    raising = function("f", raises=["GONE", "AGAIN"], doc="It may.")
    yield IrCase("node: what a function raises, by code", ir(errors=errors, functions=[raising]), ('function "f" {', 'doc "It may."', 'raises "AGAIN"', 'raises "GONE"', "result {", '"null"', "}", "}"))
    both = [function("a", auth="required"), function("b", arg(_INT, "user_id"), context="user", auth="self", cache=False)]
    user = {"name": "user", "identity": "user_id"}
    yield IrCase(
        "node: guards, cache and context of functions",
        ir(contexts=[user], functions=both),
        ('context "user" identity="user_id" {', 'param "user_id" {', "integer", "}", "}", 'function "a" auth="required" {', "result {", '"null"', "}", "}", 'function "b" auth="self" cache=#false context="user" {', 'arg "user_id" {', "integer", "}"),
    )
    members = [
        function("one", arg(_INT, "user_id"), arg(_INT, "page", default=1), arg(_INT, "size", default=10), context="user"),
        function("change", arg(_INT, "owner"), arg(_INT, "user_id"), affects=[
            {"context": "user", "all": True},
            {"context": "user", "function": "one", "scope": {"user_id": "owner"}},
            {"context": "user", "function": None, "scope": None, "all": False},
        ]),
    ]
    paged = {"name": "user", "identity": "user_id", "view": ["size", "page"]}
    yield IrCase("node: view params by name", ir(contexts=[paged], functions=members), ('context "user" identity="user_id" {', 'view "page"', 'view "size"', 'param "page" {', 'default "1"', "integer", "}"))
    yield IrCase("node: targets in declared order", ir(contexts=[paged], functions=members), ('affects "user" all=#true', 'affects "user" function="one" {', 'scope "user_id" argument="owner"', "}", 'affects "user"', 'arg "owner" {'))
    scoped = [
        function("m", arg(_INT, "b"), arg(_INT, "a"), context="c"),
        function("n", arg(_INT, "x"), arg(_INT, "y"), affects=[{"context": "c", "scope": {"b": "x", "a": "y"}}]),
    ]
    yield IrCase("node: scopes by param", ir(contexts=[{"name": "c"}], functions=scoped), ('affects "c" {', 'scope "a" argument="y"', 'scope "b" argument="x"', "}"))
    yield IrCase("node: a context without members", ir(contexts=[{"name": "empty"}]), ('context "empty"',))


_SHOWN = "\\\"\n\r\t\b\f\x00\x01\x0b\x1f\x7f\x80\x85\x9f\xa0\xad\u200b\u200d\u200e\u200f\u2010\u2027\u2028\u2029\u202a\u202e\u202f\u2065\u2066\u2069\u206a\ufeff\ufffd\U0001f600"


def _escapes() -> Iterator[IrCase]:
    text = (
        '\\\\\\"\\n\\r\\t\\b\\f\\u{0}\\u{1}\\u{b}\\u{1f}\\u{7f}\x80\\u{85}\x9f\xa0\xad\u200b\u200d\\u{200e}\\u{200f}\u2010\u2027'
        "\\u{2028}\\u{2029}\\u{202a}\\u{202e}\u202f\u2065\\u{2066}\\u{2069}\u206a\\u{feff}\ufffd\U0001f600"
    )
    yield IrCase("escapes: in docs", ir(types=[struct("T", doc=_SHOWN)]), ('struct "T" {', f'doc "{text}"', "}"))
    old = "a\\b\"c\n\r\t\b\f\u0000\u0001\u000b\u001f\u007f\u0085\u200d\u200e\u2028\u202e\u2066\ufeff*/ #\"/- ${x} `é😀"
    yield IrCase("docs are escaped", ir(types=[struct("T", doc=old)]), ('struct "T" {',))
    quoted = struct("T", arg(_TEXT, "a", default='"\\\n\u2028</script>'))
    yield IrCase("escapes: in defaults, over those of JSON", ir(types=[quoted]), ('default "\\"\\\\\\"\\\\\\\\\\\\n\\u{2028}</script>\\""',))
    pattern = {"type": "string", "pattern": "^[\\t\\u{202e}]\u00e9/\\/$"}
    yield IrCase("escapes: in patterns", ir(types=[struct("T", arg(pattern, "a"))]), ('string pattern="^[\\\\t\\\\u{202e}]é/\\\\/$"',))
    words = {"type": "enum", "values": ['a"b', "back\\slash", "`${x}`", "*/", "#true", "null"]}
    yield IrCase("escapes: in enum values", ir(types=[alias("E", words)]), ('value "a\\"b"', 'value "back\\\\slash"', 'value "`${x}`"', 'value "*/"', 'value "#true"', 'value "null"'))
    names = struct("T", arg(_INT, 'a"b'), arg(_INT, "{}"), arg(_INT, "a=1"), arg(_INT, "日本"))
    yield IrCase("escapes: in names of fields", ir(types=[names]), ('field "a\\"b" {', "integer", "}", 'field "{}" {', "integer", "}", 'field "a=1" {', "integer", "}", 'field "日本" {', "integer", "}"))
    lines = function("f", doc="  Two\nlines.  ")
    yield IrCase("escapes: a doc of two lines, with its spaces", ir(functions=[lines]), ('doc "  Two\\nlines.  "',))


def _defaults() -> Iterator[IrCase]:
    point = struct("Point", arg(_INT, "y"), arg(_INT, "x", default=0.0), arg({"type": "optional", "item": _TEXT}, "note", default=None))
    given: list[tuple[str, Node, Any, str]] = [
        ("null", {"type": "optional", "item": _INT}, None, "null"),
        ("false", {"type": "boolean"}, False, "false"),
        ("an integer written as a float", _INT, 5.0, "5"),
        ("a number that is whole", {"type": "number"}, 7.0, "7"),
        ("a number with a fraction", {"type": "number"}, 0.10, "0.1"),
        ("a small number", {"type": "number"}, 1e-7, "1e-7"),
        ("a large number", {"type": "number"}, 1e21, "1e+21"),
        ("a decimal", {"type": "decimal"}, "1.50", '"1.5"'),
        ("a datetime", {"type": "datetime"}, "2026-01-02T03:04:05.50+01:00", '"2026-01-02T02:04:05.5Z"'),
        ("a uuid", {"type": "uuid"}, "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", '"0e37df36-f698-11e6-8dd4-cb9ced3df976"'),
        ("a duration", {"type": "duration"}, "P1W", '"P7D"'),
        ("a time", {"type": "time"}, "03:04:05.500", '"03:04:05.5"'),
        ("bytes", {"type": "bytes"}, "AA", '"AA"'),
        ("a word of an enum", {"type": "enum", "values": ["a", "b"]}, "b", '"b"'),
        ("a number of an enum", {"type": "enum", "values": [1, 2]}, 2.0, "2"),
        ("a list", {"type": "list", "item": {"type": "number"}}, [1.0, 2.5], "[1,2.5]"),
        ("a tuple", {"type": "tuple", "items": [_INT, _TEXT]}, [1, "a"], '[1,"a"]'),
        ("a map", {"type": "map", "item": _INT}, {"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ("a map whose keys UTF-16 sorts in another way", {"type": "map", "item": _INT}, {"\ufb33": 1, "😀": 2}, '{"😀":2,"\ufb33":1}'),
        ("json", {"type": "json"}, {"b": [1.0, None], "a": {"d": 1, "c": True}}, '{"a":{"c":true,"d":1},"b":[1,null]}'),
        ("a struct, with every field, by name", ref("Point"), {"y": 1.0}, '{"note":null,"x":0,"y":1}'),
        ("a plain union", {"type": "union", "of": [_INT, _TEXT]}, 5.0, "5"),
    ]
    for name, kind, default, text in given:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        yield IrCase(f"default: {name}", ir(types=[point], functions=[function("f", arg(kind, "a", default=default))]), ('arg "a" {', f'default "{quoted}"'))
    fields = struct("T", arg({"type": "decimal"}, "price", default="0.00"))
    yield IrCase("default: of a struct's field", ir(types=[fields]), ('field "price" {', 'default "\\"0\\""', "decimal", "}"))


def _order() -> Iterator[IrCase]:
    types = [struct("B"), alias("C", _INT), struct("A"), alias("b", _INT), alias("D", _INT)]
    lines = ("mizan version=1", 'alias "C" {', "integer", "}", 'alias "D" {', "integer", "}", 'alias "b" {', "integer", "}", 'struct "A"', 'struct "B"')
    yield IrCase("order: aliases first and structs last, each by name", ir(types=types), lines)
    functions = [function("b", arg(_INT, "z"), arg(_INT, "a_2"), arg(_INT, "a")), function("a")]
    yield IrCase("order: functions and arguments by name", ir(functions=functions), ('function "a" {', "result {", '"null"', "}", "}", 'function "b" {', 'arg "a" {', "integer", "}", 'arg "a_2" {', "integer", "}", 'arg "z" {'))
    fields = struct("T", arg(_INT, "z"), arg(_INT, "a"))
    yield IrCase("order: fields as declared", ir(types=[fields]), ('field "z" {', "integer", "}", 'field "a" {', "integer", "}"))
    everything = ir(
        functions=[function("f")], errors=[{"code": "E"}], contexts=[{"name": "z"}, {"name": "c"}], types=[struct("S"), alias("A", _INT)]
    )
    lines = ("mizan version=1", 'alias "A" {', "integer", "}", 'context "c"', 'context "z"', 'error "E" status=409', 'function "f" {', "result {", '"null"', "}", "}", 'struct "S"')
    yield IrCase("order: of the kinds of nodes", everything, lines)
    members = [
        function("b", arg({"type": "optional", "item": _INT}, "p", default=None), arg(_INT, "s", default=7.0), context="c"),
        function("a", arg(_INT, "p", doc="Not the param's."), arg({"type": "optional", "item": _INT}, "r", default=None), context="c"),
    ]
    lines = ('context "c" {', 'param "p" {', "integer", "}", 'param "r" {', 'default "null"', "optional {", "integer", "}", "}", 'param "s" {', 'default "7"', "integer", "}", "}")
    yield IrCase("params are those of the members, by name and without docs", ir(contexts=[{"name": "c", "params": [arg(_TEXT, "gone")]}], functions=members), lines)
    lists = [
        function("a", arg({"type": "list", "item": _TEXT}, "tags"), context="c"),
        function("b", arg({"type": "list", "item": _TEXT}, "tags", default=[]), context="c"),
    ]
    yield IrCase("a list param that one member requires is required", ir(contexts=[{"name": "c"}], functions=lists), ('context "c" {', 'param "tags" {', "list {", "string", "}", "}", "}"))
