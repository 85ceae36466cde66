"""Docs in generated code: what is said of a thing, and the tags that editors act upon."""

import pytest

from codegen.shop import INTEGER, NULL, field, function, ref, struct
from mizan.codegen import generate
from mizan.codegen.typescript.syntax import comment


@pytest.mark.parametrize(
    ("doc", "printed"),
    [
        ("Deprecated: use `b`.", "/** @deprecated use `b`. */\n"),
        ("Does it.\n\nDeprecated: use `b`.", "/**\n * Does it.\n *\n * @deprecated use `b`.\n */\n"),
        (
            "Does it.\n\nDeprecated: use `b`,\nor `c`.\n",
            "/**\n * Does it.\n *\n * @deprecated use `b`,\n * or `c`.\n */\n",
        ),
        ("Does it.\n\nDeprecated:", "/**\n * Does it.\n *\n * @deprecated\n */\n"),
        # Said of something else, or in passing.
        ("Deprecated: a.\n\nDoes it.", "/**\n * Deprecated: a.\n *\n * Does it.\n */\n"),
        ("Does it.\nDeprecated: use `b`.", "/**\n * Does it.\n * Deprecated: use `b`.\n */\n"),
        ("Deprecated:no", "/** Deprecated:no */\n"),
        ("Not Deprecated: no", "/** Not Deprecated: no */\n"),
        ("Deprecated: see @b, */ {@link c}", "/** @deprecated see \\@b, *\\/ {\\@link c} */\n"),
    ],
)
def test_what_is_deprecated_has_the_tag(doc: str, printed: str) -> None:
    assert comment(doc) == printed


def test_other_tags_come_after_it() -> None:
    limits = (("minimum", 1),)
    printed = comment("A.\n\nDeprecated: b.", default="5", limits=limits)
    assert printed == "/**\n * A.\n *\n * @deprecated b.\n * @defaultValue 5\n * @minimum 1\n */\n"


def test_it_stands_on_everything_that_has_a_doc() -> None:
    doc = "Old.\n\nDeprecated: gone soon."
    document = {
        "version": 1,
        "types": [struct("S", field("a", INTEGER, doc=doc), doc=doc)],
        "errors": [{"code": "E", "status": 409, "doc": doc}],
        "functions": [
            function("f", ref("S"), field("b", INTEGER, doc=doc), doc=doc, raises=["E"]),
            function("m", NULL, doc=doc, context="c"),
        ],
        "contexts": [{"name": "c", "params": []}],
    }
    files = generate(document)
    assert files["mizan.ts"].count("@deprecated gone soon.") == 6
    # The hook of a function, and both of a context's member.
    assert files["mizan.react.ts"].count("@deprecated gone soon.") == 3
    assert "Deprecated:" not in "".join(files.values())
