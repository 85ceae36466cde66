"""Discovery and registration: what is declared is there by import alone; a broken graph refuses to start, and says why.

Every check runs against every adapter's reference app.
"""

import os
import re

import pytest
from harness import transport
from harness.adapters import APPS, ROOT, Kind
from harness.program import Program
from wire import BASE

TEXT = (APPS / "reference.kdl").read_text()
FUNCTIONS = re.findall(r'^function "(\w+)"(.*)$', TEXT, re.M)
CONTEXTS = re.findall(r'^context "(\w+)"', TEXT, re.M)
CALLED = [name for name, rest in FUNCTIONS if not re.search("context=|private=|route=", rest)]
HIDDEN = [name for name, rest in FUNCTIONS if "private=#true" in rest]
MEMBERS = [name for name, rest in FUNCTIONS if "context=" in rest]
DEFECTS = [
    "context `lost`: no member has its identity `owner_id`",
    # Which of them is named first is the registry's order: that of declaration, or in Rust of the names.
    "context `lost`, param `page`: it has two types, in `lost_by_",
    "context `lost`, param `page`: it has two defaults, in `lost_by_",
    "function `lose`: its scope takes `page` from `leaf`, which is no argument",
    "`void`, which has no members",
    "function `own`: `self` needs a context that has an identity",
]


def test_every_declared_function_is_there(app: Program) -> None:
    """Whether it may be called is another matter: what is not there is 404 before anybody is looked for."""
    nobody = app.visitor()
    assert len(CALLED) > 20
    for name in CALLED:
        assert nobody.post(name, b"").json["code"] != "NOT_FOUND", name


def test_every_context_is_there(app: Program) -> None:
    nobody = app.visitor()
    assert len(CONTEXTS) > 5
    for name in CONTEXTS:
        assert nobody.read(name, "none=").json["code"] in ("BAD_REQUEST", "UNAUTHENTICATED"), name


def test_nothing_else_is_there(app: Program) -> None:
    root = app.visitor("root")
    for name in (*MEMBERS, *HIDDEN, *CONTEXTS, "main", "__init__", "hang", "storable", "note_of", "seed"):
        root.post(name, b'{"args":{}}').problem(404, "NOT_FOUND")
    for name in (*CALLED, *MEMBERS, *HIDDEN, "none"):
        root.get(f"{BASE}ctx/{name}/").problem(404, "NOT_FOUND")


def test_broken_graph_does_not_start_and_names_every_defect(kind: Kind) -> None:
    done = transport.run(kind.broken(), ROOT, os.environ)
    assert done.returncode != 0
    assert done.stdout == "", "it said that it listens"
    for defect in DEFECTS:
        assert defect in done.stderr, (defect, done.stderr)
    assert "broken" in done.stderr, "no defect says where it is declared"


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_program_says_how_it_is_run(kind: Kind, option: str) -> None:
    done = transport.run([*kind.command(), option], ROOT, os.environ)
    assert done.returncode == 0
    # Debugging shows the IR over HTTP.
    for each in ("--port", "--debug") if kind.over == "http" else ("--port",):
        assert each in done.stdout
