"""Classes of attacks that the adapter has a part in (numbers as in the list of attack classes)."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sites import Site
from wire import BASE, Browser

import mizan.fastapi


@pytest.mark.parametrize(
    "name", ["__proto__", "constructor", "toString", "os.system", "fastapisite.clients#who", "who", "session", "note"]
)
def test_1_only_declared_functions_are_called(nobody: Browser, name: str) -> None:
    nobody.call(name).problem(404, "NOT_FOUND")


def test_2_no_header_of_the_inside_is_heard_from_outside(site: Site, nobody: Browser) -> None:
    """What the code has for itself in a scope is no field that anybody could send."""
    sources = "".join(path.read_text() for path in Path(mizan.fastapi.__file__).parent.glob("*.py"))
    inner = sorted({*re.findall(r'"(mizan\.\w+|fastapi_\w+)"', sources), "x-forwarded-user", "x-middleware-subrequest"})
    assert len(inner) > 4
    clean = nobody.read("ledger")
    for name in inner:
        for field in (name, name.replace("_", "-"), f"x-{name}"):
            assert nobody.read("ledger", headers={field: "1"}).body == clean.body
    site.browser().call("mine", {"X-Forwarded-User": "ada"}).problem(401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "path", ["ctx/ledger/x.css", "ctx/ledger;.js", "ctx/ledger%2f", "ctx/ledger/%00", "ctx//ledger/", "ctx/./ledger/"]
)
def test_5_no_other_path_leads_to_a_read(nobody: Browser, path: str) -> None:
    answer = nobody.get(BASE + path)
    answer.problem(404, "NOT_FOUND")
    assert answer.header("cache-control") == "no-store"


def test_8_nobody_gets_what_is_somebody_elses(site: Site) -> None:
    """Two hundred callers at once, sync and async functions, reads and calls: each is told of itself alone."""

    def ask(number: int) -> None:
        browser = site.browser(name=f"canary{number}")
        assert browser.call("mine").json["result"] == f"canary{number}"
        assert browser.read("ledger").json["owner"] == f"canary{number}"
        assert browser.call("asked_first", word=f"w{number}").json["result"].endswith(f" w{number}")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(200)))


def test_12_and_13_only_declared_arguments_reach_a_function(nobody: Browser) -> None:
    for name in ("request", "_connector", "__class__", "is_staff", "kwargs", "self"):
        answer = nobody.post("asked_first", json.dumps({"args": {"word": "x", name: True}}).encode())
        assert answer.faults(422, "INVALID") == [(["args", name], "unknown")]


def test_15_a_key_that_is_there_twice(nobody: Browser) -> None:
    for body in (b'{"args":{"a":1,"a":2}}', b'{"args":{"a":1,"\\u0061":2}}', b'{"args":{},"args":{}}'):
        nobody.post("plain_sum", body).problem(400, "BAD_REQUEST")


def test_17_numbers_are_exact_or_refused(nobody: Browser) -> None:
    for number in ("9007199254740992", "1e400", "1.5", '"1"', "true"):
        body = f'{{"args":{{"a":{number}}}}}'.encode()
        assert nobody.post("plain_sum", body).status in (400, 422)


def test_20_forms_are_no_calls(ada: Browser) -> None:
    body = json.dumps({"args": {}}).encode()
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        ada.post("mine", body, {"Content-Type": content_type}).problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_34_what_comes_from_outside_is_escaped_in_the_log(site: Site, nobody: Browser) -> None:
    nobody.get(BASE + "call/%0AERROR%1b[31m/").problem(404, "NOT_FOUND")
    assert "\nERROR\x1b" not in site.log
    assert "canary of the house" not in nobody.call("refuse", status=500).body.decode()
