"""The one grammar of patterns, read and matched. Page: `ir/protocol/types.md`, patterns.

An automaton that is in all its states at once, so that no pattern takes more than its size times the text's length.
Twin: the translation in `mizan-core/src/types/`, which has a library match.
"""

import re
from collections.abc import Callable
from functools import lru_cache

Test = Callable[[str], bool]
Ranges = list[tuple[int, int]]

LONGEST = 1000
MOST = 1000

_DIGITS: Ranges = [(0x30, 0x39)]
_WORD: Ranges = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
_SPACE: Ranges = [(0x09, 0x0D), (0x20, 0x20)]
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 0x09, "n": 0x0A, "r": 0x0D, "f": 0x0C, "v": 0x0B}
_MARKS = set("^$\\.*+?()[]{}|/")
_COUNT = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")


class PatternError(ValueError):
    """No pattern of the grammar."""


def _within(ranges: Ranges) -> Test:
    return lambda character: any(low <= ord(character) <= high for low, high in ranges)


def _others(ranges: Ranges) -> Ranges:
    """All that is in none of them."""
    found: Ranges = []
    next_one = 0
    for low, high in sorted(ranges):
        if next_one < low:
            found.append((next_one, low - 1))
        next_one = max(next_one, high + 1)
    return [*found, (next_one, 0x10FFFF)] if next_one <= 0x10FFFF else found


class Automaton:
    """States with silent steps; a step may want the text's begin or end."""

    def __init__(self) -> None:
        self.silent: list[list[tuple[int, str]]] = []
        self.eating: list[tuple[Test, int] | None] = []

    def state(self) -> int:
        self.silent.append([])
        self.eating.append(None)
        return len(self.silent) - 1

    def step(self, begin: int, end: int, want: str = "") -> None:
        self.silent[begin].append((end, want))

    def reached(self, states: set[int], at_begin: bool, at_end: bool) -> set[int]:
        """The states and all that silent steps lead to."""
        found, open_ones = set(states), list(states)
        while open_ones:
            for end, want in self.silent[open_ones.pop()]:
                fits = at_begin if want == "^" else at_end if want == "$" else True
                if fits and end not in found:
                    found.add(end)
                    open_ones.append(end)
        return found

    def is_in(self, text: str, begin: int, end: int) -> bool:
        states: set[int] = set()
        for at in range(len(text) + 1):
            states = self.reached(states | {begin}, at == 0, at == len(text))
            if end in states:
                return True
            if at < len(text):
                eaten = (self.eating[state] for state in states)
                states = {step[1] for step in eaten if step and step[0](text[at])}
        return False


# A piece builds itself between two states; repetition builds it several times.
Piece = Callable[[Automaton, int, int], None]


