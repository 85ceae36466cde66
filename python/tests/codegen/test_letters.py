"""Text beyond ASCII: words of any script are printed as they are, whatever could deceive stays escaped."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from codegen.shop import BIGINT, INTEGER, NULL, STRING, enum, field, function, listed, ref, scalar, struct, union
from codegen.toolchain import Parser, format_problems, nodes, type_problems
from mizan.codegen import generate, write
from mizan.codegen.typescript.letters import spelled

WORDS = [
    "été",
    "français",
    "größe",
    "Straße",
    "GRÖẞE",
    "naïve_2",
    "ẹ\u0301",
    "µm",
    "ίσος",
    "Україна",
    "հայ",
    "עברית",
    "שָׁלוֹם",
    "العربية",
    "كِتاب",
    "हिन्दी",
    "বাংলা",
    "হঠাৎ",
    "தமிழ்",
    "മലയാളം",
    "සිංහල",
    "ไทย",
    "น้ำ",
    "ລາວ",
    "မြန်မာ",
    "ខ្មែរ",
    "ქართული",
    "ትግርኛ",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "名前",
    "日本語データ",
    "Tシャツ",
    "한국어",
    "𠀋",
    "x٣",
    "é$",
]
# What is shown, or not shown, as something else than it is.
DECEIVING = {
    "a mark by itself": "\u0301a",
    "another spelling of é": "e\u0301t",
    "a mark of another script": "aि",
    "a stroke through a letter": "a\u0336",
    "a line under a letter": "é\u0332",
    "marks in a pile": "ש\u05b0\u05b1\u05b2\u05b3",
    "a Cyrillic letter in a Latin word": "p\u0430ypal",
    "a Latin letter in a Greek word": "\u03bfx\u03b9",
    "digits of two scripts": "12٣",
    "an exclamation mark that is a letter": "env\u01c3",
    "a stroke that is a letter": "a\u01c0b",
    "a quote that is a letter": "a\u02bab",
    "a letter that nobody sees": "a\u3164",
    "another one": "\u115f",
    "a joiner that nobody sees": "é\u034f\u0301",
    "a variation": "葛\ufe00",
    "bold letters": "\U0001d41a",
    "wide letters": "\uff41",
    "a ligature": "\ufb01",
    "raised letters": "ª",
    "a direction": "é\u202eè",
    "an isolate": "é\u2066è",
    "a mark of direction": "א\u200f",
    "a space": "é\u00a0è",
    "no width": "é\u200bè",
    "a joiner": "क\u200d",
    "a soft hyphen": "é\u00adè",
    "an emoji": "é\U0001f600",
    "a symbol": "é€",
    "a control": "é\x85",
    "a tag": "é\U000e0041",
    "of private use": "é\ue000",
    "nothing yet": "é\u0378",
}


def names_of(tree: Any) -> set[str]:
    """What keys and texts of a module stand for."""
    found = [node for node in nodes(tree) if node["type"] in ("StringLiteral", "Identifier")]
    return {node["value"] if node["type"] == "StringLiteral" else node["name"] for node in found}


def document(texts: list[str]) -> Any:
    """Each text as a field, a tag's value, an enum's value and a default."""
    branches = [
        struct("A", field("kind", enum("a", *texts)), field("big", BIGINT)),
        struct("B", field("kind", enum("b"))),
    ]
    fields = [field(text, union(STRING, listed(INTEGER))) for text in texts]
    holder = struct("S", *fields, *(field(f"{text}_", BIGINT) for text in texts))
    args = [
        field("a", STRING, default=texts[0]),
        field("c", union(ref("A"), ref("B"), tag="kind")),
        field("s", ref("S")),
    ]
    return {
        "version": 1,
        "types": [*branches, holder],
        "functions": [function("f", ref("S"), *args), function("g", scalar("json"), field("b", enum(*texts)))],
    }


@pytest.mark.parametrize("word", WORDS)
def test_words_are_printed_as_they_are(word: str, parser: Parser) -> None:
    word = unicodedata.normalize("NFC", word)
    files = generate(document([word]), schemas=True)
    text = files["mizan.ts"]
    assert f"\n  {word}: string | number[];" in text, "an identifier needs no quotes"
    assert f'"{word}"' in text
    assert "\\u" not in "".join(files.values())
    for each in files.values():
        parser.tree(each)


def test_what_is_no_identifier_is_quoted_and_readable() -> None:
    text = generate(document(["prénom usuel", "été-2", "٣", "1é"]))["mizan.ts"]
    for name in ("prénom usuel", "été-2", "٣", "1é"):
        assert f'\n  "{name}": string | number[];' in text


@pytest.mark.parametrize("what", DECEIVING)
def test_what_could_deceive_is_escaped(what: str, parser: Parser) -> None:
    text = DECEIVING[what]
    hidden = set(text) - {it for it in spelled(text) if not it.isascii()}
    assert {it for it in hidden if not it.isascii()}, "something in it is escaped"
    assert json.loads(f'"{spelled(text)}"') == text
    source = f'export const it = {json.dumps(0)};\nexport type T = "{spelled(text)}";\n'
    assert text in names_of(parser.tree(source))


def test_a_text_that_is_not_normal_is_escaped_as_a_whole() -> None:
    """Else two fields of one struct could look alike."""
    holder = struct("S", field("é", STRING), field("e\u0301", STRING))
    text = generate({"version": 1, "types": [holder], "functions": [function("f", ref("S"))]})["mizan.ts"]
    assert "\n  é: string;\n" in text
    assert '\n  "e\\u0301": string;\n' in text
    assert "\u0301" not in text


def test_what_travels_is_what_was_declared(parser: Parser) -> None:
    texts = [*WORDS, *(text for what, text in DECEIVING.items() if what not in REFUSED)]
    for name, source in generate(document(texts), schemas=True).items():
        if name != "mizan.react.ts":
            assert set(texts) <= names_of(parser.tree(source)), name


# No field may be called so, for any language.
REFUSED = {"a direction", "an isolate", "a mark of direction", "a control"}


def test_every_letter_alone_is_itself(parser: Parser) -> None:
    printed = [chr(it) for it in range(0x80, 0x30000) if spelled(chr(it)) == chr(it)]
    assert len(printed) > 80_000
    members = "\n".join(f"  {it}: 0;" if not it.isdecimal() else f'  "{it}": 0;' for it in printed)
    found = names_of(parser.tree(f"export interface All {{\n{members}\n}}\n"))
    assert set(printed) <= found
    # They are what every version of Unicode has them for.
    assert {unicodedata.category(it) for it in printed} <= {"Lu", "Ll", "Lt", "Lo", "Lm", "Nd"}


def test_the_formatter_and_the_type_checker_take_them(tmp_path: Path) -> None:
    texts = [unicodedata.normalize("NFC", it) for it in WORDS]
    texts += [text for what, text in DECEIVING.items() if what not in REFUSED]
    write(generate(document(texts), schemas=True), tmp_path)
    assert format_problems(tmp_path) == ""
    assert type_problems(tmp_path) == ""


@pytest.mark.parametrize("word", ["é", "名", "한", "нет", "हि", "ไทย", "ẹ\u0301", "ש", "ⵜ", "𠀋", "မြ", "தி", "কি"])
def test_lines_break_where_the_formatter_breaks_them(word: str, tmp_path: Path) -> None:
    """It counts columns, of which a letter has two, one or none."""
    for more in range(12):
        values = [word * 8 + "x" * more + str(at) for at in range(5)]
        short = [word * 3 + "y" * more + str(at) for at in range(4)]
        named = word * 20 + "z" * more
        fields = [field(named, enum(*short)), field(word, union(enum(*short[:2]), BIGINT)), field(short[0], BIGINT)]
        types = [struct("S", *fields), {"kind": "alias", "name": "E", "type": enum(*values)}]
        types.append(struct("T", field("t", enum(*values)), field("b", BIGINT)))
        tagged = union(ref("T"), tag="t")
        functions = [
            function("f", ref("S"), field("e", ref("E"))),
            function("g", tagged),
            function("h", NULL, field("s", ref("S"))),
        ]
        files = generate({"version": 1, "types": types, "functions": functions}, ["typescript"], schemas=True)
        for name, text in files.items():
            (tmp_path / f"{more}.{name}").write_text(text)
    assert format_problems(tmp_path) == ""
