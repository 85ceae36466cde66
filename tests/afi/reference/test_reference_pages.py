"""What Django's views have of their own: the token in a page's form, and the way to the page to sign in by.

What every adapter's views do is in `test_invalidate_header.py`.
"""

import re

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
