"""An edited shape beside the stored rows: what is created, updated, removed, linked and unlinked, level by level.

Decides which rows an edit may reach: the one that the caller was let at, the rows that hold its key, and nobody else's.
Nothing is written here (`saving` does). Guide: `docs/shapes.md`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections, models
from django.db.models import QuerySet

from mizan._native import told
from mizan.django.shapes import fetch, fits
from mizan.django.shapes.marks import Narrow
from mizan.django.shapes.plan import Column, Level, Plan
from mizan.django.shapes.relations import kind_of
from mizan.errors import Conflict, Fault, Invalid, NotFound, Path

M = TypeVar("M", bound=models.Model)

Kind = Literal["created", "updated", "removed", "linked", "unlinked"]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that an edit touches.

    `path`: where it stands in the edited instance, by the names that travel (`("orders", 0)`), of a removed or unlinked
    row its level alone; `key`: its primary key, `None` of a row that is created; `values`: by field, what is stored and
    what it is to be.
    """

    kind: Kind
    path: Path
    model: type[models.Model]
    key: Any
    values: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Node:
    """A row of the edit. `values` and `links` are of its own columns; `sets` and `owned` of its relations."""

    plan: Plan
    row: Any
    path: Path
    new: bool
    values: dict[str, tuple[Column, Any, Any]] = field(default_factory=dict)
    links: dict[str, tuple[Level, Any, Any]] = field(default_factory=dict)
    sets: list[tuple[Level, list[Any], list[Any]]] = field(default_factory=list)
    owned: "list[tuple[Level, list[Node], list[Any]]]" = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything of the row, or of the rows that belong to it, is to be another."""
        below = any(removed or any(each.new or each.changes for each in nodes) for _, nodes, removed in self.owned)
        return bool(self.values or self.links or self.sets or below)


class Changes(Generic[M]):
    """What an edit changes, nothing of which is stored yet. It is true where there is anything."""

    def __init__(self, root: Node, argument: Path) -> None:
        self._root, self._argument = root, argument
        self._all = list(_flat(root))
        self._saved = False

    def __iter__(self) -> Iterator[Change]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _of(self, kind: Kind) -> list[Change]:
        return [each for each in self._all if each.kind == kind]

    @property
    def created(self) -> list[Change]:
        """Rows that are in the edit without a key."""
        return self._of("created")

    @property
    def updated(self) -> list[Change]:
        """Rows of which a column is different."""
        return self._of("updated")

    @property
    def removed(self) -> list[Change]:
        """Rows that belong to the row, were shown, and are in the edit no more."""
        return self._of("removed")

    @property
    def linked(self) -> list[Change]:
        """Rows that belong to nobody alone, and that a many-to-many relation is to lead to."""
        return self._of("linked")

    @property
    def unlinked(self) -> list[Change]:
        """The same, that it is to lead to no more."""
        return self._of("unlinked")

    def save(self) -> M:
        """Stores it, all or nothing, within the caller's transaction; gives the row.

        Only the columns that the shape declares and that are different are written, by the model's own `save()` and
        `delete()`. Raises `Invalid` where the model's validators refuse a value, and `Conflict` for another version.
        """
        from mizan.django.shapes import saving

        if self._saved:
            raise RuntimeError("these changes were stored already")
        saving.saved(self._root, self._argument)
        self._saved = True
        row: M = self._root.row
        return row

    async def asave(self) -> M:
        """`save`, awaited."""
        return await sync_to_async(self.save)()


def _flat(node: Node) -> Iterator[Change]:
    model, key = node.plan.model, None if node.new else node.row.pk
    values = {name: (old, new) for name, (_, old, new) in node.values.items()}
    values |= {name: (old, new) for name, (_, old, new) in node.links.items()}
    if node.new:
        yield Change("created", node.path, model, None, values)
    elif values:
        yield Change("updated", node.path, model, key, values)
    for level, added, gone in node.sets:
        path = (*node.path, wire_name(node.plan, level.attribute))
        yield from (Change("unlinked", path, level.relation.related, each) for each in gone)
        yield from (Change("linked", path, level.relation.related, each) for each in added)
    for level, nodes, rows in node.owned:
        path = (*node.path, wire_name(node.plan, level.attribute))
        yield from (Change("removed", path, level.relation.related, each.pk) for each in rows)
        for each in nodes:
            yield from _flat(each)


def difference(
    edited: Any, stored: Any, argument: str | None, links: Mapping[str, QuerySet[Any]], levels: Mapping[str, Narrow]
) -> Changes[Any]:
    """What `Shape.diff` gives."""
    plan = edited.plan_of()
    fetch.check_levels(plan, levels)
    at: Path = () if argument is None else ("args", argument)
    row = stored if isinstance(stored, models.Model) and stored._state.adding else _stored(plan, stored, levels)
    if not isinstance(row, plan.model):
        raise TypeError(f"`{plan.shape.__name__}` is a shape of `{plan.model.__name__}`, not `{type(row).__name__}`")
    difference = _Difference(links, at)
    root = difference.node(plan, edited, row, (), "", {})
    difference.check_links()
    if difference.faults:
        raise invalid(difference.faults)
    if difference.stale:
        raise Conflict("it was changed meanwhile", errors=[Fault(path, "range") for path in difference.stale])
    return Changes(root, at)


def invalid(faults: Iterable[Fault]) -> Invalid:
    """The problem, with as many faults as any has, in their order."""
    return Invalid(errors=(Fault(tuple(path), code) for path, code in told(list(faults))))


def _stored(plan: Plan, stored: Any, levels: Mapping[str, Narrow]) -> Any:
    if isinstance(stored, models.Model):
        rows = plan.model._base_manager.using(stored._state.db)
        narrow = fetch.with_key(stored.pk)
    else:
        rows, narrow = plan.model._default_manager.all(), stored
    found = list(
        fetch.prepared(plan, rows.all(), lambda queryset: _locked(fetch.checked(narrow, queryset))[:2], levels)
    )
    if not found:
        raise NotFound
    if len(found) > 1:
        raise TypeError(f"`{plan.shape.__name__}.diff` takes one row, and the queryset has more")
    return found[0]


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Within a transaction the row is kept as it is until that ends, so that edits of one row follow one another."""
    connection, query = connections[rows.db], rows.query
    features: Any = connection.features
    plain = not (query.distinct or query.is_sliced or query.combinator or query.group_by)
    if not (connection.in_atomic_block and features.has_select_for_update and plain):
        return rows
    return rows.select_for_update(of=("self",) if features.has_select_for_update_of else ())


