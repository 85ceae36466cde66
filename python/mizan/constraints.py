"""What `Annotated[…]` and `Field(…)` say of a type's values → the IR's constraints, and the refusal of all else.

Decides which note means which constraint of which type; the core judges values by them (twin: `mizan-core/src/types`).
Page: `ir/protocol/types.md`, "Constraints".
"""

import dataclasses
import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from mizan import pydantics
from mizan.ir import schema
from mizan.shapes import Alias, ListOf, MapOf, OptionalOf, Scalar, Shape, UnionOf
from mizan.uploads import Accept, FileNote, MaxSize

_MAX_INTEGER = 2**53 - 1
_LONGEST = 2**32 - 1

Length = Literal["min_length", "max_length"]
Bound = Literal["minimum", "maximum", "exclusive_minimum", "exclusive_maximum"]


class Unfit(ValueError):
    """A note that the type cannot keep: why, and what there is instead."""


class BigIntNote:
    """Marks an `int` that has no bounds: `mizan.BigInt`."""

    def __repr__(self) -> str:
        return "BigInt"


_BOUNDS: tuple[tuple[str, str, Bound], ...] = (
    ("Ge", "ge", "minimum"),
    ("Le", "le", "maximum"),
    ("Gt", "gt", "exclusive_minimum"),
    ("Lt", "lt", "exclusive_maximum"),
)
"""Classes of `annotated_types`, with their attributes."""
_GENERAL = ("pattern", "max_digits", "decimal_places")
_CHANGES = ("strip_whitespace", "to_upper", "to_lower", "coerce_numbers_to_str")
_HOW = ("strict", "allow_inf_nan", "fail_fast")
_NO_MATTER = ("pydantic.types.Strict", "pydantic.types.AllowInfNan", "pydantic.json_schema.WithJsonSchema")
"""Nothing is coerced anyway, NaN is no number of the wire, and a schema for documents changes no value."""


def notes(of: Any) -> Iterator[Any]:
    """The notes of `Annotated[…]` or of a field, with groups of them taken apart."""
    for note in of:
        if pydantics.is_field(note):
            yield from notes(note.metadata)
        elif isinstance(note, pydantics.known(_OF_STRINGS)) or not _is_group(note):
            yield note
        else:
            yield from notes(note)


_OF_STRINGS = "pydantic.types.StringConstraints"


def _is_group(note: Any) -> bool:
    # The protocol of `annotated_types`, which need not be imported by whoever keeps to it.
    return getattr(note, "__is_annotated_types_grouped_metadata__", False) is True


def constrained(shape: Shape, note: Any) -> Shape:
    """The shape that keeps a note as well. Raises `Unfit`."""
    if note is None or isinstance(note, pydantics.known(*_NO_MATTER)):
        return shape
    if isinstance(note, BigIntNote):
        if shape == Scalar(schema.IntegerType()):
            return Scalar(schema.BigintType())
        raise Unfit("`BigInt` is an `int` of its own")
    if isinstance(note, (FileNote, MaxSize, Accept)):
        return _within(shape, partial(_file, note=note))
    import annotated_types

    for kind, attribute, bound in _BOUNDS:
        if isinstance(note, getattr(annotated_types, kind)):
            return _within(shape, partial(_bounded, bound=bound, value=getattr(note, attribute)))
    match note:
        case annotated_types.MinLen(least):
            return _within(shape, partial(_long, bound="min_length", length=least))
        case annotated_types.MaxLen(most):
            return _within(shape, partial(_long, bound="max_length", length=most))
        case annotated_types.MultipleOf(step):
            return _within(shape, partial(_multiple, step=step))
    if isinstance(note, pydantics.known(_OF_STRINGS)):
        return _several(shape, {each.name: getattr(note, each.name) for each in dataclasses.fields(note)})
    # What pydantic keeps of `Field(pattern=…, max_digits=…)` has no public class; its attributes are the arguments.
    if isinstance(note, annotated_types.BaseMetadata) and type(note).__module__.startswith("pydantic."):
        return _several(shape, vars(note))
    raise Unfit(
        f"`{note!r}` would be checked by nobody; there are `Field(ge=, gt=, le=, lt=, multiple_of=, min_length=, "
        "max_length=, pattern=, max_digits=, decimal_places=)` and the same of `annotated_types`"
    )


def _several(shape: Shape, said: dict[str, Any]) -> Shape:
    for name, value in said.items():
        if value is None or value is False or name in _HOW or (name, value) == ("union_mode", "left_to_right"):
            continue
        if name in _CHANGES:
            raise Unfit(f"`{name}` changes the value that was sent; use `pattern=` to refuse what is not wanted")
        if name in ("min_length", "max_length"):
            bound: Length = "min_length" if name == "min_length" else "max_length"
            shape = _within(shape, partial(_long, bound=bound, length=value))
        elif name in _GENERAL:
            shape = _within(shape, partial(_general, name=name, value=value))
        else:
            raise Unfit(f"`{name}` would be checked by nobody; use `pattern=`")
    return shape


