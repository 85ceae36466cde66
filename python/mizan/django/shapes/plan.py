"""A shape beside its model: which field is a column, a relation, an expression or a function, and every refusal.

Decides what a shape may declare, with the place of what it may not; how it is fetched is `fetch`'s to say, how it is
saved that of `changes`. Guide: `docs/shapes.md`.
"""

import ast
import inspect
import linecache
import sys
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args, get_origin

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.functions import Coalesce

from mizan import refusals
from mizan.django.shapes import fits
from mizan.django.shapes.marks import Annotation, Computation, Narrow, Read, Source
from mizan.django.shapes.relations import Relation, columns, nearest, relations

OWN = frozenset(
    {
        *("query", "get", "get_or_none", "paginate", "scroll", "diff"),
        *("aquery", "aget", "aget_or_none", "apaginate", "ascroll", "adiff"),
    }
)
"""What every shape has, so that no field can be called so."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field that is a column of the model. `key`: where an instance of the model keeps it."""

    attribute: str
    field: Any
    read: fits.Convert | None

    @property
    def key(self) -> str:
        return str(self.field.attname)


@dataclass(frozen=True, slots=True)
class Level:
    """A field that is a relation: `shape` of the related rows."""

    attribute: str
    relation: Relation
    shape: Any
    nullable: bool
    narrow: Narrow | None

    @property
    def to(self) -> str | None:
        """Where many fetched rows are kept: two fields may have the same relation. One row is kept by Django itself,
        which would otherwise ask for it again below a reverse relation.
        """
        return f"_mizan_{self.attribute}" if self.relation.many else None

    def found(self, row: Any) -> Any:
        """The fetched rows; of a relation to one the row or `None`."""
        if self.relation.is_foreign:
            return list(getattr(row, self.relation.name).all())
        return row.__dict__[self.to] if self.relation.many else row._state.fields_cache[self.relation.name]


@dataclass(frozen=True, slots=True)
class Worked:
    """A field that the database works out. `alias`: its name in the query."""

    attribute: str
    alias: str
    expression: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a shape says of its model. `version`: the column that is compared and counted up when a row is saved."""

    shape: Any
    model: type[models.Model]
    columns: tuple[Column, ...]
    levels: tuple[Level, ...]
    worked: tuple[Worked, ...]
    functions: tuple[tuple[str, Computation], ...]
    version: Column | None
    made: list[Callable[[Any], Any]] = field(default_factory=list, compare=False)

    @property
    def key(self) -> Column | None:
        """The column that tells rows apart, if the shape has it."""
        return next((each for each in self.columns if each.field.primary_key), None)


class Refused(Exception):
    """A field that cannot be; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class statement stands."""

    file: str
    line: int

    def of(self, name: str, attribute: str | None) -> str:
        """`file:line` of a field, or of the class where the source does not tell."""
        for node in ast.walk(_parsed(self.file)):
            if isinstance(node, ast.ClassDef) and node.name == name and _first(node) <= self.line <= _last(node):
                for each in node.body:
                    target = each.target if isinstance(each, ast.AnnAssign) else each
                    if attribute is not None and attribute in (getattr(target, "id", 0), getattr(target, "name", 0)):
                        return f"{self.file}:{each.lineno}"
        return f"{self.file}:{self.line}"


def _first(node: ast.ClassDef) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def _last(node: ast.ClassDef) -> int:
    return node.end_lineno or node.lineno


def _parsed(file: str) -> ast.AST:
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return ast.Module([], [])


def here() -> Place:
    """Where the class statement stands that is being carried out: past what makes classes."""
    frame = sys._getframe()
    while frame.f_back is not None and f"{frame.f_globals.get('__name__')}.".startswith(_MAKERS):
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno)


_MAKERS = ("mizan.django.shapes.", "pydantic.", "abc.", "typing.")


def refuse(cls: Any, attribute: str | None, why: str) -> None:
    """Tells of a field that cannot be, as a declaration's refusal. Raises `DeclarationError` unless they are kept."""
    place: Place = cls._place
    what = f"shape `{cls.__name__}`" + (f": field `{attribute}`" if attribute else "")
    refusals.refuse(f"{place.of(cls.__name__, attribute)}: {what}: {why}")


def model_of(cls: Any) -> Any:
    """The `User` of `Shape[User]`, wherever among the bases that is; `None` where there is none yet."""
    for base in cls.__mro__:
        for argument in getattr(base, "__pydantic_generic_metadata__", {}).get("args", ()):
            if not isinstance(argument, typing.TypeVar):
                return argument
    return None


