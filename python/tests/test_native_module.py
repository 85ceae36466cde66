"""A native module from end to end: what crosses, what is refused, and that it neither falls nor holds the GIL.

The module is `rust/mizan-py/examples/fixture.rs`. Page: `ir/protocol/registry.md`.
"""

import json
import logging
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import nativemodule
import pytest

from mizan import Registry, _native
from mizan._native import Graph
from mizan.errors import Problem, render


@pytest.fixture(scope="module")
def native_module() -> ModuleType:
    return nativemodule.load("fixture")


NOBODY = b"null"


def call(module: ModuleType, name: str, caller: bytes = NOBODY, **args: Any) -> tuple[str, Any]:
    kind_, _, body = module.call(name, json.dumps(args).encode(), caller).partition(b"\n")
    return kind_.decode(), json.loads(body)


def test_a_module_says_what_it_speaks_and_what_it_has(native_module: ModuleType) -> None:
    assert native_module.__mizan__ == {"protocol": 1, "core": _native.__version__}
    document = json.loads(native_module.ir())
    functions = {each["name"]: each for each in document["functions"]}
    assert functions["greet"] == {
        "name": "greet",
        "context": "user",
        "auth": "self",
        "affects": [],
        "cache": True,
        "args": [{"name": "user_id", "type": {"type": "integer"}}],
        "result": {"type": "string"},
        "raises": [],
    }
    assert functions["who"]["args"] == []
    names = {each["name"] for each in document["types"]}
    assert names == {"Everything", "EverythingInput", "StockLeft"}
    assert Graph(native_module.ir()).schema


def test_only_bytes_cross(native_module: ModuleType) -> None:
    everything: dict[str, Any] = {"truth": True, "whole": -1, "float": 1.5, "text": 'é"\n', "list": [1, 2]}
    everything |= {"maybe": None, "nothing": None}
    answer = native_module.call("echo", json.dumps({"everything": everything}).encode(), NOBODY)
    assert answer == (
        b'ok\n{"truth":true,"whole":-1,"float":1.5,"text":"\xc3\xa9\\"\\n","list":[1,2],"maybe":null,"nothing":null}'
    )


def test_state_and_caller_reach_the_function(native_module: ModuleType) -> None:
    caller = b'{"id": "5", "roles": ["staff"], "permissions": "00"}'
    assert call(native_module, "greet", user_id=5) == ("ok", "hello 5")
    assert call(native_module, "who", caller) == ("ok", '5 {"staff"} 00')
    assert call(native_module, "who") == ("ok", None)
    assert call(native_module, "somebody", caller) == ("ok", "5")
    assert call(native_module, "somebody") == ("error", {"code": "UNAUTHENTICATED"})


def test_an_async_function_is_polled_to_its_end(native_module: ModuleType) -> None:
    assert call(native_module, "later") == ("ok", "later")


def test_problems_cross_as_code_and_detail(native_module: ModuleType) -> None:
    assert call(native_module, "refuse") == ("error", {"code": "CONFLICT", "detail": "it is taken"})
    assert call(native_module, "nobody") == ("error", {"code": "NOT_FOUND"})
    assert call(native_module, "narrow", number=255) == ("ok", 255)
    fault = {"path": ["args", "number"], "code": "range"}
    assert call(native_module, "narrow", number=256) == ("error", {"code": "INVALID", "errors": [fault]})


def test_a_mounted_module_answers_like_python_does(native_module: ModuleType, registry: Registry) -> None:
    registry.mount(native_module)
    frozen = registry.freeze()
    endpoint = frozen.functions["narrow"]
    assert endpoint.run(frozen.graph.decode_args("narrow", b"{}"), {}, None, None) == b"7"
    # What the Rust type does not take is in the IR, and is refused before the module is asked.
    with pytest.raises(_native.InvalidFault) as caught:
        frozen.graph.decode_args("narrow", b'{"args": {"number": 256}}')
    assert caught.value.faults == [(["args", "number"], "range")]
    assert [each.name for each in frozen.contexts["user"]] == ["greet"]


def test_a_domain_error_is_what_the_module_declares(native_module: ModuleType, registry: Registry) -> None:
    registry.mount(native_module)
    frozen = registry.freeze()
    order = frozen.functions["order"]

    def ended(pieces: int) -> Problem:
        values = frozen.graph.decode_args("order", json.dumps({"args": {"pieces": pieces}}).encode())
        with pytest.raises(Problem) as caught:
            order.run(values, {}, None, None)
        return caught.value

    assert json.loads(render(ended(0))) == {
        "type": "urn:mizan:problem:shop-closed",
        "title": "Shop closed",
        "status": 423,
        "code": "SHOP_CLOSED",
    }
    assert json.loads(render(ended(1))) == {
        "type": "urn:mizan:problem:out-of-stock",
        "title": "Fewer are left than were asked for.",
        "status": 409,
        "code": "OUT_OF_STOCK",
        "data": {"pieces": 1, "share": 0.1},
    }
    assert (ended(2).code, ended(2).detail) == ("NOT_FOUND", "no such shop")


def test_a_domain_error_that_is_not_declared_is_internal_and_its_name_only_logged(
    native_module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "mizan.native"):
        assert call(native_module, "undeclared") == ("error", {"code": "INTERNAL"})
    assert caplog.messages == ["`undeclared`: it ended with `SHOP_CLOSED`, which its `raises` does not name"]


def test_a_missing_state_is_told_by_name_before_anything_runs() -> None:
    with pytest.raises(ValueError, match=r"function `needy`: no state of type `.*Forgotten`"):
        nativemodule.load("unsupplied").ir()


def test_a_panic_is_internal_and_its_message_only_logged(
    native_module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "mizan.native"):
        answer = native_module.call("fall", b'{"text": "a secret"}', NOBODY)
    assert answer == b'error\n{"code":"INTERNAL"}'
    assert caplog.messages == ["`fall`: panicked: a secret"]
    assert call(native_module, "greet", user_id=5) == ("ok", "hello 5")


def test_a_result_beyond_the_wire_is_internal_and_its_place_only_logged(
    native_module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "mizan.native"):
        assert call(native_module, "beyond") == ("error", {"code": "INTERNAL"})
    assert caplog.messages == ["`beyond`: the result[1] is no number"]


def test_the_gil_is_free_while_a_function_runs(native_module: ModuleType) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(call(native_module, "meet")), daemon=True) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert answers == [("ok", True)] * 2


def test_wrong_use_of_the_three_names_is_a_type_error(native_module: ModuleType) -> None:
    wrong: list[Callable[[], Any]] = [
        lambda: native_module.call("greet"),
        lambda: native_module.call("greet", "{}", NOBODY),
        lambda: native_module.ir(1),
    ]
    for use in wrong:
        with pytest.raises(TypeError):
            use()


def test_the_wheel_itself_links_no_function() -> None:
    assert _native.__mizan__ == {"protocol": 1, "core": _native.__version__}
    with pytest.raises(ValueError, match=r"use app as _;"):
        _native.ir()
    assert _native.call("nobody", b"{}", b"null") == b'error\n{"code":"NOT_FOUND"}'
