"""Types that hold others: lists, tuples, maps, structs, unions, optional ones, aliases, recursion."""

from collections.abc import Iterator

from .claims import Case, arg, call, inside, refuses, same, takes

_INT = {"type": "integer"}
_TEXT = {"type": "string"}
_OPTIONAL = {"type": "optional", "item": _INT}


def _ref(name: str) -> dict[str, object]:
    return {"type": "ref", "name": name}


def _kind(*values: str | int) -> dict[str, object]:
    return {"type": "enum", "values": list(values)}


def _struct(name: str, *fields: dict[str, object]) -> dict[str, object]:
    return {"kind": "struct", "name": name, "fields": list(fields)}


def _alias(name: str, kind: dict[str, object]) -> dict[str, object]:
    return {"kind": "alias", "name": name, "type": kind}


_POINT = _struct("Point", arg(_INT, "y"), arg(_INT, "x"))
_NODE = _struct(
    "Node",
    arg(_ref("Point"), "value"),
    arg({"type": "list", "item": _ref("Node")}, "children", default=[]),
    arg({"type": "optional", "item": _TEXT}, "note", default=None),
)
_TREE = [_POINT, _NODE]


def cases() -> Iterator[Case]:
    yield from _lists()
    yield from _maps()
    yield from _structs()
    yield from _presence()
    yield from _unions()
    yield from _tagged()
    yield from _aliases()


def _lists() -> Iterator[Case]:
    yield from takes("optional integer", _OPTIONAL, "null", "5")
    yield from refuses("optional integer", _OPTIONAL, "type", '""', "false", "[]", "5.5")
    yield from refuses("optional integer", _OPTIONAL, "range", "1e400")
    yield from takes("list of booleans", {"type": "list", "item": {"type": "boolean"}}, "[]", ("[true, false]", "[true,false]"))
    texts = {"type": "list", "item": {"type": "optional", "item": _TEXT}}
    yield from takes("list of optional strings", texts, '[null,"a"]', "[null,null]")
    yield from refuses("list of integers", {"type": "list", "item": _INT}, "type", "null", "{}", '"[]"', "5", '{"0":5}')
    yield from inside("faults of a list have the element's index", {"type": "list", "item": _INT}, '[1,"a",2.5,1e400]', ("1", "type"), ("2", "type"), ("3", "range"))
    yield from takes("list of optional lists", {"type": "list", "item": {"type": "optional", "item": {"type": "list", "item": _INT}}}, "[null,[],[1]]")

    pair = {"type": "tuple", "items": [_INT, {"type": "optional", "item": _TEXT}]}
    yield from takes("tuple of two", pair, '[1,"a"]', ("[1.0,null]", "[1,null]"))
    yield from refuses("tuple of two", pair, "length", "[]", "[1]", '[1,"a",2]', "[true,true,true]")
    yield from refuses("tuple of two", pair, "type", "null", "{}", '"ab"')
    yield from inside("faults of a tuple have the place's index", pair, '["a",5]', ("0", "type"), ("1", "type"))
    yield from takes("tuple in a tuple", {"type": "tuple", "items": [pair, pair]}, '[[1,"a"],[2,null]]')
    yield from inside("a tuple in a tuple is of the wrong length", {"type": "tuple", "items": [pair, pair]}, '[[1],[2,3]]', ("0", "length"), ("1/1", "type"))


