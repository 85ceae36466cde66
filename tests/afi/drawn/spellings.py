"""Texts of the types that hold no others: some that fit, and some that nearly do.

Decides what is worth sending; what is right is the oracle's to say. Page: `ir/protocol/types.md`.
"""

import base64
import json
from collections.abc import Mapping
from random import Random
from typing import Any

Type = Mapping[str, Any]

LAST_SAFE = 2**53 - 1

# Pattern, and characters of which texts that it is found in are likely to be made.
PATTERNS: list[tuple[str, str]] = [
    ("^[a-z]*$", "abz"),
    ("a", "ab"),
    ("^(a|bc)+$", "abc"),
    ("\\d{2}", "09a"),
    ("^\\w+(?:-\\w+)*$", "a_0-"),
    ("^.{1,3}$", "a😀\n"),
    ("[^\\s]\\s$", "a \t"),
    ("^[\\u{1F600}-\\u{1F64F}é]?$", "😀é"),
    ("b??$|^x", "bx"),
    ("", "a"),
]
CHARACTERS = 'ab0 -_A\n\t"\\/é\u0301😀\u2028\x7f\x00'

_EDGES: dict[str, list[str]] = {
    "bigint": ["0", "-1", "-0", "+1", "01", "9007199254740993", "1.0", "", "1e3", "9" * 4300, "9" * 4301, "5n"],
    "decimal": ["0", "-0", "1.50", "1e3", "15e-1", ".5", "5.", "01", "+1", "1e63", "1e64", "1e-64", "1e-65", "NaN"],
    "uuid": ["0e37df36-f698-11e6-8dd4-cb9ced3df976", "0E37DF36-F698-11E6-8DD4-CB9CED3DF976", "x"],
    "datetime": [
        "2026-01-02T03:04:05Z",
        "2026-01-02t03:04:05.120000z",
        "2024-02-29T23:59:59-23:59",
        "2026-02-30T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59.999999-00:01",
        "9999-12-31T23:59:59.999999Z",
        "0000-01-01T00:00:00Z",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05.1234567Z",
    ],
    "date": [
        "2026-01-02",
        "2024-02-29",
        "2026-02-29",
        "1900-02-29",
        "0000-01-01",
        "9999-12-31",
        "2026-1-2",
        "0001-01-01",
    ],
    "time": ["00:00:00", "23:59:59.999999", "24:00:00", "23:59:60", "03:04:05.500", "3:04:05", "03:04:05Z", "03:04"],
    "duration": [
        "PT0S",
        "-PT0S",
        "P1W",
        "P1W1D",
        "P1Y",
        "PT36H",
        "-P1DT2H3M4.500S",
        "P999999999D",
        "-P999999999DT0.000001S",
        "P1000000000D",
        "PT86399999913601S",
        "P",
        "PT",
        "P1DT",
        "PT1.5H",
        "P0001D",
        "PT99999999999999999999S",
    ],
    "bytes": ["", "AA", "AB", "A", "AAA", "AA==", "_-8", "+/8", "AAAAAA"],
}
_NUMBERS = [
    "0",
    "-0",
    "5",
    "5.0",
    "50e-1",
    "0.1",
    "-1.5",
    "1e400",
    "1e-400",
    "1e21",
    "1e20",
    f"{LAST_SAFE}",
    f"{LAST_SAFE + 1}",
]
_NUMBERS += [
    f"-{LAST_SAFE + 2}",
    "9007199254740991.5",
    "1.7976931348623157e308",
    "2e308",
    "5e-324",
    "0e9",
    "1E+2",
    "123456789.125",
]


def text(random: Random, characters: str = CHARACTERS, most: int = 6) -> str:
    return "".join(random.choice(characters) for _ in range(random.randint(0, most)))


def mutated(random: Random, value: str, characters: str) -> str:
    """With one character more, less, or another."""
    at = random.randint(0, len(value))
    kind = random.randrange(4)
    if kind == 0 or at == len(value):
        return value[:at] + random.choice(characters) + value[at:]
    if kind == 1:
        return value[:at] + value[at + 1 :]
    if kind == 2:
        return value[:at] + value[at].swapcase() + value[at + 1 :]
    return value[:at] + random.choice(characters) + value[at + 1 :]


