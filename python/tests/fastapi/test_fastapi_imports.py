"""What importing the adapter brings along: FastAPI, and no ORM, nor any other host."""

import subprocess
import sys
from importlib.metadata import requires

PROGRAM = """
import sys
import mizan.fastapi
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""
NEVER = {
    "django",
    "sqlalchemy",
    "sqlmodel",
    "tortoise",
    "peewee",
    "asgiref",
    "sqlite3",
    "multipart",
    "python_multipart",
}


def test_no_orm_and_no_other_host_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert {"fastapi", "starlette", "mizan"} <= imported
    assert not imported & NEVER


def test_the_extra_is_fastapi_alone() -> None:
    wanted = [each for each in requires("mizan-afi") or () if 'extra == "fastapi"' in each]
    assert [each.partition(">")[0] for each in wanted] == ["fastapi"]
