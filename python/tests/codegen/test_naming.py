"""Names: spelled as the page says, never illegal, never two for one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from codegen.shop import INTEGER, NULL, STRING, field, function, listed, mapped, ref, scalar, struct, union
from codegen.toolchain import Parser, format_problems, type_problems
from mizan.codegen import DATES, NamingError, PlanError, generate, write
from mizan.codegen.naming import camel, pascal

_RESERVED = (
    "abstract any arguments as async await boolean break case catch class const continue debugger "
    "declare default delete do else enum escape eval export exports extends false finally for from function get "
    "global if implements import in infer instanceof interface is keyof let module namespace never new null number "
    "object of package private protected public readonly require return set static string super switch symbol then "
    "this throw true try type typeof undefined unescape unique unknown using var void while with yield parse_int "
    "parse_float is_finite is_nan to_string value_of has_own_property global_this array promise map error "
    "define_context define_function schema api record date_time uuid infinity nan context memory_hook "
    "context_provider context_options member_hook mutation_hook mutation_options_for codec temporal type_def "
    "input_schema same list tuple union struct alias tagged bigint bytes optional decimal duration plain_date"
)
_GLOBALS = "Array Object String Number Boolean Symbol Error Map Set Promise Record Date DateTime Uuid Function JSON "
_GLOBALS += "Decimal PlainDate PlainTime Duration DomainError Temporal Uint8Array Codec TypeDef BigInt"
RESERVED, GLOBALS = _RESERVED.split(), _GLOBALS.split()
HOSTILE = [
    "",
    "_",
    "a b",
    "a-b",
    "a.b",
    "Ab",
    "1a",
    "a\n",
    "é",
    "\uff41",
    "a\u202eb",
    'a"; alert(1); "',
    "a`${x}`",
    "a*/b",
    "a//b",
    "../a",
    "</script>",
    "\\u0061",
    "__proto__",
    "constructor",
    "constructor_",
    "prototype",
    None,
    5,
    ["a"],
]
UNBEARABLE: list[object] = ["", "x" * 129, "a\n", "\x00", "\x7f", "\x9b", "a\u202eb", "\u2066", "\ud800", None, 5]
UNBEARABLE += [["a"], "\u2028", "\ufeff", "__proto__", "constructor", "prototype"]
REFUSED = ("", "a\n", "a\u202eb", "__proto__", "constructor", "prototype")


# One field for each name that the generated file itself may need.
_KINDS = ("bigint", "bytes", "datetime", "date", "time", "duration", "decimal", "uuid")
HOLDER = struct(
    "S",
    *(field(kind, scalar(kind)) for kind in _KINDS),
    field("either", union(scalar("bigint"), listed(ref("S")))),
    field("several", mapped(ref("S"))),
)


def ir(functions: list[Any] | None = None, types: list[Any] | None = None, contexts: list[Any] | None = None) -> Any:
    return {"version": 1, "functions": functions or [], "types": types or [], "contexts": contexts or []}


@pytest.mark.parametrize(
    ("wire", "own"),
    [("a", "a"), ("user_id", "userId"), ("a_1", "a1"), ("a__b", "aB"), ("a_", "a"), ("aa_bb_cc", "aaBbCc")],
)
def test_camel(wire: str, own: str) -> None:
    assert camel(wire) == own


@pytest.mark.parametrize(
    ("declared", "own"),
    [("Profile", "Profile"), ("HTTPPage", "HTTPPage"), ("user_shape", "UserShape"), ("_Page_1", "Page1"), ("a", "A")],
)
def test_pascal(declared: str, own: str) -> None:
    assert pascal(declared) == own


@pytest.mark.parametrize("declared", ["_", "_1", "__2_a"])
def test_a_struct_without_a_legal_name_is_refused(declared: str) -> None:
    with pytest.raises(NamingError, match=f"`{declared}`"):
        generate(ir(types=[struct(declared)]))


@pytest.mark.parametrize("kind", ["function", "context", "argument"])
def test_reserved_words_get_legal_names_or_stay(kind: str, tmp_path: Path, parser: Parser) -> None:
    if kind == "function":
        document = ir([function(word, ref("S"), field("s", ref("S"))) for word in RESERVED], [HOLDER])
    elif kind == "context":
        contexts = [{"name": word, "params": []} for word in RESERVED]
        document = ir([function(f"{word}_member", NULL, context=word) for word in RESERVED], contexts=contexts)
    else:
        document = ir([function("f", NULL, *(field(word, STRING, default="") for word in RESERVED))])
    files = generate(document, schemas=True, dates="temporal")
    for text in files.values():
        parser.tree(text)
    write(files, tmp_path)
    assert format_problems(tmp_path) == ""
    assert type_problems(tmp_path) == ""


@pytest.mark.parametrize("dates", DATES)
def test_reserved_words_and_globals_as_names_of_structs_and_fields(dates: str, tmp_path: Path) -> None:
    names = GLOBALS + [word for word in RESERVED if pascal(word) not in GLOBALS]
    structs = [struct(name, *(field(word, ref("Map")) for word in RESERVED)) for name in names]
    users = [function(f"f{index}", ref(name), field("a", ref(name))) for index, name in enumerate(names)]
    document = ir([*users, function("g", ref("S"))], [*structs, HOLDER])
    write(generate(document, ["typescript"], schemas=True, dates=dates), tmp_path)
    assert type_problems(tmp_path) == ""
    assert format_problems(tmp_path) == ""


def test_a_name_that_is_kept_gets_an_underscore_and_its_wire_name_stays() -> None:
    files = generate(ir([function("delete", NULL), function("schema", NULL)], [struct("DateTime")]), schema="0" * 16)
    assert (
        'export const delete_ = /* @__PURE__ */ defineFunction<Record<string, never>, null>("delete", [])'
        in (files["mizan.ts"])
    )
    assert "export const schema_ =" in files["mizan.ts"]
    assert "export type DateTime_ =" in files["mizan.ts"]
    assert "useDelete = /* @__PURE__ */ mutationHook(api.delete_)" in files["mizan.react.ts"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "place",
    ["function", "argument", "context", "member's context", "param", "struct", "alias", "error", "raises", "ref"],
)
def test_hostile_names_are_refused(name: object, place: str) -> None:
    bad: Any = name
    documents = {
        "function": ir([function(bad, NULL)]),
        "argument": ir([function("f", NULL, field(bad, STRING))]),
        "context": ir(contexts=[{"name": bad, "params": []}]),
        "member's context": ir([function("f", NULL, context=bad)]),
        "param": ir(
            [function("f", NULL, field(bad, STRING), context="c")],
            contexts=[{"name": "c", "params": [field(bad, STRING)]}],
        ),
        "struct": ir(types=[struct(bad)]),
        "alias": ir(types=[{"kind": "alias", "name": bad, "type": STRING}]),
        "error": {"version": 1, "errors": [{"code": bad, "status": 409}]},
        "raises": ir([function("f", NULL, raises=[bad])]),
        "ref": ir([function("f", ref(bad))], [struct(bad)]),
    }
    if name is None and place == "member's context":
        return  # Null says that it is no member.
    if place in ("struct", "alias", "ref") and name in ("Ab", "constructor_"):
        return  # These are identifiers.
    with pytest.raises((NamingError, PlanError)) as caught:
        generate(documents[place])
    assert str(caught.value).isascii()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", UNBEARABLE)
@pytest.mark.parametrize("place", ["field", "tag", "value"])
def test_what_no_text_may_hold_is_refused_in_data(name: object, place: str) -> None:
    bad: Any = name
    if place == "value" and name in ("", 5):
        return  # The one is no name, the other an enum of integers.
    of = {"tag": {"type": "union", "of": [ref("T")], "tag": bad}, "value": {"type": "enum", "values": [bad]}}
    if place == "tag" and name is None:
        return  # It has none.
    fields = [field(bad, STRING)] if place == "field" else [field("a", of[place])]
    with pytest.raises((NamingError, PlanError)) as caught:
        generate(ir(types=[struct("S", *fields), struct("T")]))
    assert str(caught.value).isascii()
    assert "\n" not in str(caught.value)


def test_fields_keep_their_names_quoted_where_they_are_no_identifiers(tmp_path: Path) -> None:
    names = [name for name in HOSTILE if isinstance(name, str) and name not in REFUSED]
    names += [*RESERVED, "x" * 128, "it's", 'it\'s "x"', "1", "1.5", "\U0001f600"]
    structs = [struct("S", *(field(name, STRING) for name in names))]
    write(generate(ir(types=structs), ["typescript"]), tmp_path)
    keys = " | ".join(json.dumps(name) for name in names)
    (tmp_path / "uses.ts").write_text(
        f"""import type {{ S }} from "./mizan.ts";
