"""How a field of a shape says that it is more than the column of its own name: `source`, `annotate`, `computed`.

Decides how they are spelled, and that what is only read is no part of the form that is sent; what they may name is
judged in `plan`. It has no twin: shapes are Django's. Guide: `docs/shapes.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import QuerySet
from pydantic import computed_field

R = TypeVar("R")

Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]
"""Takes the rows of a level and gives those that are wanted, in their order."""

REQUIRED = ...


@dataclass(frozen=True, slots=True)
class Source:
    """Stands after `=` until the class is made. `path`: the model's name for it."""

    path: str
    narrow: Narrow | None = None
    default: Any = REQUIRED

    @property
    def crosses(self) -> bool:
        """Whether it leads to a column of another model."""
        return "__" in self.path


@dataclass(frozen=True, slots=True)
class Annotation:
    """Stands after `=` until the class is made."""

    expression: Any


@dataclass(frozen=True, slots=True)
class Computation:
    """A function of the row, and the model's fields that it needs."""

    function: Callable[[Any, Any], Any]
    needs: tuple[str, ...]


class Read(cached_property[R]):
    """A field that is filled when a row is read, and is no part of the form that is sent.

    `of`: where its value comes from. An instance that was sent has none, and says so.
    """

    def __init__(self, of: Source | Annotation | Computation, returns: Any, like: Any = None) -> None:
        def absent(self: Any) -> Any:
            raise AttributeError(f"`{name()}` is there when a row is read; this `{type(self).__name__}` was not")

        def name() -> str | None:
            return self.attrname

        # pydantic reads the type where it would read that of a property.
        absent.__annotations__ = {"return": returns}
        absent.__doc__ = getattr(like, "__doc__", None)
        absent.__module__ = getattr(like, "__module__", None) or absent.__module__
        super().__init__(absent)
        self.of = of


def source(path: str, narrow: Narrow | None = None, /, *, default: Any = REQUIRED) -> Any:
    """The model's own name of a field that is called otherwise here: `title: str = source("headline")`.

    A path over relations to one row each, `source("author__name")`, is joined into the same query and only read.
    `narrow`, for a relation to many rows, takes their queryset: `source("orders", lambda qs: qs.filter(open=True))`.
    `default` is for the form that is sent.
    """
    return Source(path, narrow, default)


def annotate(expression: Any, /) -> Any:
    """A field that the database works out: `order_count: int = annotate(Count("orders"))`. It is only read.

    An aggregate is worked out by itself, for each row, so that neither filters nor other aggregates change it.
    """
    return Annotation(expression)


def computed(*needs: str) -> Callable[[Callable[[Any, Any], R]], "cached_property[R]"]:
    """A field that Python works out from a row of the model, as `list_display` does in the admin. It is only read.

        @computed("first_name", "last_name")
        def full_name(self, row: User) -> str:
            return f"{row.first_name} {row.last_name}"

    `needs`: the model's fields that the function looks at (`"author__name"` over relations to one row); it is refused
    the database. What the shape itself has is on `self`.
    """

    def decorate(function: Callable[[Any, Any], R]) -> Any:
        returns = function.__annotations__.get("return", Any)
        return computed_field(Read(Computation(function, needs), returns, like=function))

    return decorate


def install(cls: Any) -> dict[str, Source]:
    """Takes the marks out of a class that is being made, before pydantic looks: what is read alone becomes a computed
    field; gives the sources of the others.
    """
    sources: dict[str, Source] = {}
    hints = cls.__annotations__
    for name, mark in list(cls.__dict__.items()):
        if not isinstance(mark, (Source, Annotation)) or name not in hints:
            continue
        if isinstance(mark, Annotation) or mark.crosses:
            read: Read[Any] = Read(mark, hints.pop(name), like=cls)
            read.func.__doc__ = None
            read.__doc__ = None
            read.__set_name__(cls, name)
            setattr(cls, name, computed_field(read))
            continue
        sources[name] = mark
        if mark.default is REQUIRED:
            delattr(cls, name)
        else:
            setattr(cls, name, mark.default)
    return sources
