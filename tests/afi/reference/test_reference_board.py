"""The options that the vectors' graph does without, in the reference app: public, private, rev, cache, raises, targets
that a function names while it runs.
"""

import json

import pytest
from harness.program import Program
from harness.transport import Visitor
from test_reference_graph import manage


@pytest.fixture
def sasha(app: Program) -> Visitor:
    """Staff."""
    return app.visitor("sasha")


def shelf(name: str) -> dict[str, object]:
    return {"context": "board", "params": {"shelf": name}}


def test_public_bundle_is_one_answer_for_everybody(app: Program, nobody: Visitor, grace: Visitor) -> None:
    plain = nobody.read("board")
    assert plain.status == 200
    assert plain.header("cache-control") == "public, max-age=0, s-maxage=60"
    assert plain.header("cdn-cache-control") == "max-age=60"
    assert plain.header("vary") == "Accept-Encoding"
    assert '"mz-world"' in (plain.header("cache-groups") or "")
    assert plain.header("set-cookie") is None
    own = grace.read("board")
    assert (own.body, own.header("etag"), own.header("vary")) == (plain.body, plain.header("etag"), "Accept-Encoding")
    assert nobody.read("board", headers={"If-None-Match": plain.header("etag")}).status == 304
    # No identity is looked for, and so a token that holds for nobody is none of its business.
    assert nobody.read("board", headers={"Authorization": "Bearer none"}).body == plain.body


def test_mutation_is_seen_by_everybody(nobody: Visitor, sasha: Visitor) -> None:
    answer = sasha.call("pin", text="hello", shelf="porch")
    assert (answer.status, answer.json["invalidate"]) == (200, [shelf("porch")])
    assert answer.header("x-mizan-invalidate") == 'board;shelf="porch"'
    assert (answer.header("cache-group-invalidation") or "").startswith('"mz-')
    read = nobody.read("board", shelf="porch").json["notes"]
    assert answer.json["result"] in read
    # A declared function that a running one calls adds its own targets.
    cleared = sasha.call("clear_shelf", shelf="porch")
    assert (cleared.json["result"], cleared.json["invalidate"]) == (len(read), [shelf("porch"), "desk"])
    assert nobody.read("board", shelf="porch").json["notes"] == []


def test_targets_that_a_function_names_while_it_runs(sasha: Visitor) -> None:
    note = sasha.call("pin", text="moved", shelf="hall").json["result"]
    moved = sasha.call("move", note_id=note["id"], to="attic")
    member = {"context": "board", "function": "notes"}
    assert moved.json["result"]["shelf"] == "attic"
    assert moved.json["invalidate"] == [{**member, "params": {"shelf": name}} for name in ("hall", "attic")]
    sasha.call("move", note_id=0, to="attic").problem(404, "NOT_FOUND")
    for name in ("hall", "attic"):
        sasha.call("clear_shelf", shelf=name)


def test_errors_of_its_own_with_data_and_without(sasha: Visitor) -> None:
    long = sasha.call("pin", text="x" * 81, shelf="full").problem(422, "TOO_LONG")
    assert (long["data"], long["title"]) == ({"limit": 80, "given": 81}, "The notice is too long.")
    assert long["invalidate"] == [shelf("full")]
    for _ in range(20):
        assert sasha.call("pin", text="x", shelf="full").status == 200
    full = sasha.call("pin", text="x", shelf="full").problem(409, "BOARD_FULL")
    assert "data" not in full
    assert sasha.call("clear_shelf", shelf="full").json["result"] == 20


def test_private_functions_are_not_there(nobody: Visitor, sasha: Visitor) -> None:
    for visitor in (nobody, sasha):
        visitor.call("take_down", shelf="hall").problem(404, "NOT_FOUND")
        visitor.call("notes_hook", source="hall").problem(404, "NOT_FOUND")
    ir = json.loads(manage("mizan_export_ir", "--json"))
    assert [each["name"] for each in ir["functions"] if each.get("private")] == ["notes_hook", "take_down"]


def test_bundle_with_a_member_that_is_not_cached(nobody: Visitor, grace: Visitor) -> None:
    answer = grace.read("desk", headers={"Accept-Language": "fr"})
    assert answer.json == {"desk_language": "fr", "desk_owner": "5"}
    assert answer.header("cache-control") == "private, no-store"
    assert answer.header("etag") is None
    assert nobody.read("desk").json == {"desk_language": "", "desk_owner": None}


def test_the_revision_and_the_seconds_stand_in_the_ir() -> None:
    ir = json.loads(manage("mizan_export_ir", "--json"))
    count = next(each for each in ir["functions"] if each["name"] == "note_count")
    assert (count["rev"], count["cache"], count["public"]) == (1, 60, True)
