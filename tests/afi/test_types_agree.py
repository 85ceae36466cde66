"""Verdicts, codes, paths and canonical texts are equal in Python, in Rust, in TypeScript and by the protocol's pages.

Random types and requests, always the same ones. The pages speak through `oracle`, Python through its native module,
Rust and TypeScript through their runners of the vectors. What once disagreed lies in `drawn/found/` and is tried first.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from drawn import declarations, patterns, queries, values, words
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import query as oracle_query
from oracle import types as oracle_types
from oracle.make import answered
from oracle.patterns import PatternError, found

from mizan import _native, vectors

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).parent / "drawn" / "found"

# Each declaration is tried with many requests: what takes time is to freeze a graph.
DECLARATIONS, REQUESTS = 400, 250
CONTEXTS, QUERIES = 100, 100
PATTERNS, TEXTS = 5000, 12

ROWS = {"null", "boolean", "string", "integer", "bigint", "number", "decimal", "uuid", "datetime", "date", "time"}
ROWS |= {"duration", "bytes", "json", "enum", "list", "tuple", "map", "struct", "alias", "union", "tagged union"}
ROWS |= {"optional", "ref"}
OUTCOMES = {"fits", "syntax", "missing", "unknown", "type", "range", "length", "pattern", "enum", "format"}

Case = dict[str, Any]


class Batch:
    """Cases of one word, with what the oracle expects; compared with Python one by one, with Rust all at once."""

    def __init__(self, word: str, folder: Path) -> None:
        self.word = word
        self.folder = folder
        self.cases: list[Case] = []
        self.outcomes: Counter[str] = Counter()

    def add(self, given: Case, request: str, expect: list[Any], blurred: bool = False) -> None:
        """`blurred`: Python's value may have another text, since the page lets it be written by another branch."""
        got = vectors.WORDS[self.word](given, {})
        for sent, said, right in zip(given[request], got, expect, strict=True):
            alone = json.dumps({**given, request: [sent]}, ensure_ascii=False)
            if blurred and "args" in right:
                assert set(said) == {"args"}, f"Python disagrees; as a case: {alone}"
                continue
            assert json.dumps(said) == json.dumps(right), f"Python disagrees; as a case: {alone}"
        self.cases.append({"name": str(len(self.cases)), "input": given, "expect": expect})
        self.outcomes.update(_codes(expect))

    def run(self) -> None:
        """In Rust and in TypeScript."""
        self.run_in_rust()
        ran = words.in_typescript(self.folder)
        assert ran == f"{len(self.cases)} passed, 0 failed\n", f"TypeScript disagrees:\n{ran[:5000]}"

    def run_in_rust(self) -> None:
        (self.folder / f"{self.word}.json").write_text(json.dumps(self.cases), encoding="utf-8")
        command = ["cargo", "run", "-q", "--locked", "-p", "mizan-core", "--example", "vectors", "--", str(self.folder)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == 0, f"Rust disagrees:\n{ran.stdout[:5000]}{ran.stderr[-5000:]}"
        assert ran.stdout == f"{len(self.cases)} passed, 0 failed\n"


def _codes(expect: list[Any]) -> Iterator[str]:
    """What came of requests: `fits`, `syntax`, or each code."""
    for outcome in expect:
        if "status" not in outcome:
            yield "fits"
        elif not outcome["errors"]:
            yield "syntax"
        yield from {fault["code"] for fault in outcome.get("errors", [])}


def _found(word: str) -> list[Case]:
    path = FOUND / f"{word}.json"
    cases: list[Case] = json.loads(path.read_bytes())
    return cases


def _drawn(count: int, draw: Callable[[Random, Random], None]) -> None:
    """Calls `draw` so many times with two `Random`s, whose seeds hypothesis draws.

    What it would draw for each number itself depends on what else was imported before, and so would what is met often.
    """

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64), st.integers(0, 2**64))
    def each(first: int, second: int) -> None:
        draw(Random(first), Random(second))

    each()


@pytest.fixture
def batch(request: pytest.FixtureRequest, tmp_path: Path) -> Batch:
    return Batch(request.param, tmp_path)


