"""Session and CSRF: a forged cross-site call is refused and changes nothing; an own call works.

Every check runs against every adapter's reference app, over HTTP.
"""

from typing import Any

import pytest
from harness.program import Program
from harness.transport import Visitor
from wire import BASE

FORGED = b'{"args":{"name":"forged"}}'


def name_of(visitor: Visitor) -> str:
    return str(visitor.read("user", user_id=5).json["user_profile"]["name"])


SITES: list[dict[str, str | None]] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.shop.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": None},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "SAME-ORIGIN", "Origin": None},
    {"Sec-Fetch-Site": "same-origin, none", "Origin": None},
    {"Sec-Fetch-Site": "", "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": "null"},
    {"Sec-Fetch-Site": None, "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1"},
    {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1.evil.example"},
]


@pytest.mark.parametrize("site", SITES, ids=lambda site: " ".join(map(str, site.values())))
def test_forged_call_is_refused_and_changes_nothing(grace: Visitor, site: dict[str, str | None]) -> None:
    before = name_of(grace)
    refused = grace.post("rename_me", FORGED, site)
    assert refused.problem(403, "FORBIDDEN")["type"] == "urn:mizan:problem:cross-site"
    assert name_of(grace) == before


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_call_works(grace: Visitor, site: str) -> None:
    for name in ("Hopper", "Grace"):
        assert grace.call("rename_me", {"Sec-Fetch-Site": site}, name=name).json["result"]["name"] == name
        assert name_of(grace) == name


def test_own_call_of_an_old_browser_works(grace: Visitor) -> None:
    """Without `Sec-Fetch-Site` its origin is compared with the host."""
    own: dict[str, str | None] = {"Sec-Fetch-Site": None, "Origin": f"http://{grace.host}"}
    assert grace.call("rename_me", own, name="Grace").status == 200
    other = {**own, "Origin": f"http://127.0.0.1:{grace.port + 1}"}
    grace.call("rename_me", other, name="forged").problem(403, "FORBIDDEN")


def test_program_without_cookies_needs_no_mark(nobody: Visitor) -> None:
    """What is no browser sends neither field: with no cookie there is nothing to forge."""
    plain: dict[str, str | None] = {"Sec-Fetch-Site": None, "Origin": None}
    assert nobody.call("jump", plain).status == 200
    with_cookie = {**plain, "Cookie": "any=thing"}
    nobody.call("jump", with_cookie).problem(403, "FORBIDDEN")


def test_reads_are_for_every_site(grace: Visitor) -> None:
    """A read changes nothing, and without a word of ours no other site's page may look at it."""
    answer = grace.read("user", user_id=5, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
    assert answer.status == 200
    assert not [name for name, _ in answer.lines if name.startswith("access-control-")]


def test_session_tells_the_token_that_the_host_wants(app: Program, nobody: Visitor, grace: Visitor) -> None:
    answer = nobody.get(f"{BASE}session/")
    assert (answer.status, answer.json.keys()) == (200, {"csrfToken"})
    assert answer.header("cache-control") == "no-store"
    token = answer.json["csrfToken"]
    assert token is None or (isinstance(token, str) and len(token) > 30)
    assert grace.post("rename_me", b'{"args":{"name":"Grace"}}').status == 200
    if token is not None:
        # The host has a check of its own, and who has signed in owes it.
        bare = grace.post("rename_me", FORGED, {"X-CSRFToken": None})
        assert bare.problem(403, "FORBIDDEN")["type"] == "urn:mizan:problem:csrf"
        wrong = grace.post("rename_me", FORGED, {"X-CSRFToken": "x" * 64})
        assert wrong.problem(403, "FORBIDDEN")["type"] == "urn:mizan:problem:csrf"
        assert name_of(grace) == "Grace"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_session_is_read_alone(nobody: Visitor, method: str) -> None:
    nobody.send(method, f"{BASE}session/").problem(405, "METHOD_NOT_ALLOWED")


TOKENS: list[dict[str, Any]] = [
    {"Authorization": "Bearer none"},
    {"Authorization": "bearer\tnone"},
    {"Authorization": "Bearer"},
    {"X-Mizan-Token": "none"},
    {"X-Mizan-Token": ""},
]


@pytest.mark.parametrize("fields", TOKENS, ids=str)
def test_token_decides_alone_and_the_session_is_no_fall_back(grace: Visitor, fields: dict[str, Any]) -> None:
    before = name_of(grace)
    grace.read("user", user_id=5, headers=fields).problem(401, "UNAUTHENTICATED")
    refused = grace.call("rename_me", fields, name="x")
    refused.problem(401, "UNAUTHENTICATED")
    assert refused.header("www-authenticate") == "Mizan"
    # A public bundle is one answer for everybody: no identity is looked for.
    assert grace.read("board", headers=fields).status == 200
    assert name_of(grace) == before


def test_another_scheme_is_none_of_ours(grace: Visitor) -> None:
    assert grace.read("user", user_id=5, headers={"Authorization": "Basic eDp5"}).status == 200


def test_session_that_has_ended_is_nobodys(app: Program) -> None:
    visitor = app.visitor().sign_in("ada")
    assert visitor.call("for_somebody").status == 200
    kept = dict(visitor.cookies)
    assert visitor.sign_out().status == 302
    visitor.cookies = kept
    visitor.call("for_somebody").problem(401, "UNAUTHENTICATED")
    visitor.cookies = {name: value[:-1] + "x" for name, value in kept.items()}
    visitor.call("for_somebody").problem(401, "UNAUTHENTICATED")


def test_who_may_not_sign_in_is_nobody(app: Program) -> None:
    visitor = app.visitor()
    for user, password in (("gone", "gone"), ("ada", "wrong"), ("none", "none"), ("", "")):
        assert visitor.try_to_sign_in(user, password).status != 302
        visitor.call("for_somebody").problem(401, "UNAUTHENTICATED")
