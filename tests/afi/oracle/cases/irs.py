"""IRs and the text that they have: nodes, escapes, defaults, order."""

from collections.abc import Iterator
from typing import Any

from .claims import IrCase, Node, arg
from .named import INT, TEXT, alias, function, ir, ref, struct


def cases() -> Iterator[IrCase]:
    yield IrCase("nothing", ir(), ("mizan version=1",))
    yield from _nodes()
    yield from _escapes()
    yield from _defaults()
    yield from _order()
    yield from _served()


def _served() -> Iterator[IrCase]:
    """Who is served, by which way and for how long."""
    for auth in ("staff", "superuser", "custom", "role:editor", 'role:"ä" b\\'):
        said = auth.replace("\\", "\\\\").replace('"', '\\"')
        yield IrCase(f"guard: {auth}", ir(functions=[function("f", auth=auth)]), (f'function "f" auth="{said}" {{',))
    context = {"name": "c"}
    public = function("m", context="c", public=True, cache=3600, rev=2**31 - 1)
    yield IrCase(
        "node: a public member, kept for an hour, revised",
        ir(contexts=[context], functions=[public]),
        ('function "m" cache=3600 context="c" public=#true rev=2147483647 {', "result {", '"null"', "}", "}"),
    )
    usual: dict[str, Any] = {
        "public": False,
        "private": False,
        "cache": True,
        "rev": 0,
        "route": None,
        "methods": [],
        "auth": None,
    }
    yield IrCase("usual parts of a function", ir(functions=[function("f", **usual)]), ('function "f" {', "result {"))
    yield IrCase(
        "node: a private function", ir(functions=[function("f", private=True)]), ('function "f" private=#true {',)
    )
    page = {
        "name": "page",
        "args": [arg(INT, "b"), arg(TEXT, "a", default="x")],
        "route": 'p/{b}/"q"',
        "methods": ["PUT", "DELETE", "POST", "PUT"],
        "affects": [{"context": "c", "all": True}],
        "raises": ["GONE"],
        "auth": "required",
    }
    yield IrCase(
        "node: a view, its methods by name",
        ir(contexts=[context], functions=[page, function("m", context="c")], errors=[{"code": "GONE"}]),
        (
            'function "page" auth="required" route="p/{b}/\\"q\\"" {',
            'affects "c" all=#true',
            'arg "a" {',
            'default "\\"x\\""',
            "string",
            "}",
            'arg "b" {',
            "integer",
            "}",
            'raises "GONE"',
            'method "DELETE"',
            'method "POST"',
            'method "PUT"',
            "}",
        ),
    )
    hook = {"name": "hook", "private": True, "route": ""}
    yield IrCase("node: a private view at the root", ir(functions=[hook]), ('function "hook" private=#true route=""',))
    files = function(
        "send",
        arg({"type": "file"}, "any"),
        arg({"type": "optional", "item": {"type": "file", "max_size": 2**32 - 1}}, "less", default=None),
        arg(
            {"type": "list", "item": {"type": "file", "accept": ["text/plain", "IMAGE/*", "image/*"]}, "max_length": 3},
            "some",
        ),
    )
    yield IrCase(
        "files and their limits",
        ir(functions=[files]),
        (
            'arg "any" {',
            "file",
            "}",
            'arg "less" {',
            'default "null"',
            "optional {",
            "file max_size=4294967295",
            "}",
            "}",
            'arg "some" {',
            "list max_length=3 {",
            "file {",
            'accept "image/*"',
            'accept "text/plain"',
            "}",
            "}",
            "}",
        ),
    )


