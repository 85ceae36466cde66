"""TypeScript's lexical rules: its reserved words, its strings, its comments.

It decides how text from the IR is escaped so that it cannot leave the string or comment that it is in. It has no twin;
the page is `ir/protocol/client.md`.
"""

import json
import math
import re
from typing import Final

from mizan.codegen.naming import camel
from mizan.codegen.source import Filters, Source
from mizan.codegen.types import Limit, Limits
from mizan.codegen.typescript.layout import WIDTH
from mizan.codegen.typescript.letters import is_identifier, spelled

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


# In a string: what an HTML parser takes for the end of a script or a comment's start, what looks like a template's, and
# what those look for who read sources without parsing them.
_EMBEDDED: Final = re.compile(r"<(?=/|!--)|\$(?=\{)|@(?=ts-)|[#@](?= ?sourceMappingURL=)")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_EXPONENT: Final = re.compile(r"e(?:\+|(-))0*(\d+)$")
# Beyond it Python and JavaScript write whole floats with an exponent.
_WHOLE: Final = 10**15
_LONGEST_DEFAULT: Final = 80
_DEPRECATED: Final = re.compile(r"Deprecated:(?=\s|$)")
_NO_COMMENT: Final = Source("")


def literal(text: str) -> Source:
    """A string, in double quotes, or in single ones where these need fewer escapes.

    Words of any script stand in it as they are, all else beyond ASCII is escaped.
    """
    quoted = json.dumps(text) if text.isascii() else f'"{spelled(text)}"'
    quoted = _EMBEDDED.sub(lambda found: f"\\x{ord(found[0]):x}", quoted)
    if text.count('"') > text.count("'"):
        # A quote follows a backslash of its own, so that what is left before it is whole.
        quoted = "'" + quoted[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return Source(quoted)


def key(name: str) -> Source:
    """The name of a property, quoted where it is no identifier."""
    plain = _IDENTIFIER.fullmatch(name) if name.isascii() else is_identifier(name)
    return Source(name) if plain else literal(name)


def number(of: int | float) -> Source:
    """A number as JavaScript writes it, which the formatter leaves as it is."""
    if isinstance(of, float):
        if not math.isfinite(of):
            raise ValueError("a number is not finite")
        if of.is_integer() and abs(of) < _WHOLE:
            return Source(str(int(of)))
        # Python pads exponents and gives them a plus.
        return Source(_EXPONENT.sub(r"e\1\2", repr(of)))
    return Source(str(of))


def comment(text: str, indent: int = 0, default: str | None = None, limits: Limits = ()) -> Source:
    """A doc comment before the line that follows, indented by `indent` columns; empty if there is nothing to say.

    `default` is the JSON of the value that absence means; `limits` are the constraints of the type. A last paragraph
    that begins with `Deprecated:` is the tag `@deprecated`, by which editors strike the name through.
    """
    lines = [_escaped(line).rstrip() for line in _LINE_ENDS.split(text)] if text else []
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    last = max((at + 1 for at, line in enumerate(lines) if not line), default=0)
    if lines and (found := _DEPRECATED.match(lines[last])):
        lines[last] = "@deprecated" + lines[last][found.end() :]
    if default is not None and len(default) <= _LONGEST_DEFAULT:
        lines.append(_tag("defaultValue", default))
    lines.extend(_tag(camel(name), _told(limit)) for name, limit in limits)
    if not lines:
        return _NO_COMMENT
    margin = " " * indent
    if len(lines) == 1 and len(single := f"{margin}/** {lines[0].lstrip()} */") <= WIDTH:
        return Source(single + "\n")
    starred = "".join(f"{margin} * {line}".rstrip() + "\n" for line in lines)
    return Source(f"{margin}/**\n{starred}{margin} */\n")


def _told(limit: Limit) -> str:
    if isinstance(limit, tuple):
        return ", ".join(limit)
    return limit if isinstance(limit, str) else number(limit)


def _tag(name: str, text: str) -> str:
    # It is one line, so that what would end it is spelled.
    return f"@{name} {_escaped(_LINE_ENDS.sub(_spelled, text))}".rstrip()


def _escaped(line: str) -> str:
    visible = _HIDDEN.sub(_spelled, line)
    return _ACTIVE.sub(lambda found: f"{found[0]}\\", visible)


def _spelled(found: re.Match[str]) -> str:
    return "".join(f"\\u{{{ord(character):x}}}" for character in found[0])


FILTERS: Final[Filters] = (("literal", literal), ("comment", comment))
