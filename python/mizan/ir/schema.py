"""The IR's model, which this file owns: what a registry is, as JSON, and where each part of it stands in the text.

Decides the schema alone; the core normalises, checks and prints (twin: `mizan-core/src/ir.rs`). The marks on the fields
(`Argument`, `Property`, `Child`, `Each`, `Pairs`) drive both readers, of the text and of the JSON, and the readable
grammar. Page: `ir/protocol/ir.md`.
"""

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import Field as Made
from dataclasses import field
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Self,
    dataclass_transform,
    get_args,
    get_origin,
)

VERSION: Literal[1] = 1

MAX_DEPTH = 32
"""The deepest that types may be within each other; a name is one level, whatever it stands for."""


class Argument(NamedTuple):
    """The node's one argument, a string."""


class Property(NamedTuple):
    """A property of the same name. Its usual value is not written.

    `counts`: a number of things, 0 to 2^32-1. `prefix`: a string that begins so will do as well as the words.
    """

    counts: bool = False
    prefix: str | None = None


class Child(NamedTuple):
    """At most one child node: with a string (`json`: the canonical JSON of the value), or with a type within its
    braces.
    """

    node: str
    json: bool = False
    holds_type: bool = False


class Each(NamedTuple):
    """Any number of child nodes: models, or nodes with one string. `other`: models of a second kind are among them."""

    node: str
    other: str | None = None


class Pairs(NamedTuple):
    """Any number of child nodes with a string and one property: a mapping of strings."""

    node: str
    value: str


class Inner(NamedTuple):
    """The one child node that is a type; `many`: any number of them."""

    many: bool = False


Mark = Argument | Property | Child | Each | Pairs | Inner


PropertyKind = Literal["boolean", "string", "integer", "count", "number", "switch"] | tuple[str, ...]
"""What a property's value is. `switch`: a boolean or a count. Several words: one of these; a word that ends in a colon
stands for all that begins so.
"""


class Part(NamedTuple):
    """A part of a node: its type with its mark, and its usual value, `NEEDED` where it has none."""

    type: Any
    usual: Any


NEEDED: Final = object()
"""In place of a usual value: the part must be given."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Node:
    """What every kind of node shares: it is equal by its parts, and usual ones are left out where the page says so.

    To type checkers a kind is a frozen dataclass. It is none: the methods that `dataclass` compiles for some thirty of
    them would cost every process that serves 8 ms when it starts.
    """

    unsaid: ClassVar[Mapping[str, object]] = {}
    """The parts that are not written where they have this value."""
    _usual: ClassVar[Mapping[str, object]] = {}
    _needed: ClassVar[Set[str]] = frozenset()
    _lists: ClassVar[Sequence[str]] = ()

    def __init_subclass__(cls) -> None:
        cls._usual = {name: cls.__dict__.get(name, NEEDED) for name in cls.__annotations__ if name != "unsaid"}
        cls._needed = {name for name, usual in cls._usual.items() if usual is NEEDED}
        cls._lists = [name for name, usual in cls._usual.items() if isinstance(usual, Made)]

    def __init__(self, **parts: Any) -> None:
        mine = vars(self)
        mine.update(self._usual)
        mine.update(parts)
        for name in self._lists:
            if name not in parts:
                mine[name] = []
        if len(mine) > len(self._usual) or not parts.keys() >= self._needed:
            wrong = parts.keys() - self._usual.keys() or self._needed - parts.keys()
            raise TypeError(f"`{type(self).__name__}` has no `{min(wrong)}`, or was not given it")

    __hash__ = None  # type: ignore[assignment]  # lists are among the parts

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.told().items())})"

    def told(self) -> dict[str, Any]:
        """The parts that the JSON has, by name and in its order."""
        unsaid = self.unsaid
        return {name: value for name, value in vars(self).items() if name not in unsaid or value != unsaid[name]}

    def but(self, **parts: Any) -> Self:
        """The same with other parts."""
        return type(self)(**(vars(self) | parts))

    @classmethod
    def parts(cls) -> Mapping[str, Part]:
        """Each part by name, in the order of the JSON."""
        said, usual = inspect.get_annotations(cls), cls._usual
        return {name: Part(said[name], [] if name in cls._lists else usual[name]) for name in usual}

    @classmethod
    def marks(cls) -> Iterator[tuple[str, Mark]]:
        """Each part with its place in the text, in the text's order."""
        for name, part in cls.parts().items():
            for mark in getattr(part.type, "__metadata__", ()):
                yield name, mark

    @classmethod
    def property_kind(cls, name: str) -> "PropertyKind":
        """What a property's value is."""
        annotation, *marks = get_args(cls.parts()[name].type)
        each = set(get_args(annotation)) - {type(None)} or {annotation}
        words = [str(word) for part in each if get_origin(part) is Literal for word in get_args(part)]
        if words:
            return (*words, *(mark.prefix for mark in marks if mark.prefix is not None))
        if each == {bool}:
            return "boolean"
        if each == {bool, int}:
            return "switch"
        if each == {str}:
            return "string"
        if float in each:
            return "number"
        return "count" if any(mark.counts for mark in marks) else "integer"

    @classmethod
    def words(cls, name: str) -> tuple[str, ...]:
        """The words that the strings of a list are some of; without any they are any text."""
        items = get_args(get_args(cls.parts()[name].type)[0])
        return tuple(word for item in items if get_origin(item) is Literal for word in get_args(item))


