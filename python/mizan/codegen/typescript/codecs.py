"""Names the codecs of what reaches a type that travels as another JavaScript value: bigint, bytes, dates by option.

It decides who needs one and of which parts it is made; what codecs do is `@mizan/client/codec`'s. The page is
`ir/protocol/client.md`, "What generated code calls"; no twin.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from mizan.codegen import plan, types
from mizan.codegen.naming import Name
from mizan.codegen.source import Source
from mizan.codegen.types import PlanError
from mizan.codegen.typescript.expression import Array, Call, Expression, Object, Thunk, document, value
from mizan.codegen.typescript.layout import assignment
from mizan.codegen.typescript.printer import Dates, Printer, Statement
from mizan.codegen.typescript.syntax import literal
from mizan.codegen.typescript.typedefs import Typedefs, json_of

_MODULE: Final = "@mizan/client/codec"
_TEMPORAL: Final = "@mizan/client/temporal"
_ALWAYS: Final = {"bigint": "bigint", "bytes": "bytes"}
_DATES: Final[Mapping[str, Mapping[str, str]]] = {
    "branded": {},
    "date": {"datetime": "date"},
    "temporal": {"datetime": "instant", "date": "plainDate", "time": "plainTime", "duration": "duration"},
}


class Codecs:
    """The codecs of one file. Those of named types are constants, made as they are asked for."""

    def __init__(self, it: plan.Plan, printer: Printer, dates: Dates) -> None:
        self._plan = it
        self._printer = printer
        self._dates = dates
        self._translated = _DATES[dates]
        self._kinds = frozenset([*_ALWAYS, *self._translated])
        self._found = types.reaching(self._kinds, {name: plan.parts(of) for name, of in it.types.items()})
        self._constants: dict[Name, Source] = {}
        self._bodies: dict[Name, Call] = {}
        self._typedefs = Typedefs(it, printer, lambda: self._own("TypeDef"))

    def needed(self, of: types.Type) -> bool:
        """Whether something in `of` travels as another value."""
        return types.reaches(of, self._kinds, self._found)

    def thunk(self, **parts: "Object | Expression | None") -> list[Expression]:
        """The last argument of a definition; none at all where no part needs a codec."""
        wanted = {name: part for name, part in parts.items() if part is not None}
        return [Thunk(Object(wanted))] if wanted else []

    def fields(self, of: Iterable[tuple[str, types.Type | None]]) -> Object | None:
        """The codecs of those that need one, by name."""
        wanted = {name: self.codec(it) for name, it in of if it is not None and self.needed(it)}
        return Object(wanted) if wanted else None

    def result(self, of: types.Type) -> Expression | None:
        """The codec of `of`, if it needs one."""
        return self.codec(of) if self.needed(of) else None

    def codec(self, of: types.Type) -> Expression:
        """The codec of `of`; `same` where it needs none."""
        if not self.needed(of):
            return self._own("same")
        match of:
            case types.Ref(named):
                return self._named(named)
            case types.ListOf(item):
                return Call(self._own("list"), [self.codec(item)])
            case types.OrNull(item):
                return Call(self._own("optional"), [self.codec(item)])
            case types.MapOf(_, item):
                return Call(self._own("map"), [self.codec(item)])
            case types.TupleOf(items):
                return Call(self._own("tuple"), [self.codec(it) for it in items])
            case types.UnionOf(branches, tag):
                if tag is None:
                    return self._plain(branches)
                pairs = [(it, self._tags(it, tag)) for it in branches if self.needed(it)]
                made: list[Expression] = [
                    Array([Array([value(tag) for tag in tags]), self.codec(it)]) for it, tags in pairs
                ]
                return Call(self._own("tagged"), [literal(tag), Thunk(Array(made))])
            case types.Scalar(kind) if self._dates == "temporal" and kind in self._translated:
                return self._part("temporal", _TEMPORAL, self._translated[kind])
            case types.Scalar(kind):
                return self._own({**_ALWAYS, **self._translated}[kind])
            case types.EnumOf():
                return self._own("same")

    def statements(self) -> list[Statement]:
        """The constants' definitions, by name, and the descriptions that they need."""
        made = [Statement("", self._statement(name)) for name in sorted(self._constants)]
        return [*self._typedefs.statements(), *made]

    def _statement(self, name: Name) -> Source:
        annotation = f"{self._own('Codec')}<{self._printer.type(types.Ref(name))}>"
        return assignment(f"const {self._constants[name]}: {annotation}", document(self._bodies[name]))

    def _named(self, name: Name) -> Source:
        if name not in self._constants:
            printed = self._printer.type(types.Ref(name))
            wanted = f"{printed[0].lower()}{printed[1:]}Codec"
            self._constants[name] = Source(self._printer.names.fresh(wanted, f"the codec of `{name}`"))
            it = self._plan.types[name]
            if isinstance(it, plan.Struct):
                inside: Expression | None = self.fields((field.name, field.type) for field in it.fields)
                function = "struct"
            else:
                inside, function = self.codec(it.type), "alias"
            pure = Source(f"/* @__PURE__ */ {self._own(function)}")
            self._bodies[name] = Call(pure, [Thunk(inside or Object({}))])
        return self._constants[name]

    def _plain(self, branches: tuple[types.Type, ...]) -> Call:
        described: dict[str, Expression] = {"of": Array([value(json_of(it)) for it in branches])}
        if named := self._typedefs.types(branches):
            described["types"] = Array(named)
        if self._dates != "branded":
            described["dates"] = literal(self._dates)
        return Call(self._own("union"), [Object(described), *(self.codec(it) for it in branches)])

    def _tags(self, of: types.Type, tag: str) -> list[str | int]:
        """The values of the tag by which the branch `of` is known. Raises `PlanError` where it has none."""
        seen: set[Name] = set()
        todo, values = [of], list[str | int]()
        while todo:
            it = todo.pop()
            if isinstance(it, types.UnionOf):
                todo.extend(reversed(it.of))
            elif isinstance(it, types.EnumOf):
                values.extend(it.values)
            elif isinstance(it, types.Ref) and it.name not in seen:
                seen.add(it.name)
                named = self._plan.types[it.name]
                if isinstance(named, plan.Alias):
                    todo.append(named.type)
                else:
                    todo.extend(field.type for field in named.fields if field.name == tag)
        if not values:
            raise PlanError(f"a branch of a union has no values of its tag `{tag.encode('unicode_escape').decode()}`")
        return list(dict.fromkeys(values))

    def _own(self, name: str) -> Source:
        return self._part("codec", _MODULE, name)

    def _part(self, space: str, module: str, name: str) -> Source:
        return Source(f"{self._printer.within(space, module)}.{name}")
