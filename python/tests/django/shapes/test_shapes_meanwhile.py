"""What becomes of an edit where others are at work: a key that was just taken, an older version, rows that left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.db.models.signals import pre_save
from testsite.press import models

from mizan.django.shapes import Shape
from mizan.errors import Conflict, Fault, Invalid


class Line(Shape[models.Comment]):
    id: int | None = None
    text: str
    place: int = 0


class Page(Shape[models.Article], version="version"):
    headline: str
    version: int
    comment_set: list[Line]


class Linked(Shape[models.Topic]):
    id: int


class Tagged(Shape[models.Article], version="version"):
    version: int
    topics: list[Linked]


@pytest.fixture
def article(database: str) -> models.Article:
    ada = models.Author.objects.create(first_name="Ada", last_name="Lovelace")
    article = ada.articles.create(headline="old")
    article.comment_set.create(writer="w", text="c0")
    return article


@contextmanager
def at_once(model: type[Any], write: Callable[[], Any]) -> Iterator[None]:
    """As the first row of the model is about to be written, after all that could be asked was asked."""

    def once(sender: Any, **_: Any) -> None:
        if sender is model:
            pre_save.disconnect(once)
            write()

    pre_save.connect(once)
    try:
        yield
    finally:
        pre_save.disconnect(once)


def test_a_key_that_was_just_taken(article: models.Article) -> None:
    edit = Page.get(article.pk)
    edit.headline = "new"
    edit.comment_set = [*edit.comment_set, Line(text="mine", place=1)]
    changes = edit.diff(article)
    with (
        at_once(models.Comment, lambda: article.comment_set.create(text="hers", place=1)),
        pytest.raises(Conflict) as refused,
    ):
        changes.save()
    assert refused.value.detail == "it does not go with what is stored"
    article.refresh_from_db()
    assert (article.headline, article.version, article.comment_set.count()) == ("old", 0, 1)


def test_a_value_that_was_just_taken(article: models.Article) -> None:
    class Named(Shape[models.Topic]):
        name: str

    topic = models.Topic.objects.create(name="a")
    changes = Named(name="b").diff(topic)
    with at_once(models.Topic, lambda: models.Topic.objects.create(name="b")), pytest.raises(Conflict) as late:
        changes.save()
    assert late.value.detail == "it does not go with what is stored"
    topic.refresh_from_db()
    assert topic.name == "a"
    # Known before it is written, it is the caller's fault.
    models.Topic.objects.create(name="b")
    with pytest.raises(Invalid) as refused:
        Named(name="b").diff(topic).save()
    assert refused.value.errors == (Fault(("name",), "format"),)


def test_a_value_of_a_row_that_the_manager_hides(database: str) -> None:
    class RoomRow(Shape[models.Room]):
        name: str

    models.Room.objects.create(name="attic", closed=True)
    with pytest.raises(Conflict):
        RoomRow(name="attic").diff(models.Room()).save()


def test_a_row_of_its_parents_key_is_not_written_over(article: models.Article) -> None:
    class Desk(Shape[models.Desk]):
        room: str

    class Seated(Shape[models.Author]):
        desk: Desk | None

    author = article.author
    changes = Seated(desk=Desk(room="mine")).diff(author)
    with at_once(models.Desk, lambda: models.Desk.objects.create(author=author, room="hers")), pytest.raises(Conflict):
        changes.save()
    changes = Seated(desk=Desk(room="mine")).diff(author)
    models.Desk.objects.create(author=author, room="hers")
    with pytest.raises((Conflict, Invalid)):
        changes.save()
    assert models.Desk.objects.get().room == "hers"


def test_a_check_of_columns_that_the_shape_does_not_have(database: str) -> None:
    class Low(Shape[models.Reach]):
        low: int

    reach = models.Reach.objects.create(low=1, high=2)
    with pytest.raises(Conflict):
        Low(low=3).diff(reach).save()
    reach.refresh_from_db()
    assert reach.low == 1


def test_what_the_project_forgot_is_its_own_fault(database: str) -> None:
    class Low(Shape[models.Reach]):
        low: int

    with pytest.raises(IntegrityError):
        Low(low=3).diff(models.Reach()).save()


def test_an_edit_of_what_belongs_to_it_is_another_version(article: models.Article) -> None:
    mine, hers = Page.get(article.pk), Page.get(article.pk)
    mine.comment_set = [*mine.comment_set, Line(text="mine", place=1)]
    hers.comment_set = [*hers.comment_set, Line(text="hers", place=2)]
    late = hers.diff(article)
    mine.diff(article).save()
    for save in (late.save, lambda: hers.diff(article)):
        with pytest.raises(Conflict):
            save()
    stored = Page.get(article.pk)
    assert stored.version == 1 and {each.text for each in stored.comment_set} == {"c0", "mine"}
    stored.comment_set[0].text = "mended"
    stored.diff(article).save()
    stored = Page.get(article.pk)
    assert stored.version == 2
    stored.comment_set = []
    stored.diff(article).save()
    stored = Page.get(article.pk)
    assert stored.version == 3
    stored.diff(article).save()
    assert Page.get(article.pk).version == 3


def test_so_is_one_of_what_it_leads_to(article: models.Article) -> None:
    topic = models.Topic.objects.create(name="a")
    edit = Tagged(version=0, topics=[Linked(id=topic.pk)])
    edit.diff(article, links={"topics": models.Topic.objects.all()}).save()
    assert Tagged.get(article.pk).version == 1
    with pytest.raises(Conflict):
        edit.diff(article)


def test_a_linked_row_that_was_removed_meanwhile(article: models.Article) -> None:
    class Sectioned(Shape[models.Section]):
        id: int

    class Filed(Shape[models.Article]):
        section: Sectioned | None

    section = models.Section.objects.create(slug="city")
    edit = Filed(section=Sectioned(id=section.pk))
    changes = edit.diff(article, links={"section": models.Section.objects.all()})
    section.delete()
    with pytest.raises(Conflict):
        changes.save()


class Note(Shape[models.Note]):
    id: int | None = None
    text: str
    object_id: int | None = None
    content_type_id: int | None = None


class Noted(Shape[models.Article]):
    notes: list[Note]


def test_rows_of_any_model_stay_with_their_own(article: models.Article) -> None:
    other = article.author.articles.create(headline="other")
    other.notes.create(text="his")
    Noted(notes=[Note(text="a"), Note(text="b")]).diff(article).save()
    read = Noted.get(article.pk, notes=lambda qs: qs.order_by("pk"))
    first, second = read.notes
    assert first.object_id == article.pk and second.text == "b"
    assert not read.diff(article)
    first.text = "mended"
    Noted(notes=[first]).diff(article).save()
    assert [each.text for each in article.notes.all()] == ["mended"]
    kind = ContentType.objects.get_for_model(models.Author)
    for moved, field in (
        (Note(id=first.id, text="x", object_id=other.pk), "object_id"),
        (Note(id=first.id, text="x", content_type_id=kind.pk), "content_type_id"),
        (Note(text="x", object_id=other.pk), "object_id"),
        (Note(id=other.notes.get().pk, text="x"), "id"),
    ):
        with pytest.raises(Invalid) as refused:
            Noted(notes=[moved]).diff(article, links={"notes__content_type_id": ContentType.objects.all()})
        assert refused.value.errors == (Fault(("notes", 0, field), "unknown"),)
    assert [each.text for each in other.notes.all()] == ["his"]
