"""Views: their addresses, Django's responses and pages, what they drop told in headers, and webhooks."""

import re
from typing import Any

import pytest
from serving import Server, Start, manage
from test_http_transactions import rows
from wire import Answer, Browser

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
PAGES: dict[str, Any] = {
    "INSTALLED_APPS": [*APPS, "mizan.django", "testsite.ledger", "testsite.pages"],
    "ROOT_URLCONF": "testsite.pages.urls",
    "TEMPLATES": TEMPLATES,
    "LOGIN_URL": "who",
}
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
SAME_SITE: dict[str, str | None] = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def server(kind: str, store: str, start: Start) -> Server:
    return start(kind, store, **PAGES)


def page(browser: Browser, path: str, **headers: str) -> Answer:
    """What a browser's window gets."""
    return browser.get(f"/site/{path}", {"Accept": HTML, **headers})


def submit(browser: Browser, path: str, body: str = "", **headers: str | None) -> Answer:
    """What a page's form gets."""
    fields = {"Content-Type": FORM, "Accept": HTML, **SAME_SITE, **headers}
    return browser.send("POST", f"/site/{path}", body.encode(), fields)


def call(browser: Browser, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    """What `fetch` gets."""
    return browser.send(method, f"/site/{path}", body, {**SAME_SITE, **headers})


# ---------------------------------------------------------------- addresses


def test_converters_give_values_of_the_arguments_types(nobody: Browser) -> None:
    path = "kinds/0190B0C0-0000-7000-8000-00000000000A/2024-02-29/2/a/b%20c"
    assert nobody.get(f"/site/{path.lower()}").json == {
        "UUID": "0190b0c0-0000-7000-8000-00000000000a",
        "date": "2024-02-29",
        "Size": "2",
        "str": "a/b c",
        "int": "3",
    }
    assert nobody.get("/site/numbers/-7/").body == b"int -7"


@pytest.mark.parametrize(
    "path",
    [
        "kinds/0190b0c0-0000-7000-8000-00000000000a/2024-02-30/2/x",
        "kinds/0190b0c0-0000-7000-8000-00000000000a/2024-02-29/3/x",
        "kinds/0190b0c0-0000-7000-8000-00000000000a/0000-02-29/2/x",
        "numbers/07/",
        "numbers/x/",
        "numbers/9007199254740992/",
        "pages/99999999999999999999/",
    ],
)
def test_value_that_does_not_fit_is_no_address(nobody: Browser, path: str) -> None:
    answer = nobody.get(f"/site/{path}", {"Accept": "application/json"})
    assert answer.status == 404
    assert b"own page for what is not there" in page(nobody, path).body


def test_what_is_written_out_comes_before_what_is_converted(nobody: Browser) -> None:
    assert nobody.get("/site/words/new/").body == b"a new word"
    assert nobody.get("/site/words/old/").body == b"the word old"


def test_slash_is_appended_as_django_does(nobody: Browser) -> None:
    answer = nobody.get("/site/words/new")
    assert (answer.status, answer.header("location")) == (301, "/site/words/new/")


def test_methods(nobody: Browser, ada: Browser) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert call(nobody, method, "many/").body == method.encode()
    problem = call(nobody, "POST", "many/")
    problem.problem(405, "METHOD_NOT_ALLOWED")
    assert problem.header("allow") == "DELETE, PATCH, PUT"
    # Two functions share this address, and what one does not take the other may.
    problem = call(nobody, "DELETE", "pages/1/")
    problem.problem(405, "METHOD_NOT_ALLOWED")
    assert set((problem.header("allow") or "").split(", ")) == {"GET", "HEAD", "POST"}
    head = nobody.send("HEAD", "/site/pages/1/")
    assert (head.status, head.body) == (200, b"")


def test_views_are_neither_called_nor_described_to_clients(nobody: Browser) -> None:
    nobody.call("save_page", owner=1).problem(404, "NOT_FOUND")
    nobody.call("hook", source="x").problem(404, "NOT_FOUND")


# ---------------------------------------------------------------- pages and forms


def test_page_and_form(server: Server, ada: Browser) -> None:
    shown = page(ada, "pages/1/")
    assert shown.status == 200
    assert shown.header("content-type") == "text/html; charset=utf-8"
    assert shown.header("cache-status") == "mizan; fwd=bypass"
    assert shown.header("x-mizan-invalidate") is None
    assert b"in none" in shown.body
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', shown.body)
    assert token is not None
    before = rows(server, "page by a form")
    saved = submit(ada, "pages/1/", f"note=page+by+a+form&csrfmiddlewaretoken={token[1].decode()}")
    assert (saved.status, saved.header("location")) == (302, "/site/pages/1/")
    assert saved.header("x-mizan-invalidate") == "pages;owner=1"
    assert saved.header("cache-control") == "no-store"
    assert saved.header("cache-status") == "mizan; fwd=method"
    assert rows(server, "page by a form") == before + 1
    assert b"page by a form" in page(ada, "pages/1/").body


def test_form_in_parts(server: Server, ada: Browser) -> None:
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page(ada, "pages/1/").body)
    assert token is not None
    fields = {"note": "page in parts", "csrfmiddlewaretoken": token[1].decode()}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    sent = submit(ada, "pages/1/", "".join(parts) + "--x--\r\n", **{"Content-Type": "multipart/form-data; boundary=x"})
    assert sent.status == 302
    assert rows(server, "page in parts") == 1


