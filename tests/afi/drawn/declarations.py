"""Random types and arguments: every row of the table, constraints, structs, unions, recursion, all without defects.

Pages: `ir/protocol/types.md` for the types, `ir/protocol/ir.md` for what is legal.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from oracle.json_reader import read
from oracle.types import BAD, Judge, by_name

from .spellings import PATTERNS
from .values import json_of

Node = dict[str, Any]

_PLAIN = ["null", "boolean", "uuid", "time", "duration", "json"]
_BOUND = ["string", "integer", "bigint", "number", "decimal", "datetime", "date", "bytes", "enum"]
_HOLDERS = ["list", "map", "tuple", "optional", "union", "tagged", "ref"]
_FIELDS = ["a", "b", "id", "the name", "é", "$x", "kind_of"]
_DATES = ["2024-02-29", "2025-12-31", "2026-01-01", "2027-06-30"]


class Declarations:
    """Draws types; those with names gather in `types`."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.types: list[Node] = []
        self.open: list[str] = []
        self.count = 0

    def chance(self, likely: float) -> bool:
        return self.random.random() < likely

    def pick(self, values: list[Any]) -> Any:
        return values[self.random.randrange(len(values))]

    # ------------------------------------------------------------ types without names

    def kind(self, depth: int, nullable: bool = True, words: list[str] | None = None) -> Node:
        """A type; `nullable`: whether it may take null."""
        words = words or [*_PLAIN, *_BOUND, *(_HOLDERS * 2 if depth else [])]
        if not nullable:
            words = [word for word in words if word not in ("null", "json", "optional")]
        word = self.pick(words)
        if word in _PLAIN:
            return {"type": word}
        make = getattr(self, f"_{word}", None)
        return make(depth) if make else {"type": word, **(self._bounds(word) if self.chance(0.5) else {})}

    def _bounds(self, word: str) -> Node:
        random = self.random
        if word in ("string", "bytes"):
            pattern = {"pattern": self.pick(PATTERNS)[0]} if word == "string" and self.chance(0.5) else {}
            return {**self.lengths(), **pattern}
        if word == "integer":
            low = random.randint(-9, 9)
            step = {"multiple_of": self.pick([1, 2, 3, 7])} if self.chance(0.4) else {}
            return {**self._some({"minimum": low, "maximum": low + random.randint(7, 30)}), **step}
        if word == "bigint":
            low = random.randint(-(10**25), 10**25)
            return self._some({"minimum": str(low), "maximum": str(low + random.randint(0, 10**25))})
        if word in ("number", "decimal"):
            low, width = random.randint(-40, 40), random.randint(1, 40)
            sides = {self.pick(["minimum", "exclusive_minimum"]): low}
            sides[self.pick(["maximum", "exclusive_maximum"])] = low + width
            if word == "number":
                return self._some({name: _eighths(bound) for name, bound in sides.items()})
            digits = {"max_digits": random.randint(3, 8), "decimal_places": random.randint(0, 3)}
            return self._some({**{name: str(_eighths(bound)) for name, bound in sides.items()}, **digits})
        if word in ("date", "datetime"):
            low, high = sorted([random.randrange(4), random.randrange(4)])
            hour = "" if word == "date" else "T12:00:00.5Z"
            return self._some({"minimum": _DATES[low] + hour, "maximum": _DATES[high] + hour})
        raise AssertionError(word)

    def _some(self, parts: Node) -> Node:
        return {name: value for name, value in parts.items() if self.chance(0.7)}

    def lengths(self) -> Node:
        least = self.random.randint(0, 2)
        return self._some({"min_length": least, "max_length": least + self.random.randint(0, 3)})

    def _enum(self, _: int) -> Node:
        words = ["", "a", "B", "é", "5", "true", "a b"]
        values: list[Any] = words if self.chance(0.6) else [0, 1, -3, 2**53 - 1, 42]
        return {"type": "enum", "values": values[self.random.randrange(3) :]}

    def _list(self, depth: int) -> Node:
        return self.long({"type": "list", "item": self.inner(depth)}, 0.4)

    def _map(self, depth: int) -> Node:
        keys: list[Node] = [
            {"type": "string", **self._bounds("string")},
            {"type": "enum", "values": ["a", "b", "é"]},
            {"type": "uuid"},
            {"type": "integer", **self._bounds("integer")},
        ]
        key = {"key": self.pick(keys)} if self.chance(0.5) else {}
        return self.long({"type": "map", "item": self.inner(depth), **key}, 0.3)

    def long(self, kind: Node, likely: float) -> Node:
        """With lengths, unless it must hold what holds it again."""
        lengths = self.lengths() if self.chance(likely) else {}
        if kind["item"].get("name") in self.open:
            lengths.pop("min_length", None)
        return {**kind, **lengths}

    def _tuple(self, depth: int) -> Node:
        return {"type": "tuple", "items": [self.kind(depth - 1) for _ in range(self.random.randint(0, 3))]}

    def _optional(self, depth: int) -> Node:
        return {"type": "optional", "item": self.inner(depth, nullable=False)}

    def inner(self, depth: int, nullable: bool = True) -> Node:
        """What a list, a map or an optional type holds: perhaps a type that is being declared further out."""
        if self.open and self.chance(0.2):
            return {"type": "ref", "name": self.pick(self.open)}
        return self.kind(depth - 1, nullable)

    def _union(self, depth: int) -> Node:
        branches: list[Node] = []
        for _ in range(self.random.randint(2, 4)):
            words = [*_BOUND, "boolean", "uuid", "time", "duration", "list", "map", "tuple", "tagged", "struct"]
            branch = self.kind(depth - 1 if depth else 0, nullable=False, words=words if depth else words[:-5])
            if branch not in branches:
                branches.append(branch)
        return {"type": "union", "of": branches} if len(branches) > 1 else branches[0]

    # ------------------------------------------------------------ types with names

    def name(self) -> str:
        self.count += 1
        return f"T{self.count}"

    def _ref(self, depth: int) -> Node:
        return self._alias(depth) if self.chance(0.35) else self._struct(depth)

    def _struct(self, depth: int, tag: Node | None = None) -> Node:
        name = self.name()
        if not tag:
            self.open.append(name)
        fields = [self.field(field, depth) for field in _FIELDS if self.chance(0.4)]
        if tag:
            fields.insert(self.random.randint(0, len(fields)), tag)
        else:
            self.open.remove(name)
        self.types.append({"kind": "struct", "name": name, "fields": fields})
        return {"type": "ref", "name": name}

    def _alias(self, depth: int) -> Node:
        name = self.name()
        words = [*_BOUND, "list", "map", "tuple", "union", "tagged", "uuid", "struct"]
        # An alias may hold itself where a list or a map is in between; a union's branch may not lead back to it.
        word = self.pick(words)
        if word in ("list", "map"):
            self.open.append(name)
        of = self.kind(depth - 1, nullable=False, words=[word])
        if name in self.open:
            self.open.remove(name)
        self.types.append({"kind": "alias", "name": name, "type": of})
        return {"type": "ref", "name": name}

    def _tagged(self, depth: int) -> Node:
        tag = self.pick(["kind", "t g"])
        values: list[Any] = self.pick([["a", "b", "c", "d", "é"], [1, 2, 3, 4, 0]])
        branches, at = [], 0
        for _ in range(self.random.randint(2, 3)):
            count = 1 if at else self.random.randint(1, 2)
            kind = {"type": "enum", "values": values[at : at + count]}
            branches.append(self._struct(max(depth - 1, 0), {"name": tag, "type": kind}))
            at += count
        if len(branches) == 3 and self.chance(0.5):
            inner = self.name()
            self.types.append(
                {"kind": "alias", "name": inner, "type": {"type": "union", "tag": tag, "of": branches[:2]}}
            )
            branches = [{"type": "ref", "name": inner}, branches[2]]
        return {"type": "union", "tag": tag, "of": branches}

    # ------------------------------------------------------------ fields and arguments

    def field(self, name: str, depth: int) -> Node:
        field: Node = {"name": name, "type": self.kind(max(depth - 1, 0))}
        if self.chance(0.2):
            field["omittable"] = True
        elif self.chance(0.3):
            self.default(field)
        return field

    def default(self, field: Node) -> None:
        """Gives it one if some value is found that fits, and if nothing in it is still being declared."""
        if self.open and _names(field["type"]):
            return
        judge = Judge(by_name(self.types))
        for _ in range(4):
            text = json_of(self.random, field["type"], judge.names, 0.0)
            value = judge.fits(field["type"], read(f'{{"v":{text}}}'.encode())["v"])
            if value is not BAD:
                field["default"] = value
                return

    def arguments(self) -> list[Node]:
        args = []
        for name in ("a", "b", "c")[: self.random.randint(1, 3)]:
            arg: Node = {"name": name, "type": self.kind(3)}
            if self.chance(0.2):
                self.default(arg)
            args.append(arg)
        return args


