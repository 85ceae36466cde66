"""What a shape may not declare is refused where it is declared: with file and line, class, field, and what is meant."""

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest
from django.db.models import Model
from testsite.press import models

from mizan import client, refusals, registry
from mizan.django.shapes import Shape, source
from mizan.django.shapes.shape import settle
from mizan.errors import DeclarationError
from mizan.ir.document import decode
from mizan.refusals import Refusals

HEAD = """
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from django.db.models import Count, F, Sum
from pydantic import Field
from mizan.django.shapes import Shape, annotate, computed, source
from testsite.press import models
from testsite.press.shapes import ArticleShape, AuthorRow, CommentShape, ProfileShape, TopicShape

class Word(Enum):
    DRAFT = "draft"
    PRINTED = "printed"
"""


def declare(folder: Path, body: str, head: str = HEAD) -> ModuleType:
    """A module with the declarations, from a file of its own."""
    file = folder / "declared.py"
    file.write_text(head + textwrap.dedent(body))
    module = ModuleType("declared")
    module.__file__ = str(file)
    sys.modules["declared"] = module
    exec(compile(file.read_text(), str(file), "exec"), module.__dict__)  # it is a module's own way
    return module


# The field, on a shape of the model; why it is refused.
REFUSED = {
    "Author": [
        ("fist_name: str", "the model `press.Author` has no field `fist_name`; did you mean `first_name`?"),
        ("nothing_like_it: str", "the model `press.Author` has no field `nothing_like_it`"),
        ("initials: str", "`initials` is a property of the model `press.Author`; a `@computed` names the columns"),
        ("id: str", "the column is a `BigAutoField`, which holds `int`, not `str`"),
        ("first_name: int", "the column is a `CharField`, which holds `str`, not `int`"),
        ("first_name: str | int", "the column is a `CharField`, which holds `str`, not `int`"),
        ("first_name: Annotated[int, Field(ge=1)]", "holds `str`, not `int`"),
        ('first_name: str = source("last_nam")', "no field `last_nam`; did you mean `last_name`?"),
        ('first_name: str = source("first_name", lambda qs: qs)', "a queryset is that of a relation to many rows"),
        ("profile: ProfileShape", "there may be no such row: say `ProfileShape | None`"),
        ("profile: list[ProfileShape]", "`profile` leads to one row: say `ProfileShape`"),
        ("articles: ArticleShape", "`articles` leads to many rows: say `list[ArticleShape]`"),
        ("articles: list[ArticleShape] | None", "`articles` leads to many rows: say `list[ArticleShape]`"),
        ("articles: list[int]", "is a relation to `Article`; say a shape of it, `list[ArticleShape]`"),
        ("articles: list[TopicShape]", "`articles` leads to `Article`, and `TopicShape` is a shape of `Topic`"),
        ("query: str", 'every shape has it as a method; `query_: … = source("query")` is free'),
        ("count: int = annotate(Count('article'))", "Django does not take the expression: Cannot resolve keyword"),
        ("count: str = annotate(Count('articles'))", "which holds `int`, not `str`"),
        ("sum: Decimal = annotate(Sum('articles__price'))", "of no rows it is null: say `Decimal | None`"),
        ('title: str = source("articles__headline")', "`articles` leads to many rows; declare a list of a shape"),
    ],
    "Article": [
        ("comment: list[CommentShape]", "has no field `comment`; did you mean `comment_set`?"),
        ("author: int", "is a relation to `Author`; say a shape of it, `AuthorShape`, or `author_id: …` for the key"),
        ("author_id: str", "which holds `int`, not `str`"),
        ("editor: AuthorRow", "there may be no such row: say `AuthorRow | None`"),
        ("editor_id: int", "it may be null: say `int | None`"),
        ("price: float", "the column is a `DecimalField`, which holds `Decimal`, not `float`"),
        ("changed_at: date", "the column is a `DateTimeField`, which holds `datetime`, not `date`"),
        ("status: Word", "the column's choices have `'out'`, which is none of the annotation's values"),
        ('status: Literal["draft", 1]', "which holds `str`, not `1`"),
        ('section_title: str = source("section__title")', "it may be null: say `str | None`"),
        ('x: str = source("author__nam")', "the model `press.Author` has no column `nam`"),
        ('x: str = source("writer__name")', "the model `press.Article` has no relation `writer`"),
        ('x: str = source("author__last_name", default="")', "a path over relations is only read"),
        (
            'other: AuthorRow | None = source("editor")\n    editor: AuthorRow | None',
            "leads to one row, and a field has it",
        ),
        ("topics: list[TopicShape]\n    topics_: set[TopicShape] = source('topics')", "say a shape of it"),
    ],
    "Note": [("about: str", "`about` leads to rows of any model, and a shape is of one")],
    "Everything": [
        ("word: str", "it may be null: say `str | None`"),
        ("flag: int", "which holds `bool`, not `int`"),
        ("level: Literal[1]", "the column's choices have `2`"),
        ("double: str", "holds `int`, not `str`"),
    ],
}


