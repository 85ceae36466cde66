"""Spells types, properties and definitions of one TypeScript file, and owns its names and imports.

It decides how a planned thing is written, not which things there are. The page is `ir/protocol/client.md`; no twin.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from mizan.codegen import types
from mizan.codegen.naming import Namespace
from mizan.codegen.source import Source
from mizan.codegen.typescript.expression import Call, Expression, document, flat
from mizan.codegen.typescript.layout import (
    LINE,
    SOFT,
    WIDTH,
    Broken,
    Doc,
    Group,
    Indent,
    assignment,
    generic,
    joined,
    print_doc,
)
from mizan.codegen.typescript.letters import columns
from mizan.codegen.typescript.syntax import RESERVED, key, literal, number

Dates: TypeAlias = Literal["branded", "date", "temporal"]

# Types that the wire's text types have in the client, from `@mizan/client`.
_BRANDS: Final = {
    "decimal": "Decimal",
    "uuid": "Uuid",
    "datetime": "DateTime",
    "date": "PlainDate",
    "time": "PlainTime",
    "duration": "Duration",
}
_PLAIN: Final = {
    "null": "null",
    "boolean": "boolean",
    "string": "string",
    "integer": "number",
    "number": "number",
    "bigint": "bigint",
    "bytes": "Uint8Array",
    "json": "unknown",
}
_TRANSLATED: Final[Mapping[Dates, Mapping[str, str]]] = {
    "branded": {},
    "date": {"datetime": "Date"},
    "temporal": {
        "datetime": "Temporal.Instant",
        "date": "Temporal.PlainDate",
        "time": "Temporal.PlainTime",
        "duration": "Temporal.Duration",
    },
}
DATES: Final[tuple[Dates, ...]] = ("branded", "date", "temporal")
NOTHING: Final = Source("Record<string, never>")

# What the generated file says itself; nothing from the IR may take these names.
_OWN: Final = frozenset(
    {
        *_BRANDS.values(),
        "Blob",
        "Date",
        "DomainError",
        "File",
        "Record",
        "Temporal",
        "Uint8Array",
        "codec",
        "defineContext",
        "defineFunction",
        "defineUpload",
        "schema",
        "temporal",
    }
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file, and the doc before it."""

    doc: str
    text: Source
    limits: types.Limits = ()


def told(doc: str, otherwise: str) -> str:
    """The doc of something that is exported: its author's, or else what it is, so that none goes without."""
    return doc if doc.strip() else otherwise


# Where a type stands, which is what decides about the bars and parentheses of a union that is broken.
_Place: TypeAlias = Literal["property", "argument", "element", "listed"]


