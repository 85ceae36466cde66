"""Reads the fields of a class with fields: a pydantic model or dataclass, a plain dataclass or a TypedDict.

Decides what of such a class the IR can say, and refuses the rest, since what it leaves out would be checked by nobody;
what a field's annotation means is decided in `types`. It has no twin: Rust derives it. Page: `ir/protocol/types.md`,
`ir/protocol/ir.md`.
"""

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin

from mizan import pydantics
from mizan.generics import Unresolved, annotations
from mizan.ir.schema import NO_DEFAULT
from mizan.shapes import Kind

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import ComputedFieldInfo, FieldInfo

Refuse = Callable[[str, str], None]
"""Takes a field's name, or nothing for the class as a whole, and what is wrong there."""


class Raw(NamedTuple):
    """A field as it was written, as `shapes.Member` has it; `about` is what pydantic knows beside the annotation."""

    attribute: str
    annotation: Any
    about: "FieldInfo | None" = None
    read: str | None = None
    written: str | None = None
    default: Any = NO_DEFAULT
    omittable: Literal["never", "read", "always"] = "never"
    doc: str | None = None


def kind(annotation: Any) -> Kind | None:
    """What kind of class with fields an annotation is, if it is one."""
    if not isinstance(annotation, type):
        return None
    if pydantics.is_model(annotation):
        return "pydantic"
    if dataclasses.is_dataclass(annotation):
        return "pydantic dataclass" if pydantics.is_dataclass(annotation) else "dataclass"
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


def within(cls: Any) -> tuple[str, ...]:
    """Where a class's name is unique: its module's parts and the classes around it, outermost first."""
    around = str(getattr(cls, "__qualname__", cls.__name__)).rpartition("<locals>.")[2].split(".")[:-1]
    return (*str(cls.__module__).split("."), *around)


def read(cls: type, what: Kind, arguments: tuple[Any, ...], refuse: Refuse) -> list[Raw]:
    """The fields in declared order; `arguments` are those of a generic dataclass or TypedDict."""
    try:
        match what:
            case "pydantic":
                return _model(typing.cast("type[BaseModel]", cls), refuse)
            case "pydantic dataclass":
                return _pydantic_dataclass(cls, refuse)
            case "dataclass":
                return _dataclass(cls, arguments, refuse)
            case "typeddict":
                return _typeddict(cls, arguments, refuse)
    except Unresolved as unresolved:
        refuse("", str(unresolved))
    except pydantics.known("pydantic.errors.PydanticUserError") as error:
        refuse("", f"pydantic does not take it: {str(error).partition(chr(10))[0]}")
    return []


_CHANGES_FORM = {
    "field_serializers": "a serializer changes what is written",
    "model_serializers": "a serializer changes what is written",
    "root_validators": "a root validator may change the form that is read",
    "validators": "a validator of pydantic 1 may change the form that is read",
}
_NO_MATTER = frozenset(
    {
        *("title", "model_title_generator", "field_title_generator", "json_schema_extra", "use_attribute_docstrings"),
        *("json_schema_serialization_defaults_required", "json_schema_mode_override", "protected_namespaces"),
        *("frozen", "strict", "validate_assignment", "validate_default", "validate_return", "from_attributes"),
        *("arbitrary_types_allowed", "ignored_types", "allow_inf_nan", "regex_engine", "cache_strings", "defer_build"),
        *("hide_input_in_errors", "validation_error_cause", "loc_by_alias", "plugin_settings", "alias_generator"),
        *("populate_by_name", "validate_by_name", "validate_by_alias", "serialize_by_alias"),
        *("url_preserve_empty_path", "polymorphic_serialization"),
    }
)
"""Options of pydantic that change no value and no form, or that are followed."""
_USUAL: Mapping[str, Any] = {
    "extra": "ignore",
    "revalidate_instances": "never",
    "ser_json_timedelta": "iso8601",
    "ser_json_temporal": "iso8601",
    "ser_json_bytes": "utf8",
    "ser_json_inf_nan": "null",
    "val_json_bytes": "utf8",
    "val_temporal_unit": "infer",
}
_INSTEAD: Mapping[str, str] = {
    "extra": "its fields would be declared nowhere; give it a field that is a `dict`",
    "str_min_length": "say `min_length` of each field",
    "str_max_length": "say `max_length` of each field",
    "use_enum_values": "a function is given the `Enum`'s member",
}