class _Difference:
    def __init__(self, links: Mapping[str, QuerySet[Any]], at: Path) -> None:
        self._links, self._at = links, at
        self._wanted: dict[str, list[tuple[Any, str, Any, Path]]] = {}
        self.faults: list[Fault] = []
        self.stale: list[Path] = []

    def node(self, plan: Plan, edited: Any, row: Any, path: Path, prefix: str, held: Mapping[Any, Any]) -> Node:
        """`prefix`: the level's name, as `links` has it; `held`: what `_held` gives of its owner."""
        node = Node(plan, row, path, row._state.adding)
        sent = edited.model_fields_set
        for column in plan.columns:
            if column.attribute in sent:
                self._column(node, column, getattr(edited, column.attribute), prefix, held)
        for level in plan.levels:
            if level.attribute not in sent:
                continue
            value = getattr(edited, level.attribute)
            if level.relation.kind == "forward":
                self._forward(node, level, value, prefix)
            elif level.relation.kind == "many_to_many":
                self._set(node, level, value, prefix)
            else:
                self._owned(node, level, value, prefix)
        return node

    def _fault(self, plan: Plan, path: Path, attribute: str, code: str) -> None:
        self.faults.append(Fault(self._wired(plan, path, attribute), code))

    def _wired(self, plan: Plan, path: Path, attribute: str) -> Path:
        return (*self._at, *path, wire_name(plan, attribute))

    def _column(self, node: Node, column: Column, value: Any, prefix: str, held: Mapping[Any, Any]) -> None:
        of, name = column.field, column.attribute
        stored = None if node.new else node.row.__dict__[column.key]
        if of in held:
            if value is not None and fits.written(value, of) != held[of]:
                self._fault(node.plan, node.path, name, "unknown")
        elif of.primary_key:
            # Which row it is was settled before; a row that is created gets its key from the database.
            if value is not None and fits.written(value, of) != stored:
                self._fault(node.plan, node.path, name, "unknown")
        elif column is node.plan.version:
            if not node.new and value != stored:
                self.stale.append(self._wired(node.plan, node.path, name))
        elif not of.editable or isinstance(of, (models.FileField, models.GeneratedField)):
            return  # As in a form of the model: nobody's to edit, or a file, which text does not make.
        elif value is None and not of.null:
            self._fault(node.plan, node.path, name, "type")
        else:
            new = None if value is None else fits.written(value, of)
            if not node.new and new == stored:
                return
            if _holds_nul(new):
                self._fault(node.plan, node.path, name, "format")
                return
            node.values[name] = (column, stored, new)
            if isinstance(of, models.ForeignKey) and new is not None and new != node.row.__dict__.get(column.key):
                self._want(f"{prefix}{name}", of.target_field.attname, new, self._wired(node.plan, node.path, name))

    def _want(self, name: str, column: str, value: Any, path: Path) -> None:
        self._wanted.setdefault(name, []).append((column, name, value, path))

    def _key_of(self, level: Level, of: Any) -> Any:
        """The key that a nested instance has; `None` where it has none, and so is of no row yet."""
        key = level.shape.plan_of().key
        if key is None:
            raise TypeError(
                f"`{level.shape.__name__}` does not declare the primary key of `{level.relation.related.__name__}`: "
                "nothing tells which row is meant"
            )
        value = getattr(of, key.attribute, None) if key.attribute in of.model_fields_set else None
        return None if value is None else fits.written(value, key.field)

    def _key_name(self, level: Level) -> str:
        key = level.shape.plan_of().key
        return "" if key is None else wire_name(level.shape.plan_of(), key.attribute)

    def _forward(self, node: Node, level: Level, value: Any, prefix: str) -> None:
        of = level.relation.field
        at = self._wired(node.plan, node.path, level.attribute)
        current = None if node.new else level.found(node.row)
        old = None if current is None else current.pk
        if value is None:
            if not of.null:
                self.faults.append(Fault(at, "type"))
            elif old is not None:
                node.links[level.attribute] = (level, old, None)
            return
        new = self._key_of(level, value)
        if new is None:
            self.faults.append(Fault((*at, self._key_name(level)), "missing"))
        elif new != old:
            node.links[level.attribute] = (level, old, new)
            self._want(f"{prefix}{level.attribute}", "pk", new, (*at, self._key_name(level)))

    def _set(self, node: Node, level: Level, value: Any, prefix: str) -> None:
        through = level.relation.field.remote_field.through
        # A manager of its own knows what to do with what is between.
        if not through._meta.auto_created and not level.relation.is_foreign:
            raise TypeError(
                f"`{node.plan.shape.__name__}.{level.attribute}` has `{through.__name__}` between, a model of its own; "
                "edit a list of a shape of that"
            )
        at = self._wired(node.plan, node.path, level.attribute)
        current = [] if node.new else [each.pk for each in level.found(node.row)]
        keys: list[Any] = []
        for place, each in enumerate(value):
            key, path = self._key_of(level, each), (*at, place, self._key_name(level))
            if key is None:
                self.faults.append(Fault(path, "missing"))
            elif key in keys:
                self.faults.append(Fault(path, "unknown"))
            else:
                keys.append(key)
                if key not in current:
                    self._want(f"{prefix}{level.attribute}", "pk", key, path)
        added, gone = [each for each in keys if each not in current], [each for each in current if each not in keys]
        if added or gone:
            node.sets.append((level, added, gone))

    def _owned(self, node: Node, level: Level, value: Any, prefix: str) -> None:
        plan, path = level.shape.plan_of(), (*node.path, wire_name(node.plan, level.attribute))
        given: list[Any] = value if level.relation.many else [] if value is None else [value]
        found: Any = None if node.new else level.found(node.row)
        stored: list[Any] = [] if found is None else found if level.relation.many else [found]
        rows = {each.pk: each for each in stored}
        held = _held(level, node.row)
        nodes: list[Node] = []
        for place, each in enumerate(given):
            at = (*path, place) if level.relation.many else path
            if not level.relation.many and plan.key is None:
                row = rows.pop(next(iter(rows)), None) if rows else None
            else:
                key = self._key_of(level, each)
                row = rows.pop(key, None) if key is not None or level.relation.many else _only(rows)
                is_owners = plan.key is not None and plan.key.field in held and key == held[plan.key.field]
                if row is None and key is not None and not is_owners:
                    # It may be nobody's or somebody else's: one answer for both.
                    self.faults.append(Fault((*self._at, *at, self._key_name(level)), "unknown"))
                    continue
            row = level.relation.related() if row is None else row
            nodes.append(self.node(plan, each, row, at, f"{prefix}{level.attribute}__", held))
        node.owned.append((level, nodes, list(rows.values())))

    def check_links(self) -> None:
        """Every row that is newly linked to is one of those that the caller may link to: one query for each field."""
        for name, wanted in self._wanted.items():
            allowed: set[Any] = set()
            if name in self._links:
                column, values = wanted[0][0], {value for _, _, value, _ in wanted if not _holds_nul(value)}
                rows = self._links[name].filter(**{f"{column}__in": values})
                allowed = set(rows.values_list(column, flat=True))
            self.faults += [Fault(path, "unknown") for _, _, value, path in wanted if value not in allowed]


def _holds_nul(value: Any) -> bool:
    """Whether there is a NUL in text, which not every database stores, nor can be asked for."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_holds_nul(each) for each in value)


def _held(level: Level, owner: Any) -> dict[Any, Any]:
    """The fields by which a row belongs to its owner, with what they hold of it: nothing of an owner without a key."""
    of = level.relation.field
    if level.relation.kind == "reverse":
        return {of: getattr(owner, of.target_field.attname, None)}
    field: Callable[[str], Any] = level.relation.related._meta.get_field
    key, kind = field(of.object_id_field_name), field(of.content_type_field_name)
    return {key: None if owner.pk is None else key.to_python(owner.pk), kind: kind_of(level.relation, owner).pk}


def _only(rows: dict[Any, Any]) -> Any:
    return rows.pop(next(iter(rows))) if rows else None


def wire_name(plan: Plan, attribute: str) -> str:
    """What a field is called in the form that is sent."""
    alias = plan.shape.model_fields[attribute].validation_alias
    return alias if isinstance(alias, str) else attribute