class _NotGiven:
    def __repr__(self) -> str:
        return "<no default>"


NO_DEFAULT: Final = _NotGiven()
"""In place of a default: there is none, and what has none is required."""


class TypeNode(Node):
    """What the types share: constraints and parts that are not there are not written."""

    def told(self) -> dict[str, Any]:
        """Whatever is there."""
        return {name: value for name, value in vars(self).items() if value is not None}


class PlainType(TypeNode):
    """A type without parts and constraints."""

    type: Literal["null", "boolean", "uuid", "time", "duration", "json"]


class StringType(TypeNode):
    """Text; lengths in code points."""

    type: Literal["string"] = "string"
    max_length: Annotated[int | None, Property(counts=True)] = None
    min_length: Annotated[int | None, Property(counts=True)] = None
    pattern: Annotated[str | None, Property()] = None


class IntegerType(TypeNode):
    """A whole number within ±(2^53-1)."""

    type: Literal["integer"] = "integer"
    maximum: Annotated[int | None, Property()] = None
    minimum: Annotated[int | None, Property()] = None
    multiple_of: Annotated[int | None, Property()] = None


class BigintType(TypeNode):
    """A whole number of any size; bounds in canonical text."""

    type: Literal["bigint"] = "bigint"
    maximum: Annotated[str | None, Property()] = None
    minimum: Annotated[str | None, Property()] = None


class NumberType(TypeNode):
    """A finite 64-bit float."""

    type: Literal["number"] = "number"
    exclusive_maximum: Annotated[int | float | None, Property()] = None
    exclusive_minimum: Annotated[int | float | None, Property()] = None
    maximum: Annotated[int | float | None, Property()] = None
    minimum: Annotated[int | float | None, Property()] = None


class DecimalType(TypeNode):
    """An exact decimal number; bounds in canonical text."""

    type: Literal["decimal"] = "decimal"
    decimal_places: Annotated[int | None, Property(counts=True)] = None
    exclusive_maximum: Annotated[str | None, Property()] = None
    exclusive_minimum: Annotated[str | None, Property()] = None
    max_digits: Annotated[int | None, Property(counts=True)] = None
    maximum: Annotated[str | None, Property()] = None
    minimum: Annotated[str | None, Property()] = None


class MomentType(TypeNode):
    """A point in time or a day; bounds in canonical text."""

    type: Literal["datetime", "date"]
    maximum: Annotated[str | None, Property()] = None
    minimum: Annotated[str | None, Property()] = None


class BytesType(TypeNode):
    """base64url without padding; lengths in bytes."""

    type: Literal["bytes"] = "bytes"
    max_length: Annotated[int | None, Property(counts=True)] = None
    min_length: Annotated[int | None, Property(counts=True)] = None


