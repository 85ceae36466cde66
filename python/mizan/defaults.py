"""A default, which is a Python value, as the JSON that the IR holds.

Decides which Python value is one of which type; the core makes the JSON canonical and judges it (twin:
`mizan-core/src/ir/normalise.rs`). Page: `ir/protocol/ir.md`.
"""

import base64
import math
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mizan.constraints import datetime_text, decimal_text
from mizan.shapes import Alias, EnumOf, ListOf, MapOf, Model, OptionalOf, Scalar, Shape, TupleOf, UnionOf

if TYPE_CHECKING:
    from pydantic import JsonValue

_MAX_INTEGER = 2**53 - 1


Fits = Callable[[Shape, "JsonValue"], bool]
"""Whether the core takes such JSON for a value of the type."""


class Misfit(ValueError):
    """A Python value that is none of the type."""


def written(shape: Shape, value: Any, fits: Fits) -> "JsonValue":
    """A default as JSON. Raises `Misfit`."""
    match shape:
        case OptionalOf(item):
            return None if value is None else written(item, value, fits)
        case ListOf(item):
            return [written(item, each, fits) for each in _items(value)]
        case TupleOf(items):
            parts = _items(value)
            if len(parts) != len(items):
                raise Misfit(f"`{value!r}` has not {len(items)} parts")
            return [written(item, each, fits) for item, each in zip(items, parts, strict=True)]
        case MapOf(key, item):
            if not isinstance(value, Mapping):
                raise Misfit(f"`{value!r}` is no mapping")
            return {_key(key, name, fits): written(item, each, fits) for name, each in value.items()}
        case EnumOf(values):
            if any(value == each and type(value) is type(each) for each in values):
                return value  # type: ignore[no-any-return]  # it is one of the values
            raise Misfit(f"`{value!r}` is none of {', '.join(f'`{each!r}`' for each in values)}")
        case UnionOf(of):
            return _union(of, value, fits)
        case Alias():
            return _alias(shape, value, fits)
        case Model():
            return _struct(shape, value, fits)
        case Scalar(kind):
            return _scalar(kind.type, value)


def _items(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    raise Misfit(f"`{value!r}` is no list")


def _key(key: Shape | None, value: Any, fits: Fits) -> str:
    text = value if key is None and isinstance(value, str) else None
    if key is not None:
        told = written(key, value, fits)
        text = told if isinstance(told, str) else str(told)
    if text is None:
        raise Misfit(f"`{value!r}` is no key")
    return str(text)


def _union(of: tuple[Shape, ...], value: Any, fits: Fits) -> "JsonValue":
    found: list[tuple[Shape, JsonValue]] = []
    for branch in of:
        try:
            found.append((branch, written(branch, value, fits)))
        except Misfit:
            continue
    if not found:
        raise Misfit(f"`{value!r}` fits no branch")
    first = found[0][1]
    if all(repr(told) == repr(first) for _, told in found):
        return first
    # They are Python's one type, and two of the wire: what they may be is the core's to say.
    return next((told for branch, told in found if fits(branch, told)), first)


def _alias(alias: Alias, value: Any, fits: Fits) -> "JsonValue":
    if alias.kind == "alias":
        return written(alias.shape, value, fits)
    if not isinstance(value, alias.cls):
        raise Misfit(f"`{value!r}` is no {alias.name}{_instead(alias, value)}")
    inner = value.value if alias.kind == "enum" else value.root
    return (
        str(inner)
        if isinstance(inner, str)
        else int(inner)
        if alias.kind == "enum"
        else written(alias.shape, inner, fits)
    )


def _instead(alias: Alias, value: Any) -> str:
    if alias.kind != "enum":
        return ""
    named = next((each for each in alias.cls if each.value == value), None)
    return "" if named is None else f"; write `{alias.name}.{named.name}`"


def _struct(model: Model, value: Any, fits: Fits) -> "JsonValue":
    members = [member for member in model.members if member.read is not None]
    names = {member.attribute for member in members}
    if model.kind == "typeddict" and isinstance(value, Mapping):
        if unknown := set(value) - names:
            raise Misfit(f"`{value!r}` has `{min(map(str, unknown))}`, which is not declared")
        held = dict(value)
    elif model.kind != "typeddict" and isinstance(value, model.cls):
        held = {name: getattr(value, name) for name in names if hasattr(value, name)}
    else:
        raise Misfit(f"`{value!r}` is no {model.name}")
    for member in members:
        if member.omittable == "never" and member.attribute not in held:
            raise Misfit(f"`{value!r}` has no `{member.attribute}`")
    return {
        str(member.read): written(member.shape, held[member.attribute], fits)
        for member in members
        if member.attribute in held
    }


def _scalar(kind: str, value: Any) -> "JsonValue":
    match kind, value:
        case _, Enum():
            pass
        case "json", _:
            return _json(value)
        case "null", None:
            return None
        case "boolean", bool():
            return value
        case "string", str():
            return str(value)
        case (("integer" | "number" | "bigint" | "decimal"), bool()):
            pass
        case "integer", int() if abs(value) <= _MAX_INTEGER:
            return value
        case "bigint", int():
            return str(value)
        case "number", int() if abs(value) <= sys.float_info.max and float(value) == value:
            return value
        case "number", float() if math.isfinite(value):
            return value
        case "decimal", (Decimal() | int()) if Decimal(value).is_finite():
            return decimal_text(Decimal(value))
        case "uuid", UUID():
            return str(value)
        case "datetime", datetime() if value.tzinfo is not None:
            try:
                return datetime_text(value)
            except OverflowError as error:
                raise Misfit(f"`{value!r}` has no place in the years 1 to 9999 of UTC") from error
        case "date", date() if not isinstance(value, datetime):
            return value.isoformat()
        case "time", time() if value.tzinfo is None:
            return value.isoformat()
        case "duration", timedelta():
            return _duration(value)
        case "bytes", bytes():
            return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
    raise Misfit(f"`{value!r}` is no {kind}")


def _duration(value: timedelta) -> str:
    sign, span = ("-", -value) if value < timedelta(0) else ("", value)
    fraction = f".{span.microseconds:06}" if span.microseconds else ""
    return f"{sign}P{span.days}DT{span.seconds}{fraction}S"


def _json(value: Any) -> "JsonValue":
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= _MAX_INTEGER:
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():
            return [_json(each) for each in value]
        case dict() if all(isinstance(name, str) for name in value):
            return {name: _json(each) for name, each in value.items()}
    raise Misfit(f"`{value!r}` is no JSON")
