"""Line breaks: the formatter has nothing to change, whatever the lengths of names and lists."""

import random
from pathlib import Path
from typing import Any

import pytest

from codegen.shop import BOOLEAN, DATETIME, INTEGER, NULL, STRING, UUID, field, function, listed, optional, ref, struct
from codegen.toolchain import format_problems
from mizan.codegen import generate, write


def named(stem: str, length: int) -> str:
    """A name of that length that nobody else has."""
    return stem + "x" * max(0, length - len(stem))


def document(seed: int, longest: int) -> Any:
    """An IR in which names, numbers of arguments and nestings of types vary."""
    chance = random.Random(seed)
    structs = [named(f"S{index}q", chance.randint(3, longest)) for index in range(20)]

    def of(depth: int = 0) -> Any:
        inner = chance.choice([NULL, STRING, INTEGER, BOOLEAN, DATETIME, UUID, *map(ref, structs)])
        for _ in range(chance.randint(0, 4) if depth == 0 else 0):
            inner = chance.choice([listed, optional])(inner)
        return inner

    def fields(stem: str, most: int) -> list[Any]:
        names = [named(f"{stem}{index}q", chance.randint(3, longest)) for index in range(chance.randint(0, most))]
        docs = [{"doc": "x" * chance.randint(1, 130)} if chance.random() < 0.4 else {} for _ in names]
        return [
            field(name, of(), **doc, **({"default": None} if chance.random() < 0.3 else {}))
            for name, doc in zip(names, docs, strict=True)
        ]

    functions, contexts = [], []
    for index in range(40):
        name = named(f"f{index}q", chance.randint(3, longest))
        functions.append(function(name, of(), *fields("a", 9), doc="x" * chance.randint(0, 130)))
    for index in range(30):
        context = named(f"c{index}q", chance.randint(3, longest))
        params = sorted(fields("p", 5), key=lambda it: it["name"])
        contexts.append({"name": context, "params": params})
        for member in range(chance.randint(1, 4)):
            name = named(f"m{index}q{member}q", chance.randint(6, longest))
            functions.append(function(name, of(), *params, context=context))
    types = [struct(name, *fields("b", 6)) for name in structs]
    return {"version": 1, "types": types, "functions": functions, "contexts": contexts}


@pytest.mark.parametrize(("seed", "longest"), [(1, 12), (2, 24), (3, 36), (4, 48), (5, 64), (6, 80)])
def test_the_formatter_changes_nothing(seed: int, longest: int, tmp_path: Path) -> None:
    write(generate(document(seed, longest), schema="0" * 16), tmp_path)
    assert format_problems(tmp_path) == ""


@pytest.mark.parametrize("length", range(8, 72, 4))
def test_names_of_one_length(length: int, tmp_path: Path) -> None:
    """Every kind of statement at this length, so that each edge between flat and broken is met by some."""
    functions, contexts = [], []
    for step in range(4):
        arg = field(named("a_", 5 + step), optional(listed(INTEGER)))
        functions += [
            function(named(f"f{step}", length + step), ref("S")),
            function(named(f"g{step}", length + step), listed(ref("S")), arg),
            function(named(f"h{step}", length + step), NULL, *(field(f"argument_{at}", STRING) for at in range(6))),
            function(
                named(f"m{step}", length + step), optional(listed(ref("S"))), arg, context=named(f"c{step}", length)
            ),
        ]
        contexts.append({"name": named(f"c{step}", length), "params": [arg]})
    types = [struct("S", field(named("b", length), optional(listed(optional(INTEGER)))))]
    document = {"version": 1, "types": types, "functions": functions, "contexts": contexts}
    write(generate(document), tmp_path)
    assert format_problems(tmp_path) == ""
