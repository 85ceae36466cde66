"""RPC dispatch: the result of every wire type, each error code with its bad input, limits.

Every check runs against every adapter's reference app, over its own transport; those marked `http` where that is HTTP.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote, unquote

import pytest
from forms import Part, args, file, send
from harness.program import Program
from harness.transport import Visitor, interleaved, recorded
from wire import BASE, Headers

from mizan.error_table import CODES

EVERYTHING: dict[str, Any] = {
    "boolean": True,
    "null": None,
    "string": "é\n\U0001f600\u2028</script>\0",
    "integer": -(2**53 - 1),
    "bigint": str(2**200),
    "number": 0.1,
    "decimal": "-12.50",
    "uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
    "datetime": "2026-11-23T12:00:00.25Z",
    "date": "2024-02-29",
    "time": "23:59:59.999999",
    "duration": "P1DT2H3M4.5S",
    "bytes": "AP8Q",
    "json": {"a": [1, None, {"prototype": "c"}], "d": 1.5},
    "enum": "green",
    "literal": "up",
    "list": ["1.5", "2"],
    "tuple": [5, "2026-11-23", "x"],
    "map": {"constructor": "1", "é": "-7"},
    "map_by_uuid": {"0e37df36-f698-11e6-8dd4-cb9ced3df976": False},
    "struct": {"value": "", "children": [{"value": "AA", "children": []}]},
    "generic": {"items": ["red"], "next": None},
    "union": str(2**60),
    "tagged": {"kind": "square", "side": "3"},
    "optional": None,
    "defaulted": "unusual",
}
WRONG: dict[str, tuple[Any, str]] = {
    "boolean": (1, "type"),
    "null": (0, "type"),
    "string": (5, "type"),
    "integer": (5.5, "type"),
    "bigint": (5, "type"),
    "number": ("0.1", "type"),
    "decimal": ("0x10", "format"),
    "uuid": ("0e37df36f69811e68dd4cb9ced3df976", "format"),
    "datetime": ("2026-11-23T12:00:00", "format"),
    "date": ("2023-2-29", "format"),
    "time": ("24h", "format"),
    "duration": ("1 day", "format"),
    "bytes": ("AP8Q==", "format"),
    "enum": ("blue", "enum"),
    "literal": ("UP", "enum"),
    "list": ({}, "type"),
    "map": ([], "type"),
    "struct": (None, "type"),
    "union": ([], "type"),
    "tagged": ("circle", "type"),
    "optional": (5, "type"),
}


@pytest.mark.parametrize("function", ["echo_everything", "echo_everything_async"])
def test_every_type_comes_back(nobody: Visitor, function: str) -> None:
    answer = nobody.call(function, value=EVERYTHING)
    assert answer.status == 200, answer
    assert answer.json == {"result": {**EVERYTHING, "decimal": "-12.5"}, "invalidate": []}
    lacking = {name: value for name, value in EVERYTHING.items() if name != "defaulted"}
    assert nobody.call(function, value=lacking).json["result"]["defaulted"] == "usual"


def test_every_field_is_required_and_known(nobody: Visitor) -> None:
    for name in EVERYTHING:
        if name != "defaulted":
            lacking = {each: value for each, value in EVERYTHING.items() if each != name}
            answer = nobody.call("echo_everything", value=lacking)
            assert answer.faults(422, "INVALID") == [(["args", "value", name], "missing")]
    answer = nobody.call("echo_everything", value={**EVERYTHING, "zz": 1})
    assert answer.faults(422, "INVALID") == [(["args", "value", "zz"], "unknown")]


def test_all_that_is_wrong_is_told_at_once(nobody: Visitor) -> None:
    broken = {**EVERYTHING, **{name: value for name, (value, _) in WRONG.items()}}
    found = nobody.call("echo_everything", value=broken).faults(422, "INVALID")
    assert found == [(["args", "value", name], code) for name, (_, code) in sorted(WRONG.items())]


@pytest.mark.parametrize("value", [{"version": 1}, {"nickname": None, "version": 1}, {"name": "x", "version": 2}])
def test_absent_and_null_are_two_things(nobody: Visitor, value: dict[str, Any]) -> None:
    assert nobody.call("echo_patch", value=value).json["result"] == value


def test_bounds(nobody: Visitor) -> None:
    good = {"percent": 95, "share": 0.5, "price": "9.95", "code": "AB", "words": ["x"]}
    assert nobody.call("echo_bounded", value=good).json["result"] == good
    bad = {"percent": 96, "share": 1, "price": "-1", "code": "ab", "words": []}
    codes = {"code": "pattern", "percent": "range", "price": "range", "share": "range", "words": "length"}
    found = nobody.call("echo_bounded", value=bad).faults(422, "INVALID")
    assert found == [(["args", "value", name], code) for name, code in codes.items()]


def test_arguments_that_may_be_absent(nobody: Visitor) -> None:
    assert nobody.call("echo_values", integer=5.0).json["result"] == [5, None, [], None]
    given = {"integer": 5, "decimal": "1.50", "days": ["2024-02-29"], "json": [None]}
    assert nobody.call("echo_values", **given).json["result"] == [5, "1.5", ["2024-02-29"], [None]]


# ---------------------------------------------------------------- each code, of a function and by a bad request


def test_plain_call_answers_its_result_and_drops_nothing(nobody: Visitor) -> None:
    answer = nobody.call("for_everybody", word="x")
    assert (answer.status, answer.json) == (200, {"result": "x", "invalidate": []})


@pytest.mark.http
def test_answer_of_a_call_is_nobodys_to_keep(nobody: Visitor) -> None:
    answer = nobody.call("for_everybody", word="x")
    assert answer.header("content-type") == "application/json"
    assert answer.header("cache-control") == "no-store"
    assert answer.header("cache-status") == "mizan; fwd=method"
    assert answer.header("x-mizan-invalidate") is None
    assert answer.header("content-length") == str(len(answer.body))


REFUSALS = sorted(set(CODES) - {"METHOD_NOT_ALLOWED"})


@pytest.mark.parametrize("code", REFUSALS)
def test_function_refuses_with_each_problem(nobody: Visitor, code: str) -> None:
    told = nobody.call("refuse", code=code, detail="said in words").problem(CODES[code].status, code)
    assert (told["detail"], told["title"]) == ("said in words", CODES[code].title)
    assert told["invalidate"] == []
    assert "detail" not in nobody.call("refuse", code=code).problem(CODES[code].status, code)


@pytest.mark.parametrize("function", ["fail", "fail_async"])
def test_failure_is_internal_and_says_nothing(nobody: Visitor, function: str) -> None:
    answer = nobody.call(function, shelf="hall", word="canary-77aa")
    told = answer.problem(500, "INTERNAL")
    assert told["invalidate"] == [{"context": "board", "params": {"shelf": "hall"}}]
    assert told.keys() == {"type", "title", "status", "code", "invalidate"}
    assert b"canary-77aa" not in answer.body
    assert not [value for _, value in answer.lines if "canary" in value]


@pytest.mark.parametrize("function", ["fail", "fail_async"])
def test_what_failed_is_undone(nobody: Visitor, function: str) -> None:
    before = nobody.read("board", shelf="undone").json["notes"]
    nobody.call(function, shelf="undone", word="never").problem(500, "INTERNAL")
    assert nobody.read("board", shelf="undone").json["notes"] == before == []


def test_errors_of_its_own_with_data_and_without(sasha: Visitor) -> None:
    shelf = {"context": "board", "params": {"shelf": "full"}}
    long = sasha.call("pin", text="x" * 81, shelf="full").problem(422, "TOO_LONG")
    assert (long["data"], long["title"]) == ({"limit": 80, "given": 81}, "The notice is too long.")
    assert (long["type"], long["invalidate"]) == ("urn:mizan:problem:too-long", [shelf])
    for _ in range(20):
        assert sasha.call("pin", text="x", shelf="full").status == 200
    full = sasha.call("pin", text="x", shelf="full").problem(409, "BOARD_FULL")
    assert ("data" not in full, full["type"]) == (True, "urn:mizan:problem:board-full")
    assert sasha.call("clear_shelf", shelf="full").json["result"] == 20


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"args"',
    b'{"args":{"page":1}} ,',
    b'{"args":{"page":1},"args":{}}',
    b'{"args":{"page":1,"p\\u0061ge":1}}',
    b'{"args":{"page":NaN}}',
    b'{"args":{"page":+1}}',
    b'{"args":{"page":01}}',
    b"{'args':{}}",
    b'{"args":{},}',
    b'{"args":{"page":"\xff"}}',
    b'{"args":{"page":"\\ud800"}}',
    b'\xef\xbb\xbf{"args":{}}',
    b'{"args":{"page":' + b"[" * 64 + b"]" * 64 + b"}}",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_body_that_is_no_strict_json_is_a_bad_request(nobody: Visitor, body: bytes) -> None:
    assert "invalidate" not in nobody.post("jump", body).problem(400, "BAD_REQUEST")


def test_body_in_form_with_what_was_not_declared(nobody: Visitor) -> None:
    assert nobody.post("jump", b'{"args":[]}').faults(422, "INVALID") == [(["args"], "type")]
    assert nobody.post("jump", b'{"arg":{}}').faults(422, "INVALID") == [(["arg"], "unknown")]
    assert nobody.call("jump", pages=1).faults(422, "INVALID") == [(["args", "pages"], "unknown")]
    assert nobody.call("jump", page=2**53).faults(422, "INVALID") == [(["args", "page"], "range")]
    assert nobody.call("jump", page=None).faults(422, "INVALID") == [(["args", "page"], "type")]
    assert nobody.post("jump", b"{}").json == {"result": 1, "invalidate": ["user"]}


def test_at_most_32_faults_are_told_in_order(nobody: Visitor) -> None:
    found = nobody.call("jump", **{f"x{number:02}": 1 for number in range(40)}).faults(422, "INVALID")
    assert found == [(["args", f"x{number:02}"], "unknown") for number in range(32)]


@pytest.mark.parametrize(
    "name",
    ["none", "user_profile", "take_down", "notes_hook", "board_page", "JUMP", "", "jump%00", "__proto__", "jump "],
)
def test_function_that_is_not_there(nobody: Visitor, name: str) -> None:
    nobody.call(quote(unquote(name))).problem(404, "NOT_FOUND")


@pytest.mark.http
@pytest.mark.parametrize(
    "path",
    [
        "call/jump",
        "call/jump//",
        "call//jump/",
        "call/",
        "call/jump/x",
        "call/jump%2F",
        "call/jump/%00",
        "calls/jump/",
        "nothing/",
        "",
    ],
)
def test_path_that_is_not_there(nobody: Visitor, path: str) -> None:
    nobody.send("POST", BASE + path, b'{"args":{}}', {"Content-Type": "application/json"}).problem(404, "NOT_FOUND")


@pytest.mark.http
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_method_that_a_call_has_not(nobody: Visitor, method: str) -> None:
    answer = nobody.send(method, f"{BASE}call/jump/")
    assert (answer.status, answer.header("allow")) == (405, "POST")
    if method == "HEAD":
        assert answer.body == b""
    else:
        answer.problem(405, "METHOD_NOT_ALLOWED")


TYPES: list[Any] = [
    pytest.param(None, marks=pytest.mark.http),
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "APPLICATION/JSON",
    "application/json; x=1",
]
TYPES += ["application/json;charset=latin-1", "multipart/form-data; boundary=x", "application/jsonp"]


@pytest.mark.parametrize("content_type", TYPES)
def test_content_type_that_is_not_json(nobody: Visitor, content_type: str | None) -> None:
    refused = nobody.post("jump", b'{"args":{}}', {"Content-Type": content_type})
    refused.problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_charset_may_follow(nobody: Visitor) -> None:
    for said in ("application/json;charset=utf-8", 'application/json ; charset="UTF-8"'):
        assert nobody.post("jump", b"{}", {"Content-Type": said}).status == 200


def test_order_of_checks_on_every_transport(nobody: Visitor, grace: Visitor) -> None:
    """Function, content type, size, identity and guard, syntax, validation: one after the other."""
    broken = b"{" + b" " * (1 << 20)
    other: Headers = {"Content-Type": "text/plain"}
    nobody.post("none", broken, other).problem(404, "NOT_FOUND")
    nobody.post("for_staff", broken, other).problem(415, "UNSUPPORTED_MEDIA_TYPE")
    nobody.post("for_staff", broken).problem(413, "TOO_LARGE")
    nobody.post("for_staff", b"{").problem(401, "UNAUTHENTICATED")
    grace.post("for_staff", b"{").problem(403, "FORBIDDEN")
    grace.post("for_somebody", b"{").problem(400, "BAD_REQUEST")
    grace.post("for_somebody", b'{"args":{"word":5}}').problem(422, "INVALID")


@pytest.mark.http
def test_order_of_checks(nobody: Visitor, grace: Visitor) -> None:
    """Path, method, cross-site, content type, size, identity and guard, syntax, validation: one after the other."""
    broken = b"{" + b" " * (1 << 20)
    wrong = {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}

    def sent(visitor: Visitor, method: str, function: str, body: bytes, **fields: str) -> tuple[int, str]:
        given = {name.replace("_", "-"): value for name, value in fields.items()}
        answer = visitor.send(method, f"{BASE}call/{function}/", body, {**visitor.defence(), **wrong, **given})
        return answer.status, answer.json["code"]

    assert sent(nobody, "PUT", "none", broken) == (404, "NOT_FOUND")
    assert sent(nobody, "PUT", "for_staff", broken) == (405, "METHOD_NOT_ALLOWED")
    assert sent(nobody, "POST", "for_staff", broken) == (403, "FORBIDDEN")
    site = {"Sec_Fetch_Site": "same-origin"}
    assert sent(nobody, "POST", "for_staff", broken, **site) == (415, "UNSUPPORTED_MEDIA_TYPE")
    said = {**site, "Content_Type": "application/json"}
    assert sent(nobody, "POST", "for_staff", broken, **said) == (413, "TOO_LARGE")
    assert sent(nobody, "POST", "for_staff", b"{", **said, Authorization="Bearer none") == (401, "UNAUTHENTICATED")
    assert sent(nobody, "POST", "for_staff", b"{", **said) == (401, "UNAUTHENTICATED")
    assert sent(grace, "POST", "for_staff", b"{", **said) == (403, "FORBIDDEN")
    assert sent(grace, "POST", "for_somebody", b"{", **said) == (400, "BAD_REQUEST")
    assert sent(grace, "POST", "for_somebody", b'{"args":{"word":5}}', **said) == (422, "INVALID")


# ---------------------------------------------------------------- limits


def padded(size: int) -> bytes:
    body = b'{"args":{}}'
    return body + b" " * (size - len(body))


def test_a_body_may_have_a_mebibyte_and_no_byte_more(nobody: Visitor) -> None:
    assert nobody.post("jump", padded(1 << 20)).status == 200
    nobody.post("jump", padded((1 << 20) + 1)).problem(413, "TOO_LARGE")


@pytest.mark.http
def test_body_without_a_length_is_read_as_far_as_the_limit(app: Program) -> None:
    for size, status in ((1 << 20, 200), ((1 << 20) + 1, 413)):
        assert recorded(app.port, "POST", f"{BASE}call/jump/", chunked(padded(size))).status == status


def chunked(body: bytes, size: int = 100_000) -> tuple[dict[str, str], bytes]:
    """The body in chunks, and what the head says of it."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    data = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    return {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}, data


