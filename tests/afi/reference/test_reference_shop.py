"""Every function of the shop does what its documentation says, over HTTP, and says of a mutation just what is stale.

The four tiers of section 5 of the protocol, each from live answers: explicit, argument, identity, broad, members too.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from harness.program import Program
from harness.transport import Visitor

GRACE = {"context": "user", "params": {"user_id": 5}}


def header(targets: Sequence[Any]) -> str | None:
    """The targets as `X-Mizan-Invalidate` has them, as long as every value is a small integer or a token's text."""
    items = []
    for target in targets:
        node = {"context": target} if isinstance(target, str) else target
        name = "/".join(filter(None, [node["context"], node.get("function")]))
        items.append(
            "".join([name, *(f";{param}={written(value)}" for param, value in node.get("params", {}).items())])
        )
    return ", ".join(items) or None


def written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def call(visitor: Visitor, function: str, **args: Any) -> tuple[Any, list[Any]]:
    """Result and targets of a call that succeeds; the header is the body's own list."""
    answer = visitor.call(function, **args)
    assert answer.status == 200, answer
    targets = answer.json["invalidate"]
    assert answer.header("x-mizan-invalidate") == header(targets)
    assert answer.header("cache-control") == "no-store"
    return answer.json["result"], targets


def profile(visitor: Visitor) -> Any:
    return visitor.read("user", user_id=5).json["user_profile"]


# ---------------------------------------------------------------- reads


def test_a_bundle_has_members_with_different_params(grace: Visitor) -> None:
    answer = grace.read("user", user_id=5)
    assert answer.status == 200
    assert list(answer.json) == ["site_stats", "user_orders", "user_profile"]
    assert answer.json["site_stats"] == {"users": 3, "orders": 3}
    assert [each["id"] for each in answer.json["user_orders"]] == [1, 2]
    assert answer.json["user_profile"]["id"] == 5
    assert grace.read("user", user_id=5, page=2).json["user_orders"] == []
    # Below the first page is the first, as in the twins.
    assert grace.read("user", user_id=5, page=-7).json == answer.json
    assert grace.read("user", user_id=5, page=2**53 - 1).status == 200


def test_the_catalog_is_read_by_everybody(nobody: Visitor) -> None:
    answer = nobody.read("catalog", "category=garden&sku=rake&skus=rake&skus=none&skus=pan")
    rake = {"sku": "rake", "category": "garden", "price": 2250}
    assert answer.json == {"compare": [rake], "product": rake, "products": [rake]}
    kitchen = nobody.read("catalog", "category=kitchen&sku=rake&skus=rake").json
    assert ([each["category"] for each in kitchen["products"]], kitchen["compare"]) == (["kitchen"] * 2, [])
    assert nobody.read("catalog", "category=kitchen&page=2&sku=rake").json["products"] == []


@pytest.mark.parametrize(
    ("query", "status", "faults"),
    [
        ("category=garden", 422, [(["params", "sku"], "missing")]),
        ("category=garden&sku=rake&page=01", 400, None),
        ("category=garden&sku=rake&page=1&page=2", 400, None),
        ("category=garden&sku=rake&colour=red", 400, None),
        ("category=garden&sku=%ff", 400, None),
    ],
)
def test_query_that_does_not_fit(nobody: Visitor, query: str, status: int, faults: object) -> None:
    answer = nobody.read("catalog", query)
    found = answer.faults(status, "BAD_REQUEST" if status == 400 else "INVALID")
    assert faults is None or found == faults


def test_what_is_not_there_names_its_member(grace: Visitor, nobody: Visitor, app: Program) -> None:
    assert nobody.read("catalog", "category=x&sku=none").problem(404, "NOT_FOUND")["member"] == "product"
    staff = app.visitor("sasha")
    assert staff.read("user", user_id=20).problem(404, "NOT_FOUND")["member"] == "user_profile"


