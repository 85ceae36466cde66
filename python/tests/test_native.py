"""`mizan._native` on real objects: what it reads, what it writes, how it refuses.

The words themselves are held by the vectors.
"""

import json
import math
from collections import UserDict, deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pydantic
import pytest

from mizan import _native
from mizan._native import Graph, GraphError, InvalidFault, ResultFault, SyntaxFault

TYPES = ["null", "boolean", "string", "integer", "number", "datetime", "uuid"]
UUID_TEXT = "0e37df36-f698-11e6-8dd4-cb9ced3df976"


def listed(item: Any) -> Any:
    return {"type": "list", "item": item}


def optional(item: Any) -> Any:
    return {"type": "optional", "item": item}


def kind(word: str) -> Any:
    return {"type": word}


def field(name: str, type_: Any, **more: Any) -> Any:
    return {"name": name, "type": type_, **more}


def function(name: str, args: list[Any], result: Any, **more: Any) -> Any:
    return {"name": name, "affects": [], "args": args, "result": result, **more}


POINT = {"kind": "struct", "name": "Point", "fields": [field("y", kind("integer")), field("x", kind("integer"))]}
REF = {"type": "ref", "name": "Point"}
BY_NAME = {"context": "user"}
BY_SCOPE = {"context": "user", "function": "members", "scope": {"user_id": "to"}}
ALL = {"context": "user", "all": True}


def ir() -> Any:
    functions = [function(f"get_{word}", [], kind(word)) for word in TYPES]
    functions += [
        function("get_list", [], listed(kind("integer"))),
        function("get_maybe", [], optional(kind("integer"))),
        function("get_point", [], REF),
        function("get_points", [], listed(REF)),
        function("all", [*(field(f"a_{word}", kind(word)) for word in TYPES), field("point", REF)], kind("null")),
        function("defaults", [field("a", kind("integer"), default=3), field("b", optional(REF), default=None)], REF),
        function("members", [field("user_id", kind("integer"))], kind("null"), context="user", auth="self"),
        function("listing", [field("ids", listed(kind("uuid")))], kind("null"), context="user"),
        function("rename", [field("user_id", kind("integer"))], kind("null"), auth="self", affects=[BY_NAME]),
        function("move", [field("to", kind("integer"))], kind("null"), affects=[BY_SCOPE, ALL]),
    ]
    return {
        "version": 1,
        "types": [POINT],
        "contexts": [{"name": "user", "identity": "user_id"}],
        "functions": functions,
    }


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(json.dumps(ir()).encode())


class Property:
    """Its `x` is computed, and raises."""

    y = 1

    @property
    def x(self) -> int:
        raise LookupError("secret")


class Attributes:
    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


@dataclass(frozen=True, slots=True)
class PointClass:
    x: int
    y: int


class PointModel(pydantic.BaseModel):
    x: int
    y: int


class Whole(IntEnum):
    ONE = 1


class Colour(StrEnum):
    RED = "red"


# ------------------------------------------------------------------------------------------------ what comes in


def test_arguments_come_as_pythons_own_types(graph: Graph) -> None:
    body = {
        "a_null": None,
        "a_boolean": True,
        "a_string": "é",
        "a_integer": 5.0,
        "a_number": 5,
        "a_datetime": "2026-02-03T04:05:06.5+02:00",
        "a_uuid": UUID_TEXT.upper(),
        "point": {"x": 1, "y": 2},
    }
    args = graph.decode_args("all", json.dumps({"args": body}).encode())
    assert args == {
        "a_null": None,
        "a_boolean": True,
        "a_string": "é",
        "a_integer": 5,
        "a_number": 5.0,
        "a_datetime": datetime(2026, 2, 3, 2, 5, 6, 500_000, tzinfo=UTC),
        "a_uuid": UUID(UUID_TEXT),
        "point": {"x": 1, "y": 2},
    }
    kinds = {name: type(value) for name, value in args.items()}
    assert kinds == {
        "a_null": type(None),
        "a_boolean": bool,
        "a_string": str,
        "a_integer": int,
        "a_number": float,
        "a_datetime": datetime,
        "a_uuid": UUID,
        "point": dict,
    }
    assert args["a_datetime"].tzinfo is UTC


def test_defaults_are_filled_in_and_list_items_are_read(graph: Graph) -> None:
    assert graph.decode_args("defaults", b"{}") == {"a": 3, "b": None}
    assert graph.decode_params("user", b"ids=" + UUID_TEXT.encode() + b"&user_id=-7") == {
        "listing": {"ids": [UUID(UUID_TEXT)]},
        "members": {"user_id": -7},
    }


