"""The target `react`: providers, hooks and options over `@mizan/react`, beside the file of the target `typescript`.

It decides what stands in `mizan.react.ts`. The page is `ir/protocol/client.md`; the runtime is `typescript/react`.
"""

from typing import Final

from mizan.codegen import plan
from mizan.codegen.naming import Name, NamingError, camel, pascal
from mizan.codegen.source import Source, fill
from mizan.codegen.typescript import FILE as CLIENT
from mizan.codegen.typescript import Exports
from mizan.codegen.typescript.printer import Printer, Statement, told
from mizan.codegen.typescript.syntax import FILTERS, literal

FILE: Final = "mizan.react.ts"

_MODULE: Final = "@mizan/react"
_RUNTIME: Final = (
    "contextInfiniteOptions",
    "contextOptions",
    "contextProvider",
    "memberHook",
    "mutationHook",
    "mutationOptionsFor",
    "suspenseHook",
)
# React takes these out of an element's props, or gives them a meaning of its own.
_PROPS: Final = frozenset({"children", "key", "ref"})


def generate(it: plan.Plan, exports: Exports) -> str:
    """The text of `mizan.react.ts`. Raises `NamingError`."""
    printer = Printer(f"`{FILE}`", ("api", *_RUNTIME))
    statements = [
        *(statement for context in it.contexts for statement in _context(context, exports, printer)),
        *(statement for function in it.functions for statement in _function(function, exports, printer)),
    ]
    if statements:
        printer.within("api", f"./{CLIENT}")
    values = {"imports": printer.imports(), "statements": statements}
    return fill("mizan.codegen.react", "mizan.react.ts.jinja", FILTERS, values)


def _context(context: plan.Context, exports: Exports, printer: Printer) -> list[Statement]:
    what = f"the context `{context.name}`"
    for param in context.params:
        if (prop := camel(param.name)) in _PROPS:
            why = f"has the param `{param.name}`, and `{prop}` is a prop that React keeps for itself"
            raise NamingError(f"`{FILE}`: {what} {why}")
    api = Source(f"api.{exports.contexts[context.name]}")

    def define(name: str, function: str, *rest: str) -> Source:
        declared = printer.declare(name, f"`{function}` of {what}")
        return printer.definition(declared, function, [api, *(literal(it) for it in rest)], [], _MODULE)

    provider = define(pascal(context.name) + "Context", "contextProvider")
    options = define(camel(context.name) + "Options", "contextOptions")
    statements = [
        Statement(f"Reads {what} for the hooks below it.", provider),
        Statement(f"The options of a query for {what}.", options),
    ]
    if context.params:
        pages = define(camel(context.name) + "InfiniteOptions", "contextInfiniteOptions")
        statements.append(
            Statement(f"The options of an infinite query for {what}, of which a param says the page.", pages)
        )
    for member in context.members:
        hook = define(_hook(member.name), "memberHook", camel(member.name))
        waiting = define("useSuspense" + pascal(member.name), "suspenseHook", camel(member.name))
        doc = told(member.doc, f"The member `{member.name}` of {what}.")
        statements += [Statement(doc, hook), Statement(doc, waiting)]
    return statements


def _function(function: plan.Function, exports: Exports, printer: Printer) -> list[Statement]:
    api = Source(f"api.{exports.functions[function.name]}")

    def define(name: str, runtime: str) -> Source:
        what = f"`{runtime}` of the function `{function.name}`"
        return printer.definition(printer.declare(name, what), runtime, [api], [], _MODULE)

    options = define(camel(function.name) + "Options", "mutationOptionsFor")
    hook = define(_hook(function.name), "mutationHook")
    return [
        Statement(f"The options of a mutation for `{function.name}`.", options),
        Statement(told(function.doc, f"The function `{function.name}`."), hook),
    ]


def _hook(name: Name) -> str:
    return "use" + pascal(name)
