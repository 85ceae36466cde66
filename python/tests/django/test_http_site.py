"""Which pages may call: the cross-site rule for everybody, and Django's CSRF token for who comes with a session."""

import pytest
from serving import Server, Start
from wire import BASE, Browser, Headers

OK = b'{"args":{"flag":true,"text":""}}'


def sent(browser: Browser, headers: Headers) -> str:
    """The type of the problem, or nothing when the call was let through."""
    answer = browser.post("echo", OK, {"Sec-Fetch-Site": None, **headers})
    return "" if answer.status == 200 else str(answer.problem(403, "FORBIDDEN")["type"]).rpartition(":")[2]


def test_what_a_page_of_another_site_sends_is_refused(nobody: Browser) -> None:
    own = f"http://{nobody.host}"
    for origin in (None, own, "https://evil.example"):
        for site in ("cross-site", "same-site", "", "SAME-ORIGIN"):
            assert sent(nobody, {"Sec-Fetch-Site": site, "Origin": origin}) == "cross-site"


def test_without_its_mark_the_origin_must_be_the_host(nobody: Browser) -> None:
    assert sent(nobody, {"Origin": f"http://{nobody.host}"}) == ""
    assert sent(nobody, {"Origin": f"https://{nobody.host}"}) == ""
    for origin in ("null", "https://evil.example", "http://127.0.0.1", f"http://{nobody.host}.evil.example", "http://"):
        assert sent(nobody, {"Origin": origin}) == "cross-site"


def test_default_port_is_that_of_the_origins_scheme(nobody: Browser) -> None:
    assert sent(nobody, {"Host": "shop.example", "Origin": "https://shop.example"}) == ""
    assert sent(nobody, {"Host": "shop.example", "Origin": "https://shop.example:443"}) == ""
    assert sent(nobody, {"Host": "shop.example", "Origin": "https://shop.example:8443"}) == "cross-site"


def test_without_both_a_cookie_is_what_is_refused(nobody: Browser) -> None:
    assert sent(nobody, {}) == ""
    assert sent(nobody, {"Cookie": "theme=dark"}) == "cross-site"


def test_what_a_user_opened_is_let_through(nobody: Browser) -> None:
    assert sent(nobody, {"Sec-Fetch-Site": "none"}) == ""
    assert sent(nobody, {"Sec-Fetch-Site": "same-origin", "Cookie": "theme=dark"}) == ""


def test_configured_origins_may_call(kind: str, start: Start) -> None:
    server: Server = start(kind, MIZAN={"ORIGINS": ["https://app.example"]})
    browser = Browser(server.port)
    assert sent(browser, {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}) == ""
    for origin in ("https://app.example.evil.example", "http://app.example", "https://evil-app.example", "null"):
        assert sent(browser, {"Origin": origin, "Sec-Fetch-Site": "cross-site"}) == "cross-site"


def test_a_session_needs_the_token(ada: Browser) -> None:
    same: Headers = {"Sec-Fetch-Site": "same-origin"}
    assert sent(ada, {**same, "X-CSRFToken": None}) == "csrf"
    assert sent(ada, {**same, "X-CSRFToken": "a" * 32}) == "csrf"
    assert sent(ada, {**same, "X-CSRFToken": "short"}) == "csrf"
    assert sent(ada, {**same}) == ""
    # The token does not make up for the site.
    assert sent(ada, {"Sec-Fetch-Site": "cross-site"}) == "cross-site"


def test_token_of_somebody_else_is_refused(ada: Browser, cleo: Browser) -> None:
    assert sent(ada, {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": cleo.cookies["csrftoken"]}) == "csrf"


def test_session_cookie_counts_though_it_belongs_to_nobody(nobody: Browser) -> None:
    assert sent(nobody, {"Sec-Fetch-Site": "same-origin", "Cookie": "sessionid=gone"}) == "csrf"


def test_user_whom_the_host_knows_without_a_cookie_needs_the_token_too(kind: str, start: Start) -> None:
    middleware = ["django.contrib.sessions.middleware.SessionMiddleware", "testsite.middleware.known_by_certificate"]
    browser = Browser(start(kind, MIDDLEWARE=middleware).port)
    ada: Headers = {"Sec-Fetch-Site": "same-origin", "X-Certificate": "ada"}
    assert sent(browser, ada) == "csrf"
    token = browser.get(f"{BASE}session/").json["csrfToken"]
    assert sent(browser, {**ada, "X-CSRFToken": token}) == ""


def test_referer_is_not_asked_for(ada: Browser) -> None:
    forwarded: Headers = {"Sec-Fetch-Site": "same-origin", "Origin": "https://127.0.0.1:5173"}
    assert sent(ada, forwarded) == ""


@pytest.mark.parametrize("uses_sessions", [False, True])
def test_session_gives_the_token(kind: str, start: Start, uses_sessions: bool) -> None:
    server: Server = start(kind, CSRF_USE_SESSIONS=uses_sessions)
    browser = Browser(server.port)
    browser.sign_in("ada")
    browser.cookies.pop("csrftoken", None)
    assert sent(browser, {"Sec-Fetch-Site": "same-origin"}) == "csrf"
    answer = browser.get(f"{BASE}session/")
    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    token = answer.json["csrfToken"]
    assert ("csrftoken" in browser.cookies) is not uses_sessions
    assert sent(browser, {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": token}) == ""
    # Asked again it is another writing of the same secret, and both hold.
    again = browser.get(f"{BASE}session/").json["csrfToken"]
    assert sent(browser, {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": token}) == ""
    assert sent(browser, {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": again}) == ""


def test_the_token_is_checked_and_given_without_djangos_middleware(kind: str, start: Start) -> None:
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
    browser = Browser(start(kind, MIDDLEWARE=middleware).port)
    browser.sign_in("ada")
    assert sent(browser, {"Sec-Fetch-Site": "same-origin"}) == "csrf"
    token = browser.get(f"{BASE}session/").json["csrfToken"]
    assert browser.cookies["csrftoken"]
    assert sent(browser, {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": token}) == ""


def test_reads_need_no_token_and_no_site(ada: Browser) -> None:
    answer = ada.read("ledger", owner_id=1, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
    assert answer.status == 200
    assert answer.header("access-control-allow-origin") is None


def test_host_that_the_project_does_not_have(kind: str, start: Start) -> None:
    """A page whose name leads here is no page of this site, whatever its browser says."""
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
    foreign: Headers = {"Host": "rebind.example"}
    browser = Browser(start(kind, MIDDLEWARE=middleware).port)
    browser.call("sign_in", foreign, name="ada").problem(400, "BAD_REQUEST")
    assert "sessionid" not in browser.cookies
    browser.read("open", headers=foreign).problem(400, "BAD_REQUEST")
    browser.get(f"{BASE}session/", foreign).problem(400, "BAD_REQUEST")
    # Where Django's own middleware is asked first, the page is Django's.
    assert Browser(start(kind).port).call("sign_in", foreign, name="ada").status == 400


def test_mark_of_the_test_client_is_no_permission_in_production(kind: str, start: Start) -> None:
    browser = Browser(start(kind, MIDDLEWARE=["testsite.middleware.checks_of_its_own"]).port)
    assert sent(browser, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}) == "cross-site"