def _within(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """The constraint of an optional, or of a type with another name, is that of the type itself."""
    if isinstance(shape, OptionalOf):
        return OptionalOf(_within(shape.item, change))
    seen: set[Alias] = set()
    while isinstance(shape, Alias) and shape.kind == "alias" and shape not in seen:
        seen.add(shape)
        shape = shape.shape
    return _within(shape, change) if isinstance(shape, OptionalOf) else change(shape)


def _no(shape: Shape, what: str) -> Unfit:
    if isinstance(shape, UnionOf):
        return Unfit(f"no union can have `{what}`; give it to a branch: `Annotated[int, Field({what}=…)] | …`")
    kind = shape.type.type if isinstance(shape, Scalar) else "value of this type"
    instead = next((text for name, kinds, text in _INSTEAD if what in name and kind in kinds), "")
    return Unfit(f"no {kind} can have `{what}`{instead}")


_BOUND_NAMES = tuple(name for _, name, _ in _BOUNDS)
_INSTEAD: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("multiple_of",), ("number",), "; floats are not exact: use an `int` of the smallest step"),
    (("multiple_of",), ("decimal",), "; use `decimal_places=`, or an `int` of the smallest step"),
    (_BOUND_NAMES, ("time", "duration"), "; use an `int` of seconds, or look at it in the function"),
    (_BOUND_NAMES, ("string",), "; there are `min_length=`, `max_length=` and `pattern=`"),
    (
        ("min_length", "max_length"),
        ("integer", "number", "decimal", "bigint"),
        "; there are `ge=`, `gt=`, `le=` and `lt=`",
    ),
    (("pattern",), ("uuid", "datetime", "date", "time", "duration", "bytes"), "; use `str` where its form matters"),
)


def _long(shape: Shape, bound: Length, length: Any) -> Shape:
    if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= _LONGEST:
        raise Unfit(f"`{bound}={length!r}` is no length")
    if bound == "min_length" and length == 0:
        return shape
    if isinstance(shape, (ListOf, MapOf)):
        return dataclasses.replace(shape, **{bound: _tighter(getattr(shape, bound), length, bound == "min_length")})
    if isinstance(shape, Scalar) and isinstance(shape.type, (schema.StringType, schema.BytesType)):
        return _put(shape, bound, _tighter(getattr(shape.type, bound), length, bound == "min_length"))
    raise _no(shape, bound)


def _file(shape: Shape, note: FileNote | MaxSize | Accept) -> Shape:
    if isinstance(shape, ListOf):
        raise Unfit(f"`{note!r}` is of each file: `list[Annotated[Upload, {note!r}]]`")
    if not isinstance(shape, Scalar) or not isinstance(shape.type, schema.FileType):
        raise Unfit(f"`{note!r}` is of a file: `Annotated[Upload, {note!r}]`")
    match note:
        case MaxSize(size=size):
            return _put(shape, "max_size", _tighter(shape.type.max_size, size, False))
        case Accept(types=types) if shape.type.accept not in (None, sorted(types)):
            raise Unfit("two `Accept(…)`; write one that says both")
        case Accept(types=types):
            return _put(shape, "accept", sorted(types))
    return shape


def _multiple(shape: Shape, step: Any) -> Shape:
    if not isinstance(shape, Scalar) or not isinstance(shape.type, schema.IntegerType):
        raise _no(shape, "multiple_of")
    try:
        _, whole = _whole("minimum", step)
        is_whole = bool(whole == step)
    except (ArithmeticError, ValueError, TypeError):  # It is infinite, or no number at all.
        whole, is_whole = 0, False
    if not is_whole or not 0 < whole <= _MAX_INTEGER:
        raise Unfit(f"`multiple_of={step!r}` is no positive integer")
    other = shape.type.multiple_of
    least = whole if other is None else math.lcm(other, whole)
    if least > _MAX_INTEGER:
        raise Unfit(f"`multiple_of={step!r}` and `multiple_of={other!r}`: zero alone is a multiple of both")
    return _put(shape, "multiple_of", least)


