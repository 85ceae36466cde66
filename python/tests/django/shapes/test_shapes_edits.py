"""What an edit changes, where it may reach, and that all or nothing is stored, by the model's own rules."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import Count
from django.db.models.signals import post_delete, post_save
from testsite.press import models
from testsite.press.shapes import (
    ArticleShape,
    AuthorRow,
    CommentShape,
    ProfileShape,
    ReplyShape,
    SectionShape,
    TopicShape,
)

from mizan.django.shapes import Changes, Shape, source
from mizan.errors import Conflict, Fault, Invalid, NotFound


@pytest.fixture
def article(database: str) -> models.Article:
    """With two comments, a reply and a topic."""
    ada = models.Author.objects.create(first_name="Ada", last_name="Lovelace")
    article = ada.articles.create(headline="old", price=1)
    for place in range(2):
        article.comment_set.create(writer="w", text=f"c{place}", place=place).replies.create(text=f"r{place}")
    article.topics.add(models.Topic.objects.create(name="a"))
    return article


@pytest.fixture
def other(article: models.Article) -> models.Article:
    """Somebody else's, with a comment."""
    bob = models.Author.objects.create(first_name="Bob", last_name="Moore")
    other = bob.articles.create(headline="his", price=9)
    other.comment_set.create(writer="w", text="his")
    return other


def edited(article: models.Article) -> ArticleShape:
    """What a client was given, and sends back: by the names of the wire."""
    read = ArticleShape.get(article.pk, comments=lambda qs: qs.order_by("pk"))
    sent = read.model_dump(exclude={*ArticleShape.model_computed_fields})
    return ArticleShape.model_validate(sent)


def told(changes: Changes[Any]) -> list[tuple[Any, ...]]:
    return [(each.kind, each.path, each.model.__name__, dict(each.values)) for each in changes]


def test_nothing_changed(article: models.Article, asked: Any) -> None:
    edit = edited(article)
    # The article, its editor (null asks nothing), its section likewise, topics, comments, replies.
    with asked(4):
        changes = edit.diff(article)
    assert not changes and len(changes) == 0 and list(changes) == []
    with asked(2) as queries:
        changes.save()
    assert all("SAVEPOINT" in each["sql"] for each in queries.captured_queries)


def test_created_updated_and_removed(article: models.Article) -> None:
    edit = edited(article)
    first, second = edit.comments
    first.text = "mended"
    first.replies = [ReplyShape(text="new")]
    edit.title = "new"
    edit.comments = [first, CommentShape(by="x", text="added", place=7, replies=[ReplyShape(text="below")])]
    changes = edit.diff(lambda qs: qs.filter(pk=article.pk))
    assert told(changes) == [
        ("updated", (), "Article", {"title": ("old", "new")}),
        ("removed", ("comments",), "Comment", {}),
        ("updated", ("comments", 0), "Comment", {"text": ("c0", "mended")}),
        ("removed", ("comments", 0, "replies"), "Reply", {}),
        ("created", ("comments", 0, "replies", 0), "Reply", {"text": (None, "new")}),
        ("created", ("comments", 1), "Comment", {"by": (None, "x"), "text": (None, "added"), "place": (None, 7)}),
        ("created", ("comments", 1, "replies", 0), "Reply", {"text": (None, "below")}),
    ]
    assert changes.removed[0].key == second.id and len(changes.created) == 3
    row = changes.save()
    assert row.pk == article.pk and row.headline == "new"
    stored = edited(article)
    assert [(each.text, [reply.text for reply in each.replies]) for each in stored.comments] == [
        ("mended", ["new"]),
        ("added", ["below"]),
    ]
    assert stored.version == 1 and not stored.diff(article)
    article.refresh_from_db()
    assert article.secret == "not for the paper"


def test_what_was_not_sent_is_not_touched(article: models.Article) -> None:
    changes = ArticleShape(title="new", price=Decimal(1)).diff(article)
    assert told(changes) == [("updated", (), "Article", {"title": ("old", "new")})]