def test_depth_may_be_64_and_no_more(nobody: Visitor) -> None:
    # The body and its arguments are two of them.
    for depth, status in ((62, 200), (63, 400)):
        body = b'{"args":{"integer":1,"json":' + b"[" * depth + b"]" * depth + b"}}"
        assert nobody.post("echo_values", body).status == status


# ---------------------------------------------------------------- files


def test_files_with_arguments_beside(sasha: Visitor, grace: Visitor, nobody: Visitor) -> None:
    cover = file("cover", b"\x89PNG" * 1000, "a.png", "image/png")
    given = [cover, file("more", b"one", "b.txt", "text/plain"), file("more", b"", "c", None)]
    answer = send(grace, "pin_pictures", args(text="with pictures", shelf="cellar"), *given)
    assert answer.status == 200, answer
    assert [(each["name"], each["size"]) for each in answer.json["result"]] == [("a.png", 4000), ("b.txt", 3), ("c", 0)]
    assert answer.json["result"][0]["digest"] == hashlib.sha256(b"\x89PNG" * 1000).hexdigest()
    assert answer.json["invalidate"] == [{"context": "board", "params": {"shelf": "cellar"}}]
    send(nobody, "pin_pictures", args(), cover).problem(401, "UNAUTHENTICATED")
    sasha.call("clear_shelf", shelf="cellar")