def _maps() -> Iterator[Case]:
    plain = {"type": "map", "item": _INT}
    yield from takes("map", plain, "{}", ('{"b":1,"a":2.0}', '{"a":2,"b":1}'), '{"":1}', '{"constructor":1,"prototype":2}')
    yield from takes("map", plain, ('{"\\u0061":1}', '{"a":1}'), ('{"é":1,"z":2,"E":3}', '{"E":3,"z":2,"é":1}'))
    yield from same("a map's keys are in the order of their bytes, not of UTF-16", plain, '{"😀":1,"\ufb33":2}', '{"\ufb33":2,"😀":1}')
    yield from refuses("map", plain, "type", "null", "[]", '"{}"', "5")
    yield from inside("faults of a map have the value's key", plain, '{"b":"x","a":null,"c":1}', ("b", "type"), ("a", "type"))
    yield from inside("`__proto__` is no key of a map", plain, '{"__proto__":1,"a":1}', ("__proto__", "unknown"))
    yield from inside("`__proto__` is no key of a map, whatever its value", plain, '{"__proto__":"x"}', ("__proto__", "unknown"))
    yield from inside("`__proto__` is no key once unescaped", plain, '{"\\u005f_proto__":1}', ("__proto__", "unknown"))
    yield from inside("`__proto__` is no key of a map with typed keys", {**plain, "key": _kind("a", "b")}, '{"__proto__":1}', ("__proto__", "unknown"))
    numbers = {**plain, "key": _INT}
    yield from takes("map by integers", numbers, '{"5":1}', '{"-5":1}', '{"0":1}', ('{"9":1,"10":2}', '{"10":2,"9":1}'))
    yield from inside("keys of a map by integers have one spelling", numbers, '{"05":1,"5.0":1,"-0":1,"+5":1,"":1," 5":1,"5e0":1}', *((([key]), "format") for key in ("05", "5.0", "-0", "+5", "", " 5", "5e0")))
    yield from inside("keys of a map by integers are within bounds", numbers, '{"9007199254740992":1,"9007199254740991":1}', (["9007199254740992"], "range"))
    few = {**plain, "key": {"type": "integer", "minimum": 1, "multiple_of": 2}}
    yield from inside("constraints of integer keys", few, '{"2":1,"0":1,"3":1}', (["0"], "range"), (["3"], "range"))
    words = {**plain, "key": {"type": "string", "min_length": 2, "max_length": 3, "pattern": "^[a-z]+$"}}
    yield from takes("map by short words", words, '{"ab":1,"abc":2}')
    yield from inside("constraints of text keys", words, '{"a":1,"abcd":1,"AB":1,"A":1}', (["a"], "length"), (["abcd"], "length"), (["AB"], "pattern"), (["A"], "length"), (["A"], "pattern"))
    colours = {**plain, "key": _kind("red", "green")}
    yield from takes("map by colours", colours, ('{"red":1,"green":2}', '{"green":2,"red":1}'), '{"red":1}')
    yield from inside("a key that is none of the enum", colours, '{"blue":1,"Red":2}', ("blue", "enum"), ("Red", "enum"))
    ids = {**plain, "key": {"type": "uuid"}}
    yield from takes("map by uuids", ids, '{"0e37df36-f698-11e6-8dd4-cb9ced3df976":1}')
    upper = "0E37DF36-F698-11E6-8DD4-CB9CED3DF976"
    yield from inside("a uuid as a key is in canonical form", ids, '{"' + upper + '":1,"x":1}', ([upper], "format"), (["x"], "format"))
    yield from inside("the value of a key that is none is not looked at", ids, '{"x":"y"}', (["x"], "format"))
    deep = {"type": "map", "item": {"type": "map", "item": {"type": "list", "item": _INT}}}
    yield from takes("map of maps of lists", deep, ('{"b":{"d":[1],"c":[]},"a":{}}', '{"a":{},"b":{"c":[],"d":[1]}}'))
    yield from inside("faults deep in maps", deep, '{"b":{"c":[1,"x"]},"a":[]}', ("a", "type"), ("b/c/1", "type"))
    long = "k" * 65
    yield from inside("a map's long key is told by its first 64 characters", plain, '{"' + long + '":"x"}', ([long[:64] + "…"], "type"))
    yield from inside("a map's key of 64 characters is told whole", plain, '{"' + "é" * 64 + '":"x"}', (["é" * 64], "type"))
    yield from inside("two faults that are told alike are one", plain, '{"' + long + '1":"x","' + long + '2":"x"}', ([long[:64] + "…"], "type"))
    yield from inside("keys that look like indexes are names", plain, '{"10":"x","9":"x","a":"x"}', (["10"], "type"), (["9"], "type"), (["a"], "type"))
    json = {"type": "json"}
    yield from inside("`__proto__` is no key in json", json, '{"a":[{"__proto__":1}]}', ("a/0/__proto__", "unknown"))
    yield from inside("faults of json have the way to them", json, '{"a":[1,1e400],"b":{"c":9007199254740992}}', ("a/1", "range"), ("b/c", "range"))
    yield from inside("json's long key is told by its first 64 characters", json, '{"' + long + '":1e400}', ([long[:64] + "…"], "range"))
    yield from inside("what lies under `__proto__` in json is not looked at", json, '{"__proto__":{"__proto__":1e400}}', ("__proto__", "unknown"))