def test_a_default_that_was_not_sent_is_no_value(article: models.Article) -> None:
    class Draft(Shape[models.Article]):
        headline: str
        price: Decimal = Decimal(7)
        section_id: str | None = "default"

    changes = Draft(headline="new").diff(article)
    assert told(changes) == [("updated", (), "Article", {"headline": ("old", "new")})]


def test_what_was_not_shown_is_not_removed(article: models.Article) -> None:
    edit = edited(article)
    edit.comments = edit.comments[:1]
    changes = edit.diff(article, comments=lambda qs: qs.order_by("pk")[:1])
    assert not changes
    assert told(edit.diff(article)) == [("removed", ("comments",), "Comment", {})]


def test_rows_of_another_parent(article: models.Article, other: models.Article) -> None:
    stolen = other.comment_set.get()
    for key in (stolen.pk, 10**9):
        edit = edited(article)
        edit.comments.append(CommentShape(id=key, by="w", text="mine now", place=9))
        with pytest.raises(Invalid) as refused:
            edit.diff(article, argument="article")
        assert refused.value.errors == (Fault(("args", "article", "comments", 2, "id"), "unknown"),)
    edit = edited(article)
    edit.comments[0].replies = [ReplyShape(id=article.comment_set.last().replies.get().pk, text="moved")]
    with pytest.raises(Invalid) as refused:
        edit.diff(article)
    assert refused.value.errors == (Fault(("comments", 0, "replies", 0, "id"), "unknown"),)
    stolen.refresh_from_db()
    assert stolen.article_id == other.pk


def test_a_row_twice(article: models.Article) -> None:
    edit = edited(article)
    edit.comments.append(edit.comments[0].model_copy(deep=True))
    with pytest.raises(Invalid) as refused:
        edit.diff(article)
    assert refused.value.errors == (Fault(("comments", 2, "id"), "unknown"),)
    edit = edited(article)
    edit.topics *= 2
    with pytest.raises(Invalid) as refused:
        edit.diff(article)
    assert refused.value.errors == (Fault(("topics", 1, "id"), "unknown"),)


def test_the_row_itself_is_the_one_that_was_given(article: models.Article, other: models.Article) -> None:
    edit = edited(article)
    edit.id = other.pk
    with pytest.raises(Invalid) as refused:
        edit.diff(article)
    assert refused.value.errors == (Fault(("id",), "unknown"),)
    with pytest.raises(NotFound):
        edited(article).diff(lambda qs: qs.filter(pk=0))
    with pytest.raises(TypeError, match="takes one row, and the queryset has more"):
        edited(article).diff(lambda qs: qs)
    with pytest.raises(TypeError, match="is a shape of `Article`, not `Author`"):
        edited(article).diff(models.Author())  # type: ignore[arg-type] # it is the test


class Placed(Shape[models.Comment]):
    id: int
    article_id: int
    text: str


class Holder(Shape[models.Article]):
    author_id: int
    headline: str
    comment_set: list[Placed]


def test_a_declared_foreign_key(article: models.Article, other: models.Article) -> None:
    first, second = article.comment_set.order_by("pk")
    rows = [Placed(id=each.pk, article_id=article.pk, text=each.text) for each in (first, second)]
    same = Holder(author_id=article.author_id, headline="old", comment_set=rows)
    assert not same.diff(article)
    # The key by which a row belongs to its parent is never written, though it is declared.
    moved = [rows[0], Placed(id=second.pk, article_id=other.pk, text="c1")]
    with pytest.raises(Invalid) as refused:
        Holder(author_id=article.author_id, headline="old", comment_set=moved).diff(article)
    assert refused.value.errors == (Fault(("comment_set", 1, "article_id"), "unknown"),)
    # Another key leads to the rows that the function allows, and to none without.
    given = Holder(author_id=other.author_id, headline="old", comment_set=rows)
    for links in ({}, {"author_id": models.Author.objects.filter(pk=article.author_id)}):
        with pytest.raises(Invalid) as refused:
            given.diff(article, links=links)
        assert refused.value.errors == (Fault(("author_id",), "unknown"),)
    given.diff(article, links={"author_id": models.Author.objects.all()}).save()
    article.refresh_from_db()
    assert article.author_id == other.author_id