def _nodes() -> Iterator[IrCase]:
    documented = alias("Colour", {"type": "enum", "values": ["red"]}, doc="What it may be painted in.")
    yield IrCase(
        "node: an alias with its doc",
        ir(types=[documented]),
        ('alias "Colour" {', 'doc "What it may be painted in."', "enum {", 'value "red"', "}", "}"),
    )
    fields = struct(
        "T",
        arg(INT, "a", omittable=True, doc="May be absent."),
        arg(INT, "b", omittable=False),
        arg(TEXT, "c d", default="x", doc="Spaced."),
        doc="Of three.",
    )
    yield IrCase(
        "node: a struct and its fields",
        ir(types=[fields]),
        (
            'struct "T" {',
            'doc "Of three."',
            'field "a" omittable=#true {',
            'doc "May be absent."',
            "integer",
            "}",
            'field "b" {',
            "integer",
            "}",
            'field "c d" {',
            'doc "Spaced."',
            'default "\\"x\\""',
            "string",
            "}",
            "}",
        ),
    )
    yield IrCase("node: a struct without fields", ir(types=[struct("Empty")]), ('struct "Empty"',))
    yield IrCase(
        "node: a struct without fields, with its doc",
        ir(types=[struct("Empty", doc="Nothing.")]),
        ('struct "Empty" {', 'doc "Nothing."', "}"),
    )
    errors = [
        {"code": "OUT_OF_STOCK", "status": 410, "doc": "Too few.", "data": {"type": "map", "item": INT}},
        {"code": "GONE"},
        {"code": "AGAIN", "status": 409, "data": {"type": "optional", "item": INT}},
    ]
    yield IrCase(
        "node: errors",
        ir(errors=errors),
        (
            'error "AGAIN" status=409 {',
            "data {",
            "optional {",
            "integer",
            "}",
            "}",
            "}",
            'error "GONE" status=409',
            'error "OUT_OF_STOCK" status=410 {',
            'doc "Too few."',
            "data {",
            "map {",
            "integer",
            "}",
            "}",
            "}",
        ),
    )
    raising = function("f", raises=["GONE", "AGAIN"], doc="It may.")
    yield IrCase(
        "node: what a function raises, by code",
        ir(errors=errors, functions=[raising]),
        ('function "f" {', 'doc "It may."', 'raises "AGAIN"', 'raises "GONE"', "result {", '"null"', "}", "}"),
    )
    both = [
        function("a", auth="required"),
        function("b", arg(INT, "user_id"), context="user", auth="self", cache=False),
    ]
    user = {"name": "user", "identity": "user_id"}
    yield IrCase(
        "node: guards, cache and context of functions",
        ir(contexts=[user], functions=both),
        (
            'context "user" identity="user_id" {',
            'param "user_id" {',
            "integer",
            "}",
            "}",
            'function "a" auth="required" {',
            "result {",
            '"null"',
            "}",
            "}",
            'function "b" auth="self" cache=#false context="user" {',
            'arg "user_id" {',
            "integer",
            "}",
        ),
    )
    members = [
        function("one", arg(INT, "user_id"), arg(INT, "page", default=1), arg(INT, "size", default=10), context="user"),
        function(
            "change",
            arg(INT, "owner"),
            arg(INT, "user_id"),
            affects=[
                {"context": "user", "all": True},
                {"context": "user", "function": "one", "scope": {"user_id": "owner"}},
                {"context": "user", "function": None, "scope": None, "all": False},
            ],
        ),
    ]
    paged = {"name": "user", "identity": "user_id", "view": ["size", "page"]}
    yield IrCase(
        "node: view params by name",
        ir(contexts=[paged], functions=members),
        (
            'context "user" identity="user_id" {',
            'view "page"',
            'view "size"',
            'param "page" {',
            'default "1"',
            "integer",
            "}",
        ),
    )
    yield IrCase(
        "node: targets in declared order",
        ir(contexts=[paged], functions=members),
        (
            'affects "user" all=#true',
            'affects "user" function="one" {',
            'scope "user_id" argument="owner"',
            "}",
            'affects "user"',
            'arg "owner" {',
        ),
    )
    scoped = [
        function("m", arg(INT, "b"), arg(INT, "a"), context="c"),
        function("n", arg(INT, "x"), arg(INT, "y"), affects=[{"context": "c", "scope": {"b": "x", "a": "y"}}]),
    ]
    yield IrCase(
        "node: scopes by param",
        ir(contexts=[{"name": "c"}], functions=scoped),
        ('affects "c" {', 'scope "a" argument="y"', 'scope "b" argument="x"', "}"),
    )
    yield IrCase("node: a context without members", ir(contexts=[{"name": "empty"}]), ('context "empty"',))


