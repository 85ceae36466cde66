"""Code that uses shapes, checked by mypy as a project would: what is right is taken, what is wrong is told."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import serving

CODE = '''
from decimal import Decimal
from typing import assert_type

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from mizan import ReactContext, client
from mizan.django.shapes import Changes, CursorPage, Page, Shape, annotate, computed, source
from testsite.press.models import Article, Author


class Line(Shape[Article]):
    id: int | None = None
    title: str = source("headline")
    price: Decimal
    comments: int = annotate(Count("comment"))


class Writer(Shape[Author]):
    """Somebody who writes."""

    id: int
    articles: list[Line]

    @computed("first_name", "last_name")
    def full_name(self, row: Author) -> str:
        return f"{row.first_name} {row.last_name}"


WriterContext = ReactContext("writer", identity="author_id")


def dear(rows: QuerySet[Article]) -> QuerySet[Article]:
    return rows.filter(price__gt=5)


@client(context=WriterContext)
def writer(request: HttpRequest, author_id: int) -> Writer:
    found = Writer.get(lambda qs: qs.filter(pk=author_id), articles=lambda qs: qs.order_by("-price")[:20])
    assert_type(found, Writer)
    assert_type(found.full_name, str)
    assert_type(found.articles, list[Line])
    assert_type(found.articles[0].comments, int)
    return found


@client(context=WriterContext)
def lines(request: HttpRequest, author_id: int, offset: int = 0) -> Page[Line]:
    assert_type(Line.query(), list[Line])
    assert_type(Line.query(dear), list[Line])
    assert_type(Line.get_or_none(5), Line | None)
    assert_type(Line.scroll(dear, limit=5), CursorPage[Line])
    return Line.paginate(dear, offset=offset, limit=5)


@client(affects=WriterContext)
async def save(request: HttpRequest, author_id: int, line: Line) -> Line:
    changes = await line.adiff(lambda qs: qs.filter(author=author_id), argument="line")
    assert_type(changes, Changes[Article])
    row = await changes.asave()
    assert_type(row, Article)
    assert_type(await Line.aquery(dear), list[Line])
    return await Line.aget(row.pk)
'''
WRONG = {
    "Writer.query(dear)": "arg-type",
    "Writer.get(1).full_nam": "attr-defined",
    "Line.get(1).title + 1": "operator",
    "Line.paginate(dear)": "call-arg",
    "Line.query(lambda qs: qs.count())": "return-value",
    "Writer.get(1).articles = 5": "assignment",
}


def check(folder: Path, code: str, *plugins: str) -> "subprocess.CompletedProcess[str]":
    """mypy over a file, by the settings of a project."""
    (folder / "typed.py").write_text(code)
    config = folder / "mypy.ini"
    text = f"[mypy]\nstrict = true\nplugins = {','.join(plugins)}\nmypy_path = {serving.PYTHON}:{serving.HERE}\n"
    text += "[mypy-testsite.*]\nignore_errors = true\n[mypy-django_readers.*]\nignore_missing_imports = true\n"
    text += "[mypy-ckdl]\nignore_missing_imports = true\n"
    text += "[mypy.plugins.django-stubs]\ndjango_settings_module = testsite.settings\n"
    config.write_text(text)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(config),
        "--cache-dir",
        str(folder / "cache"),
        "typed.py",
    ]
    return subprocess.run(
        command, cwd=folder, env=serving.environment({}, ":memory:"), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("plugins", [("pydantic.mypy",), ("pydantic.mypy", "mypy_django_plugin.main")])
def test_what_is_right(tmp_path: Path, plugins: tuple[str, ...]) -> None:
    done = check(tmp_path, CODE, *plugins)
    assert done.returncode == 0, done.stdout


def test_what_is_wrong(tmp_path: Path) -> None:
    done = check(tmp_path, CODE + "\n" + "\n".join(WRONG) + "\n", "pydantic.mypy")
    first = len(CODE.splitlines()) + 2
    told = re.findall(r"typed\.py:(\d+): error: .*\[([a-z-]+)\]", done.stdout)
    assert {int(line) - first: code for line, code in told} == dict(enumerate(WRONG.values())), done.stdout