def test_links(article: models.Article, other: models.Article, asked: Any) -> None:
    section = models.Section.objects.create(slug="city", title="City")
    topics = [models.Topic.objects.create(name=name) for name in "bc"]
    edit = edited(article)
    edit.editor = AuthorRow(id=other.author_id, last_name="is not looked at")
    edit.section = SectionShape(id=section.pk, title="City")
    edit.topics = [TopicShape(id=each.pk, name="x") for each in topics]
    with pytest.raises(Invalid) as refused:
        edit.diff(article, links={"topics": models.Topic.objects.exclude(name="c")})
    assert refused.value.errors == (
        Fault(("editor", "id"), "unknown"),
        Fault(("section", "id"), "unknown"),
        Fault(("topics", 1, "id"), "unknown"),
    )
    allowed = {
        "editor": models.Author.objects.all(),
        "section": models.Section.objects.all(),
        "topics": models.Topic.objects.all(),
    }
    with asked(7):
        changes = edit.diff(article, links=allowed)
    assert len(changes.linked) == 2 and len(changes.unlinked) == 1
    changes.save()
    article.refresh_from_db()
    assert (article.editor, article.section) == (other.author, section)
    assert sorted(each.name for each in article.topics.all()) == ["b", "c"]
    other.author.refresh_from_db()
    assert other.author.last_name == "Moore"
    edit = edited(article)
    edit.editor = edit.section = None
    edit.topics = []
    edit.diff(article).save()
    article.refresh_from_db()
    assert (article.editor, article.section, article.topics.count()) == (None, None, 0)


def test_a_row_of_one_to_one(article: models.Article) -> None:
    class Half(Shape[models.Author]):
        id: int
        profile: ProfileShape | None

    author = article.author
    for profile, kind in ((ProfileShape(bio="a"), "created"), (ProfileShape(bio="b"), "updated"), (None, "removed")):
        changes = Half(id=author.pk, profile=profile).diff(author)
        assert [(each.kind, each.path) for each in changes] == [(kind, ("profile",))]
        changes.save()
        assert [each.bio for each in models.Profile.objects.all()] == ([profile.bio] if profile else [])


def test_a_row_that_is_new(article: models.Article) -> None:
    edit = ArticleShape(
        title="fresh",
        price=Decimal("2.5"),
        comments=[CommentShape(by="w", text="first", replies=[ReplyShape(text="r")])],
    )
    changes = edit.diff(models.Article(author=article.author, secret="set by the server"))
    assert [each.kind for each in changes] == ["created"] * 3
    row = changes.save()
    stored = edited(row)
    assert (stored.title, stored.price, stored.comments[0].replies[0].text) == ("fresh", Decimal("2.5"), "r")
    assert row.secret == "set by the server"
    edit.id = 5
    with pytest.raises(Invalid):
        edit.diff(models.Article(author=article.author))


def test_what_the_models_validators_refuse(article: models.Article) -> None:
    edit = edited(article)
    edit.title = "x" * 81
    edit.price = Decimal("-1")
    edit.status = "burnt"  # type: ignore[assignment] # no client can send it
    edit.comments.append(CommentShape(by="w", text="", place=3))
    changes = edit.diff(article, argument="article")
    with pytest.raises(Invalid) as refused:
        changes.save()
    assert refused.value.errors == (
        Fault(("args", "article", "comments", 2, "text"), "length"),
        Fault(("args", "article", "price"), "range"),
        Fault(("args", "article", "status"), "enum"),
        Fault(("args", "article", "title"), "length"),
    )
    article.refresh_from_db()
    assert article.headline == "old"


