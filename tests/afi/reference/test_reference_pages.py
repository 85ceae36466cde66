"""Views of the reference app at their addresses, its webhook, and its form with files."""

import hashlib
import hmac
import re

from forms import Part, args, file, send
from harness.program import Program
from harness.transport import Visitor

HTML = {"Accept": "text/html,*/*;q=0.8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **HTML}
SECRET = b"only for tests, which start their own servers and know every password"


def test_page_and_its_form(app: Program, grace: Visitor, nobody: Visitor) -> None:
    page = grace.get("/board/cellar/", HTML)
    assert (page.status, page.header("content-type")) == (200, "text/html; charset=utf-8")
    assert page.header("x-mizan-invalidate") is None
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    assert token
    sent = grace.send("POST", "/board/cellar/", b"text=a+note&csrfmiddlewaretoken=" + token[1], FORM)
    assert (sent.status, sent.header("location")) == (302, "/board/cellar/")
    assert sent.header("x-mizan-invalidate") == 'board;shelf="cellar"'
    assert b"a note" in nobody.get("/board/cellar/", HTML).body
    assert [each["text"] for each in nobody.read("board", shelf="cellar").json["notes"]] == ["a note"]
    app.visitor("sasha").call("clear_shelf", shelf="cellar")


def test_redirect_is_told_to_a_generated_client(app: Program, grace: Visitor) -> None:
    schema = grace.read("board").header("x-mizan-schema")
    headers = {**FORM, **grace.defence(), "X-Mizan-Schema": schema}
    sent = grace.send("POST", "/board/cellar/", b"text=b", headers)
    told = {"redirect": "/board/cellar/", "invalidate": [{"context": "board", "params": {"shelf": "cellar"}}]}
    assert (sent.status, sent.json) == (200, told)
    app.visitor("sasha").call("clear_shelf", shelf="cellar")


def test_guards_of_pages(app: Program, nobody: Visitor, grace: Visitor) -> None:
    led = nobody.get("/staff/board/", HTML)
    assert (led.status, led.header("location")) == (302, "/accounts/login/?next=/staff/board/")
    nobody.get("/staff/board/", {"Accept": "application/json"}).problem(401, "UNAUTHENTICATED")
    assert grace.get("/staff/board/", HTML).status == 403
    assert app.visitor("sasha").get("/staff/board/").body.endswith(b" notices")
    forged = grace.send("POST", "/board/cellar/", b"text=c", {**FORM, "Sec-Fetch-Site": "cross-site"})
    assert forged.status == 403
    assert grace.send("POST", "/board/cellar/", b"text=c", FORM).status == 403, "no token"


def test_methods_and_values_of_addresses(nobody: Visitor) -> None:
    assert nobody.get("/notes/0/", HTML).status == 404
    assert nobody.get("/notes/x/", HTML).status == 404
    assert nobody.send("HEAD", "/board/hall/").body == b""
    assert nobody.send("DELETE", "/board/hall/", None, {"Sec-Fetch-Site": "same-origin"}).status == 405


def test_webhook(app: Program, nobody: Visitor) -> None:
    body = b"by another server"
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    signed: dict[str, str | None] = {"X-Signature": signature}
    answer = nobody.send("POST", "/hooks/cellar/", body, signed)
    assert answer.status == 200, answer
    assert answer.header("x-mizan-invalidate") == 'board;shelf="cellar"'
    assert nobody.read("board", shelf="cellar").json["notes"][0]["text"] == "by another server"
    refused = nobody.send("POST", "/hooks/cellar/", b"by a forger", signed)
    assert refused.status == 403
    # The function had started: what it may have changed is told all the same.
    assert refused.header("x-mizan-invalidate") == 'board;shelf="cellar"'
    assert nobody.send("POST", "/hooks/cellar/", body, {**signed, "Sec-Fetch-Site": "cross-site"}).status == 403
    nobody.call("notes_hook", source="cellar").problem(404, "NOT_FOUND")
    app.visitor("sasha").call("clear_shelf", shelf="cellar")


def test_files_with_arguments_beside(app: Program, grace: Visitor, nobody: Visitor) -> None:
    cover = file("cover", b"\x89PNG" * 1000, "a.png", "image/png")
    given = [cover, file("more", b"one", "b.txt", "text/plain"), file("more", b"", "c", None)]
    answer = send(grace, "pin_pictures", args(text="with pictures", shelf="cellar"), *given)
    assert answer.status == 200, answer
    assert [(each["name"], each["size"]) for each in answer.json["result"]] == [("a.png", 4000), ("b.txt", 3), ("c", 0)]
    assert answer.json["result"][0]["digest"] == hashlib.sha256(b"\x89PNG" * 1000).hexdigest()
    assert answer.json["invalidate"] == [{"context": "board", "params": {"shelf": "cellar"}}]
    send(nobody, "pin_pictures", args(), cover).problem(401, "UNAUTHENTICATED")
    app.visitor("sasha").call("clear_shelf", shelf="cellar")


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
