"""Pages by place and by cursor: an order that is total, rows that come and go, and cursors that are none."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from testsite.press import models

from mizan.django.shapes import CursorPage, Page, Shape, annotate, source
from mizan.errors import Invalid


class Row(Shape[models.Article]):
    id: int
    headline: str
    price: Decimal


@pytest.fixture
def articles(database: str) -> list[models.Article]:
    ada = models.Author.objects.create(first_name="Ada", last_name="Lovelace")
    return [ada.articles.create(headline=f"h{at}", price=at // 2) for at in range(5)]


def dear(qs: Any) -> Any:
    return qs.order_by("-price")


def test_by_place(articles: list[models.Article], asked: Any) -> None:
    with asked(2):
        first = Row.paginate(dear, limit=2)
    assert isinstance(first, Page) and (first.total, first.next) == (5, 2)
    second = Row.paginate(dear, offset=2, limit=2)
    last = Row.paginate(dear, offset=4, limit=2)
    assert (second.next, last.next) == (4, None)
    # Of equal prices the lower number is first, on each page.
    assert [each.headline for page in (first, second, last) for each in page.items] == ["h4", "h2", "h3", "h0", "h1"]
    beyond = Row.paginate(dear, offset=10, limit=2)
    assert (beyond.items, beyond.total, beyond.next) == ([], 5, None)


def test_by_cursor_while_rows_come_and_go(articles: list[models.Article], asked: Any) -> None:
    with asked(1):
        first = Row.scroll(dear, limit=2)
    assert isinstance(first, CursorPage)
    assert [each.headline for each in first.items] == ["h4", "h2"] and first.next is not None
    models.Article.objects.create(author=articles[0].author, headline="dearest", price=9)
    models.Article.objects.filter(headline__in=["h2", "h4"]).delete()
    second = Row.scroll(dear, after=first.next, limit=2)
    assert [each.headline for each in second.items] == ["h3", "h0"]
    last = Row.scroll(dear, after=second.next, limit=2)
    assert [each.headline for each in last.items] == ["h1"] and last.next is None


def test_every_row_once_in_every_order(articles: list[models.Article]) -> None:
    # First by name, and last by number.
    bob = models.Author.objects.create(first_name="Bob", last_name="Abel")
    for at in range(5):
        bob.articles.create(headline=f"h{at}", price=at // 2)
    for order in (["headline"], ["-headline"], ["price", "-pk"], ["author__last_name", "-price"], [], ["changed_at"]):
        after, found = None, []
        while True:
            page = Row.scroll(lambda qs, order=order: qs.order_by(*order), after=after, limit=2)
            found += [each.id for each in page.items]
            after = page.next
            if after is None:
                break
        assert found == [each.id for each in Row.query(lambda qs, order=order: qs.order_by(*order, "pk"))], order


@pytest.mark.parametrize("cursor", ["", "x", "WzFd:x", "e30", "\x00", "é" * 5000])
def test_a_cursor_that_is_none(articles: list[models.Article], cursor: str) -> None:
    with pytest.raises(Invalid):
        Row.scroll(dear, after=cursor, limit=2)


def test_a_cursor_of_another_order(articles: list[models.Article]) -> None:
    cursor = Row.scroll(dear, limit=2).next
    assert cursor is not None
    with pytest.raises(Invalid):
        Row.scroll(lambda qs: qs.order_by("price"), after=cursor, limit=2)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ("editor_id", "may be"),
        ("editor__last_name", "may be"),
        ("author", "an order by `author` is that of its rows"),
        ("twice", "`twice` is none of `Article`"),
        ("topics__name", "is none of `Article`"),
        (F("price").desc(), "is an expression"),
        ("?", "random"),
    ],
)
def test_an_order_that_no_cursor_can_keep(articles: list[models.Article], order: Any, why: str) -> None:
    class Twice(Shape[models.Article]):
        twice: Decimal = annotate(F("price") * 2)

    with pytest.raises(TypeError, match=why):
        Twice.scroll(lambda qs: qs.order_by(order), limit=2)


def test_bounds(articles: list[models.Article]) -> None:
    for page in ({"offset": -1, "limit": 2}, {"limit": 0}):
        with pytest.raises(Invalid):
            Row.paginate(**page)
    with pytest.raises(Invalid):
        Row.scroll(limit=0)
    with pytest.raises(TypeError, match="a page is a slice itself"):
        Row.paginate(lambda qs: qs[:3], limit=2)
    with pytest.raises(TypeError, match="a page needs an order that is said"):
        Row.scroll(lambda qs: qs.order_by("price").reverse(), limit=2)


def test_levels_of_a_page(articles: list[models.Article], asked: Any) -> None:
    class Writer(Shape[models.Author]):
        last_name: str
        dear: list[Row] = source("articles", lambda qs: qs.filter(price__gte=1))

    with asked(3):
        page = Writer.paginate(limit=5, dear=lambda qs: qs.order_by("-pk")[:1])
    with asked(2):
        scrolled = Writer.scroll(limit=5)
    assert [each.headline for each in page.items[0].dear] == ["h4"]
    assert len(scrolled.items[0].dear) == 3
