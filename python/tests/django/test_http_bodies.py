"""What is sent as a call's body and is none: each a typed problem, none of it costly, none of it the server's fault."""

import contextlib
import http.client
import json

import pytest
import wire
from serving import Server, Start
from wire import BASE, Browser

BRACKETS = b'{"args":{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"

UNREADABLE = {
    "nothing": b"",
    "list": b"[]",
    "null": b"null",
    "text": b'"x"',
    "number": b"5",
    "cut_off": b'{"args":',
    "nan": b'{"args":{"flag":true,"text":"x","number":NaN}}',
    "infinity": b'{"args":{"flag":true,"text":"x","number":-Infinity}}',
    "same_key_twice": b'{"args":{"flag":true,"flag":true,"text":"x"}}',
    "same_key_twice_unescaped": b'{"args":{"flag":true,"text":"x","\\u0074ext":"y"}}',
    "same_key_twice_on_top": b'{"args":{},"args":{}}',
    "bad_utf8": b'{"args":{"flag":true,"text":"\xff"}}',
    "overlong_utf8": b'{"args":{"flag":true,"text":"\xc0\xaf"}}',
    "byte_order_mark": b'\xef\xbb\xbf{"args":{}}',
    "utf16": '{"args":{}}'.encode("utf-16"),
    "lone_surrogate": b'{"args":{"flag":true,"text":"\\ud800"}}',
    "lone_surrogate_in_a_name": b'{"args":{"\\udc00":1}}',
    "something_after": b'{"args":{}} {}',
    "comment": b'{"args":{}/**/}',
    "control_character": b'{"args":{"flag":true,"text":"a\nb"}}',
    "brackets": BRACKETS,
    "sixty_five_deep": b'{"args":{"x":' + b"[" * 63 + b"]" * 63 + b"}}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_body_that_cannot_be_read(nobody: Browser, body: bytes) -> None:
    problem = nobody.post("echo", body).problem(400, "BAD_REQUEST")
    assert "invalidate" not in problem


INVALID = {
    "nothing_given": (b"{}", [(["args", "flag"], "missing"), (["args", "text"], "missing")]),
    "unknown_argument": (b'{"args":{"flag":true,"text":"","pk__in":[1]}}', [(["args", "pk__in"], "unknown")]),
    "prototype": (b'{"args":{"flag":true,"text":"","__proto__":{"x":1}}}', [(["args", "__proto__"], "unknown")]),
    "args_is_a_list": (b'{"args":[]}', [(["args"], "type")]),
    "args_is_null": (b'{"args":null}', [(["args"], "type")]),
    "unknown_name_on_top": (b'{"args":{"flag":true,"text":""},"x":1}', [(["x"], "unknown")]),
    "refresh": (b'{"args":{"flag":true,"text":""},"refresh":[]}', [(["refresh"], "unknown")]),
    "text_for_a_number": (b'{"args":{"flag":true,"text":"","number":"5"}}', [(["args", "number"], "type")]),
    "number_for_text": (b'{"args":{"flag":true,"text":5}}', [(["args", "text"], "type")]),
    "number_for_boolean": (b'{"args":{"flag":1,"text":""}}', [(["args", "flag"], "type")]),
    "huge_number": (b'{"args":{"flag":true,"text":"","number":1e400}}', [(["args", "number"], "range")]),
    "bad_uuid": (b'{"args":{"flag":true,"text":"","key":"x"}}', [(["args", "key"], "format")]),
    "bad_moment": (b'{"args":{"flag":true,"text":"","at":"2026-02-30T00:00:00Z"}}', [(["args", "at"], "range")]),
    "moment_without_offset": (
        b'{"args":{"flag":true,"text":"","at":"2026-02-03T00:00:00"}}',
        [(["args", "at"], "format")],
    ),
    "inside_a_list": (
        b'{"args":{"flag":true,"text":"","tags":["a",1,null]}}',
        [(["args", "tags", 1], "type"), (["args", "tags", 2], "type")],
    ),
}


@pytest.mark.parametrize(("body", "faults"), INVALID.values(), ids=INVALID)
def test_arguments_that_do_not_fit(nobody: Browser, body: bytes, faults: list[object]) -> None:
    assert nobody.post("echo", body).faults(422, "INVALID") == faults


@pytest.mark.parametrize("digits", ["1" * 5000, "-" + "9" * 5000, "1" * 5000 + ".0"])
def test_five_thousand_digits(ada: Browser, digits: str) -> None:
    body = b'{"args":{"owner_id":1,"amount":' + digits.encode() + b"}}"
    assert ada.post("add_entry", body).faults(422, "INVALID") == [(["args", "amount"], "range")]


def test_what_is_sent_comes_back(nobody: Browser) -> None:
    sent = {
        "flag": False,
        "text": "ÅÅ \u0000 \U0001f600 </script>\u2028",
        "number": 0.1,
        "at": "2026-11-23T12:00:00.5Z",
        "key": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "tags": ["a", ""],
    }
    answer = nobody.call("echo", **sent)
    assert (answer.status, answer.json) == (200, {"result": sent, "invalidate": []})
    assert answer.header("cache-control") == "no-store"
    assert answer.header("cache-status") == "mizan; fwd=method"
    assert answer.header("x-mizan-invalidate") is None
    assert answer.header("content-type") == "application/json"


def test_body_of_two_megabytes_is_too_large(nobody: Browser) -> None:
    nobody.post("echo", b'{"args":{"text":"' + b"a" * (2 << 20) + b'"}}').problem(413, "TOO_LARGE")


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1])
def test_the_limit_is_the_last_size_that_is_taken(nobody: Browser, size: int) -> None:
    frame = b'{"args":{"flag":true,"text":""}}'
    body = frame.replace(b'""', b'"' + b"a" * (size - len(frame)) + b'"')
    answer = nobody.post("echo", body)
    if size > 1 << 20:
        answer.problem(413, "TOO_LARGE")
    else:
        assert answer.status == 200


