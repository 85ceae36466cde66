"""Classes of attacks on pages and on who people seem to be: 19, 32 and 33, over HTTP, one of them in a browser."""

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from harness.program import Program
from harness.transport import Visitor
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from wire import BASE

HTML = {"Accept": "text/html,*/*;q=0.8"}
FORM = "application/x-www-form-urlencoded"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture
def nobody(site: Program) -> Visitor:
    return site.visitor()


@pytest.fixture
def sasha(site: Program) -> Iterator[Visitor]:
    """Staff, who clears up."""
    visitor = site.visitor("sasha")
    yield visitor
    visitor.call("clear_shelf", shelf="xss")


# ---------------------------------------------------------------- 19: text that would be markup


MARKUP = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--<script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "\u2028alert(1)\u2029</title><script>alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", MARKUP)
def test_attack_19_xss_in_views(sasha: Visitor, nobody: Visitor, text: str) -> None:
    """In text, an attribute, the title, and JSON within a script: never as it was sent."""
    note = sasha.call("pin", text=text, shelf="xss").json["result"]
    for path in ("/board/xss/", f"/notes/{note['id']}/"):
        page = nobody.get(path, HTML)
        assert page.status == 200
        assert page.header("x-content-type-options") == "nosniff"
        body = page.body.decode()
        if re.search('[<>"]', text):
            assert text not in body
        assert html.escape(text) in body
        assert not re.search(r"<script(?! id=\"(count|note)\" type=\"application/json\")", body)
    held = re.search(r'<script id="note" type="application/json">(.*?)</script>', body, re.DOTALL)
    assert held
    assert json.loads(held[1]) == text
    assert not re.search("[<>&\u2028\u2029]", held[1])


@pytest.mark.parametrize("text", MARKUP)
def test_attack_19_xss_in_answers_that_are_no_pages(sasha: Visitor, nobody: Visitor, text: str) -> None:
    """JSON says that it is JSON, and no browser guesses otherwise; a refusal repeats nothing."""
    sasha.call("pin", text=text, shelf="xss")
    read = nobody.read("board", shelf="xss", headers=HTML)
    assert (read.header("content-type"), read.header("x-content-type-options")) == ("application/json", "nosniff")
    assert text in [note["text"] for note in read.json["notes"]]
    for refused in (
        nobody.get(f"{BASE}ctx/{quote(text, safe='')}/", HTML),
        nobody.read("board", quote(text) + "=1", HTML),
        nobody.read("board", "shelf=x&shelf=" + quote(text), HTML),
    ):
        assert refused.status in (400, 404)
        assert refused.header("content-type") == "application/problem+json"
        assert refused.header("x-content-type-options") == "nosniff"
        assert not re.search("alert|<", str(refused.json.get("detail", "")))


@pytest.mark.parametrize("text", MARKUP)
def test_attack_19_xss_in_error_pages(nobody: Visitor, text: str) -> None:
    """Django's own pages, with debug off, for addresses of views that are not there or may not be had."""
    for path in (f"/notes/{quote(text, safe='')}/", f"/board/{quote(text, safe='')}/", f"/{quote(text, safe='')}"):
        answer = nobody.get(path, HTML)
        assert answer.status == 404
        assert b"alert" not in answer.body
        assert b"Traceback" not in answer.body
        assert b"urlpatterns" not in answer.body


def test_attack_19_xss_in_the_way_to_the_login(nobody: Visitor) -> None:
    led = nobody.get("/staff/board/?" + urlencode({"x": MARKUP[0]}), HTML)
    page = nobody.get(led.header("location") or "", HTML)
    assert page.status == 200
    assert b"<script>" not in page.body


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        yield browser
        browser.close()


def test_attack_19_xss_seen_by_a_browser(site: Program, sasha: Visitor, chromium: Chromium) -> None:
    notes = [sasha.call("pin", text=text, shelf="xss").json["result"]["id"] for text in MARKUP]
    page = chromium.new_page()
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    for path in ("board/xss/", *(f"notes/{note}/" for note in notes), f"{BASE[1:]}ctx/board/?shelf=xss"):
        page.goto(f"http://127.0.0.1:{site.port}/{path}")
        assert page.locator("img, svg").count() == 0
    page.close()
    assert seen == []


# ---------------------------------------------------------------- 32: where a redirect leads


