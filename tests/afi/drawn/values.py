"""Random JSON for a type: a value that fits it, or one that is wrong at some places, and bodies of calls around it."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from .spellings import number, of_type, quoted, text

Type = Mapping[str, Any]
Names = Mapping[str, Mapping[str, Any]]

_OTHERS = ["null", "true", "false", "0", "5.5", '""', '"x"', "[]", "{}", "[null]", '{"a":1}', '"5"', "1e400"]
_DEEPEST = 8


def json_of(random: Random, kind: Type, names: Names, wrong: float, depth: int = 0) -> str:
    """JSON text; `wrong`: how likely each place is to hold something else."""
    if random.random() < wrong * 0.5 or depth > 4 * _DEEPEST:
        return random.choice(_OTHERS)
    make = _HOLDERS.get(kind["type"])
    if make is not None:
        return make(random, kind, names, wrong, depth)
    word = kind["type"]
    if word == "file":  # Nothing in JSON is one.
        return random.choice(_OTHERS)
    if word == "null":
        return "null"
    if word == "boolean":
        return random.choice(["true", "false"])
    if word in ("integer", "number") or (word == "enum" and not isinstance(kind["values"][0], str)):
        if word == "enum" and random.random() >= wrong:
            return random.choice([f"{value}" for value in kind["values"]] + [f"{kind['values'][0]}.0"])
        return number(random, kind)
    return quoted(random, of_type(random, kind, wrong))


def _optional(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    if depth > _DEEPEST or random.random() < 0.3:
        return "null"
    return json_of(random, kind["item"], names, wrong, depth + 1)


def _count(random: Random, kind: Type, wrong: float, depth: int) -> int:
    least: int = kind.get("min_length", 0)
    most: int = kind.get("max_length", 0 if depth > _DEEPEST else 3)
    if random.random() < wrong:
        return max(0, random.choice([least - 1, most + 1]))
    return random.randint(least, max(least, min(most, least if depth > _DEEPEST else most)))


def _list(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    count = _count(random, kind, wrong, depth)
    return "[" + ",".join(json_of(random, kind["item"], names, wrong, depth + 1) for _ in range(count)) + "]"


def _tuple(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    items = [json_of(random, item, names, wrong, depth + 1) for item in kind["items"]]
    if random.random() < wrong:
        items = items[1:] if random.random() < 0.5 else [*items, "null"]
    return "[" + ",".join(items) + "]"


def _object(random: Random, members: dict[str, str]) -> str:
    names = list(members)
    random.shuffle(names)
    return "{" + ",".join(f"{quoted(random, name)}:{members[name]}" for name in names) + "}"


def _key(random: Random, kind: Type | None, wrong: float) -> str:
    if random.random() < wrong * 0.3:
        return random.choice(["__proto__", "k" * 65, "é" * 64, "k" * 64 + text(random), "05", "", "9007199254740992"])
    if kind is None:
        return text(random, "abé😀0\ufb33 ", 3)
    if kind["type"] == "integer":
        return number(random, kind) if random.random() < wrong else str(random.randint(-9, 30))
    return of_type(random, kind, wrong)


def _map(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    count = _count(random, kind, wrong, depth)
    keys = [_key(random, kind.get("key"), wrong) for _ in range(count)]
    return _object(random, {key: json_of(random, kind["item"], names, wrong, depth + 1) for key in keys})


def members(random: Random, fields: Any, names: Names, wrong: float, depth: int = 0) -> str:
    """The object that a struct's fields, or a function's arguments, are written as."""
    written: dict[str, str] = {}
    for field in fields:
        may_lack = "default" in field or field.get("omittable", False)
        if random.random() < (0.5 if may_lack else wrong * 0.5):
            continue
        written[field["name"]] = json_of(random, field["type"], names, wrong, depth + 1)
    if random.random() < wrong * 0.5:
        written[random.choice(["zz", "__proto__", "A", "z" * 70, "constructor", "é"])] = random.choice(_OTHERS)
    return _object(random, written)


def _ref(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    definition = names.get(kind["name"])
    if definition is None:
        return random.choice(_OTHERS)
    if definition["kind"] == "alias":
        return json_of(random, definition["type"], names, wrong, depth + 1)
    return members(random, definition["fields"], names, wrong, depth)


def _union(random: Random, kind: Type, names: Names, wrong: float, depth: int) -> str:
    made = json_of(random, random.choice(kind["of"]), names, wrong, depth + 1)
    if "tag" in kind and random.random() < wrong:
        tag = json.dumps(kind["tag"])
        return made.replace(f"{tag}:", f"{random.choice([tag, json.dumps('kid')])}:{random.choice(_OTHERS)},{tag}:", 1)
    return made


def _json(random: Random, _: Type, names: Names, wrong: float, depth: int) -> str:
    form = random.randrange(8)
    if depth < 4 and form == 0:
        return _list(random, {"item": {"type": "json"}}, names, wrong, depth + 2)
    if depth < 4 and form == 1:
        return _map(random, {"item": {"type": "json"}}, names, wrong, depth + 2)
    return (
        number(random, {"type": "number"}) if form < 5 else random.choice([*_OTHERS[:-1], quoted(random, text(random))])
    )


_HOLDERS: Mapping[str, Callable[[Random, Type, Names, float, int], str]] = {
    "optional": _optional,
    "list": _list,
    "tuple": _tuple,
    "map": _map,
    "ref": _ref,
    "union": _union,
    "json": _json,
}
_MARKS = '{}[]",:\\ \n0e.-+tfnu\u00e9'


def body(random: Random, args: Any, names: Names) -> str:
    """The body of a call: most of them nearly right, some broken as JSON."""
    wrong = random.choice([0.0, 0.0, 0.02, 0.1, 0.4])
    inner = members(random, args, names, wrong)
    whole = f'{{"args":{inner}}}'
    if random.random() < 0.03:
        whole = random.choice(
            ["{}", f'{{"args":{inner},"z":1}}', f'{{"args":[{inner}]}}', inner, f"[{whole}]", whole + " "]
        )
    if random.random() < 0.04:
        at = random.randrange(len(whole) + 1)
        cut = random.randrange(2)
        whole = whole[:at] + random.choice([random.choice(_MARKS), "\\ud800", "[" * 70, ""]) + whole[at + cut :]
    return whole