def spelled(random: Random, whole: int) -> str:
    """A whole number in one of the ways in which JSON may have it."""
    form = random.randrange(8)
    if form == 0:
        return f"{whole}.0"
    if form == 1 and whole:
        return f"{whole}0e-1"
    if form == 2 and whole % 10 == 0:
        return f"{whole // 10}e1"
    return str(whole)


def number(random: Random, kind: Type) -> str:
    """JSON of a number, near the bounds of a type that has some."""
    bounds = [kind[name] for name in ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum") if name in kind]
    if bounds and random.random() < 0.7:
        bound = random.choice(bounds)
        if kind["type"] == "integer":
            step = kind.get("multiple_of", 1)
            near = int(bound) // step * step + random.choice([-step, 0, step, 1])
            return spelled(random, near)
        return repr(random.choice([bound, bound - 1, bound + 1, bound + 0.5, bound * 2]))
    if random.random() < 0.3:
        return random.choice(_NUMBERS)
    if kind["type"] == "number" and random.random() < 0.6:
        return repr(random.uniform(-100, 100) * 10 ** random.randint(-9, 9))
    return spelled(random, random.randint(-20, 20) * kind.get("multiple_of", 1))


def _decimal(random: Random) -> str:
    before, after = random.randint(0, 10 ** random.randint(0, 6)), text(random, "0123456789", 5)
    exponent = random.choice(["", "", "", "e1", "E-2", "e+0"])
    return random.choice(["", "-"]) + str(before) + (f".{after}" if after else "") + exponent


def _datetime(random: Random) -> str:
    fraction = text(random, "0123456789", 6)
    zone = random.choice(["Z", "Z", "z", "+00:00", "-05:30", f"+{random.randint(0, 24):02}:{random.randint(0, 60):02}"])
    return f"{_date(random)}{random.choice('TTTt')}{_clock(random)}{'.' + fraction if fraction else ''}{zone}"


def _date(random: Random) -> str:
    return f"{random.randint(2020, 2030):04}-{random.randint(1, 12):02}-{random.randint(1, 29):02}"


def _clock(random: Random) -> str:
    return f"{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}"


def _time(random: Random) -> str:
    fraction = text(random, "0123456789", 6)
    return _clock(random) + (f".{fraction}" if fraction else "")


def _duration(random: Random) -> str:
    def part(unit: str) -> str:
        return f"{random.randint(0, 10 ** random.randint(0, 5))}{unit}" if random.random() < 0.5 else ""

    clock = part("H") + part("M") + part(random.choice(["S", f".{random.randint(0, 999999)}S"]))
    return random.choice(["", "-"]) + "P" + part("D") + (f"T{clock}" if clock else "")


def _uuid(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    whole = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return random.choice([whole, whole, whole.upper()])


def _bytes(random: Random) -> str:
    raw = random.getrandbits(64).to_bytes(8, "big")[: random.randint(0, 8)]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


_MAKERS = {
    "bigint": lambda random: str(random.randint(-(10**20), 10**20) // 10 ** random.randint(0, 20)),
    "decimal": _decimal,
    "uuid": _uuid,
    "datetime": _datetime,
    "date": _date,
    "time": _time,
    "duration": _duration,
    "bytes": _bytes,
}
_MARKS = {"bytes": "A_-=+", "uuid": "0fF-", "duration": "0PTDS.-"}


def of_type(random: Random, kind: Type, wrong: float) -> str:
    """What a string of the type holds; `wrong`: how likely it is to be changed."""
    word = kind["type"]
    if word == "string":
        characters = dict(PATTERNS).get(kind.get("pattern", "-"), CHARACTERS)
        most = kind.get("max_length", 5) + (1 if random.random() < wrong + 0.02 else 0)
        least = kind.get("min_length", 0) - (1 if random.random() < wrong + 0.02 else 0)
        count = random.randint(max(least, 0), max(most, least, 0))
        return "".join(random.choice(characters) for _ in range(count))
    if word == "enum":
        return str(random.choice(kind["values"]))
    bounds = [kind[name] for name in ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum") if name in kind]
    if bounds and random.random() < 0.5:
        value = str(random.choice(bounds))
    elif random.random() < 0.25:
        value = random.choice(_EDGES[word])
    else:
        value = _MAKERS[word](random)
    return mutated(random, value, _MARKS.get(word, "09-+.:TZ eE")) if random.random() < wrong else value


def quoted(random: Random, value: str) -> str:
    """JSON of a string, with escapes or without."""
    return json.dumps(value, ensure_ascii=random.random() < 0.2)
