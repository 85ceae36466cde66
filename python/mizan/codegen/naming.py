"""Turns wire names into the names of generated code, and refuses those that cannot stand there.

It decides spelling, and what it means that two names meet; which words a target keeps for itself is the target's. Its
twin is the camelCase rule of `@mizan/client`; both follow `ir/protocol/client.md`, the grammar is `registry.md`'s.
"""

import re
from typing import Final, NewType

Name = NewType("Name", str)
"""A wire name that was checked: it holds ASCII letters, digits and underscores alone, but for those of fields."""

_SNAKE: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
# As in the core: nothing that no screen shows or that turns text around; and no half of a character.
_DATUM: Final = re.compile("[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]{1,128}")
# Objects have these already, so that a key of this name would be read or written where nobody asked for it.
_INHERITED: Final = frozenset({"__proto__", "constructor", "prototype"})


class NamingError(ValueError):
    """A name that generated code cannot bear, or two that would be one."""


def snake(name: object, what: str) -> Name:
    """`name` if it is one of a function, context, param or argument; else `NamingError`, which says `what` it names."""
    return _checked(name, _SNAKE, what)


def identifier(name: object, what: str) -> Name:
    """`name` if it is one of a struct or alias; else `NamingError`, which says `what` it names."""
    return _checked(name, _IDENTIFIER, what)


def code(name: object, what: str) -> Name:
    """`name` if it is an error's code (`OUT_OF_STOCK`); else `NamingError`, which says `what` it names."""
    return _checked(name, _CODE, what)


def datum(name: object, what: str) -> str:
    """`name` if it is one of a field, which travels as it is; else `NamingError`, which says `what` it names."""
    return str(_checked(name, _DATUM, what))


def camel(name: str) -> str:
    """`user_id` → `userId`, `a_1` → `a1`. Raises `NamingError` where that is a key that every object has."""
    first, *rest = [part for part in name.split("_") if part]
    joined = first + "".join(part[0].upper() + part[1:] for part in rest)
    if joined in _INHERITED:
        raise NamingError(f"`{name}` would be called `{joined}`, which every object has already")
    return joined


def error_type(code: str) -> str:
    """`OUT_OF_STOCK` → `OutOfStock`."""
    return "".join(part.capitalize() for part in code.split("_") if part)


def pascal(name: str) -> str:
    """`user_profile` → `UserProfile`, `HTTPPage` → `HTTPPage`. Raises `NamingError` where that is no identifier."""
    joined = "".join(part[0].upper() + part[1:] for part in name.split("_") if part)
    if not _IDENTIFIER.fullmatch(joined):
        raise NamingError(f"`{name}` gives no name that generated code can bear")
    return joined


class Namespace:
    """The names of one place (a file, an interface), each with what it stands for.

    Names in `kept` are there already: who comes with one of them gets it with a `_`, which no camelCase name ends with.
    """

    def __init__(self, place: str, kept: frozenset[str] = frozenset()) -> None:
        self._place = place
        self._kept = kept
        self._taken: dict[str, str] = {}

    def declare(self, name: str, what: str) -> str:
        """The name under which `what` stands in this place. Raises `NamingError` if something else has it."""
        if name in self._kept:
            name += "_"
        other = self._taken.setdefault(name, what)
        if other is not what and other != what:
            raise NamingError(f"{self._place}: {other} and {what} would both be called `{name}`")
        return name

    def fresh(self, name: str, what: str) -> str:
        """A name for `what` that nobody asked for: `name`, with as many `_` behind it as make it free."""
        while name in self._kept or name in self._taken:
            name += "_"
        return self.declare(name, what)


def _checked(name: object, grammar: re.Pattern[str], what: str) -> Name:
    if not isinstance(name, str) or not grammar.fullmatch(name) or name in _INHERITED:
        raise NamingError(f"{what} cannot be called `{_shown(name)}`")
    return Name(name)


def _shown(name: object) -> str:
    text = name if isinstance(name, str) else repr(name)
    # It goes to a terminal: nothing in it may move the cursor or turn the text around.
    return text[:80].encode("unicode_escape").decode("ascii")
