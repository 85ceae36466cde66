"""`mizan export-ir`: the IR of modules and of applications, printed, written and looked at."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = """
from mizan import client


@client
def add(a: int, b: int = 1) -> int:
    return a + b
"""
APPLICATION = """
from fastapi import FastAPI

from mizan.fastapi import mizan_router

mizan = mizan_router(modules=["clients"])
app = FastAPI()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "clients.py").write_text(CLIENTS)
    (tmp_path / "application.py").write_text(APPLICATION)
    (tmp_path / "broken.py").write_text("from mizan import client\n\n\n@client\ndef f(x) -> int: ...\n")
    return tmp_path


def export(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mizan.cli", "export-ir", *words]
    return subprocess.run(command, cwd=project, env=os.environ, capture_output=True, text=True, check=False, timeout=60)


def test_modules_and_applications_have_the_same_text(project: Path) -> None:
    by_module, by_application = export(project, "clients"), export(project, "application:mizan")
    assert by_module.returncode == by_application.returncode == 0
    assert by_module.stdout == by_application.stdout
    assert by_module.stdout.startswith("mizan version=1\n") and 'function "add"' in by_module.stdout
    assert json.loads(export(project, "clients", "--json").stdout)["functions"][0]["name"] == "add"


def test_a_file_is_written_and_found_current(project: Path) -> None:
    assert export(project, "clients", "--output", "api.kdl").stdout == "wrote api.kdl\n"
    assert (project / "api.kdl").read_text() == export(project, "clients").stdout
    assert export(project, "clients", "--output", "api.kdl", "--check").returncode == 0
    (project / "clients.py").write_text(CLIENTS.replace("b: int = 1", "b: int = 2"))
    done = export(project, "clients", "--output", "api.kdl", "--check")
    assert (done.returncode, done.stdout) == (1, "api.kdl: not current; run it without `--check`\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere"], "mizan: `nowhere` cannot be imported: No module named 'nowhere'"),
        (["application:nothing"], "`application:nothing` cannot be imported: module 'application' has no attribute"),
        (["application:app"], "a `FastAPI` is no router: name what `mizan_router` gave, as `shop.main:mizan`"),
        (["broken"], "broken.py:4: f.x: `x` has no annotation"),
        (["clients", "--check"], "there is no file to check: give `--output FILE`"),
        (["clients", "--output", "no/such/folder"], "`no/such/folder` cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_told_says_why(project: Path, words: list[str], why: str) -> None:
    done = export(project, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "Traceback" not in done.stderr
