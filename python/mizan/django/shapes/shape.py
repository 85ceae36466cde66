"""`Shape[Model]`: a pydantic model whose fields are those of a Django model, and what it is asked for.

Decides when a shape is read beside its model: as soon as all it names is known, and at the latest when it is first
used. The rules are in `plan`, queries in `fetch`, saving in `changes`. Guide: `docs/shapes.md`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from asgiref.sync import sync_to_async
from django.apps import apps
from django.db import models
from pydantic import BaseModel, ConfigDict

from mizan.django.shapes import changes, fetch, marks, pages
from mizan.django.shapes import plan as plans
from mizan.django.shapes.marks import Narrow
from mizan.errors import DeclarationError, NotFound

M = TypeVar("M", bound=models.Model)


class Shape(BaseModel, Generic[M]):
    """Rows of `M` as they travel: `class UserShape(Shape[User])`, with the fields that are wanted.

    A field is a column of its own name, a relation (a nested shape, or a list of one), or what `source`, `annotate` and
    `@computed` say. `version="…"` after the model names an integer column that is compared and counted up when a row is
    saved.
    """

    model_config = ConfigDict(ignored_types=(marks.Source, marks.Annotation))

    _sources: ClassVar[Mapping[str, marks.Source]] = {}
    _version: ClassVar[str | None] = None
    _place: ClassVar[plans.Place] = plans.Place("", 0)
    _plan: ClassVar[plans.Plan | None] = None

    def __init_subclass__(cls, *, version: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._place = plans.here()
        cls._plan = None
        if version is not None:
            cls._version = version
        # A field that is declared anew is what it is declared to be.
        inherited = {name: each for name, each in cls._sources.items() if name not in cls.__annotations__}
        cls._sources = inherited | marks.install(cls)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.__pydantic_complete__:
            _waiting.append(cls)

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        if cls.__pydantic_generic_metadata__["origin"] is not None or not plans.model_of(cls):
            return
        # Relations to a model are known once all models are.
        if apps.models_ready:
            cls._read()
        else:
            _waiting.append(cls)

    @classmethod
    def _read(cls) -> None:
        cls._plan = plans.read(cls)

    @classmethod
    def plan_of(cls) -> plans.Plan:
        """What it says of its model. Raises `DeclarationError` where that cannot be."""
        if cls._plan is None:
            if not cls.__pydantic_complete__:
                cls.model_rebuild()
            if cls._plan is None:
                cls._read()
            if cls._plan is None:
                raise DeclarationError(f"shape `{cls.__name__}` was refused when it was declared")
        return cls._plan

    @classmethod
    def query(cls, root: "fetch.Root[M] | None" = None, /, **levels: Narrow) -> list[Self]:
        """The rows that `root` leaves of the model's, in its order, with one query for each level.

        `UserShape.query(lambda qs: qs.filter(is_active=True), orders=lambda qs: qs.order_by("-placed_at")[:20])`: a
        level is named by its field, one further down by `orders__lines`.
        """
        return fetch.fetched(cls.plan_of(), root, levels)

    @classmethod
    def get(cls, root: "fetch.Root[M] | int | str | object", /, **levels: Narrow) -> Self:
        """The one row that `root` leaves, or that has it as its primary key. Raises `NotFound`, which is a 404, and the
        model's `MultipleObjectsReturned`.
        """
        found = cls.get_or_none(root, **levels)
        if found is None:
            raise NotFound
        return found

    @classmethod
    def get_or_none(cls, root: "fetch.Root[M] | int | str | object", /, **levels: Narrow) -> Self | None:
        """The same, and `None` where there is no such row."""
        plan = cls.plan_of()
        found = fetch.fetched(plan, fetch.only_two(plan, root), levels)
        if len(found) > 1:
            raise plan.model.MultipleObjectsReturned(f"`{cls.__name__}.get` found more than one row")
        return found[0] if found else None

    @classmethod
    def paginate(
        cls, root: "fetch.Root[M] | None" = None, /, *, offset: int = 0, limit: int, **levels: Narrow
    ) -> "pages.Page[Self]":
        """At most `limit` rows from the place `offset` on, with the number of all: one query more."""
        return pages.paginated(cls, root, offset, limit, levels)

    @classmethod
    def scroll(
        cls, root: "fetch.Root[M] | None" = None, /, *, after: str | None = None, limit: int, **levels: Narrow
    ) -> "pages.CursorPage[Self]":
        """At most `limit` rows after the one that the cursor `after` stands for, in an order by columns that are never
        null. Rows that come or go meanwhile shift nothing. Raises `Invalid` for a cursor that is none of this order.
        """
        return pages.scrolled(cls, root, after, limit, levels)

    def diff(
        self,
        stored: "M | fetch.Root[M]",
        /,
        *,
        argument: str | None = None,
        links: Mapping[str, "models.QuerySet[Any]"] | None = None,
        **levels: Narrow,
    ) -> "changes.Changes[M]":
        """What is different from the stored row and the rows that belong to it: what `Changes.save` would do.

        `stored`: the row that the caller may edit, or a function that leaves it alone of the model's rows; an instance
        that was never saved is created. `links`: by field, the rows that may be newly linked to (`category_id`, or a
        nested shape of a row that belongs to nobody alone). `levels`: the functions by which the caller read, so that
        what was not shown is not removed. `argument`: the name of the function's argument, for the places of faults.

        Raises `NotFound`, `Invalid` for rows that are not the row's own, and `Conflict` for another version.
        """
        return changes.difference(self, stored, argument, links or {}, levels)

    @classmethod
    async def aquery(cls, root: "fetch.Root[M] | None" = None, /, **levels: Narrow) -> list[Self]:
        """`query`, awaited."""
        return await sync_to_async(cls.query)(root, **levels)

    @classmethod
    async def aget(cls, root: "fetch.Root[M] | int | str | object", /, **levels: Narrow) -> Self:
        """`get`, awaited."""
        return await sync_to_async(cls.get)(root, **levels)

    @classmethod
    async def aget_or_none(cls, root: "fetch.Root[M] | int | str | object", /, **levels: Narrow) -> Self | None:
        """`get_or_none`, awaited."""
        return await sync_to_async(cls.get_or_none)(root, **levels)

    @classmethod
    async def apaginate(
        cls, root: "fetch.Root[M] | None" = None, /, *, offset: int = 0, limit: int, **levels: Narrow
    ) -> "pages.Page[Self]":
        """`paginate`, awaited."""
        return await sync_to_async(cls.paginate)(root, offset=offset, limit=limit, **levels)

    @classmethod
    async def ascroll(
        cls, root: "fetch.Root[M] | None" = None, /, *, after: str | None = None, limit: int, **levels: Narrow
    ) -> "pages.CursorPage[Self]":
        """`scroll`, awaited."""
        return await sync_to_async(cls.scroll)(root, after=after, limit=limit, **levels)

    async def adiff(
        self,
        stored: "M | fetch.Root[M]",
        /,
        *,
        argument: str | None = None,
        links: Mapping[str, "models.QuerySet[Any]"] | None = None,
        **levels: Narrow,
    ) -> "changes.Changes[M]":
        """`diff`, awaited."""
        return await sync_to_async(self.diff)(stored, argument=argument, links=links, **levels)


_waiting: list[type[Shape[Any]]] = []


def settle() -> None:
    """Reads the shapes that were declared before all that they name was there. Refuses as a declaration does."""
    waiting = list(dict.fromkeys(_waiting))
    _waiting.clear()
    for cls in waiting:
        if not cls.__pydantic_complete__:
            if not cls.model_rebuild(raise_errors=False):
                plans.refuse(cls, None, "it names a type that cannot be resolved")
        elif cls._plan is None:
            cls._read()