def _structs() -> Iterator[Case]:
    point, node = _ref("Point"), _ref("Node")
    yield from takes("Point", point, ('{"x":1,"y":2.0}', '{"y":2,"x":1}'), ('{"\\u0079":2,"x":1}', '{"y":2,"x":1}'), types=_TREE)
    whole = '{"value":{"y":2,"x":1},"children":[{"value":{"y":4,"x":3},"children":[],"note":""}],"note":null}'
    yield from takes("Node", node, ('{"children":[{"value":{"x":3,"y":4},"note":""}],"value":{"y":2,"x":1}}', whole), types=_TREE)
    yield from refuses("Point", point, "type", "null", "[]", '"{}"', "5", "[1,2]", types=_TREE)
    yield from inside("fields that are not there and fields that nobody declared", point, '{"X":1,"z":2}', ("X", "unknown"), ("x", "missing"), ("y", "missing"), ("z", "unknown"), types=_TREE)
    yield from inside("an empty object lacks each field", point, "{}", ("x", "missing"), ("y", "missing"), types=_TREE)
    yield from inside("`__proto__` is a field that nobody declared", point, '{"x":1,"y":1,"__proto__":{"z":1}}', ("__proto__", "unknown"), types=_TREE)
    yield from inside("`constructor` is a field that nobody declared", point, '{"x":1,"y":1,"constructor":1}', ("constructor", "unknown"), types=_TREE)
    yield from inside("null is no field of a struct", point, '{"x":null,"y":1}', ("x", "type"), types=_TREE)
    yield from inside("what nobody declared is not looked at", point, '{"x":1,"y":1,"z":{"x":1e400}}', ("z", "unknown"), types=_TREE)
    several = '{"children":[{"value":{"x":1,"y":2}},{"valeu":5},[],{"value":{"x":"1","y":1.5,"z":0}}],"note":5}'
    found = [("children/1/valeu", "unknown"), ("children/1/value", "missing"), ("children/2", "type"), ("children/3/value/x", "type")]
    found += [("children/3/value/y", "type"), ("children/3/value/z", "unknown"), ("note", "type"), ("value", "missing")]
    yield from inside("faults inside of structs and lists", node, several, *found, types=_TREE)
    odd = _struct("Odd", arg(_INT, "a b"), arg(_INT, "é"), arg(_INT, "$ref"), arg(_INT, "a.b/c"), arg(_INT, '"'))
    yield from takes("struct with fields of any name", _ref("Odd"), '{"a b":1,"é":2,"$ref":3,"a.b/c":4,"\\"":5}', types=[odd])
    yield from inside("faults at fields of any name", _ref("Odd"), '{"a b":1,"e\u0301":2,"$ref":3,"a.b/c":"x","\\"":5}', (["a.b/c"], "type"), (["é"], "missing"), (["e\u0301"], "unknown"), types=[odd])
    empty = _struct("Empty")
    yield from takes("struct without fields", _ref("Empty"), "{}", types=[empty])
    yield from inside("a struct without fields has none", _ref("Empty"), '{"a":1}', ("a", "unknown"), types=[empty])
    deep, flat = '{"value":{"y":1,"x":1},"children":[', '],"note":null}'
    yield from same("recursion to the depth that JSON may have", node, deep * 30 + flat * 30, types=_TREE)
    yield from inside("a fault at the end of a recursion", node, '{"value":{"y":1,"x":1},"children":[' * 5 + "5" + "]}" * 5, ("/".join(["children/0"] * 5), "type"), types=_TREE)