class FileType(TypeNode):
    """An upload, of arguments alone: at most `max_size` bytes, of one of the content types (`image/png`, `image/*`)."""

    type: Literal["file"] = "file"
    max_size: Annotated[int | None, Property(counts=True)] = None
    accept: Annotated[list[str] | None, Each("accept")] = None


class ListType(TypeNode):
    """Values of one type."""

    type: Literal["list"] = "list"
    max_length: Annotated[int | None, Property(counts=True)] = None
    min_length: Annotated[int | None, Property(counts=True)] = None
    item: Annotated["Type", Inner()]


class MapType(TypeNode):
    """Values of one type by key; without `key` a key is any text."""

    type: Literal["map"] = "map"
    max_length: Annotated[int | None, Property(counts=True)] = None
    min_length: Annotated[int | None, Property(counts=True)] = None
    key: Annotated["Type | None", Child("key", holds_type=True)] = None
    item: Annotated["Type", Inner()]


class TupleType(TypeNode):
    """A list with one type for each place."""

    type: Literal["tuple"] = "tuple"
    items: Annotated[list["Type"], Inner(many=True)]


class EnumType(TypeNode):
    """One of some values, all strings or all integers, in declared order."""

    type: Literal["enum"] = "enum"
    values: Annotated[list[str] | list[int], Each("value")]


class UnionType(TypeNode):
    """One of several types; with a `tag` the one whose field of that name has the value."""

    type: Literal["union"] = "union"
    tag: Annotated[str | None, Property()] = None
    of: Annotated[list["Type"], Inner(many=True)]


class OptionalType(TypeNode):
    """The type, or null."""

    type: Literal["optional"] = "optional"
    item: Annotated["Type", Inner()]


class RefType(TypeNode):
    """A named type."""

    type: Literal["ref"] = "ref"
    name: Annotated[str, Argument()]


Type = (
    PlainType
    | StringType
    | IntegerType
    | BigintType
    | NumberType
    | DecimalType
    | MomentType
    | BytesType
    | FileType
    | ListType
    | MapType
    | TupleType
    | EnumType
    | UnionType
    | OptionalType
    | RefType
)

TYPES: Mapping[str, type[TypeNode]] = {
    word: model for model in get_args(Type) for word in get_args(model.parts()["type"].type)
}
"""The types' nodes by their words."""

Name = Annotated[str, Argument()]
Doc = Annotated[str | None, Child("doc")]


class Field(Node):
    """A field of a struct, an argument of a function or a param of a context. Without `default` it is required."""

    name: Name
    doc: Doc = None
    omittable: Annotated[bool, Property()] = False
    default: Annotated[Any, Child("default", json=True)] = NO_DEFAULT
    type: Annotated[Type, Inner()]
    unsaid: ClassVar[Mapping[str, object]] = {"doc": None, "omittable": False, "default": NO_DEFAULT}

    @property
    def required(self) -> bool:
        """Whether it has no default: `default=None` says that absence means null."""
        return self.default is NO_DEFAULT


class Struct(Node):
    """A named type with named fields, in declared order: that of the JSON that is written."""

    kind: Literal["struct"] = "struct"
    name: Name
    doc: Doc = None
    fields: Annotated[list[Field], Each("field")]
    unsaid: ClassVar[Mapping[str, object]] = {"doc": None}


class Alias(Node):
    """Another name for a type that takes no null."""

    kind: Literal["alias"] = "alias"
    name: Name
    doc: Doc = None
    type: Annotated[Type, Inner()]
    unsaid: ClassVar[Mapping[str, object]] = {"doc": None}


class ErrorDef(Node):
    """A domain error: a problem with a code, and perhaps data, of the author's own."""

    code: Annotated[str, Argument()]
    status: Annotated[int, Property(counts=True)] = 409
    doc: Doc = None
    data: Annotated[Type | None, Child("data", holds_type=True)] = None
    unsaid: ClassVar[Mapping[str, object]] = {"doc": None, "data": None}


