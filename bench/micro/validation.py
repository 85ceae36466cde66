"""Decoding the arguments of a call against pydantic's `validate_json` of a model of the same arguments.

Where a function takes one model, the arguments are an object with that model in it, on both sides; the figures of the
model by itself, which pydantic reads from a smaller text, stand beside. pydantic keeps short strings from call to call,
which Mizan does not, since they may be secrets: one row has strings that come again, one strings that do not.

Judged on instructions (callgrind, one process, 2,000 calls less 1,000), since the bound is 1; CPU µs beside.
`validation.py [MODEL …]` measures these alone. Needs `mizan`, and for the instructions `valgrind`."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _clock import interleave
from judge import ratio
from pydantic import BaseModel, Field, create_model

from mizan._native import Class, Graph

ROUNDS = 15
# So many have strings of their own: more than pydantic keeps, and more than are counted.
CALLS = 2000


class Rpc(BaseModel):
    a: int
    b: int
    note: str


class Kind(StrEnum):
    BOOK = "book"
    RECORD = "record"
    GAME = "game"


class Mixed(BaseModel):
    id: int = Field(ge=1)
    ref: UUID
    name: str = Field(min_length=1, max_length=80)
    slug: str = Field(pattern="^[a-z0-9-]+$")
    kind: Kind
    price: Decimal = Field(max_digits=10, decimal_places=2)
    weight: float = Field(gt=0)
    placed_at: datetime
    active: bool
    note: str | None
    tags: list[str] = Field(max_length=8)
    pieces: int = Field(ge=0, le=1000)


class Row(BaseModel):
    product_id: int
    title: str
    pieces: int
    weight: float


class Order(BaseModel):
    number: int
    rows: list[Row]


class Card(BaseModel):
    method: Literal["card"]
    number: str
    month: int


class Transfer(BaseModel):
    method: Literal["transfer"]
    iban: str


class Cash(BaseModel):
    method: Literal["cash"]
    given: float


class Payment(BaseModel):
    order: int
    parts: list[Annotated[Card | Transfer | Cash, Field(discriminator="method")]]


class Whole(BaseModel):
    numbers: list[int]


class Floats(BaseModel):
    numbers: list[float]


class Texts(BaseModel):
    texts: list[str]


class Fresh(Texts):
    """Strings that no call before had."""


class Bare(BaseModel):
    """The arguments of a function that takes no model."""

    a: int
    b: int
    note: str


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": {"type": kind, **more}}


def struct(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "struct", "name": name, "fields": list(fields)}


def ref(name: str) -> dict[str, str]:
    return {"type": "ref", "name": name}


def tag(value: str) -> dict[str, Any]:
    return field("method", "enum", values=[value])


TYPES = [
    struct("Rpc", field("a", "integer"), field("b", "integer"), field("note", "string")),
    {"kind": "alias", "name": "Kind", "type": {"type": "enum", "values": [each.value for each in Kind]}},
    struct(
        "Mixed",
        field("id", "integer", minimum=1),
        field("ref", "uuid"),
        field("name", "string", min_length=1, max_length=80),
        field("slug", "string", pattern="^[a-z0-9-]+$"),
        {"name": "kind", "type": ref("Kind")},
        field("price", "decimal", max_digits=10, decimal_places=2),
        field("weight", "number", exclusive_minimum=0),
        field("placed_at", "datetime"),
        field("active", "boolean"),
        field("note", "optional", item={"type": "string"}),
        field("tags", "list", item={"type": "string"}, max_length=8),
        field("pieces", "integer", minimum=0, maximum=1000),
    ),
    struct(
        "Row",
        field("product_id", "integer"),
        field("title", "string"),
        field("pieces", "integer"),
        field("weight", "number"),
    ),
    struct("Order", field("number", "integer"), field("rows", "list", item=ref("Row"))),
    struct("Card", tag("card"), field("number", "string"), field("month", "integer")),
    struct("Transfer", tag("transfer"), field("iban", "string")),
    struct("Cash", tag("cash"), field("given", "number")),
    struct(
        "Payment",
        field("order", "integer"),
        field(
            "parts", "list", item={"type": "union", "of": [ref("Card"), ref("Transfer"), ref("Cash")], "tag": "method"}
        ),
    ),
    struct("Whole", field("numbers", "list", item={"type": "integer"})),
    struct("Floats", field("numbers", "list", item={"type": "number"})),
    struct("Texts", field("texts", "list", item={"type": "string"})),
    struct("Fresh", field("texts", "list", item={"type": "string"})),
]
VALUES: dict[type[BaseModel], dict[str, Any]] = {
    Rpc: {"a": 19, "b": 23, "note": "a note of some length"},
    Mixed: {
        "id": 4711,
        "ref": "0e37df36-f698-11e6-8dd4-cb9ced3df976",
        "name": "Sense and Sensibility",
        "slug": "sense-and-sensibility",
        "kind": "book",
        "price": "1234.50",
        "weight": 0.45,
        "placed_at": "2026-02-03T04:05:06.789Z",
        "active": True,
        "note": None,
        "tags": ["novel", "used", "paperback"],
        "pieces": 3,
    },
    Order: {
        "number": 4711,
        "rows": [
            {"product_id": 100 + at, "title": f"product number {at}", "pieces": at, "weight": 0.25 * at}
            for at in range(1, 21)
        ],
    },
    Payment: {
        "order": 4711,
        "parts": [
            {"method": "card", "number": "4000 1234 5678 9010", "month": 11},
            {"method": "transfer", "iban": "DE02 1203 0000 0000 2020 51"},
            {"method": "cash", "given": 12.5},
        ]
        * 4,
    },
    Whole: {"numbers": [at * 37 for at in range(300)]},
    Floats: {"numbers": [at * 0.37 for at in range(300)]},
    Texts: {"texts": [f"text number {at}" for at in range(100)]},
    Fresh: {"texts": [f"text {at:09}" for at in range(100)]},
    Bare: {"a": 19, "b": 23, "note": "a note of some length"},
}
TITLES = {
    Rpc: "3 scalars",
    Mixed: "12 mixed fields with constraints",
    Order: "nested: 20 rows of 4 fields",
    Payment: "12 of a union with a tag",
    Whole: "a list of 300 integers",
    Floats: "a list of 300 floats",
    Texts: "a list of 100 strings, the same in every call",
    Fresh: "a list of 100 strings, others in every call",
    Bare: "3 arguments and no model",
}


def graph() -> Graph:
    models = [Rpc, Mixed, Row, Order, Card, Transfer, Cash, Payment, Whole, Floats, Texts, Fresh]
    classes = {model.__name__: Class("model", model, {}, True) for model in models}
    args = {model: [{"name": "model", "type": ref(model.__name__)}] for model in VALUES}
    args[Bare] = [field("a", "integer"), field("b", "integer"), field("note", "string")]
    functions = [
        {"name": f"take_{model.__name__.lower()}", "args": taken, "result": {"type": "null"}}
        for model, taken in args.items()
    ]
    ir = {"version": 1, "types": TYPES, "functions": functions}
    return Graph(json.dumps(ir).encode(), {**classes, "Kind": Class("enum", Kind, {}, True)})


def texts_of(model: type[BaseModel]) -> list[bytes]:
    """The model's text, once for each call that is to have its own."""
    values = [VALUES[model]]
    if model is Fresh:
        values = [{"texts": [f"text {call * 100 + at:09}" for at in range(100)]} for call in range(CALLS)]
    return [json.dumps(value, separators=(",", ":")).encode() for value in values]