def _general(shape: Shape, name: str, value: Any) -> Shape:
    if name == "pattern":
        if not isinstance(shape, Scalar) or not isinstance(shape.type, schema.StringType):
            raise _no(shape, name)
        if isinstance(value, re.Pattern):
            if value.flags & ~re.UNICODE.value:
                raise Unfit("a pattern has no flags")
            value = value.pattern
        if not isinstance(value, str):
            raise Unfit(f"`{value!r}` is no pattern; write it as `str`")
        if shape.type.pattern not in (None, value):
            raise Unfit("two patterns; write one that says both")
        return _put(shape, name, value)
    if not isinstance(shape, Scalar) or not isinstance(shape.type, schema.DecimalType):
        raise _no(shape, name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LONGEST:
        raise Unfit(f"`{name}={value!r}` is no number of digits")
    return _put(shape, name, _tighter(getattr(shape.type, name), value, False))


def _bounded(shape: Shape, bound: Bound, value: Any) -> Shape:
    if isinstance(shape, Scalar):
        try:
            match shape.type:
                case schema.IntegerType():
                    return _integer(shape, bound, _whole(bound, value))
                case schema.BigintType():
                    inclusive, whole = _whole(bound, value)
                    return _put(shape, inclusive, str(_closer(shape, inclusive, whole, int)))
                case schema.NumberType():
                    return _put(shape, bound, _closer(shape, bound, _number(value), lambda known: known))
                case schema.DecimalType():
                    if not isinstance(value, (Decimal, int, float)) or isinstance(value, bool):
                        raise TypeError
                    exact = value if isinstance(value, Decimal) else Decimal(str(value))
                    return _put(shape, bound, decimal_text(_closer(shape, bound, exact, Decimal)))
                case schema.MomentType():
                    return _moment(shape, bound, value)
        except (ArithmeticError, ValueError, TypeError, AttributeError) as error:
            if isinstance(error, Unfit):
                raise
            raise Unfit(f"`{value!r}` is no {bound.replace('_', ' ')} of the type `{shape.type.type}`") from error
    raise _no(shape, {kind: name for _, name, kind in _BOUNDS}[bound])


def _closer(shape: Scalar, bound: str, value: Any, read: Callable[[Any], Any]) -> Any:
    known = getattr(shape.type, bound)
    return value if known is None else _tighter(read(known), value, bound.endswith("minimum"))


def _whole(bound: Bound, value: Any) -> tuple[Literal["minimum", "maximum"], int]:
    if isinstance(value, bool):
        raise TypeError
    if bound == "minimum":
        return "minimum", math.ceil(value)
    if bound == "maximum":
        return "maximum", math.floor(value)
    return ("minimum", math.floor(value) + 1) if bound == "exclusive_minimum" else ("maximum", math.ceil(value) - 1)


def _integer(shape: Scalar, bound: Bound, whole: tuple[Literal["minimum", "maximum"], int]) -> Shape:
    inclusive, value = whole
    beyond = value < -_MAX_INTEGER if inclusive == "minimum" else value > _MAX_INTEGER
    if beyond:
        return shape  # The type itself is narrower.
    if abs(value) > _MAX_INTEGER:
        raise Unfit("no integer is within the bounds; `BigInt` has none of its own")
    return _put(shape, inclusive, _closer(shape, inclusive, value, int))


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError
    if isinstance(value, int) and abs(value) <= _MAX_INTEGER:
        return value
    exact = float(value)
    if not math.isfinite(exact) or exact != value:
        raise ValueError
    return int(exact) if exact.is_integer() and abs(exact) <= _MAX_INTEGER else exact


def _moment(shape: Scalar, bound: Bound, value: Any) -> Shape:
    inclusive: Literal["minimum", "maximum"] = "minimum" if bound.endswith("minimum") else "maximum"
    away = 0 if bound == inclusive else 1 if inclusive == "minimum" else -1
    known = getattr(shape.type, inclusive)
    if shape.type.type == "date":
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError
        day = (value + timedelta(days=away)).isoformat()
        return _put(shape, inclusive, day if known is None else _tighter(known, day, inclusive == "minimum"))
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unfit(f"`{value!r}` is no bound of a datetime: it has no offset; give it `tzinfo=UTC`")
    moment = value.astimezone(UTC) + timedelta(microseconds=away)
    if known is not None:
        moment = _tighter(datetime.fromisoformat(known), moment, inclusive == "minimum")
    return _put(shape, inclusive, datetime_text(moment))


def _tighter(known: Any, value: Any, least: bool) -> Any:
    if known is None:
        return value
    return max(known, value) if least else min(known, value)


def _put(shape: Scalar, name: str, value: Any) -> Scalar:
    return Scalar(shape.type.but(**{name: value}))


def decimal_text(value: Decimal) -> str:
    """A finite decimal without an exponent, a plus or trailing zeros."""
    if not value.is_finite():
        raise ValueError
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def datetime_text(value: datetime) -> str:
    """An aware moment in UTC, without trailing zeros in its fraction."""
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"
