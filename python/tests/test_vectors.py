"""The runner of vectors: what it counts, and what it calls a failure."""

import json
from pathlib import Path

import pytest

from mizan import vectors

VECTORS = Path(__file__).parents[2] / "tests" / "afi" / "vectors"


def test_every_vector_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert vectors.main([str(VECTORS)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith(" passed, 0 failed")
    assert int(last.split()[0]) >= 2297
    for word, least in {"types": 1516, "query": 241, "ir_text": 96, "schema": 75}.items():
        assert len(json.loads((VECTORS / f"{word}.json").read_bytes())) >= least


def test_many_requests_to_one_graph_have_as_many_outcomes(tmp_path: Path) -> None:
    argument = {"name": "a", "type": {"type": "integer"}}
    refused = {"status": 400, "errors": []}
    types = {"types": [], "args": [argument], "body": ['{"args":{"a":5.0}}', "{"]}
    query = {"members": {"m": [argument]}, "query": ["a=5", "&"]}
    for word, given, answered in (
        ("types", types, {"args": '{"a":5}'}),
        ("query", query, {"members": {"m": '{"a":5}'}}),
    ):
        case = {"name": "two", "input": given, "expect": [answered, refused]}
        (tmp_path / f"{word}.json").write_text(json.dumps([case]))
        assert vectors.check(tmp_path).is_good
        (tmp_path / f"{word}.json").write_text(json.dumps([case | {"expect": [refused, answered]}]))
        assert not vectors.check(tmp_path).is_good
        (tmp_path / f"{word}.json").unlink()


@pytest.mark.parametrize("word", sorted(vectors.WORDS))
def test_every_word_has_vectors_and_notices_a_wrong_one(word: str, tmp_path: Path) -> None:
    cases = json.loads((VECTORS / f"{word}.json").read_bytes())
    for name in ("shop_graph",):
        (tmp_path / f"{name}.json").write_bytes((VECTORS / f"{name}.json").read_bytes())
    (tmp_path / f"{word}.json").write_text(json.dumps([cases[0] | {"expect": "something else"}]))
    outcome = vectors.check(tmp_path)
    assert (outcome.passed, len(outcome.failures)) == (0, 1)
    assert outcome.failures[0].startswith(f"{word}: {cases[0]['name']}\n  expected ")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("canonical_jsno.json", '[{"name": "a", "input": {}, "expect": "{}"}]', "no such word"),
        ("canonical_json.json", "[]", "no cases"),
        ("canonical_json.json", "[{]", "canonical_json: "),
        ("canonical_json.json", '[{"name": "a", "input": {}}]', "a case has"),
        ("canonical_json.json", '[{"name": "a", "input": {}, "expect": "{}", "more": 1}]', "a case has"),
        ("tag.json", '[{"name": "a", "input": {}, "expect": "{}"}]', "KeyError"),
        ("entry_tags.json", '[{"name": "a", "input": {"graph": "none"}, "expect": []}]', "KeyError"),
        ("types.json", '[{"name": "a", "input": {"bodies": []}, "expect": []}]', "unknown field `bodies`"),
        ("some_graph.json", '{"contexts": 5}', "some_graph: "),
    ],
)
def test_failures(tmp_path: Path, name: str, content: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_text(content)
    assert vectors.main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert says in out
    assert out.endswith("0 passed, 1 failed\n")


def test_nothing_run_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vectors.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out == "0 passed, 0 failed\n"
    assert vectors.main([str(tmp_path / "none")]) == 1
    assert vectors.main([]) == 1


def test_one_and_true_are_not_equal(tmp_path: Path) -> None:
    (tmp_path / "header.json").write_text('[{"name": "a", "input": [], "expect": false}]')
    assert not vectors.check(tmp_path).is_good