def _presence() -> Iterator[Case]:
    """Required, default, omittable; null is another matter."""
    four = _struct(
        "Four",
        arg(_INT, "required"),
        arg(_INT, "default", default=7),
        arg(_INT, "omittable", omittable=True),
        arg(_OPTIONAL, "nullable"),
        arg({"type": "optional", "item": _INT}, "either", omittable=True),
    )
    kind, types = _ref("Four"), [four]
    yield from same("absent: the default is there, the omittable are not", kind, '{"required":1,"nullable":null}', '{"required":1,"default":7,"nullable":null}', types)
    yield from same("present: each as it was sent", kind, '{"either":2,"omittable":3,"default":4,"nullable":5,"required":6}', '{"required":6,"default":4,"omittable":3,"nullable":5,"either":2}', types)
    yield from same("an omittable field that is nullable may be null", kind, '{"required":1,"nullable":1,"either":null}', '{"required":1,"default":7,"nullable":1,"either":null}', types)
    yield from inside("null is not absence: not of a default, not of an omittable field", kind, '{"required":null,"default":null,"omittable":null,"nullable":null}', ("required", "type"), ("default", "type"), ("omittable", "type"), types=types)
    yield from inside("what is required and nullable is missing when absent", kind, '{"required":1}', ("nullable", "missing"), types=types)
    yield from inside("an omittable field has its type", kind, '{"required":1,"nullable":1,"omittable":"x"}', ("omittable", "type"), types=types)
    args = [arg(_INT, "a"), arg(_INT, "b", default=1), arg(_OPTIONAL, "c", default=None), arg({"type": "list", "item": _INT}, "d", default=[1, 2])]
    yield Case("arguments: absent ones have their defaults", call(args, '{"args":{"a":5}}'), '{"a":5,"b":1,"c":null,"d":[1,2]}')
    yield Case("arguments are written by name", call(args[::-1], '{"args":{"d":[],"c":0,"b":2,"a":5}}'), '{"a":5,"b":2,"c":0,"d":[]}')
    yield Case("arguments: null is no default", call(args, '{"args":{"a":5,"b":null}}'), [(["args", "b"], "type")])
    yield Case("an argument that is required and nullable is missing when absent", call([arg(_OPTIONAL)], '{"args":{}}'), [(["args", "a"], "missing")])
    yield Case("an argument that is required and nullable may be null", call([arg(_OPTIONAL)], '{"args":{"a":null}}'), '{"a":null}')
    spelled = [
        arg({"type": "datetime"}, "at", default="2026-01-02T03:04:05.50+01:00"),
        arg({"type": "decimal"}, "price", default="1.50"),
        arg({"type": "uuid"}, "id", default="0E37DF36-F698-11E6-8DD4-CB9CED3DF976"),
        arg({"type": "duration"}, "span", default="P1W"),
        arg({"type": "number"}, "ratio", default=5.0),
        arg(_ref("Point"), "point", default={"x": 1, "y": 2.0}),
    ]
    filled = '{"at":"2026-01-02T02:04:05.5Z","id":"0e37df36-f698-11e6-8dd4-cb9ced3df976","point":{"y":2,"x":1},"price":"1.5","ratio":5,"span":"P7D"}'
    yield Case("defaults are canonical once they are filled in", call(spelled, "{}", _TREE), filled)
    nested = [arg(_ref("Node"), default={"value": {"y": 1, "x": 1}})]
    yield Case("a default of a struct has every field", call(nested, "{}", _TREE), '{"a":{"value":{"y":1,"x":1},"children":[],"note":null}}')