def _check_config(config: Mapping[str, Any], refuse: Refuse) -> None:
    for option, value in config.items():
        if option in _NO_MATTER or not value or value == _USUAL.get(option) or (option, value) == ("extra", "forbid"):
            continue
        said = f'`{option}="{value}"`' if isinstance(value, str) else f"`{option}`"
        why = "it changes what is read or written, which the types of the wire say alone"
        refuse("", f"{said}: {_INSTEAD.get(option, why)}")


def _check_decorators(cls: Any, refuse: Refuse) -> None:
    from pydantic import BaseModel

    # pydantic has no public list of a class's validators and serializers.
    decorators = cls.__pydantic_decorators__
    for group, why in _CHANGES_FORM.items():
        for name in getattr(decorators, group):
            refuse("", f"`{name}`: {why}")
    for validators in (decorators.field_validators, decorators.model_validators):
        for name, validator in validators.items():
            if validator.info.mode != "after":
                refuse(
                    "", f'`{name}`: a validator before the type may change the form that is read; use `mode="after"`'
                )
    own = [base for base in cls.__mro__ if base not in BaseModel.__mro__]
    if any("__get_pydantic_core_schema__" in base.__dict__ for base in own):
        refuse("", 'it has a core schema of its own; there are fields and `mode="after"` validators')


def _check_unpydantic(cls: Any, refuse: Refuse) -> None:
    """What only pydantic would follow, on a class that is none of its own."""
    for base in _bases(cls):
        config = dict(base.__dict__.get("__pydantic_config__", {}))
        if config.pop("alias_generator", None) is not None:
            what = "a TypedDict" if hasattr(cls, "__required_keys__") else "a plain dataclass"
            refuse("", f"`alias_generator` of {what}: give its fields the names that travel, or use a pydantic model")
        _check_config(config, refuse)
        for name, value in base.__dict__.items():
            # pydantic has no public class for what its decorators leave behind.
            if type(value).__name__ == "PydanticDescriptorProxy":
                refuse("", f"`{name}`: pydantic's decorators do not run here; {_UNDECORATED[kind(cls) == 'typeddict']}")
        if "__get_pydantic_core_schema__" in base.__dict__:
            refuse("", "it has a core schema of its own, which nobody runs; there are fields and a `__post_init__`")


_UNDECORATED = {
    False: "use `pydantic.dataclasses.dataclass`, or check in `__post_init__`",
    True: "use a pydantic model",
}


def _bases(cls: Any) -> Iterator[Any]:
    """The class and its bases; a TypedDict keeps its own beside what it inherits."""
    seen: list[Any] = [cls, *cls.__mro__[1:-1]]
    for each in seen:
        seen += (get_origin(base) or base for base in each.__dict__.get("__orig_bases__", ()))
    for each in dict.fromkeys(seen):
        if isinstance(each, type) and each not in (object, dict, typing.Generic):
            yield each


def _model(cls: "type[BaseModel]", refuse: Refuse) -> list[Raw]:
    if not cls.__pydantic_complete__ and not cls.model_rebuild(raise_errors=False):
        refuse("", "it names a type that cannot be resolved")
        return []
    config = cls.model_config
    _check_config(config, refuse)
    _check_decorators(cls, refuse)
    fields = [_field(name, info, config, refuse, takes_init=False) for name, info in cls.model_fields.items()]
    return [*fields, *_computed(cls.model_computed_fields, config)]


