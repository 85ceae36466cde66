"""The one spelling of each value in a query and as a map's key. Page: `ir/protocol/types.md`, query spelling.

Gives what JSON would hold for it; whether that is a value of the type is `types`'. Twin:
`mizan-core/src/types/spelling.rs`.
"""

import re
from collections.abc import Mapping
from typing import Any

from .json_reader import Number

_WHOLE = r"0|-?[1-9][0-9]*"
_SPELLINGS = {
    "boolean": r"true|false",
    "integer": _WHOLE,
    "bigint": _WHOLE,
    "decimal": r"0|-?(?:0\.[0-9]*[1-9]|[1-9][0-9]*(?:\.[0-9]*[1-9])?)",
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "datetime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,5}[1-9])?Z",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
_COMPILED = {word: re.compile(grammar) for word, grammar in _SPELLINGS.items()}


class Misspelled(ValueError):
    """Another spelling."""


def read_spelling(kind: Mapping[str, Any], text: str) -> Any:
    """What JSON would hold. Raises `Misspelled`. The type stands behind no alias any more."""
    word = kind["type"]
    if word == "enum":
        if isinstance(kind["values"][0], str):
            return text
        word = "integer"
    grammar = _COMPILED.get(word)
    if grammar is not None and not grammar.fullmatch(text):
        raise Misspelled(text)
    if word == "boolean":
        return text == "true"
    return Number(text) if word == "integer" else text
