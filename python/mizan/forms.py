"""Shapes → the IR's types: which name each bears, in which form, and which Python class stands behind it.

Decides names and forms; what a type is was decided in `types`, what is legal is decided by the core (twin:
`mizan-core/src/ir.rs`). Page: `ir/protocol/ir.md`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from mizan import _native
from mizan.defaults import Misfit, written
from mizan.ir import schema
from mizan.ir.depth import DEEPEST, levels
from mizan.ir.schema import NO_DEFAULT
from mizan.names import meeting, names_of
from mizan.shapes import (
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
    parts,
    plain,
)
from mizan.types import Refuse

if TYPE_CHECKING:
    from pydantic import JsonValue


class Forms:
    """The names and forms of every type that the given shapes reach.

    `definitions`: those that `type` was asked for, with what they reach, by name. `classes`: what the core is told of
    them. `unmade`: the types that the core does not make, or does not make whole.
    """

    def __init__(self, roots: Iterable[Shape], refuse: Refuse) -> None:
        self._refuse = refuse
        shapes = list(_reached(roots))
        self._named = [each for each in shapes if isinstance(each, (Alias, Model))]
        self._tags = {tag for each in shapes if isinstance(each, UnionOf) for tag in _tag_members(each)}
        self._differ = _spread(
            self._named, lambda each: isinstance(each, Model) and any(map(self._differs, each.members))
        )
        self.unmade = _spread(self._named, _runs_own)
        self.names, self._met = names_of(self._named, refuse)
        self.definitions: dict[str, schema.Alias | schema.Struct] = {}
        self.classes: dict[str, _native.Class] = {}
        self._owners: dict[str, Named] = {}

    def type(self, shape: Shape, *, reads: bool) -> schema.Type:
        """The IR's type. `reads`: in the form that is sent to a server, whose fields with a default may be absent."""
        match shape:
            case Scalar(kind):
                return kind
            case ListOf(item, least, most):
                return schema.ListType(item=self.type(item, reads=reads), min_length=least, max_length=most)
            case TupleOf(items):
                return schema.TupleType(items=[self.type(each, reads=reads) for each in items])
            case MapOf(key, item, least, most):
                of = None if key is None else self.type(key, reads=reads)
                return schema.MapType(key=of, item=self.type(item, reads=reads), min_length=least, max_length=most)
            case EnumOf(values):
                return schema.EnumType(values=cast(list[str] | list[int], [*values]))
            case OptionalOf(item):
                return schema.OptionalType(item=self.type(item, reads=reads))
            case UnionOf(of, tag):
                word = None if tag is None else _tag_name(of, tag, reads=reads)
                return schema.UnionType(of=[self.type(each, reads=reads) for each in of], tag=word)
            case Alias() | Model():
                return schema.RefType(name=self._define(shape, reads=reads))

    def field(self, name: str, shape: Shape, default: Any, doc: str | None, path: str) -> schema.Field:
        """An argument, or a field of the form that is sent to a server."""
        kind = self.type(shape, reads=True)
        if default is NO_DEFAULT:
            return schema.Field(name=name, type=kind, doc=doc)
        try:
            told = written(shape, default, _fits)
            if levels(told) > DEEPEST:
                raise Misfit(f"it is nested deeper than {DEEPEST} levels")
            return schema.Field(name=name, type=kind, doc=doc, default=told)
        except Misfit as misfit:
            instead = "; say `… | None`" if default is None else ""
            self._refuse(path, f"the default does not fit: {misfit}{instead}")
            return schema.Field(name=name, type=kind, doc=doc)

    def _differs(self, member: Member) -> bool:
        defaults = member.default is not NO_DEFAULT or member.omittable == "read"
        return member.read != member.written or (defaults and member not in self._tags)

    def _define(self, named: Named, *, reads: bool) -> str:
        # The forms share a name only when they are equal: when nothing that is reached differs.
        name = self.names[named] + ("Input" if reads and named in self._differ else "")
        owner = self._owners.setdefault(name, named)
        if owner is not named and self.names[named] not in self._met:
            self._refuse(name, meeting(owner, named))
        if name in self.definitions:
            return name
        self._describe(name, named, reads=reads)
        if isinstance(named, Alias):
            # Before its type is known: it may hold itself. The model is frozen, so that it is put in its place after.
            self.definitions[name] = schema.Alias(name=name, doc=named.doc, type=schema.PlainType(type="json"))
            of = self.type(named.shape, reads=reads)
            self.definitions[name] = schema.Alias(name=name, doc=named.doc, type=of)
            return name
        struct = schema.Struct(name=name, doc=named.doc, fields=[])
        self.definitions[name] = struct
        for member in named.members:
            found = self._member(member, reads=reads)
            if found is not None:
                struct.fields.append(found)
        return name

    def _member(self, member: Member, *, reads: bool) -> schema.Field | None:
        name = member.read if reads else member.written
        if name is None:
            return None
        if member.omittable == "always" or (member.omittable == "read" and reads):
            kind = self.type(member.shape, reads=reads)
            return schema.Field(name=name, type=kind, doc=member.doc, omittable=True)
        if reads:
            default = NO_DEFAULT if member in self._tags else member.default
            return self.field(name, member.shape, default, member.doc, member.path)
        return schema.Field(name=name, type=self.type(member.shape, reads=False), doc=member.doc)

    def _describe(self, name: str, named: Named, *, reads: bool) -> None:
        if isinstance(named, Model):
            if named.kind != "typeddict":
                made = named not in self.unmade
                kind: Literal["model", "dataclass"] = "model" if named.kind == "pydantic" else "dataclass"
                self.classes[name] = _native.Class(kind, named.cls, _attributes(named, reads=reads), made)
        elif named.kind == "root":
            self.classes[name] = _native.Class("root", named.cls, {}, False)
        elif named.kind == "enum":
            self.classes[name] = _native.Class("enum", named.cls, {}, True)


