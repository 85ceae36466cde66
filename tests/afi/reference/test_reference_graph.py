"""The reference app in Django declares the graph of the vectors, and to the letter what its twin in Rust declares."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness.adapters import ROOT

APP = ROOT / "tests/afi/apps/django"
SHOP = json.loads((ROOT / "tests/afi/vectors/shop_graph.json").read_text())


def manage(*words: str, apps: str | None = None) -> str:
    own = {} if apps is None else {"REFERENCE_APPS": apps}
    command = [sys.executable, str(APP / "manage.py"), *words]
    return subprocess.run(
        command, env={**os.environ, **own}, capture_output=True, text=True, check=True, timeout=120
    ).stdout


def by_name(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(nodes, key=lambda node: str(node["name"]))


def param(node: dict[str, Any]) -> dict[str, Any]:
    """An argument as a param of the plain graph has it."""
    kind, nullable, is_list = node["type"], False, False
    if kind["type"] == "optional":
        kind, nullable = kind["item"], True
    if kind["type"] == "list":
        kind, is_list = kind["item"], True
    return {"name": node["name"], "type": kind["type"], "nullable": nullable, "list": is_list}


def target(node: dict[str, Any]) -> dict[str, Any]:
    scope = node.get("scope")
    if isinstance(scope, list):
        scope = {each["param"]: each["argument"] for each in scope}
    return {
        "context": node["context"],
        "function": node.get("function"),
        "scope": scope or None,
        "all": node.get("all", False),
    }


def plain_graph(ir: dict[str, Any]) -> dict[str, Any]:
    """The IR without what the graph does not look at, in the form of the vectors, by name."""
    contexts, mutations = [], []
    for context in ir["contexts"]:
        members = [each for each in ir["functions"] if each.get("context") == context["name"]]
        contexts.append(
            {
                "name": context["name"],
                "identity": context.get("identity"),
                "view": list(context.get("view", [])),
                "members": by_name(
                    [{"name": each["name"], "params": by_name(list(map(param, each["args"])))} for each in members]
                ),
            }
        )
    for function in ir["functions"]:
        if function.get("affects"):
            mutations.append(
                {
                    "name": function["name"],
                    "args": sorted(each["name"] for each in function["args"]),
                    "affects": list(map(target, function["affects"])),
                }
            )
    return {"contexts": by_name(contexts), "mutations": by_name(mutations)}


def vectors() -> dict[str, Any]:
    contexts = [
        {
            **context,
            "members": by_name([{**each, "params": by_name(each["params"])} for each in context["members"]]),
        }
        for context in SHOP["contexts"]
    ]
    mutations = [{**each, "args": sorted(each["args"])} for each in SHOP["mutations"]]
    return {"contexts": by_name(contexts), "mutations": by_name(mutations)}


def test_the_shop_is_the_graph_of_the_vectors_and_nothing_else() -> None:
    assert plain_graph(json.loads(manage("mizan_export_ir", "--json", apps="shop"))) == vectors()


def test_the_other_parts_change_nothing_of_it() -> None:
    """Tags and keys of the shop's entries follow from its own contexts and from whoever has targets on them."""
    whole, own = plain_graph(json.loads(manage("mizan_export_ir", "--json"))), vectors()
    contexts = {context["name"] for context in own["contexts"]}
    assert [each for each in whole["contexts"] if each["name"] in contexts] == own["contexts"]
    on_it = [each for each in whole["mutations"] if contexts & {target["context"] for target in each["affects"]}]
    assert on_it == own["mutations"]


def test_the_twin_in_rust_declares_the_same_to_the_letter() -> None:
    rust = subprocess.run(
        ["cargo", "run", "-q", "--locked", "-p", "mizan-reference", "--", "export-ir"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    assert manage("mizan_export_ir") == rust.stdout


def test_every_type_is_declared() -> None:
    """Every word that a type may have stands somewhere in the reference app's IR."""
    ir = json.loads(manage("mizan_export_ir", "--json"))
    schema = (ROOT / "python/mizan/ir/schema.py").read_text()
    words = {
        word for line in re.findall(r"^    type: Literal\[(.*?)\]", schema, re.M) for word in json.loads(f"[{line}]")
    }
    assert len(words) > 15, "the schema is written otherwise now"
    found = set(kinds(ir))
    assert words <= found, words - found


def kinds(node: Any) -> list[str]:
    """Every `type` that is a word, however deep."""
    if isinstance(node, list):
        return [word for each in node for word in kinds(each)]
    if not isinstance(node, dict):
        return []
    own = [node["type"]] if isinstance(node.get("type"), str) else []
    return own + [word for each in node.values() for word in kinds(each)]


def test_migrations_are_current() -> None:
    said = manage("makemigrations", "--check", "--dry-run")
    assert "No changes detected" in said


def test_seeding_twice_changes_nothing(tmp_path: Path) -> None:
    own = {**os.environ, "REFERENCE_DATABASE": str(tmp_path / "db.sqlite3")}
    for words in (["migrate", "-v", "0"], ["seed"], ["seed"]):
        subprocess.run([sys.executable, str(APP / "manage.py"), *words], env=own, check=True, timeout=120)
