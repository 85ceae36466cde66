"""The IR's model, which this file owns: what a registry is, as JSON, and where each part of it stands in the text.

Decides the schema alone; the core normalises, checks and prints (twin: `mizan-core/src/ir.rs`). The marks on the fields
(`Argument`, `Property`, `Child`, `Each`, `Pairs`) drive the reader of the text and the readable grammar. Page:
`ir/protocol/ir.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, SerializerFunctionWrapHandler, model_serializer
from pydantic import Field as About

VERSION: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Argument:
    """The node's one argument, a string."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the same name. Its usual value is not written."""


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
    """Any number of child nodes: models, or nodes with one string."""

    node: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Any number of child nodes with a string and one property: a mapping of strings."""

    node: str
    value: str


@dataclass(frozen=True, slots=True)
class Inner:
    """The one child node that is a type."""


Mark = Argument | Property | Child | Each | Pairs | Inner


class Node(BaseModel):
    """What every part shares: nothing unknown, nothing changed, and usual parts are left out where the page says so."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    usual: ClassVar[Mapping[str, object]] = {}

    @model_serializer(mode="wrap")
    def _serialize(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        usual = self._left_out()
        return {key: value for key, value in handler(self).items() if key not in usual or value is not usual[key]}

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


class ScalarType(Node):
    """A type without parts."""

    type: Literal["null", "boolean", "string", "integer", "number", "datetime", "uuid"]


class ListType(Node):
    """Values of one type."""

    type: Literal["list"] = "list"
    item: "Type"


class OptionalType(Node):
    """The type, or null."""

    type: Literal["optional"] = "optional"
    item: "Type"


class RefType(Node):
    """A named type."""

    type: Literal["ref"] = "ref"
    name: str


Type = Annotated[ScalarType | ListType | OptionalType | RefType, About(discriminator="type")]

SCALARS: tuple[str, ...] = ("null", "boolean", "string", "integer", "number", "datetime", "uuid")

Name = Annotated[str, Argument()]
Doc = Annotated[str | None, Child("doc")]


class Field(Node):
    """A field of a struct, an argument of a function or a param of a context. Without `default` it is required."""

    name: Name
    doc: Doc = None
    default: Annotated[JsonValue, Child("default", json=True)] = None
    type: Annotated[Type, Inner()]

    @property
    def required(self) -> bool:
        """`default` that was not given is the lack of one; `default=None` says that absence means null."""
        return "default" not in self.model_fields_set

    def _left_out(self) -> Mapping[str, object]:
        return {"doc": None, "default": None} if self.required else {"doc": None}


class Struct(Node):
    """A named type with named fields, in declared order: that of the JSON that is written."""

    kind: Literal["struct"] = "struct"
    name: Name
    doc: Doc = None
    fields: Annotated[list[Field], Each("field")]
    usual: ClassVar[Mapping[str, object]] = {"doc": None}


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


class Function(Node):
    """A server function."""

    name: Name
    auth: Annotated[Literal["required", "self"] | None, Property()] = None
    cache: Annotated[bool, Property()] = True
    context: Annotated[str | None, Property()] = None
    doc: Doc = None
    affects: Annotated[list[Affect], Each("affects")] = []
    args: Annotated[list[Field], Each("arg")] = []
    result: Annotated[Type, Child("result", holds_type=True)]
    usual: ClassVar[Mapping[str, object]] = {"auth": None, "context": None, "doc": None}


class Ir(Node):
    """One registry, whole. Lists may come in any order."""

    version: Annotated[Literal[1], Property()] = VERSION
    contexts: Annotated[list[Context], Each("context")] = []
    functions: Annotated[list[Function], Each("function")] = []
    types: Annotated[list[Struct], Each("struct")] = []

    def encode(self) -> bytes:
        """The JSON that the core is given."""
        return self.model_dump_json().encode()
