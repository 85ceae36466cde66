"""Python annotations → shapes: what there is, and the refusal of all else, with its path and what there is instead.

Decides which annotation means which type; it names none (`forms`), judges no value (the core does: twin
`mizan-core/src/types`) and makes none (`builders`). Page: `ir/protocol/types.md`.
"""

import collections.abc
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin
from uuid import UUID

from mizan import absent, models, pydantics
from mizan.constraints import BigIntNote, Unfit, constrained, notes
from mizan.generics import Unresolved, alias_value, is_alias, substituted
from mizan.ir import schema
from mizan.shapes import (
    FILE,
    JSON,
    NULL,
    PLACEHOLDER,
    STRING,
    Alias,
    EnumOf,
    ListOf,
    MapOf,
    Member,
    Model,
    Named,
    OptionalOf,
    Scalar,
    Shape,
    TupleOf,
    UnionOf,
    members_of,
    plain,
)
from mizan.uploads import FileNote, file_classes

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

BigInt: TypeAlias = Annotated[int, BigIntNote()]
"""An `int` of any size. It travels as text, and is a `bigint` in TypeScript."""

_SCALARS: tuple[tuple[object, Scalar], ...] = (
    (None, NULL),
    (type(None), NULL),
    (bool, Scalar(schema.PlainType(type="boolean"))),
    (str, STRING),
    (int, Scalar(schema.IntegerType())),
    (float, Scalar(schema.NumberType())),
    (Decimal, Scalar(schema.DecimalType())),
    (UUID, Scalar(schema.PlainType(type="uuid"))),
    (datetime, Scalar(schema.MomentType(type="datetime"))),
    (date, Scalar(schema.MomentType(type="date"))),
    (time, Scalar(schema.PlainType(type="time"))),
    (timedelta, Scalar(schema.PlainType(type="duration"))),
    (bytes, Scalar(schema.BytesType())),
    (Any, JSON),
)
_JSON_VALUE = "pydantic.types.JsonValue"
_LISTS = (list, collections.abc.Sequence)
_MAPS = (dict, collections.abc.Mapping)
_MAX_INTEGER = 2**53 - 1
_DEEPEST = 32
"""A generic type is within itself, each time with other arguments, at most so many times."""

Refuse = Callable[[str, str], None]
"""Notes a defect: the path (`user_profile.result.items[].price`), and what is wrong there."""


