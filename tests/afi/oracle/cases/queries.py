"""Queries of bundles: spelling, pairs, faults, and what each member gets."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .claims import Case, Fault, arg

_INT = {"type": "integer"}
_TEXT = {"type": "string"}


def _maybe(kind: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "optional", "item": kind}


_SHOP = {
    "orders": [
        arg(_INT, "user_id"),
        arg(_INT, "page", default=1),
        arg(_maybe(_TEXT), "status", default=None),
        arg({"type": "list", "item": _TEXT}, "tags"),
        arg(_maybe({"type": "datetime"}), "since", default=None),
        arg(_maybe({"type": "boolean"}), "paid", default=None),
        arg(_maybe({"type": "uuid"}), "ref", default=None),
    ],
    "profile": [arg(_INT, "user_id")],
}
_USUAL = {"page": "1", "paid": "null", "ref": "null", "since": "null", "status": "null", "tags": "[]", "user_id": "5"}


def _shop(name: str, query: str, **given: str) -> Case:
    orders = ",".join(f'"{param}":{value}' for param, value in sorted({**_USUAL, **given}.items()))
    return Case(name, {"members": _SHOP, "query": query}, "orders={" + orders + '} profile={"user_id":5}')


def _bad(name: str, query: str, *faults: tuple[str, str], members: Mapping[str, Any] = _SHOP) -> Case:
    found: list[Fault] = [(["params", param], code) for param, code in faults]
    return Case(name, {"members": members, "query": query}, found or 400)


def _one(what: str, kind: Mapping[str, Any], spelling: str, outcome: str, **more: Any) -> Case:
    """One param `p`: the JSON that it has, or the code of its one fault."""
    members = {"m": [arg(kind, "p", **more)]}
    label = spelling if len(spelling) <= 48 else spelling[:47] + "…"
    if re.fullmatch("[a-z]+", outcome) and outcome not in ("true", "false", "null"):
        return Case(
            f"{what} is not `{label}`: {outcome}",
            {"members": members, "query": f"p={spelling}"},
            [(["params", "p"], outcome)],
        )
    return Case(f"{what} is `{label}`", {"members": members, "query": f"p={spelling}"}, 'm={"p":' + outcome + "}")


def cases() -> Iterator[Case]:
    yield from _text()
    yield from _spellings()
    yield from _pairs()
    yield from _lists()
    yield from _members()


def _text() -> Iterator[Case]:
    yield _shop("defaults are filled in, absent lists are empty", "user_id=5")
    some = "user_id=5&tags=b&since=2026-01-02T03:04:05.5Z&tags=a&tags=b&page=-2"
    every = f"{some}&paid=false&ref=0e37df36-f698-11e6-8dd4-cb9ced3df976&status=x"
    values = {
        "since": '"2026-01-02T03:04:05.5Z"',
        "page": "-2",
        "paid": "false",
        "status": '"x"',
        "tags": '["b","a","b"]',
    }
    yield _shop("any order, and values of every type", every, ref='"0e37df36-f698-11e6-8dd4-cb9ced3df976"', **values)
    yield _shop("text: empty, and the empty element of a list", "user_id=5&status=&tags=", status='""', tags='[""]')
    yield _shop("text: plus and percent", "user_id=5&status=a+b%20c%2Bd%26e%3Bf%3D%00", status='"a b c+d&e;f=\\u0000"')
    yield _shop("text: UTF-8 in either case of digits", "user_id=5&status=%C3%a9%F0%9F%98%80", status='"é😀"')
    yield _shop("text: an equals sign", "user_id=5&status=a=b", status='"a=b"')
    yield _shop("text: an equals sign at the start and the end", "user_id=5&status==a=", status='"=a="')
    yield _shop("text: null and true are text", "user_id=5&status=null&tags=true", status='"null"', tags='["true"]')
    yield _shop("text: characters that need no encoding may have it", "user_id=%35&status=%61%2d", status='"a-"')
    raw = "!\"#$'()*,-./09:<>?@AZ[\\]^_`az{|}~"
    yield _shop(
        "text: raw characters of printable ASCII",
        f"user_id=5&status={raw}",
        status='"' + raw.replace("\\", "\\\\").replace('"', '\\"') + '"',
    )
    yield _shop("text: an encoded percent sign is one", "user_id=5&status=%2541", status='"%41"')
    yield _shop("text: composed and decomposed are two", "user_id=5&tags=%C3%A9&tags=e%CC%81", tags='["é","e\u0301"]')
    yield _shop("text: an encoded line feed", "user_id=5&status=a%0d%0ab", status='"a\\r\\nb"')
    yield _shop("a name may be percent-encoded", "%75ser_id=5")
    yield _shop("a name may be percent-encoded with its underscore", "user%5fid=5&p%61ge=2", page="2")
    yield _shop("the bounds of an integer", "user_id=5&page=-9007199254740991", page="-9007199254740991")
    yield _bad("a missing one", "", ("user_id", "missing"))
    yield _bad("out of bounds and missing", "page=9007199254740992", ("page", "range"), ("user_id", "missing"))
    yield _bad("no such day", "user_id=5&since=2026-02-30T00:00:00Z", ("since", "range"))


def _spellings() -> Iterator[Case]:
    whole = "an integer"
    for spelling in ("0", "5", "-1", "9007199254740991", "-9007199254740991", "100"):
        yield _one(whole, _INT, spelling, spelling)
    for spelling in (
        "05",
        "+5",
        "5.0",
        "5e0",
        "-0",
        "",
        "%205",
        "5%20",
        "0x5",
        "%D9%A5",
        "null",
        "1_0",
        "5%0A",
        "--5",
        "%2B5",
        "1,000",
    ):
        yield _one(whole, _INT, spelling, "format")
    for spelling in ("9007199254740992", "-9007199254740992", "9" * 400):
        yield _one(whole, _INT, spelling, "range")
    bounds = {"type": "integer", "minimum": 1, "maximum": 9, "multiple_of": 2}
    yield _one("an even integer from 1 to 9", bounds, "8", "8")
    for spelling in ("0", "10", "3", "-2"):
        yield _one("an even integer from 1 to 9", bounds, spelling, "range")
    yield _one("an even integer from 1 to 9", bounds, "08", "format")

    for spelling in ("true", "false"):
        yield _one("a boolean", {"type": "boolean"}, spelling, spelling)
    for spelling in ("True", "1", "", "TRUE", "0", "yes", "on", "null", "true%20"):
        yield _one("a boolean", {"type": "boolean"}, spelling, "format")

    big = "123456789012345678901234567890"
    for spelling in ("0", "-5", big):
        yield _one("a bigint", {"type": "bigint"}, spelling, f'"{spelling}"')
    for spelling in ("-0", "05", "", "5.0", "1e30", "+5"):
        yield _one("a bigint", {"type": "bigint"}, spelling, "format")
    yield _one("a bigint", {"type": "bigint"}, "9" * 4301, "range")
    yield _one("a bigint up to 5", {"type": "bigint", "maximum": "5"}, "6", "range")

    for spelling in ("0", "1.5", "-1.5", "0.01", "1000", "-0.1"):
        yield _one("a decimal", {"type": "decimal"}, spelling, f'"{spelling}"')
    for spelling in (
        "-0",
        "1.50",
        "1.0",
        "1e3",
        "1E3",
        ".5",
        "5.",
        "01",
        "+1",
        "",
        "0.0",
        "1e64",
        "1" + "0" * 64 + ".0",
    ):
        yield _one("a decimal", {"type": "decimal"}, spelling, "format")
    yield _one("a decimal", {"type": "decimal"}, "1" + "0" * 64, "range")
    yield _one("a decimal", {"type": "decimal"}, "0." + "0" * 64 + "1", "range")
    yield _one("a decimal of 2 places", {"type": "decimal", "decimal_places": 2}, "0.001", "range")
    yield _one("a decimal below 1", {"type": "decimal", "exclusive_maximum": "1"}, "1", "range")

    plain = "0e37df36-f698-11e6-8dd4-cb9ced3df976"
    yield _one("a uuid", {"type": "uuid"}, plain, f'"{plain}"')
    for spelling in (plain.upper(), plain.replace("-", ""), "", "%7B" + plain + "%7D", plain[:-1]):
        yield _one("a uuid", {"type": "uuid"}, spelling, "format")

    for spelling in (
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.5Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
    ):
        yield _one("a datetime", {"type": "datetime"}, spelling, f'"{spelling}"')
    yield _one("a datetime", {"type": "datetime"}, "2026-01-02T03%3A04%3A05Z", '"2026-01-02T03:04:05Z"')
    others = [
        "2026-01-02T03:04:05%2B00:00",
        "2026-01-02t03:04:05Z",
        "2026-01-02T03:04:05z",
        "2026-01-02T03:04:05.0Z",
        "2026-01-02T03:04:05.50Z",
    ]
    others += [
        "2026-01-02",
        "2026-01-02T03:04:05-00:00",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05.1234567Z",
        "",
        "2026-01-02+03:04:05Z",
    ]
    for spelling in [*others, "2026-02-30T00:00:00.50Z", "2026-02-30T00:00:00%2B01:00"]:
        yield _one("a datetime", {"type": "datetime"}, spelling, "format")
    for spelling in ("2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:60Z"):
        yield _one("a datetime", {"type": "datetime"}, spelling, "range")
    late = {"type": "datetime", "minimum": "2026-01-01T00:00:00Z"}
    yield _one("a datetime from 2026 on", late, "2025-12-31T23:59:59.999999Z", "range")

    for spelling in ("2026-01-02", "2024-02-29", "0001-01-01"):
        yield _one("a date", {"type": "date"}, spelling, f'"{spelling}"')
    for spelling in ("2026-1-2", "20260102", "2026-01-02T00:00:00Z", "", "02026-01-02"):
        yield _one("a date", {"type": "date"}, spelling, "format")
    for spelling in ("2026-02-29", "2026-13-01", "0000-01-01"):
        yield _one("a date", {"type": "date"}, spelling, "range")
    yield _one("a date up to May", {"type": "date", "maximum": "2026-04-30"}, "2026-05-01", "range")

    colours = {"type": "enum", "values": ["red", "a b", "", "é", "5"]}
    for spelling, value in (("red", "red"), ("a+b", "a b"), ("a%20b", "a b"), ("", ""), ("%C3%A9", "é"), ("5", "5")):
        yield _one("a word of an enum", colours, spelling, f'"{value}"')
    for spelling in ("Red", "blue", "e%CC%81", "05", "null"):
        yield _one("a word of an enum", colours, spelling, "enum")
    yield _one("a word of an enum", colours, "%FF", "format")
    levels = {"type": "enum", "values": [1, 2, -3]}
    for spelling in ("1", "-3"):
        yield _one("a number of an enum", levels, spelling, spelling)
    for spelling in ("3", "0", "9007199254740993"):
        yield _one("a number of an enum", levels, spelling, "enum")
    for spelling in ("01", "1.0", "", "x", "-0", "+1"):
        yield _one("a number of an enum", levels, spelling, "format")

    word = {"type": "string", "min_length": 2, "max_length": 3, "pattern": "^[a-z😀]+$"}
    for spelling, value in (("ab", "ab"), ("%F0%9F%98%80a", "😀a")):
        yield _one("a short word", word, spelling, f'"{value}"')
    for spelling, code in (("abcd", "length"), ("AB", "pattern"), ("%F0%9F%98%80", "length"), ("a+b", "pattern")):
        yield _one("a short word", word, spelling, code)
    both = [(["params", "p"], "length"), (["params", "p"], "pattern")]
    yield Case("a short word may have two faults", {"members": {"m": [arg(word, "p")]}, "query": "p=A"}, both)
    yield _one("an optional integer", _maybe(_INT), "null", "format", default=None)
    yield _one("an optional integer", _maybe(_INT), "", "format", default=None)
    yield _one("an optional integer", _maybe(_INT), "7", "7", default=None)


def _pairs() -> Iterator[Case]:
    yield _bad("twice", "user_id=5&user_id=5", ("user_id", "type"))
    yield _bad("twice, in two spellings", "user_id=5&user_id=05", ("user_id", "type"))
    yield _bad("twice, one name percent-encoded", "user_id=5&%75ser_id=5", ("user_id", "type"))
    yield _bad("twice, of what may be null", "user_id=5&status=a&status=b", ("status", "type"))
    yield _bad("thrice, the last without a value", "user_id=5&page=1&page=1&page", ("page", "type"))
    yield _bad("unknown names", "user_id=5&x=1&User_id=5", ("User_id", "unknown"), ("x", "unknown"))
    yield _bad("an unknown name twice is one fault", "user_id=5&x=1&x=2", ("x", "unknown"))
    yield _bad("an unknown name, whatever its value", "user_id=5&x=%ff&y", ("x", "unknown"), ("y", "unknown"))
    yield _bad(
        "names of prototypes",
        "user_id=5&__proto__=1&constructor=1",
        ("__proto__", "unknown"),
        ("constructor", "unknown"),
    )
    yield _bad(
        "a name with brackets",
        "user_id=5&tags[]=a&a[__proto__][x]=1",
        ("a[__proto__][x]", "unknown"),
        ("tags[]", "unknown"),
    )
    yield _bad("an unknown name that holds a space", "user_id=5&+page=1", (" page", "unknown"))
    yield _bad("an unknown name before what is missing", "x=1", ("x", "unknown"))
    yield _bad("bad UTF-8", "user_id=5&status=%ff", ("status", "format"))
    yield _bad("UTF-8 that is cut short", "user_id=5&status=%C3", ("status", "format"))
    yield _bad("UTF-8 that is longer than it must be", "user_id=5&status=%C0%AF", ("status", "format"))
    yield _bad("a surrogate in UTF-8", "user_id=5&status=%ed%a0%80", ("status", "format"))
    yield _bad("UTF-8 beyond Unicode", "user_id=5&status=%f4%90%80%80", ("status", "format"))
    yield _bad("bad percent-encoding", "user_id=5&status=%zz&tags=%4", ("status", "format"), ("tags", "format"))
    yield _bad("a percent sign at the end", "user_id=5&status=a%", ("status", "format"))
    yield _bad("a percent sign and an ampersand", "user_id=5&status=%&page=1", ("status", "format"))
    yield _bad("a semicolon for an ampersand", "user_id=5;page=2", ("user_id", "format"))
    yield _bad("a raw semicolon in text", "user_id=5&status=a;b", ("status", "format"))
    yield _bad("a name without a value", "user_id=5&status", ("status", "format"))
    yield _bad("a name without a value, of a list", "user_id=5&tags=a&tags", ("tags", "format"))
    yield _bad("another spelling goes before what is missing", "page=x", ("page", "format"))
    yield _bad(
        "another spelling goes before what is out of bounds", "user_id=9007199254740992&page=x", ("page", "format")
    )
    yield _bad("a raw character beyond ASCII", "user_id=5&status=é", ("status", "format"))
    yield _bad("a raw space", "user_id=5&status=a b", ("status", "format"))
    yield _bad("a raw line feed", "user_id=5&status=a\nb", ("status", "format"))
    yield _bad("a raw zero character", "user_id=5&status=\u0000", ("status", "format"))
    yield _bad("a raw character that is deleted", "user_id=5&status=\u007f", ("status", "format"))
    for name, query in {
        "a pair without a name": "user_id=5&=5",
        "a pair without a name and without a value": "user_id=5&=",
        "an empty pair at the end": "user_id=5&",
        "an empty pair at the start": "&user_id=5",
        "an empty pair within": "user_id=5&&page=1",
        "an ampersand alone": "&",
        "a name with bad UTF-8": "user_id=5&%ff=1",
        "a name with bad percent-encoding": "user_id=5&%zz=1",
        "a name with a raw character beyond ASCII": "user_id=5&é=1",
        "a name with a raw semicolon": "user_id=5&a;b=1",
        "a name that cannot be decoded, beside other faults": "user_id=x&y=1&%ff=1",
    }.items():
        yield _bad(name, query)
    long = "z" * 65 + "=1&" + "y" * 64 + "=1"
    told = [("y" * 64, "unknown"), ("z" * 64 + "…", "unknown")]
    yield _bad("unknown names are told by their first 64 characters", long, *told, members={"m": []})
    encoded = quote("é" * 65) + "=1"
    yield _bad("a long unknown name is measured in characters", encoded, ("é" * 64 + "…", "unknown"), members={"m": []})
    many = "&".join(f"n{index:03}=1" for index in reversed(range(100)))
    yield _bad(
        "thirty-two faults at most", many, *((f"n{index:03}", "unknown") for index in range(32)), members={"m": []}
    )


def _lists() -> Iterator[Case]:
    numbers = {"type": "list", "item": _INT, "min_length": 1, "max_length": 3}

    def given(name: str, kind: Mapping[str, Any], query: str, outcome: str | tuple[str, ...], **more: Any) -> Case:
        members = {"m": [arg(kind, "p", **more)]}
        if isinstance(outcome, str):
            return Case(name, {"members": members, "query": query}, 'm={"p":' + outcome + "}")
        return Case(name, {"members": members, "query": query}, [(["params", "p"], code) for code in outcome])

    yield given("a list repeats its name", numbers, "p=1&p=2&p=1", "[1,2,1]")
    yield given("an absent list is empty, and too short", numbers, "", ("length",))
    yield given("a list that is too long", numbers, "p=1&p=2&p=3&p=4", ("length",))
    yield given(
        "a list that is too long is looked at no further", numbers, "p=1&p=2&p=3&p=9007199254740992", ("length",)
    )
    yield given("a list that is too long has its spelling first", numbers, "p=1&p=2&p=3&p=x", ("format",))
    yield given(
        "faults of elements have the param's path, each once",
        {"type": "list", "item": _INT},
        "p=9007199254740992&p=1&p=9007199254740993",
        ("range",),
    )
    words = {"type": "list", "item": {"type": "string", "min_length": 2, "pattern": "^[a-z]*$"}, "min_length": 2}
    yield given("a list's own fault and its elements' are one of each code", words, "p=A", ("length", "pattern"))
    yield given("elements with different faults", words, "p=a&p=AB", ("length", "pattern"))
    yield given(
        "an element in another spelling goes before one out of bounds",
        {"type": "list", "item": _INT},
        "p=9007199254740992&p=05",
        ("format",),
    )
    colours = {"type": "list", "item": {"type": "enum", "values": ["red", "green"]}}
    yield given("a list of words of an enum", colours, "p=green&p=red", '["green","red"]')
    yield given("a list with a word that is none of the enum", colours, "p=green&p=blue&p=grey", ("enum",))
    yield given("a list of booleans", {"type": "list", "item": {"type": "boolean"}}, "p=true&p=false", "[true,false]")
    yield given(
        "a list of dates",
        {"type": "list", "item": {"type": "date"}},
        "p=2026-01-02&p=2024-02-29",
        '["2026-01-02","2024-02-29"]',
    )
    yield given("an absent list with an empty default is empty", {"type": "list", "item": _TEXT}, "", "[]", default=[])
    yield given(
        "an absent list that may be null is null", _maybe({"type": "list", "item": _TEXT}), "", "null", default=None
    )
    yield given(
        "a list that may be null, given", _maybe({"type": "list", "item": _INT}), "p=1&p=2", "[1,2]", default=None
    )
    short = _maybe({"type": "list", "item": _INT, "min_length": 2})
    yield given("a list that may be null, given and too short", short, "p=1", ("length",), default=None)
    yield given("a list that may be null, absent and not too short", short, "", "null", default=None)


def _members() -> Iterator[Case]:
    two = {
        "a": [arg(_INT, "x")],
        "b": [arg(_INT, "x", default=None) | {"type": _maybe(_INT)}, arg(_INT, "y", default=3)],
    }
    yield Case(
        "a param that one member requires is required", {"members": two, "query": "y=1"}, [(["params", "x"], "missing")]
    )
    yield Case("each member gets its own params", {"members": two, "query": "x=5"}, 'a={"x":5} b={"x":5,"y":3}')
    yield Case(
        "a param that one member requires is never null",
        {"members": two, "query": "x=null"},
        [(["params", "x"], "format")],
    )
    loose = {"a": [arg(_maybe(_INT), "x", default=None)], "b": [arg(_INT, "y", default=1)]}
    yield Case("a param that only one member has", {"members": loose, "query": "y=2"}, 'a={"x":null} b={"y":2}')
    none: dict[str, Any] = {"m": []}
    yield Case("members without params, and no query", {"members": none, "query": ""}, "m={}")
    yield Case("members without params, and a query", {"members": none, "query": "p=1"}, [(["params", "p"], "unknown")])
    nullable = {"m": [arg(_maybe(_INT), "p")]}
    yield Case(
        "a required param that could be null is missing when absent",
        {"members": nullable, "query": ""},
        [(["params", "p"], "missing")],
    )
    lists = {
        "a": [arg({"type": "list", "item": _INT}, "p")],
        "b": [arg({"type": "list", "item": _INT}, "p", default=[])],
    }
    yield Case(
        "a list that one member requires is empty when absent", {"members": lists, "query": ""}, 'a={"p":[]} b={"p":[]}'
    )
    ordered = {"b": [arg(_INT, "z", default=1), arg(_INT, "a", default=2)], "a": []}
    yield Case("members and their params go by name", {"members": ordered, "query": ""}, 'a={} b={"a":2,"z":1}')
