"""Keys, tags, targets, headers and canonical texts are equal in Rust and TypeScript; no two values have one spelling.

Random graphs and values, always the same ones. Rust is asked through the native module, TypeScript through its runner
of the vectors.
"""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from drawn import words

from mizan import vectors

CASES = 1_000
TEXTS = 20_000

# What is easily taken for something else: halves of names, escapes, other normal forms, digits of another script.
_ATOMS = [
    "",
    "a",
    "b",
    "ab",
    "bc",
    "1",
    "01",
    "+1",
    "-1",
    "1.0",
    "\uff11",
    "\u00e9",
    "e\u0301",
    '"',
    "\\",
    "\\u0061",
    "\n",
    "\0",
    "\x7f",
]
_ATOMS += [
    "\u2028",
    "\ud7ff",
    "\uffff",
    "\U0001f600",
    "\U0010ffff",
    "null",
    "true",
    "[]",
    "{}",
    ",",
    ":",
    "K",
    "\u212a",
    "__proto__",
]
_NUMBERS = [
    0,
    1,
    -1,
    5,
    10,
    2**53 - 1,
    1 - 2**53,
    10**14,
    10**15,
    10**15 - 1,
    1.5,
    0.1,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
]
_NAMES = ["a", "b", "c", "d"]
_KINDS = ["integer", "string", "boolean", "uuid", "decimal", "datetime", "date", "bigint", "enum"]

Json = Any


def _scalar(random: Random) -> Json:
    atom = "".join(random.choices(_ATOMS, k=random.choice([0, 1, 1, 2, 3])))
    return random.choice([atom, atom, random.choice(_NUMBERS), True, False, None])


def _value(random: Random, depth: int = 0) -> Json:
    made = random.random() if depth < 3 else 0.0
    if made < 0.6:
        return _scalar(random)
    if made < 0.8:
        return [_value(random, depth + 1) for _ in range(random.randint(0, 3))]
    names = random.choices(_ATOMS, k=random.randint(0, 3))
    return {name: _value(random, depth + 1) for name in names}


def _params(random: Random) -> dict[str, Json]:
    values = {name: _scalar(random) for name in _NAMES if random.random() < 0.6}
    return {name: value for name, value in values.items() if not isinstance(value, float)}


def _graph(random: Random) -> Json:
    kinds = {name: random.choice(_KINDS) for name in _NAMES}

    def member(name: str) -> Json:
        params = [
            {"name": each, "type": kinds[each], "nullable": random.random() < 0.3, "list": random.random() < 0.1}
            for each in _NAMES
            if random.random() < 0.6
        ]
        return {"name": name, "params": params}

    def context(name: str) -> Json:
        members = [member(f"{name}{at}") for at in range(random.randint(1, 3))]
        view = [each for each in _NAMES if random.random() < 0.1]
        return {"name": name, "identity": random.choice([None, *_NAMES]), "view": view, "members": members}

    def affect() -> Json:
        name = random.choice("xy")
        scope = {each: random.choice(_NAMES) for each in _NAMES if random.random() < 0.5}
        return {
            "context": name,
            "function": random.choice([None, None, f"{name}0", f"{name}1"]),
            "scope": random.choice([None, None, scope or None]),
            "all": random.random() < 0.1,
        }

    def mutation(name: str) -> Json:
        args = [each for each in _NAMES if random.random() < 0.5]
        return {"name": name, "args": args, "affects": [affect() for _ in range(random.randint(1, 4))]}

    return {
        "contexts": [context("x"), context("y")],
        "mutations": [mutation(f"m{at}") for at in range(random.choice([1, 3, 12]))],
    }


def _target(random: Random) -> Json:
    name = random.choice(["x", "y", "y", "gone"])
    params = {key: value for key, value in _params(random).items() if value is not None}
    function = random.choice([None, f"{name}0", f"{name}1", "gone"])
    if function is None and not params:
        return name
    return {"context": name, **({"function": function} if function else {}), **({"params": params} if params else {})}


def _caller(random: Random) -> str | None:
    return random.choice([None, "1", "7", "true", "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", "2026-01-02", *_ATOMS])


def _targets(random: Random) -> list[Json]:
    return [_target(random) for _ in range(random.choice([0, 1, 3, 40]))]


def _case(word: str, random: Random) -> Json:
    match word:
        case "canonical_json":
            return _value(random)
        case "cache_key":
            asker = {"caller": random.choice(_ATOMS), "permissions": "00"} if random.random() < 0.5 else {}
            return {"secret": "s", "context": "x", "member": "m", "params": _params(random), "schema": "0", **asker}
        case "permission_hash":
            permissions = random.choices(_ATOMS, k=random.randint(0, 6))
            return {"staff": random.random() < 0.5, "superuser": random.random() < 0.5, "permissions": permissions}
        case "header":
            return _targets(random)
        case "tag":
            return {"secret": "s", "context": "x", "function": random.choice([None, "m"]), "params": _params(random)}
    graph = _graph(random)
    match word:
        case "resolve":
            args = _params(random)
            return {"graph": graph, "mutation": "m0", "args": args, "caller": _caller(random)}
        case "redact":
            asking = {"args": _params(random), "caller": _caller(random), "failed": random.random() < 0.5}
            return {"graph": graph, "targets": _targets(random), **asking}
        case "purge_tags":
            return {"graph": graph, "target": _target(random)}
        case "dropped_groups":
            return {"secret": "s", "graph": graph, "targets": _targets(random)}
        case "entry_tags":
            return {"graph": graph, "context": "x", "function": "x0", "params": _params(random)}
    return {"secret": "s", "graph": graph}


@pytest.mark.parametrize(
    "word",
    [
        *("canonical_json", "cache_key", "permission_hash", "header", "tag", "resolve", "redact", "purge_tags"),
        *("dropped_groups", "entry_tags", "graph_digest"),
    ],
)
def test_a_thousand_cases_are_answered_alike(word: str, tmp_path: Path) -> None:
    cases = []
    for number in range(CASES):
        given = _case(word, Random(f"{word} {number}"))
        cases.append({"name": str(number), "input": given, "expect": vectors.WORDS[word](given, {})})
    (tmp_path / f"{word}.json").write_text(json.dumps(cases))
    assert words.in_typescript(tmp_path) == f"{CASES} passed, 0 failed\n"
    cases[7]["expect"] = "something else"
    (tmp_path / f"{word}.json").write_text(json.dumps(cases))
    assert words.in_typescript(tmp_path).startswith(f"{word}: 7\n  expected ")


def test_no_two_values_have_one_spelling() -> None:
    """What is read from a canonical text has that text again, and a value's text is no other value's."""
    canonical = vectors.WORDS["canonical_json"]
    spelled: dict[str, Json] = {}
    for number in range(TEXTS):
        value = _value(Random(f"spelling {number}"))
        text = canonical(value, {})
        assert canonical(json.loads(text), {}) == text
        assert _marked(spelled.setdefault(text, value)) == _marked(value)
    assert len(spelled) > TEXTS / 20


def _marked(value: Json) -> Json:
    """Equal for equal values of JSON alone: to Python `1`, `True` and `1.0` are one, here the first and last are."""
    if isinstance(value, list):
        return ["list", *map(_marked, value)]
    if isinstance(value, dict):
        return {name: _marked(item) for name, item in value.items()}
    return (isinstance(value, bool), value)
