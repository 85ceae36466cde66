"""Bodies of calls: strict JSON, what stands beside the arguments, faults in order and how many of them are told."""

import json
from collections.abc import Iterator

from .claims import Case, Fault, arg, call

_TEXT = [arg({"type": "string"})]
_INTS = [arg({"type": "list", "item": {"type": "integer"}})]
_ANY = [arg({"type": "json"})]


def cases() -> Iterator[Case]:
    for name, body in _SYNTAX.items():
        yield Case(f"syntax: {name}", call(_TEXT, body), 400)
    yield from _read()
    yield from _depth()
    yield from _beside()
    yield from _order()


_SYNTAX = {
    "nothing": "",
    "space alone": " ",
    "a list": "[]",
    "null": "null",
    "a string": '"args"',
    "a number": "5",
    "NaN": '{"args":{"a":NaN}}',
    "infinity": '{"args":{"a":Infinity}}',
    "minus infinity": '{"args":{"a":-Infinity}}',
    "a leading zero": '{"args":{"a":01}}',
    "a leading zero after a minus": '{"args":{"a":-01}}',
    "a leading plus": '{"args":{"a":+1}}',
    "a bare fraction": '{"args":{"a":1.}}',
    "a bare point": '{"args":{"a":.5}}',
    "a bare exponent": '{"args":{"a":1e}}',
    "a bare exponent with a sign": '{"args":{"a":1e+}}',
    "a bare minus": '{"args":{"a":-}}',
    "hex digits": '{"args":{"a":0x10}}',
    "digits beyond ASCII": '{"args":{"a":\u0665}}',
    "two points": '{"args":{"a":1.2.3}}',
    "an underscore in a number": '{"args":{"a":1_000}}',
    "another case of true": '{"args":{"a":True}}',
    "another case of null": '{"args":{"a":NULL}}',
    "undefined": '{"args":{"a":undefined}}',
    "a word that goes on": '{"args":{"a":nulls}}',
    "a word cut short": '{"args":{"a":tru}}',
    "a key twice": '{"args":{"a":"x","a":"x"}}',
    "a key twice with other values": '{"args":{"a":"x","a":null}}',
    "a key twice once unescaped": '{"args":{"a":"x","\\u0061":"x"}}',
    "a key twice deep below": '{"args":{"a":[{"b":1,"b":2}]}}',
    "a key twice at the top": '{"args":{"a":"x"},"args":{"a":"x"}}',
    "a key twice in what nobody declared": '{"args":{"a":"x"},"z":{"b":1,"b":1}}',
    "a key twice beyond ASCII": '{"args":{"\u00e9":1,"\\u00E9":1}}',
    "a key twice by a pair of surrogates": '{"args":{"😀":1,"\\ud83d\\ude00":1}}',
    "`__proto__` twice": '{"args":{"__proto__":1,"__proto__":1}}',
    "an empty key twice": '{"args":{"":1,"":1}}',
    "a lone high surrogate": '{"args":{"a":"\\ud800"}}',
    "a lone low surrogate": '{"args":{"a":"\\udc00"}}',
    "a pair the wrong way round": '{"args":{"a":"\\udc00\\ud800"}}',
    "two high surrogates": '{"args":{"a":"\\ud83d\\ud83d\\ude00"}}',
    "a high surrogate before text": '{"args":{"a":"\\ud83dx"}}',
    "a high surrogate before another escape": '{"args":{"a":"\\ud83d\\n"}}',
    "a lone surrogate in a key": '{"args":{"\\ud800":1}}',
    "a lone surrogate in what nobody declared": '{"args":{"a":"x"},"z":"\\ud800"}',
    "a raw line feed in a string": '{"args":{"a":"\n"}}',
    "a raw tab in a string": '{"args":{"a":"\t"}}',
    "a raw zero character in a string": '{"args":{"a":"\u0000"}}',
    "a raw zero character between tokens": '{"args":\u0000{}}',
    "a raw control character in a key": '{"args":{"\u001f":1}}',
    "an unknown escape": '{"args":{"a":"\\x41"}}',
    "an escaped single quote": '{"args":{"a":"\\\'"}}',
    "an escaped zero": '{"args":{"a":"\\0"}}',
    "an escape of three digits": '{"args":{"a":"\\u004"}}',
    "an escape with other letters": '{"args":{"a":"\\u00zz"}}',
    "an escape with a sign": '{"args":{"a":"\\u+041"}}',
    "an escape in braces": '{"args":{"a":"\\u{41}"}}',
    "an escape in upper case": '{"args":{"a":"\\U0041"}}',
    "a string without an end": '{"args":{"a":"x',
    "a string that ends in a backslash": '{"args":{"a":"\\',
    "an object without an end": '{"args":{"a":"x"}',
    "a list without an end": '{"args":{"a":[1}}',
    "brackets that do not match": '{"args":{"a":[1}]}',
    "a comma too many": '{"args":{"a":"x",}}',
    "a comma too many in a list": '{"args":{"a":[1,]}}',
    "a comma at the start": '{,"args":{}}',
    "two commas": '{"args":{"a":[1,,2]}}',
    "a missing comma": '{"args":{"a":"x" "b":1}}',
    "a missing colon": '{"args" {}}',
    "two colons": '{"args"::{}}',
    "a key without a value": '{"args":}',
    "a bare key": "{args:{}}",
    "a number as a key": "{5:{}}",
    "something after it": '{"args":{}} {}',
    "a comma after it": '{"args":{}},',
    "a closing bracket after it": '{"args":{}}}',
    "a zero character after it": '{"args":{}}\u0000',
    "a comment": '{"args":{}/**/}',
    "a comment of a line": '{"args":{}} // x',
    "single quotes": "{'args':{}}",
    "a byte order mark": '\ufeff{"args":{}}',
    "a no-break space between tokens": '{"args":\u00a0{}}',
    "a line separator between tokens": '{"args":\u2028{}}',
    "a form feed between tokens": '{"args":\f{}}',
    "a vertical tab between tokens": '{"args":\v{}}',
    "a hundred thousand brackets": "[" * 100_000,
    "twenty thousand objects": '{"a":' * 20_000,
}


