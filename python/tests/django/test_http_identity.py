"""Who is let in: sessions, staff, the guards' order, tokens that nobody can have yet, and people who have gone."""

import pytest
from serving import Server, Start
from wire import BASE, Browser, Headers


def test_guard_wants_somebody(nobody: Browser, ada: Browser) -> None:
    refused = nobody.call("whoami")
    refused.problem(401, "UNAUTHENTICATED")
    assert refused.header("www-authenticate") == "Mizan"
    assert ada.call("whoami").json["result"] == "ada"


def test_self_is_the_caller_or_staff(nobody: Browser, ada: Browser, cleo: Browser) -> None:
    nobody.call("touch_total", owner_id=1).problem(401, "UNAUTHENTICATED")
    ada.call("touch_total", owner_id=2).problem(403, "FORBIDDEN")
    assert ada.call("touch_total", owner_id=1).status == 200
    assert cleo.call("touch_total", owner_id=1).status == 200


def test_self_on_reads_names_the_member(nobody: Browser, ada: Browser, cleo: Browser) -> None:
    assert nobody.read("ledger", owner_id=1).problem(401, "UNAUTHENTICATED")["member"] == "ledger_rows"
    # The guard comes before the params, and the rule of `self` after them.
    nobody.read("ledger", "owner_id=x").problem(401, "UNAUTHENTICATED")
    ada.read("ledger", "owner_id=x").problem(400, "BAD_REQUEST")
    assert ada.read("ledger", owner_id=2).problem(403, "FORBIDDEN")["member"] == "ledger_rows"
    assert ada.read("ledger", owner_id=1).status == 200
    assert cleo.read("ledger", owner_id=1).status == 200


@pytest.mark.parametrize(
    "token",
    [{"X-Mizan-Token": "x"}, {"X-Mizan-Token": ""}, {"Authorization": "Bearer x"}, {"Authorization": "bearer"}],
)
def test_token_decides_alone_and_none_holds_yet(ada: Browser, token: Headers) -> None:
    ada.call("whoami", token).problem(401, "UNAUTHENTICATED")
    ada.call("echo", token, flag=True, text="").problem(401, "UNAUTHENTICATED")
    ada.read("open", headers=token).problem(401, "UNAUTHENTICATED")
    # Neither the site nor the cookies are looked at.
    foreign: Headers = {**token, "Sec-Fetch-Site": "cross-site", "X-CSRFToken": None}
    ada.call("whoami", foreign).problem(401, "UNAUTHENTICATED")


def test_other_credentials_are_the_hosts(ada: Browser) -> None:
    assert ada.call("whoami", {"Authorization": "Basic eDp5"}).json["result"] == "ada"


def test_session_that_does_not_hold_is_nobody(server: Server) -> None:
    browser = Browser(server.port)
    browser.sign_in("ada")
    browser.cookies["sessionid"] = "x" * 32
    browser.call("whoami").problem(401, "UNAUTHENTICATED")
    browser.read("late").problem(401, "UNAUTHENTICATED")


SESSIONS = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def test_user_that_a_middleware_has_found_counts_without_a_session(kind: str, start: Start) -> None:
    server = start(kind, MIDDLEWARE=[*SESSIONS, "testsite.middleware.known_by_now"])
    browser = Browser(server.port, X_Certificate="ada")
    assert browser.read("late").status == 200
    # And so it owes the token.
    browser.call("whoami").problem(403, "FORBIDDEN")
    assert browser.get(f"{BASE}session/").status == 200
    assert browser.call("whoami").json["result"] == "ada"


def test_user_of_a_class_of_the_projects_own(kind: str, start: Start) -> None:
    server = start(kind, MIDDLEWARE=["testsite.middleware.guests"])
    guest, nobody = Browser(server.port, X_Guest="7"), Browser(server.port)
    for browser in (guest, nobody):
        # Both are somebody to the project, and owe the token.
        browser.call("whoami").problem(403, "FORBIDDEN")
    assert guest.read("peek", name="caller").json["peek_at"].startswith("SessionCaller(id='7'")
    # Whom nothing tells from others is no caller.
    assert nobody.read("peek", name="caller").json == {"peek_at": "None"}
    nobody.read("late").problem(401, "UNAUTHENTICATED")


def test_function_may_sign_in(nobody: Browser) -> None:
    answer = nobody.call("sign_in", name="bob")
    assert (answer.status, answer.json["invalidate"]) == (200, ["late"])
    assert nobody.read("late").json["late_user"].startswith("2 bob ")
    # The token came with the session, and holds.
    assert nobody.call("whoami").json["result"] == "bob"


def test_signed_out_is_nobody(server: Server) -> None:
    browser = Browser(server.port)
    browser.sign_in("bob")
    assert browser.call("whoami").json["result"] == "bob"
    kept = dict(browser.cookies)
    assert browser.get("/sign-out/").status == 200
    browser.cookies = kept
    browser.call("whoami").problem(401, "UNAUTHENTICATED")


@pytest.mark.parametrize("backend", ["ModelBackend", "AllowAllUsersModelBackend"])
def test_inactive_is_nobody(kind: str, start: Start, backend: str) -> None:
    server = start(kind, AUTHENTICATION_BACKENDS=[f"django.contrib.auth.backends.{backend}"])
    browser = Browser(server.port).sign_in("gone")
    assert browser.call("whoami").json["result"] == "gone"
    assert browser.call("retire", name="gone").status == 200
    browser.call("whoami").problem(401, "UNAUTHENTICATED")
    browser.read("ledger", owner_id=5).problem(401, "UNAUTHENTICATED")


def test_login_page_is_no_answer(kind: str, start: Start) -> None:
    """Where the project wants everybody to sign in, nobody gets a problem instead of a redirect."""
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    browser = Browser(start(kind, MIDDLEWARE=middleware).port)
    browser.call("echo", flag=True, text="").problem(401, "UNAUTHENTICATED")
    browser.read("open").problem(401, "UNAUTHENTICATED")
    browser.get(f"{BASE}nothing/").problem(404, "NOT_FOUND")
    assert browser.get(f"{BASE}session/").status == 200
    browser.sign_in("ada")
    assert browser.read("open").status == 200
