"""The IR's JSON: read back it is what was written, and what is no IR is refused by its place."""

import json
from random import Random
from typing import Any

import pytest

from ir.models import document
from mizan import _native
from mizan.ir.document import DocumentError, decode
from mizan.ir.schema import Field, Function, Ir, PlainType, Struct

NULL = {"type": "null"}


def test_what_is_written_is_read_back() -> None:
    for number in range(200):
        normalised = _native.Graph(json.dumps(document(Random(number))).encode()).ir()
        ir = decode(normalised)
        assert decode(ir.encode()) == ir, number
        assert json.loads(ir.encode()) == json.loads(normalised), number


def called(**parts: Any) -> dict[str, Any]:
    """An IR with one function."""
    return {"version": 1, "functions": [{"name": "f", "args": [], "result": NULL} | parts]}


def taking(kind: Any, **parts: Any) -> dict[str, Any]:
    """One whose function takes an argument of a type."""
    return called(args=[{"name": "a", "type": kind} | parts])


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ([], "it takes an object"),
        ({"version": 2}, "the version is 2, and this reads 1"),
        ({"version": True}, "version: it takes a whole number within ±(2^53-1)"),
        ({"version": 1, "function": []}, "it has no `function`"),
        ({"version": 1, "functions": {}}, "functions: it takes a list"),
        ({"version": 1, "functions": [{"args": []}]}, "functions.0: its `name` is not there"),
        (called(name=5), "functions.0.name: it takes a string"),
        (
            called(auth="somebody"),
            "functions.0.auth: it takes `required` or `self` or ",
        ),
        (
            called(auth=5),
            "functions.0.auth: it takes `required` or `self` or ",
        ),
        (called(private=1), "functions.0.private: it takes a boolean"),
        (called(cache="always"), "functions.0.cache: it takes a boolean or a whole number from 0 to 2^32-1"),
        (called(rev=-1), "functions.0.rev: it takes a whole number from 0 to 2^32-1"),
        (called(rev=1.0), "functions.0.rev: it takes a whole number from 0 to 2^32-1"),
        (called(methods=["get"]), "functions.0.methods.0: it takes `DELETE` or `GET` or"),
        (called(affects=[{"context": "a", "scope": {"b": 5}}]), "functions.0.affects.0.scope.b: it takes a string"),
        (called(affects=[{"context": "a", "every": True}]), "functions.0.affects.0: it has no `every`"),
        (called(result="null"), "functions.0.result: it takes an object"),
        (called(result={}), "functions.0.result: its `type` is none of "),
        (called(result={"type": ["null"]}), "functions.0.result: its `type` is none of "),
        (called(result={"type": "text"}), "functions.0.result: its `type` is none of bigint, boolean, bytes, date, "),
        (taking({"type": "list"}), "functions.0.args.0.type: its `item` is not there"),
        (taking({"type": "null", "maximum": 1}), "functions.0.args.0.type: it has no `maximum`"),
        (taking({"type": "string", "max_length": "5"}), "functions.0.args.0.type.max_length: it takes a whole number"),
        (taking({"type": "integer", "minimum": 2**53}), "functions.0.args.0.type.minimum: it takes a whole number"),
        (taking({"type": "number", "minimum": "1"}), "functions.0.args.0.type.minimum: it takes a finite number"),
        (taking({"type": "tuple", "items": [NULL, 5]}), "functions.0.args.0.type.items.1: it takes an object"),
        (taking({"type": "enum", "values": ["a", 1]}), "functions.0.args.0.type.values.1: it takes a string"),
        (taking({"type": "enum", "values": [1, "a"]}), "functions.0.args.0.type.values.1: it takes a whole number"),
        (taking({"type": "enum", "values": [True]}), "functions.0.args.0.type.values.0: it takes a whole number"),
        (taking({"type": "enum", "values": "a"}), "functions.0.args.0.type.values: it takes a list"),
        (taking(NULL, omittable=None), "functions.0.args.0.omittable: it takes a boolean"),
        ({"version": 1, "types": [{"kind": "enum", "name": "A"}]}, "types.0: its `kind` is none of alias, struct"),
    ],
)
def test_what_is_no_ir_is_refused_by_its_place(told: Any, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(json.dumps(told))
    assert str(caught.value).startswith(says), str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "it is no JSON: "),
        (b"\xff", "it is no JSON: "),
        (b'{"version": 1, "version": 1}', "it is no JSON: a key is there twice"),
        (b'{"version": NaN}', "it is no JSON: `NaN` is no JSON"),
        (b'{"version": 1e999}', "it is no JSON: no float is so large"),
        (b"[" * 100_000, "it is nested without end"),
        (json.dumps(taking({"type": "list", "item": NULL})).replace(json.dumps(NULL), "[" * 900).encode(), "it is no "),
    ],
)
def test_what_is_no_json_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(text)
    assert str(caught.value).startswith(says), str(caught.value)


def test_types_without_end_are_refused() -> None:
    kind: Any = NULL
    for _ in range(400):
        kind = {"type": "list", "item": kind}
    with pytest.raises(DocumentError, match="it is nested without end"):
        decode(json.dumps(taking(kind)))


def test_null_is_the_lack_of_what_may_lack_and_a_default_all_the_same() -> None:
    told = taking({"type": "string", "pattern": None}, doc=None, default=None)
    (argument,) = decode(json.dumps(told)).functions[0].args
    assert (argument.doc, argument.default, argument.required) == (None, None, False)
    assert json.loads(Ir(functions=[Function(name="f", args=[argument])]).encode())["functions"][0]["args"] == [
        {"name": "a", "default": None, "type": {"type": "string"}}
    ]


def test_without_a_default_there_is_none() -> None:
    argument = Field(name="a", type=PlainType(type="null"))
    assert argument.required
    assert "default" not in argument.told()
    assert (
        argument
        == Field(name="a", type=PlainType(type="null"))
        != Field(name="a", type=PlainType(type="null"), default=None)
    )


def test_parts_are_equal_by_what_they_are() -> None:
    one = Struct(name="A", fields=[Field(name="a", type=PlainType(type="uuid"))])
    assert one == Struct(name="A", fields=[Field(name="a", type=PlainType(type="uuid"))])
    assert one != Struct(name="A", fields=[Field(name="a", type=PlainType(type="json"))])
    assert repr(one.fields[0].type) == "PlainType(type='uuid')"
