"""Stores the difference that an edit made: rows by their model's own `save()` and `delete()`, all or nothing.

Decides the order of writes and what of the model's validation becomes a fault; which rows are written was decided in
`changes`. Guide: `docs/shapes.md`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, IntegrityError, router, transaction
from django.db.models import ProtectedError, RestrictedError

from mizan.django.shapes.changes import Node, invalid, wire_name
from mizan.django.shapes.plan import Level
from mizan.django.shapes.relations import kind_of
from mizan.errors import Conflict, Fault, Path

_CODES = {
    **dict.fromkeys(("max_length", "min_length", "blank"), "length"),
    **dict.fromkeys(("min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), "range"),
    "invalid_choice": "enum",
    "null": "type",
}
"""Django's codes of validation → those of the wire; every other is `format`."""


def saved(root: Node, argument: Path) -> None:
    """Writes it. Raises `Invalid` before anything is written, or, of what only the database knows, with all undone."""
    using = root.row._state.db or router.db_for_write(root.plan.model, instance=root.row)
    _assign(root, using)
    faults = list(_invalid(root, argument))
    if faults:
        raise invalid(faults)
    with transaction.atomic(using=using):
        _write(root, None, None, using, argument)


def _assign(node: Node, using: str) -> None:
    for column, _, new in node.values.values():
        setattr(node.row, column.key, new)
    for level, _, new in node.links.values():
        of = level.relation.field
        if new is None or of.target_field.primary_key:
            setattr(node.row, of.attname, new)
        else:
            linked = level.relation.related._base_manager.using(using).filter(pk=new).first()
            if linked is None:
                raise Conflict("what it is to lead to was removed meanwhile")
            setattr(node.row, of.name, linked)
    for _, nodes, _ in node.owned:
        for each in nodes:
            _assign(each, using)


def _invalid(node: Node, argument: Path) -> Iterator[Fault]:
    # That a linked row is there was asked already.
    looked_at = {each.field.name for each, _, _ in node.values.values() if not each.field.is_relation}
    left_out = {each.name for each in node.row._meta.fields} - looked_at
    try:
        node.row.clean_fields(exclude=left_out)
    except ValidationError as error:
        yield from _faults(node, error, argument)
    for _, nodes, _ in node.owned:
        for each in nodes:
            yield from _invalid(each, argument)


def _faults(node: Node, error: ValidationError, argument: Path) -> Iterator[Fault]:
    names = {each.field.name: wire_name(node.plan, each.attribute) for each in node.plan.columns}
    # The text of an error stays here: it may hold anything.
    for name, errors in error.error_dict.items():
        place = () if name == NON_FIELD_ERRORS or name not in names else (names[name],)
        for code in dict.fromkeys(_CODES.get(each.code or "", "format") for each in errors):
            yield Fault((*argument, *node.path, *place), code)


def _write(node: Node, level: Level | None, owner: Any, using: str, argument: Path) -> None:
    row = node.row
    if node.new:
        if level is not None:
            _own(row, level, owner)
        _check_unique(node, argument)
        with _taken():
            row.save(using=using, force_insert=True)
    elif node.changes:
        _count_up(node, using)
    if not node.new and (node.values or node.links):
        changed = [each.field.name for each, _, _ in node.values.values()]
        changed += [each.relation.field.name for each, _, _ in node.links.values()]
        changed += [each.name for each in row._meta.concrete_fields if getattr(each, "auto_now", False)]
        _check_unique(node, argument)
        with _taken():
            _save(row, changed, using)
    for each, added, gone in node.sets:
        manager = getattr(row, each.relation.name)
        if each.relation.is_foreign:
            # Django's take keys; others are only sure to take rows.
            rows = each.relation.related._default_manager.using(using).in_bulk([*gone, *added])
            if any(key not in rows for key in added):
                raise Conflict("what it is to lead to was removed meanwhile")
            gone, added = [rows[key] for key in gone if key in rows], [rows[key] for key in added]
        manager.remove(*gone)
        manager.add(*added)
    for each, nodes, removed in node.owned:
        for gone_row in removed:
            try:
                gone_row.delete(using=using)
            except (ProtectedError, RestrictedError):
                raise Conflict("what is to be removed is in use") from None
        for inner in sorted(nodes, key=lambda node: node.new):
            _write(inner, each, row, using, argument)


def _save(row: Any, changed: list[str], using: str) -> None:
    try:
        row.save(using=using, update_fields=changed)
    except DatabaseError as error:
        if error.__cause__ is not None:
            raise
        # Not the database's own word: Django's, of a row that is there no more.
        raise Conflict("it was removed meanwhile") from None


@contextmanager
def _taken() -> Iterator[None]:
    """What the database refuses though it was asked before: another was faster, or a row that is not shown has it."""
    try:
        yield
    except IntegrityError as error:
        # Each driver has words of its own; what is none of these is a fault of the project's.
        cause = error.__cause__
        words = (
            getattr(cause, "sqlstate", None),
            getattr(cause, "pgcode", None),
            getattr(cause, "sqlite_errorname", None),
        )
        if _TAKEN.isdisjoint([*words, *error.args[:1]]):
            raise
        raise Conflict("it does not go with what is stored") from None


_TAKEN = frozenset(
    {
        *("23505", "23P01", "23514"),
        *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_CHECK"),
        *(1062, 3819),
    }
)
"""Unique, excluding and check constraints as PostgreSQL, SQLite and MySQL name them."""


def _own(row: Any, level: Level, owner: Any) -> None:
    of = level.relation.field
    if level.relation.kind == "reverse":
        setattr(row, of.name, owner)
        return
    setattr(row, of.content_type_field_name, kind_of(level.relation, owner))
    setattr(row, of.object_id_field_name, owner.pk)


def _count_up(node: Node, using: str) -> None:
    version = node.plan.version
    if version is None:
        return
    known = node.row.__dict__[version.key]
    rows = node.plan.model._base_manager.using(using).filter(pk=node.row.pk, **{version.key: known})
    # One statement decides, where two edits are stored at once.
    if not rows.update(**{version.key: known + 1}):
        raise Conflict("it was changed meanwhile")
    setattr(node.row, version.key, known + 1)


def _check_unique(node: Node, argument: Path) -> None:
    deferred = node.row.get_deferred_fields()
    unknown = {each.name for each in node.row._meta.concrete_fields if each.attname in deferred}
    try:
        node.row.validate_unique(exclude=unknown)
        node.row.validate_constraints(exclude=unknown)
    except ValidationError as error:
        raise invalid(_faults(node, error, argument)) from None
