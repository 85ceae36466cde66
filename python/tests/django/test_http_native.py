"""Functions of a native module, mounted by `MIZAN["NATIVE"]`, are called like any other."""

import hashlib
import json

import nativemodule
import pytest
from serving import Server, Start
from wire import Browser


@pytest.fixture(scope="module")
def shapes() -> str:
    return str(nativemodule.build("shapes"))


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, MIZAN={"NATIVE": ["testsite.metal"]})


def test_it_is_told_who_calls(nobody: Browser, ada: Browser, cleo: Browser) -> None:
    assert nobody.call("metal_caller").json == {"result": "null", "invalidate": []}
    permissions = hashlib.sha256(b"0:0:ledger.add_entry").hexdigest()
    expected = {"id": "1", "roles": [], "permissions": permissions}
    assert json.loads(ada.call("metal_caller").json["result"]) == expected
    assert json.loads(cleo.call("metal_caller").json["result"])["roles"] == ["staff"]


def test_its_problems_are_problems(nobody: Browser) -> None:
    assert nobody.call("metal_fails", code="CONFLICT").problem(409, "CONFLICT")["detail"] == "as it says"
    assert "detail" not in nobody.call("metal_fails", code="NO_SUCH_CODE").problem(500, "INTERNAL")
    nobody.call("metal_fails").problem(422, "INVALID")


def test_enums_and_maps_of_rust_travel(kind: str, start: Start, shapes: str) -> None:
    browser = Browser(start(kind, MIZAN={"NATIVE": ["testsite.shapes"]}, SHAPES=shapes).port)

    def echo(shape: object, paint: object, **counts: int) -> object:
        return browser.call("shapes_echo", shape=shape, paint=paint, counts=counts).json["result"]

    for shape, paint in [
        ("Point", {"is": "Clear"}),
        ({"Circle": 1.5}, {"is": "Plain", "with": "red"}),
        ({"Box": {"width": 1, "height": 2}}, {"is": "Faded", "with": ["red", "green"]}),
    ]:
        assert echo(shape, paint, a=1, b=-1) == [shape, paint, {"a": 2, "b": 0}]
    problem = browser.call("shapes_echo", shape={"Circle": "x"}, paint={"is": "Plain"}, counts={"a": 1.5})
    faults = {tuple(fault["path"]) for fault in problem.problem(422, "INVALID")["errors"]}
    assert faults == {("args", "shape"), ("args", "paint", "with"), ("args", "counts", "a")}
