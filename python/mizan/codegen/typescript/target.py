"""The target `typescript`: one file of types and definitions over `@mizan/client`.

It decides what stands in `mizan.ts`, and in which order. A type or a function that its author says nothing about has no
doc here: there are thousands of them, and their names would say no more as a sentence. The page is
`ir/protocol/client.md`; what the definitions do is the runtime's, `typescript/client`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from mizan.codegen import plan, types
from mizan.codegen.naming import Name, Namespace, camel, error_type, pascal
from mizan.codegen.source import Source, fill
from mizan.codegen.typescript.codecs import Codecs
from mizan.codegen.typescript.expression import Array, Expression
from mizan.codegen.typescript.layout import Doc
from mizan.codegen.typescript.printer import NOTHING, Dates, Printer, Statement, alternatives, interface, told
from mizan.codegen.typescript.syntax import FILTERS, comment, literal

FILE: Final = "mizan.ts"


@dataclass(frozen=True, slots=True)
class Exports:
    """What other generated files may import from this one, by wire name: the names of the values, and of the types of
    their arguments or params.
    """

    contexts: dict[Name, Source] = field(default_factory=dict)
    functions: dict[Name, Source] = field(default_factory=dict)
    params: dict[Name, Source] = field(default_factory=dict)
    args: dict[Name, Source] = field(default_factory=dict)
    bundles: dict[Name, Source] = field(default_factory=dict)
    types: dict[Name, Source] = field(default_factory=dict)
    errors: dict[Name, Source] = field(default_factory=dict)


def generate(it: plan.Plan, dates: Dates) -> tuple[str, Exports]:
    """The text of `mizan.ts` and what it exports. Raises `NamingError`."""
    file = _File(it, dates)
    statements = file.statements()
    values = {"imports": file.printer.imports(), "schema": it.schema, "statements": statements}
    return fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values), file.exports


class _File:
    def __init__(self, it: plan.Plan, dates: Dates) -> None:
        self.plan = it
        self.printer = Printer(f"`{FILE}`", dates=dates)
        # All have names before the first is printed, so that whatever is named besides keeps clear of them.
        self.exports = _declared(it, self.printer)
        self.codecs = Codecs(it, self.printer, dates)

    def statements(self) -> list[Statement]:
        """All that the file says, in order. What the definitions ask for stands before them."""
        named = self.types()
        errors = [self.error(it) for it in self.plan.errors.values()]
        contexts = [statement for it in self.plan.contexts for statement in self.context(it)]
        functions = [statement for it in self.plan.functions for statement in self.function(it)]
        return [*named, *errors, *self.codecs.statements(), *contexts, *functions]

    def types(self) -> list[Statement]:
        aliases = {it.name: it.type for it in self.plan.types.values() if isinstance(it, plan.Alias)}
        recursive = types.leading_back(aliases)
        made = []
        for it in self.plan.types.values():
            name = self.exports.types[it.name]
            if isinstance(it, plan.Alias):
                text = self.printer.alias(name, it.type, recursive=it.name in recursive)
                made.append(Statement(it.doc, text, types.limits(it.type)))
            else:
                # Fields are data: they are printed as they travel.
                properties = [self.property(field.name, field) for field in it.fields]
                made.append(Statement(it.doc, interface(name, properties)))
        return made

    def error(self, it: plan.Error) -> Statement:
        text = self.printer.error(self.exports.errors[it.name], it.name, it.data)
        return Statement(told(it.doc, f"The error `{it.name}`."), text)

    def context(self, it: plan.Context) -> Iterable[Statement]:
        what = f"the context `{it.name}`"
        params = NOTHING
        if it.params:
            params = self.exports.params[it.name]
            yield Statement(f"The params of {what}.", interface(params, self.properties(it.params, what)))
        bundle = self.exports.bundles[it.name]
        yield Statement(f"What {what} answers.", interface(bundle, self.members(it, what)))
        codecs = self.codecs.thunk(
            params=self.codecs.fields((param.name, param.type) for param in it.params),
            members=self.codecs.fields((member.name, member.result) for member in it.members),
            errors=self.error_codecs(it.raises),
        )
        arguments: list[Expression] = [
            literal(it.name),
            Array([literal(_with_default(param)) for param in it.params]),
            Array([literal(member.name) for member in it.members]),
            *codecs,
        ]
        generics: list[Doc] = [params, bundle, *self.raised(it.raises)]
        text = self.printer.definition(self.exports.contexts[it.name], "defineContext", arguments, generics)
        yield Statement(f"The context `{it.name}`.", text)

    def function(self, it: plan.Function) -> Iterable[Statement]:
        args = NOTHING
        if it.args:
            args = self.exports.args[it.name]
            properties = self.properties(it.args, f"the function `{it.name}`")
            yield Statement(f"The arguments of `{it.name}`.", interface(args, properties))
        codecs = self.codecs.thunk(
            args=self.codecs.fields((arg.name, arg.type) for arg in it.args),
            result=self.codecs.result(it.result),
            errors=self.error_codecs(it.raises),
        )
        arguments: list[Expression] = [literal(it.name), Array([literal(arg.name) for arg in it.args])]
        generics = [args, self.printer.breakable(it.result, "argument"), *self.raised(it.raises)]
        define, module = "defineFunction", "@mizan/client"
        if it.files:
            # What sends forms is in an entry of its own, for which no other page pays.
            define, module = "defineUpload", "@mizan/client/upload"
            arguments.append(Array([literal(name) for name in it.files]))
        text = self.printer.definition(self.exports.functions[it.name], define, [*arguments, *codecs], generics, module)
        yield Statement(it.doc, text)

    def raised(self, codes: tuple[Name, ...]) -> list[Doc]:
        return [alternatives([self.exports.errors[code] for code in codes])] if codes else []

    def error_codecs(self, codes: tuple[Name, ...]) -> Expression | None:
        return self.codecs.fields((code, self.plan.errors[code].data) for code in codes)

    def properties(self, of: Iterable[plan.Field], place: str) -> list[Source]:
        names = Namespace(place)
        return [self.property(names.declare(camel(it.name), f"`{it.name}`"), it) for it in of]

    def property(self, name: str, it: plan.Field) -> Source:
        doc = comment(it.doc, indent=2, default=it.default, limits=types.limits(it.type))
        return Source(doc + self.printer.property(name, it.type, optional=it.optional))

    def members(self, it: plan.Context, what: str) -> list[Source]:
        names = Namespace(f"the bundle of {what}")
        return [
            Source(
                comment(member.doc, indent=2)
                + self.printer.property(
                    names.declare(camel(member.name), f"`{member.name}`"), member.result, optional=False
                )
            )
            for member in it.members
        ]


def _declared(it: plan.Plan, printer: Printer) -> Exports:
    """Names for all that the file exports. Raises `NamingError`."""
    exports = Exports()
    for named in it.types.values():
        word = "struct" if isinstance(named, plan.Struct) else "alias"
        exports.types[named.name] = printer.declare_type(named.name, pascal(named.name), f"the {word} `{named.name}`")
    for code in it.errors:
        exports.errors[code] = printer.declare(error_type(code), f"the error `{code}`")
    for context in it.contexts:
        what = f"the context `{context.name}`"
        exports.contexts[context.name] = printer.declare(camel(context.name), what)
        if context.params:
            exports.params[context.name] = printer.declare(pascal(context.name) + "Params", f"the params of {what}")
        exports.bundles[context.name] = printer.declare(pascal(context.name) + "Bundle", f"the bundle of {what}")
    for function in it.functions:
        what = f"the function `{function.name}`"
        exports.functions[function.name] = printer.declare(camel(function.name), what)
        if function.args:
            exports.args[function.name] = printer.declare(pascal(function.name) + "Args", f"the arguments of {what}")
    return exports


def _with_default(param: plan.Field) -> str:
    """`page=1`: the name and the default in query spelling, which clients leave out; null and `[]` are mere absence."""
    value = None if param.default is None else json.loads(param.default)
    if value is None or value == []:
        return param.name
    text = value if isinstance(value, str) else json.dumps(value)
    # What JavaScript's `encodeURIComponent` leaves as it is.
    return param.name + "=" + quote(text, safe="!~*'()")
