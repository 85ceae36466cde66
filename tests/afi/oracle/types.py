"""What values a type takes, how they are written and what is wrong with the others. Page: `ir/protocol/types.md`.

Checked values are plain: `None bool int float str list dict`, each dict in the order in which it is written.
Twin: `mizan-core/src/types/`.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from . import scalars
from .json_reader import Number, SyntaxFault, read
from .patterns import found
from .scalars import Refused
from .spelling import Misspelled, read_spelling

Type = Mapping[str, Any]
Segment = str | int
Path = tuple[Segment, ...]
Names = Mapping[str, Mapping[str, Any]]

MOST_FAULTS = 32
TOLD = 64
LAST_SAFE = 2**53 - 1


class _Bad:
    """In place of a value that was refused."""


BAD = _Bad()


def told(name: str) -> str:
    """A caller's name as a path has it."""
    return name if len(name) <= TOLD else name[:TOLD] + "…"


def _order(fault: tuple[Path, str]) -> tuple[Any, ...]:
    path, code = fault
    return tuple((0, step, b"") if isinstance(step, int) else (1, 0, step.encode()) for step in path), code


def sorted_faults(faults: Iterable[tuple[Path, str]]) -> list[dict[str, Any]]:
    """As a problem has them: each once, by path and then code, 32 at most."""
    first = sorted(set(faults), key=_order)[:MOST_FAULTS]
    return [{"path": list(path), "code": code} for path, code in first]


