"""Structs and their fields, what may be absent, and aliases."""

from collections.abc import Iterator

from .claims import Case, arg, call, inside, refuses, same, takes
from .named import INT, OPTIONAL, POINT, TREE, alias, ref, struct, words


def cases() -> Iterator[Case]:
    yield from _structs()
    yield from _presence()
    yield from _aliases()


def _structs() -> Iterator[Case]:
    point, node = ref("Point"), ref("Node")
    yield from takes(
        "Point", point, ('{"x":1,"y":2.0}', '{"y":2,"x":1}'), ('{"\\u0079":2,"x":1}', '{"y":2,"x":1}'), types=TREE
    )
    whole = '{"value":{"y":2,"x":1},"children":[{"value":{"y":4,"x":3},"children":[],"note":""}],"note":null}'
    yield from takes(
        "Node", node, ('{"children":[{"value":{"x":3,"y":4},"note":""}],"value":{"y":2,"x":1}}', whole), types=TREE
    )
    yield from refuses("Point", point, "type", "null", "[]", '"{}"', "5", "[1,2]", types=TREE)
    yield from inside(
        "fields that are not there and fields that nobody declared",
        point,
        '{"X":1,"z":2}',
        ("X", "unknown"),
        ("x", "missing"),
        ("y", "missing"),
        ("z", "unknown"),
        types=TREE,
    )
    yield from inside("an empty object lacks each field", point, "{}", ("x", "missing"), ("y", "missing"), types=TREE)
    yield from inside(
        "`__proto__` is a field that nobody declared",
        point,
        '{"x":1,"y":1,"__proto__":{"z":1}}',
        ("__proto__", "unknown"),
        types=TREE,
    )
    yield from inside(
        "`constructor` is a field that nobody declared",
        point,
        '{"x":1,"y":1,"constructor":1}',
        ("constructor", "unknown"),
        types=TREE,
    )
    yield from inside("null is no field of a struct", point, '{"x":null,"y":1}', ("x", "type"), types=TREE)
    yield from inside(
        "what nobody declared is not looked at", point, '{"x":1,"y":1,"z":{"x":1e400}}', ("z", "unknown"), types=TREE
    )
    several = '{"children":[{"value":{"x":1,"y":2}},{"valeu":5},[],{"value":{"x":"1","y":1.5,"z":0}}],"note":5}'
    found = [
        ("children/1/valeu", "unknown"),
        ("children/1/value", "missing"),
        ("children/2", "type"),
        ("children/3/value/x", "type"),
    ]
    found += [("children/3/value/y", "type"), ("children/3/value/z", "unknown"), ("note", "type"), ("value", "missing")]
    yield from inside("faults inside of structs and lists", node, several, *found, types=TREE)
    odd = struct("Odd", arg(INT, "a b"), arg(INT, "é"), arg(INT, "$ref"), arg(INT, "a.b/c"), arg(INT, '"'))
    yield from takes(
        "struct with fields of any name", ref("Odd"), '{"a b":1,"é":2,"$ref":3,"a.b/c":4,"\\"":5}', types=[odd]
    )
    yield from inside(
        "faults at fields of any name",
        ref("Odd"),
        '{"a b":1,"e\u0301":2,"$ref":3,"a.b/c":"x","\\"":5}',
        (["a.b/c"], "type"),
        (["é"], "missing"),
        (["e\u0301"], "unknown"),
        types=[odd],
    )
    empty = struct("Empty")
    yield from takes("struct without fields", ref("Empty"), "{}", types=[empty])
    yield from inside("a struct without fields has none", ref("Empty"), '{"a":1}', ("a", "unknown"), types=[empty])
    deep, flat = '{"value":{"y":1,"x":1},"children":[', '],"note":null}'
    yield from same("recursion to the depth that JSON may have", node, deep * 30 + flat * 30, types=TREE)
    yield from inside(
        "a fault at the end of a recursion",
        node,
        '{"value":{"y":1,"x":1},"children":[' * 5 + "5" + "]}" * 5,
        ("/".join(["children/0"] * 5), "type"),
        types=TREE,
    )


