"""Classes of attacks on names and on what is keyed by a request: 10 to 13, 27 and 31, over HTTP, each in one place."""

import json
import re
import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from serving import Server, Start
from testsite.attacked import SETTINGS
from wire import BASE, Answer, Browser

from mizan import _native


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **SETTINGS)


# ---------------------------------------------------------------- 10: key confusion

UUID = "0e37df36-f698-11e6-8dd4-cb9ced3df976"
SPELLINGS: dict[str, list[str]] = {
    "text": [
        "1",
        "01",
        "+1",
        " 1",
        "true",
        "1.0",
        "é",
        "e\u0301",
        "\uff11",
        "\ufb01",
        "fi",
        "A",
        "a",
        "",
        "null",
        "None",
    ],
    "flag": ["true", "false", "True", "TRUE", "1", "0", "yes", "", "null"],
    "integer": [
        "1",
        "01",
        "+1",
        " 1",
        "1.0",
        "1e0",
        "0x1",
        "\uff11",
        "\u0663",
        "-0",
        "0",
        "1_0",
        "10",
        '"1"',
        "true",
        "",
        "null",
    ],
    "bigint": [
        "1",
        "01",
        "+1",
        "1.0",
        "\uff11",
        "-0",
        "0",
        "1_0",
        "10",
        "9007199254740993",
        "9007199254740992",
        '"1"',
        "",
    ],
    "decimal": [
        "1",
        "1.0",
        "1.00",
        "01",
        "+1",
        "1e0",
        "10e-1",
        ".1",
        "1.",
        "0.1",
        "0.10",
        "-0",
        "0",
        "\uff11",
        "NaN",
        "",
    ],
    "uuid": [UUID, UUID.upper(), UUID.replace("-", ""), f"{{{UUID}}}", f"urn:uuid:{UUID}", UUID.replace("0", "\uff10")],
    "moment": [
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.0Z",
        "2026-01-02T03:04:05.000000Z",
        "2026-01-02t03:04:05z",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05-00:00",
        "2026-01-02T04:04:05+01:00",
        "2026-01-02T03:04:05",
        "1767323045",
    ],
    "day": ["2026-01-02", "2026-1-2", "20260102", "2026-01-02T00:00:00Z", "02026-01-02", "2026-W01-5"],
    "colour": ["red", "RED", "Red", " red", "Colour.RED", "green", "\uff52\uff45\uff44"],
    "level": ["1", "01", "+1", "1.0", "LOW", "2", "\uff11"],
}
TAKEN = {
    # Text is whatever it is; of every other value there is one spelling.
    "text": len(SPELLINGS["text"]),
    "flag": 2,
    "integer": 3,
    "bigint": 5,
    "decimal": 3,
    "uuid": 1,
    "moment": 1,
    "day": 1,
    "colour": 2,
    "level": 2,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_attack_10_key_confusion(nobody: Browser, name: str) -> None:
    """No two spellings that are taken are one value, and no two values have one key: the rest is 400 or 422."""
    seen: dict[str, str] = {}
    for spelling in SPELLINGS[name]:
        answer = nobody.read("keyed", **{name: spelling})
        if answer.status == 200:
            seen[spelling] = answer.json["keyed"][name]
            assert answer.header("etag")
            continue
        faults = answer.faults(answer.status, "BAD_REQUEST" if answer.status == 400 else "INVALID")
        assert faults == [(["params", name], {400: "format", 422: "enum"}[answer.status])]
        assert answer.header("etag") is None
    assert len(seen) == TAKEN[name], seen
    assert len(set(seen.values())) == len(seen), seen
    keys = {_native.cache_key(b"s", "keyed", "keyed", {name: value}, "0" * 16) for value in seen.values()}
    assert len(keys) == len(seen)


def test_attack_10_key_confusion_between_params(nobody: Browser) -> None:
    """What stands at the end of one param is not at the beginning of the next, and absence is not what is empty."""
    queries = [
        {"text": "a", "other": "bc"},
        {"text": "ab", "other": "c"},
        {"text": "abc"},
        {"other": "abc"},
        {"text": "abc", "other": ""},
        {"text": 'a","other":"bc'},
        {"text": "a&other=bc"},
        {"text": "a;other=bc"},
        {"text": "a", "texts": ["b", "c"]},
        {"text": "a", "texts": ["bc"]},
        {"text": "a", "texts": ['b","c']},
        {"text": "a", "texts": ["c", "b"]},
        {"text": "1"},
        {"integer": "1"},
        {"bigint": "1"},
        {"decimal": "1"},
        {"flag": "true"},
        {"text": "true"},
        {},
    ]
    answers = [nobody.read("keyed", urlencode(query, doseq=True)) for query in queries]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == len(queries)
    assert len({answer.header("etag") for answer in answers}) == len(queries)
    keys = {_native.cache_key(b"s", "keyed", "keyed", query, "0" * 16) for query in queries}
    # A bigint's and a decimal's 1 are texts of params that have different names.
    assert len(keys) == len(queries)


# ---------------------------------------------------------------- 11: parameter cloaking


@pytest.mark.parametrize(
    "query",
    [
        *("integer=1;integer=2", "integer=1&integer=2", "integer[]=1", "integer%5B%5D=1", "integer[0]=1"),
        *("text=a;other=b", "text=a&text=a", "text=a&te%78t=b", "&text=a", "text=a&", "text=a&&other=b", "=a"),
        *("text=a%", "text=%zz", "text=%ff", "%ff=a", "text=a&x=1", "TEXT=a", "text%00=a", "text =a", "utm_source=x"),
        *("text", "flag", "_method=DELETE", "text.=a", ".text=a", "text=a&text%5B%5D=b"),
    ],
)
def test_attack_11_parameter_cloaking(nobody: Browser, query: str) -> None:
    answer = nobody.get(f"{BASE}ctx/keyed/?{query.replace(' ', '%20')}")
    answer.problem(400, "BAD_REQUEST")
    assert answer.header("etag") is None


@pytest.mark.parametrize("body", [b'{"args":{"text":"b"}}', b"text=b", b"{}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_attack_11_parameter_cloaking_by_a_body(nobody: Browser, method: str, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = nobody.send(method, f"{BASE}ctx/keyed/?text=a", body, {"Content-Type": kind})
        assert (answer.status, answer.header("cache-control")) == (400, "no-store")


# ---------------------------------------------------------------- 12: names that go on into a query

OPERATORS = (
    "_connector",
    "_negated",
    "__class",
    "__class__",
    "password__startswith",
    "pk__in",
    "owner__password",
    "pk",
)
PLACES: dict[str, tuple[str, list[str | int]]] = {
    "argument": ("{%s}", []),
    "model": ('{"model":{"lookup":{%s}}}', ["model", "lookup"]),
    "in_a_list": ('{"model":{"more":[{"note":""},{%s}]}}', ["model", "more", 1]),
    "typed_dict": ('{"typed":{%s}}', ["typed"]),
    "tagged_union": ('{"either":{"kind":"note",%s}}', ["either"]),
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("place", PLACES)
def test_attack_12_kwargs_injection(nobody: Browser, place: str, operator: str) -> None:
    frame, path = PLACES[place]
    body = '{"args":' + frame % f'"{operator}":"OR"' + "}"
    assert nobody.post("find_entries", body.encode()).faults(422, "INVALID") == [(["args", *path, operator], "unknown")]


@pytest.mark.parametrize("operator", OPERATORS)
def test_attack_12_kwargs_injection_where_a_fault_has_another_code(nobody: Browser, operator: str) -> None:
    """A key of a map is none of its enum's, an object with more is no branch of a plain union, and nothing runs."""
    answer = nobody.call("find_entries", columns={operator: "x"})
    assert answer.faults(422, "INVALID") == [(["args", "columns", operator], "enum")]
    answer = nobody.call("find_entries", plain={operator: "x"})
    assert answer.faults(422, "INVALID") == [(["args", "plain"], "type")]
    answer = nobody.post("find_entries", b'{"args":{"note":"x"},"%s":1}' % operator.encode())
    assert answer.faults(422, "INVALID") == [([operator], "unknown")]
    assert nobody.read("keyed", **{operator: "x"}).status == 400


def test_attack_12_kwargs_injection_what_is_declared_arrives(nobody: Browser) -> None:
    answer = nobody.call(
        "find_entries",
        note="a",
        model={"lookup": {"note": "b"}, "more": [{"note": "c"}]},
        typed={"note": "d"},
        columns={"amount": "5", "note": "e"},
        either={"kind": "owner", "owner_id": 1},
        plain={"note": "f"},
    )
    assert answer.json["result"] == ["note", "note", "note", "note", "amount", "note", "owner_id", "note"]


# ---------------------------------------------------------------- 13: mass assignment


def row(server: Server) -> tuple[int, Any]:
    """An entry of its own, as the database has it, and its key."""
    with closing(sqlite3.connect(server.database, timeout=20)) as connection:
        with connection:
            given = ("INSERT INTO ledger_entry (owner_id, amount, note) VALUES (1, 5, 'as it was')", ())
            key = connection.execute(*given).lastrowid
        assert key is not None
        return key, connection.execute("SELECT * FROM ledger_entry WHERE id = ?", (key,)).fetchone()


def now(server: Server, key: int) -> Any:
    with closing(sqlite3.connect(server.database, timeout=20)) as connection:
        return connection.execute("SELECT * FROM ledger_entry WHERE id = ?", (key,)).fetchone()


EXTRA = {"owner_id": 2}
ASSIGNMENTS: dict[str, tuple[dict[str, Any], list[str | int], str]] = {
    "argument": ({"is_staff": True}, ["is_staff"], "unknown"),
    "model": ({"change": {"note": "x", **EXTRA}}, ["change", "owner_id"], "unknown"),
    "nested": ({"nested": {"change": {"note": "x", **EXTRA}}}, ["nested", "change", "owner_id"], "unknown"),
    "beside_nested": ({"nested": {"change": {"note": "x"}, **EXTRA}}, ["nested", "owner_id"], "unknown"),
    "in_a_list": (
        {"nested": {"change": {"note": "x"}, "before": [{"note": "y", **EXTRA}]}},
        ["nested", "before", 0, "owner_id"],
        "unknown",
    ),
    "another_branch": ({"tagged": {"kind": "note", "note": "x", **EXTRA}}, ["tagged", "owner_id"], "unknown"),
    "plain_union": ({"plain": {"note": "x", **EXTRA}}, ["plain"], "type"),
    "typed_dict": ({"typed": {"note": "x", **EXTRA}}, ["typed", "owner_id"], "unknown"),
    "in_a_map": ({"by_name": {"a": {"note": "x", **EXTRA}}}, ["by_name", "a", "owner_id"], "unknown"),
}


@pytest.mark.parametrize("place", ASSIGNMENTS)
def test_attack_13_mass_assignment(server: Server, nobody: Browser, place: str) -> None:
    args, path, code = ASSIGNMENTS[place]
    key, before = row(server)
    answer = nobody.call("change_entry", entry_id=key, **args)
    assert answer.faults(422, "INVALID") == [(["args", *path], code)]
    assert answer.header("x-mizan-invalidate") is None
    assert now(server, key) == before
    # The same without what is too much is done.
    text = json.dumps(args).replace(', "owner_id": 2', "").replace('"is_staff": true', '"change": {"note": "x"}')
    assert nobody.call("change_entry", entry_id=key, **json.loads(text)).status == 200
    assert now(server, key) == (*before[:2], *("x" if each == "as it was" else each for each in before[2:]))


# ---------------------------------------------------------------- 27: header injection

USUAL: dict[str, Any] = {
    "text": "a",
    "other": "b",
    "bigint": "1",
    "decimal": "1.5",
    "uuid": UUID,
    "moment": "2026-01-02T03:04:05Z",
    "day": "2026-01-02",
    "colour": "red",
    "level": 1,
    "flag": True,
    "integer": 5,
}
INJECTIONS = (
    *("a\r\nX: y", "a\nSet-Cookie: x=1", "\r\n\r\n<html>", "\0", "\x7f", "\x85", "\u2028", "å", "\U0001f600", "\u202e"),
    *('"', "\\", '\\"', '";x="', ", *", ";", "a, ledger", ":AA==:", "?1", "x" * 8192, "é" * 8192, "%0d%0a", " ", ""),
)

_BARE = r"\?[01]|-?\d{1,15}|\"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\"\\])*\"|:[A-Za-z0-9+/]*={0,2}:"
_MEMBER = re.compile(rf"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:{_BARE}))?)*")


def one_list(field: str) -> list[str]:
    """The members of an RFC 9651 list of tokens with parameters; fails for anything else."""
    members, at = [], 0
    while True:
        match = _MEMBER.match(field, at)
        assert match, field[at : at + 80]
        members.append(match[0])
        if match.end() == len(field):
            return members
        assert field.startswith(", ", match.end()), field[match.end() :][:80]
        at = match.end() + 2


@pytest.mark.parametrize("name", ["text", "other"])
def test_attack_27_header_injection(nobody: Browser, name: str) -> None:
    for injected in INJECTIONS:
        answer = nobody.call("touch_keyed", **{**USUAL, name: injected})
        assert answer.status == 200, answer.body
        fields = [value for key, value in answer.lines if key == "x-mizan-invalidate"]
        assert len(fields) == 1
        assert len(one_list(fields[0])) == 1
        assert len(fields[0]) <= 4096
        assert {key for key, _ in answer.lines} <= ORDINARY, answer.lines
        # The body says it whole, or as broadly as the header does.
        params = answer.json["invalidate"][0]["params"]
        assert params[name] == injected
        assert (f"{name}=" in fields[0]) == (len(injected) < 4000)


ORDINARY = {
    *("content-type", "content-length", "cache-control", "cache-status", "x-mizan-invalidate", "x-mizan-schema"),
    "cache-group-invalidation",
    *(
        "x-content-type-options",
        "vary",
        "referrer-policy",
        "cross-origin-opener-policy",
        "server",
        "date",
        "connection",
    ),
}


@pytest.mark.parametrize("name", [name for name in USUAL if name not in ("text", "other")])
def test_attack_27_header_injection_by_what_is_no_text(nobody: Browser, name: str) -> None:
    for injected in INJECTIONS:
        answer = nobody.call("touch_keyed", **{**USUAL, name: injected})
        answer.problem(422, "INVALID")
        assert answer.header("x-mizan-invalidate") is None


@pytest.mark.parametrize("name", ["text", "texts", "day", "colour", "x\r\nX: y"])
def test_attack_27_header_injection_by_a_query(nobody: Browser, name: str) -> None:
    for injected in INJECTIONS[:14]:
        answer = nobody.get(f"{BASE}ctx/keyed/?{quote(name)}={quote(injected)}")
        assert {key for key, _ in answer.lines} <= ORDINARY | {"etag"}, answer.lines
        assert answer.status == 200 if name in ("text", "texts") else answer.status in (400, 422)


# ---------------------------------------------------------------- 31: injection into generated code


def test_attack_31_codegen_injection(nobody: Browser) -> None:
    """A client's code is made from declarations alone, which nobody outside sees: `python/tests/codegen/test_safety.py`
    tries every place of them. Over HTTP there is no way to the IR, and none to name a folder or a module.
    """
    for path in ("ir/", "ir", "ir/?x=1", "ir/../ir/", "IR/", "ir/mizan.ts", "mizan.ts", "client/", "schema/", "ir%2f"):
        for method in ("GET", "POST", "HEAD"):
            answer: Answer = nobody.send(method, BASE + path, b"" if method == "POST" else None)
            assert (answer.status, answer.header("cache-control")) == (404, "no-store")
            assert b"mizan version" not in answer.body
    for name in ("*/alert(1)", "`${x}`", "../../x", "__proto__", "class", "\u202e", "a\nb"):
        nobody.send("GET", f"{BASE}ctx/{quote(name, safe='')}/").problem(404, "NOT_FOUND")
