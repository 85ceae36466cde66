"""What is no normalised IR is refused, with the place; and what the targets are."""

from typing import Any

import pytest

from codegen import shop
from codegen.shop import (
    BIGINT,
    INTEGER,
    NULL,
    STRING,
    alias,
    field,
    function,
    listed,
    optional,
    ref,
    scalar,
    struct,
    union,
)
from mizan.codegen import PlanError, TargetError, generate


def ir(**parts: Any) -> Any:
    return {"version": 1, **parts}


FILE: Any = {"type": "file"}
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
        (ir(functions=[function("f", {"type": "stream"})]), "function `f` has a type that is not there"),
        (ir(functions=[function("f", FILE)]), "function `f` holds a file"),
        (ir(functions=[function("f", NULL, field("a", listed(listed(FILE))))]), "`a` of the function `f` holds a file"),
        (ir(types=[struct("S", field("a", optional(FILE)))]), "`a` of the struct `S` holds a file"),
        (ir(types=[alias("A", FILE)]), "the alias `A` holds a file"),
        (ir(functions=[function("f", NULL, field("a", FILE | {"accept": "image/png"}))]), "`accept`"),
        (ir(functions=[function("f", NULL, field("a", FILE | {"max_size": "2 MB"}))]), "`max_size`"),
        (
            ir(
                functions=[function("f", NULL, field("a", FILE), context="c")],
                contexts=[{"name": "c", "params": [field("a", FILE)]}],
            ),
            "`a` of the context `c` holds a file",
        ),
        (ir(functions=[function("f", None)]), "function `f` has a type that is no object"),
        (ir(functions=[function("f", DEEP)]), "nested too deeply"),
        (ir(functions=[function("f", ref("Missing"))]), "the type `Missing`, which is not there"),
        (ir(functions=[function("f", NULL, field("a", listed(optional(ref("Gone")))))]), "`a` of the function `f`"),
        (ir(types=[struct("S", field("a", ref("Gone")))]), "`a` of the struct `S`"),
        (ir(functions=[function("f", NULL, doc=5)]), "doc of the function `f`"),
        (ir(functions=[function("f", NULL), function("f", NULL)]), "function `f` is there twice"),
        (ir(types=[struct("S"), struct("S")]), "type `S` is there twice"),
        (ir(types=[struct("S"), alias("S", STRING)]), "type `S` is there twice"),
        (ir(types=[alias("A", ref("Gone"))]), "alias `A` has the type `Gone`, which is not there"),
        (ir(types=[alias("A", ref("A"))]), "alias `A` is nothing but itself"),
        (ir(types=[alias("A", union(STRING, ref("B"))), alias("B", ref("A"))]), "is nothing but itself"),
        (ir(errors=[{"code": "E"}, {"code": "E"}]), "error `E` is there twice"),
        (ir(errors=[{"code": "E", "status": 500}]), "error `E` has a status"),
        (ir(errors=[{"code": "E", "data": ref("Gone")}]), "error `E` has the type `Gone`"),
        (ir(functions=[function("f", NULL, raises=["E"])]), "function `f` raises `E`, which is not there"),
        (ir(functions=[function("f", NULL, raises="E")]), "`raises` of the function `f` is no list"),
        (
            ir(types=[struct("S", field("b", BIGINT))], functions=[function("f", union(ref("S"), tag="kind"))]),
            "no values of its tag `kind`",
        ),
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


@pytest.mark.parametrize("dates", ["", "moment", "Date"])
def test_forms_of_dates_that_are_not_there_are_refused(dates: str) -> None:
    with pytest.raises(TargetError, match=f"`{dates}`; there are `branded`, `date`, `temporal`"):
        generate(ir(), dates=dates)


def test_what_needs_no_codec_names_none() -> None:
    """Else what a bundle holds would grow with it."""
    for name, dates in (("bigint", "branded"), ("bytes", "branded"), ("datetime", "date"), ("time", "temporal")):
        needing = function("f", scalar(name), field("a", listed(scalar(name))))
        plain = function("g", INTEGER, field("a", STRING))
        text = generate(ir(functions=[needing, plain]), dates=dates)["mizan.ts"]
        assert text.count("() => ({") == 1
        assert "@mizan/client/" not in generate(ir(functions=[plain]), dates=dates)["mizan.ts"]
    assert "@mizan/client/" not in generate(shop.IR)["mizan.ts"]


def test_nothing_declared_gives_files_without_a_definition() -> None:
    head = "// Generated by Mizan from the IR (targets: react; dates: branded). Do not edit.\n"
    assert generate(ir()) == {"mizan.ts": head, "mizan.react.ts": head}


def test_optional_types_are_null_once() -> None:
    twice = optional(optional(INTEGER))
    document = ir(functions=[function("f", twice), function("g", optional(NULL)), function("h", listed(twice))])
    text = generate(document)["mizan.ts"]
    assert "never>, number | null>" in text
    assert "never>, null>" in text
    assert "never>, (number | null)[]>" in text
    assert "never>, unknown>" in generate(ir(functions=[function("f", optional(scalar("json")))]))["mizan.ts"]


@pytest.mark.parametrize(
    ("branches", "dates", "printed"),
    [
        ([INTEGER, scalar("number")], "branded", "number"),
        ([listed(INTEGER), listed(scalar("number")), STRING], "branded", "number[] | string"),
        ([scalar("datetime"), scalar("date")], "date", "Date | PlainDate"),
    ],
)
def test_branches_that_are_printed_alike_are_printed_once(branches: list[Any], dates: str, printed: str) -> None:
    either = union(*branches)
    text = generate(ir(functions=[function("f", either), function("g", optional(either))]), dates=dates)["mizan.ts"]
    assert f"never>, {printed}>" in text
    assert f"never>, {printed} | null>" in text


def test_a_default_that_is_mere_absence_is_left_out_of_a_context() -> None:
    params = [field("tags", listed(STRING), default=[]), field("page", INTEGER, default=1)]
    member = function("f", NULL, *params, context="c")
    text = generate(ir(functions=[member], contexts=[{"name": "c", "params": params}]))["mizan.ts"]
    assert '("c", ["page=1", "tags"], ["f"]' in text


def test_what_a_target_is_built_on_comes_with_it() -> None:
    assert generate(shop.IR, ["react"]) == generate(shop.IR, ["typescript", "react"])


def test_what_no_client_calls_is_left_out_with_all_that_nothing_else_reaches() -> None:
    shared, own, theirs = struct("Shared"), struct("Own", field("a", ref("Inner"))), struct("Theirs")
    inner = struct("Inner", field("a", ref("Inner")))
    functions = [
        function("charge", ref("Own"), field("of", ref("Shared")), private=True, raises=["LOST"]),
        function("page", None, field("of", ref("Theirs")), route="pages/{id}/", raises=["GONE"]),
        function("pay", ref("Shared"), raises=["GONE"]),
    ]
    errors = [{"code": "GONE"}, {"code": "LOST", "data": ref("Inner")}]
    text = generate(ir(types=[shared, own, theirs, inner], functions=functions, errors=errors))["mizan.ts"]
    assert [
        name for name in ("Shared", "Own", "Theirs", "Inner", "Gone", "Lost", "charge", "page") if name in text
    ] == [
        "Shared",
        "Gone",
    ]
    assert "export const pay =" in text
