"""Functions of a native module, mounted by `MIZAN["NATIVE"]`, are called like any other."""

import hashlib
import json

import pytest
from serving import Server, Start
from wire import Browser


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