class Types:
    """The types that one registry reaches. Defects go to `refuse`; a class is read once, whoever reaches it."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse
        self._named: dict[Any, Named] = {}
        self._within: list[Named] = []
        self._open: dict[Any, list[str]] = {}
        self._endless: set[Any] = set()

    def shape(self, annotation: Any, path: str) -> Shape:
        """What an annotation means."""
        if any(annotation is known for known in file_classes):
            return FILE
        for known, scalar in _SCALARS:
            if annotation is known:
                return scalar
        if pydantics.is_(annotation, _JSON_VALUE):
            return JSON
        if pydantics.is_(annotation, "pydantic.types.AwareDatetime"):
            return self.shape(datetime, path)
        if is_alias(annotation):
            return self._alias(annotation, (), path)
        if isinstance(annotation, typing.NewType):
            return self.shape(annotation.__supertype__, path)
        origin, arguments = get_origin(annotation), get_args(annotation)
        if not arguments and (origin or annotation) in (tuple, *_LISTS, *_MAPS):
            return self._bare(origin or annotation, path)
        if origin is not None:
            found = self._generic(annotation, origin, arguments, path)
            if found is not None:
                return found
        if type(annotation).__name__ == "PydanticRecursiveRef":
            annotation = self._itself(annotation)
        if isinstance(annotation, type) and origin is None:
            found = self._class(annotation, (), path)
            if found is not None:
                return found
        return self._no(path, annotation)

    def noted(self, annotation: Any, info: "FieldInfo | None", path: str) -> Shape:
        """What an annotation means with pydantic's `Field(…)` beside it."""
        shape = self.shape(annotation, path)
        if info is None:
            return shape
        for tag in (info.discriminator, *(each for each in info.metadata if _is_discriminator(each))):
            if tag is not None:
                shape = self._tagged(shape, tag, path)
        return self._constrained(shape, info.metadata, path)

    def _no(self, path: str, annotation: Any) -> Shape:
        self._refuse(path, absent.annotation(annotation))
        return PLACEHOLDER

    def _bare(self, annotation: Any, path: str) -> Shape:
        if annotation is tuple:
            self._refuse(path, "`tuple`: name its parts, as in `tuple[int, str]` or `tuple[int, ...]`")
            return PLACEHOLDER
        return MapOf(None, JSON) if annotation in _MAPS else ListOf(JSON)

    def _generic(self, annotation: Any, origin: Any, arguments: tuple[Any, ...], path: str) -> Shape | None:
        if origin in _LISTS and len(arguments) == 1:
            return ListOf(self.shape(arguments[0], f"{path}[]"))
        if origin is tuple:
            return self._tuple(arguments, path)
        if origin in _MAPS and len(arguments) == 2:
            return MapOf(self._key(arguments[0], path), self.shape(arguments[1], f"{path}[]"))
        if origin is Union or origin is types.UnionType:
            return self._union(arguments, path)
        if origin is Literal:
            return self._literal(arguments, path)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:], path)
        if is_alias(origin):
            return self._alias(origin, arguments, path)
        return self._class(origin, arguments, path) if isinstance(origin, type) else None

    def _tuple(self, arguments: tuple[Any, ...], path: str) -> Shape:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return ListOf(self.shape(arguments[0], f"{path}[]"), python="tuple")
        if not arguments or Ellipsis in arguments or any(get_origin(each) is typing.Unpack for each in arguments):
            self._refuse(path, "a tuple on the wire has at least one part, each by its own: `tuple[int, str]`")
            return PLACEHOLDER
        return TupleOf(tuple(self.shape(each, f"{path}[{at}]") for at, each in enumerate(arguments)))

    def _key(self, annotation: Any, path: str) -> Shape | None:
        shape = self.shape(annotation, f"{path}.key")
        if shape == STRING:
            return None
        match plain(shape):
            case Scalar(type=schema.StringType() | schema.IntegerType()):
                return shape
            case Scalar(type=schema.PlainType(type="uuid")):
                return shape
            case EnumOf(values) if isinstance(values[0], str):
                return shape
        self._refuse(
            f"{path}.key",
            f"`{absent.shown(annotation)}` is no key of a map; there are str, int, UUID, "
            "and `Literal`s and `Enum`s of strings",
        )
        return None

    def _union(self, arguments: tuple[Any, ...], path: str) -> Shape:
        takes_null = False
        branches: list[Shape] = []
        for each in arguments:
            if each is type(None) or each is None:
                takes_null = True
                continue
            shape = self.shape(each, path)
            if isinstance(shape, OptionalOf):
                takes_null, shape = True, shape.item
            if shape == JSON and len(arguments) > 1:
                if all(other in (each, type(None), None) for other in arguments):
                    return JSON  # It takes null already.
                self._refuse(
                    path, f"`{absent.shown(each)}` in a union takes what every other branch would; say it alone"
                )
                return PLACEHOLDER
            if shape == NULL:
                takes_null = True
                continue
            inner = plain(shape)
            spliced = inner.of if isinstance(inner, UnionOf) and inner.tag is None else (shape,)
            branches += [branch for branch in spliced if branch not in branches]
        if not branches:
            return NULL
        union = branches[0] if len(branches) == 1 else UnionOf(tuple(branches))
        if isinstance(union, UnionOf) and any(isinstance(each, Alias) and each.kind == "root" for each in union.of):
            self._refuse(path, "a root model in a union: nothing on the wire tells it from the rest; use a model")
        return OptionalOf(union) if takes_null else union

    def _literal(self, values: tuple[Any, ...], path: str) -> Shape:
        texts = tuple(each for each in values if type(each) is str)
        numbers = tuple(each for each in values if type(each) is int)
        others = [each for each in values if each is not None and type(each) not in (str, int)]
        for each in others:
            instead = f"; write its value, `{each.value!r}`, or the `Enum` itself" if isinstance(each, Enum) else ""
            self._refuse(path, f"`Literal[{each!r}]`: there are literals of strings and of integers{instead}")
        if others:
            return PLACEHOLDER
        if texts and numbers:
            self._refuse(path, "a `Literal` of strings and integers; make it a union of two")
            return PLACEHOLDER
        if any(abs(each) > _MAX_INTEGER for each in numbers):
            self._refuse(path, "an integer of the `Literal` is beyond 2^53-1; write it as text")
            return PLACEHOLDER
        if not texts and not numbers:
            return NULL
        shape = EnumOf(texts or numbers)
        return OptionalOf(shape) if None in values else shape

    def _annotated(self, annotation: Any, extra: tuple[Any, ...], path: str) -> Shape:
        # What a host's own class of files is made of is of no concern.
        shape = FILE if any(isinstance(note, FileNote) for note in extra) else self.shape(annotation, path)
        for note in extra:
            if pydantics.is_field(note):
                for why in absent.parts_of(note):
                    self._refuse(path, why)
                if note.discriminator is not None:
                    shape = self._tagged(shape, note.discriminator, path)
            elif _is_discriminator(note):
                shape = self._tagged(shape, note.discriminator, path)
        return self._constrained(shape, extra, path)

    def _constrained(self, shape: Shape, extra: Any, path: str) -> Shape:
        for note in notes(extra):
            if _is_discriminator(note) or hasattr(note, "documentation"):
                continue
            # A validator among the notes runs where pydantic builds the value.
            checks = isinstance(note, pydantics.known("pydantic.functional_validators.AfterValidator"))
            if checks and self._within and _is_pydantics(self._within[-1]):
                self._within[-1].own_code = True
                continue
            instead = absent.note(note)
            if instead is not None:
                self._refuse(path, instead)
                continue
            try:
                shape = constrained(shape, note)
            except Unfit as unfit:
                self._refuse(path, str(unfit))
        return shape

    def _tagged(self, shape: Shape, tag: Any, path: str) -> Shape:
        tag = tag.discriminator if _is_discriminator(tag) else tag
        if not isinstance(tag, str):
            self._refuse(
                path, 'a discriminator that is a function runs on no client; name a field: `discriminator="…"`'
            )
            return shape
        if isinstance(shape, OptionalOf):
            return OptionalOf(self._tagged(shape.item, tag, path))
        if isinstance(shape, Alias) and isinstance(plain(shape), UnionOf):
            shape = plain(shape)  # What it is called says nothing of the tag.
        if not isinstance(shape, UnionOf):
            self._refuse(path, f'`discriminator="{tag}"`: it is no union of two models or more')
            return shape
        branches: list[Shape] = []
        for branch in shape.of:
            inner = plain(branch)
            branches += inner.of if isinstance(inner, UnionOf) and inner.tag == tag else (branch,)
        for branch in branches:
            inner = plain(branch)
            if not isinstance(inner, Model):
                self._refuse(
                    path, f'`discriminator="{tag}"`: a branch is no model; each is one, with the field `{tag}`'
                )
                return shape
        return UnionOf(tuple(branches), tag)

    def _alias(self, alias: Any, arguments: tuple[Any, ...], path: str) -> Shape:
        key = _identity(alias, arguments)
        known = self._named.get(key)
        try:
            value = alias_value(alias)
        except Unresolved as unresolved:
            self._refuse(path, f"`{alias.__name__}`: {unresolved}")
            return PLACEHOLDER
        parameters = alias.__type_params__
        if len(parameters) != len(arguments):
            self._refuse(path, f"`{alias.__name__}` takes {len(parameters)} arguments: `{alias.__name__}[…]`")
            return PLACEHOLDER
        value = substituted(value, dict(zip(parameters, arguments, strict=True)))
        # A name takes no null: where it is used, it is optional.
        takes_null = _takes_null(value)
        if known is None:
            within = tuple(str(alias.__module__).split("."))
            spelled = tuple(self.shape(each, path) for each in arguments)
            named = Alias(alias.__name__, within, "alias", doc=annotation_doc(value), arguments=spelled)
            known = self._named[key] = named
            if not self._opened(alias, alias.__name__, path):
                return PLACEHOLDER
            self._within.append(named)
            shape = self.shape(value, path)
            self._within.pop()
            self._open[alias].pop()
            if shape in (JSON, NULL):
                del self._named[key]
                return shape
            named.shape = shape.item if isinstance(shape, OptionalOf) else shape
        return OptionalOf(known) if takes_null else known

    def _class(self, cls: type, arguments: tuple[Any, ...], path: str) -> Shape | None:
        if issubclass(cls, Enum):
            return self._enum(cls, path)
        kind = models.kind(cls)
        if kind is None:
            return None
        key = _identity(cls, arguments)
        known = self._named.get(key)
        parameters = getattr(cls, "__parameters__", ())
        metadata = getattr(cls, "__pydantic_generic_metadata__", None)
        if metadata is not None:
            parameters = metadata["parameters"]
        if len(parameters) != len(arguments):
            self._refuse(path, f"`{cls.__name__}` is generic: name its arguments, `{cls.__name__}[…]`")
            return PLACEHOLDER
        if pydantics.is_root_model(cls):
            return self._root(cls, path)
        if known is not None:
            return known
        origin = _origin(cls)
        spelled = arguments if metadata is None or metadata["origin"] is None else metadata["args"]
        model = Model(origin.__name__, models.within(origin), kind, cls, models.doc(origin))
        self._named[key] = model
        model.own_code = models.runs_own_code(cls, kind)
        model.arguments = tuple(self.shape(each, path) for each in spelled)
        if not self._opened(origin, origin.__name__, path):
            return PLACEHOLDER
        self._members(model, arguments, path)
        self._open[origin].pop()
        return model

    def _opened(self, generic: Any, name: str, path: str) -> bool:
        """Whether a type may be read that may be within itself: one that never ends is refused where it begins to."""
        places = self._open.setdefault(generic, [])
        if len(places) == _DEEPEST and generic not in self._endless:
            self._endless.add(generic)
            self._refuse(places[1], f"`{name}` is within itself with other arguments each time, without end")
        if generic in self._endless:
            return False
        places.append(path)
        return True

    def _itself(self, ref: Any) -> Any:
        """The generic model within which it names itself: all that pydantic says of it is a text with its identity."""
        around = (each.cls for each in reversed(self._within) if f":{id(_origin(each.cls))}[" in ref.type_ref)
        return next(around, ref)

    def _members(self, model: Model, arguments: tuple[Any, ...], path: str) -> None:
        def refuse(at: str, why: str) -> None:
            self._refuse(f"{path}.{at}" if at else path, f"`{model.name}`: {why}")

        self._within.append(model)
        for raw in models.read(model.cls, model.kind, arguments, refuse):
            shape = self.noted(raw.annotation, raw.about, f"{path}.{raw.attribute}")
            doc = raw.doc or annotation_doc(raw.annotation)
            at = f"{path}.{raw.attribute}"
            member = Member(raw.attribute, raw.read, raw.written, shape, raw.default, raw.omittable, doc, at)
            model.members.append(member)
        self._within.pop()

    def _root(self, cls: Any, path: str) -> Shape:
        known = self._named.get((cls, ()))
        info = cls.model_fields["root"]
        takes_null = _takes_null(info.annotation)
        if known is None:
            metadata = cls.__pydantic_generic_metadata__
            origin = metadata["origin"] or cls
            # `RootModel[list[int]]` itself has no name of its own.
            name = "Root" if pydantics.is_(origin, "pydantic.root_model.RootModel") else origin.__name__
            spelled = tuple(self.shape(each, path) for each in metadata["args"])
            known = Alias(name, models.within(origin), "root", cls, models.doc(origin), spelled, own_code=True)
            self._named[cls, ()] = known
            for why in models.root_defects(cls):
                self._refuse(path, f"`{cls.__name__}`: {why}")
            self._within.append(known)
            shape = self.noted(info.annotation, info, path)
            self._within.pop()
            known.shape = shape.item if isinstance(shape, OptionalOf) else shape
            if shape in (JSON, NULL):
                self._refuse(path, f"`{cls.__name__}`: a type with a name takes no null; say `Any` where it is used")
        if takes_null:
            self._refuse(path, f"`{cls.__name__}`: a root model takes no null; say `… | None` where it is used")
        return known

    def _enum(self, cls: type[Enum], path: str) -> Shape:
        known = self._named.get((cls, ()))
        if known is not None:
            return known
        values = members_of(cls)
        texts = all(isinstance(each, str) for each in values)
        numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in values)
        if issubclass(cls, Flag):
            self._refuse(
                path, f"`{cls.__name__}`: flags are combined, and an enum is one value; use a list of an `Enum`"
            )
        elif not values:
            self._refuse(path, f"`{cls.__name__}` has no members")
        elif not texts and not numbers:
            self._refuse(path, f"`{cls.__name__}`: its values are neither all strings nor all integers")
        elif numbers and any(abs(each) > _MAX_INTEGER for each in values):
            self._refuse(path, f"`{cls.__name__}`: a value is beyond 2^53-1; write it as text")
        else:
            plain_values = tuple(str.__str__(each) if texts else int(each) for each in values)
            alias = Alias(cls.__name__, models.within(cls), "enum", cls, _enum_doc(cls))
            alias.shape = EnumOf(plain_values)
            self._named[cls, ()] = alias
            return alias
        return PLACEHOLDER


