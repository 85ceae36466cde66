"""Bundles over HTTP: one spelling of each value, answers as private as their members, conditions, failing as one."""

import pytest
from serving import Server, Start
from wire import BASE, Browser

SPELLINGS = {
    "leading_zero": ("owner_id=01", 400, [(["params", "owner_id"], "format")]),
    "plus": ("owner_id=%2B1", 400, [(["params", "owner_id"], "format")]),
    "fraction": ("owner_id=1.0", 400, [(["params", "owner_id"], "format")]),
    "full_width": ("owner_id=%EF%BC%91", 400, [(["params", "owner_id"], "format")]),
    "space": ("owner_id=%201", 400, [(["params", "owner_id"], "format")]),
    "nothing": ("owner_id=", 400, [(["params", "owner_id"], "format")]),
    "minus_zero": ("owner_id=-0", 400, [(["params", "owner_id"], "format")]),
    "twice": ("owner_id=1&owner_id=2", 400, [(["params", "owner_id"], "type")]),
    "semicolon": ("owner_id=1;owner_id=2", 400, None),
    "brackets": ("owner_id%5B%5D=1", 400, None),
    "unknown": ("owner_id=1&_=5", 400, [(["params", "_"], "unknown")]),
    "payload": ("owner_id=1&/_payload.json", 400, None),
    "out_of_bounds": ("owner_id=9007199254740992", 422, [(["params", "owner_id"], "range")]),
    "three_thousand_digits": ("owner_id=" + "1" * 3000, 422, [(["params", "owner_id"], "range")]),
    "missing": ("", 422, [(["params", "owner_id"], "missing")]),
    "only_the_other": ("page=2", 422, [(["params", "owner_id"], "missing")]),
    "bad_utf8": ("owner_id=1&page=%ff", 400, None),
    "bad_percent": ("owner_id=1&page=%zz", 400, None),
    "no_name": ("owner_id=1&=5", 400, None),
    "null": ("owner_id=null", 400, [(["params", "owner_id"], "format")]),
}


@pytest.mark.parametrize(("query", "status", "faults"), SPELLINGS.values(), ids=SPELLINGS)
def test_query_that_does_not_fit(ada: Browser, query: str, status: int, faults: object) -> None:
    found = ada.read("ledger", query).faults(status, "BAD_REQUEST" if status == 400 else "INVALID")
    assert faults is None or found == faults


def test_host_has_no_say_in_how_many_params_there_are(kind: str, start: Start) -> None:
    browser = Browser(start(kind, DATA_UPLOAD_MAX_NUMBER_FIELDS=1).port)
    answer = browser.read("open", "kinds=a&kinds=b&kinds=c&note=")
    assert (answer.status, answer.json) == (200, {"open_count": 3, "open_count_async": 0})


def test_bundle_has_its_members_in_name_order(ada: Browser) -> None:
    answer = ada.read("ledger", "owner_id=1&page=1")
    assert answer.status == 200
    assert list(answer.json) == ["ledger_rows", "ledger_total"]
    assert answer.header("cache-control") == "private, no-cache"
    assert answer.header("cache-status") == "mizan; fwd=bypass; detail=store"
    assert [part.strip() for part in (answer.header("vary") or "").split(",")] == [
        "Cookie",
        "Authorization",
        "X-Mizan-Token",
    ]


def test_text_arrives_as_it_was_written(nobody: Browser) -> None:
    for query, text in (
        ("a%20b", "a b"),
        ("a+b", "a b"),
        ("%C3%A9", "\u00e9"),
        ("e%CC%81", "e\u0301"),
        ("%00%3B", "\0;"),
        ("", ""),
    ):
        assert nobody.read("said", f"text={query}").json == {"said_back": text}


