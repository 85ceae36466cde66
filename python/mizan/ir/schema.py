"""The IR's model, which this file owns: what a registry is, as JSON, and where each part of it stands in the text.

Decides the schema alone; the core normalises, checks and prints (twin: `mizan-core/src/ir.rs`). The marks on the fields
(`Argument`, `Property`, `Child`, `Each`, `Pairs`) drive the reader of the text and the readable grammar. Page:
`ir/protocol/ir.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    JsonValue,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)
from pydantic import Field as About

VERSION: Literal[1] = 1

MAX_DEPTH = 32
"""The deepest that types may be within each other; a name is one level, whatever it stands for."""


@dataclass(frozen=True, slots=True)
class Argument:
    """The node's one argument, a string."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the same name. Its usual value is not written.

    `count`: a number of things, 0 to 2^32-1. `prefix`: a string that begins so will do as well as the words.
    """

    count: bool = False
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """At most one child node: with a string (`json`: the canonical JSON of the value), or with a type within its
    braces.
    """

    node: str
    json: bool = False
    holds_type: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """Any number of child nodes: models, or nodes with one string. `other`: models of a second kind are among them."""

    node: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Any number of child nodes with a string and one property: a mapping of strings."""

    node: str
    value: str


@dataclass(frozen=True, slots=True)
class Inner:
    """The one child node that is a type; `many`: any number of them."""

    many: bool = False


Mark = Argument | Property | Child | Each | Pairs | Inner


PropertyKind = Literal["boolean", "string", "integer", "count", "number", "switch"] | tuple[str, ...]
"""What a property's value is. `switch`: a boolean or a count. Several words: one of these; a word that ends in a colon
stands for all that begins so.
"""


class Node(BaseModel):
    """What every part shares: nothing unknown, nothing changed, and usual parts are left out where the page says so."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    usual: ClassVar[Mapping[str, object]] = {}

    @model_serializer(mode="wrap")
    def _serialize(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        usual = self._left_out()
        return {key: value for key, value in handler(self).items() if key not in usual or value != usual[key]}

    def _left_out(self) -> Mapping[str, object]:
        """The parts that are not written where they have the value given here."""
        return self.usual

    @classmethod
    def marks(cls) -> Iterator[tuple[str, Mark]]:
        """Each field with its place in the text, in the text's order."""
        for name, info in cls.model_fields.items():
            for mark in info.metadata:
                if isinstance(mark, Mark):
                    yield name, mark

    @classmethod
    def property_kind(cls, name: str) -> "PropertyKind":
        """What a property's value is."""
        info = cls.model_fields[name]
        each = set(get_args(info.annotation)) - {type(None)} or {info.annotation}
        words = [str(word) for part in each if get_origin(part) is Literal for word in get_args(part)]
        if words:
            prefixes = [mark.prefix for mark in info.metadata if isinstance(mark, Property) and mark.prefix is not None]
            return (*words, *prefixes)
        if each == {bool}:
            return "boolean"
        if each == {bool, int}:
            return "switch"
        if each == {str}:
            return "string"
        if float in each:
            return "number"
        return "count" if Property(count=True) in info.metadata else "integer"

    @classmethod
    def words(cls, name: str) -> tuple[str, ...]:
        """The words that the strings of a list are some of; without any they are any text."""
        items = get_args(cls.model_fields[name].annotation)
        return tuple(word for item in items if get_origin(item) is Literal for word in get_args(item))


class TypeNode(Node):
    """What the types share: constraints and parts that are not there are not written."""

    def _left_out(self) -> Mapping[str, object]:
        return {name: None for name, info in type(self).model_fields.items() if info.default is None}


class PlainType(TypeNode):
    """A type without parts and constraints."""

    type: Literal["null", "boolean", "uuid", "time", "duration", "json"]


class StringType(TypeNode):
    """Text; lengths in code points."""

    type: Literal["string"] = "string"
    max_length: Annotated[int | None, Property(count=True)] = None
    min_length: Annotated[int | None, Property(count=True)] = None
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
    decimal_places: Annotated[int | None, Property(count=True)] = None
    exclusive_maximum: Annotated[str | None, Property()] = None
    exclusive_minimum: Annotated[str | None, Property()] = None
    max_digits: Annotated[int | None, Property(count=True)] = None
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
    max_length: Annotated[int | None, Property(count=True)] = None
    min_length: Annotated[int | None, Property(count=True)] = None


class FileType(TypeNode):
    """An upload, of arguments alone: at most `max_size` bytes, of one of the content types (`image/png`, `image/*`)."""

    type: Literal["file"] = "file"
    max_size: Annotated[int | None, Property(count=True)] = None
    accept: Annotated[list[str] | None, Each("accept")] = None


class ListType(TypeNode):
    """Values of one type."""

    type: Literal["list"] = "list"
    max_length: Annotated[int | None, Property(count=True)] = None
    min_length: Annotated[int | None, Property(count=True)] = None
    item: Annotated["Type", Inner()]