def test_files_that_do_not_fit(grace: Visitor) -> None:
    def faults(*parts: Part) -> object:
        return send(grace, "pin_pictures", *parts).faults(422, "INVALID")

    cover = file("cover", b"x", "a.png", "image/png")
    assert faults(args(text="x")) == [(["args", "cover"], "missing")]
    assert faults(args(text="x"), file("cover", b"x", "a.gif", "image/gif")) == [(["args", "cover"], "enum")]
    large = file("cover", b"x" * 100_001, "a.png", "image/png")
    assert faults(args(text="x"), large) == [(["args", "cover"], "length")]
    assert faults(args(text="x"), cover, cover) == [(["args", "cover"], "type")]
    assert faults(args(text="x"), cover, file("other", b"x")) == [(["args", "other"], "unknown")]
    grace.call("pin_pictures", text="x").problem(415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.http
def test_bodies_that_come_at_once_stay_apart(app: Program, nobody: Visitor) -> None:
    """Each begins before any has ended."""
    bodies = [json.dumps({"args": {"integer": each, "json": str(each) * 200_000}}).encode() for each in range(1, 7)]
    fields = {"Content-Type": "application/json", **nobody.defence()}
    for answer, body in zip(interleaved(app.port, f"{BASE}call/echo_values/", fields, bodies), bodies, strict=True):
        assert (answer.status, answer.json["result"][3]) == (200, json.loads(body)["args"]["json"])


def test_the_process_is_the_adapters_own(app: Program, nobody: Visitor) -> None:
    """So that what answered above is the adapter, and nobody that stands in front of another."""
    assert nobody.call("for_everybody").status == 200
    app.must_be_itself()