def _read() -> Iterator[Case]:
    yield Case("spaces between tokens", call(_TEXT, ' \t\r\n{ "args"\r:\n{ "a" :\t"x" } } \n'), '{"a":"x"}')
    yield Case("absent args are none", call([arg({"type": "string"}, default="x")], "{}"), '{"a":"x"}')
    yield Case("empty args are none", call([arg({"type": "string"}, default="x")], '{"args":{}}'), '{"a":"x"}')
    yield Case("a function without arguments", call([], '{"args":{}}'), "{}")
    yield Case("a function without arguments, and a body without any", call([], "{}"), "{}")
    yield Case("`args` may be spelled with escapes", call(_TEXT, '{"\\u0061rgs":{"\\u0061":"x"}}'), '{"a":"x"}')
    yield Case(
        "equal keys in different objects",
        call(_ANY, '{"args":{"a":[{"b":1},{"b":{"b":2}}]}}'),
        '{"a":[{"b":1},{"b":{"b":2}}]}',
    )
    yield Case("keys that differ in case", call(_ANY, '{"args":{"a":{"B":1,"b":2}}}'), '{"a":{"B":1,"b":2}}')
    yield Case(
        "keys that differ in composition",
        call(_ANY, '{"args":{"a":{"\u00e9":1,"e\u0301":2}}}'),
        '{"a":{"e\u0301":2,"\u00e9":1}}',
    )
    many = ",".join(f'"k{i:04}":{i}' for i in range(2000))
    yield Case("two thousand keys", call(_ANY, '{"args":{"a":{' + many + "}}}"), '{"a":{' + many + "}}")


