"""The option `--schemas`: a Standard Schema for each function's arguments and each context's params.

It decides what stands in `mizan.schemas.ts`; what a schema refuses is `@mizan/client/schema`'s. The page is
`ir/protocol/client.md`; no twin.
"""

from typing import Final

from mizan.codegen import plan
from mizan.codegen.naming import camel
from mizan.codegen.source import fill
from mizan.codegen.typescript.expression import Array, Expression, Object, Thunk
from mizan.codegen.typescript.printer import Dates, Printer, Statement
from mizan.codegen.typescript.syntax import FILTERS, literal
from mizan.codegen.typescript.target import FILE as CLIENT
from mizan.codegen.typescript.target import Exports
from mizan.codegen.typescript.typedefs import Typedefs, fields

FILE: Final = "mizan.schemas.ts"
_MODULE: Final = "@mizan/client/schema"
_OWN: Final = frozenset({"TypeDef", "api", "inputSchema"})


def generate(it: plan.Plan, exports: Exports, dates: Dates) -> str:
    """The text of `mizan.schemas.ts`. Raises `NamingError`."""
    printer = Printer(f"`{FILE}`", _OWN)
    inputs = [(context.name, "context", "params", context.params, exports.params) for context in it.contexts]
    inputs += [(function.name, "function", "args", function.args, exports.args) for function in it.functions]
    wanted = [entry for entry in inputs if entry[3]]
    # The schemas are what is exported: the types' constants keep clear of them.
    names = [printer.declare(camel(name) + "Input", f"the input of the {what} `{name}`") for name, what, *_ in wanted]
    for name, printed in exports.types.items():
        printer.name_type(name, printed)
    typedefs = Typedefs(it, printer, lambda: printer.use("type TypeDef", _MODULE))
    made = []
    for declared, (name, what, key, of, typed) in zip(names, wanted, strict=True):
        parts: dict[str, Expression] = {key: fields(of)}
        if named := typedefs.types(field.type for field in of):
            parts["types"] = Array(named)
        if dates != "branded":
            parts["dates"] = literal(dates)
        text = printer.definition(declared, "inputSchema", [Thunk(Object(parts))], [f"api.{typed[name]}"], _MODULE)
        made.append(Statement(f"What the {what} `{name}` takes.", text))
    if made:
        printer.within("type api", f"./{CLIENT}")
    # What is imported is known once all is printed.
    statements = [*typedefs.statements(), *made]
    values = {"imports": printer.imports(), "schema": None, "statements": statements}
    return fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values)
