"""Docs in generated code: what is said of a thing, and the tags that editors act upon."""

import copy
import re
from typing import Any

import pytest

from codegen import shop
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


def without_docs(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: without_docs(of) for name, of in part.items() if name != "doc"}
    return [without_docs(it) for it in part] if isinstance(part, list) else part


def bare(document: dict[str, Any]) -> set[tuple[str, str]]:
    """The exports without a doc: the file, and the name."""
    files = generate(document, ("devtools", "testing"), schemas=True)
    found = re.compile(r"(?<!\*/)\nexport \w+ (\w+)")
    return {(file, name) for file, text in files.items() for name in found.findall(text)}


@pytest.mark.parametrize("document", [shop.IR, shop.DEPOT, shop.GALLERY], ids=["shop", "depot", "gallery"])
def test_no_export_goes_without(document: dict[str, Any]) -> None:
    described = copy.deepcopy(document)
    for it in (*described["types"], *described["functions"]):
        it.setdefault("doc", "It has one.")
    assert bare(described) == set()
    # What its author says nothing about is named once, where it is defined.
    assert {file for file, _ in bare(without_docs(document))} == {"mizan.ts"}
