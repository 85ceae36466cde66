"""Optional values, lists, tuples and maps, and the keys that maps have."""

from collections.abc import Iterator

from .claims import Case, inside, refuses, same, takes
from .named import INT, OPTIONAL, TEXT, words


def cases() -> Iterator[Case]:
    yield from _lists()
    yield from _maps()


def _lists() -> Iterator[Case]:
    yield from takes("optional integer", OPTIONAL, "null", "5")
    yield from refuses("optional integer", OPTIONAL, "type", '""', "false", "[]", "5.5")
    yield from refuses("optional integer", OPTIONAL, "range", "1e400")
    yield from takes(
        "list of booleans", {"type": "list", "item": {"type": "boolean"}}, "[]", ("[true, false]", "[true,false]")
    )
    texts = {"type": "list", "item": {"type": "optional", "item": TEXT}}
    yield from takes("list of optional strings", texts, '[null,"a"]', "[null,null]")
    yield from refuses("list of integers", {"type": "list", "item": INT}, "type", "null", "{}", '"[]"', "5", '{"0":5}')
    yield from inside(
        "faults of a list have the element's index",
        {"type": "list", "item": INT},
        '[1,"a",2.5,1e400]',
        ("1", "type"),
        ("2", "type"),
        ("3", "range"),
    )
    yield from takes(
        "list of optional lists",
        {"type": "list", "item": {"type": "optional", "item": {"type": "list", "item": INT}}},
        "[null,[],[1]]",
    )

    pair = {"type": "tuple", "items": [INT, {"type": "optional", "item": TEXT}]}
    yield from takes("tuple of two", pair, '[1,"a"]', ("[1.0,null]", "[1,null]"))
    yield from refuses("tuple of two", pair, "length", "[]", "[1]", '[1,"a",2]', "[true,true,true]")
    yield from refuses("tuple of two", pair, "type", "null", "{}", '"ab"')
    yield from inside("faults of a tuple have the place's index", pair, '["a",5]', ("0", "type"), ("1", "type"))
    yield from takes("tuple in a tuple", {"type": "tuple", "items": [pair, pair]}, '[[1,"a"],[2,null]]')
    yield from inside(
        "a tuple in a tuple is of the wrong length",
        {"type": "tuple", "items": [pair, pair]},
        "[[1],[2,3]]",
        ("0", "length"),
        ("1/1", "type"),
    )