@pytest.mark.parametrize("batch", ["types"], indirect=True)
def test_a_disagreement_is_told_with_its_request(batch: Batch) -> None:
    given = {"types": [], "args": [{"name": "a", "type": {"type": "integer"}}], "body": ["{}", '{"args":{"a":5.0}}']}
    right = [{"status": 422, "errors": [{"path": ["args", "a"], "code": "missing"}]}, {"args": '{"a":5}'}]
    with pytest.raises(AssertionError, match=r"Python disagrees; as a case: .*5\.0"):
        batch.add(given, "body", [right[0], {"args": '{"a":5.0}'}])
    assert not batch.cases
    batch.add(given, "body", right)
    batch.run()
    batch.cases[0]["expect"] = [right[0], {"args": '{"a":6}'}]
    with pytest.raises(AssertionError, match=r"Rust disagrees:\s+types: 0\n\s+at 1\n\s+expected .*6"):
        batch.run_in_rust()
    assert words.in_typescript(batch.folder).startswith("types: 0\n  at 1\n  expected ")


@pytest.mark.parametrize("batch", ["types"], indirect=True)
def test_a_hundred_thousand_calls(batch: Batch) -> None:
    rows: Counter[str] = Counter()

    def answers(given: Case) -> None:
        decoded = (oracle_types.decode(given["types"], given["args"], body.encode()) for body in given["body"])
        batch.add(given, "body", [answered(outcome) for outcome in decoded], declarations.blurred(given))

    def draw(random: Random, plain: Random) -> None:
        declared = declarations.declared(random)
        rows.update(declarations.words(declared))
        names = oracle_types.by_name(declared["types"])
        answers({**declared, "body": [values.body(plain, declared["args"], names) for _ in range(REQUESTS)]})

    for case in _found("types"):
        answers(case)
    _drawn(DECLARATIONS, draw)
    batch.run()
    assert sum(len(case["expect"]) for case in batch.cases) >= 100_000
    assert set(rows) == ROWS
    assert min(rows.values()) >= DECLARATIONS / 20, rows
    # As many fit as do not, and each code is met often.
    assert batch.outcomes["fits"] > 30_000
    assert set(batch.outcomes) == OUTCOMES
    assert min(batch.outcomes.values()) > 500, batch.outcomes


@pytest.mark.parametrize("batch", ["query"], indirect=True)
def test_ten_thousand_queries(batch: Batch) -> None:
    def answers(given: Case) -> None:
        names = oracle_types.by_name(given["types"])
        decoded = (oracle_query.decode(given["members"], query, names) for query in given["query"])
        batch.add(given, "query", [answered(outcome) for outcome in decoded])

    def draw(random: Random, plain: Random) -> None:
        declared = queries.context(random)
        answers({**declared, "query": [queries.query(plain, declared) for _ in range(QUERIES)]})

    for case in _found("query"):
        answers(case)
    _drawn(CONTEXTS, draw)
    batch.run()
    assert sum(len(case["expect"]) for case in batch.cases) >= 10_000
    assert batch.outcomes["fits"] > 3_000
    assert set(batch.outcomes) == OUTCOMES
    assert min(batch.outcomes.values()) > 20, batch.outcomes


def _is_pattern(pattern: str) -> bool:
    try:
        found(pattern, "")
    except PatternError:
        return False
    return True


def _is_declared(argument: Case) -> bool:
    function = {"name": "f", "args": [argument], "result": {"type": "null"}}
    try:
        _native.Graph(json.dumps({"version": 1, "functions": [function]}).encode())
    except _native.GraphError:
        return False
    return True


def test_what_is_a_pattern_and_where_it_is_found() -> None:
    random, taken = Random(1), 0
    for _ in range(PATTERNS):
        pattern = patterns.pattern(random)
        argument = {"name": "a", "type": {"type": "string", "pattern": pattern}}
        assert _is_declared(argument) == _is_pattern(pattern), pattern
        if not _is_pattern(pattern):
            continue
        taken += 1
        texts = [patterns.text(random) for _ in range(TEXTS)]
        given = {"types": [], "args": [argument], "body": [json.dumps({"args": {"a": text}}) for text in texts]}
        outcomes = vectors.WORDS["types"](given, {})
        for text, outcome in zip(texts, outcomes, strict=True):
            assert ("args" in outcome) == found(pattern, text), (pattern, text)
    assert PATTERNS / 5 < taken < PATTERNS / 2
