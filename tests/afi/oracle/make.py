"""Writes the vectors that the oracle computes, or proves them current: `types`, `query`, `ir_text` and `schema`.

Stops where a claim of a case, made by hand, is not what the oracle says of it.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import ir_text, query, schema, types
from .canonical import written
from .cases import bodies, constraints, containers, grammars, ir_types, irs, kinds, queries, schemas, structs, unions
from .cases.claims import Case
from .normalise import normalised

VECTORS = Path(__file__).resolve().parents[1] / "vectors"

Vector = dict[str, Any]


class ClaimError(AssertionError):
    """A case and the oracle disagree; one of them is wrong."""


def answered(outcome: Mapping[str, Any]) -> Vector:
    """What runners give for a request: arguments as text, or status and errors."""
    if "args" in outcome:
        return {"args": written(outcome["args"])}
    if "members" in outcome:
        return {"members": {name: written(args) for name, args in outcome["members"].items()}}
    return dict(outcome)


def _claimed(case: Case, expect: Mapping[str, Any]) -> Vector:
    """The vector, if the claim holds."""
    said: Any
    if "args" in expect:
        said = expect["args"]
    elif "members" in expect:
        said = " ".join(f"{name}={args}" for name, args in expect["members"].items())
    elif isinstance(case.claim, int):
        said = expect["status"] if not expect["errors"] else expect
    else:
        said = [(fault["path"], fault["code"]) for fault in expect["errors"]]
    claim = case.claim
    if isinstance(claim, tuple):  # Of cases that are about the order.
        claim = list(claim)
    elif isinstance(claim, list) and isinstance(said, list):
        said, claim = sorted(said, key=repr), sorted(claim, key=repr)
    if said != claim:
        raise ClaimError(f"{case.name}\n  claimed {case.claim}\n  got     {said}")
    return {"name": case.name, "input": case.input, "expect": expect}


def type_vectors() -> Iterator[Vector]:
    for module in (kinds, grammars, constraints, containers, structs, unions, bodies):
        for case in module.cases():
            given = case.input
            outcome = types.decode(given["types"], given["args"], given["body"].encode())
            yield _claimed(case, answered(outcome))


def query_vectors() -> Iterator[Vector]:
    for case in queries.cases():
        outcome = query.decode(case.input["members"], case.input["query"], {})
        yield _claimed(case, answered(outcome))


def ir_text_vectors() -> Iterator[Vector]:
    for case in [*ir_types.cases(), *irs.cases()]:
        whole = normalised(case.ir)
        text = ir_text.Printer(docs=True).document(whole)
        lines = tuple(line.strip(" ") for line in text.split("\n"))
        count = len(case.lines)
        if case.lines not in (lines[at : at + count] for at in range(len(lines))):
            raise ClaimError(f"{case.name}\n  claimed {case.lines}\n  got\n{text}")
        yield {"name": case.name, "input": case.ir, "expect": {"text": text, "schema": schema.schema(whole)}}


def _schemas(ir: Mapping[str, Any]) -> Vector:
    whole = normalised(ir)
    return {"schema": schema.schema(whole), "members": schema.member_schemas(whole)}


def schema_vectors() -> Iterator[Vector]:
    for case in schemas.cases():
        expect, base = _schemas(case.ir), _schemas(case.base)
        others = frozenset(name for name in expect["members"] if expect["members"][name] != base["members"].get(name))
        if (expect["schema"] != base["schema"], others) != (case.counts, case.members):
            raise ClaimError(f"{case.name}: {expect['schema'] != base['schema']}, {others}")
        yield {"name": case.name, "input": case.ir, "expect": expect}


# Each word, and how many cases it has at least.
WORDS: Mapping[str, tuple[Callable[[], Iterator[Vector]], int]] = {
    "types": (type_vectors, 600),
    "query": (query_vectors, 120),
    "ir_text": (ir_text_vectors, 40),
    "schema": (schema_vectors, 40),
}


def rendered(word: str) -> str:
    """The file of a word: a case a line."""
    make, least = WORDS[word]
    vectors = list(make())
    names = [vector["name"] for vector in vectors]
    twice = {name for name in names if names.count(name) > 1}
    if twice or len(vectors) < least:
        raise ClaimError(f"{word}: {len(vectors)} cases, names that are there twice: {sorted(twice)}")
    return "[\n" + ",\n".join(json.dumps(vector, ensure_ascii=False) for vector in vectors) + "\n]\n"


def main(arguments: list[str]) -> int:
    """`--write` or `--check`; the status is 1 if a file is not current, or a claim does not hold."""
    if arguments not in (["--write"], ["--check"]):
        sys.stderr.write("say `--write` or `--check`\n")
        return 2
    status = 0
    for word in WORDS:
        path = VECTORS / f"{word}.json"
        try:
            text = rendered(word)
        except ClaimError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        if arguments == ["--write"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.stderr.write(f"{path.name} is not current: run `python -m oracle --write` in tests/afi\n")
            status = 1
    return status