def test_form_of_another_site_or_without_its_token(server: Server, ada: Browser) -> None:
    body = "note=page+by+fraud"
    for answer in (
        submit(ada, "pages/1/", body, **{"Sec-Fetch-Site": "cross-site"}),
        submit(ada, "pages/1/", body),
    ):
        assert answer.status == 403
        assert answer.header("content-type") == "text/html; charset=utf-8"
    assert b"CSRF" in answer.body
    assert call(ada, "POST", "pages/1/", body.encode(), **{"Content-Type": FORM}).problem(403, "FORBIDDEN")
    assert rows(server, "page by fraud") == 0


def test_form_that_cannot_be_read_for_its_token(server: Server, ada: Browser) -> None:
    parts = {"Content-Type": "multipart/form-data"}
    for fields, body in ((parts, b"note=x"), ({"Content-Type": FORM}, b"&".join([b"note=x"] * 1001))):
        assert call(ada, "POST", "pages/1/", body, **fields).problem(400, "BAD_REQUEST")
    long = b"note=" + b"x" * (5 << 19)
    assert call(ada, "POST", "pages/1/", long, **{"Content-Type": FORM}).problem(413, "TOO_LARGE")


def test_template_is_rendered_where_its_rows_are_loaded(server: Server, nobody: Browser) -> None:
    shown = submit(nobody, "template/1/")
    assert shown.status == 200
    assert b"page by template" in shown.body
    assert b"in a transaction" in shown.body
    assert shown.header("x-mizan-invalidate") == "pages;owner=1"
    # Without a transaction that is Django's to do, as for any view.
    assert b"in none" in page(nobody, "lazy/").body


def test_django_opens_no_transaction_of_its_own(kind: str, store: str, start: Start) -> None:
    """It would be around ours, which must be the outermost."""
    nobody = Browser(start(kind, store, **PAGES, DATABASE_OPTIONS={"ATOMIC_REQUESTS": True}).port)
    assert b"in a transaction" in submit(nobody, "template/1/").body
    assert b"in none" in page(nobody, "lazy/").body


def test_template_that_fails_rolls_back(server: Server, nobody: Browser) -> None:
    failed = submit(nobody, "untemplated/1/")
    assert failed.status == 500
    assert b"own page for failures" in failed.body
    assert failed.header("x-mizan-invalidate") == "pages;owner=1"
    assert rows(server, "page never rendered") == 0