@pytest.mark.filterwarnings("ignore:Field name:UserWarning")  # pydantic's, before the refusal that says more
@pytest.mark.parametrize(
    ("model", "field", "why"), [(model, *each) for model, cases in REFUSED.items() for each in cases]
)
def test_a_field_that_cannot_be(tmp_path: Path, model: str, field: str, why: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        declare(tmp_path, f"class Bad(Shape[models.{model}]):\n    '''About.'''\n    {field}\n")
    first = field.splitlines()[-1 if "\n" in field else 0].strip()
    name = first.partition(":")[0]
    line = len(HEAD.splitlines()) + 3 + field.count("\n")
    assert str(refused.value).startswith(f"{tmp_path}/declared.py:{line}: shape `Bad`: field `{name}`: ")
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("needs", "why"),
    [
        ('"first_nam"', "did you mean `first_name`?"),
        ('"articles"', "`articles` is a relation; name the columns of its row, as in `articles__…`"),
        ('"articles__price"', "`articles` leads to many rows"),
        ('"profile__bio"', "the shape has `profile` as a field; the function finds it on `self`"),
    ],
)
def test_what_a_function_needs(tmp_path: Path, needs: str, why: str) -> None:
    body = f"""
    class Bad(Shape[models.Author]):
        profile: ProfileShape | None
        @computed({needs})
        def full(self, row: models.Author) -> str:
            return ""
    """
    with pytest.raises(DeclarationError, match=re.escape("shape `Bad`: field `full`: ")) as refused:
        declare(tmp_path, body)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("class Bad(Shape[int]): pass", "`Shape[…]` takes a model, not `int`"),
        ("class Bad(Shape[models.models.Model]): pass", "`Shape[…]` takes a model"),
        ("class Bad(Shape[models.Article], version='price'):\n    price: Decimal", "names no field of its own"),
        ("class Bad(Shape[models.Article], version='versio'):\n    version: int", '`version="versio"` names no field'),
    ],
)
def test_a_class_that_cannot_be(tmp_path: Path, statement: str, why: str) -> None:
    with pytest.raises((DeclarationError, TypeError)) as refused:
        declare(tmp_path, statement)
    if "models.Model" not in statement:
        assert why in str(refused.value) and f"declared.py:{len(HEAD.splitlines()) + 1}" in str(refused.value)


def test_all_are_told_at_once(tmp_path: Path) -> None:
    body = """
    class One(Shape[models.Author]):
        fist_name: str
        last_name: int

    class Two(Shape[models.Topic]):
        nam: str
    """
    kept = Refusals()
    with refusals.kept(kept):
        module = declare(tmp_path, body)
    assert [line.partition("declared.py:")[2].split(": the")[0] for line in kept.lines] == [
        "17: shape `One`: field `fist_name`",
        "18: shape `One`: field `last_name`",
        "21: shape `Two`: field `nam`",
    ]
    with pytest.raises(DeclarationError, match="shape `One`: field `fist_name`"):
        module.One.query()


def test_a_shape_of_a_shape_that_comes_later(tmp_path: Path, database: str) -> None:
    body = """
    class First(Shape[models.Author]):
        articles: list["Later"]
        @computed("first_name")
        def name(self, row: "models.Author") -> "Annotated[str, Field(description='Hers.')]":
            return row.first_name

    class Later(Shape[models.Article]):
        count: "int" = annotate(Count("comment"))
    """
    module = declare(tmp_path, body)
    models.Author.objects.create(first_name="Ada", last_name="L").articles.create(headline="h")
    (found,) = module.First.query()
    assert (found.name, found.articles[0].count) == ("Ada", 0)
    with pytest.raises(DeclarationError, match=r"field `nam`: the model `press\.Topic` has no field `nam`"):
        declare(
            tmp_path,
            """
            class First(Shape[models.Article]):
                topics: list["Later"]
            class Later(Shape[models.Topic]):
                nam: str
            First.query()
            """,
        )


