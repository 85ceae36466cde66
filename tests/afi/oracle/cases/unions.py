"""Unions, plain and with a tag."""

from collections.abc import Iterator

from .claims import Case, arg, inside, refuses, same, takes
from .named import INT, TEXT, TREE, alias, ref, struct, words


def cases() -> Iterator[Case]:
    yield from _unions()
    yield from _tagged()


def _unions() -> Iterator[Case]:
    either = {"type": "union", "of": [INT, TEXT]}
    yield from takes("integer or string", either, "5", '"5"', ("5.0", "5"), '""')
    yield from refuses("integer or string", either, "type", "null", "true", "5.5", "1e400", "[]", "{}")
    text_first = {
        "type": "union",
        "of": [{"type": "string", "max_length": 2}, {"type": "uuid"}, {"type": "string", "pattern": "^x"}],
    }
    yield from same(
        "a plain union takes the first branch that fits whole",
        text_first,
        '"0E37DF36-F698-11E6-8DD4-CB9CED3DF976"',
        '"0e37df36-f698-11e6-8dd4-cb9ced3df976"',
    )
    yield from takes("text by three branches", text_first, '"ab"', '"xyz"')
    yield from refuses("text by three branches", text_first, "type", '"abc"', '"yabc"')
    order = {"type": "union", "of": [{"type": "decimal"}, {"type": "bigint"}, TEXT]}
    yield from same("a plain union goes by declared order, not by what fits best", order, '"1.50"', '"1.5"')
    yield from same("a plain union falls through to what takes all", order, '"1.5.0"')
    other = {"type": "union", "of": [{"type": "number"}, INT]}
    yield from same("a number before an integer takes what both take", other, "9007199254740993", "9007199254740992")
    whole = {"type": "union", "of": [INT, {"type": "number"}]}
    yield from takes("integer or number", whole, "5", "5.5", ("9007199254740993", "9007199254740992"))
    lists = {"type": "union", "of": [{"type": "list", "item": INT}, {"type": "list", "item": TEXT}]}
    yield from takes("list of integers, or of strings", lists, "[]", "[1,2]", '["a"]')
    yield from refuses("list of integers, or of strings", lists, "type", '[1,"a"]', "[null]", '"a"')
    structs = {"type": "union", "of": [ref("Point"), ref("Node")]}
    yield from takes(
        "Point or Node",
        structs,
        ('{"x":1,"y":2}', '{"y":2,"x":1}'),
        '{"value":{"y":1,"x":1},"children":[],"note":null}',
        types=TREE,
    )
    yield from refuses("Point or Node", structs, "type", "{}", '{"x":1,"y":2,"z":3}', '{"x":"1","y":2}', types=TREE)
    yield from inside(
        "a union in a list has one fault for each element",
        {"type": "list", "item": either},
        "[1,null,2.5]",
        ("1", "type"),
        ("2", "type"),
    )
    maybe = {"type": "optional", "item": either}
    yield from takes("optional union", maybe, "null", "5", '"a"')
    inner = [alias("Either", either)]
    yield from takes("union behind an alias", ref("Either"), "5", '"a"', types=inner)
    yield from refuses("union behind an alias", ref("Either"), "type", "null", types=inner)
    enums = {"type": "union", "of": [words(1, 2), words("a", "b"), {"type": "boolean"}]}
    yield from takes("a value of two enums or a boolean", enums, "2", '"a"', "true", ("1.0", "1"))
    yield from refuses("a value of two enums or a boolean", enums, "type", "3", '"c"', "null")
    maps = {"type": "union", "of": [{"type": "map", "item": INT}, {"type": "map", "item": {"type": "json"}}]}
    yield from takes(
        "map of integers, or of json",
        maps,
        ('{"b":1.0,"a":2}', '{"a":2,"b":1}'),
        ('{"b":{"d":1,"c":2},"a":5.5}', '{"a":5.5,"b":{"c":2,"d":1}}'),
    )


