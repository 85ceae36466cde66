"""Strict JSON, with numbers as they were written. Page: `ir/protocol/types.md`, strict JSON.

Decides what JSON is and what a number's text is worth; knows no types. Twin: `mizan-core/src/json.rs`.
"""

import re
from dataclasses import dataclass
from typing import Any

DEEPEST = 64
# An exponent that no digits of a body could make up for.
FAR = 10**8

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PARTS = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?")
_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


class SyntaxFault(ValueError):
    """No strict JSON. The text says which rule was broken."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    text: str

    def exact(self) -> tuple[bool, str, int]:
        """Its sign, its digits without zeros at either end (none for zero), the power of ten behind them."""
        return exact(self.text)

    def whole(self) -> int | None:
        """Its value, if that is a whole number; one of more than 30 digits is told as some number as far out."""
        negative, digits, power = self.exact()
        if power < 0:
            return None
        size = int(digits + "0" * power or "0") if len(digits) + power <= 30 else 10**30
        return -size if negative else size


def exact(text: str) -> tuple[bool, str, int]:
    """The value of a number in JSON's grammar: sign, digits without zeros at either end, power of ten."""
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError("no number")
    sign, before, after, direction, exponent = match.groups(default="")
    digits = (before + after).lstrip("0")
    if not digits:
        return False, "", 0
    exponent = exponent.lstrip("0")
    power = FAR if len(exponent) > 8 else int(exponent or "0")
    power = (-power if direction == "-" else power) - len(after)
    short = digits.rstrip("0")
    return sign == "-", short, power + len(digits) - len(short)


def read(body: bytes) -> dict[str, Any]:
    """The object that a body is: of `None`, `bool`, `str`, `Number`, `list` and `dict`. Raises `SyntaxFault`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxFault("it is no UTF-8") from error
    reader = _Reader(text)
    value = reader.value(1)
    reader.skip()
    if reader.at < len(text):
        raise SyntaxFault("something follows it")
    if not isinstance(value, dict):
        raise SyntaxFault("it is no object")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def next(self) -> str:
        """The next character that is no space, which stays where it is; nothing at the end."""
        self.skip()
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> None:
        if self.next() != character:
            raise SyntaxFault("another character stands where one must")
        self.at += 1

    def value(self, depth: int) -> Any:
        first = self.next()
        if first in ("{", "["):
            if depth > DEEPEST:
                raise SyntaxFault("it is too deep")
            return self.members(depth) if first == "{" else self.elements(depth)
        if first == '"':
            return self.string()
        if first in _WORDS and first:
            word, value = _WORDS[first]
            if not self.text.startswith(word, self.at):
                raise SyntaxFault("a word is none of JSON's")
            self.at += len(word)
            return value
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            raise SyntaxFault("no value stands where one must")
        self.at = match.end()
        return Number(match[0])

    def elements(self, depth: int) -> list[Any]:
        self.take("[")
        found: list[Any] = []
        if self.next() == "]":
            self.at += 1
            return found
        while True:
            found.append(self.value(depth + 1))
            if self.next() == "]":
                self.at += 1
                return found
            self.take(",")

    def members(self, depth: int) -> dict[str, Any]:
        self.take("{")
        found: dict[str, Any] = {}
        if self.next() == "}":
            self.at += 1
            return found
        while True:
            if self.next() != '"':
                raise SyntaxFault("a key is no string")
            key = self.string()
            if key in found:
                raise SyntaxFault("a key is there twice")
            self.take(":")
            found[key] = self.value(depth + 1)
            if self.next() == "}":
                self.at += 1
                return found
            self.take(",")

    def string(self) -> str:
        self.take('"')
        parts: list[str] = []
        while True:
            match = _PLAIN.match(self.text, self.at)
            parts.append(match[0] if match else "")
            self.at += len(parts[-1])
            character = self.text[self.at : self.at + 1]
            self.at += 1
            if character == '"':
                return "".join(parts)
            if character != "\\":
                raise SyntaxFault("a string does not end, or holds a control character")
            parts.append(self.escape())

    def escape(self) -> str:
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if letter != "u":
            if letter not in _ESCAPES:
                raise SyntaxFault("an escape is none of JSON's")
            return _ESCAPES[letter]
        unit = self.unit()
        if 0xDC00 <= unit <= 0xDFFF:
            raise SyntaxFault("a surrogate is alone")
        if unit < 0xD800 or unit > 0xDBFF:
            return chr(unit)
        if not self.text.startswith("\\u", self.at):
            raise SyntaxFault("a surrogate is alone")
        self.at += 2
        low = self.unit()
        if not 0xDC00 <= low <= 0xDFFF:
            raise SyntaxFault("a surrogate is alone")
        return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))

    def unit(self) -> int:
        match = _HEX.match(self.text, self.at)
        if match is None:
            raise SyntaxFault("an escape has not four hex digits")
        self.at = match.end()
        return int(match[0], 16)
