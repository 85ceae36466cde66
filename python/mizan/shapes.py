"""What an annotation means, before it has names and forms: a type of the wire, and the Python class that stands for it.

Decides nothing: `types` reads shapes from annotations, `forms` gives them to the IR, `builders` makes values of them,
`defaults` writes a default by one. It has no twin: Rust's types are the IR's own. Page: `ir/protocol/types.md`.
"""

from collections.abc import Iterator
from dataclasses import field
from enum import Enum
from typing import Any, Literal

from mizan.ir import schema
from mizan.ir.schema import NO_DEFAULT
from mizan.records import record


@record()
class Scalar:
    """A type without parts, with its constraints."""

    type: schema.Type


@record()
class ListOf:
    """Values of one type. `python`: what Python has for it, `tuple` for `tuple[item, ...]`."""

    item: "Shape"
    min_length: int | None = None
    max_length: int | None = None
    python: Literal["list", "tuple"] = "list"


@record()
class TupleOf:
    """`tuple[A, B]`."""

    items: "tuple[Shape, ...]"


@record()
class MapOf:
    """`dict[key, item]`; without a key it is plain text."""

    key: "Shape | None"
    item: "Shape"
    min_length: int | None = None
    max_length: int | None = None


@record()
class EnumOf:
    """`Literal[…]`, or what the members of an `Enum` are written as."""

    values: tuple[str | int, ...]


@record()
class OptionalOf:
    """`item | None`."""

    item: "Shape"


@record()
class UnionOf:
    """One of several. `tag`: the attribute of the branches that says which."""

    of: "tuple[Shape, ...]"
    tag: str | None = None


@record(eq=False, frozen=False)
class Alias:
    """A named type that is no struct: an `Enum` (`cls`), a root model (`cls`) or a `type` statement.

    `shape` is filled in after it is made, since a type may hold itself. `within`: where its name is unique, outermost
    first; `arguments`: of a generic one.
    """

    name: str
    within: tuple[str, ...]
    kind: Literal["enum", "root", "alias"]
    cls: Any = None
    doc: str | None = None
    arguments: "tuple[Shape, ...]" = ()
    own_code: bool = False
    shape: "Shape" = field(default_factory=lambda: STRING)


Kind = Literal["pydantic", "pydantic dataclass", "dataclass", "typeddict"]


@record(eq=False, frozen=False)
class Model:
    """A class with fields. They are filled in after it is made, since a model may hold itself.

    `own_code`: something of the class's own runs when an instance is made.
    """

    name: str
    within: tuple[str, ...]
    kind: Kind
    cls: type
    doc: str | None = None
    arguments: "tuple[Shape, ...]" = ()
    own_code: bool = False
    members: "list[Member]" = field(default_factory=list)


@record(eq=False)
class Member:
    """A field of a model.

    `attribute`: its name in Python; `read` and `written`: its names on the wire in the form that is sent to a server
    and in the form that is sent by one, `None` where that form lacks it. `default`: `NO_DEFAULT`, or what its absence
    means, as a Python value; `omittable`: it may be absent without one, in the form that is sent to a server or (a key
    of a TypedDict) in both. `path`: where it was reached first.
    """

    attribute: str
    read: str | None
    written: str | None
    shape: "Shape"
    default: Any = NO_DEFAULT
    omittable: Literal["never", "read", "always"] = "never"
    doc: str | None = None
    path: str = ""


Named = Alias | Model
Shape = Scalar | ListOf | TupleOf | MapOf | EnumOf | OptionalOf | UnionOf | Alias | Model

STRING: Scalar = Scalar(schema.StringType())
JSON = Scalar(schema.PlainType(type="json"))
NULL = Scalar(schema.PlainType(type="null"))
FILE = Scalar(schema.FileType())
PLACEHOLDER = Scalar(schema.StringType())
"""Stands where an annotation was refused, so that the rest is looked at too. A graph with it never starts."""


def parts(shape: Shape) -> Iterator[Shape]:
    """The shapes that it is made of, those of a named one included."""
    match shape:
        case ListOf(item) | OptionalOf(item):
            yield item
        case TupleOf(items) | UnionOf(items):
            yield from items
        case MapOf(key, item):
            if key is not None:
                yield key
            yield item
        case Alias():
            yield shape.shape
        case Model():
            yield from (member.shape for member in shape.members)


def plain(shape: Shape) -> Shape:
    """What a named type stands for, where it is no struct; itself if it leads nowhere else."""
    seen: set[Alias] = set()
    while isinstance(shape, Alias) and shape not in seen:
        seen.add(shape)
        shape = shape.shape
    return shape


def members_of(cls: type[Enum]) -> tuple[Any, ...]:
    """The values of an enum's members, in declared order."""
    return tuple(member.value for member in cls)