def _presence() -> Iterator[Case]:
    """Required, default, omittable; null is another matter."""
    four = struct(
        "Four",
        arg(INT, "required"),
        arg(INT, "default", default=7),
        arg(INT, "omittable", omittable=True),
        arg(OPTIONAL, "nullable"),
        arg({"type": "optional", "item": INT}, "either", omittable=True),
    )
    kind, types = ref("Four"), [four]
    yield from same(
        "absent: the default is there, the omittable are not",
        kind,
        '{"required":1,"nullable":null}',
        '{"required":1,"default":7,"nullable":null}',
        types,
    )
    yield from same(
        "present: each as it was sent",
        kind,
        '{"either":2,"omittable":3,"default":4,"nullable":5,"required":6}',
        '{"required":6,"default":4,"omittable":3,"nullable":5,"either":2}',
        types,
    )
    yield from same(
        "an omittable field that is nullable may be null",
        kind,
        '{"required":1,"nullable":1,"either":null}',
        '{"required":1,"default":7,"nullable":1,"either":null}',
        types,
    )
    yield from inside(
        "null is not absence: not of a default, not of an omittable field",
        kind,
        '{"required":null,"default":null,"omittable":null,"nullable":null}',
        ("required", "type"),
        ("default", "type"),
        ("omittable", "type"),
        types=types,
    )
    yield from inside(
        "what is required and nullable is missing when absent",
        kind,
        '{"required":1}',
        ("nullable", "missing"),
        types=types,
    )
    yield from inside(
        "an omittable field has its type",
        kind,
        '{"required":1,"nullable":1,"omittable":"x"}',
        ("omittable", "type"),
        types=types,
    )
    args = [
        arg(INT, "a"),
        arg(INT, "b", default=1),
        arg(OPTIONAL, "c", default=None),
        arg({"type": "list", "item": INT}, "d", default=[1, 2]),
    ]
    yield Case(
        "arguments: absent ones have their defaults", call(args, '{"args":{"a":5}}'), '{"a":5,"b":1,"c":null,"d":[1,2]}'
    )
    yield Case(
        "arguments are written by name",
        call(args[::-1], '{"args":{"d":[],"c":0,"b":2,"a":5}}'),
        '{"a":5,"b":2,"c":0,"d":[]}',
    )
    yield Case("arguments: null is no default", call(args, '{"args":{"a":5,"b":null}}'), [(["args", "b"], "type")])
    yield Case(
        "an argument that is required and nullable is missing when absent",
        call([arg(OPTIONAL)], '{"args":{}}'),
        [(["args", "a"], "missing")],
    )
    yield Case(
        "an argument that is required and nullable may be null",
        call([arg(OPTIONAL)], '{"args":{"a":null}}'),
        '{"a":null}',
    )
    spelled = [
        arg({"type": "datetime"}, "at", default="2026-01-02T03:04:05.50+01:00"),
        arg({"type": "decimal"}, "price", default="1.50"),
        arg({"type": "uuid"}, "id", default="0E37DF36-F698-11E6-8DD4-CB9CED3DF976"),
        arg({"type": "duration"}, "span", default="P1W"),
        arg({"type": "number"}, "ratio", default=5.0),
        arg(ref("Point"), "point", default={"x": 1, "y": 2.0}),
    ]
    filled = (
        '{"at":"2026-01-02T02:04:05.5Z","id":"0e37df36-f698-11e6-8dd4-cb9ced3df976",'
        '"point":{"y":2,"x":1},"price":"1.5","ratio":5,"span":"P7D"}'
    )
    yield Case("defaults are canonical once they are filled in", call(spelled, "{}", TREE), filled)
    nested = [arg(ref("Node"), default={"value": {"y": 1, "x": 1}})]
    yield Case(
        "a default of a struct has every field",
        call(nested, "{}", TREE),
        '{"a":{"value":{"y":1,"x":1},"children":[],"note":null}}',
    )


def _aliases() -> Iterator[Case]:
    types = [
        alias("Colour", words("red", "green")),
        alias("Colours", {"type": "list", "item": ref("Colour"), "max_length": 2}),
        alias("Paint", ref("Colours")),
        alias("Tree", {"type": "list", "item": ref("Tree")}),
        alias("Deep", {"type": "map", "item": {"type": "optional", "item": ref("Deep")}}),
        alias("Where", ref("Point")),
        POINT,
    ]
    yield from takes("alias of an enum", ref("Colour"), '"red"', types=types)
    yield from refuses("alias of an enum", ref("Colour"), "enum", '"blue"', types=types)
    yield from refuses("alias of an enum", ref("Colour"), "type", "null", "5", types=types)
    yield from takes("alias of an alias", ref("Paint"), "[]", '["red","green"]', types=types)
    yield from refuses("alias of an alias", ref("Paint"), "length", '["red","green","red"]', types=types)
    yield from inside("faults through aliases", ref("Paint"), '["blue"]', ("0", "enum"), types=types)
    yield from takes("alias that holds itself in a list", ref("Tree"), "[]", "[[],[[]]]", types=types)
    yield from inside(
        "faults of an alias that holds itself",
        ref("Tree"),
        "[[],[[5],null]]",
        ("1/0/0", "type"),
        ("1/1", "type"),
        types=types,
    )
    yield from takes("alias that holds itself in a map", ref("Deep"), '{"a":{"b":null},"c":{}}', types=types)
    yield from takes("alias of a struct", ref("Where"), '{"y":1,"x":2}', types=types)
    by_alias = {"type": "map", "key": ref("Colour"), "item": INT}
    yield from takes("map by an alias of an enum", by_alias, '{"red":1}', types=types)
    yield from inside("a key that is none of an aliased enum", by_alias, '{"blue":1}', ("blue", "enum"), types=types)
    yield Case("an alias as a default", call([arg(ref("Colour"), default="green")], "{}", types), '{"a":"green"}')
