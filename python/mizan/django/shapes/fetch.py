"""A shape's plan → queries → instances: one query for each level, the columns that are needed, and nothing afterwards.

Decides what is asked of the database and how a row becomes an instance, without validation: the core judges what is
written. Queries are put together of django-readers' functions. Guide: `docs/shapes.md`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from difflib import get_close_matches
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import ModelIterable
from django.db.models.query_utils import DeferredAttribute
from django_readers import qs as readers

from mizan.django.shapes.marks import Narrow
from mizan.django.shapes.plan import Level, Plan, within

M = TypeVar("M", bound=models.Model)

Root: TypeAlias = "Callable[[QuerySet[M]], QuerySet[M]]"
"""Takes all rows of a shape's model and gives those that are wanted, in their order."""

Project = Callable[[Any], Any]
"""Makes the instance of a shape of a fetched row."""


def fetched(plan: Plan, root: Narrow | None, levels: Mapping[str, Narrow]) -> list[Any]:
    """Instances of the rows that `root` leaves; `levels` by `field` or `field__field`."""
    check_levels(plan, levels)
    rows = list(prepared(plan, plan.model._default_manager.all(), root, levels))
    return made(plan, rows)


def made(plan: Plan, rows: list[Any]) -> list[Any]:
    """Instances of rows that were fetched as `prepared` says."""
    project = _project(plan)
    if not any(each.functions for each in within(plan)):
        return [project(row) for row in rows]
    with _without_queries():
        return [project(row) for row in rows]


def only_two(plan: Plan, root: Any) -> Narrow:
    """Two rows at most, of a function or a primary key: more need not be read to know that it is not one."""
    if callable(root):
        return lambda queryset: checked(root, queryset)[:2]
    return with_key(root)


def with_key(key: Any) -> Narrow:
    """The row of that primary key."""
    return lambda queryset: queryset.filter(pk=key)


def check_levels(plan: Plan, levels: Mapping[str, Narrow]) -> None:
    """Raises `TypeError` for a function of no level, or of one that leads to one row."""
    known = dict(_known(plan, ""))
    for path, narrow in levels.items():
        if path not in known:
            near = get_close_matches(path, known, n=1, cutoff=0.5)
            raise TypeError(
                f"`{plan.shape.__name__}` has no level `{path}`" + (f"; did you mean `{near[0]}`?" if near else "")
            )
        if not known[path].relation.many:
            raise TypeError(f"`{plan.shape.__name__}`: `{path}` leads to one row; filter the rows that lead to it")
        if not callable(narrow):
            raise TypeError(f"`{path}` takes a function of a queryset, not `{type(narrow).__name__}`")


def _known(plan: Plan, prefix: str) -> Iterator[tuple[str, Level]]:
    for level in plan.levels:
        yield prefix + level.attribute, level
        yield from _known(level.shape.plan_of(), f"{prefix}{level.attribute}__")