def _maps() -> Iterator[Case]:
    plain = {"type": "map", "item": INT}
    yield from takes(
        "map", plain, "{}", ('{"b":1,"a":2.0}', '{"a":2,"b":1}'), '{"":1}', '{"constructor":1,"prototype":2}'
    )
    yield from takes("map", plain, ('{"\\u0061":1}', '{"a":1}'), ('{"é":1,"z":2,"E":3}', '{"E":3,"z":2,"é":1}'))
    yield from same(
        "a map's keys are in the order of their bytes, not of UTF-16",
        plain,
        '{"😀":1,"\ufb33":2}',
        '{"\ufb33":2,"😀":1}',
    )
    yield from refuses("map", plain, "type", "null", "[]", '"{}"', "5")
    yield from inside(
        "faults of a map have the value's key", plain, '{"b":"x","a":null,"c":1}', ("b", "type"), ("a", "type")
    )
    yield from inside("`__proto__` is no key of a map", plain, '{"__proto__":1,"a":1}', ("__proto__", "unknown"))
    yield from inside(
        "`__proto__` is no key of a map, whatever its value", plain, '{"__proto__":"x"}', ("__proto__", "unknown")
    )
    yield from inside("`__proto__` is no key once unescaped", plain, '{"\\u005f_proto__":1}', ("__proto__", "unknown"))
    yield from inside(
        "`__proto__` is no key of a map with typed keys",
        {**plain, "key": words("a", "b")},
        '{"__proto__":1}',
        ("__proto__", "unknown"),
    )
    numbers = {**plain, "key": INT}
    yield from takes("map by integers", numbers, '{"5":1}', '{"-5":1}', '{"0":1}', ('{"9":1,"10":2}', '{"10":2,"9":1}'))
    yield from inside(
        "keys of a map by integers have one spelling",
        numbers,
        '{"05":1,"5.0":1,"-0":1,"+5":1,"":1," 5":1,"5e0":1}',
        *((([key]), "format") for key in ("05", "5.0", "-0", "+5", "", " 5", "5e0")),
    )
    yield from inside(
        "keys of a map by integers are within bounds",
        numbers,
        '{"9007199254740992":1,"9007199254740991":1}',
        (["9007199254740992"], "range"),
    )
    few = {**plain, "key": {"type": "integer", "minimum": 1, "multiple_of": 2}}
    yield from inside("constraints of integer keys", few, '{"2":1,"0":1,"3":1}', (["0"], "range"), (["3"], "range"))
    short = {**plain, "key": {"type": "string", "min_length": 2, "max_length": 3, "pattern": "^[a-z]+$"}}
    yield from takes("map by short words", short, '{"ab":1,"abc":2}')
    yield from inside(
        "constraints of text keys",
        short,
        '{"a":1,"abcd":1,"AB":1,"A":1}',
        (["a"], "length"),
        (["abcd"], "length"),
        (["AB"], "pattern"),
        (["A"], "length"),
        (["A"], "pattern"),
    )
    colours = {**plain, "key": words("red", "green")}
    yield from takes("map by colours", colours, ('{"red":1,"green":2}', '{"green":2,"red":1}'), '{"red":1}')
    yield from inside(
        "a key that is none of the enum", colours, '{"blue":1,"Red":2}', ("blue", "enum"), ("Red", "enum")
    )
    ids = {**plain, "key": {"type": "uuid"}}
    yield from takes("map by uuids", ids, '{"0e37df36-f698-11e6-8dd4-cb9ced3df976":1}')
    upper = "0E37DF36-F698-11E6-8DD4-CB9CED3DF976"
    yield from inside(
        "a uuid as a key is in canonical form", ids, '{"' + upper + '":1,"x":1}', ([upper], "format"), (["x"], "format")
    )
    yield from inside("the value of a key that is none is not looked at", ids, '{"x":"y"}', (["x"], "format"))
    deep = {"type": "map", "item": {"type": "map", "item": {"type": "list", "item": INT}}}
    yield from takes("map of maps of lists", deep, ('{"b":{"d":[1],"c":[]},"a":{}}', '{"a":{},"b":{"c":[],"d":[1]}}'))
    yield from inside("faults deep in maps", deep, '{"b":{"c":[1,"x"]},"a":[]}', ("a", "type"), ("b/c/1", "type"))
    long = "k" * 65
    yield from inside(
        "a map's long key is told by its first 64 characters",
        plain,
        '{"' + long + '":"x"}',
        ([long[:64] + "…"], "type"),
    )
    yield from inside(
        "a map's key of 64 characters is told whole", plain, '{"' + "é" * 64 + '":"x"}', (["é" * 64], "type")
    )
    yield from inside(
        "two faults that are told alike are one",
        plain,
        '{"' + long + '1":"x","' + long + '2":"x"}',
        ([long[:64] + "…"], "type"),
    )
    yield from inside(
        "keys that look like indexes are names",
        plain,
        '{"10":"x","9":"x","a":"x"}',
        (["10"], "type"),
        (["9"], "type"),
        (["a"], "type"),
    )
    json = {"type": "json"}
    yield from inside("`__proto__` is no key in json", json, '{"a":[{"__proto__":1}]}', ("a/0/__proto__", "unknown"))
    yield from inside(
        "faults of json have the way to them",
        json,
        '{"a":[1,1e400],"b":{"c":9007199254740992}}',
        ("a/1", "range"),
        ("b/c", "range"),
    )
    yield from inside(
        "json's long key is told by its first 64 characters",
        json,
        '{"' + long + '":1e400}',
        ([long[:64] + "…"], "range"),
    )
    yield from inside(
        "what lies under `__proto__` in json is not looked at",
        json,
        '{"__proto__":{"__proto__":1e400}}',
        ("__proto__", "unknown"),
    )