class Judge:
    """Judges values by the types of one IR, and gathers faults."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.faults: list[tuple[Path, str]] = []

    def add(self, path: Path, code: str) -> Any:
        self.faults.append((path, code))
        return BAD

    def fits(self, kind: Type, value: Any) -> Any:
        """The checked value, or `BAD`; adds no faults."""
        alone = Judge(self.names)
        checked = alone.judge(kind, value, ())
        return BAD if alone.faults else checked

    def judge(self, kind: Type, value: Any, path: Path) -> Any:
        """The checked value, or `BAD` when faults were added (or for a part of it)."""
        word = kind["type"]
        if word in _COMPOUND:
            return _COMPOUND[word](self, kind, value, path)
        try:
            checked = scalars.SCALARS[word](kind, value)
        except Refused as refused:
            return self.add(path, refused.code)
        codes = {code for code in _broken(kind, checked) if code}
        for code in codes:
            self.add(path, code)
        return BAD if codes else checked

    # ------------------------------------------------------------ what holds other types

    def optional(self, kind: Type, value: Any, path: Path) -> Any:
        return None if value is None else self.judge(kind["item"], value, path)

    def ref(self, kind: Type, value: Any, path: Path) -> Any:
        definition = self.names[kind["name"]]
        if definition["kind"] == "alias":
            return self.judge(definition["type"], value, path)
        if not isinstance(value, dict):
            return self.add(path, "type")
        return self.members(definition["fields"], value, path)

    def members(self, fields: Iterable[Mapping[str, Any]], given: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The fields of a struct, or arguments."""
        checked: dict[str, Any] = {}
        declared = set()
        for field in fields:
            name = field["name"]
            declared.add(name)
            if name in given:
                checked[name] = self.judge(field["type"], given[name], (*path, name))
            elif "default" in field:
                checked[name] = self.fits(field["type"], tree(field["default"]))
            elif not field.get("omittable", False):
                self.add((*path, name), "missing")
        for name in given:
            if name not in declared:
                self.add((*path, told(name)), "unknown")
        return checked

    def list(self, kind: Type, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return self.add(path, "type")
        if not self.counted(kind, len(value), path):
            return BAD
        return [self.judge(kind["item"], item, (*path, index)) for index, item in enumerate(value)]

    def counted(self, kind: Type, count: int, path: Path) -> bool:
        """Whether it is worth looking at the elements: what is too short is, what is too long is not."""
        too_long = count > kind.get("max_length", count)
        if too_long or count < kind.get("min_length", 0):
            self.add(path, "length")
        return not too_long

    def tuple(self, kind: Type, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return self.add(path, "type")
        if len(value) != len(kind["items"]):
            return self.add(path, "length")
        pairs = enumerate(zip(kind["items"], value, strict=True))
        return [self.judge(item, element, (*path, index)) for index, (item, element) in pairs]

    def map(self, kind: Type, value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            return self.add(path, "type")
        if not self.counted(kind, len(value), path):
            return BAD
        checked = {}
        for key in sorted(value, key=str.encode):
            at = (*path, told(key))
            if self.key(kind.get("key"), key, at):
                checked[key] = self.judge(kind["item"], value[key], at)
        return checked

    def key(self, kind: Type | None, key: str, path: Path) -> bool:
        """Whether it is a key; the value of one that is not is not looked at."""
        if key == "__proto__":
            self.add(path, "unknown")
            return False
        if kind is None:
            return True
        try:
            return self.judge(kind, read_spelling(self.resolved(kind), key), path) is not BAD
        except Misspelled:
            self.add(path, "format")
            return False

    def json(self, _: Type, value: Any, path: Path) -> Any:
        if isinstance(value, Number):
            nearest = float(value.text)
            if abs(nearest) == float("inf") or (nearest.is_integer() and LAST_SAFE < abs(nearest) < 1e21):
                return self.add(path, "range")
            return nearest
        if isinstance(value, list):
            return [self.json(_, item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        checked = {}
        for key in sorted(value, key=lambda key: key.encode("utf-16-be")):
            if key == "__proto__":
                self.add((*path, key), "unknown")
            else:
                checked[key] = self.json(_, value[key], (*path, told(key)))
        return checked

    def union(self, kind: Type, value: Any, path: Path) -> Any:
        tag = kind.get("tag")
        if tag is None:
            for branch in kind["of"]:
                checked = self.fits(branch, value)
                if checked is not BAD:
                    return checked
            return self.add(path, "type")
        if not isinstance(value, dict):
            return self.add(path, "type")
        given = value.get(tag)
        for branch in self.structs(kind):
            tags = next(field["type"] for field in branch["fields"] if field["name"] == tag)
            if tag in value and self.fits(self.resolved(tags), given) is not BAD:
                return self.members(branch["fields"], value, path)
        return self.add(path, "enum")

    def structs(self, kind: Type) -> Iterable[Mapping[str, Any]]:
        """The structs that a union with a tag may be, through aliases of structs and of such unions."""
        for branch in kind["of"]:
            definition = self.names[branch["name"]]
            while definition["kind"] == "alias" and definition["type"]["type"] == "ref":
                definition = self.names[definition["type"]["name"]]
            if definition["kind"] == "alias":
                yield from self.structs(definition["type"])
            else:
                yield definition

    def resolved(self, kind: Type) -> Type:
        """The type behind aliases; a struct is told by its ref."""
        while kind["type"] == "ref" and self.names[kind["name"]]["kind"] == "alias":
            kind = self.names[kind["name"]]["type"]
        return kind


_COMPOUND: Mapping[str, Callable[[Judge, Type, Any, Path], Any]] = {
    "optional": Judge.optional,
    "ref": Judge.ref,
    "list": Judge.list,
    "tuple": Judge.tuple,
    "map": Judge.map,
    "json": Judge.json,
    "union": Judge.union,
}


def _broken(kind: Type, value: Any) -> Iterable[str]:
    """The codes of the constraints that a value of the type breaks."""
    word = kind["type"]
    if word in ("string", "bytes"):
        count = len(value) if word == "string" else len(value) * 3 // 4
        too_long = count > kind.get("max_length", count)
        if too_long or count < kind.get("min_length", 0):
            yield "length"
        if not too_long and "pattern" in kind and not found(kind["pattern"], value):
            yield "pattern"
        return
    worth = _WORTH.get(word)
    if worth is None:
        return
    at = worth(value)
    sides: list[tuple[str, Callable[[Any, Any], bool]]] = [
        ("minimum", lambda bound, at: at < bound),
        ("maximum", lambda bound, at: at > bound),
        ("exclusive_minimum", lambda bound, at: at <= bound),
        ("exclusive_maximum", lambda bound, at: at >= bound),
    ]
    for name, outside in sides:
        if name in kind and outside(worth(kind[name]), at):
            yield "range"
    if "multiple_of" in kind and value % kind["multiple_of"]:
        yield "range"
    if word == "decimal":
        digits, places = scalars.decimal_size(value)
        if digits > kind.get("max_digits", digits) or places > kind.get("decimal_places", places):
            yield "range"


_WORTH: Mapping[str, Callable[[Any], Any]] = {
    "integer": int,
    "bigint": scalars.big,
    "number": float,
    "decimal": Fraction,
    "datetime": scalars.instant,
    "date": str,
}


def tree(value: Any) -> Any:
    """A value of an IR (a default) as the reader would give it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return Number(str(value))
    if isinstance(value, float):
        return Number(repr(value))
    if isinstance(value, list):
        return [tree(item) for item in value]
    return {name: tree(item) for name, item in value.items()}


def by_name(types: Iterable[Mapping[str, Any]]) -> Names:
    return {definition["name"]: definition for definition in types}


def decode(types: Iterable[Mapping[str, Any]], args: Iterable[Mapping[str, Any]], body: bytes) -> dict[str, Any]:
    """The body of a call: `{"args": checked}`, or a problem's status and errors. Page: `envelope.md`, too."""
    try:
        given = read(body)
    except SyntaxFault:
        return {"status": 400, "errors": []}
    judge = Judge(by_name(types))
    for name in given:
        if name != "args":
            judge.add((told(name),), "unknown")
    inner = given.get("args", {})
    if not isinstance(inner, dict):
        judge.add(("args",), "type")
        checked = {}
    else:
        in_order = sorted(args, key=lambda arg: arg["name"].encode())
        checked = judge.members(in_order, inner, ("args",))
    if judge.faults:
        return {"status": 422, "errors": sorted_faults(judge.faults)}
    return {"args": checked}
