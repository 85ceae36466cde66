"""Python annotations → types of the IR: what there is, and the refusal of all else, with its path.

Decides which annotation means which type, and which form of a model bears which name; it judges no value (the core
does: twin `mizan-core/src/types.rs`) and makes none (`builders`). Page: `ir/protocol/types.md`, `ir/protocol/ir.md`.
"""

import math
import re
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from mizan import models
from mizan.ir import schema
from mizan.models import NO_DEFAULT

ScalarName = Literal["null", "boolean", "string", "integer", "number", "datetime", "uuid"]

_SCALARS: tuple[tuple[object, ScalarName], ...] = (
    (None, "null"),
    (type(None), "null"),
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (datetime, "datetime"),
    (UUID, "uuid"),
)
_THERE_IS = (
    "there are bool, str, int, float, datetime, UUID, None, list[…], … | None, "
    "pydantic models, dataclasses and TypedDicts"
)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAX_INTEGER = 2**53 - 1

Refuse = Callable[[str, str], None]
"""Notes a defect: the path (`user_profile.result.items[].price`), and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts."""

    name: ScalarName


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list[item]`."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class OptionalOf:
    """`item | None`."""

    item: "Shape"


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A class with fields; they are filled in after it is made, since a model may hold itself."""

    cls: type
    kind: models.Kind
    members: "list[Member]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a model. `default` is `NO_DEFAULT`, or what its absence means, as JSON."""

    name: str
    shape: "Shape"
    default: Any
    doc: str | None


Shape = Scalar | ListOf | OptionalOf | Model

_PLACEHOLDER = Scalar("string")
"""Stands where an annotation was refused, so that the rest is looked at too. A graph with it never starts."""


class Types:
    """The types that one registry reaches. Defects go to `refuse`; a model is read once, whoever reaches it."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse
        self._models: dict[type, Model] = {}
        self._structs: dict[str, tuple[type, schema.Struct]] = {}

    @property
    def structs(self) -> list[schema.Struct]:
        """Every form of every model that `ir` was asked for, with those that they reach."""
        return [struct for _, struct in self._structs.values()]

    def shape(self, annotation: Any, path: str) -> Shape:
        """What an annotation means."""
        for known, name in _SCALARS:
            if annotation is known:
                return Scalar(name)
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is list and len(arguments) == 1:
            return ListOf(self.shape(arguments[0], f"{path}[]"))
        if origin is Union or origin is types.UnionType:
            others = [each for each in arguments if each is not type(None)]
            if len(others) == 1 < len(arguments):
                return OptionalOf(self.shape(others[0], path))
        if origin is Annotated:
            for note in arguments[1:]:
                if not (isinstance(note, FieldInfo) and models.only_describes(note)):
                    self._refuse(path, f"`{note!r}`: a constraint is not there yet, and would be checked by nobody")
            return self.shape(arguments[0], path)
        kind = models.kind(annotation)
        if kind is not None:
            return self._model(annotation, kind, path)
        absent = "is not there yet" if _will_be(annotation) else "is no type of the wire"
        self._refuse(path, f"`{_shown(annotation)}` {absent}; {_THERE_IS}")
        return _PLACEHOLDER

    def default(self, shape: Shape, value: Any, path: str) -> Any:
        """A default as JSON; `NO_DEFAULT` stays itself, and stands for one that was refused."""
        if value is NO_DEFAULT:
            return value
        try:
            return written(shape, value)
        except Misfit as misfit:
            self._refuse(path, f"the default does not fit: {misfit}")
            return NO_DEFAULT

    def ir(self, shape: Shape, *, reads: bool) -> schema.Type:
        """The IR's type. `reads`: where the type is that of an argument, whose fields with a default may be absent."""
        match shape:
            case Scalar(name):
                return schema.ScalarType(type=name)
            case ListOf(item):
                return schema.ListType(item=self.ir(item, reads=reads))
            case OptionalOf(item):
                return schema.OptionalType(item=self.ir(item, reads=reads))
            case Model():
                return schema.RefType(name=self._struct(shape, reads=reads))

    def _model(self, cls: type, kind: models.Kind, path: str) -> Shape:
        known = self._models.get(cls)
        if known is not None:
            return known
        if _IDENTIFIER.fullmatch(cls.__name__) is None:
            self._refuse(path, f"`{cls.__name__}`: a generic model is not there yet")
            return _PLACEHOLDER
        model = self._models[cls] = Model(cls, kind)
        try:
            for name, annotation, default, doc in models.read(cls, kind):
                at = f"{path}.{name}"
                shape = self.shape(annotation, at)
                model.members.append(Member(name, shape, self.default(shape, default, at), doc))
        except models.Refused as refused:
            self._refuse(f"{path}.{refused.at}" if refused.at else path, f"`{cls.__name__}`: {refused.why}")
        return model

    def _struct(self, model: Model, *, reads: bool) -> str:
        # The forms share a name only when they are equal: when no field that is reached may be absent.
        reads = reads and _has_defaults(model, set())
        name = model.cls.__name__ + ("Input" if reads else "")
        other = self._structs.get(name)
        if other is not None:
            if other[0] is not model.cls:
                ours, theirs = (f"{each.__module__}.{each.__qualname__}" for each in (model.cls, other[0]))
                self._refuse(name, f"two types have this name: `{theirs}` and `{ours}`")
            return name
        head = schema.Struct(name=name, doc=models.doc(model.cls), fields=[])
        self._structs[name] = (model.cls, head)  # Before its fields: one of them may be itself.
        head.fields.extend(
            ir_field(
                member.name, self.ir(member.shape, reads=reads), member.default if reads else NO_DEFAULT, member.doc
            )
            for member in model.members
        )
        return name


def ir_field(name: str, kind: schema.Type, default: Any, doc: str | None) -> schema.Field:
    """A field of the IR; `NO_DEFAULT` makes it required."""
    if default is NO_DEFAULT:
        return schema.Field(name=name, type=kind, doc=doc)
    return schema.Field(name=name, type=kind, doc=doc, default=default)


def annotation_doc(annotation: Any) -> str | None:
    """What `Annotated[…, Field(description=…)]` says."""
    if get_origin(annotation) is not Annotated:
        return None
    return next((each.description for each in get_args(annotation)[1:] if isinstance(each, FieldInfo)), None)


def _has_defaults(model: Model, seen: set[type]) -> bool:
    if model.cls in seen:
        return False
    seen.add(model.cls)
    return any(
        member.default is not NO_DEFAULT
        or ((inner := _innermost(member.shape)) is not None and _has_defaults(inner, seen))
        for member in model.members
    )


def _innermost(shape: Shape) -> Model | None:
    while isinstance(shape, (ListOf, OptionalOf)):
        shape = shape.item
    return shape if isinstance(shape, Model) else None


class Misfit(ValueError):
    """A Python value that is none of the type."""


def written(shape: Shape, value: Any) -> JsonValue:
    """A default as canonical JSON. Raises `Misfit`."""
    match shape:
        case OptionalOf(item):
            return None if value is None else written(item, value)
        case ListOf(item):
            if isinstance(value, list):
                return [written(item, each) for each in value]
            raise Misfit(f"`{value!r}` is no list")
        case Model(_, _, members):
            return {member.name: written(member.shape, _attribute(value, member.name)) for member in members}
        case Scalar(name):
            return _scalar(name, value)


def _attribute(value: Any, name: str) -> Any:
    try:
        return value[name] if isinstance(value, Mapping) else getattr(value, name)
    except (KeyError, AttributeError):
        raise Misfit(f"`{value!r}` has no `{name}`") from None


def _scalar(name: ScalarName, value: Any) -> JsonValue:
    match name, value:
        case "null", None:
            return None
        case "boolean", bool():
            return value
        case "string", str():
            return str(value)
        case (("integer" | "number"), bool()):
            pass
        case "integer", int() if abs(value) <= _MAX_INTEGER:
            return value
        case "number", int() if abs(value) <= sys.float_info.max and float(value) == value:
            return value
        case "number", float() if math.isfinite(value):
            return value
        case "uuid", UUID():
            return str(value)
        case "datetime", datetime() if value.tzinfo is not None:
            return value.isoformat()  # The core makes it canonical, and says when there is no such moment in UTC.
    raise Misfit(f"`{value!r}` is no {name}")


_TO_COME = (Decimal, date, time, timedelta, bytes, dict, list, tuple, Mapping, Literal, Union, types.UnionType)


def _will_be(annotation: Any) -> bool:
    """Whether the wire is going to have it (protocol, section 2)."""
    if annotation is Any or annotation is JsonValue or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return True
    return any(each is annotation or each is get_origin(annotation) for each in _TO_COME)


def _shown(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
