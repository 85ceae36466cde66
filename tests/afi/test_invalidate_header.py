"""`X-Mizan-Invalidate` says what the body says, on results and on problems; views and webhooks carry it too.

Every check runs against every adapter's reference app, over HTTP.
"""

import hashlib
import hmac
from typing import Any

import pytest
from harness import structured
from harness.transport import Visitor
from wire import Answer

SECRET = b"only for tests, which start their own servers and know every password"
CELLAR = {"context": "board", "params": {"shelf": "cellar"}}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def must_agree(answer: Answer) -> list[Any]:
    """The targets that the body names, having asserted that the field is their list."""
    told: list[Any] = answer.json["invalidate"]
    assert structured.targets(answer.header("x-mizan-invalidate")) == structured.spelled(told), answer
    assert (answer.header("cache-group-invalidation") is None) == (told == [])
    return told


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("rename_user", {"user_id": 5, "name": "Grace"}),
    ("rename_me", {"name": "Grace"}),
    ("ship_order", {"order_id": 1, "owner": 5}),
    ("jump", {}),
    ("jump", {"page": 3}),
    ("set_avatar", {"user_id": 5, "url": "/5.png"}),
    ("reprice", {"sku": "mug", "price": 900}),
    ("recategorise", {"sku": "mug", "category": "kitchen"}),
    ("for_everybody", {}),
]


@pytest.mark.parametrize(("function", "args"), CALLS, ids=lambda value: str(value))
def test_field_is_the_bodys_list(grace: Visitor, function: str, args: dict[str, Any]) -> None:
    answer = grace.call(function, **args)
    assert answer.status == 200
    assert bool(must_agree(answer)) == (function != "for_everybody")


TEXTS = ["é漢😀", "x\r\nSet-Cookie: y", 'a,b;c="d"', "\\", "?0", "1", "", " ", "*", ":w6k=:", "\x7f", "a" * 900]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_text_of_an_argument_stays_a_value(grace: Visitor, text: str) -> None:
    """The category is a param, whatever it is: it cannot end the field, nor begin another."""
    answer = grace.call("recategorise", sku="none", category=text)
    answer.problem(404, "NOT_FOUND")
    assert must_agree(answer) == [{"context": "catalog", "params": {"category": text, "sku": "none"}}]
    assert answer.header("set-cookie") is None


def test_too_long_for_a_field_is_said_more_broadly(grace: Visitor) -> None:
    answer = grace.call("recategorise", sku="none", category="é" * 4000)
    assert answer.json["invalidate"][0]["context"] == "catalog"
    assert answer.header("x-mizan-invalidate") == "catalog"


def test_integer_beyond_15_digits(sasha: Visitor) -> None:
    for number in (999_999_999_999_999, 2**53 - 1, -(2**53) + 1):
        told = must_agree(sasha.call("rename_user", user_id=number, name="x"))
        assert told == [{"context": "user", "params": {"user_id": number}}]


def test_problem_of_a_function_that_started_carries_it(grace: Visitor, nobody: Visitor) -> None:
    failed = grace.call("ship_order", order_id=3, owner=5)
    failed.problem(404, "NOT_FOUND")
    assert must_agree(failed) == [{"context": "user", "function": "user_orders", "params": {"user_id": 5}}]
    crashed = nobody.call("fail", shelf="cellar", word="x")
    crashed.problem(500, "INTERNAL")
    assert must_agree(crashed) == [CELLAR]


def test_problem_before_the_start_carries_none(nobody: Visitor, grace: Visitor) -> None:
    for answer in (nobody.call("rename_me", name="x"), grace.call("rename_me", name=5), grace.post("rename_me", b"{")):
        assert answer.header("x-mizan-invalidate") is None
        assert "invalidate" not in answer.json


def test_several_targets_keep_their_order(grace: Visitor, sasha: Visitor) -> None:
    told = must_agree(grace.call("reprice", sku="mug", price=900))
    assert told == [{"context": "catalog", "function": "product", "params": {"sku": "mug"}}, "catalog"]
    assert must_agree(sasha.call("clear_shelf", shelf="cellar")) == [CELLAR, "desk"]


