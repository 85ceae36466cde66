"""No input makes a parser fail in another way than it says: bodies, queries, IR documents, KDL, header fields.

What lies in `tests/afi/corpora/` first, then mutations of it, always the same ones. A panic of the core is no
`Exception` and so no refusal. Where there is a second reader, the two agree. Twin: `mizan-core/tests/fuzz.rs`.
"""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote_plus

import pytest

from mizan import _native
from mizan.envelope import (
    Policy,
    Request,
    bears_token,
    check_content_type,
    check_length,
    check_no_body,
    check_site,
    matches,
)
from mizan.errors import Problem
from mizan.ir.document import decode
from mizan.ir.text import TextError, read

CORPORA = Path(__file__).parents[3] / "tests/afi/corpora"
SEED = 31


def corpus(parser: str) -> list[bytes]:
    inputs = [path.read_bytes() for path in sorted((CORPORA / parser).iterdir())]
    assert len(inputs) >= 10
    return inputs


def inputs(parser: str, pieces: list[str], count: int) -> Iterator[bytes]:
    """The corpus, and then so many mutations of it."""
    random, kept = Random(SEED), corpus(parser)
    yield from kept
    for _ in range(count):
        data = bytearray(random.choice(kept))
        if len(data) > 2000 and random.random() < 0.9:
            continue
        for _ in range(random.choice((1, 1, 1, 2, 5))):
            at = random.randint(0, len(data))
            match random.randrange(5):
                case 0:
                    del data[at : at + random.randint(1, 12)]
                case 1:
                    data[at:at] = data[at : at + random.randint(1, 40)]
                case 2:
                    data[at : at + 1] = bytes([random.randrange(256)])
                case _:
                    data[at:at] = random.choice(pieces).encode("utf-8", "surrogatepass")
        yield bytes(data)


# ---------------------------------------------------------------- bodies and queries

SCALARS = ("boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date")


def kind(word: str, **more: Any) -> dict[str, Any]:
    return {"type": word, **more}