def _unions() -> Iterator[Case]:
    either = {"type": "union", "of": [_INT, _TEXT]}
    yield from takes("integer or string", either, "5", '"5"', ("5.0", "5"), '""')
    yield from refuses("integer or string", either, "type", "null", "true", "5.5", "1e400", "[]", "{}")
    text_first = {"type": "union", "of": [{"type": "string", "max_length": 2}, {"type": "uuid"}, {"type": "string", "pattern": "^x"}]}
    yield from same("a plain union takes the first branch that fits whole", text_first, '"0E37DF36-F698-11E6-8DD4-CB9CED3DF976"', '"0e37df36-f698-11e6-8dd4-cb9ced3df976"')
    yield from takes("text by three branches", text_first, '"ab"', '"xyz"')
    yield from refuses("text by three branches", text_first, "type", '"abc"', '"yabc"')
    order = {"type": "union", "of": [{"type": "decimal"}, {"type": "bigint"}, _TEXT]}
    yield from same("a plain union goes by declared order, not by what fits best", order, '"1.50"', '"1.5"')
    yield from same("a plain union falls through to what takes all", order, '"1.5.0"')
    other = {"type": "union", "of": [{"type": "number"}, _INT]}
    yield from same("a number before an integer takes what both take", other, "9007199254740993", "9007199254740992")
    whole = {"type": "union", "of": [_INT, {"type": "number"}]}
    yield from takes("integer or number", whole, "5", "5.5", ("9007199254740993", "9007199254740992"))
    lists = {"type": "union", "of": [{"type": "list", "item": _INT}, {"type": "list", "item": _TEXT}]}
    yield from takes("list of integers, or of strings", lists, "[]", "[1,2]", '["a"]')
    yield from refuses("list of integers, or of strings", lists, "type", '[1,"a"]', "[null]", '"a"')
    structs = {"type": "union", "of": [_ref("Point"), _ref("Node")]}
    yield from takes("Point or Node", structs, ('{"x":1,"y":2}', '{"y":2,"x":1}'), '{"value":{"y":1,"x":1},"children":[],"note":null}', types=_TREE)
    yield from refuses("Point or Node", structs, "type", "{}", '{"x":1,"y":2,"z":3}', '{"x":"1","y":2}', types=_TREE)
    yield from inside("a union in a list has one fault for each element", {"type": "list", "item": either}, "[1,null,2.5]", ("1", "type"), ("2", "type"))
    maybe = {"type": "optional", "item": either}
    yield from takes("optional union", maybe, "null", "5", '"a"')
    inner = [_alias("Either", either)]
    yield from takes("union behind an alias", _ref("Either"), "5", '"a"', types=inner)
    yield from refuses("union behind an alias", _ref("Either"), "type", "null", types=inner)
    enums = {"type": "union", "of": [_kind(1, 2), _kind("a", "b"), {"type": "boolean"}]}
    yield from takes("a value of two enums or a boolean", enums, "2", '"a"', "true", ("1.0", "1"))
    yield from refuses("a value of two enums or a boolean", enums, "type", "3", '"c"', "null")
    maps = {"type": "union", "of": [{"type": "map", "item": _INT}, {"type": "map", "item": {"type": "json"}}]}
    yield from takes("map of integers, or of json", maps, ('{"b":1.0,"a":2}', '{"a":2,"b":1}'), ('{"b":{"d":1,"c":2},"a":5.5}', '{"a":5.5,"b":{"c":2,"d":1}}'))


