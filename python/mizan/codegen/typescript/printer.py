"""Spells types, properties and definitions of one TypeScript file, and owns its names and imports.

It decides how a planned thing is written, not which things there are. The page is `ir/protocol/client.md`; no twin.
"""

from collections.abc import Iterable
from typing import Final

from mizan.codegen import plan
from mizan.codegen.naming import Namespace
from mizan.codegen.source import Source
from mizan.codegen.typescript.layout import (
    LINE,
    WIDTH,
    Doc,
    Group,
    Indent,
    assignment,
    call,
    generic,
    joined,
    print_doc,
    union,
)
from mizan.codegen.typescript.syntax import RESERVED, literal

# Types that the wire's text types have in the client, from `@mizan/client`.
_BRANDS: Final = {"datetime": "DateTime", "uuid": "Uuid"}
_PLAIN: Final = {"null": "null", "boolean": "boolean", "string": "string", "integer": "number", "number": "number"}
NOTHING: Final = Source("Record<string, never>")

# What the generated file says itself; nothing from the IR may take these names.
_OWN: Final = frozenset({"DateTime", "Uuid", "Record", "schema", "defineContext", "defineFunction"})

# A `Source` stands as it is; other text and lists of text are printed as strings.
Argument = str | list[str]


class Printer:
    """One file's names, imports and spellings."""

    def __init__(self, place: str, kept: Iterable[str] = _OWN) -> None:
        self.names = Namespace(place, RESERVED | frozenset(kept))
        self._structs: dict[str, str] = {}
        self._imports: set[str] = set()

    def declare(self, name: str, what: str) -> Source:
        """A name at the file's top level, for `what`. Raises `NamingError` if something else has it."""
        return Source(self.names.declare(name, what))

    def declare_struct(self, name: str, printed: str) -> Source:
        """The name of the struct `name`, by which types refer to it."""
        self._structs[name] = self.names.declare(printed, f"the struct `{name}`")
        return Source(self._structs[name])

    def use(self, name: str) -> str:
        """A value that is imported because of this."""
        self._imports.add(name)
        return name

    def imports(self, module: str) -> Source:
        """The import of all that was used; empty if nothing was."""
        if not self._imports:
            return Source("")
        names: list[Doc] = [
            f"type {name}" if name in _BRANDS.values() else name for name in sorted(self._imports, key=str.lower)
        ]
        block = Group(["{", Indent([LINE, *joined(names, [",", LINE])]), LINE, "}"])
        return print_doc(["import ", block, f" from {literal(module)};"])

    def property(self, name: str, of: plan.Type, *, optional: bool) -> Source:
        """`name?: T;`, with the margin of an interface's body."""
        head = f"  {name}?: " if optional else f"  {name}: "
        flat = f"{head}{self.type(of)};"
        if len(flat) <= WIDTH:
            return Source(flat)
        return print_doc(Indent([head, self._breakable(of), ";"]))

    def definition(self, name: str, function: str, types: list[str], arguments: list[Argument]) -> Source:
        """`export const name = function<types>(arguments);`."""
        # The comment lets a bundler drop the definition where nothing imports it.
        callee = f"/* @__PURE__ */ {self.use(function)}"
        docs = [[literal(text) for text in it] if isinstance(it, list) else _argument(it) for it in arguments]
        return assignment(f"export const {name}", call(callee, types, docs))

    def type(self, of: plan.Type) -> str:
        """`T` on one line."""
        match of:
            case plan.Ref(name):
                return self._structs[name]
            case plan.Scalar(kind) if kind in _BRANDS:
                return self.use(_BRANDS[kind])
            case plan.Scalar(kind):
                return _PLAIN[kind]
            case plan.OrNull(item):
                return f"{self.type(item)} | null"
            case plan.ListOf(item):
                return f"({self.type(item)})[]" if isinstance(item, plan.OrNull) else f"{self.type(item)}[]"

    def _breakable(self, of: plan.Type, *, listed: bool = False) -> Doc:
        """`T` with the places where the formatter may break it."""
        match of:
            case plan.OrNull(item) if not _is_reference(item):
                return union([self._breakable(item), "null"], parentheses=listed)
            case plan.ListOf(item):
                return [self._breakable(item, listed=True), "[]"]
            case _:
                # The formatter leaves `T | null` alone where `T` is a name, however long it is.
                return f"({self.type(of)})" if listed and isinstance(of, plan.OrNull) else self.type(of)


def empty(name: str) -> Source:
    """`export type name = Record<string, never>;`, for an object without properties."""
    return assignment(f"export type {name}", ["Record", generic(["string", "never"])])


def _argument(it: str) -> Source:
    return it if isinstance(it, Source) else literal(it)


def _is_reference(of: plan.Type) -> bool:
    return isinstance(of, plan.Ref) or (isinstance(of, plan.Scalar) and of.kind in _BRANDS)
