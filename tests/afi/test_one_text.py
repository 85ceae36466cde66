"""One text: what the reference app declares is the same to the byte, whichever host serves it."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest
from harness.adapters import APPS, AXUM, DJANGO, FASTAPI, ROOT, TYPESCRIPT, Kind

DJANGO_KIND = DJANGO["gunicorn", "sqlite"]


@dataclass(frozen=True)
class Patch:
    """A copy of an app in which a field of one struct has another name: where it is declared, and where it is made."""

    kind: Kind
    file: str
    words: Mapping[str, str]


PATCHES = [
    Patch(DJANGO_KIND, "shop/clients.py", {"    avatar: ": "    portrait: ", "avatar=": "portrait="}),
    Patch(
        FASTAPI,
        "shop/clients.py",
        {"    avatar: ": "    portrait: ", "avatar=row": "portrait=row", "profile.avatar": "profile.portrait"},
    ),
    Patch(
        AXUM,
        "src/user.rs",
        {"pub avatar: ": "pub portrait: ", "avatar: Some": "portrait: Some", "avatar: row": "portrait: row"},
    ),
    Patch(TYPESCRIPT, "src/user.ts", {"    avatar: z": "    portrait: z"}),
]


def text(kind: Kind, folder: Path) -> str:
    """What the app in that folder exports."""
    own = str(APPS / kind.adapter)
    return told([each.replace(own, str(folder)) for each in kind.exports()], folder)


def told(words: Sequence[str], folder: Path) -> str:
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "REFERENCE_DATABASE": ":memory:"}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def changed(before: str, after: str) -> list[str]:
    """The lines that are gone, and those that have come."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [each for each in list(lines)[2:] if not each.startswith("@@")]


def test_every_host_has_the_same_text() -> None:
    measure = text(DJANGO_KIND, APPS / "django")
    assert text(FASTAPI, APPS / "fastapi") == measure
    assert text(AXUM, APPS / "axum") == measure
    assert text(TYPESCRIPT, APPS / "typescript") == measure


@pytest.mark.parametrize("patch", PATCHES, ids=[each.kind.adapter for each in PATCHES])
def test_another_field_is_another_line_there_alone(tmp_path: Path, patch: Patch) -> None:
    """What is compared is what each app declares: nothing of it comes from another's, or from what is committed."""
    copy = tmp_path / patch.kind.adapter
    shutil.copytree(APPS / patch.kind.adapter, copy)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    replace(copy / patch.file, patch.words)
    patched = told([str(built(copy)), "export-ir"], copy) if patch.kind is AXUM else text(patch.kind, copy)
    measure = (APPS / "reference.kdl").read_text()
    assert changed(measure, patched) == ['-    field "avatar" {', '+    field "portrait" {']
    assert text(patch.kind, APPS / patch.kind.adapter) == measure


def test_another_word_of_documentation_is_another_text(tmp_path: Path) -> None:
    copy = tmp_path / "fastapi"
    shutil.copytree(APPS / "fastapi", copy)
    replace(copy / "shop/clients.py", {"Products by sku, ten": "Products by sku, some"})
    lines = changed(text(FASTAPI, APPS / "fastapi"), text(FASTAPI, copy))
    assert [each[0] for each in lines] == ["-", "+"]
    assert "Products by sku, some" in lines[1]


def replace(file: Path, words: Mapping[str, str]) -> None:
    source = file.read_text()
    for before, after in words.items():
        assert before in source, f"`{before}` is not in {file} any more"
        source = source.replace(before, after)
    file.write_text(source)


def built(copy: Path) -> Path:
    """The program of a copy of the app in Rust.

    The copy is the only member of a workspace beside it, which otherwise is ours: what it depends on is built already.
    Its package and its program have a name of their own, so that it does not take the place of the app's.
    """
    ours = (ROOT / "Cargo.toml").read_text()
    shared = ours[ours.index("[workspace.package]") :].replace('path = "', f'path = "{ROOT}/')
    workspace = copy.parent / "Cargo.toml"
    workspace.write_text(f'[workspace]\nresolver = "3"\nmembers = ["{copy.name}"]\n\n{shared}')
    shutil.copy(ROOT / "Cargo.lock", copy.parent)
    package = copy / "Cargo.toml"
    named = re.sub('^name = "mizan-reference"$', 'name = "mizan-patched"', package.read_text(), flags=re.M)
    package.write_text(f'{named}\n[lib]\nname = "mizan_reference"\n' if "[lib]" not in named else named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    done = subprocess.run(
        ["cargo", "build", "-q", "--offline", "--bin", "mizan-patched"],
        cwd=copy,
        env={**os.environ, "CARGO_TARGET_DIR": str(target)},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return target / "debug/mizan-patched"