def test_null_where_the_column_takes_none(article: models.Article) -> None:
    class Loose(Shape[models.Article]):
        headline: str | None
        author: AuthorRow | None

    with pytest.raises(Invalid) as refused:
        Loose(headline=None, author=None).diff(article)
    assert refused.value.errors == (Fault(("author",), "type"), Fault(("headline",), "type"))


def test_what_only_the_database_knows(article: models.Article) -> None:
    edit = edited(article)
    edit.title = "new"
    edit.comments.append(CommentShape(by="w", text="same place", place=1))
    with pytest.raises(Invalid) as refused:
        edit.diff(article).save()
    assert refused.value.errors == (Fault(("comments", 2), "format"),)
    article.refresh_from_db()
    assert article.headline == "old" and article.comment_set.count() == 2
    # What is removed makes place first.
    edit.comments = [edit.comments[0], edit.comments[2]]
    edit.diff(article).save()
    assert article.comment_set.get(place=1).text == "same place"


def test_text_that_not_every_database_holds(article: models.Article) -> None:
    edit = edited(article)
    edit.title = "a\0b"
    edit.section = SectionShape(id=1, title="\0")
    with pytest.raises(Invalid) as refused:
        edit.diff(article, links={"section": models.Section.objects.all()})
    assert refused.value.errors == (Fault(("section", "id"), "unknown"), Fault(("title",), "format"))

    class Keyed(Shape[models.Article]):
        section_id: str | None

    with pytest.raises(Invalid) as refused:
        Keyed(section_id="\0").diff(article, links={"section_id": models.Section.objects.all()})
    assert refused.value.errors == (Fault(("section_id",), "format"),)


def test_a_row_that_was_removed_meanwhile(article: models.Article) -> None:
    edit = edited(article)
    edit.title = "new"
    edit.comments[0].text = "mended"
    changes = edit.diff(article)
    models.Comment.objects.filter(pk=edit.comments[0].id).delete()
    with pytest.raises(Conflict):
        changes.save()
    article.refresh_from_db()
    assert article.headline == "old"


def test_stored_once(article: models.Article) -> None:
    changes = ArticleShape(title="new", price=Decimal(1)).diff(article)
    changes.save()
    with pytest.raises(RuntimeError, match="stored already"):
        changes.save()


def test_what_is_in_use_is_not_removed(article: models.Article) -> None:
    class Part(Shape[models.Part]):
        id: int

    class Whole(Shape[models.Author]):
        id: int
        parts: list[Part]

    part = models.Part.objects.create(author=article.author)
    models.Use.objects.create(part=part)
    with pytest.raises(Conflict):
        Whole(id=article.author_id, parts=[]).diff(article.author).save()
    assert models.Part.objects.exists()


def test_a_row_whose_key_is_its_parents(article: models.Article) -> None:
    class Desk(Shape[models.Desk]):
        author_id: int | None = None
        room: str

    class Seated(Shape[models.Author]):
        id: int
        desk: Desk | None

    author = article.author
    for key, room in ((None, "a"), (author.pk, "b")):
        Seated(id=author.pk, desk=Desk(author_id=key, room=room)).diff(author).save()
        assert models.Desk.objects.get().room == room
    models.Desk.objects.all().delete()
    Seated(id=author.pk, desk=Desk(author_id=author.pk, room="c")).diff(author).save()
    with pytest.raises(Invalid):
        Seated(id=author.pk, desk=Desk(author_id=author.pk + 1, room="d")).diff(author)
    assert models.Desk.objects.get(author=author).room == "c"


def test_a_row_that_is_more_than_its_shape_says(article: models.Article) -> None:
    class Plain(Shape[models.Author]):
        id: int | None = None
        last_name: str

    class Team(Shape[models.Team]):
        members: list[Plain]

    team = models.Team.objects.create()
    Team(members=[Plain(last_name="x")]).diff(team).save()
    assert models.Member.objects.get(team=team).last_name == "x"


