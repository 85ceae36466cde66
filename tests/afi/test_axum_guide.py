"""The Axum guide, followed from an empty folder: its files, its client, and every answer that it prints.

Decides nothing; if this fails, `docs/axum.md` lies.
"""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from following import ROOT, Reader, commands, fences, section, with_free_ports, write

PAGE = (ROOT / "docs/axum.md").read_text()


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, list[tuple[str, str]]]]:
    """The project, built and served as the page says; and its fences."""
    text, _ = with_free_ports(section(PAGE, "The first five minutes"), "3000")
    steps = fences(text.replace("path/to/checkout", str(ROOT)))
    reader = Reader(tmp_path_factory.mktemp("axum"), Path())
    # The crates that this repository has locked are those that it has built, too.
    shutil.copy(ROOT / "Cargo.lock", reader.project)
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))
    reader.variables["CARGO_TARGET_DIR"] = target
    for language, inside in steps:
        if language in ("toml", "rust"):
            write(reader.project, inside)
    subprocess.run(["cargo", "build", "-q"], cwd=reader.project, env=reader.variables, check=True, timeout=1800)
    for line in _lines(steps):
        if not line.startswith("curl") and line != SERVER:
            reader.run(line)
    served = Path(target) / "debug/notes"
    # What `cargo run` runs, without cargo between us and what it says.
    with reader.running(f"exec {served}"):
        yield reader, steps


SERVER = "cargo run --quiet"


def _lines(steps: list[tuple[str, str]]) -> list[str]:
    return [line for language, inside in steps if language == "sh" for line in commands(inside)]


def test_the_client_is_generated(guide: tuple[Reader, list[tuple[str, str]]]) -> None:
    reader, steps = guide
    assert SERVER in _lines(steps)
    assert (reader.project / "api.kdl").read_text().startswith("mizan version=1\n")
    client = "".join(file.read_text() for file in (reader.project / "client").glob("*.ts"))
    for name in ("addNote", "noteCount", "noteList", "NO_ROOM"):
        assert name in client, name


def test_every_answer_is_as_it_is_printed(guide: tuple[Reader, list[tuple[str, str]]]) -> None:
    reader, steps = guide
    answered = 0
    for (language, inside), (_, printed) in itertools.pairwise(steps):
        if language == "sh" and inside.startswith("curl"):
            [line] = commands(inside)
            # It may be listening in a moment: it is asked again until it does.
            assert reader.run(f"{line} --retry 20 --retry-delay 1 --retry-connrefused") == printed.rstrip("\n")
            answered += 1
    assert answered == 3
