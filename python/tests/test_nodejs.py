"""The tests find a Node that is new enough, or say which they need."""

import os
from collections.abc import Iterator
from pathlib import Path

import nodejs
import pytest


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "package.json").write_text('{"engines": {"node": ">=22.18"}}')
    monkeypatch.setattr(nodejs, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "path"), os.environ["PATH"]]))
    nodejs.node.cache_clear()
    yield tmp_path
    nodejs.node.cache_clear()


def install(folder: Path, version: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return str(program)


def test_the_checkouts_node_comes_before_an_old_one_on_the_path(checkout: Path) -> None:
    install(checkout / "path", "v20.20.2")
    own = install(checkout / "build/node/bin", "v24.1.0")
    assert nodejs.node() == own


def test_a_node_on_the_path_is_taken_where_it_is_new_enough(checkout: Path) -> None:
    install(checkout / "build/node/bin", "v20.20.2")
    new = install(checkout / "path", "v22.18.0")
    assert nodejs.node() == new


def test_an_old_node_alone_is_told_with_its_version(checkout: Path) -> None:
    for version in ("v20.20.2", "v22.17.1"):
        old = install(checkout / "path", version)
        nodejs.node.cache_clear()
        with pytest.raises(pytest.fail.Exception, match=f"need Node 22.18 or later \\({old} is {version}\\)"):
            nodejs.node()
