"""Two types of two IRs → where values of the one are none of the other.

Decides what is wider and what is narrower on the wire, and how a type is shown to a person; what that means for clients
follows from which way the values go. It has no twin. Page: `ir/protocol/ir.md`, "What a change means".
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Literal

from mizan import _native
from mizan.ir import schema


class Way(Enum):
    """Which way values go: from a client that knows the old type, or to one."""

    INPUT = "input"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Difference:
    """`path` is seen from the type that was asked about: `.items[].price`."""

    severity: Literal["breaking", "compatible", "cosmetic"]
    path: str
    what: str


Named = Mapping[str, schema.Alias | schema.Struct]


class Types:
    """The named types of both sides."""

    def __init__(self, old: schema.Ir, new: schema.Ir) -> None:
        self._old: Named = {each.name: each for each in old.types}
        self._new: Named = {each.name: each for each in new.types}

    def differences(self, old: schema.Type, new: schema.Type, way: Way) -> list[Difference]:
        """All that a client notices. Types that differ in their names alone are one on the wire: that is cosmetic."""
        return list(_Walk(self._old, self._new, way).types(old, new, ""))


# Wider ← narrower, constraints apart: what every value of the one is.
_TEXTS = ("uuid", "decimal", "bigint", "datetime", "date", "time", "duration", "bytes")


class _Walk:
    """One comparison. What is met again inside of itself is taken to be as it was found to be outside."""

    def __init__(self, old: Named, new: Named, way: Way) -> None:
        self._old = old
        self._new = new
        self._way = way
        self._met: set[tuple[str, str]] = set()
        self._ahead: set[tuple[int, int]] = set()

    # What a client may send that is refused now, and what it may be sent that it does not know, breaks it.
    def _narrower(self, path: str, what: str) -> Difference:
        return Difference("breaking" if self._way is Way.INPUT else "compatible", path, what)

    def _wider(self, path: str, what: str) -> Difference:
        return Difference("compatible" if self._way is Way.INPUT else "breaking", path, what)

    def types(self, old: schema.Type, new: schema.Type, path: str) -> Iterator[Difference]:
        if isinstance(old, schema.RefType) and isinstance(new, schema.RefType):
            names = (old.name, new.name)
            if names in self._met:
                return
            self._met.add(names)
            if old.name != new.name:
                yield Difference("cosmetic", path, f"its type is called {new.name}, and was {old.name}")
        elif isinstance(new, schema.RefType):
            yield Difference("cosmetic", path, f"its type has a name now, {new.name}")
        elif isinstance(old, schema.RefType):
            yield Difference("cosmetic", path, f"its type has no name now, and was {old.name}")
        # Two types that hold themselves need not be at a name at the same time: then their parts are met again.
        parts = (id(old), id(new))
        if parts in self._ahead:
            return
        self._ahead.add(parts)
        one, other = self._resolved(old, self._old), self._resolved(new, self._new)
        was_null, is_null = _takes_null(one), _takes_null(other)
        if "json" in (_word(one), _word(other)):
            pass  # It takes null among all else.
        elif was_null and not is_null:
            yield self._narrower(path, "it is never null now" if self._way is Way.OUTPUT else "it takes no null now")
        elif is_null and not was_null:
            yield self._wider(path, "it may be null now")
        yield from self._beside_null(_beside_null(one), _beside_null(other), path)

    def _resolved(self, kind: schema.Type, named: Named) -> schema.Type | schema.Struct:
        met: set[str] = set()
        while isinstance(kind, schema.RefType) and kind.name not in met:
            met.add(kind.name)
            found = named.get(kind.name)
            if isinstance(found, schema.Struct):
                return found
            if found is None:
                return kind
            kind = found.type
        return kind

    def _beside_null(self, old: Any, new: Any, path: str) -> Iterator[Difference]:
        if _word(old) == "null" or _word(new) == "null":
            # Beside null there is nothing: what is there on the other side alone is more, or less.
            if _word(old) != _word(new):
                kind = old if _word(new) == "null" else new
                told = self._narrower if _word(new) == "null" else self._wider
                if not _takes_null(kind):
                    yield told(path, f"{'without' if _word(new) == 'null' else 'with'} {shown(kind)}")
            return
        # What is inside of an optional may be a name again.
        one, other = self._resolved(old, self._old), self._resolved(new, self._new)
        if (
            isinstance(old, schema.RefType)
            and isinstance(new, schema.RefType)
            and (old.name, new.name) not in self._met
        ):
            yield from self.types(old, new, path)
            return
        if isinstance(one, schema.UnionType) or isinstance(other, schema.UnionType):
            yield from self._unions(self._branches(one, self._old), self._branches(other, self._new), path)
            if _tag(one) != _tag(other):
                yield Difference("compatible", path, f"its tag: {_said(_tag(one))} → {_said(_tag(other))}")
            return
        if _word(one) == _word(other):
            yield from self._alike(one, other, path)
            return
        narrower = self._within(other, self._new, one, self._old)
        wider = self._within(one, self._old, other, self._new)
        what = f"{shown(old)} → {shown(new)}"
        if narrower and not wider:
            yield self._narrower(path, what)
        elif wider and not narrower:
            yield self._wider(path, what)
        else:
            yield Difference("breaking", path, what)

    def _alike(self, old: Any, new: Any, path: str) -> Iterator[Difference]:
        match old, new:
            case schema.Struct(), schema.Struct():
                yield from self._structs(old, new, path)
            case schema.EnumType(), schema.EnumType():
                yield from self._enums(old, new, path)
            case schema.TupleType(), schema.TupleType():
                if len(old.items) != len(new.items):
                    yield Difference("breaking", path, f"{len(old.items)} elements → {len(new.items)}")
                    return
                for at, (one, other) in enumerate(zip(old.items, new.items, strict=True)):
                    yield from self.types(one, other, f"{path}[{at}]")
            case (schema.ListType(), schema.ListType()) | (schema.MapType(), schema.MapType()):
                yield from self._constraints(old, new, path)
                yield from self.types(old.item, new.item, f"{path}[]")
                if isinstance(old, schema.MapType):
                    text = schema.StringType()
                    yield from self.types(old.key or text, new.key or text, f"{path}{{key}}")
            case _:
                yield from self._constraints(old, new, path)

    def _structs(self, old: schema.Struct, new: schema.Struct, path: str) -> Iterator[Difference]:
        before, after = {each.name: each for each in old.fields}, {each.name: each for each in new.fields}
        for name in sorted({*before, *after}):
            one, other, at = before.get(name), after.get(name), f"{path}.{name}"
            if other is None:
                # A client ignores what it does not know; the server refuses it.
                missed = self._way is Way.INPUT or (one is not None and _must_be_there(one))
                yield Difference("breaking" if missed else "compatible", at, "it is there no more")
            elif one is None:
                refused = self._way is Way.INPUT and _must_be_there(other)
                yield Difference(
                    "breaking" if refused else "compatible", at, f"it is there now{', and required' if refused else ''}"
                )
            else:
                if _must_be_there(one) and not _must_be_there(other):
                    yield self._wider(at, "it may be absent now")
                elif _must_be_there(other) and not _must_be_there(one):
                    yield self._narrower(
                        at, "it is always there now" if self._way is Way.OUTPUT else "it is required now"
                    )
                elif _absence(one) != _absence(other):
                    what = f"what its absence means: {_absence(one)} → {_absence(other)}"
                    yield Difference("compatible", at, what)
                yield from self.types(one.type, other.type, at)

    def _enums(self, old: schema.EnumType, new: schema.EnumType, path: str) -> Iterator[Difference]:
        gone = [value for value in old.values if value not in new.values]
        come = [value for value in new.values if value not in old.values]
        if gone:
            yield self._narrower(path, f"without {_listed(gone)}")
        if come:
            yield self._wider(path, f"with {_listed(come)}")
        if not gone and not come and old.values != new.values:
            yield Difference("cosmetic", path, "the order of its values")

    def _constraints(self, old: Any, new: Any, path: str) -> Iterator[Difference]:
        before, after = _constraints(old), _constraints(new)
        for name in sorted({*before, *after}):
            one, other = before.get(name), after.get(name)
            if one == other:
                continue
            # No client's type says what an answer is within, and what is within it is of the old type all the same.
            fine = self._way is Way.OUTPUT or _covered(name, before, after)
            yield Difference("compatible" if fine else "breaking", path, f"{name}: {_said(one)} → {_said(other)}")

    def _branches(self, kind: Any, named: Named) -> list[Any]:
        if not isinstance(kind, schema.UnionType):
            return [kind]
        found: list[Any] = []
        for each in kind.of:
            resolved = self._resolved(each, named)
            found.extend(self._branches(resolved, named) if isinstance(resolved, schema.UnionType) else [resolved])
        return found

    def _unions(self, old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Difference]:
        left = list(new)
        met: list[Any] = []
        for one in old:
            same = next((other for other in left if _is_same(one, other)), None)
            if same is not None:
                left = [other for other in left if other is not same]
                met.append(same)
                yield from self._alike(one, same, path)
            elif any(self._within(one, self._old, other, self._new) for other in new):
                yield Difference("compatible", path, f"without {shown(one)}, which another branch takes")
            else:
                yield self._narrower(path, f"without {shown(one)}")
        for other in left:
            if any(self._within(other, self._new, one, self._old) for one in old):
                yield Difference("compatible", path, f"with {shown(other)}, which another branch took")
            else:
                yield self._wider(path, f"with {shown(other)}")
        if [id(each) for each in met] != [id(each) for each in new if any(each is one for one in met)]:
            yield Difference("compatible", path, "the order of its branches, of which the first that fits is taken")

    def _within(self, one: Any, names: Named, other: Any, other_names: Named) -> bool:
        """Whether every value of the one is one of the other; when in doubt it is not."""
        one, other = self._resolved(one, names), self._resolved(other, other_names)
        if _word(other) == "json":
            # json refuses whole numbers that no integer holds, which a number takes; a file is no JSON at all.
            return not _reaches(one, names, "number") and not _reaches(one, names, "file")
        if isinstance(one, schema.EnumType):
            return _takes(other, one.values)
        if _word(one) == _word(other):
            # A name stands for one type here and perhaps for another there.
            return bool(one == other) and not _reaches(one, {}, "ref")
        if _word(one) == "integer":
            return _word(other) == "number" and not _constraints(other)
        return _word(one) in _TEXTS and _word(other) == "string" and not _constraints(other)


def _word(kind: Any) -> str:
    return "struct" if isinstance(kind, schema.Struct) else str(kind.type)


def _takes_null(kind: Any) -> bool:
    return _word(kind) in ("optional", "null")


def _beside_null(kind: Any) -> Any:
    return kind.item if isinstance(kind, schema.OptionalType) else kind


def _must_be_there(field: schema.Field) -> bool:
    return field.required and not field.omittable


def _is_same(one: Any, other: Any) -> bool:
    """Whether two branches are the same one, however it has changed since."""
    if isinstance(one, schema.Struct) and isinstance(other, schema.Struct):
        return one.name == other.name
    return bool(_word(one) == _word(other) != "struct")


_PARTS = ("type", "kind", "item", "items", "key", "of", "tag", "values", "name")


def _constraints(kind: Any) -> dict[str, Any]:
    if isinstance(kind, schema.Struct):
        return {}
    return {name: value for name, value in kind.told().items() if name not in _PARTS}


def _covered(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether all that is within the old constraints is within the new one of this name."""
    bound = new.get(name)
    if bound is None:
        return True
    if name == "pattern":
        return bool(old.get(name) == bound)
    if name == "multiple_of":
        return name in old and bool(old[name] % bound == 0)
    if name == "accept":
        return name in old and all(any(_accepts(one, other) for one in bound) for other in old[name])
    upper = name in ("maximum", "exclusive_maximum", "max_length", "max_size", "max_digits", "decimal_places")
    # An inclusive bound is covered by an exclusive one of the same value; the other way about, by a stricter one alone.
    exclusive = name.startswith("exclusive_")
    plain = name.removeprefix("exclusive_")
    for known, strict in ((f"exclusive_{plain}", True), (plain, False)):
        if known in old:
            one, other = _comparable(old[known]), _comparable(bound)
            if (one < other if upper else one > other) or (one == other and (strict or not exclusive)):
                return True
    return False


