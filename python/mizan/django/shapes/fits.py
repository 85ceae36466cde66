"""Which annotation fits which column of a model, and how a column's value becomes the annotation's.

Decides what a shape may declare; what the wire's types are is `mizan.types`' to say, and no constraint of the model is
put into them: rows that break it must still be readable. Guide: `docs/shapes.md`.
"""

import types
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pydantic
from django.conf import settings
from django.db import models
from django.utils import timezone

Convert = Callable[[Any], Any]

_PYTHON: tuple[tuple[type[Any], type], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.DecimalField, Decimal),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.TimeField, time),
    (models.DurationField, timedelta),
    (models.UUIDField, UUID),
    (models.BinaryField, bytes),
    (models.FileField, str),
    (models.GenericIPAddressField, str),
    (models.FilePathField, str),
    (models.CharField, str),
    (models.TextField, str),
)
_ALIASES: dict[Any, type] = {pydantic.AwareDatetime: datetime}


class Branches(typing.NamedTuple):
    """An annotation taken apart: whether it takes null, and what else it takes."""

    nullable: bool
    of: tuple[Any, ...]


def branches(annotation: Any) -> Branches:
    """Takes `Annotated`, `NewType`, `type` statements and unions apart."""
    found = list(_branches(annotation))
    return Branches(type(None) in found, tuple(each for each in found if each is not type(None)))


def _branches(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if annotation is None:
        yield type(None)
    elif origin is Annotated:
        yield from _branches(get_args(annotation)[0])
    elif origin is Union or origin is types.UnionType:
        for each in get_args(annotation):
            yield from _branches(each)
    elif origin is Literal and None in get_args(annotation):
        yield type(None)
        yield Literal[tuple(each for each in get_args(annotation) if each is not None)]
    elif isinstance(annotation, typing.NewType):
        yield from _branches(annotation.__supertype__)
    elif hasattr(annotation, "__value__"):
        yield from _branches(annotation.__value__)
    else:
        yield annotation


def misfit(annotation: Any, field: Any, *, nullable: bool) -> str | None:
    """Why the annotation cannot hold what the column has; `None` where it can. `nullable`: there may be null."""
    takes = branches(annotation)
    if nullable and not takes.nullable and Any not in takes.of and pydantic.JsonValue not in takes.of:
        return f"it may be null: say `{shown(annotation)} | None`"
    for each in takes.of:
        why = _misfit(each, _plain(field))
        if why is not None:
            return why
    return None


def _misfit(branch: Any, field: Any) -> str | None:
    if branch is Any or isinstance(field, models.JSONField):
        return None
    item = getattr(field, "base_field", None)
    if item is not None and not isinstance(field, models.GeneratedField):
        if get_origin(branch) is list and len(get_args(branch)) == 1:
            return misfit(get_args(branch)[0], item, nullable=False)
        return f"the column holds a list: say `list[{_python(item).__name__}]`" if branch is not list else None
    expected = _python(field)
    if expected is object:
        return None
    kind = type(field).__name__
    if get_origin(branch) is Literal:
        return _unnamed(field, expected, get_args(branch), kind)
    if isinstance(branch, type) and issubclass(branch, Enum):
        return _unnamed(field, expected, tuple(each.value for each in branch), kind)
    if _ALIASES.get(branch, branch) is expected:
        return None
    return f"the column is a `{kind}`, which holds `{expected.__name__}`, not `{shown(branch)}`"


def _unnamed(field: Any, expected: type, values: tuple[Any, ...], kind: str) -> str | None:
    other = next((each for each in values if not isinstance(each, expected)), None)
    if other is not None:
        return f"the column is a `{kind}`, which holds `{expected.__name__}`, not `{other!r}`"
    for value, _ in getattr(field, "flatchoices", ()):
        if value not in values and value not in (None, ""):
            return f"the column's choices have `{value!r}`, which is none of the annotation's values"
    return None


def _plain(field: Any) -> Any:
    """Of a foreign key the column that it points at; of a generated column what it generates."""
    while True:
        if isinstance(field, models.ForeignKey):
            field = field.target_field
        elif isinstance(field, models.GeneratedField):
            field = field.output_field
        else:
            return field


def _python(field: Any) -> type:
    """What Python has for the column; `object` where it is somebody's own kind of field, which may give anything."""
    by_name = getattr(models, field.get_internal_type(), None)
    for known, python in _PYTHON:
        if isinstance(field, known) or (isinstance(by_name, type) and issubclass(by_name, known)):
            return python
    return object


def reader(annotation: Any, field: Any) -> Convert | None:
    """How a column's value, never null, becomes what the annotation says; `None` where it is that already."""
    plain = _plain(field)
    takes = branches(annotation)
    for each in takes.of:
        if isinstance(each, type) and issubclass(each, Enum):
            members: dict[Any, Any] = {member.value: member for member in each}
            # Another value stays itself: that it does not fit is told where it is written.
            return lambda value: members.get(value, value)
    if isinstance(plain, models.BinaryField):
        return bytes  # PostgreSQL's is a view of memory.
    if isinstance(plain, models.FileField):
        return lambda value: getattr(value, "name", value)
    if isinstance(plain, models.DateTimeField) and not settings.USE_TZ:
        return timezone.make_aware
    if isinstance(plain, models.JSONField) and not all(_is_json(each) for each in takes.of):
        return pydantic.TypeAdapter(annotation).validate_python
    return None


def _is_json(branch: Any) -> bool:
    if branch in (Any, pydantic.JsonValue) or get_origin(branch) is Literal:
        return True
    if get_origin(branch) in (list, dict):
        return all(_is_json(each) for part in get_args(branch) for each in branches(part).of)
    return branch in (str, int, float, bool, list, dict)


def written(value: Any, field: Any) -> Any:
    """What a shape's value is to the column."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(field, models.JSONField) and value is not None:
        return pydantic.TypeAdapter(Any).dump_python(value, mode="json")
    if isinstance(value, datetime) and not settings.USE_TZ and timezone.is_aware(value):
        return timezone.make_naive(value)
    return field.to_python(value)


def shown(annotation: Any) -> str:
    """An annotation as it would be typed."""
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    return str(annotation).replace("typing.", "")
