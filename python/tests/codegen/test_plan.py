"""What is no normalised IR is refused, with the place; and what the targets are."""

from typing import Any

import pytest

from codegen import shop
from codegen.shop import INTEGER, NULL, STRING, field, function, listed, optional, ref, struct
from mizan.codegen import PlanError, TargetError, generate


def ir(**parts: Any) -> Any:
    return {"version": 1, **parts}


DEEP: Any = STRING
for _ in range(50):
    DEEP = listed(DEEP)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "version 1"),
        ({"version": 2}, "version 1"),
        (ir(types=5), "`types` of the IR"),
        (ir(types=[5]), "`types` of the IR"),
        (ir(types=[{"kind": "enum", "name": "E"}]), "kind"),
        (ir(functions=[function("f", {"type": "file"})]), "function `f` has a type that is not there"),
        (ir(functions=[function("f", None)]), "function `f` has a type that is no object"),
        (ir(functions=[function("f", DEEP)]), "nested too deeply"),
        (ir(functions=[function("f", ref("Missing"))]), "the type `Missing`, which is not there"),
        (ir(functions=[function("f", NULL, field("a", listed(optional(ref("Gone")))))]), "`a` of the function `f`"),
        (ir(types=[struct("S", field("a", ref("Gone")))]), "`a` of the struct `S`"),
        (ir(functions=[function("f", NULL, doc=5)]), "doc of the function `f`"),
        (ir(functions=[function("f", NULL), function("f", NULL)]), "function `f` is there twice"),
        (ir(types=[struct("S"), struct("S")]), "type `S` is there twice"),
        (ir(contexts=[{"name": "c"}, {"name": "c"}]), "context `c` is there twice"),
        (ir(functions=[function("f", NULL, field("a", STRING), field("a", STRING))]), "`a` twice"),
        (ir(functions=[function("f", NULL, context="c")]), "not there, `c`"),
        (
            ir(functions=[function("f", NULL, field("a", STRING), context="c")], contexts=[{"name": "c"}]),
            "not normalised",
        ),
        (ir(contexts=[{"name": "c", "params": [field("a", STRING)]}]), "not normalised"),
    ],
)
def test_what_is_no_normalised_ir_is_refused(document: Any, said: str) -> None:
    with pytest.raises(PlanError) as caught:
        generate(document)
    assert said in str(caught.value)


@pytest.mark.parametrize("schema", ["", "0" * 15, "0" * 17, "ABCDEF0123456789", '"; alert(1); "', "0" * 16 + "\n"])
def test_a_schema_that_is_none_is_refused(schema: str) -> None:
    with pytest.raises(PlanError, match="16 hex digits"):
        generate(ir(), schema=schema)


@pytest.mark.parametrize(
    ("targets", "said"),
    [(["typescript", "vue"], "no target `vue`"), ([], "no target is named")],
)
def test_targets_that_are_not_there_are_refused(targets: list[str], said: str) -> None:
    with pytest.raises(TargetError, match=said):
        generate(ir(), targets)


def test_nothing_declared_gives_files_without_a_definition() -> None:
    head = "// Generated from the IR by `manage.py mizan_generate`. Do not edit.\n"
    assert generate(ir()) == {"mizan.ts": head, "mizan.react.ts": head}


def test_optional_types_are_null_once() -> None:
    twice = optional(optional(INTEGER))
    document = ir(functions=[function("f", twice), function("g", optional(NULL)), function("h", listed(twice))])
    text = generate(document)["mizan.ts"]
    assert "never>, number | null>" in text
    assert "never>, null>" in text
    assert "never>, (number | null)[]>" in text


def test_what_a_target_is_built_on_comes_with_it() -> None:
    assert generate(shop.IR, ["react"]) == generate(shop.IR, ["typescript", "react"])