def test_async_view_runs_on_the_loop(server: Server, nobody: Browser) -> None:
    answer = call(nobody, "POST", "async/1/")
    thread, _, where = answer.body.decode().partition(" ")
    assert where == "in a transaction"
    assert (thread == "MainThread") == (server.kind == "uvicorn")


def test_stream(nobody: Browser) -> None:
    assert page(nobody, "streams/").body == b"one two"


# ---------------------------------------------------------------- redirects


def test_redirect_is_told_to_a_generated_client(nobody: Browser) -> None:
    answer = call(nobody, "POST", "own-headers/", **{"X-Mizan-Schema": "0" * 16})
    assert answer.status == 200
    assert answer.json == {"redirect": "/elsewhere/?a=1&b=%22", "invalidate": ["pages"]}
    assert answer.header("content-type") == "application/json"
    assert answer.header("location") is None
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-mizan-invalidate") == "pages"
    assert nobody.cookies["colour"] == "green"


def test_responses_own_headers_stand(nobody: Browser) -> None:
    answer = call(nobody, "POST", "own-headers/")
    assert (answer.status, answer.header("location")) == (302, "/elsewhere/?a=1&b=%22")
    assert answer.header("cache-control") == "private, max-age=5"
    assert re.fullmatch("[0-9a-f]{16}", answer.header("x-mizan-schema") or "")


# ---------------------------------------------------------------- refusals and failures


def test_a_login_page_elsewhere_is_told_the_whole_address(kind: str, start: Start) -> None:
    server = start(kind, **{**PAGES, "LOGIN_URL": "https://accounts.shop.example/in/"})
    location = page(Browser(server.port), "staff/?a=1").header("location")
    back = f"http%3A//127.0.0.1%3A{server.port}/site/staff/%3Fa%3D1"
    assert (location or "").replace(":", "%3A") == f"https%3A//accounts.shop.example/in/?next={back}"


def test_nobody_is_led_to_the_login_page(nobody: Browser, ada: Browser, cleo: Browser) -> None:
    answer = page(nobody, "staff/?a=1&next=//evil.example")
    assert answer.status == 302
    assert answer.header("location") == "/who-are-you/?next=/site/staff/%3Fa%3D1%26next%3D//evil.example"
    assert answer.header("cache-control") == "no-store"
    for accept in ("application/json", "*/*"):
        nobody.get("/site/staff/", {"Accept": accept}).problem(401, "UNAUTHENTICATED")
    page(nobody, "staff/", **{"X-Mizan-Schema": "0" * 16}).problem(401, "UNAUTHENTICATED")
    submit(nobody, "pages/1/", "note=x").problem(401, "UNAUTHENTICATED")
    refused = page(ada, "staff/")
    assert refused.status == 403
    assert b"own page for who may not" in refused.body
    ada.get("/site/staff/", {"Accept": "application/json"}).problem(403, "FORBIDDEN")
    assert page(cleo, "staff/").body == b"for staff"


def test_own_page_only(ada: Browser) -> None:
    ada.get("/api/mizan/session/")
    answer = call(ada, "POST", "pages/2/", b"note=x", **{"Content-Type": FORM, **ada.defence()})
    answer.problem(403, "FORBIDDEN")


def test_refusals_of_djangos_own(nobody: Browser) -> None:
    for accept in (HTML, "application/json"):
        refused = nobody.get("/site/denying/", {"Accept": accept})
        assert (refused.status, b"own page for who may not" in refused.body) == (403, True)
        missed = nobody.get("/site/missing/", {"Accept": accept})
        assert (missed.status, b"own page for what is not there" in missed.body) == (404, True)


def test_refusal_stands_where_a_form_cannot_be_read(nobody: Browser) -> None:
    """Django's own pages would look for a token in it, since the browser has a cookie with one."""
    page(nobody, "pages/1/")
    refused = nobody.send("POST", "/site/hooks/shop/", b"x", {"Content-Type": "multipart/form-data", "Accept": HTML})
    assert (refused.status, b"own page for who may not" in refused.body) == (403, True)