def test_faults_have_path_and_code_sorted(graph: Graph) -> None:
    body = {"args": {"a": "x", "b": {"x": 1, "z": 0}, "c": 1}, "more": 1}
    with pytest.raises(InvalidFault) as caught:
        graph.decode_args("defaults", json.dumps(body).encode())
    assert caught.value.faults == [
        (["args", "a"], "type"),
        (["args", "b", "y"], "missing"),
        (["args", "b", "z"], "unknown"),
        (["args", "c"], "unknown"),
        (["more"], "unknown"),
    ]
    with pytest.raises(InvalidFault) as caught:
        graph.decode_params("user", b"ids=" + UUID_TEXT.encode())
    assert caught.value.faults == [(["params", "user_id"], "missing")]


def test_list_faults_have_integers_in_their_path() -> None:
    args = [field("ids", listed(kind("integer")))]
    graph = Graph(json.dumps({"version": 1, "functions": [function("f", args, kind("null"))]}).encode())
    with pytest.raises(InvalidFault) as caught:
        graph.decode_args("f", json.dumps({"args": {"ids": [0, *["no"] * 40]}}).encode())
    assert caught.value.faults == [(["args", "ids", place], "type") for place in range(1, 33)]


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b'{"a":1,"a":2}', b"\xff", b'{"a":NaN}', b"[" * 100_000])
def test_broken_json_is_a_syntax_fault_without_any_of_it(graph: Graph, body: bytes) -> None:
    with pytest.raises(SyntaxFault) as caught:
        graph.decode_args("defaults", body)
    assert caught.value.detail
    assert caught.value.faults == []
    assert caught.value.args == (caught.value.detail,)


def test_a_large_body_is_read_like_a_small_one(graph: Graph) -> None:
    text = "é" * 100_000
    body = {"args": {"a_string": text}}
    with pytest.raises(InvalidFault) as caught:
        graph.decode_args("all", json.dumps(body).encode())
    assert (["args", "a_string"], "missing") not in caught.value.faults
    args = [field("text", kind("string"))]
    echo = Graph(json.dumps({"version": 1, "functions": [function("echo", args, kind("null"))]}).encode())
    assert echo.decode_args("echo", json.dumps({"args": {"text": text}}).encode()) == {"text": text}


def test_a_bad_query_is_a_syntax_fault_with_its_places(graph: Graph) -> None:
    with pytest.raises(SyntaxFault) as caught:
        graph.decode_params("user", b"user_id=05&other=1")
    assert caught.value.faults == [(["params", "other"], "unknown"), (["params", "user_id"], "format")]


def test_an_unknown_name_is_a_key_error(graph: Graph) -> None:
    for ask in (
        lambda: graph.decode_args("nobody", b"{}"),
        lambda: graph.decode_params("nobody", b""),
        lambda: graph.encode_result("nobody", None),
        lambda: graph.encode_args("nobody", {}),
        lambda: graph.is_self("nobody", {}, "1"),
        lambda: graph.member_schema("nobody", "nothing"),
        lambda: graph.invalidation([("nobody", {})], None),
    ):
        with pytest.raises(KeyError):
            ask()


# ------------------------------------------------------------------------------------------------ what goes out


