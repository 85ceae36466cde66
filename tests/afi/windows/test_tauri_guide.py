"""The Tauri guide, followed from an empty folder: its files, its commands, and the two windows that it promises.

Decides nothing; if this fails, `docs/tauri.md` lies.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from following import ROOT, Reader, commands, fences, link_packages, section, write
from webdriver import Window, driven

PAGE = (ROOT / "docs/tauri.md").read_text()
# The last of its commands opens the windows; here their driver does.
OPENS = "cargo run --quiet --manifest-path src-tauri/Cargo.toml"
# What this repository has built of Tauri serves the guide's program as well: the same lock, made by the same settings,
# in the same folder.
SHARED = f"""
[build]
target-dir = "{os.environ.get("CARGO_TARGET_DIR", ROOT / "target")}"

[net]
offline = true

[profile.dev]
debug = "line-tables-only"

[profile.dev.package.sha2]
opt-level = 3
"""
ROWS = "return [...document.querySelectorAll('li')].map((row) => row.textContent)"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The folder after the guide's files and all of its commands but the last."""
    reader = Reader(tmp_path_factory.mktemp("tauri"), Path())
    steps = fences(section(PAGE, "The first five minutes"))
    for language, inside in steps:
        if language != "sh":
            write(reader.project, inside.replace("path/to/checkout", str(ROOT)))
    shutil.copy(ROOT / "tauri/Cargo.lock", reader.project / "src-tauri")
    icon = reader.project / "src-tauri/icons/icon.png"
    icon.parent.mkdir()
    shutil.copy(ROOT / "tests/afi/apps/tauri/icons/icon.png", icon)
    settings = reader.project / ".cargo/config.toml"
    settings.parent.mkdir()
    settings.write_text(SHARED)
    lines = [line for language, inside in steps if language == "sh" for line in commands(inside)]
    assert lines[-1] == OPENS
    for line in lines[:-1]:
        if line.startswith("npm install"):
            modules = reader.project / "node_modules"
            link_packages(modules, line.split()[2:])
            (modules / ".bin").symlink_to(ROOT / "node_modules/.bin")
        else:
            reader.run(line, timeout=1800)
    # What `cargo run` builds; another guide's program has the same name.
    reader.run(OPENS.replace("run", "build", 1), timeout=1800)
    shutil.copy(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/notes", reader.project)
    return reader


@pytest.fixture(scope="module")
def windows(project: Reader, screen: dict[str, str]) -> Iterator[list[Window]]:
    """Both, open."""
    with driven(project.project / "notes", env={**project.variables, **screen}) as windows:
        yield windows.all("main", "second")


def test_the_client_is_generated(project: Reader) -> None:
    assert (project.project / "api.kdl").read_text().startswith("mizan version=1\n")
    client = "".join(file.read_text() for file in (project.project / "client").glob("*.ts"))
    for name in ("addNote", "noteList"):
        assert name in client, name


def test_a_note_of_one_window_stands_in_the_other(windows: list[Window]) -> None:
    main, second = windows
    for window in windows:
        assert window.run("return location.origin") == "tauri://localhost"
    for number, (window, other) in enumerate([(main, second), (second, main)], start=1):
        window.find("//input").fill(f"note {number}")
        window.find("//button").click()
        for each in (other, window):
            each.shows(f"note {number} (ada)", "//ul")
            assert each.run(ROWS) == [f"note {count} (ada)" for count in range(1, number + 1)]
