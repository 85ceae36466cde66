"""Random contexts and queries that nearly fit them. Page: `ir/protocol/types.md`, query spelling."""

from collections.abc import Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from oracle.canonical import written
from oracle.json_reader import read
from oracle.types import BAD, Judge, by_name

from .declarations import Declarations
from .spellings import mutated
from .values import json_of

Node = dict[str, Any]

_SCALARS = ["boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date", "enum"]
MARKS = "ab0+-%&=;é %25%ff.eE:"


def context(random: Random) -> Node:
    """`types` and `members`, as a case of the vectors has them: params mean the same in each member."""
    drawn = Declarations(random)
    uses: list[list[Node]] = []
    for name in ("a", "b_2", "page", "user_id")[: random.randint(1, 4)]:
        kind = drawn.kind(0, nullable=False, words=_SCALARS)
        if drawn.chance(0.2):
            drawn.types.append({"kind": "alias", "name": drawn.name(), "type": kind})
            kind = {"type": "ref", "name": drawn.types[-1]["name"]}
        is_list = drawn.chance(0.25)
        if is_list:
            kind = {"type": "list", "item": kind, **(drawn.lengths() if drawn.chance(0.4) else {})}
        required = {"name": name, "type": kind}
        maybe = {"name": name, "type": {"type": "optional", "item": kind}, "default": None}
        other: Node = dict(required)
        if is_list:
            if not kind.get("min_length"):
                other["default"] = []
        else:
            drawn.default(other)
        uses.append(random.choice([[required], [maybe], [other], [required, maybe], [required, other]]))
    members: dict[str, list[Node]] = {name: [] for name in ("m", "n")[: random.randint(1, 2)]}
    for use in uses:
        for args in members.values():
            if drawn.chance(0.8):
                args.append(random.choice(use))
    return {"types": drawn.types, "members": members}


def _spelling(random: Random, kind: Mapping[str, Any], judge: Judge, wrong: float) -> str:
    """The query spelling of some value; of one that does not fit what JSON has for it."""
    text = json_of(random, kind, judge.names, wrong)
    value = read(f'{{"v":{text}}}'.encode())["v"]
    checked = judge.fits(kind, value)
    if checked is BAD or random.random() < wrong:
        spelled = value if isinstance(value, str) else text
    else:
        spelled = checked if isinstance(checked, str) else written(checked)
    return spelled


def query(random: Random, declared: Mapping[str, Any]) -> str:
    """Most of them nearly right."""
    judge = Judge(by_name(declared["types"]))
    wrong = random.choice([0.0, 0.0, 0.05, 0.3])
    params: dict[str, Mapping[str, Any]] = {}
    for args in declared["members"].values():
        params.update({arg["name"]: arg for arg in args})
    pairs = []
    for name, arg in params.items():
        kind = judge.resolved(arg["type"])
        kind = judge.resolved(kind["item"]) if kind["type"] == "optional" else kind
        count = 1
        if kind["type"] == "list":
            count, kind = random.randint(0, 3), kind["item"]
        if "default" in arg and random.random() < 0.4:
            count = 0
        if random.random() < wrong * 0.3:
            count += random.choice([-1, 1])
        for _ in range(count):
            value = quote(_spelling(random, kind, judge, wrong), safe=random.choice(["", "/:'()*!,@$"]))
            if random.random() < 0.3:
                value = value.replace("%20", "+")
            if random.random() < wrong * 0.5:
                value = mutated(random, value, MARKS)
            pairs.append(f"{name}={value}")
    random.shuffle(pairs)
    if random.random() < wrong:
        pairs.append(random.choice(["zz=1", "a", "=", "a%ff=1", "__proto__=1", "z" * 70 + "=1", "A=5", "%61=1", ""]))
    return "&".join(pairs)