const all: Record<{keys}, string> = {{}} as S;
const back: S = {{}} as Record<{keys}, string>;
export default [all, back];
"""
    )
    assert type_problems(tmp_path) == ""
    (tmp_path / "uses.ts").unlink()
    assert format_problems(tmp_path) == ""


@pytest.mark.parametrize(
    ("document", "both"),
    [
        (ir([function("a_1", NULL), function("a1", NULL)]), ("`a_1`", "`a1`")),
        (ir([function("f", NULL, field("a_b", STRING), field("a__b", STRING))]), ("`a_b`", "`a__b`")),
        (ir(types=[struct("user_shape"), struct("UserShape")]), ("`user_shape`", "`UserShape`")),
        (ir([function("pay", NULL, field("a", STRING))], [struct("PayArgs")]), ("`PayArgs`", "`pay`")),
        (
            ir([function("user", NULL)], contexts=[{"name": "user", "params": []}]),
            ("context `user`", "function `user`"),
        ),
        (ir(types=[struct("CartBundle")], contexts=[{"name": "cart", "params": []}]), ("`CartBundle`", "`cart`")),
        (
            ir(
                [
                    function("a_b", NULL, context="c"),
                    function("ab_", NULL, context="c"),
                    function("a__b", NULL, context="c"),
                ],
                contexts=[{"name": "c", "params": []}],
            ),
            ("`a_b`", "`a__b`"),
        ),
        (
            ir([function("foo_options", NULL)], contexts=[{"name": "use_foo", "params": []}]),
            ("context `use_foo`", "function `foo_options`"),
        ),
    ],
)
def test_names_that_meet_are_refused_with_both(document: Any, both: tuple[str, str]) -> None:
    with pytest.raises(NamingError) as caught:
        generate(document)
    for name in both:
        assert name in str(caught.value)


@pytest.mark.parametrize("param", ["key", "ref", "children", "key_", "ref_", "children__"])
def test_props_that_react_keeps_are_refused_for_react_alone(param: str) -> None:
    member = function("f", NULL, field(param, INTEGER), context="c")
    document = ir([member], contexts=[{"name": "c", "params": [field(param, INTEGER)]}])
    assert "CParams" in generate(document, ["typescript"])["mizan.ts"]
    with pytest.raises(NamingError, match=f"`{param}`, and `{camel(param)}` is a prop that React keeps"):
        generate(document)


def test_fixtures_and_mocks_keep_clear_of_words_and_of_each_other(parser: Parser, tmp_path: Path) -> None:
    names = ["Class", "Named", "Fixture", "Api", "Delete", "HTTPPage", "user_row", "Eval", "MockContext"]
    members = [function(f"get_{at}", ref(name)) for at, name in enumerate(names)]
    document = {"version": 1, "types": [struct(name, field("id", INTEGER)) for name in names], "functions": members}
    files = generate(document, ["testing"])
    parser.tree(files["mizan.testing.ts"])
    found = re.findall(r"^export const (\w+) = /\* @__PURE__ \*/ fixture", files["mizan.testing.ts"], re.M)
    assert found == ["api_", "class_", "delete_", "eval_", "fixture_", "hTTPPage", "mockContext_", "named_", "userRow"]
    write(files, tmp_path)
    assert format_problems(tmp_path) == ""
    assert type_problems(tmp_path) == ""
    with pytest.raises(NamingError, match=r"the fixture of `MockGet` and the mock of the function `get` would both"):
        generate(
            {"version": 1, "types": [struct("MockGet")], "functions": [function("get", ref("MockGet"))]}, ["testing"]
        )
