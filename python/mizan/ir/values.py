"""What the values of an IR may be, for both of its readers: strict JSON, and the kinds that a property has.

Decides no grammar: which property is of which kind `schema` says; where a value stands is told by who reads it (`text`,
`document`). Twin: `mizan-core/src/json.rs`. Page: `ir/protocol/ir.md`.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from mizan.ir.schema import PropertyKind

_MAX_INTEGER = 2**53 - 1
_MAX_COUNT = 2**32 - 1
_MOST_DIGITS = 17

KINDS: Final[Mapping[str, str]] = {
    "boolean": "#true or #false",
    "string": "a string",
    "integer": "a whole number within ±(2^53-1)",
    "count": "a whole number from 0 to 2^32-1",
    "number": "a whole number within ±(2^53-1), or a string that holds another number",
    "switch": "#true, #false or a whole number from 0 to 2^32-1",
}
"""What each kind takes, in the words of the text."""


def loads(document: str | bytes) -> Any:
    """JSON that has each key once, no float that is not finite, and integers within those of the wire.

    Raises `ValueError`, `RecursionError`.
    """
    return json.loads(document, parse_int=whole, parse_float=finite, parse_constant=_none, object_pairs_hook=_members)


def whole(text: str) -> int | float:
    """A number without a fraction. Raises `ValueError`."""
    # Digits beyond those of a float are how RFC 8785 writes the float; integers never have them.
    return int(text) if len(text) <= _MOST_DIGITS and abs(int(text)) <= _MAX_INTEGER else finite(text)


def finite(text: str) -> float:
    """A float. Raises `ValueError` where there is none so large."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("no float is so large")
    return value


def _none(name: str) -> NoReturn:
    raise ValueError(f"`{name}` is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is there twice")
    return members


def reader(kind: PropertyKind) -> Callable[[Any], Any]:
    """What takes a property's value and gives it, or `None` where it is of another kind. Numbers as JSON has them."""
    return _words(kind) if isinstance(kind, tuple) else _READERS[kind]


def _words(words: tuple[str, ...]) -> Callable[[Any], str | None]:
    prefixes = tuple(word for word in words if word.endswith(":"))
    plain = {word for word in words if word not in prefixes}

    def read(value: Any) -> str | None:
        if isinstance(value, str) and (value in plain or value.startswith(prefixes)):
            return value
        return None

    return read


def integer(value: Any) -> int | None:
    """An integer of the wire."""
    # A `bool` is an `int` to Python, and is none here.
    return value if type(value) is int and abs(value) <= _MAX_INTEGER else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "boolean": lambda value: value if isinstance(value, bool) else None,
    "string": lambda value: value if isinstance(value, str) else None,
    "integer": integer,
    "count": _count,
    "number": lambda value: value if isinstance(value, float) else integer(value),
    "switch": lambda value: value if isinstance(value, bool) else _count(value),
}
