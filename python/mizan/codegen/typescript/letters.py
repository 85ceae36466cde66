"""Says which text beyond ASCII is printed as it is: words of letters and digits that a reader can tell from others.

It decides what stays readable and what is escaped, by the same characters on every Python: those that Unicode 3.2 had,
which no tool lacks, and those of `_SINCE`. The page is `ir/protocol/client.md`; no twin.
"""

import json
import re
import unicodedata
from typing import Final

_OLD: Final = unicodedata.ucd_3_2_0
# Letters and marks of living languages that came later, in ranges without a gap.
_SINCE: Final = re.compile(
    "[\u0220-\u0236\u0237-\u024f\u0370-\u0373\u0376\u0377\u037b-\u037d\u03f7\u03f8\u03fa-\u03ff\u04cf\u04f6\u04f7\u04fa-\u04ff"
    "\u0510-\u052f\u063b-\u063f\u0750-\u077f\u07ca-\u07ea\u08a0-\u08b4\u0904\u097b-\u097f\u09ce\u0bb6\u0d7a-\u0d7f\u10f7-\u10fa"
    "\u102b\u103a-\u103f\u10fd-\u10ff\u1380-\u138f\u1c90-\u1cba\u1cbd-\u1cbf\u1e9e\u1efa-\u1eff\u2d30-\u2d67]"
)
_WORD: Final = re.compile("[A-Za-z0-9_\x80-\U0010ffff]+")
# Letters that nobody sees, and those that look like quotes, strokes, exclamation and question marks.
_DECEIVING: Final = re.compile("[\u01c0-\u01c3\u0294\u115f\u1160\u3164]")
# Of the modifiers, which mostly look like quotes as well, those that words of some languages have.
_MODIFIERS: Final = re.compile("[\u0e46\u0ec6\u17d7\u3005\u309d\u309e\u30fc-\u30fe]")
# Accents that some languages write on letters for which there is no character with it. The others strike through,
# underline or pile up.
_ACCENTS: Final = re.compile("[\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328\u0330\u0331]")
_ACCENTED: Final = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_INVISIBLE_MARKS: Final = re.compile("[\u034f\u17b4\u17b5\u180b-\u180d\ufe00-\ufe0f]")
_MOST_MARKS: Final = 3
# Their words are written with several of these, and with Latin letters among them.
_TOGETHER: Final = frozenset(
    {"BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"}
)


def spelled(text: str) -> str:
    """`text` as the inside of a string in double quotes; without an escape where all of it may be printed."""
    if text.isascii() or not _OLD.is_normalized("NFC", text):
        # Of two texts that look alike, the one that is not normal is told by its escapes.
        return json.dumps(text)[1:-1]
    done, end = [], 0
    for found in _WORD.finditer(text):
        done += [_escaped(text[end : found.start()]), _word(found[0])]
        end = found.end()
    return "".join([*done, _escaped(text[end:])])


def is_identifier(text: str) -> bool:
    """Whether `text`, which holds characters beyond ASCII, may be printed and is an identifier of TypeScript."""
    signs = text.replace("$", "_")
    return _WORD.fullmatch(signs) is not None and not text[0].isdecimal() and spelled(text) == text


def columns(text: str) -> int:
    """How wide the formatter takes `text` for."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if _category(character) == "Mn":
        return 0
    return 2 if not _SINCE.match(character) and _OLD.east_asian_width(character) in "WF" else 1


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _word(text: str) -> str:
    if text.isascii() or not _is_of_one_script(text):
        return _escaped(text)
    done, base, marks = [], "", 0
    for character in text:
        if _is_letter(character):
            base, marks = _script(character), 0
            done.append(character)
        elif _is_digit(character):
            base = ""
            done.append(character)
        elif base and marks < _MOST_MARKS and _is_mark(character, base):
            marks += 1
            done.append(character)
        else:
            base = ""
            done.append(_escaped(character))
    return "".join(done)


def _is_of_one_script(text: str) -> bool:
    """Whether one who reads the word takes none of its letters or digits for one of another script."""
    scripts = {_script(it) for it in text if _is_letter(it)}
    zeros = {ord(it) - _OLD.digit(it) for it in text if _is_digit(it)}
    return (len(scripts) <= 1 or scripts <= _TOGETHER) and len(zeros) <= 1


def _is_letter(character: str) -> bool:
    if character.isascii():
        return character.isalpha()
    if _DECEIVING.match(character):
        return False
    match _category(character):
        case "Lu" | "Ll" | "Lt" | "Lo":
            return not _is_form(character)
        case "Lm":
            return _MODIFIERS.match(character) is not None
        case _:
            return False


def _is_digit(character: str) -> bool:
    return _category(character) == "Nd" and not _is_form(character)


def _is_form(character: str) -> bool:
    """Whether it is another form of a character, that looks like it: wide, bold, raised, or a ligature."""
    form, _, of = _OLD.decomposition(character).partition(" ")
    if form == "<compat>":
        return int(of.split(" ")[0], 16) < 0x80
    return form.startswith("<")


def _is_mark(character: str, base: str) -> bool:
    if _category(character) not in ("Mn", "Mc") or _INVISIBLE_MARKS.match(character):
        return False
    if (script := _script(character)) == "COMBINING":
        return base in _ACCENTED and _ACCENTS.match(character) is not None
    return script == base


def _category(character: str) -> str:
    now = unicodedata.category(character)
    # A few have become something else since: a letter has become a mark.
    known = _SINCE.match(character) is not None or _OLD.category(character)[0] == now[0]
    return now if known else "Cn"


def _script(character: str) -> str:
    """The script of a letter or mark, with which its name begins."""
    if character.isascii() or character == "\xb5":  # The sign of a millionth stands before Latin units.
        return "LATIN"
    return (unicodedata if _SINCE.match(character) else _OLD).name(character, "").partition(" ")[0]
