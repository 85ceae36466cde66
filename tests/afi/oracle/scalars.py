"""The types whose values hold no others: their grammars and canonical texts. Page: `ir/protocol/types.md`, values.

Each takes a value of `json_reader` and gives it checked, or raises `Refused` with the one code. Twin:
`mizan-core/src/types/`.
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .json_reader import Number, exact

Type = Mapping[str, Any]

LAST_SAFE = 2**53 - 1
MOST_BIG_DIGITS = 4300
MOST_DECIMAL_DIGITS = 64
MOST_DAYS = 999_999_999

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?")
_DATETIME = re.compile(rf"{_DATE.pattern}[Tt]{_TIME.pattern}(?:[Zz]|([+-])([0-9]{{2}}):([0-9]{{2}}))")
_DURATION = re.compile(
    r"(-?)P(?=.)(?:([0-9]+)W|(?:([0-9]+)D)?(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]{1,6}))?S)?)?)"
)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class Refused(ValueError):
    """No value of the type, by one code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _must(holds: bool, code: str) -> None:
    if not holds:
        raise Refused(code)


def _text(value: Any, grammar: re.Pattern[str]) -> re.Match[str]:
    _must(isinstance(value, str), "type")
    match = grammar.fullmatch(value)
    if match is None:
        raise Refused("format")
    return match


def null(_: Type, value: Any) -> None:
    _must(value is None, "type")


def boolean(_: Type, value: Any) -> bool:
    _must(isinstance(value, bool), "type")
    return bool(value)


def string(_: Type, value: Any) -> str:
    _must(isinstance(value, str), "type")
    return str(value)


def integer(_: Type, value: Any) -> int:
    whole = value.whole() if isinstance(value, Number) else None
    if whole is None:
        raise Refused("type")
    _must(abs(whole) <= LAST_SAFE, "range")
    return int(whole)


def bigint(_: Type, value: Any) -> str:
    text = _text(value, _WHOLE)[0]
    _must(len(text.lstrip("-")) <= MOST_BIG_DIGITS, "range")
    return text


def big(text: str) -> int:
    """The value of a bigint; within the digits that Python reads at once."""
    return int(text)


def number(_: Type, value: Any) -> float:
    _must(isinstance(value, Number), "type")
    nearest = float(value.text)
    _must(abs(nearest) != float("inf"), "range")
    return nearest


def decimal(_: Type, value: Any) -> str:
    negative, digits, power = exact(_text(value, _JSON_NUMBER)[0])
    if not digits:
        return "0"
    _must(max(len(digits) + power, len(digits), -power) <= MOST_DECIMAL_DIGITS, "range")
    if power >= 0:
        text = digits + "0" * power
    elif len(digits) > -power:
        text = f"{digits[:power]}.{digits[power:]}"
    else:
        text = "0." + digits.rjust(-power, "0")
    return "-" + text if negative else text


def decimal_size(text: str) -> tuple[int, int]:
    """Digits in all, a lone zero before the point apart, and digits after the point, of a canonical text."""
    before, _, after = text.lstrip("-").partition(".")
    return len(after) + (len(before) if before != "0" or not after else 0), len(after)


def uuid(_: Type, value: Any) -> str:
    return _text(value, _UUID)[0].lower()


def _fraction(digits: str | None) -> int:
    return int((digits or "").ljust(6, "0"))


def _with_fraction(text: str, microseconds: int) -> str:
    return f"{text}.{microseconds:06}".rstrip("0") if microseconds else text


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused("range") from error


def _clock(hour: str, minute: str, second: str) -> None:
    _must(int(hour) < 24 and int(minute) < 60 and int(second) < 60, "range")


def moment(_: Type, value: Any) -> str:
    groups = _text(value, _DATETIME).groups()
    day = _day(*groups[:3])
    _clock(*groups[3:6])
    sign, hours, minutes = (groups[7] or "+"), int(groups[8] or 0), int(groups[9] or 0)
    _must(hours < 24 and minutes < 60, "range")
    offset = timedelta(hours=hours, minutes=minutes)
    since = timedelta(hours=int(groups[3]), minutes=int(groups[4]), seconds=int(groups[5]))
    local = datetime(day.year, day.month, day.day, tzinfo=UTC) + since + timedelta(microseconds=_fraction(groups[6]))
    try:
        utc = local + offset if sign == "-" else local - offset
    except OverflowError as error:
        raise Refused("range") from error
    return _with_fraction(f"{utc.year:04}-{utc:%m-%dT%H:%M:%S}", utc.microsecond) + "Z"


def instant(text: str) -> datetime:
    """The point in time of a canonical datetime."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(whole).replace(microsecond=_fraction(fraction))


def plain_date(_: Type, value: Any) -> str:
    match = _text(value, _DATE)
    _day(*match.groups())
    return match[0]


def time(_: Type, value: Any) -> str:
    hour, minute, second, fraction = _text(value, _TIME).groups()
    _clock(hour, minute, second)
    return _with_fraction(f"{hour}:{minute}:{second}", _fraction(fraction))


def duration(_: Type, value: Any) -> str:
    sign, *counts, fraction = _text(value, _DURATION).groups(default="")
    numbers = [count.lstrip("0") or "0" for count in counts]
    _must(all(len(count) < 20 for count in numbers), "range")
    weeks, days, hours, minutes, seconds = map(int, numbers)
    total = ((weeks * 7 + days) * 86400 + hours * 3600 + minutes * 60 + seconds) * 10**6 + _fraction(fraction)
    _must(total <= MOST_DAYS * 86400 * 10**6, "range")
    if not total:
        return "PT0S"
    total, microseconds = divmod(total, 10**6)
    total, seconds = divmod(total, 60)
    total, minutes = divmod(total, 60)
    days, hours = divmod(total, 24)
    last = _with_fraction(str(seconds), microseconds)
    clock = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    clock += f"{last}S" if last != "0" else ""
    return f"{sign}P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def octets(_: Type, value: Any) -> str:
    text = _text(value, _BASE64URL)[0]
    _must(len(text) % 4 != 1, "format")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    _must(base64.urlsafe_b64encode(raw).decode().rstrip("=") == text, "format")
    return text


def enum(kind: Type, value: Any) -> str | int:
    values = kind["values"]
    if isinstance(values[0], str):
        _must(isinstance(value, str), "type")
        _must(value in values, "enum")
        return str(value)
    _must(isinstance(value, Number), "type")
    whole = value.whole()
    if whole is None or whole not in values:
        raise Refused("enum")
    return int(whole)


SCALARS: Mapping[str, Callable[[Type, Any], Any]] = {
    "null": null,
    "boolean": boolean,
    "string": string,
    "integer": integer,
    "bigint": bigint,
    "number": number,
    "decimal": decimal,
    "uuid": uuid,
    "datetime": moment,
    "date": plain_date,
    "time": time,
    "duration": duration,
    "bytes": octets,
    "enum": enum,
}
