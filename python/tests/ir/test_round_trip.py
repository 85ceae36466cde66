"""What the core prints, read back, is what the core has: on random models that have every row of the type table."""

import json
from collections import Counter
from random import Random
from typing import get_args

from ir.models import document, rows, sized
from mizan import _native
from mizan.ir import schema
from mizan.ir.document import decode
from mizan.ir.schema import Property
from mizan.ir.text import read

MODELS = 3_000
LEAST = 0.05

ROWS = {
    *schema.TYPES,
    *(
        f"{word} {name}"
        for word, model in schema.TYPES.items()
        for name, mark in model.marks()
        if isinstance(mark, Property)
    ),
    *(f"default of {word}" for word in schema.TYPES if word != "file"),
    "file accept",
    *(f"auth {word}" for word in ("required", "self", "staff", "superuser", "custom", "role")),
    *(f"method {method}" for method in get_args(schema.Method)),
    *(f"map key {word}" for word in ("string", "uuid", "integer", "enum")),
    "union plain", "enum of strings", "enum of integers",
    "struct", "alias", "omittable", "doc", "error", "error data", "raises",
    "context", "identity", "view", "affects", "scope", "uncached",
    "public", "private", "rev", "route", "seconds",
}  # fmt: skip


def test_what_is_printed_is_read_back() -> None:
    met: Counter[str] = Counter()
    for number in range(MODELS):
        declared = document(Random(number))
        graph = _native.Graph(json.dumps(declared).encode())
        text = graph.text()
        again = read(text)
        # The schema has room for all that the core writes, and what was read makes the same graph.
        assert again == decode(graph.ir()), number
        assert json.loads(again.encode()) == json.loads(graph.ir()), number
        assert _native.Graph(again.encode()).text() == text, number
        met.update(rows(declared))
    assert {row: met[row] for row in ROWS if met[row] < LEAST * MODELS} == {}
    assert set(met) - ROWS == set()


def test_an_ir_of_a_size_has_it() -> None:
    for nodes in (100, 2_000):
        text = _native.Graph(json.dumps(sized(nodes)).encode()).text()
        written = sum(not line.endswith("}") for line in text.splitlines())
        assert nodes <= written < nodes + 80
        assert sized(nodes) == sized(nodes)
