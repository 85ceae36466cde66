"""Guards of every kind, the roles that they ask for, and in which order a bundle's refuse."""

import json
from hashlib import sha256
from typing import Any

import pytest
from serving import Server, Start
from wire import Browser

from mizan._native import permission_hash

APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
ADMITTED: dict[str, Any] = {"INSTALLED_APPS": [*APPS, "mizan.django", "testsite.ledger", "testsite.admitted"]}
KEY: dict[str, str | None] = {"X-Key": "k"}


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **ADMITTED)


def allowed(browser: Browser, function: str, **headers: str) -> bool:
    """Whether the function answers; else it refuses somebody, and not for another reason."""
    answer = browser.call(function, headers)
    if answer.status != 200:
        answer.problem(403, "FORBIDDEN")
    return answer.status == 200


def test_staff_and_superusers(nobody: Browser, ada: Browser, cleo: Browser, server: Server) -> None:
    root = Browser(server.port).sign_in("root")
    for function in ("for_staff", "for_superusers", "for_editors"):
        nobody.call(function).problem(401, "UNAUTHENTICATED")
    assert [allowed(each, "for_staff") for each in (ada, cleo, root)] == [False, True, True]
    assert [allowed(each, "for_superusers") for each in (ada, cleo, root)] == [False, False, True]
    # A superuser has every permission of Django's, which a role is none of.
    assert [allowed(each, "for_editors") for each in (ada, cleo, root)] == [False, False, False]


def test_roles_are_groups(server: Server) -> None:
    bob = Browser(server.port).sign_in("bob")
    bob.get("/api/mizan/session/")
    *roles, before = bob.read("admitted").json["admitted_roles"]
    assert (roles, before) == ([], permission_hash(staff=False, superuser=False, permissions=[]))
    assert bob.call("join", group="editors").status == 200
    assert allowed(bob, "for_editors")
    *roles, after = bob.read("admitted").json["admitted_roles"]
    assert roles == ["editors"]
    assert after == permission_hash(staff=False, superuser=False, permissions=["role:editors"])
    # Nobody becomes staff by the name of a group, nor two roles by one with a comma.
    for group in ("staff", "superuser", "readers,role:writers"):
        assert bob.call("join", group=group).status == 200
        assert bob.call("my_roles", asked=group).json["result"] is True
    assert bob.read("admitted").json["admitted_roles"] == ["editors", after]
    assert not allowed(bob, "for_staff")
    assert not allowed(bob, "for_superusers")


def test_roles_of_the_projects_own(kind: str, start: Start) -> None:
    server = start(kind, **ADMITTED, MIZAN={"ROLES": "testsite.admitted.roles.roles_of"})
    ada, bob = (Browser(server.port).sign_in(name) for name in ("ada", "bob"))
    for each in (ada, bob):
        each.get("/api/mizan/session/")
    assert [allowed(each, "for_editors") for each in (ada, bob)] == [True, False]
    assert not allowed(ada, "for_staff")
    *roles, permissions = ada.read("admitted").json["admitted_roles"]
    assert roles == ["editors", "readers"]
    hashed = ["ledger.add_entry", "role:editors", "role:readers"]
    assert permissions == permission_hash(staff=False, superuser=False, permissions=hashed)


@pytest.mark.parametrize("function", ["for_keys", "for_keys_async"])
def test_guard_of_the_whole_request(nobody: Browser, ada: Browser, function: str) -> None:
    nobody.call(function).problem(401, "UNAUTHENTICATED")
    assert nobody.call(function, KEY).status == 200
    assert not allowed(ada, function)
    assert allowed(ada, function, **{"X-Key": "k"})


def test_guard_that_refuses_as_django_does(nobody: Browser, ada: Browser) -> None:
    for browser in (nobody, ada):
        browser.call("denied").problem(403, "FORBIDDEN")
        browser.call("missed").problem(404, "NOT_FOUND")
        for function in ("formless", "partless"):
            assert "detail" not in browser.call(function).problem(400, "BAD_REQUEST")
        assert browser.call("limited").problem(429, "RATE_LIMITED")["detail"] == "slowly"


def test_guard_sees_the_body_as_it_was_sent(nobody: Browser) -> None:
    body = b'{"args": {"number": 5}}'
    for headers in ({}, {"X-Signature": sha256(b"").hexdigest()}):
        nobody.post("signed", body, {**headers}).problem(401, "UNAUTHENTICATED")
    assert nobody.post("signed", body, {"X-Signature": sha256(body).hexdigest()}).json["result"] == [5, len(body)]


def test_guard_that_fails_lets_nobody_in(server: Server, ada: Browser) -> None:
    log = server.mark()
    answer = ada.post("failed", json.dumps({"args": {"number": "no number"}}).encode())
    assert "invalidate" not in answer.problem(500, "INTERNAL")
    assert b"secret" not in answer.body
    server.wait_for("a secret of the guard", log)
    # Only `True` is true.
    ada.call("lied").problem(500, "INTERNAL")


def test_guards_of_a_bundle_refuse_in_order(nobody: Browser, ada: Browser) -> None:
    assert nobody.read("mixed").problem(401, "UNAUTHENTICATED")["member"] == "mixed_b"
    assert ada.read("mixed").problem(403, "FORBIDDEN")["member"] == "mixed_a"