def optional(name: str, of: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": kind("optional", item=of), "default": None}


def ref(name: str) -> dict[str, Any]:
    return kind("ref", name=name)


PARAMS = [
    *(optional(name, kind(name)) for name in SCALARS),
    {"name": "integers", "type": kind("list", item=kind("integer"), max_length=9), "default": []},
    {"name": "texts", "type": kind("list", item=kind("string", pattern="^[a-c]*$"), max_length=9), "default": []},
    optional("hue", kind("enum", values=["red", "green"])),
    optional("level", kind("enum", values=[1, -2])),
]
ARGS = [
    *PARAMS,
    *(optional(name, kind(name)) for name in ("number", "time", "duration", "bytes")),
    {"name": "json", "type": kind("json"), "default": None},
    {"name": "null", "type": kind("null"), "default": None},
    optional("node", ref("Node")),
    optional("map", kind("map", item=kind("number"))),
    optional("by_uuid", kind("map", key=kind("uuid"), item=kind("decimal"))),
    optional("by_whole", kind("map", key=kind("integer"), item=kind("bytes"))),
    optional("pair", kind("tuple", items=[kind("date"), kind("string")])),
    optional("either", kind("union", of=[kind("integer"), kind("bigint"), ref("Node")])),
    optional("pet", kind("union", tag="is", of=[ref("Cat"), ref("Dog")])),
]
DOCUMENT = {
    "version": 1,
    "types": [
        {
            "kind": "struct",
            "name": "Node",
            "fields": [
                {"name": "value", "type": kind("json")},
                {"name": "more", "type": kind("list", item=ref("Node")), "default": []},
                {"name": "gone", "type": kind("date"), "omittable": True},
            ],
        },
        {"kind": "struct", "name": "Cat", "fields": [{"name": "is", "type": kind("enum", values=["cat"])}]},
        {
            "kind": "struct",
            "name": "Dog",
            "fields": [{"name": "is", "type": kind("enum", values=["dog"])}, {"name": "age", "type": kind("integer")}],
        },
    ],
    "contexts": [{"name": "c"}],
    "functions": [
        {"name": "f", "args": ARGS, "result": kind("null")},
        {"name": "m", "context": "c", "args": PARAMS, "result": kind("null")},
    ],
}
GRAPH = _native.Graph(json.dumps(DOCUMENT).encode())
JSON_PIECES = [
    *(
        '{"',
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "0",
        "1",
        "-",
        ".",
        "e9",
        "9007199254740993",
    ),
    *("1e400", "null", "NaN", "\ufeff", "\0", "\n", "é", "\U0001f600", '"a":1', '"__proto__":', '{"args":', "\udc80"),
    *("2026-02-30T00:00:00Z", "[[[[[[[[[[[[[[[[[[", "\uff11", "P1D", "1_0"),
]
QUERY_PIECES = [
    *("&", "=", ";", "%", "%2", "%zz", "%ff", "%00", "%C3%A9", "+", "é", "integer=1", "integer=01", "integers=5", "[]"),
    *("texts=a", "texts=d", "decimal=1.50", "bigint=-0", "hue=red", "level=-2", "x=1", "#", '"', "\\", "\0", " "),
    *("datetime=2026-01-02T03:04:05Z", "date=2023-02-29", "__proto__=1", "date=2026-11-23"),
]
DETAILS = re.compile(r"[a-z][ -~]*")


def refusal(run: Callable[[], Any]) -> BaseException | None:
    """What was raised, which is one of two things and says nothing of what was sent."""
    try:
        run()
    except _native.SyntaxFault as fault:
        assert DETAILS.fullmatch(fault.detail)
        assert str(fault) == fault.detail
        ordered(fault.faults)
        return fault
    except _native.InvalidFault as fault:
        assert str(fault) in (f"{len(fault.faults)} faults", "1 fault")
        assert fault.faults
        ordered(fault.faults)
        return fault
    return None


def ordered(faults: list[tuple[list[str | int], str]]) -> None:
    assert len(faults) <= 32
    keys = [[[isinstance(step, str), step] for step in path] for path, _ in faults]
    assert keys == sorted(keys, key=lambda key: [[text, step.encode() if text else step] for text, step in key])
    names = [step for path, _ in faults for step in path if isinstance(step, str)]
    assert max(map(len, names), default=0) <= 65


def strict(data: bytes) -> Any:
    """By the standard library, which is told to be as strict where it can be. Raises `ValueError`."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("twice")
        return found

    def never(name: str) -> Any:
        raise ValueError(name)

    found = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=never, parse_int=lambda _: 0)
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


def depth(value: Any) -> int:
    if not isinstance(value, (dict, list)):
        return 0
    return 1 + max(map(depth, value.values() if isinstance(value, dict) else value), default=0)


def test_any_body_is_taken_or_refused() -> None:
    taken = 0
    for body in inputs("body", JSON_PIECES, 40_000):
        caught = refusal(lambda body=body: GRAPH.decode_args("f", body))
        try:
            found = strict(body)
            is_json = isinstance(found, dict) and depth(found) <= 64
        except (ValueError, RecursionError):
            is_json = False
        assert is_json == (not isinstance(caught, _native.SyntaxFault)), body
        if caught is None:
            taken += 1
            args = GRAPH.decode_args("f", body)
            again = GRAPH.decode_args("f", b'{"args":' + GRAPH.encode_args("f", args) + b"}")
            assert again == args or "NaN" in repr(args)
    assert taken > 300


@pytest.mark.parametrize("parser", ["json", "body"])
def test_any_json_is_data_for_a_json_argument(parser: str) -> None:
    for data in inputs(parser, JSON_PIECES, 15_000):
        body = b'{"args":{"json":' + data + b"}}"
        caught = refusal(lambda body=body: GRAPH.decode_args("f", body))
        try:
            found = strict(body)
            is_json = depth(found) <= 64
        except (ValueError, RecursionError):
            is_json = False
        assert is_json == (not isinstance(caught, _native.SyntaxFault)), body


def test_any_query_is_taken_or_refused() -> None:
    taken = 0
    for query in inputs("query", QUERY_PIECES, 25_000):
        caught = refusal(lambda query=query: GRAPH.decode_params("c", query))
        taken += caught is None
        # What the standard library finds in it is what was taken.
        if caught is None and query:
            params = GRAPH.decode_params("c", query)["m"]
            pairs = [pair.partition("=") for pair in query.decode("ascii").split("&")]
            given = {name for name, value in params.items() if value not in (None, [])}
            assert {unquote_plus(name) for name, _, _ in pairs} == given
    assert taken > 300


# ---------------------------------------------------------------- documents


def test_any_document_is_a_graph_or_none() -> None:
    good = 0
    for data in inputs("ir", JSON_PIECES, 15_000):
        try:
            graph = _native.Graph(data)
        except (_native.GraphError, ValueError) as error:
            lines = str(error).split("\n") if isinstance(error, _native.GraphError) else [str(error)]
            assert all(line.isprintable() for line in lines), error
            continue
        good += 1
        assert _native.Graph(graph.ir()).schema == graph.schema
        assert read(graph.text()) == decode(graph.ir())
    assert good > 40


KDL_PIECES = [
    *(
        "{",
        "}",
        "\n",
        '"',
        "#true",
        "#null",
        "#inf",
        "5",
        "-1",
        "1.5",
        "1e400",
        "minimum=1",
        'tag="a"',
        "list",
        "key",
        "/-",
    ),
    *(
        "\\",
        ";",
        "(t)",
        '"""',
        '#"',
        '"#',
        "/*",
        "*/",
        "//",
        "\\u{202e}",
        "\\u{110000}",
        "\\u{d800}",
        "\0",
        "\u202e",
        "é",
    ),
    *(
        "\ufeff",
        "\x85",
        "mizan",
        "version=1",
        "0x1",
        "alias",
        "function",
        "default",
        "\udc80",
        'context "a"',
        "optional {",
    ),
]