def test_text_that_no_database_keeps_is_the_callers_fault(grace: Visitor, nobody: Visitor) -> None:
    assert grace.call("rename_me", name="a\0b").faults(422, "INVALID") == [(["args", "name"], "format")]
    refused = nobody.read("catalog", "category=%00&sku=rake").problem(422, "INVALID")
    assert refused["member"] == "compare"


# ---------------------------------------------------------------- mutations and their tiers


def test_argument_tier(grace: Visitor) -> None:
    result, targets = call(grace, "rename_user", user_id=5, name="Hopper")
    assert (result["name"], targets) == ("Hopper", [GRACE])
    assert profile(grace)["name"] == "Hopper"
    call(grace, "rename_user", user_id=5, name="Grace")


def test_argument_tier_names_nobody_else(app: Program) -> None:
    """The value is in the caller's own argument, so it may stand in the answer; it is not the caller's id."""
    _, targets = call(app.visitor("sasha"), "rename_user", user_id=5, name="Grace")
    assert targets == [GRACE]


def test_identity_tier(grace: Visitor) -> None:
    result, targets = call(grace, "rename_me", name="Murray")
    assert (result["id"], result["name"], targets) == (5, "Murray", [GRACE])
    call(grace, "rename_me", name="Grace")


def test_explicit_tier_on_a_member(app: Program, grace: Visitor) -> None:
    result, targets = call(grace, "ship_order", order_id=3, owner=7)
    assert (result, targets) == (
        {"id": 3, "shipped": True},
        [{"context": "user", "function": "user_orders", "params": {"user_id": 7}}],
    )
    assert app.visitor("edsger").read("user", user_id=7).json["user_orders"] == [{"id": 3, "shipped": True}]


def test_broad_tier(nobody: Visitor) -> None:
    """A view param never scopes, and nobody has no id."""
    assert call(nobody, "jump", page=3) == (3, ["user"])
    assert call(nobody, "jump") == (1, ["user"])


def test_view_param_leaves_it_to_the_identity(grace: Visitor) -> None:
    assert call(grace, "jump", page=3) == (3, [GRACE])


def test_argument_tier_on_a_member(grace: Visitor) -> None:
    result, targets = call(grace, "set_avatar", user_id=5, url="/5.png")
    assert result["avatar"] == "/5.png"
    assert targets == [{**GRACE, "function": "user_profile"}]
    assert profile(grace)["avatar"] == "/5.png"


def test_member_and_the_whole_context_in_declared_order(grace: Visitor, nobody: Visitor) -> None:
    result, targets = call(grace, "reprice", sku="mug", price=1000)
    assert result["price"] == 1000
    assert targets == [{"context": "catalog", "function": "product", "params": {"sku": "mug"}}, "catalog"]
    assert nobody.read("catalog", "category=kitchen&sku=mug").json["product"]["price"] == 1000


def test_argument_tier_with_several_params(grace: Visitor) -> None:
    result, targets = call(grace, "recategorise", sku="pan", category="kitchen")
    assert result == {"sku": "pan", "category": "kitchen", "price": 4500}
    assert targets == [{"context": "catalog", "params": {"category": "kitchen", "sku": "pan"}}]


def test_failure_after_the_start_says_what_is_stale_and_one_before_does_not(grace: Visitor, nobody: Visitor) -> None:
    failed = grace.call("ship_order", order_id=3, owner=5)
    # Of somebody else's argument nothing is told on an error but the context's member.
    assert failed.problem(404, "NOT_FOUND")["invalidate"] == [
        {"context": "user", "function": "user_orders", "params": {"user_id": 5}}
    ]
    assert "invalidate" not in grace.call("ship_order", order_id="3", owner=5).problem(422, "INVALID")
    assert "invalidate" not in nobody.call("ship_order", order_id=3, owner=5).problem(401, "UNAUTHENTICATED")


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
    page = app.visitor().get("/accounts/login/")
    assert page.status == 200
    with pytest.raises(AssertionError):
        app.visitor().sign_in("gone")
