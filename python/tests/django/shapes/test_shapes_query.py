"""Shapes are fetched by one query for each level, with the columns that are needed, and ask nothing afterwards."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, F, IntegerField, QuerySet, Sum
from django.test import override_settings
from pydantic import BaseModel
from testsite.press import models
from testsite.press.shapes import ArticleShape, AuthorShape, TopicShape

from mizan import client, registry
from mizan.django.shapes import Shape, annotate, computed, fits, source
from mizan.errors import NotFound


@pytest.fixture
def ada(database: str) -> models.Author:
    """Three articles: with comments, replies, topics, an editor and a section."""
    ada = models.Author.objects.create(first_name="Ada", last_name="Lovelace")
    bob = models.Author.objects.create(first_name="Bob", last_name="Moore")
    models.Profile.objects.create(author=ada, bio="counts")
    section = models.Section.objects.create(slug="city", title="City")
    topics = [models.Topic.objects.create(name=name) for name in ("a", "b", "c")]
    for at in range(3):
        article = ada.articles.create(
            headline=f"h{at}", price=at, editor=bob if at else None, section=section if at else None
        )
        article.topics.set(topics[:at])
        for place in range(at):
            comment = article.comment_set.create(writer="w", text=f"c{place}", place=place)
            comment.replies.create(text="r")
    return ada


def test_one_query_for_each_level(ada: models.Author, asked: Any) -> None:
    # Authors, their profile, articles, and of these editor, section, topics, comments, replies.
    with asked(8) as queries:
        found = AuthorShape.query(lambda qs: qs.order_by("pk"), articles=lambda qs: qs.order_by("-pk"))
    with asked(0):
        first, second = found
        assert first.full_name == "Ada Lovelace, 3" and first.profile is not None and first.profile.bio == "counts"
        assert [each.title for each in first.articles] == ["h2", "h1", "h0"]
        newest, _, oldest = first.articles
        assert newest.editor is not None and newest.editor.last_name == "Moore" and oldest.editor is None
        assert newest.section is not None and newest.section.title == newest.section_title == "City"
        assert oldest.section is None and oldest.section_title is None
        assert [each.name for each in newest.topics] == ["a", "b"]
        assert [(each.by, each.text, len(each.replies)) for each in newest.comments] == [("w", "c0", 1), ("w", "c1", 1)]
        # Two aggregates over two relations do not multiply.
        assert (newest.comment_count, newest.topic_count) == (2, 2)
        assert (newest.loud, newest.author_name, newest.status) == ("H2", "Lovelace", models.Status.DRAFT)
        assert isinstance(newest.status, models.Status)
        assert second.articles == [] and second.profile is None
        repr(found), [each.model_dump() for each in found]
    assert not any("secret" in each["sql"] or "email" in each["sql"] for each in queries.captured_queries)


def test_levels_by_functions_of_their_own(ada: models.Author, asked: Any) -> None:
    with asked(8):
        (found,) = AuthorShape.query(
            lambda qs: qs.filter(pk=ada.pk),
            articles=lambda qs: qs.order_by("-price")[:2],
            articles__comments=lambda qs: qs.filter(place=1),
            articles__topics=lambda qs: qs.order_by("-name")[:1],
        )
    assert [each.title for each in found.articles] == ["h2", "h1"]
    assert [[each.text for each in article.comments] for article in found.articles] == [["c1"], []]
    assert [[each.name for each in article.topics] for article in found.articles] == [["b"], ["a"]]
    # Counted by the database, whatever the level shows.
    assert found.articles[0].comment_count == 2


def test_expressions_can_be_ordered_and_filtered_by(ada: models.Author, asked: Any) -> None:
    class Row(Shape[models.Article]):
        headline: str
        comments: int = annotate(Count("comment"))
        topics_here: int = annotate(Count("topics", distinct=True))

    with asked(1):
        found = Row.query(lambda qs: qs.filter(comments__gte=1, topics__name="a").order_by("-comments"))
    assert [(each.headline, each.comments, each.topics_here) for each in found] == [("h2", 2, 2), ("h1", 1, 1)]


def test_a_relation_twice_with_querysets_of_its_own(ada: models.Author, asked: Any) -> None:
    class Row(Shape[models.Article]):
        headline: str

    class Two(Shape[models.Author]):
        dear: list[Row] = source("articles", lambda qs: qs.filter(price__gte=1))
        cheap: list[Row] = source("articles", lambda qs: qs.filter(price__lt=1))

    with asked(3):
        (found,) = Two.query(lambda qs: qs.filter(pk=ada.pk), dear=lambda qs: qs.order_by("-price"))
    assert [each.headline for each in found.dear] == ["h2", "h1"]
    assert [each.headline for each in found.cheap] == ["h0"]


def test_a_function_may_say_what_columns_it_likes(ada: models.Author, asked: Any) -> None:
    def wild(qs: QuerySet[models.Article]) -> QuerySet[models.Article]:
        return qs.select_related("author", "editor").only("secret").filter(price=2)

    # The articles, and of these editor, section, topics, comments, replies.
    with asked(6) as queries:
        (found,) = ArticleShape.query(wild)
    assert not any("secret" in each["sql"] for each in queries.captured_queries)
    with asked(6):
        (again,) = ArticleShape.query(lambda qs: qs.defer("headline", "price").filter(price=2))
    assert found == again and found.title == "h2"


@pytest.mark.parametrize(
    "root",
    [
        lambda qs: qs.values("pk"),
        lambda qs: list(qs),
        lambda qs: models.Topic.objects.all(),
        lambda qs: None,
    ],
)
def test_a_function_that_gives_no_rows(database: str, root: Any) -> None:
    with pytest.raises(TypeError, match="queryset function"):
        ArticleShape.query(root)


def test_a_level_that_is_none(database: str) -> None:
    with pytest.raises(TypeError, match=r"`AuthorShape` has no level `article`; did you mean `articles`\?"):
        AuthorShape.query(article=lambda qs: qs)
    with pytest.raises(TypeError, match="`articles__editor` leads to one row"):
        AuthorShape.query(articles__editor=lambda qs: qs)
    with pytest.raises(TypeError, match="`articles` takes a function of a queryset"):
        AuthorShape.query(articles=models.Article.objects.all())  # type: ignore[arg-type] # it is the test


def test_get(ada: models.Author, database: str) -> None:
    assert AuthorShape.get(ada.pk).first_name == "Ada"
    assert AuthorShape.get(lambda qs: qs.filter(first_name="Ada")).id == ada.pk
    assert AuthorShape.get_or_none(0) is None
    with pytest.raises(NotFound):
        AuthorShape.get(0)
    with pytest.raises(models.Author.MultipleObjectsReturned):
        AuthorShape.get(lambda qs: qs)
    assert AuthorShape.query(lambda qs: qs.none()) == []


def test_no_rows_ask_nothing_below(database: str, asked: Any) -> None:
    with asked(1):
        assert AuthorShape.query(lambda qs: qs.filter(first_name="nobody")) == []


def test_awaited() -> None:
    # SQLite in memory is there for one thread alone, which is why nothing is written.
    async def ask() -> Any:
        return [AuthorShape.aquery, AuthorShape.aget, AuthorShape.apaginate, AuthorShape.ascroll]

    assert all(asyncio.iscoroutinefunction(each) for each in asyncio.run(ask()))


def test_a_computed_field_is_refused_the_database(ada: models.Author) -> None:
    class Lazy(Shape[models.Author]):
        @computed("first_name")
        def full(self, row: models.Author) -> str:
            return row.first_name + row.last_name

    class Related(Shape[models.Article]):
        @computed("headline")
        def names(self, row: models.Article) -> str:
            return ",".join(each.name for each in row.topics.all())

    with pytest.raises(RuntimeError, match=r"`Lazy\.full` asked the database: name in `@computed\(…\)`"):
        Lazy.query()
    with pytest.raises(RuntimeError, match=r"`Related\.names` asked the database"):
        Related.query()


def test_a_computed_field_over_a_relation(ada: models.Author, asked: Any) -> None:
    class Line(Shape[models.Article]):
        headline: str

        @computed("author__first_name", "section__title")
        def line(self, row: models.Article) -> str:
            return f"{self.headline} by {row.author.first_name} in {row.section.title if row.section else '-'}"

    with asked(1):
        found = Line.query(lambda qs: qs.order_by("pk"))
    assert [each.line for each in found] == ["h0 by Ada in -", "h1 by Ada in City", "h2 by Ada in City"]


def test_an_instance_that_was_sent_has_nothing_that_is_read() -> None:
    sent = ArticleShape(title="x", price=Decimal(1))
    with pytest.raises(AttributeError, match="`comment_count` is there when a row is read"):
        _ = sent.comment_count


class Level(Enum):
    LOW = 1
    HIGH = 2


class Data(BaseModel):
    a: int


class Columns(Shape[models.Everything]):
    pk: int
    small: int
    big: int
    flag: bool
    ratio: float
    price: Decimal
    moment: datetime
    day: date
    hour: time
    span: timedelta
    code: UUID
    raw: bytes
    data: Data
    file: str
    address: str
    level: Level
    number: Literal[1, 2] = source("level")
    word: str | None
    double: int


def test_every_kind_of_column(database: str) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    row = models.Everything.objects.create(
        moment=moment,
        day=date(2026, 1, 2),
        hour=time(1, 2),
        span=timedelta(3),
        level=2,
        file="a/b.txt",
        code=UUID(int=5),
        data={"a": 1},
    )
    found = Columns.get(row.pk)
    assert (found.level, found.number, found.file, found.data, found.double) == (Level.HIGH, 2, "a/b.txt", Data(a=1), 2)
    with registry.scoped() as scope:

        @client
        def columns() -> Columns:
            """Never called."""
            raise NotImplementedError

        written = scope.freeze().graph.encode_result("columns", found)
    assert written.decode() == (
        f'{{"pk":{row.pk},"small":1,"big":2,"flag":true,"ratio":0.5,"price":"1.25","moment":"2026-01-02T03:04:05.000006Z",'
        '"day":"2026-01-02","hour":"01:02:00","span":"P3D","code":"00000000-0000-0000-0000-000000000005","raw":"AP8",'
        '"data":{"a":1},"file":"a/b.txt","address":"127.0.0.1","level":2,"number":2,"word":null,"double":2}'
    )


def test_moments_without_a_zone(database: str) -> None:
    with override_settings(USE_TZ=False):

        class Row(Shape[models.Everything]):
            pk: int
            moment: datetime

        row = models.Everything.objects.create(
            moment=datetime(2026, 1, 2, 3), day=date(2026, 1, 2), hour=time(1), span=timedelta(1)
        )
        found = Row.get(row.pk)
        assert found.moment.isoformat() == "2026-01-02T03:00:00+01:00"
        assert not found.diff(row)
        found.moment += timedelta(hours=1)
        found.diff(row).save()
        row.refresh_from_db()
        assert row.moment == datetime(2026, 1, 2, 4)


def test_columns_of_lists() -> None:
    field = ArrayField(ArrayField(IntegerField()))
    assert fits.misfit(list[list[int]], field, nullable=False) is None
    assert fits.misfit(list, field, nullable=False) is None
    for annotation in (list[int], list[list[str]], int, str):
        assert fits.misfit(annotation, field, nullable=False) is not None


def test_functions_may_fetch_what_they_like(ada: models.Author, asked: Any) -> None:
    with asked(6):
        ArticleShape.query(lambda qs: qs.prefetch_related("comment_set__replies", "editor"))


def test_rows_of_a_table_over_another(ada: models.Author, asked: Any) -> None:
    class ReportShape(Shape[models.Report]):
        title: str = source("headline")
        pages: int
        topics: list[TopicShape]
        comments: list["CommentLine"] = source("comment_set")

    class CommentLine(Shape[models.Comment]):
        text: str
        article_id: int

    ReportShape.model_rebuild(_types_namespace={"CommentLine": CommentLine})
    report = models.Report.objects.create(author=ada, headline="r", pages=7)
    report.comment_set.create(writer="w", text="good")
    report.topics.set(models.Topic.objects.filter(name="a"))
    with asked(3):
        (found,) = ReportShape.query()
    assert (found.title, found.pages, [each.name for each in found.topics]) == ("r", 7, ["a"])
    assert found.comments[0].article_id == report.pk


def test_rows_about_any_model(ada: models.Author, asked: Any) -> None:
    class NoteShape(Shape[models.Note]):
        text: str

    class Noted(Shape[models.Article]):
        headline: str
        notes: list[NoteShape]

    article = ada.articles.get(headline="h1")
    models.Note.objects.create(text="check this", about=article)
    Noted.query()  # Django keeps the number of a content type.
    with asked(2):
        found = Noted.query(lambda qs: qs.order_by("pk"), notes=lambda qs: qs.order_by("pk"))
    assert [[each.text for each in row.notes] for row in found] == [[], ["check this"], []]


def test_sums_of_no_rows(ada: models.Author) -> None:
    class Worth(Shape[models.Author]):
        last_name: str
        sum: Decimal | None = annotate(Sum("articles__price"))
        sure: Decimal = annotate(Sum("articles__price", default=Decimal(0)))
        twice: int = annotate(F("pk") * 2)

    found = Worth.query(lambda qs: qs.order_by("pk"))
    assert [(each.sum, each.sure) for each in found] == [(3, 3), (None, 0)]
    assert found[0].twice == 2 * ada.pk


def test_what_a_key_points_at_is_there_whatever_its_manager_hides(database: str) -> None:
    class RoomRow(Shape[models.Room]):
        name: str

    class SeatRow(Shape[models.Seat]):
        room: RoomRow

    models.Seat.objects.create(room=models.Room.objects.create(name="attic", closed=True))
    assert [each.room.name for each in SeatRow.query()] == ["attic"]
    assert RoomRow.query() == []


def test_a_function_that_begins_anew(database: str) -> None:
    class Counted(Shape[models.Author]):
        last_name: str
        article_count: int = annotate(Count("articles"))

    ada = models.Author.objects.create(first_name="Ada", last_name="Lovelace")
    ada.articles.create(headline="one")
    found = Counted.query(lambda _: models.Author.objects.filter(pk=ada.pk))
    assert [(each.last_name, each.article_count) for each in found] == [("Lovelace", 1)]