def test_condition_that_holds_is_not_modified(nobody: Browser) -> None:
    first = nobody.read("open")
    etag = first.header("etag")
    assert etag is not None and etag.startswith('W/"')
    for condition in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        for method in ("GET", "HEAD"):
            answer = nobody.send(method, f"{BASE}ctx/open/", headers={"If-None-Match": condition})
            assert (answer.status, answer.body) == (304, b"")
            assert answer.header("content-type") is None
            for name in ("etag", "cache-control", "x-mizan-schema"):
                assert answer.header(name) == first.header(name)
            assert "Cookie, Authorization, X-Mizan-Token" in (answer.header("vary") or "")
    for condition in ('"x"', etag + "x", "", 'W/"'):
        assert nobody.read("open", headers={"If-None-Match": condition}).status == 200


def test_condition_is_asked_after_the_guards(nobody: Browser) -> None:
    nobody.read("ledger", owner_id=1, headers={"If-None-Match": "*"}).problem(401, "UNAUTHENTICATED")


def test_bundle_with_an_uncached_member_is_not_kept(nobody: Browser) -> None:
    answer = nobody.read("bare", headers={"X-Colour": "green"})
    assert answer.json == {"bare_language": "GET /api/mizan/ctx/bare/ green"}
    assert answer.header("cache-control") == "private, no-store"
    assert answer.header("etag") is None
    assert answer.header("cache-status") == "mizan; fwd=bypass; detail=uncached"


def test_bundle_fails_as_one_and_names_the_member(nobody: Browser) -> None:
    answer = nobody.read("failing")
    assert answer.problem(500, "INTERNAL")["member"] == "failing_b"
    assert answer.header("cache-status") == "mizan; fwd=bypass; detail=error"
    assert answer.header("etag") is None


@pytest.mark.parametrize(
    "name", ["session", "GET", "POST", "META", "headers", "path", "method", "COOKIES", "body", "get"]
)
def test_cached_member_sees_nothing_but_its_caller(server: Server, nobody: Browser, name: str) -> None:
    seen = server.mark()
    problem = nobody.read("peek", name=name).problem(500, "INTERNAL")
    assert "detail" not in problem
    log = server.wait_for("UndeclaredDependency", seen)
    assert f"request.{name}" in log and "declare `cache=False`" in log


def test_cached_member_sees_its_caller(nobody: Browser, ada: Browser) -> None:
    assert nobody.read("peek", name="caller").json == {"peek_at": "None"}
    assert nobody.read("peek", name="user").json == {"peek_at": "AnonymousUser"}
    assert ada.read("peek", name="user").json == {"peek_at": "ada"}


def test_cached_member_answers_in_the_projects_language_and_time(kind: str, start: Start) -> None:
    middleware = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "testsite.middleware.eastern_time",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
    browser = Browser(start(kind, MIDDLEWARE=middleware, LANGUAGE_CODE="fr").port, Accept_Language="de")
    browser.sign_in("ada")
    answer = browser.read("late")
    assert answer.json == {"late_user": "1 ada fr Europe/Paris", "late_user_async": "ada"}


def test_project_may_do_without_translations(kind: str, start: Start) -> None:
    server = start(kind, USE_I18N=False, MIDDLEWARE=SESSIONS, LANGUAGE_CODE="fr")
    assert Browser(server.port).read("open").json == {"open_count": 0, "open_count_async": 0}
    late = Browser(server.port).sign_in("ada").read("late")
    assert late.json == {"late_user": "1 ada fr Europe/Paris", "late_user_async": "ada"}


SESSIONS = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def test_read_has_no_body(nobody: Browser) -> None:
    nobody.send("GET", f"{BASE}ctx/open/", b"{}").problem(400, "BAD_REQUEST")


def test_outdated_client_is_told(nobody: Browser) -> None:
    old = {"X-Mizan-Schema": "0" * 16}
    current = {"X-Mizan-Schema": nobody.read("open").header("x-mizan-schema")}
    assert nobody.read("open", "x=1", old).problem(400, "BAD_REQUEST")["outdated"] is True
    assert nobody.call("gone", old).problem(404, "NOT_FOUND")["outdated"] is True
    assert nobody.call("echo", old).problem(422, "INVALID")["outdated"] is True
    assert "outdated" not in nobody.call("echo", current).problem(422, "INVALID")
    assert "outdated" not in nobody.call("whoami", old).problem(401, "UNAUTHENTICATED")
