"""Requests of which each is wrong in a way of its own: none is drawn, and none is answered with a result.

Decides what is worth refusing; how it is refused is the pages' to say (`ir/protocol/envelope.md`, `types.md`), and that
every adapter refuses it alike is the tests'.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from harness.exchanges import Request
from wire import BASE

ROOT, NOBODY, GRACE = range(3)
PEOPLE = ("root", None, "grace")
JSON = "application/json"

_SCALARS: Mapping[str, list[Any]] = {
    "boolean": [0, 1, "true", None, [], {}],
    "null": [0, False, "", [], {}],
    "string": [0, True, None, [], {}],
    "integer": [5.5, "5", True, None, 2**53, -(2**53), 1e300, []],
    "bigint": [5, "05", "+5", "5.0", "", "-0", "1e3", "9" * 4301, None],
    "number": ["0.1", True, None, []],
    "decimal": [1, "1e", ".5", "5.", "+1", "NaN", "Infinity", "0x10", "1e64", "9" * 65, None],
    "uuid": [5, "", "0e37df36f69811e68dd4cb9ced3df976", "{0e37df36-f698-11e6-8dd4-cb9ced3df976}", "urn:uuid:x", None],
    "datetime": [
        *(0, "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T24:00:00Z", "2026-02-30T00:00:00Z"),
        *("2026-11-23T12:00:00.1234567Z", "2026-11-23T12:00:00+24:00", "0000-01-01T00:00:00Z", None),
    ],
    "date": [0, "2023-02-29", "2026-1-1", "2026-11-23T00:00:00Z", "0000-01-01", "10000-01-01", "20261123", None],
    "time": [0, "24:00:00", "12:60:00", "3:04:05", "12:00:00Z", "12:00:00.1234567", "12", None],
    "duration": [0, "", "P", "PT", "1 day", "P1Y", "P1DT", "-", "PT1H1", None],
    "bytes": [0, "A", "AA==", "A+/A", "AP8Q==", "AB", " ", None],
    "enum": ["blue", "RED", "", 0, None],
    "literal": ["UP", "", 0, None],
    "list": [{}, "x", None, [1], ["x"], [None]],
    "tuple": [[], [5], [5, "2026-11-23"], [5, "2026-11-23", "x", 1], {}, ["5", "2026-11-23", "x"], None],
    "map": [[], "x", {"a": 1}, {"a": None}, None],
    "map_by_uuid": [{"x": True}, {"0E37DF36F69811E68DD4CB9CED3DF976": True}, {"": False}, []],
    "struct": [None, [], "x", {}, {"value": ""}, {"value": "A", "children": []}, {"value": "", "children": {}, "z": 1}],
    "generic": [None, {}, {"items": ["red"], "next": "5"}, {"items": ["blue"], "next": None}],
    "union": [[], {}, None, True],
    "tagged": [None, {}, "circle", {"kind": "oval"}, {"kind": "circle"}, {"kind": "square", "side": 3}, {"kind": 5}],
    "optional": [5, [], {}],
    "defaulted": [None, 5, []],
}
_BODIES = [
    *(
        b"",
        b" ",
        b"{",
        b"}",
        b"[",
        b"[]",
        b"null",
        b"true",
        b"0",
        b'""',
        b'"args"',
        b"{}{}",
        b"{},",
        b"{,}",
        b"{'a':1}",
    ),
    *(b'{"args"}', b'{"args":}', b'{"args":{},}', b'{"args":{"page":1,}}', b'{"args":{"page":}}', b'{"args":{page:1}}'),
    *(b'{"args":{"page":+1}}', b'{"args":{"page":01}}', b'{"args":{"page":1.}}', b'{"args":{"page":.1}}'),
    *(b'{"args":{"page":NaN}}', b'{"args":{"page":Infinity}}', b'{"args":{"page":-}}', b'{"args":{"page":1e}}'),
    *(b'{"args":{"page":0x1}}', b'{"args":{"page":1_000}}', b'{"args":{"page":True}}', b'{"args":{"page":undefined}}'),
    *(b'{"args":{"page":"\t"}}', b'{"args":{"page":"\x00"}}', b'{"args":{"page":"\\x"}}', b'{"args":{"page":"\\u12"}}'),
    *(b'{"args":{"page":"\\ud800"}}', b'{"args":{"page":"\\udc00\\ud800"}}', b'{"args":{"page":"\xff"}}'),
    *(b'{"args":{"page":"\xc0\x80"}}', b'{"args":{"page":"\xed\xa0\x80"}}', b'\xef\xbb\xbf{"args":{}}'),
    *(b'{"args":{},"args":{}}', b'{"args":{},"\\u0061rgs":{}}', b'{"args":{"page":1,"page":1}}'),
    *(b'{"args":{"page":1,"p\\u0061ge":2}}', b'{"args":{"x":{"a":1,"a":1}}}', b"//\n{}", b"{}//", b"{/**/}", b"\x0b{}"),
    *(b'{"args":' * 65 + b"1" + b"}" * 65, b"[" * 100_000, b'{"a":' * 70_000, b'{"args":{"page":' + b"9" * 400 + b"}}"),
]
_ARGS: list[tuple[str, Any]] = [
    *(("jump", value) for value in (None, [], "x", 5, True)),
    *(("jump", {"page": value}) for value in (None, "1", 1.5, True, [], {}, 2**53, -(2**60), 1e40)),
    *(("jump", {name: 1}) for name in ("Page", "page_", " page", "pages", "__proto__", "constructor", "prototype", "")),
    *(("jump", {"page": 1, name: 1}) for name in ("_connector", "__class", "self", "request", "caller", "pk__in")),
    ("rename_user", {}),
    ("rename_user", {"user_id": 5}),
    ("rename_user", {"name": "x"}),
    ("rename_user", {"user_id": "5", "name": 5}),
    ("rename_user", {"user_id": 5, "name": "x", "is_staff": True}),
    ("rename_user", {"user_id": 5, "name": "\0"}),
    ("reprice", {"sku": "mug", "price": "900"}),
    ("reprice", {"sku": "none", "price": 900}),
    ("recategorise", {"sku": "mug", "category": None}),
    ("ship_order", {"order_id": 1, "owner": 7}),
    ("ship_order", {"order_id": 1}),
    ("pin", {"text": "x" * 81}),
    ("pin", {"text": "\0"}),
    ("pin", {"text": "x", "shelf": "\0"}),
    ("pin", {"shelf": "hall"}),
    ("move", {"note_id": -1, "to": "hall"}),
    ("move", {"note_id": 2**53 - 1, "to": "hall"}),
    ("refuse", {"code": "TEAPOT"}),
    ("refuse", {"code": "METHOD_NOT_ALLOWED"}),
    *(("refuse", {"code": code, "detail": "why"}) for code in ("CONFLICT", "RATE_LIMITED", "UNAVAILABLE", "TIMEOUT")),
    ("echo_bounded", {"value": {"percent": 96, "share": 1, "price": "-1", "code": "ab", "words": []}}),
    ("echo_bounded", {"value": {"percent": -1, "share": -0.1, "price": "0", "code": "", "words": ["x"] * 99}}),
    ("echo_patch", {"value": {"version": 1, "name": None}}),
    ("echo_patch", {"value": {"nickname": "x"}}),
    ("echo_values", {"integer": 1, "days": ["2024-02-30", "x", 5]}),
    ("echo_values", {"integer": 1, "days": [f"2024-02-{day}" for day in range(40)]}),
    ("echo_values", {f"x{number:02}": 1 for number in range(40)}),
]
_SPELLED = {
    "bigint": "123456789012345678901234567890",
    "boolean": "true",
    "date": "2026-11-23",
    "datetime": "2026-11-23T12%3A00%3A00Z",
    "days": "2026-01-01",
    "decimal": "1.5",
    "enum": "red",
    "integer": "-5",
    "string": "%C3%A9%20%26",
    "uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
}
_MISSPELLED: Mapping[str, list[str]] = {
    "bigint": ["", "01", "-0", "%2B1", "1.0", "1e3", " 1", "1_0"],
    "boolean": ["", "True", "1", "yes", "on", "TRUE", "true%20"],
    "date": ["", "2026-1-1", "20261123", "2026-02-30", "2026-11-23T00%3A00%3A00Z"],
    "datetime": ["", "2026-11-23T13%3A00%3A00%2B01%3A00", "2026-11-23T12%3A00%3A00.0Z", "2026-11-23", "now"],
    "days": ["", "2026-1-1", "x", "2026-01-01,2026-01-02"],
    "decimal": ["", "1.50", "1e3", ".5", "5.", "-0", "01", "%2B1", "NaN"],
    "enum": ["", "RED", "blue", "red%20"],
    "integer": ["", "5.0", "05", "-0", "%2B5", "5%20", "0x5", "\u0665", "9007199254740992", "1e1", "\uff15"],
    "string": ["%", "%f", "%ff", "%C3", "%ED%A0%80", "%C0%AF"],
    "uuid": ["", "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", "0e37df36f69811e68dd4cb9ced3df976", "x"],
}
_QUERIES = [
    *(
        "user_id=5&user_id=5",
        "user_id=5&page=1&page=2",
        "user_id=5;page=1",
        "user_id[]=5",
        "user_id=5&none=",
        "=5",
        "5",
    ),
    *("user_id", "user_id=", "user_id=x", "USER_ID=5", "user_id=5%00", "user_id=5&", "&user_id=5", "&"),
    *(
        "user_id=5&&page=1",
        "user_id==5",
        "user_id=5=",
        "user_id=5+",
        "+user_id=5",
        "user_id=5&__proto__=1",
        "?user_id=5",
    ),
    *("user_id=5#x", "page=1", "", "user_id=7&page=x", "user_id=5&a=" + "x" * 2000),
]
_PATHS = [
    *("", "/", "call", "call/", "call/none/", "call/jump", "call/jump//", "call//jump/", "call/jump/x/", "call/JUMP/"),
    *("call/jump%2F", "call/%6Aump", "call/jump%00/", "call/__proto__/", "call/constructor/", "call/toString/"),
    *("call/os.system/", "call/user_profile/", "call/take_down/", "call/notes_hook/", "call/board_page/", "call/user/"),
    *("calls/jump/", "ctx", "ctx/", "ctx/none/", "ctx/user", "ctx//", "ctx/jump/", "ctx/user/5/", "ctx/user/x.css"),
    *(
        "ctx/USER/",
        "ctx/user%20/",
        "ctx/*/",
        "ctx/user,board/",
        "session",
        "session/x/",
        "sessions/",
        "ir",
        "ir/",
        "ir/x",
    ),
    *("ws/", "static/x", "admin/", "schema/", "docs", "openapi.json", ".git/HEAD", "call/jump/..%2f", "%2e%2e/"),
]
_TYPES = [
    *("", "text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "APPLICATION/JSON"),
    *("application/json; x", "application/json;charset=utf-7", "application/json,text/plain", "text/json"),
    *("multipart/form-data; boundary=x", "application/json\t;boundary=x", "application/jsonp", "application/cbor"),
    *("application/vnd.api+json", "application/json;charset=", "application/json;charset=utf-8;x=1", "*/*", "json"),
]
_SITES: list[Mapping[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "SAME-ORIGIN"},
    {"Sec-Fetch-Site": "same-origin, none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
]
_TOKENS: list[Mapping[str, str]] = [
    {"X-Mizan-Token": "x"},
    {"X-Mizan-Token": ""},
    {"Authorization": "Bearer x"},
    {"Authorization": "Bearer"},
    {"Authorization": "bEARER\tx.y.z"},
    {"Authorization": "Bearer x", "X-Mizan-Token": "y"},
]
_BOUNDARY = "frontier"


def bad_requests() -> Iterator[Request]:
    """All of them."""
    for body in _BODIES:
        yield _call("jump", body)
    for function, args in _ARGS:
        yield _call(function, _json({"args": args}))
    for name in ("arg", "ARGS", "args ", "refresh", "", "__proto__", "result", "invalidate"):
        yield _call("jump", _json({"args": {}, name: {}}))
    for name, values in _SCALARS.items():
        for value in values:
            yield _call("echo_everything", _json({"args": {"value": {name: value}}}))
    for name, values in _MISSPELLED.items():
        for value in values:
            yield _read("spelled", "&".join(f"{key}={each}" for key, each in sorted({**_SPELLED, name: value}.items())))
        if name != "days":  # A list that is not there is the empty one.
            yield _read("spelled", "&".join(f"{key}={each}" for key, each in sorted(_SPELLED.items()) if key != name))
    for query in _QUERIES:
        yield _read("user", query, GRACE)
        yield _read("board", query or "=")
    yield from _paths_and_methods()
    yield from _fields()
    yield from _forms()


def _paths_and_methods() -> Iterator[Request]:
    for path in _PATHS:
        yield Request(path, NOBODY, "GET", BASE + path)
        yield Request(path, NOBODY, "POST", BASE + path, b'{"args":{}}')
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"):
        yield Request("method", GRACE, method, f"{BASE}call/rename_me/")
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        yield Request("method", GRACE, method, f"{BASE}ctx/user/?user_id=5")
        yield Request("method", GRACE, method, f"{BASE}session/")
    yield Request("body", NOBODY, "GET", f"{BASE}ctx/board/", b"{}")


def _fields() -> Iterator[Request]:
    named = _json({"args": {"name": "x"}})
    for said in _TYPES:
        yield _call("rename_me", named, GRACE, {"Content-Type": said})
    for site in _SITES:
        yield _call("rename_me", named, GRACE, site)
    for token in _TOKENS:
        yield _call("rename_me", named, GRACE, token)
        yield _read("user", "user_id=5", GRACE, token)
    for function in ("rename_me", "for_staff", "for_superusers", "for_packers", "for_the_early", "for_the_early_async"):
        for body in (b"{", _json({"args": {"none": 1}}), _json({})):
            yield _call(function, body, NOBODY)
            if function != "rename_me":
                yield _call(function, body, GRACE)
    for context in ("staffroom", "user"):
        for query in ("none=1", "user_id=7"):
            yield _read(context, query)
            yield _read(context, query, GRACE)
    for schema in ("0" * 16, "", "x"):
        yield _call("none", b"{}", NOBODY, {"X-Mizan-Schema": schema})
        yield _call("jump", _json({"args": {"none": 1}}), NOBODY, {"X-Mizan-Schema": schema})
        yield _read("catalog", "page=01", NOBODY, {"X-Mizan-Schema": schema})
    yield _call("jump", b" " * ((1 << 20) + 1))
    yield _read("catalog", "category=x&sku=none")
    yield _read("catalog", "category=%00&sku=rake")
    yield _read("user", "user_id=5&page=9007199254740992", GRACE)


def _forms() -> Iterator[Request]:
    def part(head: str, body: bytes = b"x") -> bytes:
        return f"--{_BOUNDARY}\r\n{head}\r\n\r\n".encode() + body + b"\r\n"

    def file(name: str, said: str = "image/png", body: bytes = b"x") -> bytes:
        return part(f'Content-Disposition: form-data; name="{name}"; filename="a.png"\r\nContent-Type: {said}', body)

    def args(body: bytes) -> bytes:
        return part('Content-Disposition: form-data; name="args"', body)

    end = f"--{_BOUNDARY}--\r\n".encode()
    whole, cover = args(b'{"text":"x"}'), file("cover")
    for sent in (
        *(b"", b"x", end, b"--", whole + cover, cover + end, whole + end, whole + whole + cover + end),
        *(whole + cover + cover + end, whole + cover + file("other") + end, whole + file("cover", "image/gif") + end),
        *(whole + file("cover", "") + end, whole + file("cover", "image/png", b"x" * 100_001) + end),
        *(args(b"{") + cover + end, args(b"[]") + cover + end, args(b"") + cover + end, args(b"{}") + cover + end),
        *(args(b'{"text":5}') + cover + end, args(b'{"text":"x","cover":"x"}') + cover + end),
        *(args(b'{"text":"x","text":"y"}') + cover + end, args(b'{"text":"\xff"}') + cover + end),
        *(part("Content-Disposition: form-data") + whole + cover + end, part("X: y") + whole + cover + end),
        *(part('Content-Disposition: attachment; name="cover"') + whole + end, whole + part("") + cover + end),
        *(whole + file("args") + cover + end, whole + part('Content-Disposition: form-data; name="cover"') + end),
        *(whole + cover + end[:-4], whole + cover.replace(b"\r\n", b"\n") + end, whole + file("more") * 40 + end),
    ):
        yield _form(sent)
    for said in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x", JSON, ""):
        yield _form(whole + cover + end, said)
    yield _form(whole + cover + end, visitor=NOBODY)
    yield _form(b"x", visitor=NOBODY)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _call(function: str, body: bytes, visitor: int = ROOT, fields: Mapping[str, str] | None = None) -> Request:
    return Request(function, visitor, "POST", f"{BASE}call/{function}/", body, fields or {})


def _read(context: str, query: str, visitor: int = NOBODY, fields: Mapping[str, str] | None = None) -> Request:
    # What no client can send as a target is another layer's to refuse.
    sent = quote(query, safe="%&=+;:@!$'()*,/?[]|^`{}\"<>\\~-._")
    return Request(context, visitor, "GET", f"{BASE}ctx/{context}/?{sent}", b"", fields or {})


def _form(body: bytes, said: str = f"multipart/form-data; boundary={_BOUNDARY}", visitor: int = GRACE) -> Request:
    return Request("pin_pictures", visitor, "POST", f"{BASE}call/pin_pictures/", body, {"Content-Type": said})
