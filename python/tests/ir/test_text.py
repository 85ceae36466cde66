"""The IR's text: what the core prints, read back, is what the core has; and bad text is refused by place."""

import json
import string
from pathlib import Path
from typing import Any

import ckdl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mizan import _native
from mizan.ir import Ir, TextError, read
from mizan.ir.grammar import PATH, grammar

WORDS = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=5)
DOCS = st.none() | st.text(max_size=20)
KEYS = ["boolean", "string", "integer", "datetime", "uuid"]
VALUES = {
    "boolean": st.booleans(),
    "string": st.text(max_size=8),
    "integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
    "datetime": st.sampled_from(["2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]),
    "uuid": st.uuids().map(str),
    "null": st.none(),
}


def named(prefix: str, size: int) -> st.SearchStrategy[list[str]]:
    return st.lists(WORDS, max_size=size, unique=True).map(lambda words: [f"{prefix}_{word}" for word in words])


@st.composite
def types(draw: st.DrawFn, structs: list[str], depth: int = 2) -> dict[str, Any]:
    kinds = [*VALUES, *(["ref"] if structs else []), *(["list", "optional"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "ref":
        return {"type": "ref", "name": draw(st.sampled_from(structs))}
    if kind == "list":
        return {"type": kind, "item": draw(types(structs, depth - 1))}
    if kind == "optional":
        inner = draw(types(structs, 0).filter(lambda each: each["type"] != "null"))
        return {"type": kind, "item": inner}
    return {"type": kind}


@st.composite
def fields(draw: st.DrawFn, name: str, structs: list[str], kind: dict[str, Any] | None = None) -> dict[str, Any]:
    type_ = kind or draw(types(structs))
    field: dict[str, Any] = {"name": name, "type": type_}
    if kind is None and draw(st.booleans()):
        if type_["type"] in VALUES:
            field["default"] = draw(VALUES[type_["type"]])
        elif type_["type"] == "optional":
            field["default"] = None
        elif type_["type"] == "list":
            field["default"] = []
    doc = draw(DOCS)
    return field if doc is None else {**field, "doc": doc}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    structs = [f"S{each.capitalize()}" for each in draw(st.lists(WORDS, max_size=3, unique=True))]
    document: dict[str, Any] = {"version": 1, "types": [], "contexts": [], "functions": []}
    for place, name in enumerate(structs):
        names = draw(st.lists(st.text(alphabet="aB_", min_size=1, max_size=4), max_size=4, unique=True))
        document["types"].append(
            {
                "kind": "struct",
                "name": name,
                "doc": draw(DOCS),
                "fields": [draw(fields(f"f{each}", structs[:place])) for each in names],
            }
        )
    for context in draw(named("ctx", 2)):
        params = {each: {"type": draw(st.sampled_from(KEYS))} for each in draw(named("p", 4))}
        members = [[each for each in params if draw(st.booleans())] for _ in range(draw(st.integers(1, 3)))]
        used = sorted({each for member in members for each in member})
        document["contexts"].append(
            {
                "name": context,
                "identity": draw(st.sampled_from([None, *used])),
                "view": [each for each in used if draw(st.integers(0, 3)) == 0],
            }
        )
        for place, member in enumerate(members):
            document["functions"].append(
                {
                    "name": f"get_{context}_{'abc'[place]}",
                    "context": context,
                    "cache": draw(st.booleans()),
                    "auth": draw(st.sampled_from([None, "required"])),
                    "args": [draw(fields(each, [], params[each])) for each in member],
                    "result": draw(types(structs)),
                }
            )
        affect: dict[str, Any] = {"context": context, "all": draw(st.booleans())}
        args = {f"from_{each}": kind for each, kind in params.items() if each in used}
        if args and draw(st.booleans()):
            affect = {"context": context, "scope": {each.removeprefix("from_"): each for each in args}}
        elif draw(st.booleans()):
            affect["function"] = f"get_{context}_a"
        document["functions"].append(
            {
                "name": f"set_{context}",
                "doc": draw(DOCS),
                "affects": [affect],
                "args": [draw(fields(each, [], kind)) for each, kind in args.items()],
                "result": {"type": "null"},
            }
        )
    for function in draw(named("do", 2)):
        args = draw(named("a", 4))
        document["functions"].append(
            {
                "name": function,
                "args": [draw(fields(each, structs)) for each in args],
                "result": draw(types(structs)),
            }
        )
    return document


legal = 0


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(documents())
def test_what_is_printed_is_read_back(document: dict[str, Any]) -> None:
    given_ = Ir.model_validate_json(json.dumps(document))
    try:
        graph = _native.Graph(given_.encode())
    except _native.GraphError:  # A scope on a view param and the like; most are legal, which the test below holds to.
        assume(False)
        return
    global legal
    legal += 1
    normalised = graph.ir()
    text = graph.text()
    again = read(text)
    assert json.loads(again.encode()) == json.loads(normalised)
    # The schema has room for all that the core writes, and what was read makes the same graph.
    assert json.loads(Ir.model_validate_json(normalised).encode()) == json.loads(normalised)
    assert _native.Graph(again.encode()).text() == text


def test_enough_of_the_documents_were_legal() -> None:
    assert legal > 50


HEAD = "mizan version=1\n"
RESULT = HEAD + 'function "f" {{ result {{ {}; }}; }}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the first node is not `mizan`"),
        ("context \"a\"\n", "the first node is not `mizan`"),
        ("mizan version=2\n", "mizan: the version is `2`"),
        ("mizan\n", "mizan: the version is `None`"),
        ("mizan version=#true\n", "mizan: the version is `True`"),
        ("mizan {", "the text is no KDL 2"),
        (HEAD + "enum \"A\"\n", 'enum "A": there is no such node; there are `context`, `function`, `struct`'),
        (HEAD + "context\n", "context: it has 0 arguments, and takes 1"),
        (HEAD + "context 5\n", "context: its argument is no string"),
        (HEAD + '(t)context "a"\n', 'context "a": the type annotation `t`'),
        (HEAD + 'context "a" idenity="b"\n', 'context "a": it has no property `idenity`'),
        (HEAD + 'context "a" identity=5\n', 'context "a": `identity`: '),
        (HEAD + 'context "a" {\n    view 5\n}\n', 'context "a" > view: its argument is no string'),
        (HEAD + 'function "f" {\n    arg "a" {\n    }\n}\n', 'function "f" > arg "a": it holds 0 types'),
        (RESULT.format("uuid; string"), 'function "f" > result: it holds 2'),
        (RESULT.format("bytes"), 'function "f" > result > bytes: there is no such'),
        (RESULT.format("list { uuid 5; }"), 'function "f" > result > list > uuid: it has 1'),
        (HEAD + 'function "f"\n', 'function "f": `result`: field required'),
        (HEAD + 'function "f" auth="staff" {\n    result {\n        integer\n    }\n}\n', 'function "f": `auth`: '),
        (HEAD + 'function "f" {\n    doc "a"\n    doc "b"\n}\n', 'function "f" > doc "b": it is there twice'),
        (
            HEAD + 'function "f" {\n    affects "a" {\n        scope "p" argument=1\n    }\n}\n',
            'function "f" > affects "a" > scope "p": its property `argument` is no string',
        ),
        (
            HEAD + 'struct "S" {\n    field "a" {\n        default "NaN"\n        integer\n    }\n}\n',
            'struct "S" > field "a" > default "NaN": its argument holds no JSON',
        ),
    ],
)  # fmt: skip
def test_bad_text_is_refused_by_place(text: str, says: str) -> None:
    with pytest.raises(TextError) as caught:
        read(text)
    assert says in str(caught.value)


def test_the_grammar_is_current_and_is_itself_kdl() -> None:
    nodes = ckdl.parse(grammar(), version=2).nodes
    assert {node.name for node in nodes} == {"document", "node", "type"}
    assert (Path(__file__).parents[3] / PATH).read_text(encoding="utf-8") == grammar()
    assert {node.args[0] for node in nodes if node.name == "node"} >= {
        "context",
        "function",
        "struct",
        "affects",
        "arg",
    }
