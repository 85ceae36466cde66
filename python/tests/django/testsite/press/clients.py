"""The newspaper's functions: shapes as results, in lists, pages and models, and as arguments."""

from typing import Generic, TypeVar

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from pydantic import BaseModel

from mizan import ReactContext, client
from mizan.django.shapes import CursorPage, Page
from testsite.press.models import Article, Author, Topic
from testsite.press.shapes import ArticleShape, AuthorShape, TopicShape

T = TypeVar("T")

AuthorContext = ReactContext("press_author")


class Found(BaseModel, Generic[T]):
    best: T | None
    others: list[T]


@client(context=AuthorContext)
def press_author(request, author_id: int, most: int = 20) -> AuthorShape:
    return AuthorShape.get(author_id, articles=lambda qs: qs.order_by("-pk")[:most])


@client(context=AuthorContext)
async def press_author_async(request, author_id: int) -> AuthorShape | None:
    return await AuthorShape.aget_or_none(author_id)


def written_by(author_id: int):
    def narrow(qs: QuerySet[Article]) -> QuerySet[Article]:
        return qs.filter(author=author_id).order_by("-price")

    return narrow


@client(context=AuthorContext)
def press_articles(request, author_id: int, offset: int = 0) -> Page[ArticleShape]:
    return ArticleShape.paginate(written_by(author_id), offset=offset, limit=2)


@client(context=AuthorContext)
def press_scroll(request, author_id: int, after: str | None = None) -> CursorPage[ArticleShape]:
    return ArticleShape.scroll(written_by(author_id), after=after, limit=2)


@client(context=AuthorContext)
def press_found(request, author_id: int) -> Found[ArticleShape]:
    found = ArticleShape.query(written_by(author_id))
    return Found(best=found[0] if found else None, others=found[1:])


@client
def press_topics(request, names: list[str]) -> list[TopicShape]:
    for name in names:
        Topic.objects.get_or_create(name=name)
    return TopicShape.query(lambda qs: qs.filter(name__in=names).order_by("name"))


@client
def press_hire(request, first_name: str, last_name: str) -> int:
    return Author.objects.create(first_name=first_name, last_name=last_name).pk


@client(affects=AuthorContext)
def press_write(request, author_id: int, article: ArticleShape) -> ArticleShape:
    changes = article.diff(Article(author_id=author_id), argument="article", links={"topics": Topic.objects.all()})
    return ArticleShape.get(changes.save().pk)


@client(affects=AuthorContext)
def press_edit(request, author_id: int, article_id: int, article: ArticleShape) -> ArticleShape:
    changes = article.diff(
        lambda qs: qs.filter(pk=article_id, author=author_id), argument="article", links={"topics": Topic.objects.all()}
    )
    return ArticleShape.get(changes.save().pk)


@client(affects=AuthorContext)
async def press_edit_async(request, author_id: int, article_id: int, article: ArticleShape) -> list[str]:
    changes = await article.adiff(lambda qs: qs.filter(pk=article_id, author=author_id), argument="article")
    await changes.asave()
    return await sync_to_async(lambda: [f"{each.kind} {each.model.__name__}" for each in changes])()