class MapType(TypeNode):
    """Values of one type by key; without `key` a key is any text."""

    type: Literal["map"] = "map"
    max_length: Annotated[int | None, Property(count=True)] = None
    min_length: Annotated[int | None, Property(count=True)] = None
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


Type = Annotated[
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
    | RefType,
    About(discriminator="type"),
]

TYPES: Mapping[str, type[TypeNode]] = {
    word: model for model in get_args(get_args(Type)[0]) for word in get_args(model.model_fields["type"].annotation)
}
"""The types' nodes by their words."""

Name = Annotated[str, Argument()]
Doc = Annotated[str | None, Child("doc")]


class Field(Node):
    """A field of a struct, an argument of a function or a param of a context. Without `default` it is required."""

    name: Name
    doc: Doc = None
    omittable: Annotated[bool, Property()] = False
    default: Annotated[JsonValue, Child("default", json=True)] = None
    type: Annotated[Type, Inner()]

    @property
    def required(self) -> bool:
        """`default` that was not given is the lack of one; `default=None` says that absence means null."""
        return "default" not in self.model_fields_set

    def _left_out(self) -> Mapping[str, object]:
        usual: dict[str, object] = {"doc": None, "omittable": False}
        return {**usual, "default": None} if self.required else usual


class Struct(Node):
    """A named type with named fields, in declared order: that of the JSON that is written."""

    kind: Literal["struct"] = "struct"
    name: Name
    doc: Doc = None
    fields: Annotated[list[Field], Each("field")]
    usual: ClassVar[Mapping[str, object]] = {"doc": None}


class Alias(Node):
    """Another name for a type that takes no null."""

    kind: Literal["alias"] = "alias"
    name: Name
    doc: Doc = None
    type: Annotated[Type, Inner()]
    usual: ClassVar[Mapping[str, object]] = {"doc": None}


class ErrorDef(Node):
    """A domain error: a problem with a code, and perhaps data, of the author's own."""

    code: Annotated[str, Argument()]
    status: Annotated[int, Property(count=True)] = 409
    doc: Doc = None
    data: Annotated[Type | None, Child("data", holds_type=True)] = None
    usual: ClassVar[Mapping[str, object]] = {"doc": None, "data": None}


class Context(Node):
    """A named group of reads. `params` is derived by the core, whatever it holds before."""

    name: Name
    identity: Annotated[str | None, Property()] = None
    view: Annotated[list[str], Each("view")] = []
    params: Annotated[list[Field], Each("param")] = []
    usual: ClassVar[Mapping[str, object]] = {"identity": None}


class Affect(Node):
    """One declared target. `scope`: param → the argument that it comes from; without it the tiers decide."""

    context: Name
    all: Annotated[bool, Property()] = False
    function: Annotated[str | None, Property()] = None
    scope: Annotated[dict[str, str] | None, Pairs("scope", "argument")] = None
    usual: ClassVar[Mapping[str, object]] = {"function": None, "scope": None}


ROLE = "role:"
"""What stands before the name of a role that a guard asks for."""

Guard = Literal["required", "self", "staff", "superuser", "custom"]
Role = Annotated[str, StringConstraints(pattern=f"^{ROLE}")]
Method = Literal["DELETE", "GET", "PATCH", "POST", "PUT"]


class Function(Node):
    """A server function; without a result it is a view, which answers with its host's own response.

    `cache`: whether a member's answer is kept, or for how many seconds. `route`: where a view is found, in the words of
    its host.
    """

    name: Name
    auth: Annotated[Guard | Role | None, Property(prefix=ROLE)] = None
    cache: Annotated[bool | int, Property()] = True
    context: Annotated[str | None, Property()] = None
    private: Annotated[bool, Property()] = False
    public: Annotated[bool, Property()] = False
    rev: Annotated[int, Property(count=True)] = 0
    route: Annotated[str | None, Property()] = None
    doc: Doc = None
    affects: Annotated[list[Affect], Each("affects")] = []
    args: Annotated[list[Field], Each("arg")] = []
    raises: Annotated[list[str], Each("raises")] = []
    methods: Annotated[list[Method], Each("method")] = []
    result: Annotated[Type | None, Child("result", holds_type=True)] = None
    usual: ClassVar[Mapping[str, object]] = {
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


class Ir(Node):
    """One registry, whole. Lists may come in any order."""

    version: Annotated[Literal[1], Property()] = VERSION
    contexts: Annotated[list[Context], Each("context")] = []
    errors: Annotated[list[ErrorDef], Each("error")] = []
    functions: Annotated[list[Function], Each("function")] = []
    types: Annotated[list[Annotated[Alias | Struct, About(discriminator="kind")]], Each("alias", "struct")] = []

    def encode(self) -> bytes:
        """The JSON that the core is given."""
        return self.model_dump_json().encode()
