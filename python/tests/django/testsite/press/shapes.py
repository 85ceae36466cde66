"""Shapes of the newspaper, as the tests and `clients.py` use them."""

from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import Upper
from pydantic import Field

from mizan.django.shapes import Shape, annotate, computed, source
from testsite.press.models import Article, Author, Comment, Profile, Reply, Section, Status, Topic


class TopicShape(Shape[Topic]):
    id: int
    name: str


class SectionShape(Shape[Section]):
    id: int
    title: str


class ReplyShape(Shape[Reply]):
    id: int | None = None
    text: str


class CommentShape(Shape[Comment]):
    """What a reader says."""

    id: int | None = None
    by: str = source("writer")
    text: str
    place: int = 0
    replies: list[ReplyShape] = Field(default_factory=list)


class ProfileShape(Shape[Profile]):
    bio: str


class AuthorRow(Shape[Author]):
    id: int
    last_name: str


class ArticleShape(Shape[Article], version="version"):
    id: int | None = None
    title: str = source("headline")
    status: Status = Status.DRAFT
    price: Decimal
    version: int = 0
    editor: AuthorRow | None = None
    section: SectionShape | None = None
    topics: list[TopicShape] = Field(default_factory=list)
    comments: list[CommentShape] = source("comment_set", default=[])
    comment_count: int = annotate(Count("comment"))
    topic_count: int = annotate(Count("topics"))
    loud: str = annotate(Upper("headline"))
    author_name: str = source("author__last_name")
    section_title: str | None = source("section__title")


class AuthorShape(Shape[Author]):
    """Somebody who writes."""

    id: int
    first_name: str
    last_name: str
    profile: ProfileShape | None
    articles: list[ArticleShape]

    @computed("first_name", "last_name")
    def full_name(self, row: Author) -> str:
        """Both names."""
        return f"{row.first_name} {row.last_name}, {len(self.articles)}"
