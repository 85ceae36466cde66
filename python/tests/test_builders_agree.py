"""What reaches a function is what its annotations say, by the branches that the core took. Random, the same each time.

Which branch that is, is asked of the core anew: the first of those that take the value when they stand alone.
"""

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Annotated, Any, Union

import pydantic
from pydantic import Field
from typing_extensions import TypedDict

from mizan import GraphError, client
from mizan._native import InvalidFault
from mizan.endpoint import Endpoint
from mizan.errors import Invalid
from mizan.registry import scoped

ROUNDS, BODIES = 400, 40
BAD = 13
"""The classes with code of their own refuse what has this in it, at its top."""

Place = tuple[str | int, ...]


RAN: dict[int, Any] = {}
"""The instances whose own code ran to its end, by `id`."""


def _ran(instance: Any, ints: list[Any]) -> None:
    if BAD in ints:
        raise ValueError
    RAN[id(instance)] = instance


class Kind:
    """One random type: its annotation, JSON for it, and whether what was made of JSON is right.

    `refused`: where code of its own refuses a value that the core took.
    """

    def __init__(self, word: str, annotation: Any) -> None:
        self.word = word
        self.annotation = annotation
        self._endpoint: Endpoint | None = None

    def takes(self, told: Any) -> bool:
        if self._endpoint is None:
            self._endpoint = declared(self.annotation)
        try:
            self._endpoint.graph.decode_args("f", body(told))
        except InvalidFault:
            return False
        return True

    def draw(self, random: Random) -> Any:
        raise NotImplementedError

    def check(self, told: Any, built: Any) -> None:
        raise NotImplementedError

    def refused(self, told: Any) -> list[Place]:
        return []


class Plain(Kind):
    def __init__(self, annotation: Any, of: type, values: tuple[Any, ...]) -> None:
        super().__init__(of.__name__, annotation)
        self.of, self.values = of, values

    def draw(self, random: Random) -> Any:
        return random.choice(self.values)

    def check(self, told: Any, built: Any) -> None:
        assert type(built) is self.of
        assert built == told


PLAIN = (
    Plain(int, int, (0, 2, BAD)),
    Plain(Annotated[int, Field(le=3)], int, (0, 2)),
    Plain(str, str, ("", "a", "long")),
    Plain(Annotated[str, Field(max_length=1)], str, ("", "a")),
    Plain(float, float, (2, 2.5)),
    Plain(bool, bool, (True, False)),
)


class Many(Kind):
    def __init__(self, item: Kind, python: Any) -> None:
        super().__init__(
            f"{python.__name__} of any", python[item.annotation, ...] if python is tuple else python[item.annotation]
        )
        self.item, self.python = item, python

    def draw(self, random: Random) -> Any:
        return [self.item.draw(random) for _ in range(random.randrange(3))]

    def check(self, told: Any, built: Any) -> None:
        assert type(built) is self.python
        for one, made in zip(told, built, strict=True):
            self.item.check(one, made)

    def refused(self, told: Any) -> list[Place]:
        return [(at, *place) for at, each in enumerate(told) for place in self.item.refused(each)]


class Tuple(Kind):
    def __init__(self, items: list[Kind]) -> None:
        of: Any = tuple
        super().__init__("tuple", of[tuple(each.annotation for each in items)])
        self.items = items

    def draw(self, random: Random) -> Any:
        return [each.draw(random) for each in self.items]

    def check(self, told: Any, built: Any) -> None:
        assert type(built) is tuple
        for item, one, made in zip(self.items, told, built, strict=True):
            item.check(one, made)

    def refused(self, told: Any) -> list[Place]:
        return [(at, *place) for at, item in enumerate(self.items) for place in item.refused(told[at])]


class Map(Kind):
    def __init__(self, item: Kind) -> None:
        of: Any = dict
        super().__init__("map", of[str, item.annotation])
        self.item = item

    def draw(self, random: Random) -> Any:
        return {key: self.item.draw(random) for key in random.sample(("x", "y", "n0"), random.randrange(3))}

    def check(self, told: Any, built: Any) -> None:
        assert type(built) is dict
        assert set(built) == set(told)
        for key, each in told.items():
            self.item.check(each, built[key])

    def refused(self, told: Any) -> list[Place]:
        return [(key, *place) for key, each in told.items() for place in self.item.refused(each)]


class Optional(Kind):
    def __init__(self, item: Kind) -> None:
        super().__init__("optional", item.annotation | None)
        self.item = item

    def draw(self, random: Random) -> Any:
        return None if random.random() < 0.2 else self.item.draw(random)

    def check(self, told: Any, built: Any) -> None:
        if told is None:
            assert built is None
        else:
            self.item.check(told, built)

    def refused(self, told: Any) -> list[Place]:
        return [] if told is None else self.item.refused(told)


class OneOf(Kind):
    def __init__(self, branches: list[Kind]) -> None:
        of: Any = Union
        super().__init__("union", of[tuple(each.annotation for each in branches)])
        self.branches = branches

    def draw(self, random: Random) -> Any:
        return random.choice(self.branches).draw(random)

    def taken(self, told: Any) -> Kind:
        return next(each for each in self.branches if each.takes(told))

    def check(self, told: Any, built: Any) -> None:
        self.taken(told).check(told, built)

    def refused(self, told: Any) -> list[Place]:
        return self.taken(told).refused(told)