def annotation_doc(annotation: Any) -> str | None:
    """What `Annotated[…, Field(description=…)]`, or `Annotated[…, Doc(…)]`, says."""
    if get_origin(annotation) is not Annotated:
        return None
    found: Iterator[Any] = (
        models.described(each) if pydantics.is_field(each) else getattr(each, "documentation", None)
        for each in get_args(annotation)[1:]
    )
    return next((each for each in found if isinstance(each, str)), None)


def _is_discriminator(note: object) -> bool:
    return isinstance(note, pydantics.known("pydantic.types.Discriminator"))


def _is_pydantics(named: Named) -> bool:
    return named.kind in ("pydantic", "pydantic dataclass", "root")


def _origin(cls: Any) -> Any:
    metadata = getattr(cls, "__pydantic_generic_metadata__", None)
    return cls if metadata is None or metadata["origin"] is None else metadata["origin"]


def _identity(generic: Any, arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    try:
        hash(arguments)
    except TypeError:  # A note within an argument has no hash; it is shown whole.
        return generic, repr(arguments)
    return generic, arguments


def _enum_doc(cls: type[Enum]) -> str | None:
    text = cls.__dict__.get("__doc__")
    return inspect.cleandoc(text) if isinstance(text, str) and text.strip() else None


def _takes_null(annotation: Any) -> bool:
    """Whether null is among the values, seen without reading the whole of the type, which may hold itself."""
    if annotation is None or annotation is type(None):
        return True
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Union or origin is types.UnionType:
        return any(_takes_null(each) for each in arguments)
    if origin is Literal:
        return None in arguments
    if origin is Annotated:
        return _takes_null(arguments[0])
    if isinstance(annotation, typing.NewType):
        return _takes_null(annotation.__supertype__)
    alias = annotation if origin is None else origin
    if is_alias(alias):
        try:
            bound = dict(zip(alias.__type_params__, arguments, strict=False))
            return not pydantics.is_(annotation, _JSON_VALUE) and _takes_null(substituted(alias_value(alias), bound))
        except (Unresolved, RecursionError):  # It is refused where it is read.
            return False
    return False
