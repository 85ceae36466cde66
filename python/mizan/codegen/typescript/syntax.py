"""TypeScript's lexical rules: its reserved words, its strings, its comments.

It decides how text from the IR is escaped so that it cannot leave the string or comment that it is in. It has no twin;
the page is `ir/protocol/client.md`.
"""

import json
import re
from typing import Final

from mizan.codegen.source import Filters, Source
from mizan.codegen.typescript.layout import WIDTH

_WORDS: Final = (
    # Words of the language, in modules.
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof var void while with yield "
    # Names that a module may not, or had better not, declare anew.
    "escape exports globalThis hasOwnProperty isFinite isNaN isPrototypeOf parseFloat parseInt propertyIsEnumerable "
    "require toLocaleString toString undefined unescape valueOf "
    # A module that exports `then` is taken for a promise by `import()`.
    "then"
)
RESERVED: Final = frozenset(_WORDS.split())

# What nobody sees or what turns text around: controls, directions, invisible characters, lone surrogates.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
# What a comment's end, an HTML parser, a type checker, a linter, a bundler or a source map's reader would act upon.
_ACTIVE: Final = re.compile(
    r"\*(?=/)|<(?=[/!])|(?<![A-Za-z0-9_])(?=@)|(?<=@)(?=ts-)|#(?=__)|(?<=sourceMappingURL)(?==)"
    r"|(?<=(?<![A-Za-z])biome)(?=-ignore)|(?<=(?<![A-Za-z])prettier)(?=-ignore)|(?<=(?<![A-Za-z])eslint)(?=-)"
)


_LONGEST_DEFAULT: Final = 80


def literal(text: str) -> Source:
    """A string in double quotes, in ASCII."""
    return Source(json.dumps(text).replace("</", "<\\/"))


def comment(text: str, indent: int = 0, default: str | None = None) -> Source:
    """A doc comment before the line that follows, indented by `indent` columns; empty if there is nothing to say.

    `default` is the JSON of the value that absence means.
    """
    lines = [_escaped(line).rstrip() for line in _LINE_ENDS.split(text)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if default is not None and len(default) <= _LONGEST_DEFAULT:
        lines.append(f"@defaultValue {_escaped(default)}")
    margin = " " * indent
    if not lines:
        return Source("")
    if len(lines) == 1 and len(single := f"{margin}/** {lines[0].lstrip()} */") <= WIDTH:
        return Source(single + "\n")
    starred = "".join(f"{margin} * {line}".rstrip() + "\n" for line in lines)
    return Source(f"{margin}/**\n{starred}{margin} */\n")


def _escaped(line: str) -> str:
    visible = _HIDDEN.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", line)
    return _ACTIVE.sub(lambda found: f"{found[0]}\\", visible)


FILTERS: Final[Filters] = (("literal", literal), ("comment", comment))
