"""Invalidation scopes itself: the four tiers of section 5 of the protocol, each from live answers, members too.

Every check runs against every adapter's reference app, over its own transport.
"""

import json
from functools import partial
from typing import Any

import pytest
from harness.adapters import ROOT
from harness.at_once import at_once
from harness.program import Program
from harness.transport import Visitor

GRACE = {"context": "user", "params": {"user_id": 5}}


def call(visitor: Visitor, function: str, **args: Any) -> tuple[Any, list[Any]]:
    """Result and targets of a call that succeeds."""
    answer = visitor.call(function, **args)
    assert answer.status == 200, answer
    return answer.json["result"], answer.json["invalidate"]


def shelf(name: str) -> dict[str, object]:
    return {"context": "board", "params": {"shelf": name}}


def profile(visitor: Visitor) -> Any:
    return visitor.read("user", user_id=5).json["user_profile"]


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


def test_targets_that_a_function_names_while_it_runs(sasha: Visitor) -> None:
    note = sasha.call("pin", text="moved", shelf="hall").json["result"]
    moved = sasha.call("move", note_id=note["id"], to="attic")
    member = {"context": "board", "function": "notes"}
    assert moved.json["result"]["shelf"] == "attic"
    assert moved.json["invalidate"] == [{**member, "params": {"shelf": name}} for name in ("hall", "attic")]
    sasha.call("move", note_id=0, to="attic").problem(404, "NOT_FOUND")
    for name in ("hall", "attic"):
        sasha.call("clear_shelf", shelf=name)


def test_mutation_is_seen_by_everybody(nobody: Visitor, sasha: Visitor) -> None:
    answer = sasha.call("pin", text="hello", shelf="porch")
    assert (answer.status, answer.json["invalidate"]) == (200, [shelf("porch")])
    read = nobody.read("board", shelf="porch").json["notes"]
    assert answer.json["result"] in read
    # A declared function that a running one calls adds its own targets.
    cleared = sasha.call("clear_shelf", shelf="porch")
    assert (cleared.json["result"], cleared.json["invalidate"]) == (len(read), [shelf("porch"), "desk"])
    assert nobody.read("board", shelf="porch").json["notes"] == []


# ---------------------------------------------------------------- at the same time


def test_calls_at_once_name_what_is_their_own(app: Program) -> None:
    """Their functions overlap, for the database has one writer at a time; what each drops is in its own answer alone,
    and reads drop nothing."""

    def renames(visitor: Visitor, number: int, name: str) -> None:
        for _ in range(ROUNDS):
            assert call(visitor, "rename_me", name=name)[1] == [{"context": "user", "params": {"user_id": number}}]

    def moves(visitor: Visitor, note: int, shelves: tuple[str, str]) -> None:
        for at in range(ROUNDS):
            left, to = shelves[at % 2], shelves[1 - at % 2]
            dropped = [{"context": "board", "function": "notes", "params": {"shelf": each}} for each in (left, to)]
            assert call(visitor, "move", note_id=note, to=to)[1] == dropped

    def reads(visitor: Visitor) -> None:
        for _ in range(2 * ROUNDS):
            assert visitor.read("desk").status == 200

    works = [
        partial(renames, app.visitor(name.lower()), number, name)
        for name, number in (("Ada", 1), ("Grace", 5), ("Edsger", 7))
    ]
    for name in ("sasha", "root"):
        visitor, shelves = app.visitor(name), (f"{name} here", f"{name} there")
        note = call(visitor, "pin", text="at once", shelf=shelves[0])[0]
        works.append(partial(moves, visitor, note["id"], shelves))
    at_once([*works, partial(reads, app.visitor("packer")), partial(reads, app.visitor())])
    for name in ("sasha", "root"):
        call(app.visitor("sasha"), "clear_shelf", shelf=f"{name} here")


ROUNDS = 20
"""An even number: what was moved is where it was."""


# ---------------------------------------------------------------- the vectors, as live requests


VECTORS = [
    each
    for each in json.loads((ROOT / "tests/afi/vectors/resolve.json").read_text())
    if each["input"]["graph"] == "shop" and each["input"]["caller"] in (None, "7")
]
GUARDED = {"rename_user", "rename_me", "ship_order", "reprice", "recategorise"}


@pytest.mark.parametrize("vector", VECTORS, ids=[each["name"] for each in VECTORS])
def test_each_named_vector_is_a_live_request(app: Program, vector: dict[str, Any]) -> None:
    """As its caller; where a guard stands in the way of that, as staff too, if the caller has no part in the answer."""
    given = vector["input"]
    function, args = given["mutation"], given["args"]
    expected = [each["target"] for each in vector["expect"]]
    visitor = app.visitor("edsger" if given["caller"] else None)
    refused = given["caller"] is None and function in GUARDED
    if refused:
        visitor.call(function, **args).problem(401, "UNAUTHENTICATED")
        visitor = app.visitor("sasha")
    nulls = sorted(name for name, value in args.items() if value is None)
    if nulls:
        # The vector's graph takes null where the app's function does not: then nothing starts, and nothing is dropped.
        answer = visitor.call(function, **args)
        assert answer.faults(422, "INVALID") == [(["args", name], "type") for name in nulls]
        assert "invalidate" not in answer.json
        return
    if function == "rename_user" and given["caller"]:
        visitor.call(function, **args).problem(403, "FORBIDDEN")
        visitor = app.visitor("sasha")
    told = visitor.call(function, **args).json["invalidate"]
    if refused and function == "rename_me":
        # Nobody is refused: for somebody it is the caller who answers.
        assert (expected, told) == (["user"], [{"context": "user", "params": {"user_id": 20}}])
    else:
        assert told == expected


def test_redacted_vectors_hold_on_live_answers(app: Program) -> None:
    """On an error no value is told but the caller's own and those that came with the call."""
    told = app.visitor("edsger").call("ship_order", order_id=999, owner=9).problem(404, "NOT_FOUND")["invalidate"]
    assert told == [{"context": "user", "function": "user_orders", "params": {"user_id": 9}}]
    told = app.visitor("edsger").call("rename_me", name="\0").problem(422, "INVALID")["invalidate"]
    assert told == [{"context": "user", "params": {"user_id": 7}}]
