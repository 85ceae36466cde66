"""Whatever IR the core takes: its client is formatted, has types, and is the same in every process."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ir.models import document, sized

from codegen.documents import Documents
from codegen.toolchain import format_problems, type_problems
from mizan import _native
from mizan.codegen import DATES, generate, write

LEGAL = 100
DRAWN = 9
TESTS = Path(__file__).parents[1]


def normalised(number: int) -> tuple[Any, str]:
    """A random IR as the core writes it, and its schema."""
    graph = _native.Graph(json.dumps(document(Random(number))).encode())
    return json.loads(graph.ir()), graph.schema


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project with a client for each of many IRs: legal ones, and ones with names and nestings of all lengths."""
    folder = tmp_path_factory.mktemp("models")
    for number in range(LEGAL):
        ir, schema = normalised(number)
        files = generate(ir, schema=schema, dates=DATES[number % len(DATES)], schemas=True)
        write(files, folder / f"legal{number}")
    for number in range(DRAWN):
        ir = Documents(1_000 + number, 10 + 5 * number).document()
        write(generate(ir, dates=DATES[number % len(DATES)], schemas=True), folder / f"drawn{number}")
    return folder


def test_all_have_types(generated: Path) -> None:
    assert type_problems(generated) == ""


def test_all_are_formatted(generated: Path) -> None:
    assert format_problems(generated) == ""


def test_the_same_bytes_in_any_order_and_again() -> None:
    for number in range(LEGAL):
        ir, schema = normalised(number)
        shuffled = dict(ir)
        for key in ("types", "errors", "contexts", "functions"):
            shuffled[key] = Random(number).sample(ir[key], len(ir[key]))
        assert generate(shuffled, schema=schema, schemas=True) == generate(ir, schema=schema, schemas=True)


HASH = """
import hashlib, json, sys
from codegen.documents import Documents
from mizan.codegen import generate
made = [generate(Documents(seed, 20).document(), schemas=True, dates="temporal") for seed in range(3)]
sys.stdout.write(hashlib.sha256(json.dumps(made).encode()).hexdigest())
"""


def test_the_same_bytes_with_any_seed_of_hashes() -> None:
    digests = set()
    for seed in ("0", "1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS)}
        done = subprocess.run([sys.executable, "-c", HASH], env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1
    assert all(len(digest) == hashlib.sha256().digest_size * 2 for digest in digests)


def test_a_client_of_an_application_stays_small() -> None:
    ir = json.loads(_native.Graph(json.dumps(sized(2_000)).encode()).ir())
    assert len(generate(ir, ["typescript"])["mizan.ts"]) < 60_000
