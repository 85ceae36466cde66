"""What a Django model has under which attribute: its columns, and its relations in one form, whatever their kind.

Decides nothing: Django's `_meta` knows it all, each kind in its own words. Guide: `docs/shapes.md`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from django.apps import apps
from django.db import models

Kind = Literal["forward", "reverse", "many_to_many", "generic"]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation by the attribute that it is on an instance.

    `field`: what holds it, on whichever side; `nullable`: of a relation to one row, whether there may be none;
    `is_foreign`: it is of a kind that is not Django's, as the tags of taggit are, and fetches its rows by itself.
    """

    name: str
    kind: Kind
    many: bool
    nullable: bool
    related: type[models.Model]
    field: Any
    is_foreign: bool = False

    @property
    def owns(self) -> bool:
        """Whether the related rows belong to the row: they hold its key."""
        return self.kind in ("reverse", "generic")


def columns(model: type[models.Model]) -> dict[str, Any]:
    """The model's own columns and those it inherits, by attribute: of a foreign key `author_id`. `pk` is the key."""
    found: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    found["pk"] = model._meta.pk
    return found


def relations(model: type[models.Model]) -> dict[str, Relation]:
    """The model's relations, by attribute: of a reverse one `order_set`, or its `related_name`."""
    found: dict[str, Relation] = {}
    for field in model._meta.get_fields():
        relation = _relation(field)
        if relation is not None:
            found[relation.name] = relation
    return found


def _relation(field: Any) -> Relation | None:
    if not field.is_relation or field.related_model is None:
        return None
    related = field.related_model
    if _is_generic(field):
        return Relation(field.name, "generic", True, False, related, field)
    if field.many_to_many:
        name = field.get_accessor_name() if field.auto_created else field.name
        held = field.remote_field if field.auto_created else field
        is_foreign = not isinstance(held, models.ManyToManyField)
        return Relation(name, "many_to_many", True, False, related, held, is_foreign)
    if field.auto_created and not field.concrete:
        many = bool(field.one_to_many)
        return Relation(field.get_accessor_name(), "reverse", many, not many, related, field.field)
    if field.concrete and (field.many_to_one or field.one_to_one):
        return Relation(field.name, "forward", False, bool(field.null), related, field)
    return None


def _is_generic(field: Any) -> bool:
    if not apps.is_installed("django.contrib.contenttypes"):
        return False
    # Its module holds models, which cannot be imported without their app.
    from django.contrib.contenttypes.fields import GenericRelation

    return isinstance(field, GenericRelation)


def kind_of(relation: Relation, owner: models.Model) -> models.Model:
    """What a row of a generic relation holds of its owner's model: a `ContentType`."""
    from django.contrib.contenttypes.models import ContentType

    kinds = ContentType.objects.db_manager(owner._state.db)
    return kinds.get_for_model(owner, for_concrete_model=relation.field.for_concrete_model)


def nearest(model: type[models.Model], name: str) -> str:
    """What may have been meant, as the end of a sentence; nothing where no name is near."""
    known = [*columns(model), *relations(model)]
    reverse = {
        relation.field.related_query_name(): each for each, relation in relations(model).items() if relation.owns
    }
    if name in reverse:
        return f"; did you mean `{reverse[name]}`?"
    found = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean `{found[0]}`?" if found else ""