def _tagged() -> Iterator[Case]:
    house = _struct("House", arg(_kind("house"), "kind"), arg(_INT, "floors"))
    flat = _struct("Flat", arg(_INT, "floor"), arg(_kind("flat", "loft"), "kind"), arg(_TEXT, "door", omittable=True))
    tent = _struct("Tent", arg(_kind("tent"), "kind"))
    homes = {"type": "union", "tag": "kind", "of": [_ref("House"), _ref("Flat")]}
    more = {"type": "union", "tag": "kind", "of": [_ref("Homes"), _ref("Shelter")]}
    types = [house, flat, tent, _alias("Homes", homes), _alias("Shelter", _ref("Tent"))]
    yield from takes("tagged union", homes, '{"kind":"house","floors":2}', ('{"floor":1,"kind":"loft"}', '{"floor":1,"kind":"loft"}'), types=types)
    yield from same("a tag may come last", homes, '{"floors":2,"kind":"house"}', '{"kind":"house","floors":2}', types=types)
    yield from refuses("tagged union", homes, "type", "null", "[]", '"house"', "5", "true", types=types)
    yield from refuses("tagged union", homes, "enum", "{}", '{"floors":2}', '{"kind":"castle"}', '{"kind":"House"}', types=types)
    yield from refuses("tagged union", homes, "enum", '{"kind":null}', '{"kind":5}', '{"kind":["house"]}', '{"kind":{}}', types=types)
    yield from refuses("tagged union", homes, "enum", '{"kind":"","floors":2}', '{"Kind":"house"}', '{"kind":"house "}', types=types)
    yield from inside("faults of a tagged union are those of its tag's branch", homes, '{"kind":"house","floor":1}', ("floor", "unknown"), ("floors", "missing"), types=types)
    yield from inside("a tagged union judges by its tag, not by what else fits", homes, '{"kind":"loft","floors":1}', ("floor", "missing"), ("floors", "unknown"), types=types)
    yield from inside("a tagged union in a list has its faults at the element", {"type": "list", "item": homes}, '[{"kind":"house"},{},null]', ("0/floors", "missing"), ("1", "enum"), ("2", "type"), types=types)
    yield from takes("tagged union of a tagged union", more, '{"kind":"tent"}', '{"kind":"house","floors":1}', '{"floor":1,"kind":"flat"}', types=types)
    yield from refuses("tagged union of a tagged union", more, "enum", "{}", '{"kind":"castle"}', types=types)
    yield from inside("faults below a tagged union of a tagged union", more, '{"kind":"flat","floor":"x","door":5}', ("door", "type"), ("floor", "type"), types=types)
    yield from takes("optional tagged union", {"type": "optional", "item": _ref("Homes")}, "null", '{"kind":"house","floors":1}', types=types)
    one_ = _struct("One", arg(_kind(1), "version"), arg(_INT, "a"))
    two = _struct("Two", arg(_kind(2, 3), "version"), arg(_INT, "a"))
    versions = {"type": "union", "tag": "version", "of": [_ref("One"), _ref("Two")]}
    yield from takes("union tagged by integers", versions, '{"version":1,"a":5}', ('{"version":3.0,"a":5}', '{"version":3,"a":5}'), types=[one_, two])
    yield from refuses("union tagged by integers", versions, "enum", '{"version":"1","a":5}', '{"version":4}', '{"version":1.5}', types=[one_, two])
    named = _struct("Named", arg(_ref("Kind"), "kind"), arg({"type": "list", "item": _ref("Shape")}, "parts", default=[]))
    plain = _struct("Plain", arg(_kind("plain"), "kind"))
    shape = _alias("Shape", {"type": "union", "tag": "kind", "of": [_ref("Named"), _ref("Plain")]})
    types = [named, plain, shape, _alias("Kind", _kind("named", "other"))]
    nested = '{"kind":"named","parts":[{"kind":"plain"},{"kind":"other","parts":[]}]}'
    yield from takes("tagged union that holds itself", _ref("Shape"), nested, types=types)
    yield from inside("faults in a tagged union that holds itself", _ref("Shape"), nested.replace("plain", "plane"), ("parts/0", "enum"), types=types)


def _aliases() -> Iterator[Case]:
    types = [
        _alias("Colour", _kind("red", "green")),
        _alias("Colours", {"type": "list", "item": _ref("Colour"), "max_length": 2}),
        _alias("Paint", _ref("Colours")),
        _alias("Tree", {"type": "list", "item": _ref("Tree")}),
        _alias("Deep", {"type": "map", "item": {"type": "optional", "item": _ref("Deep")}}),
        _alias("Where", _ref("Point")),
        _POINT,
    ]
    yield from takes("alias of an enum", _ref("Colour"), '"red"', types=types)
    yield from refuses("alias of an enum", _ref("Colour"), "enum", '"blue"', types=types)
    yield from refuses("alias of an enum", _ref("Colour"), "type", "null", "5", types=types)
    yield from takes("alias of an alias", _ref("Paint"), "[]", '["red","green"]', types=types)
    yield from refuses("alias of an alias", _ref("Paint"), "length", '["red","green","red"]', types=types)
    yield from inside("faults through aliases", _ref("Paint"), '["blue"]', ("0", "enum"), types=types)
    yield from takes("alias that holds itself in a list", _ref("Tree"), "[]", "[[],[[]]]", types=types)
    yield from inside("faults of an alias that holds itself", _ref("Tree"), "[[],[[5],null]]", ("1/0/0", "type"), ("1/1", "type"), types=types)
    yield from takes("alias that holds itself in a map", _ref("Deep"), '{"a":{"b":null},"c":{}}', types=types)
    yield from takes("alias of a struct", _ref("Where"), '{"y":1,"x":2}', types=types)
    by_alias = {"type": "map", "key": _ref("Colour"), "item": _INT}
    yield from takes("map by an alias of an enum", by_alias, '{"red":1}', types=types)
    yield from inside("a key that is none of an aliased enum", by_alias, '{"blue":1}', ("blue", "enum"), types=types)
    yield Case("an alias as a default", call([arg(_ref("Colour"), default="green")], "{}", types), '{"a":"green"}')