def _accepts(one: str, other: str) -> bool:
    """Whether every content type that the other stands for is one that the one does."""
    return one == other or (one.endswith("/*") and other.startswith(one.removesuffix("*")))


def _comparable(value: Any) -> Any:
    """A bound. Those of dates compare as text, of which they have one form; those of numbers by value."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value.rstrip("Z")


def _tag(kind: Any) -> str | None:
    return kind.tag if isinstance(kind, schema.UnionType) else None


def _absence(field: schema.Field) -> str:
    return "absence" if field.omittable or field.required else shown(field.default)


def _takes(kind: Any, values: Sequence[str | int]) -> bool:
    """Whether a type takes each of these values, by the core; of types that hold others none does."""
    if isinstance(kind, schema.Struct) or _word(kind) in ("list", "map", "tuple", "union", "ref"):
        return False
    function = schema.Function(name="f", args=[schema.Field(name="a", type=kind)], result=schema.PlainType(type="null"))
    graph = _native.Graph(schema.Ir(functions=[function]).encode())
    try:
        for value in values:
            graph.decode_args("f", json.dumps({"args": {"a": value}}).encode())
    except _native.InvalidFault:
        return False
    return True


def _reaches(kind: Any, named: Named, word: str) -> bool:
    """Whether a type, or one that it is made of, is of this word."""
    met: set[str] = set()
    ahead = deque([kind])
    while ahead:
        each = ahead.popleft()
        if isinstance(each, schema.Struct):
            ahead.extend(field.type for field in each.fields)
        elif _word(each) == word:
            return True
        elif isinstance(each, schema.RefType):
            found = named.get(each.name)
            if found is not None and each.name not in met:
                met.add(each.name)
                ahead.append(found.type if isinstance(found, schema.Alias) else found)
        else:
            parts = (getattr(each, "item", None), getattr(each, "key", None))
            ahead.extend(part for part in parts if part is not None)
            ahead.extend((*getattr(each, "items", ()), *getattr(each, "of", ())))
    return False


def _listed(values: Sequence[object]) -> str:
    return ", ".join(shown(value) for value in values)


def _said(value: object) -> str:
    return "none" if value is None else shown(value)


def shown(value: Any) -> str:
    """A type as a person writes it (`list of integer minimum=1`), or a value as JSON. One line."""
    match value:
        case schema.Struct() | schema.RefType():
            return value.name
        case schema.OptionalType():
            return f"{shown(value.item)} or null"
        case schema.EnumType():
            return " | ".join(shown(each) for each in value.values)
        case schema.UnionType():
            return " | ".join(shown(each) for each in value.of)
        case schema.TupleType():
            return f"tuple of {', '.join(shown(each) for each in value.items)}"
        case schema.ListType():
            return f"{_with_constraints(value)} of {shown(value.item)}"
        case schema.MapType():
            return f"{_with_constraints(value)} of {shown(value.item)}"
        case schema.TypeNode():
            return _with_constraints(value)
        case _:
            return json.dumps(value)


def _with_constraints(kind: Any) -> str:
    return " ".join([_word(kind), *(f"{name}={shown(value)}" for name, value in sorted(_constraints(kind).items()))])
