"""Pages of a shape's rows: by place, with the number of all, or by a cursor that rows before it do not shift.

Decides the order, which is made total by the primary key, and what a cursor is: signed, so that it is ours or none.
Guide: `docs/shapes.md`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Q, QuerySet
from pydantic import BaseModel, Field

from mizan.django.shapes import fetch
from mizan.django.shapes.marks import Narrow
from mizan.errors import Invalid

S = TypeVar("S")


class Page(BaseModel, Generic[S]):
    """Some of the rows, from a place on."""

    items: list[S]
    total: Annotated[int, Field(description="How many rows there are on all pages.")]
    next: Annotated[int | None, Field(description="The offset of the next page; null on the last.")]


class CursorPage(BaseModel, Generic[S]):
    """Some of the rows, after a cursor."""

    items: list[S]
    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last.")]


class Key(NamedTuple):
    """One column of an order. `path`: as a query names it."""

    path: str
    descending: bool
    field: Any

    @property
    def alias(self) -> str:
        return f"mizan_key_{self.path}".replace("__", "_")


def paginated(cls: Any, root: Any, offset: int, limit: int, levels: Mapping[str, Narrow]) -> Page[Any]:
    """A page of `cls`. Raises `Invalid` for a negative offset, or a limit under 1."""
    if offset < 0 or limit < 1:
        raise Invalid("a page begins at 0 or later, and has at least one row")
    plan = cls.plan_of()
    total = 0

    def page(queryset: QuerySet[Any]) -> QuerySet[Any]:
        nonlocal total
        rows = _narrowed(root, queryset)
        total = rows.count()
        return rows.order_by(*_total_order(rows))[offset : offset + limit]

    items = fetch.fetched(plan, page, levels)
    following = offset + limit
    return Page[cls].model_construct(items=items, total=total, next=following if following < total else None)


def scrolled(cls: Any, root: Any, after: str | None, limit: int, levels: Mapping[str, Narrow]) -> CursorPage[Any]:
    """A page of `cls` after a cursor."""
    if limit < 1:
        raise Invalid("a page has at least one row")
    plan = cls.plan_of()
    keys: list[Key] = []

    def page(queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = _narrowed(root, queryset)
        keys.extend(_key(rows, each) for each in _total_order(rows))
        rows = rows.annotate(**{key.alias: F(key.path) for key in keys})
        if after is not None:
            rows = rows.filter(_after(keys, _read(keys, after)))
        # One more than the page has tells whether there is another.
        return rows.order_by(*(f"-{key.path}" if key.descending else key.path for key in keys))[: limit + 1]

    fetch.check_levels(plan, levels)
    rows = list(fetch.prepared(plan, plan.model._default_manager.all(), page, levels))
    items = fetch.made(plan, rows[:limit])
    following = _written(keys, rows[limit - 1]) if len(rows) > limit else None
    return CursorPage[cls].model_construct(items=items, next=following)


def _narrowed(root: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
    rows = queryset if root is None else fetch.checked(root, queryset)
    if rows.query.is_sliced:
        raise TypeError("a page is a slice itself; leave the function's slice out, and give `limit`")
    if not rows.query.standard_ordering:
        raise TypeError("a page needs an order that is said; leave `reverse()` out, and name the columns")
    return rows


def _total_order(rows: QuerySet[Any]) -> Sequence[str]:
    """The queryset's order, with the primary key at its end: equal rows would change places between pages."""
    order: Sequence[Any] = rows.query.order_by
    if not order and rows.query.default_ordering:
        order = rows.query.get_meta().ordering or ()
    if any(not isinstance(each, str) or each == "?" for each in order):
        if any(each == "?" for each in order):
            raise TypeError("a random order has no pages")
        return [*order, "pk"]
    names = {each.lstrip("-+") for each in order}
    key = rows.model._meta.pk
    return order if key is not None and names & {"pk", key.name, key.attname} else [*order, "pk"]


def _key(rows: QuerySet[Any], order: Any) -> Key:
    if not isinstance(order, str):
        raise TypeError(f"a cursor needs an order by columns, by their names; `{order!r}` is an expression")
    path = order.lstrip("-+")
    model, field = rows.model, None
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            raise TypeError(f"a cursor needs an order by columns; `{path}` is none of `{model.__name__}`") from None
        if field is None or not getattr(field, "concrete", False) or getattr(field, "many_to_many", False):
            raise TypeError(f"a cursor needs an order by columns; `{path}` is none of `{model.__name__}`")
        if field.null:
            raise TypeError(f"a cursor needs an order by columns that are never null, and `{path}` may be")
        model = getattr(field, "related_model", None) or model
    if isinstance(field, models.ForeignKey) and not path.endswith(field.attname):
        raise TypeError(f"an order by `{path}` is that of its rows; a cursor needs a column, such as `{path}_id`")
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return Key(path, order.startswith("-"), field)


def _after(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    found, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        found |= equal & Q(**{f"{key.path}__{'lt' if key.descending else 'gt'}": value})
        equal &= Q(**{key.path: value})
    return found


def _signer(keys: Sequence[Key]) -> signing.Signer:
    # A cursor of another order is none of this one.
    order = ",".join(f"{'-' if key.descending else ''}{key.field.model._meta.label}.{key.path}" for key in keys)
    return signing.Signer(salt=f"mizan.shapes.cursor:{order}")


def _written(keys: Sequence[Key], row: Any) -> str:
    values = [row.__dict__[key.alias] for key in keys]
    return _signer(keys).sign_object([value if isinstance(value, int) else str(value) for value in values])


def _read(keys: Sequence[Key], after: str) -> list[Any]:
    try:
        texts = _signer(keys).unsign_object(after)
    except signing.BadSignature:
        raise Invalid("the cursor is none of this order") from None
    return [key.field.to_python(text) for key, text in zip(keys, texts, strict=True)]