def checked(narrow: Narrow, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """What a function made of a queryset. Raises `TypeError` where that is no queryset of rows of the same model."""
    if not callable(narrow):
        raise TypeError(f"a function of a queryset is wanted, as in `lambda qs: qs.filter(…)`, not `{narrow!r}`")
    found = narrow(queryset)
    if not isinstance(found, QuerySet) or found._iterable_class is not ModelIterable:
        raise TypeError("a queryset function gives a queryset of rows, not of `values()`, nor the rows themselves")
    if found.model._meta.concrete_model is not queryset.model._meta.concrete_model:
        raise TypeError(f"a queryset function was given rows of `{queryset.model.__name__}`, and gave another model's")
    return found


def prepared(
    plan: Plan, queryset: QuerySet[Any], root: Narrow | None, levels: Mapping[str, Narrow], prefix: str = ""
) -> QuerySet[Any]:
    """The queryset of a level: expressions, what its function says, then the columns and the levels below."""
    if plan.worked:
        queryset = readers.annotate(**{each.alias: each.expression for each in plan.worked})(queryset)
    if root is not None:
        queryset = checked(root, queryset)
        # It may have begun anew, as with `parent.get_children()`, rather than with the queryset that it was given.
        lost = [each for each in plan.worked if each.alias not in queryset.query.annotations]
        if lost:
            queryset = readers.annotate(**{each.alias: each.expression for each in lost})(queryset)
    # Which columns and rows are needed is the shape's to say; a manager may have ideas of its own, too.
    if queryset.query.deferred_loading[0]:
        queryset = readers.defer(None)(queryset)
    if queryset.query.select_related:
        queryset = readers.select_related(None)(queryset)
    if getattr(queryset, "_prefetch_related_lookups", ()):
        queryset = readers.prefetch_related(None)(queryset)
    needed = {each.field.name: None for each in plan.columns}
    joined: dict[str, None] = {}
    for _, computation in plan.functions:
        for name in computation.needs:
            (joined if "__" in name else needed)[_field_name(plan, name)] = None
    for level in plan.levels:
        needed |= dict.fromkeys(_keys(level))
    steps = [readers.include_fields("pk", *needed)]
    if joined:
        steps.append(readers.select_related_fields(*joined))
    steps += [_prefetched(level, levels, prefix) for level in plan.levels]
    return readers.pipe(*steps)(queryset)  # type: ignore[no-any-return] # django-readers has no types


def _field_name(plan: Plan, name: str) -> str:
    # Of a foreign key `only` takes the field's own name.
    return name if "__" in name or name == "pk" else str(plan.model._meta.get_field(name).name)


def _keys(level: Level) -> tuple[str, ...]:
    """The columns of the row by which related rows find to it."""
    field = level.relation.field
    if level.relation.kind == "forward":
        return (field.name,)
    if level.relation.kind == "reverse":
        return tuple(each.name for each in field.foreign_related_fields)
    return ()


def _prefetched(level: Level, levels: Mapping[str, Narrow], prefix: str) -> Any:
    relation, path = level.relation, prefix + level.attribute
    plan = level.shape.plan_of()
    # As Django itself: what a key points at is there whatever the manager hides.
    forward = relation.kind == "forward"
    rows = relation.related._base_manager.all() if forward else relation.related._default_manager.all()
    given = levels.get(path)
    narrow = _both(level.narrow, given)
    if relation.is_foreign:
        return _fetched_by_itself(level, narrow)
    rows = prepared(plan, rows, narrow, levels, f"{path}__")
    field = relation.field
    if forward:
        found = readers.include_fields(*(each.name for each in field.foreign_related_fields))(rows)
        return readers.prefetch_forward_relationship(relation.name, found, to_attr=level.to)
    if relation.kind == "reverse":
        return readers.prefetch_reverse_relationship(relation.name, field.name, rows, to_attr=level.to)
    if relation.kind == "generic":
        found = readers.include_fields(field.content_type_field_name, field.object_id_field_name)(rows)
        return readers.prefetch_related(models.Prefetch(relation.name, found, level.to))
    return readers.prefetch_many_to_many_relationship(relation.name, rows, to_attr=level.to)


def _both(first: Narrow | None, then: Narrow | None) -> Narrow | None:
    if first is None or then is None:
        return first or then
    return lambda queryset: checked(then, checked(first, queryset))


def _fetched_by_itself(level: Level, narrow: Narrow | None) -> Any:
    """A relation whose manager takes no queryset of another's: all of its rows' columns, by one query."""
    name, plan = level.relation.name, level.shape.plan_of()
    if narrow is not None:
        raise TypeError(f"`{level.attribute}` is fetched by the manager of `{name}`, which takes no queryset function")
    if plan.levels or plan.worked or any("__" in need for _, each in plan.functions for need in each.needs):
        raise TypeError(f"`{level.attribute}` is fetched by the manager of `{name}`, which fetches plain columns alone")
    return readers.prefetch_related(name)


def _project(plan: Plan) -> Project:
    """Made once for each shape."""
    if not plan.made:
        plan.made.append(_projector(plan))
    return plan.made[0]


def _projector(plan: Plan) -> Project:
    cls = plan.shape
    plain = [each for each in plan.columns if not _is_described(plan, each.key)]
    described = [(each.attribute, each.key) for each in plan.columns if _is_described(plan, each.key)]
    places = [(each.attribute, each.key) for each in plain] + [(each.attribute, each.alias) for each in plan.worked]
    names, take = [name for name, _ in places], _taker([key for _, key in places])
    reads = [(each.attribute, each.read) for each in plan.columns if each.read is not None]
    levels = [(each.attribute, each.found, _leveled(plan, each)) for each in plan.levels]
    functions = [(attribute, _watched(plan, attribute, each.function)) for attribute, each in plan.functions]
    sent = set(cls.model_fields)
    new, put = cls.__new__, object.__setattr__
    post_init = cls.__pydantic_post_init__

    def project(row: Any) -> Any:
        values = row.__dict__
        fields = dict(zip(names, take(values), strict=True))
        for name, key in described:
            fields[name] = getattr(row, key)
        for name, read in reads:
            if fields[name] is not None:
                fields[name] = read(fields[name])
        for name, found, project_level in levels:
            fields[name] = project_level(found(row))
        instance = new(cls)
        # What pydantic gives an instance, without its checks: a row of the database is no caller's input.
        put(instance, "__dict__", fields)
        put(instance, "__pydantic_fields_set__", sent)
        put(instance, "__pydantic_extra__", None)
        put(instance, "__pydantic_private__", None)
        if post_init is not None:
            getattr(instance, post_init)(None)
        for name, function in functions:
            fields[name] = function(instance, row)
        return instance

    return project


def _is_described(plan: Plan, key: str) -> bool:
    """Whether Django gives the column's value by a descriptor of the field's own, as with files."""
    return type(inspect.getattr_static(plan.model, key)) not in (DeferredAttribute, ForeignKeyDeferredAttribute)


def _taker(keys: list[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(keys) > 1:
        return itemgetter(*keys)
    return (lambda values: (values[keys[0]],)) if keys else (lambda values: ())


def _leveled(plan: Plan, level: Level) -> Project:
    project = _project(level.shape.plan_of())
    if level.relation.many:
        return lambda rows: [project(row) for row in rows]

    def one(row: Any) -> Any:
        if row is not None:
            return project(row)
        if level.nullable:
            return None
        raise LookupError(f"`{plan.shape.__name__}.{level.attribute}`: the row that its key points at is not there")

    return one


class _AskedError(Exception):
    """A function of a row asked the database."""


@contextmanager
def _without_queries() -> Iterator[None]:
    def refuse(*_: Any) -> Any:
        raise _AskedError

    with ExitStack() as entered:
        for connection in connections.all(initialized_only=True):
            entered.enter_context(connection.execute_wrapper(refuse))
        yield


def _watched(plan: Plan, attribute: str, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def call(instance: Any, row: Any) -> Any:
        try:
            return function(instance, row)
        except _AskedError:
            # The query would be one for each row.
            raise RuntimeError(
                f"`{plan.shape.__name__}.{attribute}` asked the database: name in `@computed(…)` all that it looks at, "
                "and declare what comes from other rows as a field"
            ) from None

    return call
