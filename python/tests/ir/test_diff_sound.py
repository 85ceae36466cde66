"""What `mizan.ir.diff` does not call breaking breaks nobody: types changed at random, and values that both judge.

Sent: whatever the old type takes, the new one takes. Answered: whatever the new type takes is of the old one, but for
fields that it has besides and for constraints, which no client's type says.
"""

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from mizan import _native
from mizan.ir.diff import Change, compare
from mizan.ir.document import decode

from . import models

VALUES_EACH = 15_000
VALUES = 6
SEEN_BY_NO_CLIENT = {"unknown", "range", "length", "pattern"}
CONSTRAINTS = ("minimum", "maximum", "min_length", "max_length", "pattern", "multiple_of", "decimal_places")
OTHERS: tuple[models.Json, ...] = (
    *({"type": each} for each in models.SCALARS),
    *({"type": "json"}, {"type": "enum", "values": ["red", "green"]}, {"type": "enum", "values": [1, 2]}),
)


def types_in(kind: Any) -> Iterator[models.Json]:
    """A type and all that it is made of, named ones apart."""
    yield kind
    for part in (kind.get("item"), kind.get("key"), *kind.get("items", ()), *kind.get("of", ())):
        if part is not None:
            yield from types_in(part)


def places(ir: models.Json) -> list[models.Json]:
    """Every type that stands somewhere."""
    fields = [field for each in ir["types"] for field in each.get("fields", ())]
    tops = [each["type"] for each in (*fields, *ir["functions"][0]["args"])]
    return [it for top in (*tops, ir["functions"][0]["result"]) for it in types_in(top)]


def changed(ir: models.Json, random: Random) -> models.Json:
    """The IR with one or two changes; it may be illegal then."""
    ir = copy.deepcopy(ir)
    for _ in range(random.choice((1, 1, 2))):
        kind = random.choice(places(ir))
        structs = [each for each in ir["types"] if each["kind"] == "struct" and each["fields"]]
        match random.choice(
            ("renamed", "other", "loosen", "optional", "union", "enum", "field", "absent", "constrain")
        ):
            case "renamed" if len(ir["types"]) > 1:
                one, two = random.sample(ir["types"], 2)
                one["name"], two["name"] = two["name"], one["name"]
            case "other":
                kind.update(replaced(kind, random.choice(OTHERS)))
            case "loosen" if tight := [name for name in CONSTRAINTS if name in kind]:
                del kind[random.choice(tight)]
            case "optional":
                inner = kind["item"] if kind["type"] == "optional" else {"type": "optional", "item": dict(kind)}
                kind.update(replaced(kind, inner))
            case "union":
                kind.update(replaced(kind, {"type": "union", "of": [dict(kind), random.choice(OTHERS)]}))
            case "enum" if kind.get("values"):
                more = "new" if isinstance(kind["values"][0], str) else 99
                kind["values"] = kind["values"][1:] if random.random() < 0.5 else [*kind["values"], more]
            case "field" if structs:
                fields = random.choice(structs)["fields"]
                if random.random() < 0.5:
                    del fields[random.randrange(len(fields))]
                else:
                    absent = random.choice(({}, {"default": None}, {"omittable": True}))
                    of = {"type": "optional", "item": {"type": "boolean"}}
                    fields.append({"name": "more", "type": of, **absent})
            case "absent" if structs:
                field = random.choice(random.choice(structs)["fields"])
                for name in ("default", "omittable"):
                    field.pop(name, None)
                field.update(random.choice(({}, {"omittable": True})))
            case "constrain" if kind["type"] in ("string", "list", "map", "bytes"):
                kind[random.choice(("min_length", "max_length"))] = random.choice((0, 1, 2, 40))
    return ir


def replaced(kind: models.Json, by: models.Json) -> models.Json:
    """What makes the one dictionary the other, in its place."""
    by = copy.deepcopy(by)
    kind.clear()
    return by


def one_function(random: Random) -> models.Json:
    """An IR with a function that takes and answers one type."""
    document = models.document(random)
    kinds: list[models.Json] = [{"type": "string"}]
    kinds += [field["type"] for each in document["types"] for field in each.get("fields", ())]
    kinds += [{"type": "ref", "name": each["name"]} for each in document["types"]]
    kind = random.choice(kinds)
    function = {"name": "f", "args": [{"name": "a", "type": kind}], "result": copy.deepcopy(kind)}
    return {"version": 1, "types": list(reached(kind, document["types"])), "functions": [function]}


def reached(kind: models.Json, types: list[models.Json]) -> Iterator[models.Json]:
    """The named types that a type is made of: of any other no client hears."""
    named = {each["name"]: each for each in types}
    ahead, met = [kind], set()
    while ahead:
        each = ahead.pop()
        for name in set(re.findall(r'"type": "ref", "name": "(\w+)"', json.dumps(each))) - met:
            met.add(name)
            ahead.append(named[name])
            yield named[name]


def refused(graph: _native.Graph, value: Any) -> set[str]:
    """The codes of what is wrong with a value for the argument."""
    try:
        graph.decode_args("f", json.dumps({"args": {"a": value}}).encode())
    except _native.InvalidFault as fault:
        return {code for _, code in fault.faults}
    return set()


def test_what_is_not_called_breaking_breaks_nobody() -> None:
    random = Random(7)
    judged = {"sent": 0, "answered": 0}
    while min(judged.values()) < VALUES_EACH:
        old = one_function(random)
        new = changed(old, random)
        try:
            before, after = (_native.Graph(json.dumps(each).encode()) for each in (old, new))
        except (_native.GraphError, ValueError):
            continue
        found = compare(decode(before.ir()), decode(after.ir()))
        broken = [each.what for each in found if each.severity == "breaking"]
        if before.schema != after.schema:
            assert found, f"{json.dumps(old)}\n{json.dumps(new)}"
        story = f"{json.dumps(old)}\n{json.dumps(new)}\n{found}"
        if not any(what.startswith("args") for what in broken):
            for value in values(random, old):
                judged["sent"] += 1
                assert not refused(after, value), f"{value}\n{story}"
        # A field more, or another constraint, makes another branch of a plain union fit, or none.
        loose = "union" in before.ir().decode() and any(fits_no_more(each) for each in found)
        if not any(what.startswith("result") for what in broken) and not loose:
            answers = {**new["functions"][0], "args": [{"name": "a", "type": new["functions"][0]["result"]}]}
            for value in values(random, {**new, "functions": [answers]}):
                judged["answered"] += 1
                assert refused(before, value) <= SEEN_BY_NO_CLIENT, f"{value}\n{story}"


def fits_no_more(change: Change) -> bool:
    """Whether values of the new type may be none of the old one by what no client's type says."""
    return any(each in change.what for each in ("it is there now", "length", "imum", "pattern", "multiple", "digits"))


def values(random: Random, ir: models.Json) -> Iterator[Any]:
    for _ in range(VALUES):
        try:
            yield models.value(random, ir["functions"][0]["args"][0]["type"], ir["types"])
        except LookupError:
            return
