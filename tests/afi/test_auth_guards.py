"""Auth guards: each allowed and each refused, before arguments are looked at; bundles want every guard.

Every check runs against every adapter's reference app, over its own transport; those marked `http` where that is HTTP.
"""

from functools import partial

import pytest
from harness.at_once import at_once
from harness.program import Program
from harness.transport import Visitor

# Who may, of the people of the seed; everybody else who has signed in may not.
GUARDS = {
    "for_somebody": {"ada", "grace", "sasha", "root", "packer"},
    "for_staff": {"sasha", "root"},
    "for_superusers": {"root"},
    "for_packers": {"packer"},
    "for_the_early": {"ada", "root"},
    "for_the_early_async": {"ada", "root"},
    "for_the_early_too": {"ada", "root"},
}


@pytest.mark.parametrize("function", GUARDS)
def test_guard_lets_in_whom_it_names_and_nobody_else(app: Program, nobody: Visitor, function: str) -> None:
    for name in ("ada", "grace", "sasha", "root", "packer"):
        visitor = app.visitor(name)
        if name in GUARDS[function]:
            answer = visitor.call(function, word=name)
            assert (answer.status, answer.json) == (200, {"result": name, "invalidate": []})
            assert visitor.call(function, nonsense=1).problem(422, "INVALID")
        else:
            # Before the arguments are looked at: what is wrong with them is not told.
            assert "errors" not in visitor.call(function, nonsense=1).problem(403, "FORBIDDEN")
    assert "errors" not in nobody.call(function, nonsense=1).problem(401, "UNAUTHENTICATED")
    assert nobody.post(function, b"{").problem(401, "UNAUTHENTICATED")


def test_everybody_is_let_in_where_there_is_no_guard(app: Program, nobody: Visitor) -> None:
    assert nobody.call("for_everybody").json["result"] == "everybody"
    assert app.visitor("grace").call("for_everybody", word="x").json["result"] == "x"


def test_a_bundle_wants_every_guard_and_401_comes_first(app: Program, nobody: Visitor) -> None:
    assert nobody.read("staffroom", "nonsense=1").problem(401, "UNAUTHENTICATED")["member"] == "roster"
    read = app.visitor("root").read("staffroom", day=3)
    assert read.json == {"roster": ["sasha", "root"], "roster_notes": "day 3"}
    # Staff, but not early; early, but not staff; and for whom both guards fail, the first in name order.
    assert app.visitor("sasha").read("staffroom", "nonsense=1").problem(403, "FORBIDDEN")["member"] == "roster_notes"
    assert app.visitor("ada").read("staffroom", "nonsense=1").problem(403, "FORBIDDEN")["member"] == "roster"
    assert app.visitor("grace").read("staffroom").problem(403, "FORBIDDEN")["member"] == "roster"


@pytest.mark.http
def test_guards_are_asked_before_a_condition(app: Program, nobody: Visitor) -> None:
    grace = app.visitor("grace")
    etag = grace.read("user", user_id=5).header("etag")
    assert grace.read("user", user_id=5, headers={"If-None-Match": etag}).status == 304
    nobody.read("user", user_id=5, headers={"If-None-Match": etag}).problem(401, "UNAUTHENTICATED")
    app.visitor("ada").read("user", user_id=5, headers={"If-None-Match": "*"}).problem(403, "FORBIDDEN")


def test_who_asks_while_others_ask_is_nobody_else(app: Program) -> None:
    people = {"ada": "1", "grace": "5", "edsger": "7", "sasha": "20", "root": "21", "packer": "22"}

    def asks(visitor: Visitor, number: str | None, status: int) -> None:
        for _ in range(20):
            assert visitor.read("desk").json["desk_owner"] == number
            assert visitor.call("for_staff").status == status

    works = [
        partial(asks, app.visitor(name), number, 200 if name in GUARDS["for_staff"] else 403)
        for name, number in people.items()
    ]
    at_once([*works, partial(asks, app.visitor(), None, 401)])


# ---------------------------------------------------------------- guards of the shop


@pytest.mark.parametrize(
    "function", ["rename_me", "ship_order", "reprice", "recategorise", "rename_user", "set_avatar"]
)
def test_guarded_functions_want_somebody_before_they_look_at_arguments(nobody: Visitor, function: str) -> None:
    nobody.call(function, nonsense=1).problem(401, "UNAUTHENTICATED")


def test_self_is_the_caller_or_staff(grace: Visitor, nobody: Visitor, app: Program) -> None:
    nobody.read("user", user_id=5).problem(401, "UNAUTHENTICATED")
    assert grace.read("user", user_id=7).problem(403, "FORBIDDEN")["member"] == "user_orders"
    grace.call("rename_user", user_id=7, name="x").problem(403, "FORBIDDEN")
    grace.call("set_avatar", user_id=7, url="x").problem(403, "FORBIDDEN")
    assert app.visitor("sasha").read("user", user_id=7).status == 200
    # Who is superuser is not staff by that.
    assert app.visitor("root").read("user", user_id=7).status == 200


def test_who_has_gone_is_nobody(app: Program) -> None:
    with pytest.raises(AssertionError):
        app.visitor().sign_in("gone")
