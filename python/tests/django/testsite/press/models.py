"""A newspaper's tables: relations of every kind and direction, and a column of most kinds."""

import uuid
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models


class Section(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=40)


class Author(models.Model):
    first_name = models.CharField(max_length=40, help_text="As it stands below articles.")
    last_name = models.CharField(max_length=40)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ("last_name", "pk")

    @property
    def initials(self) -> str:
        return self.first_name[:1] + self.last_name[:1]


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, related_name="profile")
    bio = models.TextField(blank=True)


class Topic(models.Model):
    name = models.CharField(max_length=20, unique=True)


class Status(models.TextChoices):
    DRAFT = "draft", "being written"
    OUT = "out", "printed"


class Note(models.Model):
    text = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey()


class Article(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="articles")
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, blank=True, related_name="edited")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, to_field="slug")
    headline = models.CharField(max_length=80)
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.DRAFT)
    price = models.DecimalField(max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    topics = models.ManyToManyField(Topic, related_name="articles")
    notes = GenericRelation(Note)
    secret = models.CharField(max_length=40, default="not for the paper")
    version = models.IntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)


class Comment(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    writer = models.CharField(max_length=20)
    text = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "place"], name="one_comment_each_place")]


class Reply(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="replies")
    text = models.CharField(max_length=40)


class Everything(models.Model):
    """A column of each kind."""

    small = models.SmallIntegerField(default=1)
    big = models.BigIntegerField(default=2)
    flag = models.BooleanField(default=True)
    ratio = models.FloatField(default=0.5)
    price = models.DecimalField(max_digits=8, decimal_places=3, default="1.250")
    moment = models.DateTimeField()
    day = models.DateField()
    hour = models.TimeField()
    span = models.DurationField()
    code = models.UUIDField(default=uuid.uuid4)
    raw = models.BinaryField(default=b"\x00\xff")
    data = models.JSONField(default=dict)
    file = models.FileField(upload_to="files", blank=True)
    address = models.GenericIPAddressField(default="127.0.0.1")
    level = models.IntegerField(choices=[(1, "low"), (2, "high")], default=1)
    word = models.CharField(max_length=10, null=True)
    double = models.GeneratedField(
        expression=models.F("small") * 2, output_field=models.IntegerField(), db_persist=True
    )


class Chain(models.Model):
    """Rows of one model above and below each other."""

    above = models.ForeignKey("self", models.CASCADE, null=True, related_name="below")
    name = models.CharField(max_length=10)


class Part(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="parts")


class Use(models.Model):
    part = models.ForeignKey(Part, models.PROTECT)


class Desk(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, primary_key=True)
    room = models.CharField(max_length=5)


class Team(models.Model):
    pass


class Member(Author):
    """An author with more columns, in a table of its own."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")


class Report(Article):
    """An article with more columns, in a table of its own."""

    pages = models.PositiveIntegerField(default=1)


class Reach(models.Model):
    low = models.IntegerField()
    high = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="low_first")
        ]


class Open(models.Manager["Room"]):
    def get_queryset(self) -> models.QuerySet["Room"]:
        return super().get_queryset().filter(closed=False)


class Room(models.Model):
    """Whose manager hides some."""

    name = models.CharField(max_length=10, unique=True)
    closed = models.BooleanField(default=False)
    objects = Open()


class Seat(models.Model):
    room = models.ForeignKey(Room, models.CASCADE)
