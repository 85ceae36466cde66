"""Public bundles: one answer for everybody, which shared caches may keep until a middleware makes it somebody's own."""

import re

import pytest
from serving import Server, Start
from test_http_guards import ADMITTED
from wire import Answer, Browser

ADDS = [
    "testsite.admitted.middleware.adds",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TAG = '"mz-[a-z2-7]{26}"'


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **ADMITTED, MIDDLEWARE=ADDS)


def read(browser: Browser, **headers: str) -> Answer:
    return browser.read("shown", note="shown", headers=dict(headers))


def groups(answer: Answer, name: str) -> set[str]:
    return set(re.findall(TAG, answer.header(name) or ""))


def test_everybody_is_answered_alike(nobody: Browser, server: Server) -> None:
    ada = Browser(server.port).sign_in("ada")
    answer = read(nobody)
    assert answer.json == {"shown_count": 0, "shown_twice": 0}
    assert answer.header("cache-control") == "public, max-age=0, s-maxage=30"
    assert answer.header("cdn-cache-control") == "max-age=30"
    assert answer.header("vary") == "Accept-Encoding"
    assert (answer.header("cache-groups") or "").endswith(', "mz-world"')
    assert [line for line in read(ada).lines if line[0] != "date"] == [
        line for line in answer.lines if line[0] != "date"
    ]
    again = read(ada, **{"If-None-Match": answer.header("etag") or ""})
    assert (again.status, again.body) == (304, b"")
    assert again.header("cache-control") == answer.header("cache-control")
    assert again.header("cache-groups") == answer.header("cache-groups")


def test_who_asks_is_nothing_to_ask_for(server: Server, nobody: Browser) -> None:
    for name in ("caller", "user", "headers"):
        log = server.mark()
        nobody.read("peeked", name=name).problem(500, "INTERNAL")
        assert "leave out `public=True`" in server.wait_for("a public member may not read", log)


def test_token_that_does_not_hold_is_not_looked_at(nobody: Browser) -> None:
    assert read(nobody, **{"X-Mizan-Token": "none", "Authorization": "Bearer none"}).status == 200


@pytest.mark.parametrize(
    "added",
    [
        "cookie:colour",
        "gone:colour",
        "raw:colour",
        "vary:Accept-Language",
        "vary:Cookie",
        "vary:*",
        "kept:max-age=0, No-Store, must-revalidate",
        "kept:private, max-age=60",
    ],
)
def test_what_a_middleware_makes_somebodys_own_is_kept_by_nobody(nobody: Browser, added: str) -> None:
    shared = read(nobody)
    answer = read(nobody, **{"X-Add": added})
    assert answer.status == 200
    assert answer.header("cache-control") == "private, no-store"
    for name in ("cdn-cache-control", "cache-groups", "etag"):
        assert answer.header(name) is None
    answer = read(nobody, **{"X-Add": added, "If-None-Match": shared.header("etag") or ""})
    assert "public" not in (answer.header("cache-control") or "")
    assert answer.header("cdn-cache-control") is None


@pytest.mark.parametrize("added", ["vary:Origin", "vary:accept-encoding", "vary:origin", "kept:public, max-age=9"])
def test_what_all_may_share_stays_shared(nobody: Browser, added: str) -> None:
    assert (read(nobody, **{"X-Add": added}).header("cache-control") or "").startswith("public")


def test_mutation_names_the_groups_that_it_drops(nobody: Browser) -> None:
    before = groups(read(nobody), "cache-groups")
    answer = nobody.call("show", note="shown")
    assert answer.status == 200
    assert answer.header("x-mizan-invalidate") is not None
    assert groups(answer, "cache-group-invalidation") & before
    assert read(nobody).json["shown_count"] == 1
