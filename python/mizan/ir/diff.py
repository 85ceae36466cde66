"""Two IRs → what changed, and what it means for clients that were generated from the first.

Decides what is breaking, compatible or cosmetic; it reads and prints nothing (`mizan.cli.diff` does). How types are
compared is decided in `subtypes`. It has no twin. Page: `ir/protocol/ir.md`, "What a change means".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

from mizan.ir import schema
from mizan.ir.subtypes import Difference, Types, Way, shown

Severity = Literal["breaking", "compatible", "cosmetic"]

SEVERITIES: tuple[Severity, ...] = ("breaking", "compatible", "cosmetic")
"""The gravest first."""


_Type: TypeAlias = schema.Alias | schema.Struct


@dataclass(frozen=True, slots=True)
class Change:
    """`place` is a function, a context, an error or a type with its name; `what` is one line."""

    severity: Severity
    place: str
    what: str


def compare(old: schema.Ir, new: schema.Ir) -> list[Change]:
    """Every change between two normalised IRs, by place, the gravest first at each place."""
    comparison = _Comparison(old, new)
    changes = dict.fromkeys(comparison.changes())
    return sorted(changes, key=lambda change: (change.place, SEVERITIES.index(change.severity)))


class _Comparison:
    def __init__(self, old: schema.Ir, new: schema.Ir) -> None:
        self._old = old
        self._new = new
        self._types = Types(old, new)

    def changes(self) -> Iterator[Change]:
        old, new = self._old, self._new
        yield from self._contexts(_by_name(old.contexts), _by_name(new.contexts))
        yield from self._functions(_by_name(old.functions), _by_name(new.functions))
        yield from self._named(_by_name(old.types), _by_name(new.types))

    def _contexts(self, old: Mapping[str, schema.Context], new: Mapping[str, schema.Context]) -> Iterator[Change]:
        for name, before, after in _pairs(old, new):
            place = f"context {name}"
            if after is None:
                yield Change("breaking", place, "it is there no more")
            elif before is None:
                yield Change("compatible", place, "it is there now")
            else:
                for severity, what in self._context(before, after):
                    yield Change(severity, place, what)

    def _context(self, old: schema.Context, new: schema.Context) -> Iterator[tuple[Severity, str]]:
        yield from self._fields(old.params, new.params, "params", defaults_are_known=True)
        # A bundle is answered to whoever passes the guards of all its members.
        before, after = (
            _guards(each for each in ir.functions if each.context == old.name) for ir in (self._old, self._new)
        )
        if before != after:
            yield _of_guards(before, after), f"the guard of its bundle: {_change(_all(before), _all(after))}"
        if old.identity != new.identity:
            yield "compatible", f"its identity: {_change(old.identity, new.identity)}"
        if old.view != new.view:
            yield "compatible", f"its view params: {_change(old.view, new.view)}"

    def _functions(self, old: Mapping[str, schema.Function], new: Mapping[str, schema.Function]) -> Iterator[Change]:
        for name, before, after in _pairs(_asked_for(old), _asked_for(new)):
            place = f"function {name}"
            if after is None:
                yield Change("breaking", place, "it is there no more")
            elif before is None:
                yield Change("compatible", place, "it is there now")
            else:
                for severity, what in self._function(before, after):
                    yield Change(severity, place, what)

    def _function(self, old: schema.Function, new: schema.Function) -> Iterator[tuple[Severity, str]]:
        if (old.route is None) != (new.route is None):
            yield "breaking", f"it is called by {'its name' if new.route is None else 'a route'} now"
            return
        yield from self._route(old, new)
        if old.context != new.context:
            yield "breaking", f"its context: {_change(old.context, new.context)}"
        elif old.context is None:
            # The arguments of a member are its context's params, and told there.
            yield from self._fields(old.args, new.args, "args", defaults_are_known=False)
        if old.result is not None and new.result is not None:
            for difference in self._types.differences(old.result, new.result, Way.OUTPUT):
                yield _of_type(difference, "result")
        if old.auth != new.auth:
            yield _of_guards(_guards([old]), _guards([new])), f"its guard: {_change(old.auth, new.auth)}"
        yield from self._errors(old, new)
        if old.affects != new.affects:
            # What was dropped is told with each answer, so that no client has to know it beforehand.
            yield "compatible", "what it affects"
        if (old.cache, type(old.cache)) != (new.cache, type(new.cache)):
            yield "compatible", f"whether it is cached: {_change(old.cache, new.cache)}"
        if old.rev != new.rev:
            yield "compatible", f"its revision: {_change(old.rev, new.rev)}"
        if old.public != new.public:
            yield "compatible", f"whether it is one answer for everyone: {_change(old.public, new.public)}"
        if old.doc != new.doc:
            yield "cosmetic", "its documentation"

    def _route(self, old: schema.Function, new: schema.Function) -> Iterator[tuple[Severity, str]]:
        if old.route != new.route:
            yield "breaking", f"its route: {_change(old.route, new.route)}"
        for method in sorted({*old.answers, *new.answers}):
            if method not in new.answers:
                yield "breaking", f"it answers {method} no more"
            elif method not in old.answers:
                yield "compatible", f"it answers {method} now"
        if old.private != new.private:
            # Of what is private nobody asks who calls.
            what = "whether it is private: " + _change(old.private, new.private)
            yield "compatible" if new.private else "breaking", what

    def _errors(self, old: schema.Function, new: schema.Function) -> Iterator[tuple[Severity, str]]:
        before = {each.code: each for each in self._old.errors if each.code in old.raises}
        after = {each.code: each for each in self._new.errors if each.code in new.raises}
        for code, one, other in _pairs(before, after):
            if one is None:
                yield "compatible", f"it may raise {code} now, which a client meets as an error that it has no type for"
            elif other is None:
                yield "compatible", f"it raises {code} no more"
            else:
                if one.status != other.status:
                    yield "compatible", f"the status of {code}: {one.status} → {other.status}"
                if one.doc != other.doc:
                    yield "cosmetic", f"the documentation of {code}"
                yield from self._data(one.data, other.data, f"raises.{code}")

    def _data(self, old: schema.Type | None, new: schema.Type | None, path: str) -> Iterator[tuple[Severity, str]]:
        if old is not None and new is not None:
            for difference in self._types.differences(old, new, Way.OUTPUT):
                yield _of_type(difference, path)
        elif old is not None:
            yield "breaking", f"{path}: it has no data now"
        elif new is not None:
            yield "compatible", f"{path}: it has data now"

    def _fields(
        self, old: list[schema.Field], new: list[schema.Field], what: str, *, defaults_are_known: bool
    ) -> Iterator[tuple[Severity, str]]:
        """Arguments or params. `defaults_are_known`: clients leave out what is the default that they know."""
        before, after = {each.name: each for each in old}, {each.name: each for each in new}
        for name, one, other in _pairs(before, after):
            path = f"{what}.{name}"
            if other is None:
                yield "breaking", f"{path}: it is there no more, and who sends it is refused"
            elif one is None:
                if other.required:
                    yield "breaking", f"{path}: it is there now, and required"
                else:
                    yield "compatible", f"{path}: it is there now, {_default(other)} where absent"
            else:
                for difference in self._types.differences(one.type, other.type, Way.INPUT):
                    yield _of_type(difference, path)
                yield from _default_changes(one, other, path, grave=defaults_are_known)
                if one.doc != other.doc:
                    yield "cosmetic", f"{path}: its documentation"

    def _named(self, old: Mapping[str, _Type], new: Mapping[str, _Type]) -> Iterator[Change]:
        """What is only told of the type itself. What it means on the wire is told of the functions that reach it."""
        for name, before, after in _pairs(old, new):
            place = f"type {name}"
            if before is None:
                yield Change("cosmetic", place, "the name is there now")
            elif after is None:
                yield Change("cosmetic", place, "the name is there no more")
            else:
                if before.doc != after.doc:
                    yield Change("cosmetic", place, "its documentation")
                if isinstance(before, schema.Struct) and isinstance(after, schema.Struct):
                    yield from _of_struct(before, after, place)


def _of_struct(old: schema.Struct, new: schema.Struct, place: str) -> Iterator[Change]:
    before, after = {each.name: each for each in old.fields}, {each.name: each for each in new.fields}
    both = [name for name in before if name in after]
    if both != [name for name in after if name in before]:
        yield Change("cosmetic", place, "the order of its fields")
    for name in both:
        if before[name].doc != after[name].doc:
            yield Change("cosmetic", place, f"{name}: its documentation")


def _asked_for(functions: Mapping[str, schema.Function]) -> dict[str, schema.Function]:
    """Those that anybody calls from outside."""
    return {name: each for name, each in functions.items() if not each.private or each.route is not None}


def _guards(functions: Iterable[schema.Function]) -> frozenset[str]:
    return frozenset(each.auth for each in functions if each.auth is not None)


def _of_guards(old: frozenset[str], new: frozenset[str]) -> Severity:
    """Whoever passed all guards of old passes the new ones, as far as they themselves say it."""
    return "compatible" if all(any(_implies(one, other) for one in old) for other in new) else "breaking"


def _implies(one: str, other: str) -> bool:
    """Whether who passes the one guard passes the other: staff pass `self`, and any but code of the author's asks for
    somebody.
    """
    return one == other or (other == "required" and one != "custom") or (one, other) == ("staff", "self")


def _all(guards: frozenset[str]) -> str | None:
    return " and ".join(sorted(guards)) or None


def _change(old: object, new: object) -> str:
    return f"{_said(old)} → {_said(new)}"


def _of_type(difference: Difference, path: str) -> tuple[Severity, str]:
    return difference.severity, f"{path}{difference.path}: {difference.what}"


def _default_changes(old: schema.Field, new: schema.Field, path: str, *, grave: bool) -> Iterator[tuple[Severity, str]]:
    if old.required and not new.required:
        yield "compatible", f"{path}: it may be absent now, {_default(new)} then"
    elif new.required and not old.required:
        yield "breaking", f"{path}: it is required now"
    elif not old.required and old.default != new.default:
        what = f"{path}: its default: {shown(old.default)} → {shown(new.default)}"
        if grave:
            yield "breaking", f"{what}; clients leave out the one that they know"
        else:
            yield "compatible", what


def _default(field: schema.Field) -> str:
    return shown(field.default)


def _said(value: object) -> str:
    return "none" if value is None or value == [] else shown(value)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Item = TypeVar("_Item")
_Thing = TypeVar("_Thing", bound=_Named)


def _by_name(things: Iterable[_Thing]) -> dict[str, _Thing]:
    return {thing.name: thing for thing in things}


def _pairs(old: Mapping[str, _Item], new: Mapping[str, _Item]) -> Iterator[tuple[str, _Item | None, _Item | None]]:
    for name in sorted({*old, *new}):
        yield name, old.get(name), new.get(name)
