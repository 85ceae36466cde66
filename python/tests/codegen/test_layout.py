"""Line breaks: the formatter has nothing to change, whatever the lengths of names and lists."""

from pathlib import Path

import pytest

from codegen.documents import Documents, named
from codegen.shop import INTEGER, NULL, STRING, field, function, listed, optional, ref, struct
from codegen.toolchain import format_problems
from mizan.codegen import DATES, generate, write


@pytest.mark.parametrize("longest", [12, 24, 36, 48, 64, 80])
def test_the_formatter_changes_nothing(longest: int, tmp_path: Path) -> None:
    for index, dates in enumerate(DATES):
        document = Documents(longest + index, longest).document()
        for name, text in generate(document, schema="0" * 16, dates=dates, schemas=True).items():
            (tmp_path / f"{dates}.{name}").write_text(text)
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