class Context(Node):
    """A named group of reads. `params` is derived by the core, whatever it holds before."""

    name: Name
    identity: Annotated[str | None, Property()] = None
    view: Annotated[list[str], Each("view")] = field(default_factory=list)
    params: Annotated[list[Field], Each("param")] = field(default_factory=list)
    unsaid: ClassVar[Mapping[str, object]] = {"identity": None}


class Affect(Node):
    """One declared target. `scope`: param → the argument that it comes from; without it the tiers decide."""

    context: Name
    all: Annotated[bool, Property()] = False
    function: Annotated[str | None, Property()] = None
    scope: Annotated[dict[str, str] | None, Pairs("scope", "argument")] = None
    unsaid: ClassVar[Mapping[str, object]] = {"function": None, "scope": None}


ROLE = "role:"
"""What stands before the name of a role that a guard asks for."""

Guard = Literal["required", "self", "staff", "superuser", "custom"]
Method = Literal["DELETE", "GET", "PATCH", "POST", "PUT"]


class Function(Node):
    """A server function; without a result it is a view, which answers with its host's own response.

    `cache`: whether a member's answer is kept, or for how many seconds. `route`: where a view is found, in the neutral
    form: `users/{user_id}/`, `files/{*rest}`.
    """

    name: Name
    auth: Annotated[Guard | str | None, Property(prefix=ROLE)] = None
    cache: Annotated[bool | int, Property()] = True
    context: Annotated[str | None, Property()] = None
    private: Annotated[bool, Property()] = False
    public: Annotated[bool, Property()] = False
    rev: Annotated[int, Property(counts=True)] = 0
    route: Annotated[str | None, Property()] = None
    doc: Doc = None
    affects: Annotated[list[Affect], Each("affects")] = field(default_factory=list)
    args: Annotated[list[Field], Each("arg")] = field(default_factory=list)
    raises: Annotated[list[str], Each("raises")] = field(default_factory=list)
    methods: Annotated[list[Method], Each("method")] = field(default_factory=list)
    result: Annotated[Type | None, Child("result", holds_type=True)] = None
    unsaid: ClassVar[Mapping[str, object]] = {
        "auth": None,
        "context": None,
        "doc": None,
        "methods": [],
        "private": False,
        "public": False,
        "result": None,
        "rev": 0,
        "route": None,
    }

    @property
    def answers(self) -> Sequence[Method]:
        """The methods that a view answers."""
        if self.methods or self.route is None:
            return self.methods
        return ["POST"] if self.affects else ["GET"]

    @property
    def is_exposed(self) -> bool:
        """Whether it is called by name from outside, so that generated clients have it."""
        return self.result is not None and not self.private

    @property
    def takes_files(self) -> bool:
        """Whether an argument is a file, or a list of them."""
        return any(_holds_files(arg.type) for arg in self.args)


def _holds_files(of: Type) -> bool:
    while isinstance(of, OptionalType):
        of = of.item
    return isinstance(of.item if isinstance(of, ListType) else of, FileType)


class Ir(Node):
    """One registry, whole. Lists may come in any order."""

    version: Annotated[Literal[1], Property()] = VERSION
    contexts: Annotated[list[Context], Each("context")] = field(default_factory=list)
    errors: Annotated[list[ErrorDef], Each("error")] = field(default_factory=list)
    functions: Annotated[list[Function], Each("function")] = field(default_factory=list)
    types: Annotated[list[Alias | Struct], Each("alias", "struct")] = field(default_factory=list)

    def encode(self) -> bytes:
        """The JSON that the core is given."""
        return json.dumps(self, default=_told, ensure_ascii=False, separators=(",", ":")).encode()


NODES: Mapping[str, type[Node]] = {
    "affects": Affect,
    "alias": Alias,
    "arg": Field,
    "context": Context,
    "error": ErrorDef,
    "field": Field,
    "function": Function,
    "param": Field,
    "struct": Struct,
}
"""The nodes that are no types, by name."""


def _told(node: Node) -> dict[str, Any]:
    return node.told()