def test_size_of_the_host_does_not_count(kind: str, start: Start) -> None:
    server: Server = start(kind, DATA_UPLOAD_MAX_MEMORY_SIZE=10, MIZAN={"MAX_BODY": 100})
    browser = Browser(server.port)
    assert browser.call("echo", flag=True, text="x" * 20).status == 200
    browser.call("echo", flag=True, text="x" * 100).problem(413, "TOO_LARGE")


@pytest.mark.parametrize(("size", "status"), [(10, 200), (2 << 20, 413)])
def test_body_without_a_length_is_read_as_far_as_the_limit(server: Server, size: int, status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    parts = [b'{"args":{"flag":true,"text":"', *[b"a" * 4096] * (size // 4096), b'"}}']
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    # A server that has read enough closes while the rest is sent; what it said can be read all the same.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.request("POST", f"{BASE}call/echo/", iter(parts), headers, encode_chunked=True)
    assert connection.getresponse().status == status
    connection.close()


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; x=1",
        "application/json, text/plain",
        "APPLICATION/JSON",
        "application/json5",
        "application/problem+json",
        "application/json; charset=latin-1",
    ],
)
def test_content_type_that_is_not_exactly_json(nobody: Browser, content_type: str | None) -> None:
    answer = nobody.post("echo", b'{"args":{"flag":true,"text":""}}', {"Content-Type": content_type})
    answer.problem(415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_content_type_that_is(nobody: Browser, content_type: str) -> None:
    answer = nobody.post("echo", b'{"args":{"flag":true,"text":""}}', {"Content-Type": content_type})
    assert answer.status == 200


def test_a_megabyte_of_brackets_costs_under_a_tenth_of_a_second(server: Server, nobody: Browser) -> None:
    assert nobody.call("echo", flag=True, text="").status == 200
    for opening in (b"[", b'{"a":', b'[{"a":'):
        body = (b'{"args":{"text":' + opening * (1 << 20))[: 1 << 20]
        before = server.cpu_seconds()
        nobody.post("echo", body).problem(400, "BAD_REQUEST")
        # The kernel counts in hundredths of a second.
        assert server.cpu_seconds() - before <= 0.1


def test_checks_come_in_their_order(nobody: Browser, ada: Browser) -> None:
    large = json.dumps({"args": {"text": "a" * (2 << 20)}}).encode()
    wrong: wire.Headers = {"Content-Type": "text/plain"}
    foreign: wire.Headers = {"Sec-Fetch-Site": "cross-site", **wrong}
    assert nobody.post("add_entry", large, foreign).problem(403, "FORBIDDEN")["type"].endswith(":cross-site")
    nobody.post("add_entry", large, wrong).problem(415, "UNSUPPORTED_MEDIA_TYPE")
    nobody.post("add_entry", large).problem(413, "TOO_LARGE")
    nobody.post("add_entry", b"[]").problem(401, "UNAUTHENTICATED")
    assert ada.post("add_entry", b"[]", {"X-CSRFToken": None}).problem(403, "FORBIDDEN")["type"].endswith(":csrf")
    ada.post("add_entry", b"[]").problem(400, "BAD_REQUEST")
    ada.post("add_entry", b'{"args":{"owner_id":2,"amount":"x"}}').problem(422, "INVALID")
    ada.post("add_entry", b'{"args":{"owner_id":2,"amount":1}}').problem(403, "FORBIDDEN")