def test_reads_carry_none(grace: Visitor) -> None:
    for answer in (grace.read("user", user_id=5), grace.read("board"), grace.read("user")):
        assert answer.header("x-mizan-invalidate") is None


# ---------------------------------------------------------------- views


def test_page_carries_none(nobody: Visitor) -> None:
    page = nobody.get("/board/cellar/", {"Accept": "text/html"})
    assert (page.status, (page.header("content-type") or "").split(";")[0]) == (200, "text/html")
    assert page.header("x-mizan-invalidate") is None
    assert page.header("x-mizan-schema") == nobody.read("board").header("x-mizan-schema")


def test_form_of_a_page_carries_it(grace: Visitor, nobody: Visitor, sasha: Visitor) -> None:
    sent = grace.send("POST", "/board/cellar/", b"text=a+note", {**FORM, **grace.defence()})
    assert (sent.status, sent.header("location")) == (302, "/board/cellar/")
    assert structured.targets(sent.header("x-mizan-invalidate")) == [CELLAR]
    assert sent.header("cache-control") == "no-store"
    assert [each["text"] for each in nobody.read("board", shelf="cellar").json["notes"]] == ["a note"]
    assert b"a note" in nobody.get("/board/cellar/").body
    sasha.call("clear_shelf", shelf="cellar")


def test_redirect_is_told_to_a_generated_client(grace: Visitor, sasha: Visitor) -> None:
    schema = grace.read("board").header("x-mizan-schema")
    headers = {**FORM, **grace.defence(), "X-Mizan-Schema": schema}
    sent = grace.send("POST", "/board/cellar/", b"text=b", headers)
    assert (sent.status, sent.json) == (200, {"redirect": "/board/cellar/", "invalidate": [CELLAR]})
    assert structured.targets(sent.header("x-mizan-invalidate")) == [CELLAR]
    sasha.call("clear_shelf", shelf="cellar")


def test_view_that_refuses_carries_it(grace: Visitor) -> None:
    long = b"text=" + b"x" * 81
    sent = grace.send("POST", "/board/cellar/", long, {**FORM, **grace.defence()})
    assert sent.status == 409
    assert structured.targets(sent.header("x-mizan-invalidate")) == [CELLAR]


def test_webhook_carries_it(nobody: Visitor, sasha: Visitor) -> None:
    body = b"by another server"
    signed: dict[str, str | None] = {"X-Signature": hmac.new(SECRET, body, hashlib.sha256).hexdigest()}
    answer = nobody.send("POST", "/hooks/cellar/", body, signed)
    assert answer.status == 200, answer
    assert structured.targets(answer.header("x-mizan-invalidate")) == [CELLAR]
    assert nobody.read("board", shelf="cellar").json["notes"][0]["text"] == "by another server"
    refused = nobody.send("POST", "/hooks/cellar/", b"by a forger", signed)
    assert refused.status == 403
    # The function had started: what it may have changed is told all the same.
    assert structured.targets(refused.header("x-mizan-invalidate")) == [CELLAR]
    forged = nobody.send("POST", "/hooks/cellar/", body, {**signed, "Sec-Fetch-Site": "cross-site"})
    assert (forged.status, forged.header("x-mizan-invalidate")) == (403, None)
    sasha.call("clear_shelf", shelf="cellar")


def test_guard_of_a_view_comes_first(nobody: Visitor, grace: Visitor, sasha: Visitor) -> None:
    nobody.get("/staff/board/", {"Accept": "application/json"}).problem(401, "UNAUTHENTICATED")
    grace.get("/staff/board/", {"Accept": "application/json"}).problem(403, "FORBIDDEN")
    assert sasha.get("/staff/board/").body.endswith(b" notices")
    asked = nobody.send("POST", "/board/cellar/", b"text=c", {**FORM, "Accept": "application/json"})
    assert (asked.problem(401, "UNAUTHENTICATED"), asked.header("x-mizan-invalidate"))[1] is None
