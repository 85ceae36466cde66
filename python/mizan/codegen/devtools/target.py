"""The target `devtools`: what each function drops by its declaration, for the panel of `@mizan/react/devtools`.

It decides what stands in `mizan.devtools.ts`. The page is `ir/protocol/client.md`; which tier answers, the core says.
"""

from typing import Final

from mizan.codegen import plan
from mizan.codegen.scopes import Scopes
from mizan.codegen.source import Source, fill
from mizan.codegen.typescript.expression import Array, Expression, Object, document, value
from mizan.codegen.typescript.layout import assignment
from mizan.codegen.typescript.printer import Printer, Statement
from mizan.codegen.typescript.syntax import FILTERS

FILE: Final = "mizan.devtools.ts"

_MODULE: Final = "@mizan/react/devtools"


def generate(it: plan.Plan, scopes: Scopes) -> str:
    """The text of `mizan.devtools.ts`."""
    printer = Printer(f"`{FILE}`", ("scopes", "Scopes"))
    told: dict[str, Expression] = {
        function.name: Array([value(target.as_json()) for target in scopes[function.name]])
        for function in it.functions
        if scopes[function.name]
    }
    left = Source(f"export const scopes: {printer.use('type Scopes', _MODULE)}")
    statement = Statement(
        "What each function is declared to drop, and by which tier.", assignment(left, document(Object(told)))
    )
    values = {"imports": printer.imports(), "schema": None, "statements": [statement]}
    return fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values)
