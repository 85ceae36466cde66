"""Random registries have one text and the same schemas and warnings, or the same defects, in Rust and in TypeScript.

Three thousand legal ones, always the same, and each of them broken somewhere. What is printed and what is told are two
programs; nothing but the page and the vectors connects them. Rust is asked through the native module.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from drawn import patterns, registries

from mizan import _native

ROOT = Path(__file__).resolve().parents[2]
LEGAL = 3_000
PATTERNS = 5_000

# Every node that the text has.
NODES = {
    *("alias", "context", "error", "function", "struct", "affects", "scope", "arg", "field", "param", "view", "raises"),
    *("method", "result", "data", "default", "doc", "key", "value", "accept", '"null"', "boolean", "string", "integer"),
    *("bigint", "number", "decimal", "uuid", "datetime", "date", "time", "duration", "bytes", "json", "list", "map"),
    *("tuple", "enum", "union", "ref", "optional", "file"),
}

sys.path.append(str(ROOT / "python/tests"))
import nodejs  # noqa: E402  # the tests' Node is found there

Node = dict[str, Any]


class Outcome(NamedTuple):
    """What both say of one IR."""

    ir: Node
    rust: Node
    typescript: Node


def in_rust(ir: Node) -> Node | None:
    """`None`: it is no IR at all, which in TypeScript is a matter of types."""
    try:
        graph = _native.Graph(json.dumps(ir).encode())
    except _native.GraphError as error:
        return {"defects": error.defects}
    except ValueError:
        return None
    members = {
        member["name"]: graph.member_schema(member["context"], member["name"])
        for member in ir["functions"]
        if member.get("context") is not None
    }
    texts = {"text": graph.text(), "bare": graph.text(docs=False), "schema": graph.schema}
    return {**texts, "members": members, "warnings": graph.warnings}


def in_typescript(irs: list[Node], folder: Path) -> list[Node]:
    """All at once."""
    (folder / "irs.json").write_text(json.dumps(irs))
    command = [nodejs.node(), "--no-warnings", str(ROOT / "tests/afi/ir_texts.ts"), str(folder / "irs.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    said: list[tuple[Node, Node]] = []
    legal = number = 0
    while legal < LEGAL:
        ir = registries.registry(Random(f"registry {number}"))
        drawn = [ir, registries.broken(Random(f"broken {number}"), ir)]
        judged = [(each, rust) for each in drawn if (rust := in_rust(each)) is not None]
        legal += any("text" in rust for each, rust in judged if each is ir)
        said += judged
        number += 1
    told = in_typescript([ir for ir, _ in said], tmp_path_factory.mktemp("irs"))
    return [Outcome(ir, rust, typescript) for (ir, rust), typescript in zip(said, told, strict=True)]


def test_legal_registries_have_one_text_and_the_same_schemas(outcomes: list[Outcome]) -> None:
    legal = [outcome for outcome in outcomes if "text" in outcome.rust]
    for ir, rust, typescript in legal:
        assert typescript == rust, json.dumps(ir)
    assert len(legal) >= LEGAL
    nodes = [set(re.findall(r'^ *(\w+|"null")', outcome.rust["text"], re.MULTILINE)) for outcome in legal]
    counted = Counter(name for names in nodes for name in names)
    assert {name for name in NODES if counted[name] < LEGAL / 60} == set()
    assert len({outcome.rust["schema"] for outcome in legal}) > LEGAL * 0.9
    assert len({schema for outcome in legal for schema in outcome.rust["members"].values()}) > LEGAL
    assert sum(bool(outcome.rust["warnings"]) for outcome in legal) > LEGAL / 10


def test_broken_registries_have_the_same_defects_in_the_same_order(outcomes: list[Outcome]) -> None:
    broken = [outcome for outcome in outcomes if "defects" in outcome.rust]
    for ir, rust, typescript in broken:
        assert typescript == rust, json.dumps(ir)
    assert len(broken) > LEGAL / 3
    # Without what is quoted, and without what types are in words.
    bare = [re.sub("`[^`]*`", "", defect) for outcome in broken for defect in outcome.rust["defects"]]
    told = Counter(re.sub(" (takes|not|is|twice:) .*", "", defect.rsplit(": ", 1)[-1]) for defect in bare)
    assert len(told) > 50, told
    assert sum(len(outcome.rust["defects"]) > 1 for outcome in broken) > LEGAL / 10


def test_patterns_are_refused_for_the_same_reason_at_the_same_character(tmp_path: Path) -> None:
    random = Random("patterns")
    kinds = [{"type": "string", "pattern": patterns.pattern(random)} for _ in range(PATTERNS)]
    # Each is a place of its own; of one place two defects of the same wording would be one.
    fields = [{"name": f"f{at}", "type": kind} for at, kind in enumerate(kinds)]
    ir: Node = {"version": 1, "types": [{"kind": "struct", "name": "All", "fields": fields}]}
    rust, [typescript] = in_rust(ir), in_typescript([ir], tmp_path)
    assert rust is not None
    assert typescript == rust
    assert PATTERNS / 3 < len(rust["defects"]) < PATTERNS
    reasons = {re.sub("`[^`]*`", "", defect).split(": ", 2)[-1].rsplit(", at", 1)[0] for defect in rust["defects"]}
    assert len(reasons) > 20, reasons