def read(cls: Any) -> Plan | None:
    """The plan of a shape whose annotations are all known, or `None` after a refusal."""
    model = model_of(cls)
    if not (isinstance(model, type) and issubclass(model, models.Model) and hasattr(model, "_meta")):
        refuse(cls, None, f"`Shape[…]` takes a model, not `{fits.shown(model)}`")
        return None
    if model._meta.abstract:
        refuse(cls, None, f"`{model.__name__}` is abstract and has no rows; name a model that has a table")
        return None
    reading = _Reading(cls, model)
    plan = reading.plan()
    return None if reading.refused else plan


class _Reading:
    def __init__(self, cls: Any, model: type[models.Model]) -> None:
        self._cls, self._model = cls, model
        self._columns, self._relations = columns(model), relations(model)
        self.refused = False

    def plan(self) -> Plan:
        found: dict[type, list[Any]] = {Column: [], Level: [], Worked: []}
        for attribute, info in self._cls.model_fields.items():
            mark = self._cls._sources.get(attribute, Source(attribute))
            each = self._tried(attribute, partial(self._field, attribute, mark, info))
            if each is not None:
                found[type(each)].append(each)
        one: set[str] = set()
        for level in found[Level]:
            name = level.relation.name
            if name in one:
                self._refuse(level.attribute, f"`{name}` leads to one row, and a field has it already")
            if not level.relation.many:
                one.add(name)
        functions: list[tuple[str, Computation]] = []
        for attribute in self._cls.model_computed_fields:
            read_only = inspect.getattr_static(self._cls, attribute)
            if not isinstance(read_only, Read):
                continue  # pydantic's own, of what the instance has.
            of = read_only.of
            if isinstance(of, Computation):
                self._tried(attribute, partial(self._needs, of, one))
                functions.append((attribute, of))
                continue
            hint = self._cls.model_computed_fields[attribute].return_type
            each = self._tried(attribute, partial(self._worked, attribute, of, hint))
            if each is not None:
                found[Worked].append(each)
        version = next((each for each in found[Column] if each.attribute == self._cls._version), None)
        if self._cls._version is not None and (version is None or not isinstance(version.field, models.IntegerField)):
            self._refuse(None, f'`version="{self._cls._version}"` names no field of its own that is an `int`')
        return Plan(
            self._cls,
            self._model,
            tuple(found[Column]),
            tuple(found[Level]),
            tuple(found[Worked]),
            tuple(functions),
            version,
        )

    def _refuse(self, attribute: str | None, why: str) -> None:
        self.refused = True
        refuse(self._cls, attribute, why)

    def _tried(self, attribute: str, read: Callable[[], Any]) -> Any:
        try:
            if attribute in OWN:
                raise Refused(f'every shape has it as a method; `{attribute}_: … = source("{attribute}")` is free')
            return read()
        except Refused as refused:
            self._refuse(attribute, str(refused))
            return None

    def _field(self, attribute: str, mark: Source, info: Any) -> Column | Level:
        if mark.path in self._columns:
            if mark.narrow is not None:
                raise Refused("a queryset is that of a relation to many rows, and this is a column")
            column = self._columns[mark.path]
            why = fits.misfit(info.annotation, column, nullable=column.null)
            if why is not None:
                raise Refused(why)
            if info.description is None and column.help_text:
                info.description = str(column.help_text)
            return Column(attribute, column, fits.reader(info.annotation, column))
        if mark.path in self._relations:
            return self._level(attribute, mark, info)
        raise Refused(self._unknown(mark.path))

    def _unknown(self, name: str) -> str:
        model = self._model._meta.label
        found = getattr(self._model, name, None)
        if isinstance(found, property):
            return f"`{name}` is a property of the model `{model}`; a `@computed` names the columns that it needs"
        if any(each.name == name for each in self._model._meta.private_fields):
            return f"`{name}` leads to rows of any model, and a shape is of one; declare its columns"
        return f"the model `{model}` has no field `{name}`{nearest(self._model, name)}"

    def _level(self, attribute: str, mark: Source, info: Any) -> Level:
        from mizan.django.shapes.shape import Shape

        relation = self._relations[mark.path]
        name = relation.related.__name__
        takes = fits.branches(info.annotation)
        of = takes.of[0] if len(takes.of) == 1 else None
        listed = get_origin(of) is list
        inner = get_args(of)[0] if listed else of
        if not (isinstance(inner, type) and issubclass(inner, Shape)):
            column = getattr(relation.field, "attname", None) if relation.kind == "forward" else None
            instead = f", or `{column}: …` for the key alone" if column else ""
            shape = f"list[{name}Shape]" if relation.many else f"{name}Shape"
            raise Refused(f"`{mark.path}` is a relation to `{name}`; say a shape of it, `{shape}`{instead}")
        if relation.many and (not listed or takes.nullable):
            raise Refused(f"`{mark.path}` leads to many rows: say `list[{inner.__name__}]`")
        if listed and not relation.many:
            raise Refused(f"`{mark.path}` leads to one row: say `{inner.__name__}`")
        if relation.nullable and not takes.nullable:
            raise Refused(f"there may be no such row: say `{inner.__name__} | None`")
        if mark.narrow is not None and not relation.many:
            raise Refused("a queryset is that of a relation to many rows, and this leads to one")
        other = model_of(inner)
        if not (isinstance(other, type) and issubclass(relation.related, _concrete(other))):
            raise Refused(
                f"`{mark.path}` leads to `{name}`, and `{inner.__name__}` is a shape of `{fits.shown(other)}`"
            )
        if _reaches(inner, self._cls):
            raise Refused(f"`{inner.__name__}` is within itself, and would never end; declare a shape for each level")
        return Level(attribute, relation, inner, takes.nullable, mark.narrow)

    def _worked(self, attribute: str, of: Source | Annotation, hint: Any) -> Worked:
        taken = {*self._columns, *self._relations, *(each.name for each in self._model._meta.get_fields())}
        alias = f"mizan_{attribute}" if attribute in taken else attribute
        if isinstance(of, Source):
            if of.narrow is not None or of.default is not ...:
                raise Refused("a path over relations is only read: it has neither a queryset nor a default")
            column, nullable = self._path(of.path)
            why = fits.misfit(hint, column, nullable=nullable)
            expression: Any = models.F(of.path)
        else:
            expression = of.expression
            why = self._expression(alias, expression, hint)
            if why is None and getattr(expression, "contains_aggregate", False):
                expression = _alone(self._model, expression)
        if why is not None:
            raise Refused(why)
        return Worked(attribute, alias, expression)

    def _expression(self, alias: str, expression: Any, hint: Any) -> str | None:
        try:
            annotated = self._model._base_manager.annotate(**{alias: expression})
            output = annotated.query.annotations[alias].output_field
        except (FieldError, TypeError, AttributeError) as error:
            return f"Django does not take the expression: {error}"
        empty = isinstance(expression, models.Aggregate) and expression.empty_result_set_value is None
        nullable = empty and expression.default is None and not isinstance(expression, Coalesce)
        why = fits.misfit(hint, output, nullable=nullable)
        if why is not None and nullable and "null" in why:
            return f"of no rows it is null: say `{fits.shown(hint)} | None`, or give it a `default=`"
        return why

    def _path(self, path: str) -> tuple[Any, bool]:
        """The column at the end of a path, and whether it may be null or not be there."""
        model, nullable = self._model, False
        *names, last = path.split("__")
        for name in names:
            relation = relations(model).get(name)
            if relation is None:
                raise Refused(f"the model `{model._meta.label}` has no relation `{name}`{nearest(model, name)}")
            if relation.many:
                raise Refused(
                    f"`{name}` leads to many rows; declare a list of a shape of `{relation.related.__name__}`"
                )
            nullable |= relation.nullable
            model = relation.related
        column = columns(model).get(last)
        if column is None:
            raise Refused(f"the model `{model._meta.label}` has no column `{last}`{nearest(model, last)}")
        return column, nullable or column.null

    def _needs(self, of: Computation, one: set[str]) -> None:
        for path in of.needs:
            if "__" in path:
                self._path(path)
                name = path.partition("__")[0]
                if name in one:
                    raise Refused(f"`{path}`: the shape has `{name}` as a field; the function finds it on `self`")
            elif path not in self._columns:
                relation = self._relations.get(path)
                if relation is None:
                    raise Refused(self._unknown(path))
                raise Refused(f"`{path}` is a relation; name the columns of its row, as in `{path}__…`")


def _reaches(shape: Any, other: Any) -> bool:
    """Whether the one is, or has somewhere below it, the other. What was read before is without a circle."""
    below: Iterable[Level] = () if shape._plan is None else shape._plan.levels
    return shape is other or any(_reaches(level.shape, other) for level in below)


def _concrete(model: Any) -> Any:
    """The model that has the table: of a proxy the one that it stands before."""
    return model._meta.concrete_model if issubclass(model, models.Model) else model


def _alone(model: type[models.Model], aggregate: Any) -> Any:
    """An aggregate as a query of its own for each row: what is joined for others would be counted otherwise."""
    of = model._base_manager.filter(pk=models.OuterRef("pk")).order_by().values("pk")
    return models.Subquery(of.annotate(mizan_value=aggregate).values("mizan_value"))


def within(plan: Plan) -> Iterator[Plan]:
    """It and the plans of all its levels."""
    yield plan
    for level in plan.levels:
        yield from within(level.shape.plan_of())