def _tagged() -> Iterator[Case]:
    house = struct("House", arg(words("house"), "kind"), arg(INT, "floors"))
    flat = struct("Flat", arg(INT, "floor"), arg(words("flat", "loft"), "kind"), arg(TEXT, "door", omittable=True))
    tent = struct("Tent", arg(words("tent"), "kind"))
    homes = {"type": "union", "tag": "kind", "of": [ref("House"), ref("Flat")]}
    more = {"type": "union", "tag": "kind", "of": [ref("Homes"), ref("Shelter")]}
    types = [house, flat, tent, alias("Homes", homes), alias("Shelter", ref("Tent"))]
    yield from takes(
        "tagged union",
        homes,
        '{"kind":"house","floors":2}',
        ('{"floor":1,"kind":"loft"}', '{"floor":1,"kind":"loft"}'),
        types=types,
    )
    yield from same(
        "a tag may come last", homes, '{"floors":2,"kind":"house"}', '{"kind":"house","floors":2}', types=types
    )
    yield from refuses("tagged union", homes, "type", "null", "[]", '"house"', "5", "true", types=types)
    yield from refuses(
        "tagged union", homes, "enum", "{}", '{"floors":2}', '{"kind":"castle"}', '{"kind":"House"}', types=types
    )
    yield from refuses(
        "tagged union", homes, "enum", '{"kind":null}', '{"kind":5}', '{"kind":["house"]}', '{"kind":{}}', types=types
    )
    yield from refuses(
        "tagged union", homes, "enum", '{"kind":"","floors":2}', '{"Kind":"house"}', '{"kind":"house "}', types=types
    )
    yield from inside(
        "faults of a tagged union are those of its tag's branch",
        homes,
        '{"kind":"house","floor":1}',
        ("floor", "unknown"),
        ("floors", "missing"),
        types=types,
    )
    yield from inside(
        "a tagged union judges by its tag, not by what else fits",
        homes,
        '{"kind":"loft","floors":1}',
        ("floor", "missing"),
        ("floors", "unknown"),
        types=types,
    )
    yield from inside(
        "a tagged union in a list has its faults at the element",
        {"type": "list", "item": homes},
        '[{"kind":"house"},{},null]',
        ("0/floors", "missing"),
        ("1", "enum"),
        ("2", "type"),
        types=types,
    )
    yield from takes(
        "tagged union of a tagged union",
        more,
        '{"kind":"tent"}',
        '{"kind":"house","floors":1}',
        '{"floor":1,"kind":"flat"}',
        types=types,
    )
    yield from refuses("tagged union of a tagged union", more, "enum", "{}", '{"kind":"castle"}', types=types)
    yield from inside(
        "faults below a tagged union of a tagged union",
        more,
        '{"kind":"flat","floor":"x","door":5}',
        ("door", "type"),
        ("floor", "type"),
        types=types,
    )
    yield from takes(
        "optional tagged union",
        {"type": "optional", "item": ref("Homes")},
        "null",
        '{"kind":"house","floors":1}',
        types=types,
    )
    one_ = struct("One", arg(words(1), "version"), arg(INT, "a"))
    two = struct("Two", arg(words(2, 3), "version"), arg(INT, "a"))
    versions = {"type": "union", "tag": "version", "of": [ref("One"), ref("Two")]}
    yield from takes(
        "union tagged by integers",
        versions,
        '{"version":1,"a":5}',
        ('{"version":3.0,"a":5}', '{"version":3,"a":5}'),
        types=[one_, two],
    )
    yield from refuses(
        "union tagged by integers",
        versions,
        "enum",
        '{"version":"1","a":5}',
        '{"version":4}',
        '{"version":1.5}',
        types=[one_, two],
    )
    named = struct("Named", arg(ref("Kind"), "kind"), arg({"type": "list", "item": ref("Shape")}, "parts", default=[]))
    plain = struct("Plain", arg(words("plain"), "kind"))
    shape = alias("Shape", {"type": "union", "tag": "kind", "of": [ref("Named"), ref("Plain")]})
    types = [named, plain, shape, alias("Kind", words("named", "other"))]
    nested = '{"kind":"named","parts":[{"kind":"plain"},{"kind":"other","parts":[]}]}'
    yield from takes("tagged union that holds itself", ref("Shape"), nested, types=types)
    yield from inside(
        "faults in a tagged union that holds itself",
        ref("Shape"),
        nested.replace("plain", "plane"),
        ("parts/0", "enum"),
        types=types,
    )
