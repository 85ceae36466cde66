"""What the tests of the docs begin with: the wheel, and the projects that pages go on from.

Decides nothing: `following.py` follows.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from following import ROOT, Reader

# What `tsc` is told, as this repository checks its own.
SETTINGS = {
    "extends": str(ROOT / "tsconfig.base.json"),
    "compilerOptions": {
        "noEmit": True,
        "declaration": False,
        "jsx": "react-jsx",
        "types": ["vite/client"],
        "rewriteRelativeImportExtensions": False,
        "allowImportingTsExtensions": True,
    },
    "include": ["src"],
}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one that `build-all` made, if nothing has changed since; else it is built here."""
    folders = [ROOT / "python/mizan", *(ROOT / "rust").glob("*/src"), ROOT / "pyproject.toml", ROOT / "Cargo.lock"]
    changed = max(file.stat().st_mtime for folder in folders for file in [folder, *folder.rglob("*.[pr][ys]*")])
    for built in (ROOT / "build/wheels").glob("mizan_afi-*.whl"):
        if built.stat().st_mtime > changed:
            return built
    folder = tmp_path_factory.mktemp("wheels")
    build = [Path(sys.executable).with_name("maturin"), "build", "--release", "--locked", "-q", "-o", folder]
    subprocess.run(build, cwd=ROOT, check=True)
    return next(folder.glob("mizan_afi-*.whl"))


@pytest.fixture(scope="session")
def office(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The project of the Django guide, followed to its end. Whoever goes on from it copies it."""
    reader = Reader(tmp_path_factory.mktemp("office"), wheel)
    reader.follow((ROOT / "docs/django.md").read_text())
    return reader


@pytest.fixture(scope="session")
def notes(office: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The same with the files of the React guide."""
    reader = office.copied(tmp_path_factory.mktemp("notes"))
    reader.follow((ROOT / "docs/react.md").read_text())
    (reader.project / "frontend/tsconfig.json").write_text(json.dumps(SETTINGS))
    return reader


@pytest.fixture(scope="session")
def notes_with_errors(notes: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The same with the edits of the page of errors."""
    reader = notes.copied(tmp_path_factory.mktemp("errors"))
    reader.follow((ROOT / "docs/errors.md").read_text())
    return reader