def _pydantic_dataclass(cls: Any, refuse: Refuse) -> list[Raw]:
    import pydantic

    if getattr(cls, "__parameters__", ()):
        refuse("", "a generic pydantic dataclass; use a generic model, or a plain dataclass")
        return []
    if not cls.__pydantic_complete__ and not pydantic.dataclasses.rebuild_dataclass(cls, raise_errors=False):
        refuse("", "it names a type that cannot be resolved")
        return []
    config = cls.__pydantic_config__
    _check_config(config, refuse)
    _check_decorators(cls, refuse)
    if any(isinstance(hint, dataclasses.InitVar) for hint in annotations(cls).values()):
        refuse("", "an `InitVar` is no field of the wire; make it a field")
    plain = {name: info for name, info in cls.__pydantic_fields__.items() if not info.init_var}
    fields = [_field(name, info, config, refuse, takes_init=True) for name, info in plain.items()]
    computed = cls.__pydantic_decorators__.computed_fields
    return [*fields, *_computed({name: each.info for name, each in computed.items()}, config)]


def _field(name: str, info: "FieldInfo", config: Mapping[str, Any], refuse: Refuse, *, takes_init: bool) -> Raw:
    alias = info.validation_alias if config.get("validate_by_alias") is not False else None
    if alias is not None and not isinstance(alias, str):
        refuse(name, f'`{type(alias).__name__}`: a field has one name; use `validation_alias="…"`')
        alias = None
    if info.exclude_if is not None:
        refuse(name, "`exclude_if`: a field is there or is not; use `exclude=True`, or make it `… | None`")
    default, omittable = _default(info.default, info.default_factory) if not info.is_required() else (NO_DEFAULT, False)
    return Raw(
        attribute=name,
        annotation=info.annotation,
        about=info,
        # A model takes what is sent all the same: it is a dataclass that knows `init`.
        read=None if takes_init and info.init is False else alias or name,
        written=None if info.exclude else _written(name, info.serialization_alias, config),
        default=default,
        omittable="read" if omittable else "never",
        doc=described(info),
    )


def described(info: "FieldInfo | ComputedFieldInfo") -> str | None:
    """What pydantic knows of a field in words; that it is deprecated is the last paragraph, as generators read it."""
    if not info.deprecated:
        return info.description
    message = info.deprecated if isinstance(info.deprecated, str) else getattr(info.deprecated, "message", "")
    said = " ".join(("Deprecated:", *message.split()))
    return f"{info.description}\n\n{said}" if info.description else said


def _computed(computed: Mapping[str, Any], config: Mapping[str, Any]) -> list[Raw]:
    return [
        Raw(name, info.return_type, written=_written(name, info.alias, config), doc=described(info))
        for name, info in computed.items()
    ]


def _written(name: str, alias: str | None, config: Mapping[str, Any]) -> str:
    return name if alias is None or config.get("serialize_by_alias") is False else alias


def _default(value: Any, factory: Any) -> tuple[Any, bool]:
    """The default, or whether the class makes it when it is built."""
    if factory is None:
        return value, False
    return (factory(), False) if factory in (list, dict) else (NO_DEFAULT, True)


def _dataclass(cls: Any, arguments: tuple[Any, ...], refuse: Refuse) -> list[Raw]:
    hints = annotations(cls, arguments)
    _check_unpydantic(cls, refuse)
    if any(isinstance(hint, dataclasses.InitVar) for hint in hints.values()):
        refuse("", "an `InitVar` is no field of the wire; make it a field")
    found: list[Raw] = []
    for each in dataclasses.fields(cls):
        if pydantics.is_field(each.default):
            refuse(each.name, "pydantic's `Field` is no default of a plain dataclass; use `Annotated[…, Field(…)]`")
            continue
        hint = hints[each.name]
        factory = None if each.default_factory is dataclasses.MISSING else each.default_factory
        absent = each.default is dataclasses.MISSING and factory is None
        default, omittable = (NO_DEFAULT, False) if absent or not each.init else _default(each.default, factory)
        found.append(
            Raw(
                each.name,
                get_args(hint)[0] if get_origin(hint) is Final else hint,
                read=each.name if each.init else None,
                written=each.name,
                default=default,
                omittable="read" if omittable else "never",
            )
        )
    return found