class _Parser:
    def __init__(self, pattern: str) -> None:
        if len(pattern) > LONGEST:
            raise PatternError("too long")
        self.pattern = pattern
        self.at = 0

    def next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        character = self.next()
        if not character:
            raise PatternError("it ends too soon")
        self.at += 1
        return character

    def whole(self) -> Piece:
        piece = self.alternatives()
        if self.next():
            raise PatternError("a closing bracket too many")
        return piece

    def alternatives(self) -> Piece:
        branches = [self.sequence()]
        while self.next() == "|":
            self.at += 1
            branches.append(self.sequence())

        def build(automaton: Automaton, begin: int, end: int) -> None:
            for branch in branches:
                branch(automaton, begin, end)

        return build

    def sequence(self) -> Piece:
        pieces: list[Piece] = []
        while self.next() not in ("", "|", ")"):
            pieces.append(self.repeated())

        def build(automaton: Automaton, begin: int, end: int) -> None:
            for piece in pieces:
                middle = automaton.state()
                piece(automaton, begin, middle)
                begin = middle
            automaton.step(begin, end)

        return build

    def repeated(self) -> Piece:
        first = self.next()
        piece = self.atom()
        least, most = self.count()
        if (least, most) == (1, 1):
            return piece
        if first in "^$":
            raise PatternError("an anchor is repeated")

        def build(automaton: Automaton, begin: int, end: int) -> None:
            for _ in range(least):
                middle = automaton.state()
                piece(automaton, begin, middle)
                begin = middle
            if most is None:
                loop = automaton.state()
                automaton.step(begin, loop)
                piece(automaton, loop, loop)
                begin = loop
            else:
                for _ in range(most - least):
                    middle = automaton.state()
                    automaton.step(begin, end)
                    piece(automaton, begin, middle)
                    begin = middle
            automaton.step(begin, end)

        return build

    def count(self) -> tuple[int, int | None]:
        character = self.next()
        if not character or character not in "*+?{":
            return 1, 1
        limits: tuple[int, int | None]
        if character == "{":
            match = _COUNT.match(self.pattern, self.at)
            if match is None:
                raise PatternError("a bare brace")
            self.at = match.end()
            least = int(match[1])
            limits = (least, least if not match[2] else int(match[3]) if match[3] else None)
            if max(least, limits[1] or 0) > MOST or (limits[1] is not None and limits[1] < least):
                raise PatternError("a count out of bounds")
            # `{1}` is a repetition as well; told apart from none by what follows.
        else:
            self.at += 1
            limits = {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        if self.next() == "?":
            self.at += 1
        if self.next() and self.next() in "*+?{":
            raise PatternError("a repetition is repeated")
        return limits

    def atom(self) -> Piece:
        character = self.take()
        if character in "^$":
            return lambda automaton, begin, end: automaton.step(begin, end, character)
        if character == "(":
            return self.group()
        if character == ".":
            return self.eat(_others([(0x0A, 0x0A)]))
        if character == "[":
            return self.eat(self.char_class())
        if character == "\\":
            return self.eat(self.escape(""))
        if character in "*+?{}])|":
            raise PatternError(f"a bare `{character}`")
        return self.eat([(ord(character), ord(character))])

    def group(self) -> Piece:
        if self.next() == "?":
            if not self.pattern.startswith("?:", self.at):
                raise PatternError("a group of another kind")
            self.at += 2
        piece = self.alternatives()
        if self.take() != ")":
            raise PatternError("a group does not end")
        return piece

    def eat(self, ranges: Ranges) -> Piece:
        test = _within(ranges)

        def build(automaton: Automaton, begin: int, end: int) -> None:
            eater = automaton.state()
            automaton.step(begin, eater)
            automaton.eating[eater] = (test, end)

        return build

    def escape(self, more: str) -> Ranges:
        letter = self.take()
        if letter in _CONTROLS:
            return [(_CONTROLS[letter], _CONTROLS[letter])]
        if letter.lower() in _CLASSES:
            ranges = _CLASSES[letter.lower()]
            return ranges if letter.islower() else _others(ranges)
        if letter in _MARKS or letter in more:
            return [(ord(letter), ord(letter))]
        form = {"x": r"([0-9A-Fa-f]{2})", "u": r"(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]+)\})"}.get(letter)
        match = re.compile(form).match(self.pattern, self.at) if form else None
        if match is None:
            raise PatternError("an escape of another kind")
        self.at = match.end()
        code = int(next(group for group in match.groups() if group), 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise PatternError("no character has this number")
        return [(code, code)]

    def char_class(self) -> Ranges:
        negated = self.next() == "^"
        self.at += negated
        found: Ranges = []
        while self.next() != "]":
            self.no_operation()
            low = self.member()
            self.no_operation()
            if self.next() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.member()
                if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
                    raise PatternError("a range of classes")
                if high[0][0] < low[0][0]:
                    raise PatternError("a range the wrong way round")
                found.append((low[0][0], high[0][0]))
            else:
                found += low
        self.at += 1
        if not found:
            raise PatternError("an empty class")
        return _others(found) if negated else found

    def no_operation(self) -> None:
        if self.pattern[self.at : self.at + 2] in ("&&", "||", "~~", "--"):
            raise PatternError("an operation on classes")

    def member(self) -> Ranges:
        character = self.take()
        if character == "\\":
            return self.escape("-")
        if character == "[":
            raise PatternError("a class in a class")
        return [(ord(character), ord(character))]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[Automaton, int, int]:
    automaton = Automaton()
    begin, end = automaton.state(), automaton.state()
    _Parser(pattern).whole()(automaton, begin, end)
    return automaton, begin, end


def found(pattern: str, text: str) -> bool:
    """Whether the pattern is found somewhere in the text. Raises `PatternError`."""
    automaton, begin, end = _compiled(pattern)
    return automaton.is_in(text, begin, end)
