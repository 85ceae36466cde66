"""Checked values as text. Page: `ir/protocol/cache_key.md`, canonical JSON (RFC 8785).

Decides how values are spelled; what they may be is `types`. Twin: `mizan-core/src/canonical_json.rs`.
"""

import re
from typing import Any

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f]')


def text(value: str) -> str:
    """A JSON string."""
    return '"' + _ESCAPED.sub(lambda match: _SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}", value) + '"'


def number(value: float) -> str:
    """A finite float as ECMAScript writes it: the shortest digits, an exponent from 1e21 and below 1e-6."""
    if value == 0:
        return "0"
    if value < 0:
        return "-" + number(-value)
    mantissa, _, exponent = repr(value).partition("e")
    before, _, after = mantissa.partition(".")
    point = len(before) + int(exponent or "0")
    digits = before + after
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.strip("0")
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = f"e+{point - 1}" if point > 0 else f"e-{1 - point}"
    return digits[0] + ("." + digits[1:] if count > 1 else "") + power


def written(value: Any) -> str:
    """JSON with the members of objects in the order in which they are."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return "{" + ",".join(f"{text(name)}:{written(item)}" for name, item in value.items()) + "}"


def canonical(value: Any) -> str:
    """Canonical JSON: names sorted by UTF-16 code units."""
    return written(_sorted(value))


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=utf16)}
    return value


def utf16(name: str) -> bytes:
    """What RFC 8785 sorts names by."""
    return name.encode("utf-16-be")