_SHOWN = (
    '\\"\n\r\t\b\f\x00\x01\x0b\x1f\x7f\x80\x85\x9f\xa0\xad\u200b\u200d\u200e\u200f\u2010\u2027'
    "\u2028\u2029\u202a\u202e\u202f\u2065\u2066\u2069\u206a\ufeff\ufffd\U0001f600"
)


def _escapes() -> Iterator[IrCase]:
    text = (
        '\\\\\\"\\n\\r\\t\\b\\f\\u{0}\\u{1}\\u{b}\\u{1f}\\u{7f}\x80\\u{85}\x9f\xa0\xad\u200b\u200d\\u{200e}\\u{200f}\u2010\u2027'
        "\\u{2028}\\u{2029}\\u{202a}\\u{202e}\u202f\u2065\\u{2066}\\u{2069}\u206a\\u{feff}\ufffd\U0001f600"
    )
    yield IrCase("escapes: in docs", ir(types=[struct("T", doc=_SHOWN)]), ('struct "T" {', f'doc "{text}"', "}"))
    old = 'a\\b"c\n\r\t\b\f\u0000\u0001\u000b\u001f\u007f\u0085\u200d\u200e\u2028\u202e\u2066\ufeff*/ #"/- ${x} `é😀'
    yield IrCase("docs are escaped", ir(types=[struct("T", doc=old)]), ('struct "T" {',))
    quoted = struct("T", arg(TEXT, "a", default='"\\\n\u2028</script>'))
    yield IrCase(
        "escapes: in defaults, over those of JSON",
        ir(types=[quoted]),
        ('default "\\"\\\\\\"\\\\\\\\\\\\n\\u{2028}</script>\\""',),
    )
    pattern = {"type": "string", "pattern": "^[\\t\\u{202e}]\u00e9/\\/$"}
    yield IrCase(
        "escapes: in patterns",
        ir(types=[struct("T", arg(pattern, "a"))]),
        ('string pattern="^[\\\\t\\\\u{202e}]é/\\\\/$"',),
    )
    words = {"type": "enum", "values": ['a"b', "back\\slash", "`${x}`", "*/", "#true", "null"]}
    yield IrCase(
        "escapes: in enum values",
        ir(types=[alias("E", words)]),
        ('value "a\\"b"', 'value "back\\\\slash"', 'value "`${x}`"', 'value "*/"', 'value "#true"', 'value "null"'),
    )
    names = struct("T", arg(INT, 'a"b'), arg(INT, "{}"), arg(INT, "a=1"), arg(INT, "日本"))
    yield IrCase(
        "escapes: in names of fields",
        ir(types=[names]),
        (
            'field "a\\"b" {',
            "integer",
            "}",
            'field "{}" {',
            "integer",
            "}",
            'field "a=1" {',
            "integer",
            "}",
            'field "日本" {',
            "integer",
            "}",
        ),
    )
    lines = function("f", doc="  Two\nlines.  ")
    yield IrCase("escapes: a doc of two lines, with its spaces", ir(functions=[lines]), ('doc "  Two\\nlines.  "',))