def _depth() -> Iterator[Case]:
    lists = {"type": "json"}
    yield Case("syntax: 65 levels", call(_TEXT, '{"args":{"a":' + "[" * 63 + "]" * 63 + "}}"), 400)
    yield Case("syntax: 65 levels in what nobody declared", call(_TEXT, '{"z":' + "[" * 64 + "]" * 64 + "}"), 400)
    yield Case(
        "64 levels are read", call(_TEXT, '{"args":{"a":' + "[" * 62 + "]" * 62 + "}}"), [(["args", "a"], "type")]
    )
    yield Case(
        "64 levels of lists are json",
        call([arg(lists)], '{"args":{"a":' + "[" * 62 + "]" * 62 + "}}"),
        '{"a":' + "[" * 62 + "]" * 62 + "}",
    )
    objects = '{"b":' * 61 + "{}" + "}" * 61
    yield Case(
        "64 levels of objects are json", call([arg(lists)], '{"args":{"a":' + objects + "}}"), '{"a":' + objects + "}"
    )
    yield Case("65 levels of objects are no json", call([arg(lists)], '{"args":{"a":{"b":' + objects + "}}}"), 400)
    yield Case(
        "a string of brackets has no depth",
        call(_TEXT, '{"args":{"a":"' + "[" * 100 + '"}}'),
        '{"a":"' + "[" * 100 + '"}',
    )
    wide = ",".join(["[[]]"] * 100)
    yield Case(
        "what lies side by side is no deeper",
        call([arg(lists)], '{"args":{"a":[' + wide + "]}}"),
        '{"a":[' + wide + "]}",
    )


def _beside() -> Iterator[Case]:
    yield Case("args that are a list are no object", call(_TEXT, '{"args":[]}'), [(["args"], "type")])
    yield Case("null args are no object", call([], '{"args":null}'), [(["args"], "type")])
    yield Case("args that are text are no object", call([], '{"args":"{}"}'), [(["args"], "type")])
    yield Case(
        "args that are no object, beside a name that nobody declared",
        call(_TEXT, '{"z":1,"args":5}'),
        [(["args"], "type"), (["z"], "unknown")],
    )
    yield Case(
        "unknown names at the top and below",
        call(_TEXT, '{"args":{"a":"x","b":1},"a":1}'),
        ((["a"], "unknown"), (["args", "b"], "unknown")),
    )
    yield Case("`refresh` is not known yet", call([], '{"args":{},"refresh":[]}'), [(["refresh"], "unknown")])
    yield Case("`Args` is not `args`", call([], '{"Args":{}}'), [(["Args"], "unknown")])
    yield Case(
        "an unknown name at the top, without args",
        call(_TEXT, '{"a":"x"}'),
        [(["a"], "unknown"), (["args", "a"], "missing")],
    )
    yield Case(
        "args that are no object have no defaults",
        call([arg({"type": "string"}, default="x")], '{"args":[]}'),
        [(["args"], "type")],
    )
    for name in ("__proto__", "constructor", "__class__", "_connector", "a__in", "toString"):
        yield Case(
            f"`{name}` is an argument that nobody declared",
            call(_TEXT, '{"args":{"a":"x","' + name + '":{"x":1}}}'),
            [(["args", name], "unknown")],
        )
    yield Case(
        "`__proto__` at the top is a name that nobody declared",
        call([], '{"__proto__":{"args":{}}}'),
        [(["__proto__"], "unknown")],
    )
    yield Case(
        "names are case sensitive",
        call(_TEXT, '{"args":{"A":"x"}}'),
        [(["args", "A"], "unknown"), (["args", "a"], "missing")],
    )
    yield Case(
        "null is not absence",
        call([arg({"type": "string"}, default="x")], '{"args":{"a":null}}'),
        [(["args", "a"], "type")],
    )
    long = "é" * 65
    yield Case(
        "a long unknown argument is told by its first 64 characters",
        call([], json.dumps({"args": {long: 1}})),
        [(["args", "é" * 64 + "…"], "unknown")],
    )
    yield Case(
        "an unknown argument of 64 characters is told whole",
        call([], json.dumps({"args": {"😀" * 64: 1}})),
        [(["args", "😀" * 64], "unknown")],
    )
    yield Case(
        "a long unknown name at the top is told by its first 64 characters",
        call([], json.dumps({"😀" * 65: 1})),
        [(["😀" * 64 + "…"], "unknown")],
    )
    both = {"z" * 64 + "1": 1, "z" * 64 + "2": 1, "z" * 64: 1, "z" * 64 + "…": 1}
    told = [(["args", "z" * 64], "unknown"), (["args", "z" * 64 + "…"], "unknown")]
    yield Case("unknown names that are told alike are one fault", call([], json.dumps({"args": both})), told)


