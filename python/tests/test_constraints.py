"""What `Annotated` and `Field` say of values → the IR's constraints, each way in which it can be said."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, NewType

import annotated_types as at
import pydantic
import pytest
import typing_extensions
from irs import defects_of, result_of
from pydantic import Field, StringConstraints

from mizan import BigInt, Registry

UTC = dt.UTC
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=UTC)
EAST = dt.timezone(dt.timedelta(hours=2))
DAY = dt.date(2026, 1, 31)

Name = NewType("Name", str)
Score = typing_extensions.TypeAliasType("Score", Annotated[int, Field(ge=0)])

ROWS: list[tuple[Any, dict[str, Any]]] = [
    (Annotated[int, Field(ge=1, le=9)], {"type": "integer", "minimum": 1, "maximum": 9}),
    (Annotated[int, Field(gt=1, lt=9)], {"type": "integer", "minimum": 2, "maximum": 8}),
    (Annotated[int, at.Ge(1), at.Le(9)], {"type": "integer", "minimum": 1, "maximum": 9}),
    (Annotated[int, at.Interval(gt=1, lt=9)], {"type": "integer", "minimum": 2, "maximum": 8}),
    (Annotated[int, Field(ge=1), Field(ge=3)], {"type": "integer", "minimum": 3}),
    (Annotated[int, Field(gt=0.5, lt=2.5)], {"type": "integer", "minimum": 1, "maximum": 2}),
    (Annotated[int, Field(ge=-(2**63), le=2**63)], {"type": "integer"}),
    (Annotated[int, Field(multiple_of=4), at.MultipleOf(6)], {"type": "integer", "multiple_of": 12}),
    (Annotated[int | None, Field(ge=1)], {"type": "optional", "item": {"type": "integer", "minimum": 1}}),
    (pydantic.PositiveInt, {"type": "integer", "minimum": 1}),
    (pydantic.NonNegativeInt, {"type": "integer", "minimum": 0}),
    (pydantic.NegativeInt, {"type": "integer", "maximum": -1}),
    (pydantic.StrictInt, {"type": "integer"}),
    (pydantic.conint(gt=0, multiple_of=3), {"type": "integer", "minimum": 1, "multiple_of": 3}),
    (Annotated[Score, Field(le=9)], {"type": "integer", "minimum": 0, "maximum": 9}),
    (Annotated[BigInt, Field(gt=0, le=10**30)], {"type": "bigint", "minimum": "1", "maximum": "1" + "0" * 30}),
    (Annotated[BigInt, Field(ge=1), Field(ge=10)], {"type": "bigint", "minimum": "10"}),
    (Annotated[float, Field(ge=0, lt=0.5)], {"type": "number", "minimum": 0, "exclusive_maximum": 0.5}),
    (Annotated[float, at.Gt(1), at.Le(Decimal("2.5"))], {"type": "number", "exclusive_minimum": 1, "maximum": 2.5}),
    (pydantic.FiniteFloat, {"type": "number"}),
    (pydantic.NonNegativeFloat, {"type": "number", "minimum": 0}),
    (pydantic.confloat(gt=0, strict=True), {"type": "number", "exclusive_minimum": 0}),
    (
        Annotated[Decimal, Field(gt=0, le=Decimal("10.50"), max_digits=8, decimal_places=2)],
        {"type": "decimal", "exclusive_minimum": "0", "maximum": "10.5", "max_digits": 8, "decimal_places": 2},
    ),
    (Annotated[Decimal, Field(ge=0.1, lt=1)], {"type": "decimal", "minimum": "0.1", "exclusive_maximum": "1"}),
    (Annotated[Decimal, Field(max_digits=8), Field(max_digits=5)], {"type": "decimal", "max_digits": 5}),
    (pydantic.condecimal(max_digits=3, ge=Decimal("1E+2")), {"type": "decimal", "max_digits": 3, "minimum": "100"}),
    (Annotated[str, Field(min_length=1, max_length=5)], {"type": "string", "min_length": 1, "max_length": 5}),
    (Annotated[str, at.Len(1, 5)], {"type": "string", "min_length": 1, "max_length": 5}),
    (Annotated[str, at.MaxLen(2**32 - 1)], {"type": "string", "max_length": 2**32 - 1}),
    (Annotated[int, at.MultipleOf(Decimal(3))], {"type": "integer", "multiple_of": 3}),
    (Annotated[str, at.MinLen(0), at.MaxLen(5), at.MaxLen(3)], {"type": "string", "max_length": 3}),
    (Annotated[Name, Field(pattern="^[a-z]+$")], {"type": "string", "pattern": "^[a-z]+$"}),
    (Annotated[str, StringConstraints(pattern=re.compile("a|b"))], {"type": "string", "pattern": "a|b"}),
    (Annotated[str, StringConstraints(min_length=2, strict=True)], {"type": "string", "min_length": 2}),
    (pydantic.constr(max_length=3, pattern="x"), {"type": "string", "max_length": 3, "pattern": "x"}),
    (Annotated[bytes, Field(max_length=3)], {"type": "bytes", "max_length": 3}),
    (pydantic.conbytes(min_length=1), {"type": "bytes", "min_length": 1}),
    (
        Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=3)],
        {"type": "list", "max_length": 3, "item": {"type": "integer", "minimum": 0}},
    ),
    (pydantic.conlist(int, min_length=1), {"type": "list", "min_length": 1, "item": {"type": "integer"}}),
    (
        Annotated[Sequence[int], at.Len(2, 2)],
        {"type": "list", "min_length": 2, "max_length": 2, "item": {"type": "integer"}},
    ),
    (Annotated[tuple[int, ...], at.MaxLen(2)], {"type": "list", "max_length": 2, "item": {"type": "integer"}}),
    (Annotated[dict[str, int], Field(max_length=3)], {"type": "map", "max_length": 3, "item": {"type": "integer"}}),
    (
        Annotated[dt.datetime, Field(ge=NOON, lt=dt.datetime(2027, 1, 1, 2, tzinfo=EAST))],
        {"type": "datetime", "minimum": "2026-01-01T12:00:00Z", "maximum": "2026-12-31T23:59:59.999999Z"},
    ),
    (
        Annotated[dt.datetime, Field(gt=NOON), Field(ge=NOON.replace(hour=1))],
        {"type": "datetime", "minimum": "2026-01-01T12:00:00.000001Z"},
    ),
    (Annotated[dt.date, Field(gt=DAY, le=DAY)], {"type": "date", "minimum": "2026-02-01", "maximum": "2026-01-31"}),
    (pydantic.condate(ge=DAY), {"type": "date", "minimum": "2026-01-31"}),
]


@pytest.mark.parametrize(("annotation", "kind"), ROWS, ids=[str(row[0])[:70] for row in ROWS])
def test_every_constraint(registry: Registry, annotation: Any, kind: dict[str, Any]) -> None:
    if kind.get("minimum") == "2026-02-01":
        # What no value fits is the core's defect, and the bounds are in it.
        assert defects_of(registry, annotation)
        return
    assert result_of(registry, annotation)[0] == kind


ODD: tuple[Any, ...] = ("x", float("inf"), float("nan"), Decimal("sNaN"), True, 1j, 2**53)

REFUSED: list[tuple[Any, str]] = [
    (Annotated[str, Field(ge=1)], "f.result: no string can have `ge`"),
    (Annotated[bool, Field(ge=1)], "no boolean can have `ge`"),
    (Annotated[int, Field(max_length=1)], "no integer can have `max_length`"),
    (
        Annotated[int | str, Field(ge=1)],
        "no union can have `ge`; give it to a branch: `Annotated[int, Field(ge=",
    ),
    (Annotated[int, StringConstraints(pattern="x")], "no integer can have `pattern`"),
    (Annotated[float, Field(max_digits=3)], "no number can have `max_digits`"),
    (
        Annotated[float, Field(multiple_of=2)],
        "no number can have `multiple_of`; floats are not exact",
    ),
    (
        Annotated[Decimal, Field(multiple_of=2)],
        "no decimal can have `multiple_of`; use `decimal_places=`",
    ),
    (Annotated[int, at.MultipleOf(0)], "`multiple_of=0` is no positive integer"),
    (Annotated[int, at.MultipleOf(1.5)], "`multiple_of=1.5` is no positive integer"),
    *((Annotated[int, at.MultipleOf(step)], "` is no positive integer") for step in ODD),
    (
        Annotated[int, at.MultipleOf(2**52), at.MultipleOf(3**30)],
        f"f.result: `multiple_of={3**30}` and `multiple_of={2**52}`: zero alone is a multiple of both",
    ),
    (Annotated[str, at.MinLen(-1)], "`min_length=-1` is no length"),
    (Annotated[str, at.MaxLen(2**32)], "`max_length=4294967296` is no length"),
    (Annotated[list[int], Field(max_length=2**32)], "`max_length=4294967296` is no length"),
    (Annotated[str, at.MinLen(ODD[0])], "`min_length='x'` is no length"),
    (Annotated[str, at.MaxLen(ODD[4])], "`max_length=True` is no length"),
    (Annotated[Decimal, Field(max_digits=-1)], "f.result: `max_digits=-1` is no number of digits"),
    (Annotated[Decimal, Field(decimal_places=-1)], "f.result: `decimal_places=-1` is no number of digits"),
    (Annotated[Decimal, Field(max_digits=2**32)], "`max_digits=4294967296` is no number of digits"),
    (Annotated[Decimal, at.Ge("5")], "`'5'` is no minimum of the type `decimal`"),
    (Annotated[Decimal, at.Ge(True)], "`True` is no minimum of the type `decimal`"),
    (Annotated[BigInt, at.Lt(float("inf"))], "`inf` is no exclusive maximum of the type `bigint`"),
    (Annotated[str, Field(pattern=5)], "f.result: `5` is no pattern; write it as `str`"),  # type: ignore[call-overload]  # the point
    (Annotated[str, StringConstraints(pattern=re.compile(b"a"))], "`b'a'` is no pattern; write it as `str`"),  # type: ignore[arg-type]  # the point
    (Annotated[int, Field(ge=2**53)], "no integer is within the bounds; `BigInt` has none of its own"),
    (Annotated[int, at.Ge("a")], "`'a'` is no minimum of the type `integer`"),
    (Annotated[float, at.Ge(float("nan"))], "`nan` is no minimum of the type `number`"),
    (Annotated[float, at.Ge(True)], "`True` is no minimum of the type `number`"),
    (Annotated[Decimal, at.Ge(Decimal("Infinity"))], "is no minimum of the type `decimal`"),
    (Annotated[dt.datetime, at.Ge(dt.datetime(2026, 1, 1))], "it has no offset; give it `tzinfo=UTC`"),
    (Annotated[dt.date, at.Ge(NOON)], "is no minimum of the type `date`"),
    (Annotated[dt.date, at.Lt(dt.date.min)], "is no exclusive maximum of the type `date`"),
    (
        Annotated[dt.time, at.Ge(dt.time(1))],
        "no time can have `ge`; use an `int` of seconds",
    ),
    (Annotated[dt.timedelta, at.Lt(dt.timedelta(1))], "no duration can have `lt`; use an `int` of seconds"),
    (Annotated[dict[str, int], at.Le(1)], "no value of this type can have `le`"),
    (Annotated[str, Field(pattern="a"), Field(pattern="b")], "two patterns; write one that says both"),
    (Annotated[str, StringConstraints(pattern=re.compile("a", re.I))], "a pattern has no flags"),
    (Annotated[str, StringConstraints(to_upper=True)], "`to_upper` changes the value that was sent; use `pattern=`"),
    (Annotated[str, StringConstraints(ascii_only=True)], "`ascii_only` would be checked by nobody; use `pattern=`"),
    (Annotated[str, Field(coerce_numbers_to_str=True)], "`coerce_numbers_to_str` changes the value that was sent"),
    (Annotated[str, BigInt], "would be checked by nobody"),
    (Annotated[str, Field(pattern="(?=a)")], "pattern"),
]


@pytest.mark.parametrize(("annotation", "says"), REFUSED, ids=[str(row[0])[:70] for row in REFUSED])
def test_what_no_value_could_keep_is_refused(registry: Registry, annotation: Any, says: str) -> None:
    told = defects_of(registry, annotation)
    assert any(says in each for each in told), told