def sides(model: type[BaseModel]) -> dict[str, Callable[[], Any]]:
    """Both ways to the same arguments, checked to be the same, and pydantic's to the model alone."""
    decode, name = graph().decode_args, f"take_{model.__name__.lower()}"
    wrapped = model if model is Bare else create_model("Args", model=(model, ...))
    validate, alone = (of.__pydantic_validator__.validate_json for of in (wrapped, model))
    texts = texts_of(model)
    args = texts if model is Bare else [b'{"model":' + text + b"}" for text in texts]
    calls = [b'{"args":' + text + b"}" for text in args]
    expected, made = validate(args[0]), decode(name, calls[0])
    assert made == dict(expected)
    if model is not Bare:
        inner, other = made["model"], expected.model
        assert type(inner) is model and inner.model_fields_set == other.model_fields_set and other == alone(texts[0])
    run = {"mizan": over(calls, partial(decode, name)), "pydantic": over(args, validate)}
    return run if model is Bare else run | {"alone": over(texts, alone)}


def over(given: list[bytes], run: Callable[[bytes], Any]) -> Callable[[], Any]:
    """A call with the next of what is given; where that is one, nothing is spent on which."""
    if len(given) == 1:
        return partial(run, given[0])
    each = cycle(given)
    return lambda: run(next(each))


def instructions(model: type[BaseModel], side: str, count: int, keep: Path) -> int:
    out = keep / f"{model.__name__}-{side}-{count}"
    command = [
        "valgrind",
        "--tool=callgrind",
        f"--callgrind-out-file={out}",
        sys.executable,
        __file__,
        "--run",
        model.__name__,
        side,
        str(count),
    ]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": "0"})
    found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)
    assert found, out
    return int(found[1])


def main() -> None:
    if sys.argv[1:2] == ["--run"]:
        _, _, name, side, count = sys.argv
        run = sides(next(model for model in VALUES if model.__name__ == name))[side]
        for _ in range(int(count)):
            run()
        return
    named = {name.lower() for name in sys.argv[1:]}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for model in VALUES:
            if named and model.__name__.lower() not in named:
                continue
            counted: dict[str, float] = {}
            if shutil.which("valgrind"):
                for side in sides(model):
                    more, fewer = (instructions(model, side, count, Path(folder)) for count in (2000, 1000))
                    counted[side] = (more - fewer) / 1000
            both = sides(model)
            both.pop("alone", None)
            times: dict[str, list[float]] = {"mizan": [], "pydantic": []}
            for at in range(ROUNDS):
                order = both if at % 2 else dict(reversed(both.items()))
                took = interleave(order, rounds=1, slice_s=0.02)
                for side, nanoseconds in took.items():
                    times[side].append(nanoseconds)
            judged = ratio(times["mizan"], times["pydantic"])
            instructed = [
                counted.get("mizan", ""),
                counted.get("pydantic", ""),
                f"{counted['mizan'] / counted['pydantic']:.3f}" if counted else "",
                counted.get("alone", ""),
            ]
            rows.append(
                [
                    TITLES[model],
                    *instructed,
                    *(statistics.median(times[side]) / 1e3 for side in times),
                    f"{judged}: {'holds' if judged.holds(1) else 'over'}",
                ]
            )
    print(
        json.dumps(
            {
                "title": "A call's argument: decode_args against pydantic's validate_json",
                "columns": [
                    "model",
                    "instructions",
                    "pydantic's",
                    "ratio",
                    "of the model alone",
                    "CPU µs",
                    "pydantic's",
                    "ratio",
                ],
                "rows": rows,
            }
        )
    )


if __name__ == "__main__":
    main()