@pytest.mark.parametrize(
    ("word", "value", "written"),
    [
        ("null", None, b"null"),
        ("boolean", False, b"false"),
        ("string", 'a"\n\u2028é', '"a\\"\\n\u2028é"'.encode()),
        ("string", Colour.RED, b'"red"'),
        ("integer", 2**53 - 1, b"9007199254740991"),
        ("integer", -(2**53 - 1), b"-9007199254740991"),
        ("integer", Whole.ONE, b"1"),
        ("number", 0.1, b"0.1"),
        ("number", 1e21, b"1e+21"),
        ("number", 3, b"3"),
        ("number", 2**100, b"1.2676506002282294e+30"),
        ("number", -0.0, b"0"),
        ("datetime", datetime(2026, 1, 2, tzinfo=UTC), b'"2026-01-02T00:00:00Z"'),
        (
            "datetime",
            datetime(2026, 1, 2, 0, 0, 0, 120, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            b'"2026-01-01T18:30:00.00012Z"',
        ),
        ("uuid", UUID(UUID_TEXT), f'"{UUID_TEXT}"'.encode()),
        ("list", [1, 2], b"[1,2]"),
        ("list", (1, 2), b"[1,2]"),
        ("list", deque([1, 2]), b"[1,2]"),
        ("list", range(3), b"[0,1,2]"),
        ("list", [], b"[]"),
        ("maybe", None, b"null"),
        ("maybe", 1, b"1"),
        ("point", {"x": 1, "y": 2, "more": 3}, b'{"y":2,"x":1}'),
        ("point", MappingProxyType({"x": 1, "y": 2}), b'{"y":2,"x":1}'),
        ("point", UserDict({"x": 1, "y": 2}), b'{"y":2,"x":1}'),
        ("point", PointClass(1, 2), b'{"y":2,"x":1}'),
        ("point", PointModel(x=1, y=2), b'{"y":2,"x":1}'),
        ("point", Attributes(x=1, y=2), b'{"y":2,"x":1}'),
        ("points", [PointClass(1, 2), {"x": 3, "y": 4}], b'[{"y":2,"x":1},{"y":4,"x":3}]'),
    ],
)
def test_values_are_written_by_their_type(graph: Graph, word: str, value: Any, written: bytes) -> None:
    assert graph.encode_result(f"get_{word}", value) == written


@pytest.mark.parametrize(
    ("word", "value", "path"),
    [
        ("null", 0, []),
        ("null", False, []),
        ("boolean", 1, []),
        ("boolean", "true", []),
        ("string", 5, []),
        ("string", b"x", []),
        ("string", "a\ud800", []),
        ("string", None, []),
        ("integer", True, []),
        ("integer", 5.0, []),
        ("integer", "5", []),
        ("integer", 2**53, []),
        ("integer", 10**400, []),
        ("integer", Decimal(5), []),
        ("number", True, []),
        ("number", math.nan, []),
        ("number", -math.inf, []),
        ("number", 2**53 + 1, []),
        ("number", 10**400, []),
        ("datetime", datetime(2026, 1, 2), []),
        ("datetime", datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), []),
        ("datetime", date(2026, 1, 2), []),
        ("datetime", "2026-01-02T00:00:00Z", []),
        ("uuid", UUID_TEXT, []),
        ("list", "12", []),
        ("list", b"12", []),
        ("list", {1, 2}, []),
        ("list", {1: 2}, []),
        ("list", iter([1]), []),
        ("list", None, []),
        ("list", [1, "2"], [1]),
        ("point", [("x", 1), ("y", 2)], []),
        ("point", None, []),
        ("point", "point", []),
        ("point", 5, []),
        ("point", {"x": 1}, ["y"]),
        ("point", Attributes(y=1), ["x"]),
        ("point", {"y": 1, "x": None}, ["x"]),
        ("points", [{"x": 1, "y": 1}, {"x": 1, "y": True}], [1, "y"]),
    ],
)
def test_what_does_not_fit_is_a_result_fault_at_its_path(graph: Graph, word: str, value: Any, path: list[Any]) -> None:
    with pytest.raises(ResultFault) as caught:
        graph.encode_result(f"get_{word}", value)
    assert caught.value.path == path
    assert caught.value.expected


def test_what_an_attribute_raises_is_raised(graph: Graph) -> None:
    with pytest.raises(LookupError, match="secret"):
        graph.encode_result("get_point", Property())


def test_a_value_that_contains_itself_comes_to_an_end() -> None:
    tree = {"kind": "struct", "name": "Tree", "fields": [field("leaves", listed({"type": "ref", "name": "Tree"}))]}
    result = {"type": "ref", "name": "Tree"}
    graph = Graph(json.dumps({"version": 1, "types": [tree], "functions": [function("f", [], result)]}).encode())
    endless: dict[str, Any] = {}
    endless["leaves"] = [endless]
    with pytest.raises(ResultFault):
        graph.encode_result("f", endless)
    assert graph.encode_result("f", {"leaves": [{"leaves": []}]}) == b'{"leaves":[{"leaves":[]}]}'


def test_what_was_decoded_is_encoded_again(graph: Graph) -> None:
    args = graph.decode_args("defaults", b'{"args":{"b":{"x":1,"y":2}}}')
    assert graph.encode_args("defaults", args) == b'{"a":3,"b":{"y":2,"x":1}}'
    with pytest.raises(ResultFault) as caught:
        graph.encode_args("defaults", {"a": 3})
    assert caught.value.path == ["b"]


