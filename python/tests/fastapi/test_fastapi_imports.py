"""What importing the adapter brings along: FastAPI, and no ORM, nor any other host."""

import subprocess
import sys
import tomllib
from pathlib import Path

PROGRAM = """
import sys
import mizan.fastapi
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""
NEVER = {"django", "asgiref", "sqlalchemy", "sqlmodel", "tortoise", "peewee", "sqlite3", "multipart"}


def test_no_orm_and_no_other_host_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert {"fastapi", "starlette", "mizan"} <= imported
    assert not imported & NEVER


def test_the_extra_is_fastapi_alone() -> None:
    project = tomllib.loads((Path(__file__).resolve().parents[3] / "pyproject.toml").read_text())["project"]
    assert [each.partition(">")[0] for each in project["optional-dependencies"]["fastapi"]] == ["fastapi"]