def _eighths(bound: int) -> int | float:
    """Fractions that floats and short decimals have exactly."""
    return bound / 8 if bound % 8 else bound // 8


def _names(kind: Mapping[str, Any]) -> bool:
    """Whether a type leads to one with a name."""
    return kind["type"] == "ref" or any(_names(part) for part in parts(kind))


def parts(kind: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (kind[name] for name in ("key", "item") if name in kind)
    yield from (part for name in ("items", "of") for part in kind.get(name, []))


def words(declared: Mapping[str, Any]) -> set[str]:
    """The rows of the table that types and arguments have; a union with a tag is one of its own."""
    found: set[str] = set()

    def walk(kind: Mapping[str, Any]) -> None:
        found.add("tagged union" if "tag" in kind else kind["type"])
        for part in parts(kind):
            walk(part)

    for arg in declared["args"]:
        walk(arg["type"])
    for definition in declared["types"]:
        found.add(definition["kind"])
        for kind in [definition["type"]] if "type" in definition else [f["type"] for f in definition["fields"]]:
            walk(kind)
    return found


def blurred(declared: Mapping[str, Any]) -> bool:
    """Whether some plain union has numbers in two spellings, of which Python's `int` is one value."""
    names = {definition["name"]: definition for definition in declared["types"]}
    kinds = [arg["type"] for arg in declared["args"]]
    for definition in declared["types"]:
        kinds += [definition["type"]] if "type" in definition else [f["type"] for f in definition["fields"]]
    unions = [kind for outer in kinds for kind in _within(outer, {}) if kind["type"] == "union" and "tag" not in kind]
    return any({_spelling(kind) for kind in _within(union, names)} >= {"number", "text"} for union in unions)


def _spelling(kind: Mapping[str, Any]) -> str:
    if kind["type"] in ("bigint", "decimal"):
        return "text"
    is_number = kind["type"] in ("integer", "number", "json") or isinstance(kind.get("values", [""])[0], int)
    return "number" if is_number else ""


def _within(outer: Mapping[str, Any], names: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A type and all that it leads to, through those of these names."""
    found, open_ones, seen = [], [outer], set()
    while open_ones:
        kind = open_ones.pop()
        found.append(kind)
        open_ones += parts(kind)
        definition = names.get(kind.get("name", ""))
        if definition is not None and definition["name"] not in seen:
            seen.add(definition["name"])
            open_ones += [definition["type"]] if "type" in definition else [f["type"] for f in definition["fields"]]
    return found


def declared(random: Random) -> Node:
    """`types` and `args`, as a case of the vectors has them."""
    drawn = Declarations(random)
    args = drawn.arguments()
    return {"types": drawn.types, "args": args}
