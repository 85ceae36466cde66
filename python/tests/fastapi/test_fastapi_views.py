"""Views: Starlette's own responses at routes of the project's, with what was dropped in the headers."""

import pytest
from sites import Site
from wire import Browser

SCHEMA: dict[str, str | None] = {"X-Mizan-Schema": "0" * 16}
SAME: dict[str, str | None] = {"Sec-Fetch-Site": "same-origin"}


def test_pages(nobody: Browser) -> None:
    page = nobody.get("/words/hello/")
    assert (page.status, page.body) == (200, b"<p>hello</p>")
    assert page.header("cache-status") == "mizan; fwd=bypass"
    assert page.header("x-mizan-invalidate") is None
    assert nobody.get("/words/first/").body == b"written out"
    assert nobody.get("/files/a/b/c").body == b"a/b/c"
    assert nobody.send("HEAD", "/words/hello/").status == 200
    assert nobody.get("/other").json == "another page"


def test_values_of_the_path_have_their_types(nobody: Browser) -> None:
    told = nobody.get("/numbers/5/").body.decode()
    assert told.startswith("5 http://") and told.endswith("/files/a/b")
    for wrong in ("05", "x", "5.0", "9007199254740992"):
        nobody.get(f"/numbers/{wrong}/").problem(404, "NOT_FOUND")


def test_methods_of_a_route_are_those_of_all_its_views(nobody: Browser) -> None:
    answer = nobody.send("DELETE", "/ledger/", headers=SAME)
    answer.problem(405, "METHOD_NOT_ALLOWED")
    assert answer.header("allow") == "POST, PUT, GET, HEAD"


def test_what_was_dropped_is_in_the_headers(site: Site, nobody: Browser) -> None:
    answer = nobody.send("POST", "/ledger/", b"well", SAME)
    assert (answer.status, answer.body) == (200, b"well")
    assert answer.header("x-mizan-invalidate") == "ledger"
    assert answer.header("cache-control") == "no-store"
    assert (answer.header("cache-group-invalidation") or "").startswith('"mz-')
    assert site.events() == ["open", "commit"]
    assert nobody.send("PUT", "/ledger/", b"cached", SAME).header("cache-control") == "max-age=5"


def test_generated_clients_are_told_of_a_redirect(nobody: Browser) -> None:
    seen = nobody.send("POST", "/ledger/", b"redirect", SAME)
    assert (seen.status, seen.header("location"), seen.header("x-kept")) == (303, "/words/first/", "1")
    told = nobody.send("POST", "/ledger/", b"redirect", {**SAME, **SCHEMA})
    assert told.json == {"redirect": "/words/first/", "invalidate": ["ledger"]}
    assert (told.status, told.header("location"), told.header("x-kept")) == (200, None, "1")
    assert told.header("cache-control") == "no-store"
    assert told.header("content-length") == str(len(told.body))


@pytest.mark.parametrize(
    ("how", "status", "body"),
    [
        ("http", 404, b'{"detail":"no such page"}'),
        ("teapot", 418, b'{"detail":"a teapot"}'),
        ("failure", 500, b"Internal Server Error"),
        ("lie", 500, b"Internal Server Error"),
    ],
)
def test_errors_get_the_applications_own_pages(site: Site, nobody: Browser, how: str, status: int, body: bytes) -> None:
    answer = nobody.send("POST", "/ledger/", how.encode(), SAME)
    assert (answer.status, answer.body) == (status, body)
    assert answer.header("x-mizan-invalidate") == "ledger"
    assert answer.header("cache-control") == "no-store"
    assert "commit" not in site.events()
    if status == 500:
        assert "Traceback" in site.log


def test_problems_are_problems(nobody: Browser) -> None:
    answer = nobody.send("POST", "/ledger/", b"problem", SAME)
    assert answer.problem(409, "CONFLICT")["detail"] == "it is late"
    assert answer.header("x-mizan-invalidate") == "ledger"
    nobody.get("/ledger/").problem(401, "UNAUTHENTICATED")
    nobody.send("POST", "/ledger/", b"well", {"Sec-Fetch-Site": "cross-site"}).problem(403, "FORBIDDEN")


def test_guards_of_pages(site: Site, ada: Browser) -> None:
    assert ada.get("/ledger/").body == b"the ledger"


def test_private_views_are_reached_by_their_route_alone(nobody: Browser) -> None:
    answer = nobody.send("POST", "/hooks/shop/", b"12345")
    assert (answer.body, answer.header("x-mizan-invalidate")) == (b"shop 5", "ledger")
    nobody.call("hook", kind="shop").problem(404, "NOT_FOUND")


def test_streams_are_sent_as_they_come(site: Site, nobody: Browser) -> None:
    assert nobody.get("/stream/").body == b"abc"
    assert site.events() == ["streamed"]


def test_the_body_of_a_view_is_bounded_too(nobody: Browser) -> None:
    nobody.send("POST", "/hooks/shop/", b"x" * ((1 << 20) + 1)).problem(413, "TOO_LARGE")