def _defaults() -> Iterator[IrCase]:
    point = struct(
        "Point",
        arg(INT, "y"),
        arg(INT, "x", default=0.0),
        arg({"type": "optional", "item": TEXT}, "note", default=None),
    )
    given: list[tuple[str, Node, Any, str]] = [
        ("null", {"type": "optional", "item": INT}, None, "null"),
        ("false", {"type": "boolean"}, False, "false"),
        ("an integer written as a float", INT, 5.0, "5"),
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
        ("a tuple", {"type": "tuple", "items": [INT, TEXT]}, [1, "a"], '[1,"a"]'),
        ("a map", {"type": "map", "item": INT}, {"b": 1, "a": 2}, '{"a":2,"b":1}'),
        (
            "a map whose keys UTF-16 sorts in another way",
            {"type": "map", "item": INT},
            {"\ufb33": 1, "😀": 2},
            '{"😀":2,"\ufb33":1}',
        ),
        ("json", {"type": "json"}, {"b": [1.0, None], "a": {"d": 1, "c": True}}, '{"a":{"c":true,"d":1},"b":[1,null]}'),
        ("a struct, with every field, by name", ref("Point"), {"y": 1.0}, '{"note":null,"x":0,"y":1}'),
        ("a plain union", {"type": "union", "of": [INT, TEXT]}, 5.0, "5"),
    ]
    for name, kind, default, text in given:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        yield IrCase(
            f"default: {name}",
            ir(types=[point], functions=[function("f", arg(kind, "a", default=default))]),
            ('arg "a" {', f'default "{quoted}"'),
        )
    fields = struct("T", arg({"type": "decimal"}, "price", default="0.00"))
    yield IrCase(
        "default: of a struct's field", ir(types=[fields]), ('field "price" {', 'default "\\"0\\""', "decimal", "}")
    )


def _order() -> Iterator[IrCase]:
    types = [struct("B"), alias("C", INT), struct("A"), alias("b", INT), alias("D", INT)]
    lines: tuple[str, ...] = (
        "mizan version=1",
        'alias "C" {',
        "integer",
        "}",
        'alias "D" {',
        "integer",
        "}",
        'alias "b" {',
        "integer",
        "}",
        'struct "A"',
        'struct "B"',
    )
    yield IrCase("order: aliases first and structs last, each by name", ir(types=types), lines)
    functions = [function("b", arg(INT, "z"), arg(INT, "a_2"), arg(INT, "a")), function("a")]
    yield IrCase(
        "order: functions and arguments by name",
        ir(functions=functions),
        (
            'function "a" {',
            "result {",
            '"null"',
            "}",
            "}",
            'function "b" {',
            'arg "a" {',
            "integer",
            "}",
            'arg "a_2" {',
            "integer",
            "}",
            'arg "z" {',
        ),
    )
    fields = struct("T", arg(INT, "z"), arg(INT, "a"))
    yield IrCase(
        "order: fields as declared", ir(types=[fields]), ('field "z" {', "integer", "}", 'field "a" {', "integer", "}")
    )
    everything = ir(
        functions=[function("f")],
        errors=[{"code": "E"}],
        contexts=[{"name": "z"}, {"name": "c"}],
        types=[struct("S"), alias("A", INT)],
    )
    lines = (
        "mizan version=1",
        'alias "A" {',
        "integer",
        "}",
        'context "c"',
        'context "z"',
        'error "E" status=409',
        'function "f" {',
        "result {",
        '"null"',
        "}",
        "}",
        'struct "S"',
    )
    yield IrCase("order: of the kinds of nodes", everything, lines)
    members = [
        function(
            "b", arg({"type": "optional", "item": INT}, "p", default=None), arg(INT, "s", default=7.0), context="c"
        ),
        function(
            "a",
            arg(INT, "p", doc="Not the param's."),
            arg({"type": "optional", "item": INT}, "r", default=None),
            context="c",
        ),
    ]
    lines = (
        'context "c" {',
        'param "p" {',
        "integer",
        "}",
        'param "r" {',
        'default "null"',
        "optional {",
        "integer",
        "}",
        "}",
        'param "s" {',
        'default "7"',
        "integer",
        "}",
        "}",
    )
    yield IrCase(
        "params are those of the members, by name and without docs",
        ir(contexts=[{"name": "c", "params": [arg(TEXT, "gone")]}], functions=members),
        lines,
    )
    lists = [
        function("a", arg({"type": "list", "item": TEXT}, "tags"), context="c"),
        function("b", arg({"type": "list", "item": TEXT}, "tags", default=[]), context="c"),
    ]
    yield IrCase(
        "a list param that one member requires is required",
        ir(contexts=[{"name": "c"}], functions=lists),
        ('context "c" {', 'param "tags" {', "list {", "string", "}", "}", "}"),
    )