def root_defects(cls: Any) -> list[str]:
    """What of a root model the IR cannot say."""
    found: list[str] = []
    _check_config(cls.model_config, lambda _, why: found.append(why))
    _check_decorators(cls, lambda _, why: found.append(why))
    if not cls.model_fields["root"].is_required():
        found.append("a root model's default is nobody's; give it to the field or the argument")
    return found


_QUALIFIERS = ("Required", "NotRequired", "ReadOnly")


def _typeddict(cls: Any, arguments: tuple[Any, ...], refuse: Refuse) -> list[Raw]:
    _check_unpydantic(cls, refuse)
    extra = getattr(cls, "__extra_items__", None)
    if (isinstance(extra, type) and extra is not type(None)) or get_origin(extra) is not None:
        refuse("", "`extra_items`: its keys would be declared nowhere; give it a key that is a `dict`")
    optional_keys: frozenset[str] = getattr(cls, "__optional_keys__", frozenset())
    found: list[Raw] = []
    for name, hint in annotations(cls, arguments).items():
        annotation, optional = hint, name in optional_keys
        notes: tuple[Any, ...] = ()
        while (qualifier := _qualifier(annotation)) is not None:
            if get_origin(annotation) is Annotated:
                # A qualifier may stand on either side of `Annotated`.
                notes = (*get_args(annotation)[1:], *notes)
                annotation = get_args(annotation)[0]
            annotation = get_args(annotation)[0]
            # Where annotations are text, the class itself could not see it.
            optional = qualifier == "NotRequired" or (optional and qualifier != "Required")
        if notes:
            annotation = Annotated[(annotation, *notes)]
        found.append(Raw(name, annotation, read=name, written=name, omittable="always" if optional else "never"))
    return found


def _qualifier(annotation: Any) -> str | None:
    if get_origin(annotation) is Annotated:
        return _qualifier(get_args(annotation)[0])
    name = getattr(get_origin(annotation), "_name", None)
    return name if name in _QUALIFIERS else None


def runs_own_code(cls: Any, what: Kind) -> bool:
    """Whether something of the class's own would run when an instance is made, or when its fields are set."""
    if what == "typeddict":
        return False
    if what == "pydantic dataclass":
        return True  # It checks what it is given in an `__init__` of its own.
    if what == "pydantic":
        from pydantic import BaseModel

        decorators = cls.__pydantic_decorators__
        if decorators.field_validators or decorators.model_validators or cls.__private_attributes__:
            return True
        if any(info.default_factory not in (None, list, dict) for info in cls.model_fields.values()):
            return True
        usual = ("__init__", "__new__", "__setattr__", "model_post_init")
        return any(getattr(cls, name) is not getattr(BaseModel, name) for name in usual)
    made = any(each.default_factory not in (dataclasses.MISSING, list, dict) for each in dataclasses.fields(cls))
    return (
        made
        or cls.__new__ is not object.__new__
        or hasattr(cls, "__post_init__")
        or any(not each.init for each in dataclasses.fields(cls))
        or _owner(cls, "__init__", "init")
        or _owner(cls, "__setattr__", "frozen")
        or any(_sets(cls, each.name) for each in dataclasses.fields(cls))
    )


def _owner(cls: type, method: str, option: str) -> bool:
    """Whether the method is somebody's own, and not what `dataclass` made of the option."""
    owner = next(base for base in cls.__mro__ if method in base.__dict__)
    params = owner.__dict__.get("__dataclass_params__")
    return owner is not object and not (params is not None and getattr(params, option))


def _sets(cls: type, attribute: str) -> bool:
    """Whether setting the attribute runs a property or the like; the slots of `slots=True` do not count."""
    found = inspect.getattr_static(cls, attribute, None)
    return hasattr(type(found), "__set__") and not inspect.ismemberdescriptor(found)