def test_problems_that_a_view_raises(nobody: Browser) -> None:
    clash = call(nobody, "POST", "clashing/")
    assert clash.problem(409, "CONFLICT")["invalidate"] == ["pages"]
    assert clash.header("x-mizan-invalidate") == "pages"
    assert call(nobody, "POST", "clashing/?how=stale").problem(409, "STALE")["data"] == 3


def test_failure_is_the_sites_own_page(server: Server, nobody: Browser) -> None:
    log = server.mark()
    for path in ("failing/1/", "hooked/1/"):
        failed = call(nobody, "POST", path)
        assert failed.status == 500
        assert b"own page for failures" in failed.body
        assert b"secret" not in failed.body
        assert failed.header("x-mizan-invalidate") is not None
        assert failed.header("cache-control") == "no-store"
    assert page(nobody, "lying/").status == 500
    assert rows(server, "page that failed") == 0
    assert rows(server, "page with a hook") > 0
    server.wait_for("a secret of the page", log)


def test_page_for_developers_shows_the_functions_own_frame(kind: str, start: Start) -> None:
    server = start(kind, DEBUG=True, **PAGES)
    shown = submit(Browser(server.port), "failing/1/").body.decode()
    assert "a secret of the page" in shown
    assert re.search(r"pages/clients\.py</code>, line \d+, in failing_page", shown)


# ---------------------------------------------------------------- webhooks


def test_webhook_needs_neither_session_nor_token(server: Server, nobody: Browser) -> None:
    before = rows(server, "page by a hook")
    answer = nobody.send("POST", "/site/hooks/shop/", b"page by a hook", {"X-Signature": "by shop"})
    assert answer.status == 200
    assert answer.header("x-mizan-invalidate") == "pages;owner=2"
    assert rows(server, "page by a hook") == before + 1
    assert nobody.send("POST", "/site/hooks/shop/", b"x").status == 403
    # A page of another site cannot have a visitor's browser call it.
    forged = {"X-Signature": "by shop", "Sec-Fetch-Site": "cross-site"}
    nobody.send("POST", "/site/hooks/shop/", b"x", forged).problem(403, "FORBIDDEN")


def test_project_that_wants_everybody_to_sign_in(kind: str, start: Start) -> None:
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    nobody = Browser(start(kind, **PAGES, MIDDLEWARE=middleware).port)
    assert page(nobody, "words/new/").header("location") == "/who-are-you/?next=/site/words/new/"
    assert page(nobody, "open/").body == b"open"
    assert nobody.send("POST", "/site/hooks/shop/", b"page by a hook", {"X-Signature": "by shop"}).status == 200


# ---------------------------------------------------------------- what cannot be served


def refused(app: str) -> str:
    broken = {**PAGES, "INSTALLED_APPS": [*APPS, "mizan.django", f"testsite.{app}"], "ROOT_URLCONF": "testsite.urls"}
    return manage("check", settings=broken).stderr


def test_routes_that_django_cannot_read_are_refused_with_their_places() -> None:
    told = refused("misrouted")
    for why in (
        "function `unread`: the route `<roman:number>/` is none that its host can read: URL route '<roman:number>/' "
        "uses invalid converter 'roman'",
        "function `twice`: the route `<int:a>/<int:a>/` is none that its host can read",
        "function `braced`: the route `{a}/` is none that its host can read: an argument is written as in `<str:name>`",
        "function `unknown`: its route has `{b}`, which is no argument of it",
        "function `ungiven`: its argument `a` is neither in the route nor has it a default",
    ):
        assert re.search(rf"misrouted/clients.py:\d+: {re.escape(why)}", told), told


def test_routes_that_django_would_never_reach_are_refused_with_their_places() -> None:
    told = refused("shadowed")
    for why in (
        "function `same_second`: its route and its method `GET` are those of `same_first` too",
        "function `shadowed_second`: its route differs from that of `shadowed_first` by the name of an argument alone",
    ):
        assert re.search(rf"shadowed/clients.py:\d+: {re.escape(why)}", told), told