EVIL = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "///evil.example",
]
EVIL += ["javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\x00//evil.example", "http:///evil.example"]
EVIL += ["//127.0.0.1@evil.example", "data:text/html,x"]


@pytest.mark.parametrize("target", EVIL)
def test_attack_32_open_redirect_by_next(site: Program, target: str) -> None:
    visitor = site.visitor()
    page = visitor.get("/accounts/login/?" + urlencode({"next": target}))
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    assert token
    fields = {"csrfmiddlewaretoken": token[1].decode(), "username": "ada", "password": "ada", "next": target}
    sent = visitor.send("POST", "/accounts/login/", urlencode(fields).encode(), {"Content-Type": FORM})
    assert (sent.status, sent.header("location")) == (302, "/")


@pytest.mark.parametrize(
    "path", ["//evil.example/staff/board/", "/\\evil.example/staff/board/", "//evil.example/board/x"]
)
def test_attack_32_open_redirect_by_the_path(nobody: Visitor, path: str) -> None:
    """Neither the way to the login nor a slash that is appended leads elsewhere."""
    answer = nobody.get(path, HTML)
    location = answer.header("location")
    assert answer.status == 404 or (location or "").startswith("/accounts/login/?next=/staff/")


def test_attack_32_open_redirect_of_guarded_views(nobody: Visitor) -> None:
    """What comes after `next=` is the view's own path and query, escaped: one param, whatever was in it."""
    led = nobody.get("/staff/board/?next=//evil.example&x=%0d%0aSet-Cookie:a", HTML)
    location = led.header("location") or ""
    assert re.fullmatch(r"/accounts/login/\?next=/staff/board/[^&\s]*", location), location
    for headers in (
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Original-URL": "//evil.example"},
    ):
        answer = nobody.get("/staff/board/", {**HTML, **headers})
        assert answer.status == (400 if "Host" in headers else 302)
        assert "evil" not in (answer.header("location") or "")


def test_attack_32_open_redirect_told_to_a_client(site: Program, sasha: Visitor) -> None:
    """A redirect as JSON is the view's own, an own path."""
    headers = {"Content-Type": FORM, **sasha.defence(), "X-Mizan-Schema": "0" * 16}
    sent = sasha.send("POST", "/board/xss/", b"text=x&next=//evil.example", headers)
    assert sent.json["redirect"] == "/board/xss/"


# ---------------------------------------------------------------- 33: letters that look like others


@pytest.mark.parametrize("name", ["ADA", "\u0430da", "ad\u0430", "ada\u200b", "ada ", "a\u0308da", "\u0251da", "ada\0"])
def test_attack_33_unicode_identity_by_names(site: Program, name: str) -> None:
    """The account of the ASCII name is nobody else's: its password with a name that looks like it opens nothing."""
    visitor = site.visitor()
    page = visitor.get("/accounts/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    assert token
    fields = {"csrfmiddlewaretoken": token[1].decode(), "username": name, "password": "ada"}
    sent = visitor.send("POST", "/accounts/login/", urlencode(fields).encode(), {"Content-Type": FORM})
    # Blanks around a name are no part of it: Django's form takes them off.
    if sent.status == 302:
        assert name.strip() == "ada"
    else:
        visitor.call("for_somebody").problem(401, "UNAUTHENTICATED")


def test_attack_33_unicode_identity_by_roles_and_guards(site: Program) -> None:
    """Groups that look like `packers` are other groups, and a name that looks like `ada` is another name."""
    impostor = site.visitor("impostor")
    impostor.call("for_packers").problem(403, "FORBIDDEN")
    impostor.call("for_the_early").problem(403, "FORBIDDEN")
    cyrillic = Visitor(site.port).sign_in("\u0430da", "impostor")
    assert cyrillic.call("for_somebody").status == 200
    for function in ("for_the_early", "for_the_early_async"):
        cyrillic.call(function).problem(403, "FORBIDDEN")


@pytest.mark.parametrize("digits", ["\uff15", "\u0665", "5\u200b", "\u2464", "\u2075", "+5", "05", "5.0", " 5"])
def test_attack_33_unicode_identity_by_numbers(site: Program, digits: str) -> None:
    """Digits of other scripts are none: nobody becomes user 5 by them."""
    grace = site.visitor("grace")
    grace.read("user", "user_id=" + quote(digits)).problem(400, "BAD_REQUEST")
    assert grace.call("rename_user", user_id=digits, name="x").faults(422, "INVALID") == [(["args", "user_id"], "type")]