def test_columns_that_nobody_edits(article: models.Article, database: str) -> None:
    class Dated(Shape[models.Article]):
        headline: str
        changed_at: datetime

    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    changes = Dated(headline="old", changed_at=long_ago).diff(article)
    assert not changes

    class Stored(Shape[models.Everything]):
        file: str
        double: int
        small: int

    row = models.Everything.objects.create(
        moment=long_ago, day=long_ago.date(), hour=time(1), span=timedelta(1), file="mine.txt"
    )
    changes = Stored(file="../../etc/passwd", double=9, small=3).diff(row)
    assert told(changes) == [("updated", (), "Everything", {"small": (1, 3)})]
    changes.save()
    row.refresh_from_db()
    assert (row.file.name, row.small, row.double) == ("mine.txt", 3, 6)


def test_what_moves_makes_place_for_what_is_new(article: models.Article) -> None:
    edit = edited(article)
    moved = edit.comments[1]
    moved.place = 6
    edit.comments = [CommentShape(by="w", text="new", place=1), moved, edit.comments[0]]
    edit.diff(article).save()
    assert [each.text for each in article.comment_set.order_by("place")] == ["c0", "new", "c1"]


def test_another_version(article: models.Article) -> None:
    mine, hers = edited(article), edited(article)
    mine.title, hers.title = "mine", "hers"
    at_once = hers.diff(article)
    mine.diff(article).save()
    with pytest.raises(Conflict):
        hers.diff(article)
    # Read before the other was stored, as without a lock.
    with pytest.raises(Conflict):
        at_once.save()
    article.refresh_from_db()
    assert (article.headline, article.version) == ("mine", 1)


def test_signals_and_moments_of_change(article: models.Article) -> None:
    seen: list[str] = []

    def saved(sender: Any, created: bool, **_: Any) -> None:
        seen.append(f"{'created' if created else 'saved'} {sender.__name__}")

    def deleted(sender: Any, **_: Any) -> None:
        seen.append(f"deleted {sender.__name__}")

    post_save.connect(saved)
    post_delete.connect(deleted)
    try:
        before = article.changed_at
        edit = edited(article)
        edit.title = "new"
        edit.comments = [CommentShape(by="w", text="t", place=5)]
        edit.diff(article).save()
    finally:
        post_save.disconnect(saved)
        post_delete.disconnect(deleted)
    assert "saved Article" in seen and "created Comment" in seen and seen.count("deleted Comment") == 2
    article.refresh_from_db()
    assert article.changed_at > before


def test_the_row_is_locked_where_the_database_can(article: models.Article, database: str, asked: Any) -> None:
    with transaction.atomic(using=database), asked(4) as queries:
        edited_article = ArticleShape(title="x", price=Decimal(1))
        edited_article.diff(lambda qs: qs.filter(pk=article.pk))
    locks = [each["sql"] for each in queries.captured_queries if "FOR UPDATE" in each["sql"]]
    assert len(locks) == int(connections[database].features.has_select_for_update)


@pytest.mark.parametrize(
    "narrow",
    [
        lambda qs: qs.distinct(),
        lambda qs: qs.annotate(replies=Count("comment__replies")),
        lambda qs: qs.order_by("pk")[:1],
    ],
)
def test_rows_that_no_database_locks(article: models.Article, database: str, narrow: Any) -> None:
    with transaction.atomic(using=database):
        changes = ArticleShape(title="x", price=Decimal(1)).diff(narrow)
    assert [each.kind for each in changes] == ["updated"]


def test_shapes_that_tell_no_rows_apart(article: models.Article) -> None:
    class Line(Shape[models.Comment]):
        text: str

    class Lines(Shape[models.Article]):
        lines: list[Line] = source("comment_set")

    with pytest.raises(TypeError, match="`Line` does not declare the primary key of `Comment`"):
        Lines(lines=[Line(text="x")]).diff(article)
