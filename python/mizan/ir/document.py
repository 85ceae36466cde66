"""Reads the IR's JSON back into the model, by the marks that `schema` puts on it: what a native module says, and what
the core has normalised.

Decides what is no IR and says where; what is legal in a graph the core decides (twin: `mizan-core/src/ir.rs`). Page:
`ir/protocol/ir.md`.
"""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from mizan.ir.schema import (
    NEEDED,
    NODES,
    TYPES,
    VERSION,
    Argument,
    Child,
    Each,
    Inner,
    Ir,
    Mark,
    Node,
    Pairs,
    Property,
)
from mizan.ir.values import KINDS, loads, reader

_Read = Callable[[Any], Any]


class DocumentError(ValueError):
    """A document that is no IR: `functions.0.args.1.name: it takes a string`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.path: list[str | int] = []

    def __str__(self) -> str:
        place = ".".join(map(str, reversed(self.path)))
        return f"{place}: {self.why}" if place else self.why


def decode(document: str | bytes) -> Ir:
    """The IR that `Ir.encode`, or the core, wrote. Raises `DocumentError`."""
    try:
        ir: Ir = _node(Ir)(_loaded(document))
    except RecursionError as error:
        raise DocumentError("it is nested without end") from error
    if ir.version != VERSION:
        raise DocumentError(f"the version is {ir.version}, and this reads {VERSION}")
    return ir


def _loaded(document: str | bytes) -> Any:
    try:
        return loads(document)
    except ValueError as error:
        raise DocumentError(f"it is no JSON: {error}") from error


_known: dict[type[Node], _Read] = {}


def _node(model: type[Node]) -> _Read:
    """What reads one kind of node, made once."""
    if model not in _known:
        _known[model] = _made(model)
    return _known[model]


def _made(model: type[Node]) -> _Read:
    marks: Mapping[str, Mark] = dict(model.marks())
    reads = {name: _part(model, name, marks.get(name)) for name in model.parts()}
    needed = [name for name, part in model.parts().items() if part.usual is NEEDED]

    def read(value: Any) -> Node:
        parts: dict[str, Any] = {}
        for name, each in _object(value).items():
            if name not in reads:
                raise DocumentError(f"it has no `{name}`")
            parts[name] = _within(name, reads[name], each)
        for name in needed:
            if name not in parts:
                raise DocumentError(f"its `{name}` is not there")
        return model(**parts)

    return read


def _within(place: str | int, read: _Read, value: Any) -> Any:
    try:
        return read(value)
    except DocumentError as error:
        error.path.append(place)
        raise


def _part(model: type[Node], name: str, mark: Mark | None) -> _Read:
    annotation = model.parts()[name].type
    if mark is None:  # The word that tells one kind of node from another.
        return _word(get_args(annotation))
    read = _marked(model, name, mark)
    if type(None) in get_args(get_args(annotation)[0]):
        return lambda value: None if value is None else read(value)
    return read


def _marked(model: type[Node], name: str, mark: Mark) -> _Read:
    match mark:
        case Argument():
            return _text
        case Property():
            kind = model.property_kind(name)
            return _word(kind) if isinstance(kind, tuple) else _taken(reader(kind), _SAID.get(kind, KINDS[kind]))
        case Child(_, holds_json, holds_type):
            return _type if holds_type else _same if holds_json else _text
        case Each("value"):
            return _values
        case Each(node, None) if node in NODES:
            return _list(_node(NODES[node]))
        case Each(node, other) if other is not None:
            return _list(_one_of("kind", {word: NODES[word] for word in (node, other)}))
        case Each():
            words = model.words(name)
            return _list(_word(words) if words else _text)
        case Pairs():
            return lambda value: {key: _within(key, _text, each) for key, each in _object(value).items()}
        case Inner(many):
            return _list(_type) if many else _type


_SAID = {
    "boolean": "a boolean",
    "number": "a finite number",
    "switch": "a boolean or a whole number from 0 to 2^32-1",
}


def _taken(read: _Read, takes: str) -> _Read:
    def checked(value: Any) -> Any:
        found = read(value)
        if found is None:
            raise DocumentError(f"it takes {takes}")
        return found

    return checked


_text = _taken(reader("string"), KINDS["string"])


def _word(words: tuple[str, ...]) -> _Read:
    return _taken(reader(words), " or ".join(f"`{word}…`" if word.endswith(":") else f"`{word}`" for word in words))


def _same(value: Any) -> Any:
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DocumentError("it takes an object")
    return value


def _list(read: _Read) -> _Read:
    def each(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise DocumentError("it takes a list")
        return [_within(at, read, item) for at, item in enumerate(value)]

    return each


def _values(value: Any) -> list[Any]:
    """Those of an enum: all strings, or all integers."""
    strings = isinstance(value, list) and bool(value) and isinstance(value[0], str)
    found: list[Any] = _list(_text if strings else _taken(reader("integer"), KINDS["integer"]))(value)
    return found


def _one_of(part: str, models: Mapping[str, type[Node]]) -> _Read:
    def read(value: Any) -> Any:
        word = _object(value).get(part)
        if not isinstance(word, str) or word not in models:
            raise DocumentError(f"its `{part}` is none of {', '.join(sorted(models))}")
        return _node(models[word])(value)

    return read


_type = _one_of("type", TYPES)
