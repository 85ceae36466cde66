"""One text: what the reference app declares is the same to the byte, whichever host serves it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from harness.adapters import APPS, AXUM, DJANGO, FASTAPI, Kind

DJANGO_KIND = DJANGO["gunicorn", "sqlite"]


def text(kind: Kind, folder: Path) -> str:
    done = subprocess.run(
        kind.exports(),
        cwd=folder,
        env={**os.environ, "REFERENCE_DATABASE": ":memory:"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_every_host_has_the_same_text() -> None:
    measure = text(DJANGO_KIND, APPS / "django")
    assert text(FASTAPI, APPS / "fastapi") == measure
    assert text(AXUM, APPS / "axum") == measure


@pytest.mark.parametrize("patched", ["field", "document"])
def test_another_declaration_is_another_text(tmp_path: Path, patched: str) -> None:
    """What is compared is what was declared: a field, or a word of its documentation, is another text there alone."""
    copy = tmp_path / "fastapi"
    shutil.copytree(APPS / "fastapi", copy)
    clients = copy / "shop/clients.py"
    before, after = {"field": ("avatar", "portrait"), "document": ("ten a page", "a few a page")}[patched]
    clients.write_text(clients.read_text().replace(before, after))
    told = text(FASTAPI, copy)
    assert after in told
    assert told != text(FASTAPI, APPS / "fastapi")
