"""Which name each type bears in the IR: its own, with its arguments, and with what is around it where two would meet.

Decides names and the refusal of those that stay the same; forms are `forms`' own. It has no twin: Rust's derive takes
the name that stands there. Page: `ir/protocol/ir.md`.
"""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mizan.shapes import (
    Alias,
    EnumOf,
    ListOf,
    MapOf,
    Model,
    Named,
    OptionalOf,
    Scalar,
    Shape,
    TupleOf,
    UnionOf,
    parts,
)
from mizan.types import Refuse


def names_of(named: Iterable[Named], refuse: Refuse) -> tuple[dict[Named, str], set[str]]:
    """Each type's name, and those that two types bear, which `refuse` was told once."""
    names: dict[Named, str] = {}
    met: set[str] = set()
    levels: dict[int, list[Named]] = defaultdict(list)
    for each in named:
        levels[_depth(each)].append(each)
    for _, level in sorted(levels.items()):
        groups: dict[str, list[Named]] = defaultdict(list)
        for each in level:
            groups[each.name + "".join(_spelled(part, names) for part in each.arguments)].append(each)
        for base, group in groups.items():
            places = [each.within for each in group]
            most = max(map(len, places))
            enough = next((n for n in range(1, most + 1) if len({at[-n:] for at in places}) == len(group)), 0)
            if len(group) == 1:
                enough = 0
            elif not enough:
                met.add(base)
                refuse(base, meeting(group[0], group[1]))
            for each in group:
                names[each] = (_pascal(each.within[-enough:]) if enough else "") + base
    owners: dict[str, Named] = {}
    for each, name in names.items():
        other = owners.setdefault(name, each)
        if other is not each and name not in met and (other.name, other.within) != (each.name, each.within):
            met.add(name)
            refuse(name, meeting(other, each))
    return names, met


def _depth(named: Named) -> int:
    """How deep generics are nested in a name; those that are named in it come first."""
    inner = [_depth(each) for each in _reached_unnamed(named.arguments) if isinstance(each, (Alias, Model))]
    return max(inner, default=0) + 1 if named.arguments else 0


def _reached_unnamed(shapes: Iterable[Shape]) -> Iterator[Shape]:
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        yield shape
        if not isinstance(shape, (Alias, Model)):
            waiting.extend(parts(shape))


def _spelled(shape: Shape, names: Mapping[Named, str]) -> str:
    match shape:
        case Alias() | Model():
            return names[shape]
        case Scalar(kind):
            return kind.type.capitalize()
        case EnumOf(values):
            return "Enum" + _pascal(str(each) for each in values)
        case ListOf():
            word = "List"
        case TupleOf():
            word = "Tuple"
        case MapOf():
            word = "Map"
        case OptionalOf():
            word = "Optional"
        case UnionOf():
            word = "Union"
    return word + "".join(_spelled(each, names) for each in parts(shape))


def _pascal(words: Iterable[str]) -> str:
    pieces = (piece for word in words for piece in re.split(r"[^A-Za-z0-9]+", word))
    return "".join(piece[:1].upper() + piece[1:] for piece in pieces)


def meeting(one: Named, other: Named) -> str:
    """Why two types may not have one name, and what to do."""
    cure = "give one of them another"
    if one.arguments and (one.name, one.within) == (other.name, other.within) and isinstance(other, Model):
        cure = f"give one a name of its own: `class Other{one.name}({one.name}[…])`"
    return f"two types have this name: {_whence(one)} and {_whence(other)}; {cure}"


def _whence(named: Named) -> str:
    arguments = f"[{', '.join(map(_typed, named.arguments))}]" if named.arguments else ""
    return f"`{'.'.join((*named.within, named.name))}{arguments}`{_place(named.cls)}"


def _place(cls: Any) -> str:
    """Where a class stands that no import names."""
    if "<locals>" not in getattr(cls, "__qualname__", ""):
        return ""
    try:
        return f" ({inspect.getsourcefile(cls)}:{inspect.getsourcelines(cls)[1]})"
    except (OSError, TypeError):  # It was read from no file.
        return f" (`{cls.__qualname__}`)"


_PYTHON = {
    "null": "None",
    "boolean": "bool",
    "string": "str",
    "integer": "int",
    "bigint": "BigInt",
    "number": "float",
    "decimal": "Decimal",
    "uuid": "UUID",
    "duration": "timedelta",
    "json": "Any",
}
_SAID = {"minimum": "ge", "maximum": "le", "exclusive_minimum": "gt", "exclusive_maximum": "lt"}


def _typed(shape: Shape) -> str:
    """A type about as it was typed, with its constraints."""
    match shape:
        case Alias() | Model():
            arguments = f"[{', '.join(map(_typed, shape.arguments))}]" if shape.arguments else ""
            return f"{shape.name}{arguments}"
        case EnumOf(values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case ListOf(item, least, most, python):
            end = ", ..." if python == "tuple" else ""
            return _annotated(f"{python}[{_typed(item)}{end}]", {"min_length": least, "max_length": most})
        case TupleOf(items):
            return f"tuple[{', '.join(map(_typed, items))}]"
        case MapOf(key, item, least, most):
            word = f"dict[{'str' if key is None else _typed(key)}, {_typed(item)}]"
            return _annotated(word, {"min_length": least, "max_length": most})
        case OptionalOf(item):
            return f"{_typed(item)} | None"
        case UnionOf(of):
            return " | ".join(map(_typed, of))
        case Scalar(kind):
            return _annotated(_PYTHON.get(kind.type, kind.type), {**kind.told(), "type": None})


def _annotated(word: str, constraints: Mapping[str, Any]) -> str:
    said = ", ".join(f"{_SAID.get(name, name)}={value!r}" for name, value in constraints.items() if value is not None)
    return f"Annotated[{word}, Field({said})]" if said else word
