"""Class 31, injection into generated code: whatever docs and defaults say, the output is the same code."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.shop import NULL, STRING, field, function, struct
from codegen.toolchain import Parser, kinds, nodes
from mizan.codegen import generate
from mizan.codegen.source import UnprintableError, fill
from mizan.codegen.typescript.syntax import FILTERS

_KINDS = (
    "ArrayExpression CallExpression ExportNamedDeclaration Identifier ImportDeclaration ImportNamespaceSpecifier "
    "ImportSpecifier MemberExpression Program StringLiteral TSArrayType TSBooleanKeyword TSInterfaceBody "
    "TSInterfaceDeclaration TSNeverKeyword TSNullKeyword TSNumberKeyword TSParenthesizedType TSPropertySignature "
    "TSStringKeyword TSTypeAliasDeclaration TSTypeAnnotation TSTypeParameterInstantiation TSTypeReference "
    "TSUnionType VariableDeclaration VariableDeclarator"
)
EXPECTED_KINDS = frozenset(_KINDS.split())
HOSTILE = [
    "*/ alert(1); /*",
    "**/",
    "*\n/",
    "*\r/ x",
    "*\u2028/ x",
    "/** */ export const x = 1; /**",
    "`${alert(1)}`",
    "a\nexport const x = 1;",
    "a\r\nexport const x = 1;\u2029export const y = 1;\u0085export const z = 1;",
    "\u202e*/ turned",
    "\\u002a\\u002f alert(1)",
    "*\\/ */",
    "</script><script>alert(1)</script>",
    "<!-- --> */",
    "@ts-ignore",
    "x\n@ts-expect-error",
    "@deprecated {@link x}",
    "biome-ignore lint: x",
    "//# sourceMappingURL=x.map",
    "#__PURE__ @__PURE__",
    "\x00\x1b[31m\x7f\ufeff\u200b",
    "\ud800 lone",
    " \n\t\n ",
    "*",
    "/",
    "\\",
    "{{ 7 * 7 }}{% raw %}",
]
ALPHABET = st.one_of(
    st.sampled_from(
        ["*/", "/*", "*", "/", "\\", "`", "${", "}", "\n", "\r", "\u2028", "\u2029", "\u202e", "\\u002a", "@"]
    ),
    st.sampled_from(
        ["</script>", "<!--", "-->", "{{", "{%", '"', "'", "//", "@ts-ignore", " ", "\x00", "\x85", "{@link"]
    ),
    st.characters(),
)
TEXT = st.lists(ALPHABET, max_size=12).map("".join)
SNAKE = st.from_regex(r"[a-z][a-z0-9]{0,12}(_[a-z][a-z0-9]{0,6}){0,3}", fullmatch=True)
PROMPT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def trees(document: Any, parser: Parser) -> list[Any]:
    return [parser.tree(text) for text in generate(document, schema=shop.SCHEMA).values()]


def with_docs(doc: str) -> Any:
    """The shop, where all that can have a doc says `doc`."""
    document = copy.deepcopy(shop.IR)
    for holder in [*document["types"], *document["functions"], *document["contexts"]]:
        if "view" not in holder:
            holder["doc"] = doc
        for part in [*holder.get("fields", []), *holder.get("args", []), *holder.get("params", [])]:
            part["doc"] = doc
    return document


@pytest.mark.parametrize("doc", HOSTILE)
def test_a_doc_does_not_change_the_code(doc: str, parser: Parser) -> None:
    assert trees(with_docs(doc), parser) == trees(shop.IR, parser)


@PROMPT
@given(doc=TEXT)
def test_no_doc_changes_the_code(doc: str, parser: Parser) -> None:
    document = with_docs(doc)
    assert trees(document, parser) == trees(shop.IR, parser)
    for text in generate(document).values():
        assert not set(text) & set("\x00\x1b\x7f\x85\u2028\u2029\u202e\u2066\ufeff\r")
        assert "</script" not in text
        assert "@ts-" not in text
        assert all(line == line.rstrip() for line in text.split("\n"))


@PROMPT
@given(default=TEXT)
def test_no_default_changes_the_code(default: str, parser: Parser) -> None:
    def document(value: str) -> Any:
        fields = [field("a", STRING, default=value), field("b", STRING, default=value, doc="B.")]
        return {"version": 1, "functions": [function("f", NULL, *fields)], "types": [struct("S", *fields)]}

    assert trees(document(default), parser) == trees(document("x"), parser)


@PROMPT
@given(names=st.lists(SNAKE, min_size=3, max_size=9, unique_by=lambda name: name.replace("_", "")))
def test_names_give_exactly_the_code_that_they_stand_for(names: list[str], parser: Parser) -> None:
    context, *rest = names
    members, called = rest[::2], rest[1::2]
    args = [field(name, STRING) for name in members]
    functions = [function(name, NULL, *args, context=context) for name in members]
    functions += [function(name, NULL, *args) for name in called]
    params = sorted(args, key=lambda it: it["name"]) if members else []
    document = {"version": 1, "functions": functions, "contexts": [{"name": context, "params": params}]}
    if {"key", "ref", "children"} & set(members):
        return
    client, react = trees(document, parser)
    for tree in (client, react):
        assert set(kinds(tree)) <= EXPECTED_KINDS
    found = kinds(client)
    # The context and each function; the schema besides; the params, the bundle and the arguments of each function.
    assert found["CallExpression"] == 1 + len(called)
    assert found["VariableDeclarator"] == found["CallExpression"] + 1
    assert found["TSInterfaceDeclaration"] == 2 + len(called)
    assert found["ExportNamedDeclaration"] == found["VariableDeclaration"] + found["TSInterfaceDeclaration"]
    literals = [node["value"] for node in nodes(client) if node["type"] == "StringLiteral"]
    assert set(literals) == {"@mizan/client", shop.SCHEMA, *names}
    assert kinds(react)["CallExpression"] == 2 + len(members) + 2 * len(called)


def test_the_shop_has_the_expected_nodes_alone(parser: Parser) -> None:
    for tree in trees(shop.IR, parser):
        assert set(kinds(tree)) <= EXPECTED_KINDS


def test_the_comments_are_readable() -> None:
    text = generate(with_docs("Ends */ here.\u202e See <b>, mail a@b.c, `x`.\n\n  * a list"))["mizan.ts"]
    assert (
        "/**\n * Ends *\\/ here.\\u{202e} See <b>, mail a@b.c, `x`.\n *\n *   * a list\n */\nexport interface Product {"
        in text
    )


def test_a_template_prints_nothing_that_was_not_made_for_it() -> None:
    with pytest.raises(UnprintableError, match="type `str`"):
        values = {"imports": "export const evil = 1;", "schema": None, "parts": []}
        fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values)