def _fits(shape: Shape, value: "JsonValue") -> bool:
    """Whether the core takes such JSON: a graph with one such argument, and no more, says so."""
    forms = Forms([shape], lambda path, why: None)
    argument = schema.Field(name="a", type=forms.type(shape, reads=True))
    function = schema.Function(name="f", args=[argument], result=schema.PlainType(type="null"))
    ir = schema.Ir(functions=[function], types=list(forms.definitions.values()))
    try:
        _native.Graph(ir.encode()).decode_args("f", json.dumps({"args": {"a": value}}).encode())
    except (_native.GraphError, _native.InvalidFault, _native.SyntaxFault):
        return False
    return True


def _attributes(model: Model, *, reads: bool) -> Mapping[str, str]:
    pairs = ((member.read if reads else member.written, member.attribute) for member in model.members)
    return {wire: attribute for wire, attribute in pairs if wire is not None and wire != attribute}


def _reached(roots: Iterable[Shape]) -> Iterator[Shape]:
    """Every shape that is reached, a named one once."""
    seen: set[Named] = set()
    waiting = list(roots)[::-1]
    while waiting:
        shape = waiting.pop()
        if isinstance(shape, (Alias, Model)):
            if shape in seen:
                continue
            seen.add(shape)
        yield shape
        waiting.extend(list(parts(shape))[::-1])
        if isinstance(shape, (Alias, Model)):
            waiting.extend(shape.arguments)


def _direct(named: Named) -> Iterator[Shape]:
    """What a type is made of, down to the next named ones."""
    waiting = list(parts(named))
    while waiting:
        shape = waiting.pop()
        yield shape
        if not isinstance(shape, (Alias, Model)):
            waiting.extend(parts(shape))


def _spread(named: Iterable[Named], own: Callable[[Named], bool]) -> set[Named]:
    """Those of which something is true, and all that reach one of them."""
    users: dict[Named, list[Named]] = defaultdict(list)
    waiting: list[Named] = []
    for each in named:
        for inner in _direct(each):
            if isinstance(inner, (Alias, Model)):
                users[inner].append(each)
        if own(each):
            waiting.append(each)
    found: set[Named] = set()
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(users[each])
    return found


def _runs_own(named: Named) -> bool:
    # A tuple of any length is a list on the wire, which the core gives as a `list`.
    return named.own_code or any(isinstance(each, ListOf) and each.python == "tuple" for each in _direct(named))


def _tag_members(union: UnionOf) -> Iterator[Member]:
    for branch in union.of if union.tag is not None else ():
        model = plain(branch)
        if isinstance(model, Model):
            yield from (member for member in model.members if member.attribute == union.tag)


def _tag_name(of: tuple[Shape, ...], tag: str, *, reads: bool) -> str:
    for branch in of:
        model = plain(branch)
        for member in model.members if isinstance(model, Model) else ():
            if member.attribute == tag:
                return (member.read if reads else member.written) or tag
    return tag