def test_any_text_is_an_ir_or_refused() -> None:
    good = 0
    for data in inputs("kdl", KDL_PIECES, 30_000):
        text = data.decode("utf-8", "surrogateescape")
        try:
            found = read(text)
        except TextError as error:
            assert str(error).isprintable(), error
            continue
        good += 1
        with contextlib.suppress(_native.GraphError):
            assert _native.Graph(found.encode()).schema
    assert good > 300


# ---------------------------------------------------------------- header fields

FIELD_PIECES = [
    *(
        "W/",
        '"',
        ",",
        ", ",
        "*",
        ";",
        "=",
        "charset",
        "utf-8",
        "application/json",
        "https://",
        "shop.example",
        ":443",
        "/",
    ),
    *(
        "null",
        "[::1]",
        "@",
        "%",
        "bearer ",
        "0",
        "9",
        "\t",
        " ",
        "\r\n",
        "\0",
        "\xff",
        "é",
        "\u202e",
        "\udc80",
        "\uff11",
    ),
]
CHECKS: dict[str, Callable[[Request], Any]] = {
    "content-type": check_content_type,
    "content-length": lambda request: check_length(request, 1 << 20),
    "transfer-encoding": check_no_body,
    "origin": lambda request: check_site(request, Policy(origins=["https://shop.example"])),
    "sec-fetch-site": lambda request: check_site(request, Policy()),
    "authorization": bears_token,
    "x-mizan-token": bears_token,
}


def test_any_field_is_read_or_refused() -> None:
    for data in inputs("fields", FIELD_PIECES, 12_000):
        # As WSGI has them, and as text that some host makes of them.
        for value in (data.decode("latin-1"), data.decode("utf-8", "surrogateescape")):
            for name, check in CHECKS.items():
                fields = {name: value, "cookie": "a=b"}
                for host in ("shop.example", value):
                    request = Request("POST", value, data, fields.get, host)
                    try:
                        check(request)
                    except Problem as problem:
                        assert problem.detail is None or DETAILS.fullmatch(problem.detail)
            assert matches(value, 'W/"never-this"') == (value.strip(" \t") == "*") or "never-this" in value
            with contextlib.suppress(ValueError):
                Policy(origins=[value])


def test_what_is_compared_is_compared_exactly() -> None:
    """A field by which more is allowed is one of few, whatever was put around it."""
    allowed = {"content-type": set(), "origin": set()}
    for data in inputs("fields", FIELD_PIECES, 12_000):
        value = data.decode("latin-1")
        for name, found in allowed.items():
            request = Request("POST", "call/f/", b"", {name: value, "cookie": "a"}.get, "other.example")
            try:
                CHECKS[name](request)
            except Problem:
                continue
            found.add(value)
    json_of = re.compile(r'[ \t]*application/json([ \t]*;[ \t]*charset="?utf-8"?)?[ \t]*', re.IGNORECASE)
    assert allowed["content-type"] and all(json_of.fullmatch(value) for value in allowed["content-type"])
    assert allowed["content-type"] >= {"application/json"}
    # The port of its scheme is the one that it has.
    assert allowed["origin"] <= {"https://shop.example", "https://shop.example:443"}
    assert "https://shop.example" in allowed["origin"]


@pytest.mark.parametrize(
    "field",
    [
        'W/"a",',
        ",",
        " ",
        '"',
        "W/",
        '"a" ',
        'W/"' + "a" * 20,
        "a=b;",
        "application/json;",
        "https://a.",
        "[",
        "bearer ",
    ],
)
def test_fields_are_read_in_linear_time(field: str) -> None:
    """A field of 16 KiB is the most that servers take; this one is sixteen times as long."""
    value = (field * (1 << 18))[: 1 << 18]
    began = time.process_time()
    for name, check in CHECKS.items():
        with contextlib.suppress(Problem):
            check(Request("POST", value, b"", {name: value}.get, value))
    matches(value, 'W/"x"')
    assert time.process_time() - began < 1
