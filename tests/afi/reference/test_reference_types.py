"""Every type of the wire comes back as it went, from the reference app, over HTTP; its near misses are refused."""

from typing import Any

import pytest
from harness.transport import Visitor

EVERYTHING: dict[str, Any] = {
    "boolean": True,
    "null": None,
    "string": "é\n\U0001f600\u2028</script>\0",
    "integer": -(2**53 - 1),
    "bigint": str(2**200),
    "number": 0.1,
    "decimal": "-12.50",
    "uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
    "datetime": "2026-11-23T12:00:00.25Z",
    "date": "2024-02-29",
    "time": "23:59:59.999999",
    "duration": "P1DT2H3M4.5S",
    "bytes": "AP8Q",
    "json": {"a": [1, None, {"prototype": "c"}], "d": 1.5},
    "enum": "green",
    "literal": "up",
    "list": ["1.5", "2"],
    "tuple": [5, "2026-11-23", "x"],
    "map": {"constructor": "1", "é": "-7"},
    "map_by_uuid": {"0e37df36-f698-11e6-8dd4-cb9ced3df976": False},
    "struct": {"value": "", "children": [{"value": "AA", "children": []}]},
    "generic": {"items": ["red"], "next": None},
    "union": str(2**60),
    "tagged": {"kind": "square", "side": "3"},
    "optional": None,
    "defaulted": "unusual",
}
WRONG: dict[str, tuple[Any, str]] = {
    "boolean": (1, "type"),
    "null": (0, "type"),
    "string": (5, "type"),
    "integer": (5.5, "type"),
    "bigint": (5, "type"),
    "number": ("0.1", "type"),
    "decimal": ("0x10", "format"),
    "uuid": ("0e37df36f69811e68dd4cb9ced3df976", "format"),
    "datetime": ("2026-11-23T12:00:00", "format"),
    "date": ("2023-2-29", "format"),
    "time": ("24h", "format"),
    "duration": ("1 day", "format"),
    "bytes": ("AP8Q==", "format"),
    "enum": ("blue", "enum"),
    "literal": ("UP", "enum"),
    "list": ({}, "type"),
    "map": ([], "type"),
    "struct": (None, "type"),
    "union": ([], "type"),
    "tagged": ("circle", "type"),
    "optional": (5, "type"),
}


@pytest.mark.parametrize("function", ["echo_everything", "echo_everything_async"])
def test_every_type_comes_back(nobody: Visitor, function: str) -> None:
    answer = nobody.call(function, value=EVERYTHING)
    assert answer.status == 200, answer
    assert answer.json == {"result": {**EVERYTHING, "decimal": "-12.5"}, "invalidate": []}
    lacking = {name: value for name, value in EVERYTHING.items() if name != "defaulted"}
    assert nobody.call(function, value=lacking).json["result"]["defaulted"] == "usual"


def test_every_field_is_required_and_known(nobody: Visitor) -> None:
    for name in EVERYTHING:
        if name != "defaulted":
            lacking = {each: value for each, value in EVERYTHING.items() if each != name}
            answer = nobody.call("echo_everything", value=lacking)
            assert answer.faults(422, "INVALID") == [(["args", "value", name], "missing")]
    answer = nobody.call("echo_everything", value={**EVERYTHING, "zz": 1})
    assert answer.faults(422, "INVALID") == [(["args", "value", "zz"], "unknown")]


def test_all_that_is_wrong_is_told_at_once(nobody: Visitor) -> None:
    broken = {**EVERYTHING, **{name: value for name, (value, _) in WRONG.items()}}
    found = nobody.call("echo_everything", value=broken).faults(422, "INVALID")
    assert found == [(["args", "value", name], code) for name, (_, code) in sorted(WRONG.items())]


@pytest.mark.parametrize("value", [{"version": 1}, {"nickname": None, "version": 1}, {"name": "x", "version": 2}])
def test_absent_and_null_are_two_things(nobody: Visitor, value: dict[str, Any]) -> None:
    assert nobody.call("echo_patch", value=value).json["result"] == value


def test_bounds(nobody: Visitor) -> None:
    good = {"percent": 95, "share": 0.5, "price": "9.95", "code": "AB", "words": ["x"]}
    assert nobody.call("echo_bounded", value=good).json["result"] == good
    bad = {"percent": 96, "share": 1, "price": "-1", "code": "ab", "words": []}
    codes = {"code": "pattern", "percent": "range", "price": "range", "share": "range", "words": "length"}
    found = nobody.call("echo_bounded", value=bad).faults(422, "INVALID")
    assert found == [(["args", "value", name], code) for name, code in codes.items()]


def test_arguments_that_may_be_absent(nobody: Visitor) -> None:
    assert nobody.call("echo_values", integer=5.0).json["result"] == [5, None, [], None]
    given = {"integer": 5, "decimal": "1.50", "days": ["2024-02-29"], "json": [None]}
    assert nobody.call("echo_values", **given).json["result"] == [5, "1.5", ["2024-02-29"], [None]]


def test_every_param_has_one_spelling(nobody: Visitor) -> None:
    params = {
        "bigint": "123456789012345678901234567890",
        "boolean": "true",
        "date": "2026-11-23",
        "datetime": "2026-11-23T12%3A00%3A00Z",
        "days": "2026-01-01",
        "decimal": "1.5",
        "enum": "red",
        "integer": "-5",
        "string": "%C3%A9%20%26",
        "uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
    }

    def asked(**other: str) -> str:
        return "&".join(f"{name}={value}" for name, value in sorted({**params, **other}.items()))

    answer = nobody.read("spelled", asked())
    assert answer.status == 200, answer
    spelling = answer.json["spelling"]
    assert (spelling["string"], spelling["absent"], spelling["usual"]) == ("'é &'", "None", "Decimal('1.5')")
    assert (answer.json["spelled_string"], spelling["integer"]) == ("é &", "-5")
    others = {
        "bigint": "01",
        "boolean": "True",
        "date": "2026-1-1",
        "datetime": "2026-11-23T13%3A00%3A00%2B01%3A00",
        "decimal": "1.50",
        "integer": "5.0",
        "uuid": "0E37DF36-F698-11E6-8DD4-CB9CED3DF976",
    }
    for name, other in others.items():
        nobody.read("spelled", asked(**{name: other})).problem(400, "BAD_REQUEST")
