"""Class 31, injection into generated code: whatever docs and defaults say, the output is the same code."""

import copy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen import shop
from codegen.shop import BIGINT, NULL, STRING, enum, field, function, listed, ref, scalar, struct, union
from codegen.toolchain import Parser, kinds, nodes
from mizan.codegen import NamingError, PlanError, generate
from mizan.codegen.naming import datum as checked
from mizan.codegen.source import UnprintableError, fill
from mizan.codegen.typescript.syntax import FILTERS
from mizan.errors import domain_title

_KINDS = (
    "ArrayExpression ArrowFunctionExpression BooleanLiteral CallExpression ExportNamedDeclaration Identifier "
    "ImportDeclaration ImportNamespaceSpecifier ImportSpecifier MemberExpression NullLiteral NumericLiteral "
    "ObjectExpression ObjectProperty Program StringLiteral TSArrayType TSBigIntKeyword TSBooleanKeyword "
    "TSIndexSignature TSInterfaceBody TSInterfaceDeclaration TSLiteralType TSNeverKeyword TSNullKeyword "
    "TSNumberKeyword TSParenthesizedType TSPropertySignature TSQualifiedName TSStringKeyword TSTupleType "
    "TSTypeAliasDeclaration TSTypeAnnotation TSTypeLiteral TSTypeParameterInstantiation TSTypeReference TSUnionType "
    "TSUnknownKeyword UnaryExpression VariableDeclaration VariableDeclarator"
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
    "Deprecated: */ alert(1) /* @ts-ignore",
    "x\n\nDeprecated:\n@ts-ignore",
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
# What JavaScript's `encodeURIComponent` leaves as it is.
UNQUOTED = "!~*'()"
TEXT = st.lists(ALPHABET, max_size=12).map("".join)
SNAKE = st.from_regex(r"[a-z][a-z0-9]{0,12}(_[a-z][a-z0-9]{0,6}){0,3}", fullmatch=True)
PROMPT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def datum(text: str) -> bool:
    """Whether a field may be called so, with a sign before it."""
    try:
        return checked(f"-{text}3", "a field") != ""
    except NamingError:
        return False


def trees(document: Any, parser: Parser) -> list[Any]:
    files = generate(document, schema=shop.SCHEMA, schemas=True, dates="temporal")
    return [parser.tree(files[name]) for name in sorted(files, reverse=True)]


def with_docs(doc: str, of: Any = shop.IR) -> Any:
    """The shop, where all that can have a doc says `doc`."""
    document = copy.deepcopy(of)
    for holder in [*document["types"], *document["functions"], *document["contexts"], *document.get("errors", [])]:
        if "view" not in holder:
            holder["doc"] = doc
        for part in [*holder.get("fields", []), *holder.get("args", []), *holder.get("params", [])]:
            part["doc"] = doc
    return document


def with_text(text: str) -> Any:
    """A document in which `text` stands wherever text that travels can stand."""
    first, second = enum(text + "1", "1"), enum(text + "2", "2")
    branches = [struct("A", field(text, first)), struct("B", field(text, second), field("b", BIGINT))]
    holder = struct(
        "S",
        field(text, enum("", text)),
        field(text + "3", BIGINT, default={text: [text]}),
        field("either", union(listed(BIGINT), enum(text))),
        field("told", {"type": "string", "pattern": text}, default=text),
    )
    alias = shop.alias("T", union(ref("A"), ref("B"), tag=text))
    params = [field("p", {"type": "string", "pattern": text}, default=text)]
    functions = [
        function("f", ref("S"), field("a", ref("T")), field("b", {"type": "string", "pattern": text}, default=text)),
        function("m", ref("T"), *params, context="c"),
    ]
    contexts = [{"name": "c", "params": params}]
    return {"version": 1, "types": [*branches, holder, alias], "functions": functions, "contexts": contexts}


def replaced(tree: Any, old: str, new: str) -> Any:
    """The tree with `new` for `old` in its strings; the default of a param stands as a query spells it."""
    if isinstance(tree, dict):
        if tree.get("type") == "StringLiteral":
            value = tree["value"].replace(f"p={quote(old)}", f"p={quote(new, safe=UNQUOTED)}")
            return tree | {"value": value if value != tree["value"] else value.replace(old, new)}
        return {key: replaced(part, old, new) for key, part in tree.items()}
    return [replaced(part, old, new) for part in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("doc", HOSTILE)
def test_a_doc_does_not_change_the_code(doc: str, parser: Parser) -> None:
    for document in (shop.IR, shop.DEPOT):
        assert trees(with_docs(doc, document), parser) == trees(document, parser)


# What the core takes for text, and what has a first line.
@pytest.mark.parametrize("doc", [doc for doc in HOSTILE if doc.strip() and not set(doc) & {"\ud800"}])
def test_of_a_doc_test_doubles_have_an_error_s_title_alone(doc: str, parser: Parser) -> None:
    def tree(of: str) -> Any:
        return parser.tree(generate(with_docs(of, shop.DEPOT), ["testing"])["mizan.testing.ts"])

    made = tree(doc)
    assert made == replaced(tree("-plain-"), "-plain-", domain_title("SOLD_OUT", doc))
    assert set(kinds(made)) <= EXPECTED_KINDS


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

    told, usual = generate(document(default)), generate(document("x"))
    assert [parser.tree(text) for text in told.values()] == [parser.tree(text) for text in usual.values()]


def unharmed(text: str, parser: Parser) -> None:
    """Text that travels arrives in the code as it is, and changes nothing around it."""
    # What is compared with must be quoted wherever the text is.
    plain, text = "-plain-", f"-{text}"
    files = generate(with_text(text), schema=shop.SCHEMA, schemas=True, dates="temporal")
    found = [parser.tree(files[name]) for name in sorted(files, reverse=True)]
    assert found == [replaced(tree, plain, text) for tree in trees(with_text(plain), parser)]
    for tree in found:
        assert set(kinds(tree)) <= EXPECTED_KINDS
    for source in files.values():
        assert not set(source) & set("\x00\x1b\x7f\x85\u2028\u2029\u202e\u2066\ufeff\r")
        assert "</script" not in source
        assert "<!--" not in source
        assert "@ts-" not in source
        assert "# sourceMappingURL=" not in source


@pytest.mark.parametrize("text", [text for text in HOSTILE if datum(text)])
def test_hostile_text_that_travels_stays_text(text: str, parser: Parser) -> None:
    unharmed(text, parser)


@PROMPT
@given(text=TEXT.filter(datum))
def test_any_text_that_travels_stays_text(text: str, parser: Parser) -> None:
    unharmed(text, parser)


@pytest.mark.parametrize(
    "of",
    [
        {"type": "integer", "minimum": "*/ alert(1)"},
        {"type": "integer", "multiple_of": True},
        {"type": "bigint", "minimum": 5},
        {"type": "bigint", "maximum": "1n; alert(1)"},
        {"type": "decimal", "minimum": "NaN"},
        {"type": "decimal", "max_digits": "8"},
        {"type": "number", "maximum": float("inf")},
        {"type": "date", "minimum": "2020-01-01*/"},
        {"type": "datetime", "maximum": "2020-01-01T00:00:00Z\n"},
        {"type": "string", "max_length": "80"},
        {"type": "string", "pattern": ["*/"]},
        {"type": "list", "item": STRING, "max_length": "*/"},
        {"type": "enum", "values": []},
        {"type": "enum", "values": [1, "*/"]},
        {"type": "enum", "values": [0, "a"]},
        {"type": "enum", "values": [True]},
        {"type": "enum", "values": [0.5]},
        {"type": "enum", "values": "ab"},
        {"type": "union", "of": []},
        {"type": "tuple", "items": {"a": STRING}},
        {"type": "map", "key": "*/", "item": STRING},
        {"type": ["string"]},
    ],
)
def test_what_is_no_type_or_constraint_is_refused(of: Any) -> None:
    with pytest.raises((PlanError, NamingError)):
        generate({"version": 1, "functions": [function("f", of)]})


@pytest.mark.parametrize(
    "value", [{"__proto__": 1}, [{"a": {"__proto__": {}}}], float("nan"), {1: 2}, b"*/", {"a": object()}]
)
def test_what_is_no_default_is_refused(value: Any) -> None:
    with pytest.raises(PlanError, match="`a` of the function `f` has a default that is no JSON"):
        generate({"version": 1, "functions": [function("f", NULL, field("a", scalar("json"), default=value))]})


def test_a_default_without_an_end_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(PlanError, match="no JSON"):
        generate({"version": 1, "functions": [function("f", NULL, field("a", scalar("json"), default=value))]})


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
    client, schemas, react = trees(document, parser)
    for tree in (client, schemas, react):
        assert set(kinds(tree)) <= EXPECTED_KINDS
    found = kinds(client)
    # The context and each function; the schema besides; the params, the bundle and the arguments of each function.
    assert found["CallExpression"] == 1 + len(called)
    assert found["VariableDeclarator"] == found["CallExpression"] + 1
    assert found["TSInterfaceDeclaration"] == 2 + len(called)
    assert found["ExportNamedDeclaration"] == found["VariableDeclaration"] + found["TSInterfaceDeclaration"]
    literals = [node["value"] for node in nodes(client) if node["type"] == "StringLiteral"]
    assert set(literals) == {"@mizan/client", shop.SCHEMA, *names}
    assert kinds(react)["CallExpression"] == 3 + 2 * len(members) + 2 * len(called)
    assert kinds(schemas)["CallExpression"] == (1 + len(called) if members else 0)


def test_the_shop_has_the_expected_nodes_alone(parser: Parser) -> None:
    for tree in trees(shop.IR, parser) + trees(shop.DEPOT, parser):
        assert set(kinds(tree)) <= EXPECTED_KINDS


def test_the_comments_are_readable() -> None:
    text = generate(with_docs("Ends */ here.\u202e See <b>, mail a@b.c, `x`.\n\n  * a list"))["mizan.ts"]
    assert (
        "/**\n * Ends *\\/ here.\\u{202e} See <b>, mail a@b.c, `x`.\n *\n *   * a list\n */\nexport interface Product {"
        in text
    )


@pytest.mark.parametrize(("length", "told"), [(80, True), (81, False)])
def test_a_default_is_told_up_to_a_length(length: int, told: bool) -> None:
    default = "a" * (length - len('""'))
    document = {"version": 1, "types": [struct("S", field("a", STRING, default=default))]}
    assert (f'@defaultValue "{default}"' in generate(document)["mizan.ts"]) is told


def test_a_template_prints_nothing_that_was_not_made_for_it() -> None:
    with pytest.raises(UnprintableError, match="type `str`"):
        values: dict[str, Any] = {"imports": ["export const evil = 1;"], "schema": None, "statements": []}
        fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values)
