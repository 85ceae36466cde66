"""The target `typescript`: one file of types and definitions over `@mizan/client`.

It decides what stands in `mizan.ts`, and in which order. The page is `ir/protocol/client.md`; what the definitions do
is the runtime's, `typescript/client`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from mizan.codegen import plan
from mizan.codegen.naming import Namespace, camel, pascal
from mizan.codegen.source import Source, fill
from mizan.codegen.typescript.printer import NOTHING, Argument, Printer, empty
from mizan.codegen.typescript.syntax import FILTERS, comment

FILE: Final = "mizan.ts"


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface with its properties, each a line with the comment before it; without properties it is an alias."""

    name: Source
    doc: str
    properties: tuple[Source, ...]

    @property
    def alias(self) -> Source:
        """What is exported instead where there are no properties."""
        return empty(self.name)


@dataclass(frozen=True, slots=True)
class Part:
    """The interfaces that belong together and, but for a struct, the statement that defines what they are for."""

    interfaces: tuple[Interface, ...]
    doc: str = ""
    statement: Source | None = None


@dataclass(frozen=True, slots=True)
class Exports:
    """What other generated files may import from this one: the values' names by wire name."""

    contexts: dict[str, str]
    functions: dict[str, str]


def generate(it: plan.Plan) -> tuple[str, Exports]:
    """The text of `mizan.ts` and what it exports. Raises `NamingError`."""
    printer = Printer(f"`{FILE}`")
    # Structs refer to each other, so that all have names before the first is printed.
    names = {struct.name: printer.declare_struct(struct.name, pascal(struct.name)) for struct in it.structs}
    exports = Exports({}, {})
    parts = [
        *(_struct(struct, names[struct.name], printer) for struct in it.structs),
        *(_context(context, printer, exports) for context in it.contexts),
        *(_function(function, printer, exports) for function in it.functions),
    ]
    values = {"imports": printer.imports("@mizan/client"), "schema": it.schema, "parts": parts}
    return fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values), exports


def _struct(struct: plan.Struct, name: Source, printer: Printer) -> Part:
    # Fields are data: they are printed as they travel.
    properties = tuple(_property(field.name, field, printer) for field in struct.fields)
    return Part((Interface(name, struct.doc, properties),))


def _context(context: plan.Context, printer: Printer, exports: Exports) -> Part:
    what = f"the context `{context.name}`"
    name = printer.declare(camel(context.name), what)
    exports.contexts[context.name] = name
    own = []
    params: Source = NOTHING
    if context.params:
        params = printer.declare(pascal(context.name) + "Params", f"the params of {what}")
        own.append(Interface(params, f"The params of {what}.", _properties(context.params, what, printer)))
    bundle = printer.declare(pascal(context.name) + "Bundle", f"the bundle of {what}")
    own.append(Interface(bundle, f"What {what} answers.", _members(context, what, printer)))
    wires: list[Argument] = [
        context.name,
        [_with_default(it) for it in context.params],
        [it.name for it in context.members],
    ]
    statement = printer.definition(name, "defineContext", [params, bundle], wires)
    return Part(tuple(own), f"The context `{context.name}`.", statement)


def _with_default(param: plan.Field) -> str:
    """`page=1`: the name and the default in query spelling, which clients leave out; null and `[]` are mere absence."""
    value = None if param.default is None else json.loads(param.default)
    if value is None or value == []:
        return param.name
    text = value if isinstance(value, str) else json.dumps(value)
    # What JavaScript's `encodeURIComponent` leaves as it is.
    return param.name + "=" + quote(text, safe="!~*'()")


def _function(function: plan.Function, printer: Printer, exports: Exports) -> Part:
    what = f"the function `{function.name}`"
    name = printer.declare(camel(function.name), what)
    exports.functions[function.name] = name
    own = []
    args: Source = NOTHING
    if function.args:
        args = printer.declare(pascal(function.name) + "Args", f"the arguments of {what}")
        own.append(Interface(args, f"The arguments of `{function.name}`.", _properties(function.args, what, printer)))
    types = [args, printer.type(function.result)]
    wires: list[Argument] = [function.name, [it.name for it in function.args]]
    return Part(tuple(own), function.doc, printer.definition(name, "defineFunction", types, wires))


def _properties(fields: Iterable[plan.Field], place: str, printer: Printer) -> tuple[Source, ...]:
    names = Namespace(place)
    return tuple(_property(names.declare(camel(field.name), f"`{field.name}`"), field, printer) for field in fields)


def _property(name: str, field: plan.Field, printer: Printer) -> Source:
    doc = comment(field.doc, indent=2, default=field.default)
    return Source(doc + printer.property(name, field.type, optional=field.default is not None))


def _members(context: plan.Context, what: str, printer: Printer) -> tuple[Source, ...]:
    names = Namespace(f"the bundle of {what}")
    return tuple(
        Source(
            comment(member.doc, indent=2)
            + printer.property(names.declare(camel(member.name), f"`{member.name}`"), member.result, optional=False)
        )
        for member in context.members
    )