class Printer:
    """One file's names, imports and spellings."""

    def __init__(self, place: str, kept: Iterable[str] = _OWN, dates: Dates = "branded") -> None:
        self.names = Namespace(place, RESERVED | frozenset(kept))
        self._types: dict[str, str] = {}
        self._imports: dict[str, set[str]] = {}
        self._modules: dict[str, str] = {}
        self._translated = _TRANSLATED[dates]
        self._signatures = False

    def declare(self, name: str, what: str) -> Source:
        """A name at the file's top level, for `what`. Raises `NamingError` if something else has it."""
        return Source(self.names.declare(name, what))

    def declare_type(self, name: str, printed: str, what: str) -> Source:
        """The name of the type `name`, by which types refer to it."""
        self._types[name] = self.names.declare(printed, what)
        return Source(self._types[name])

    def name_type(self, name: str, printed: str) -> None:
        """Types refer to `name` by what it is called in another file."""
        self._types[name] = printed

    def use(self, name: str, module: str = "@mizan/client") -> Source:
        """A value or (`type T`) a type that is imported from `module` because of this."""
        self._imports.setdefault(module, set()).add(name)
        return Source(name.removeprefix("type "))

    def within(self, name: str, module: str) -> Source:
        """The whole `module`, imported under a `name` that this file keeps; without one for what it declares alone."""
        self._modules[module] = name or self._modules.get(module, "")
        return Source(name)

    def imports(self) -> list[Source]:
        """The imports of all that was used, by module; those from the project's own files come last."""
        made = {module: self._import(module, names) for module, names in self._imports.items()}
        for module, name in self._modules.items():
            kind, bare = ("type ", name.removeprefix("type ")) if name.startswith("type ") else ("", name)
            made[module] = Source(f"import {kind}{f'* as {bare} from ' if bare else ''}{literal(module)};")
        return [made[module] for module in sorted(made, key=lambda it: (it.startswith("."), it))]

    def _import(self, module: str, used: Collection[str]) -> Source:
        only_types = all(name.startswith("type ") for name in used)
        ordered = sorted(used, key=_order)
        names: list[Doc] = [name.removeprefix("type ") if only_types else name for name in ordered]
        block = Group(["{", Indent([LINE, *joined(names, [",", LINE])]), Broken(","), LINE, "}"])
        return print_doc(["import type " if only_types else "import ", block, f" from {literal(module)};"])

    def property(self, name: str, of: types.Type, *, optional: bool) -> Source:
        """`name?: T;`, with the margin of an interface's body."""
        head = f"  {key(name)}?: " if optional else f"  {key(name)}: "
        flat = f"{head}{self.type(of)};"
        if columns(flat) <= WIDTH:
            return Source(flat)
        return print_doc(Indent([head, self.breakable(of, "property"), ";"]))

    def alias(self, name: str, of: types.Type, *, recursive: bool) -> Source:
        """`export type name = T;`. What is `recursive` reaches itself through no struct."""
        # Only an index signature may lead a type to itself; a `Record` is resolved at once.
        self._signatures = recursive
        flat = f"export type {name} = {self.type(of)};"
        try:
            if columns(flat) <= WIDTH:
                return Source(flat)
            left, right = f"export type {name}", self.breakable(of, "property")
            if len(self._members(of)) > 1:
                return print_doc([left, " = ", right, ";"])
            return assignment(left, right)
        finally:
            self._signatures = False

    def error(self, name: str, code: str, data: types.Type | None) -> Source:
        """`export type name = DomainError<"CODE", T>;`."""
        arguments: list[Doc] = [literal(code)]
        if data is not None:
            arguments.append(self.breakable(data, "argument"))
        return assignment(f"export type {name}", [self.use("type DomainError"), generic(arguments)])

    def definition(
        self, name: str, function: str, arguments: list[Expression], generics: list[Doc], module: str = "@mizan/client"
    ) -> Source:
        """`export const name = function<generics>(arguments);`, of a `function` of `module`."""
        # The comment lets a bundler drop the definition where nothing imports it.
        callee = Source(f"/* @__PURE__ */ {self.use(function, module)}")
        left, made = f"export const {name}", Call(callee, arguments, generics)
        if (short := flat(made)) is not None and len(left) + columns(short) + len(" = ;") <= WIDTH:
            return Source(f"{left} = {short};")
        return assignment(left, document(made))

    def type(self, of: types.Type) -> str:
        """`T` on one line."""
        match of:
            case types.Ref(name):
                return self._types[name]
            case types.Scalar(kind) if kind != "file":
                return self._scalar(kind)
            case types.ListOf(item):
                return f"({self.type(item)})[]" if self._is_union(item) else f"{self.type(item)}[]"
            case types.MapOf(_, item):
                inner = self.type(item)
                return f"{{ [key: string]: {inner} }}" if self._signatures else f"Record<string, {inner}>"
            case types.TupleOf(items):
                return f"[{', '.join(self.type(it) for it in items)}]"
            case _:
                return " | ".join(text for text, _ in self._members(of))

    def breakable(self, of: types.Type, place: _Place) -> Doc:
        """`T` with the places where the formatter may break it."""
        match of:
            case types.ListOf(item):
                return [self.breakable(item, "listed"), "[]"]
            case types.MapOf(_, item) if self._signatures:
                value = ["[key: string]: ", self.breakable(item, "property"), Broken(";")]
                return Group(["{", Indent([LINE, *value]), LINE, "}"])
            case types.MapOf(_, item):
                return ["Record", generic(["string", self.breakable(item, "argument")])]
            case types.TupleOf(items) if items:
                inside: _Place = "element" if len(items) > 1 else "argument"
                elements = joined([self.breakable(it, inside) for it in items], [",", LINE])
                return Group(["[", Indent([SOFT, *elements]), Broken(","), SOFT, "]"])
            case types.OrNull() | types.UnionOf() | types.EnumOf() | types.Scalar("file"):
                return self._union(of, place)
            case _:
                return self.type(of)

    def _union(self, of: types.Type, place: _Place) -> Doc:
        found = self._members(of)
        members = [text if part is None else self.breakable(part, "property") for text, part in found]
        if len(members) == 1:
            return members[0]
        if self._hugs(found):
            hugged = joined(members, " | ")
            return ["(", *hugged, ")"] if place == "listed" else hugged
        bars = [Broken("| "), *joined([Indent(it) for it in members], [LINE, "| "])]
        match place:
            case "property":
                return Group(Indent([SOFT, *bars]))
            case "argument":
                return Group(bars)
            case "element":
                return Group([Indent([Broken("("), SOFT, *bars]), SOFT, Broken(")")])
            case "listed":
                return Group(["(", Indent([SOFT, *bars]), SOFT, ")"])

    def _members(self, of: types.Type) -> list[tuple[str, types.Type | None]]:
        """What stands between the bars: each on one line, with its type where it has parts; no two of them alike."""
        match of:
            case types.OrNull(item):
                found = [*self._members(item), ("null", None)]
            case types.UnionOf(branches):
                found = [member for branch in branches for member in self._members(branch)]
            case types.EnumOf(values):
                found = [(literal(it) if isinstance(it, str) else number(it), None) for it in values]
            case types.Scalar("file"):
                found = [("File", None), ("Blob", None)]
            case types.Ref() | types.Scalar():
                found = [(self.type(of), None)]
            case _:
                found = [(self.type(of), of)]
        return list(dict(found).items())

    def _is_union(self, of: types.Type) -> bool:
        several = isinstance(of, types.OrNull | types.UnionOf | types.EnumOf | types.Scalar)
        return several and len(self._members(of)) > 1

    def _hugs(self, members: list[tuple[str, types.Type | None]]) -> bool:
        """Whether the formatter leaves `T | null` alone, however long it is: where `T` is a name or an object."""
        match members:
            case [(text, part), ("null", _)] | [("null", _), (text, part)]:
                return isinstance(part, types.MapOf) or (part is None and text[0].isupper())
            case _:
                return False

    def _scalar(self, kind: str) -> str:
        if kind in self._translated:
            if self._translated[kind].startswith("Temporal."):
                self.within("", "@mizan/client/temporal")
            return self._translated[kind]
        return self.use(f"type {_BRANDS[kind]}") if kind in _BRANDS else _PLAIN[kind]


def _order(name: str) -> list[tuple[str, bool]]:
    """How the formatter orders imports: by letter, and of one letter the capital first."""
    return [(letter.lower(), letter.islower()) for letter in name.removeprefix("type ")]


def alternatives(names: list[Source]) -> Doc:
    """`A | B` of names alone, as an argument of a type."""
    return Group([Broken("| "), *joined(names, [LINE, "| "])]) if len(names) > 1 else names[0]


def interface(name: str, properties: list[Source]) -> Source:
    """`export interface name { … }`, each of its properties with its doc; without properties it is an alias."""
    if not properties:
        return assignment(f"export type {name}", ["Record", generic(["string", "never"])])
    body = "\n".join(properties)
    return Source(f"export interface {name} {{\n{body}\n}}")
