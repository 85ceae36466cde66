"""What a mutation's answer says is stale: the four tiers, in the body and, equal to it, in the header."""

from typing import Any

from wire import Answer, Browser

Targets = list[Any]


def ledger(**params: int) -> dict[str, Any]:
    return {"context": "ledger", "params": params}


def stale(answer: Answer, status: int = 200) -> tuple[Targets, str | None]:
    assert answer.status == status, answer.body
    return answer.json["invalidate"], answer.header("x-mizan-invalidate")


def test_explicit_scope(nobody: Browser) -> None:
    assert stale(nobody.call("add_for", owner=2, amount=5)) == ([ledger(owner_id=2)], "ledger;owner_id=2")


def test_argument_of_the_params_name(ada: Browser) -> None:
    answer = ada.call("add_entry", owner_id=1, amount=5, note="n")
    assert stale(answer) == ([ledger(owner_id=1)], "ledger;owner_id=1")
    assert answer.json["result"]["note"] == "n"
    assert answer.header("cache-control") == "no-store"


def test_identity_of_the_caller(ada: Browser) -> None:
    assert stale(ada.call("add_mine", amount=5)) == ([ledger(owner_id=1)], "ledger;owner_id=1")


def test_broad_and_in_declared_order(nobody: Browser) -> None:
    targets: Targets = [
        "ledger",
        {"context": "ledger", "function": "ledger_total"},
        {"context": "open", "params": {"note": "x"}},
    ]
    assert stale(nobody.call("rename_all", note="x")) == (targets, 'ledger, ledger/ledger_total, open;note="x"')


def test_one_member(ada: Browser) -> None:
    target = {"context": "ledger", "function": "ledger_total", "params": {"owner_id": 1}}
    assert stale(ada.call("touch_total", owner_id=1)) == ([target], "ledger/ledger_total;owner_id=1")


def test_value_cannot_break_the_header(nobody: Browser) -> None:
    answer = nobody.call("rename_all", note="a\r\nSet-Cookie: x=y, *")
    assert answer.header("set-cookie") is None
    assert answer.json["invalidate"][2] == {"context": "open", "params": {"note": "a\r\nSet-Cookie: x=y, *"}}
    assert (
        answer.header("x-mizan-invalidate") == "ledger, ledger/ledger_total, open;note=:YQ0KU2V0LUNvb2tpZTogeD15LCAq:"
    )


def test_declared_function_that_is_called_adds_its_targets(nobody: Browser) -> None:
    expected = (["ledger", ledger(owner_id=2)], "ledger, ledger;owner_id=2")
    assert stale(nobody.call("add_pair", owner=2, amount=5)) == expected


def test_plain_call_drops_nothing(nobody: Browser) -> None:
    assert stale(nobody.call("echo", flag=True, text="")) == ([], None)
    assert stale(nobody.call("echo_async", text="x")) == ([], None)


def test_error_of_a_function_that_started_says_it_too(nobody: Browser, ada: Browser) -> None:
    answer = nobody.call("conflict_after_write", owner=2)
    answer.problem(409, "CONFLICT")
    assert stale(answer, 409) == (["ledger", ledger(owner_id=2)], "ledger, ledger;owner_id=2")
    for function in ("fail_after_write", "lie_after_write", "fail_async"):
        answer = ada.call(function, owner_id=1)
        answer.problem(500, "INTERNAL")
        assert stale(answer, 500) == ([ledger(owner_id=1)], "ledger;owner_id=1")
        assert answer.header("cache-status") == "mizan; fwd=method"


def test_error_before_the_function_started_says_nothing(nobody: Browser, ada: Browser) -> None:
    for answer in (
        nobody.call("add_entry", owner_id=1, amount=1),
        ada.call("add_entry", owner_id=2, amount=1),
        ada.call("add_entry", owner_id="1", amount=1),
        ada.post("add_entry", b"["),
    ):
        assert answer.status >= 400
        assert "invalidate" not in answer.json
        assert answer.header("x-mizan-invalidate") is None


def test_what_was_dropped_is_read_anew(ada: Browser) -> None:
    before = ada.read("ledger", owner_id=1)
    assert ada.call("add_entry", owner_id=1, amount=7).status == 200
    etag = before.header("etag")
    after = ada.read("ledger", owner_id=1, headers={"If-None-Match": etag})
    assert after.status == 200
    assert after.json["ledger_total"] == before.json["ledger_total"] + 7
