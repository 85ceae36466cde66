"""The TypeScript guide, followed from an empty folder: its files, its client, and every answer that it prints.

Decides nothing; if this fails, `docs/typescript.md` lies.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from following import ROOT, Reader, commands, fences, link_packages, section, with_free_ports, write

PAGE = (ROOT / "docs/typescript.md").read_text()
SERVER = "node main.ts"


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, list[tuple[str, str]]]]:
    """The project, served as the page says; and its fences."""
    text, _ = with_free_ports(section(PAGE, "The first five minutes"), "3000")
    steps = fences(text)
    reader = Reader(tmp_path_factory.mktemp("typescript"), Path())
    for language, inside in steps:
        if language == "ts" or inside.startswith("// "):
            write(reader.project, inside)
    lines = [line for language, inside in steps if language == "sh" for line in commands(inside)]
    [install] = [line for line in lines if line.startswith("npm install")]
    link_packages(reader.project / "node_modules", install.split()[2:])
    for line in lines:
        if not line.startswith(("curl", "npm install")) and line != SERVER:
            reader.run(line)
    with reader.running(f"exec {SERVER}"):
        yield reader, steps


def test_the_client_is_generated(guide: tuple[Reader, list[tuple[str, str]]]) -> None:
    reader, steps = guide
    assert any(SERVER in commands(inside) for language, inside in steps if language == "sh")
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