def _order() -> Iterator[Case]:
    three = [arg({"type": "string"}, "a"), arg({"type": "integer"}, "b"), arg({"type": "integer"}, "c", default=1)]
    found = [(["args", "a"], "missing"), (["args", "b"], "type"), (["args", "z"], "unknown")]
    yield Case("missing, unknown and wrong at once", call(three, '{"args":{"b":"x","z":1}}'), tuple(found))
    wrong = '{"args":{"a":[' + ",".join(["true"] * 40) + "]}}"
    first: tuple[Fault, ...] = tuple((["args", "a", index], "type") for index in range(32))
    yield Case("thirty-two faults at most, the first in order; indexes compare as numbers", call(_INTS, wrong), first)
    exactly = '{"args":{"a":[' + ",".join(["true"] * 32) + "]}}"
    yield Case("thirty-two faults are all told", call(_INTS, exactly), first)
    late = '{"args":{"a":[' + ",".join(["1"] * 99 + ["null"]) + "]}}"
    yield Case("a fault far behind is told", call(_INTS, late), [(["args", "a", 99], "type")])
    unknown = json.dumps({"args": {f"n{index:03}": 1 for index in reversed(range(100))}})
    yield Case(
        "of many unknown names the first in order",
        call([], unknown),
        [(["args", f"n{index:03}"], "unknown") for index in range(32)],
    )
    names = {"é": 1, "z": 1, "a": 1, "Z": 1, "_": 1, "10": 1, "9": 1, "😀": 1, "\ufb33": 1, "": 1, "ab": 1}
    ordered = ["", "10", "9", "Z", "_", "a", "ab", "z", "é", "\ufb33", "😀"]
    yield Case(
        "names compare by their UTF-8 bytes",
        call([], json.dumps({"args": names}, ensure_ascii=False)),
        tuple((["args", name], "unknown") for name in ordered),
    )
    kind = {"type": "list", "min_length": 3, "item": {"type": "string", "min_length": 2, "pattern": "x"}}
    faults: list[Fault] = [
        (["args", "a"], "length"),
        (["args", "a", 0], "length"),
        (["args", "a", 0], "pattern"),
        (["args", "a", 1], "pattern"),
    ]
    yield Case(
        "a path comes before those that it begins, and codes of one path by name",
        call([arg(kind)], '{"args":{"a":["a","bc"]}}'),
        tuple(faults),
    )
    items = {
        "type": "union",
        "of": [{"type": "list", "item": {"type": "integer"}}, {"type": "map", "item": {"type": "integer"}}],
    }
    yield Case(
        "faults of many arguments are sorted together",
        call(
            [arg({"type": "integer"}, "b"), arg({"type": "list", "item": items}, "a")],
            '{"args":{"b":1.5,"a":[[],{"x":1},{"x":"1"}]}}',
        ),
        ((["args", "a", 2], "type"), (["args", "b"], "type")),
    )
    struct = {
        "kind": "struct",
        "name": "Wide",
        "fields": [arg({"type": "integer"}, f"f{index}") for index in range(40)],
    }
    missing = sorted(f"f{index}" for index in range(40))[:32]
    yield Case(
        "a struct without its forty fields",
        call([arg({"type": "ref", "name": "Wide"})], '{"args":{"a":{}}}', [struct]),
        [(["args", "a", name], "missing") for name in missing],
    )
    huge = '{"args":{"a":[' + ",".join(["9" * 2000] * 3) + "]}}"
    yield Case(
        "numbers of two thousand digits, each with its fault",
        call(_INTS, huge),
        [(["args", "a", index], "range") for index in range(3)],
    )