def test_what_waited_is_told_at_start(tmp_path: Path) -> None:
    body = """
    class First(Shape[models.Article]):
        headlin: str
        topics: list["Later"]
    class Later(Shape[models.Topic]):
        name: str
    class Never(Shape[models.Article]):
        topics: list["Nobody"]
    """
    kept = Refusals()
    with refusals.kept(Refusals()):
        settle()  # What other tests have left.
    with refusals.kept(kept):
        declare(tmp_path, body)
        assert kept.lines == []
        settle()
        settle()
    first, never = kept.lines
    assert "declared.py:17: shape `First`: field `headlin`: the model `press.Article` has no field `headlin`" in first
    assert "declared.py:21: shape `Never`: it names a type that cannot be resolved" in never


def test_a_shape_within_itself(tmp_path: Path) -> None:
    body = """
    class Link(Shape[models.Chain]):
        name: str
        below: list["Link"]
    """
    with pytest.raises(
        DeclarationError, match="`Link` is within itself, and would never end; declare a shape for each"
    ):
        declare(tmp_path, body)
    around = """
    class Upper(Shape[models.Author]):
        articles: list["Lower"]

    class Lower(Shape[models.Article]):
        author: Upper

    Upper.model_rebuild()
    """
    with pytest.raises(DeclarationError, match="`Lower` is within itself"):
        declare(tmp_path, around)


def test_annotations_as_text(tmp_path: Path, database: str) -> None:
    head = "from __future__ import annotations\n" + HEAD
    body = """
    class Row(Shape[models.Article]):
        title: str = source("headline")
        count: int = annotate(Count("comment"))
        who: str = source("author__last_name")
        @computed("price")
        def dear(self, row: models.Article) -> bool:
            return row.price > 5
    """
    module = declare(tmp_path, body, head)
    models.Author.objects.create(first_name="Ada", last_name="L").articles.create(headline="h", price=6)
    (found,) = module.Row.query()
    assert (found.title, found.count, found.who, found.dear) == ("h", 0, "L", True)


@pytest.fixture
def scope() -> Iterator[registry.Registry]:
    with registry.scoped() as scope:
        yield scope


class Base(Shape[models.Author]):
    """Somebody."""

    first_name: str
    family: str = source("last_name")


class Wider(Base):
    email: str
    id: int


class Other(Base):
    """The same name for another column."""

    last_name: str
    family: str = source("first_name")
    first_name: str = source("email")


class Again(Other):
    first_name: str


def test_a_shape_of_a_shape(database: str) -> None:
    row = models.Author.objects.create(first_name="Ada", last_name="L", email="a@b.example")
    assert Wider.get(row.pk).model_dump() == {
        "first_name": "Ada",
        "family": "L",
        "email": "a@b.example",
        "id": row.pk,
    }
    assert Other.get(row.pk).model_dump() == {"first_name": "a@b.example", "family": "Ada", "last_name": "L"}
    assert Again.get(row.pk).first_name == "Ada"


M = TypeVar("M", bound=Model)


class Keyed(Shape[M], Generic[M]):
    """What shapes of any model have."""

    key: int = source("pk")


class KeyedTopic(Keyed[models.Topic]):
    name: str


def test_a_shape_of_any_model(database: str) -> None:
    row = models.Topic.objects.create(name="a")
    assert KeyedTopic.get(row.pk).model_dump() == {"key": row.pk, "name": "a"}


def test_the_ir_has_its_docs_and_both_forms(scope: registry.Registry) -> None:
    @client
    def put(author: Base) -> Wider:
        raise NotImplementedError

    text = scope.freeze().graph.text()
    assert 'struct "Base" {\n    doc "Somebody."\n    field "first_name" {\n        doc "As it stands below' in text
    assert 'field "family" {\n        string' in text


def test_what_is_read_is_not_in_the_form_that_is_sent(scope: registry.Registry) -> None:
    from testsite.press.shapes import ArticleShape

    @client
    def put(article: ArticleShape) -> ArticleShape:
        raise NotImplementedError

    types: dict[str, Any] = {
        each.name: [field.name for field in each.fields]
        for each in decode(scope.freeze().graph.ir()).types
        if hasattr(each, "fields")
    }
    assert "comment_count" in types["ArticleShape"] and "author_name" in types["ArticleShape"]
    assert types["ArticleShapeInput"] == [
        *("id", "title", "status", "price", "version", "editor", "section", "topics", "comments")
    ]


def test_a_default_of_the_form_that_is_sent() -> None:
    class Row(Shape[models.Article]):
        title: str = source("headline", default="untitled")

    assert Row().title == "untitled" and Row().model_fields_set == set()
