"""Reads the fields of a class with fields: a pydantic model, a dataclass or a TypedDict.

Decides what of such a class the IR can say, and refuses the rest, since what it leaves out would be checked by nobody;
what a field's annotation means is decided in `types`. It has no twin: Rust derives it. Page: `ir/protocol/types.md`,
`ir/protocol/ir.md`.
"""

import dataclasses
import inspect
import typing
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

Kind = Literal["pydantic", "dataclass", "typeddict"]


class _NoDefault:
    def __repr__(self) -> str:
        return "<no default>"


NO_DEFAULT = _NoDefault()
"""The field is required."""


class Raw(NamedTuple):
    """A field as it was written; `default` is `NO_DEFAULT` or a Python value."""

    name: str
    annotation: Any
    default: Any
    doc: str | None


class Refused(ValueError):
    """Something that the IR cannot say yet; `at` is a field, or empty for the whole class."""

    def __init__(self, why: str, at: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.at = at


def kind(annotation: Any) -> Kind | None:
    """What kind of class with fields an annotation is, if it is one."""
    if not isinstance(annotation, type):
        return None
    if issubclass(annotation, BaseModel):
        return "pydantic"
    if dataclasses.is_dataclass(annotation):
        return "dataclass"
    # Both `typing` and `typing_extensions` make TypedDicts, and both leave these names on a subclass of `dict`.
    if issubclass(annotation, dict) and hasattr(annotation, "__required_keys__"):
        return "typeddict"
    return None


def doc(cls: type) -> str | None:
    """The class's own documentation; neither what it inherits nor the signature that `dataclass` puts there."""
    text = cls.__dict__.get("__doc__")
    if not isinstance(text, str) or not text.strip():
        return None
    if dataclasses.is_dataclass(cls) and text.startswith(f"{cls.__name__}("):
        return None
    return inspect.cleandoc(text)


def read(cls: type, what: Kind) -> Iterator[Raw]:
    """The fields in declared order. Raises `Refused`."""
    if what == "pydantic":
        return _pydantic(typing.cast(type[BaseModel], cls))
    return _dataclass(cls) if what == "dataclass" else _typeddict(cls)


_CHANGES_FORM = {
    "field_serializers": "a serializer changes what is written",
    "model_serializers": "a serializer changes what is written",
    "root_validators": "a root validator may change the form that is read",
    "validators": "a validator of pydantic 1 may change the form that is read",
    "computed_fields": "a computed field is not there yet",
}
_CONFIG = ("alias_generator", "str_max_length", "str_min_length")


def _pydantic(cls: type[BaseModel]) -> Iterator[Raw]:
    if issubclass(cls, RootModel):
        raise Refused("a root model is not there yet")
    if cls.__pydantic_generic_metadata__["origin"] is not None or cls.__pydantic_generic_metadata__["parameters"]:
        raise Refused("a generic model is not there yet")
    if not cls.__pydantic_complete__ and not cls.model_rebuild(raise_errors=False):
        raise Refused("it names a type that cannot be resolved")
    if cls.model_config.get("extra") == "allow":
        raise Refused('`extra="allow"` is not there yet: its fields are declared nowhere')
    for option in _CONFIG:
        if cls.model_config.get(option) is not None:
            raise Refused(f"`{option}` is not there yet")
    if any("__get_pydantic_core_schema__" in base.__dict__ for base in cls.__mro__ if base not in BaseModel.__mro__):
        raise Refused("it has a core schema of its own")
    decorators = cls.__pydantic_decorators__
    for group, why in _CHANGES_FORM.items():
        for name in getattr(decorators, group):
            raise Refused(f"`{name}`: {why}")
    for validators in (decorators.field_validators, decorators.model_validators):
        for name, validator in validators.items():
            if validator.info.mode != "after":
                raise Refused(
                    f'`{name}`: a validator before the type may change the form that is read; use `mode="after"`'
                )
    return (_pydantic_field(name, info) for name, info in cls.model_fields.items())


def _pydantic_field(name: str, info: FieldInfo) -> Raw:
    if info.alias is not None or info.validation_alias is not None or info.serialization_alias is not None:
        raise Refused("an alias is not there yet: fields travel as they are declared", name)
    if info.metadata:
        raise Refused(f"`{info.metadata[0]!r}`: a constraint is not there yet, and would be checked by nobody", name)
    if info.discriminator is not None or info.exclude or info.init is False:
        raise Refused("`discriminator`, `exclude` and `init=False` are not there yet", name)
    default = NO_DEFAULT if info.is_required() else _default(info.default, info.default_factory, name)
    return Raw(name, info.annotation, default, info.description)


def _dataclass(cls: type) -> Iterator[Raw]:
    if hasattr(cls, "__pydantic_decorators__"):
        raise Refused("a pydantic dataclass is not there yet; use a model or a plain dataclass")
    if getattr(cls, "__parameters__", ()):
        raise Refused("a generic dataclass is not there yet")
    hints = _hints(cls)
    if any(isinstance(hint, dataclasses.InitVar) for hint in hints.values()):
        raise Refused("`InitVar` is not there yet")
    for each in dataclasses.fields(cls):
        if not each.init:
            raise Refused("`init=False` is not there yet", each.name)
        absent = each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
        factory = None if each.default_factory is dataclasses.MISSING else each.default_factory
        yield Raw(
            each.name, hints[each.name], NO_DEFAULT if absent else _default(each.default, factory, each.name), None
        )


_QUALIFIERS = ("Required", "NotRequired", "ReadOnly")


def _typeddict(cls: type) -> Iterator[Raw]:
    if getattr(cls, "__parameters__", ()):
        raise Refused("a generic TypedDict is not there yet")
    optional_keys: frozenset[str] = getattr(cls, "__optional_keys__", frozenset())
    for name, hint in _hints(cls).items():
        annotation, optional = hint, name in optional_keys
        while (qualifier := getattr(get_origin(annotation), "_name", None)) in _QUALIFIERS:
            annotation = get_args(annotation)[0]
            # Where annotations are text, the class itself could not see it.
            optional = qualifier == "NotRequired" or (optional and qualifier != "Required")
        if optional:
            raise Refused("a key that may be absent is not there yet; make it `… | None`", name)
        yield Raw(name, annotation, NO_DEFAULT, None)


def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise Refused(f"the name `{error.name}` cannot be resolved") from error


def _default(value: Any, factory: Any, name: str) -> Any:
    if factory is None:
        return value
    if factory is list:
        return []
    raise Refused("a default that is computed is not there yet; there is `default_factory=list`", name)


def only_describes(info: FieldInfo) -> bool:
    """Whether a `Field(…)` within `Annotated` says nothing but what is documentation."""
    return set(info._attributes_set) <= {"description", "title", "examples", "annotation"} and not info.metadata