class Struct(Kind):
    """A class with fields; `own`: code of its own runs when it is made."""

    def __init__(self, number: int, fields: dict[str, Kind], how: str, own: bool) -> None:
        self.fields, self.how, self.own = fields, how, own
        hints = {name: each.annotation for name, each in fields.items()}
        super().__init__(how + (" with its own code" if own else ""), _MAKERS[how](f"C{number}", hints, own))

    def draw(self, random: Random) -> Any:
        return {name: each.draw(random) for name, each in self.fields.items()}

    def check(self, told: Any, built: Any) -> None:
        assert type(built) is (dict if self.how == "typeddict" else self.annotation)
        assert not self.own or RAN.get(id(built)) is built
        for name, each in self.fields.items():
            each.check(told[name], built[name] if self.how == "typeddict" else getattr(built, name))

    def refused(self, told: Any) -> list[Place]:
        inner = [(name, *place) for name, each in self.fields.items() for place in each.refused(told[name])]
        is_bad = any(told[name] == BAD for name, each in self.fields.items() if each.annotation is int)
        return [()] if self.own and is_bad and not inner else inner


def _model(name: str, hints: dict[str, Any], own: bool) -> type:
    def ran(self: Any) -> Any:
        _ran(self, [getattr(self, key) for key, hint in hints.items() if hint is int])
        return self

    validators: Any = {"ran": pydantic.model_validator(mode="after")(ran)} if own else {}
    fields: Any = {key: (hint, ...) for key, hint in hints.items()}
    made: type = pydantic.create_model(name, __validators__=validators, **fields)
    return made


def _dataclass(name: str, hints: dict[str, Any], own: bool) -> type:
    def ran(self: Any) -> None:
        _ran(self, [getattr(self, key) for key, hint in hints.items() if hint is int])

    return dataclasses.make_dataclass(name, list(hints.items()), namespace={"__post_init__": ran} if own else {})


def _typeddict(name: str, hints: dict[str, Any], own: bool) -> type:
    of: Any = TypedDict
    made: type = of(name, hints)
    return made


_MAKERS: dict[str, Callable[[str, dict[str, Any], bool], type]] = {
    "model": _model,
    "dataclass": _dataclass,
    "typeddict": _typeddict,
}


def drawn(random: Random, structs: list[Kind], depth: int = 3) -> Kind:
    """A type, with the structs that were made before in it."""
    if depth == 0 or random.random() < 0.15:
        return random.choice(PLAIN)
    if structs and random.random() < 0.4:
        return random.choice(structs)

    def inner() -> Kind:
        return drawn(random, structs, depth - 1)

    match random.randrange(7):
        case 0:
            return Many(inner(), list)
        case 1:
            return Many(inner(), tuple)
        case 2:
            return Tuple([inner() for _ in range(random.randrange(1, 3))])
        case 3:
            return Map(inner())
        case 4:
            return Optional(inner())
        case _:
            return OneOf([inner() for _ in range(random.randrange(2, 4))])


def struct(random: Random, number: int, structs: list[Kind]) -> Kind:
    names = random.sample(("n", "x", "y"), random.randrange(1, 4))
    fields = {name: random.choice(PLAIN[:2]) if name == "n" else drawn(random, structs, 2) for name in names}
    how = random.choice(list(_MAKERS))
    return Struct(number, fields, how, how != "typeddict" and random.random() < 0.6)


def declared(annotation: Any) -> Endpoint:
    def f(a: object) -> None: ...

    f.__annotations__["a"] = annotation
    with scoped() as registry:
        client(f)
        return registry.freeze().functions["f"]


def body(told: Any) -> bytes:
    return json.dumps({"args": {"a": told}}).encode()


def words(kind: Kind) -> set[str]:
    """What it is made of."""
    held = [*vars(kind).values()]
    parts = [each for one in held for each in (one if isinstance(one, list) else [one]) if isinstance(each, Kind)]
    fields = list(kind.fields.values()) if isinstance(kind, Struct) else []
    return {kind.word}.union(*(words(each) for each in (*parts, *fields)))


def test_what_reaches_a_function_is_what_the_core_chose() -> None:
    met: Counter[str] = Counter()
    for seed in range(ROUNDS):
        random = Random(seed)
        structs: list[Kind] = []
        for number in range(random.randrange(1, 5)):
            structs.append(struct(random, number, structs))
        kind = drawn(random, structs)
        try:
            endpoint = declared(kind.annotation)
        except GraphError:
            met["no graph"] += 1
            continue
        met.update(words(kind))
        for _ in range(BODIES):
            told = kind.draw(random)
            RAN.clear()
            said = f"seed {seed}: {kind.annotation} of {json.dumps(told)}"
            expected = sorted({("args", "a", *place) for place in kind.refused(told)}, key=_by_segments)
            try:
                built = endpoint.build(endpoint.decode(body(told)), ("args",))
            except Invalid as refused:
                assert [(each.path, each.code) for each in refused.errors] == [(at, "format") for at in expected], said
                met["refused"] += 1
                continue
            assert not expected, said
            try:
                kind.check(told, built["a"])
            except AssertionError as error:
                raise AssertionError(f"{said} gave {built['a']!r}") from error
            met["built"] += 1
    assert met["no graph"] < ROUNDS / 10, met
    assert met["built"] > ROUNDS * BODIES / 2, met
    assert met["refused"] > ROUNDS, met
    whole = {"list of any", "tuple of any", "tuple", "map", "optional", "union", "model", "dataclass", "typeddict"}
    for word in (*whole, "model with its own code", "dataclass with its own code"):
        assert met[word] > ROUNDS / 20, (word, met)


def _by_segments(path: Place) -> list[tuple[bool, str | int]]:
    return [(isinstance(each, str), each) for each in path]
