"""Who asks, and the request of a cached member."""

import copy
import json

import pytest

from mizan import CachedRequest, Caller, UndeclaredDependency
from mizan.caller import caller_json

SOMEBODY = Caller("5", frozenset({"staff", "editor"}), "ff", "session")


def test_nobody_is_none() -> None:
    with pytest.raises(ValueError, match="nobody is `None`"):
        Caller("", frozenset(), "", "session")


def test_json_for_native_modules() -> None:
    assert caller_json(None) == b"null"
    assert json.loads(caller_json(SOMEBODY)) == {"id": "5", "roles": ["editor", "staff"], "permissions": "ff"}


def test_a_caller_has_roles() -> None:
    assert [SOMEBODY.has(role) for role in ("staff", "editor", "superuser", "")] == [True, True, False, False]
    assert SOMEBODY.is_staff


def test_the_request_of_a_public_member_has_no_caller_either() -> None:
    for caller in (SOMEBODY, None):
        request = CachedRequest(caller, public=True)
        for name in ("caller", "path", "user", "session"):
            with pytest.raises(UndeclaredDependency, match=rf"a public member may not read `request\.{name}`"):
                getattr(request, name)
        with pytest.raises(UndeclaredDependency):
            assert copy.copy(request).caller
    with pytest.raises(AttributeError):
        assert CachedRequest.__new__(CachedRequest).caller


def test_a_cached_request_has_its_caller_alone() -> None:
    request = CachedRequest(SOMEBODY)
    assert request.caller is SOMEBODY
    assert CachedRequest(None).caller is None
    for name in ("path", "GET", "session", "headers", "user"):
        with pytest.raises(UndeclaredDependency, match=rf"`request\.{name}`.*`cache=False`"):
            getattr(request, name)
        with pytest.raises(UndeclaredDependency):
            getattr(request, name, "a default does not hide it")
        with pytest.raises(UndeclaredDependency):
            hasattr(request, name)
    assert copy.copy(request).caller is SOMEBODY


def test_an_adapter_may_add_what_comes_from_the_caller() -> None:
    class WithUser(CachedRequest):
        __slots__ = ()

        @property
        def user(self) -> str:
            return f"user {self.caller.id}" if self.caller else "nobody"

    assert WithUser(SOMEBODY).user == "user 5"
    with pytest.raises(UndeclaredDependency):
        _ = WithUser(SOMEBODY).path