# ------------------------------------------------------------------------------------------------ the graph


def test_a_graph_has_schema_document_and_text(graph: Graph) -> None:
    assert len(graph.schema) == 16
    assert Graph(graph.ir()).ir() == graph.ir()
    assert Graph(graph.ir()).schema == graph.schema
    assert graph.text().startswith("mizan version=1\n")
    assert graph.warnings


def test_every_defect_is_told_at_once() -> None:
    functions = [function("Bad", [], kind("null")), function("lost", [], kind("null"), context="nowhere")]
    with pytest.raises(GraphError) as caught:
        Graph(json.dumps({"version": 1, "functions": functions}).encode())
    assert len(caught.value.defects) == 2
    assert caught.value.args == ("\n".join(caught.value.defects),)


@pytest.mark.parametrize("document", [b"", b"{}", b"[]", b'{"version": 2}', b'{"version": 1, "more": 1}'])
def test_what_is_no_ir_is_a_value_error(document: bytes) -> None:
    with pytest.raises(ValueError, match="no IR"):
        Graph(document)


def test_self_is_the_same_canonical_bytes(graph: Graph) -> None:
    assert graph.is_self("rename", {"user_id": 5}, "5")
    assert not graph.is_self("rename", {"user_id": 5}, "05")
    assert not graph.is_self("rename", {"user_id": 5}, "6")


def test_targets_are_answered_redacted_and_purged_exactly(graph: Graph) -> None:
    own = graph.invalidation([("rename", {"user_id": 5})], "5")
    assert own.body == b'[{"context":"user","params":{"user_id":5}}]'
    assert own.header == "user;user_id=5"
    assert own.tiers == ["argument"]
    assert own.tags(b"secret") == sorted(own.tags(b"secret"))

    nested = graph.invalidation([("rename", {"user_id": 5}), ("move", {"to": 9})], "5")
    assert json.loads(nested.body) == [
        {"context": "user", "params": {"user_id": 5}},
        {"context": "user", "function": "members"},
        "user",
    ]
    assert nested.tiers == ["argument", "explicit", "broad"]

    assert graph.invalidation([("all", {})], None).header is None
    with pytest.raises(AttributeError):
        own.body = b""  # type: ignore[misc] # it is read-only, which is what is tested


# ------------------------------------------------------------------------------------------------ plain values


def test_plain_values_have_their_canonical_text() -> None:
    value = {"b": (1, 2.0), "a": [None, True, UUID(UUID_TEXT)], "c": datetime(2026, 1, 2, tzinfo=UTC)}
    text = f'{{"a":[null,true,"{UUID_TEXT}"],"b":[1,2],"c":"2026-01-02T00:00:00Z"}}'
    assert _native.canonical_json(value) == text


def nest(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [{1}, object(), math.nan, 2**53, {1: 2}, "\ud800", datetime(2026, 1, 2), Decimal(1), nest(100_000)],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_value_is_a_value_error(value: Any) -> None:
    with pytest.raises(ValueError):
        _native.canonical_json(value)


def test_caller_and_permissions_come_together() -> None:
    with pytest.raises(ValueError, match="together"):
        _native.cache_key(b"s", "c", "m", {}, "00", caller="5")


class Key(str):
    __slots__ = ()


def test_of_faults_found_in_python_the_core_says_what_is_told() -> None:
    long = "k" * 65
    faults = [
        (("b", 10), "type"),
        (("b", 9), "type"),
        (("b", 9), "format"),
        (("b", 9), "format"),
        (("b", "9"), "type"),
        ([long, Key(long), Key("k" * 64)], "type"),
        ((long, Key(long + "k"), Key("k" * 64)), "type"),
    ]
    assert _native.told(faults) == [
        (["b", 9], "format"),
        (["b", 9], "type"),
        (["b", 10], "type"),
        (["b", "9"], "type"),
        ([long, "k" * 64 + "…", "k" * 64], "type"),
    ]
    told = _native.told([((at,), "type") for at in range(100, 0, -1)])
    assert told == [([at], "type") for at in range(1, _native.MOST_FAULTS + 1)]
    assert _native.told([]) == []
    with pytest.raises(ValueError, match="no code of a fault"):
        _native.told([((), "odd")])
    with pytest.raises(TypeError):
        _native.told([((1.5,), "type")])  # type: ignore[list-item]  # the point
