"""The target `testing`: fixtures of what is answered, and handlers of Mock Service Worker in place of a server.

It decides what stands in `mizan.testing.ts`, beside the file of the target `typescript`. The page is
`ir/protocol/client.md`; the runtime is `@mizan/client/testing` and `@mizan/client/msw`.
"""

from collections.abc import Iterable
from typing import Any, Final

from mizan.codegen import plan
from mizan.codegen.naming import Name, pascal
from mizan.codegen.scopes import Scopes
from mizan.codegen.source import Source, fill
from mizan.codegen.typescript import FILE as CLIENT
from mizan.codegen.typescript import Dates, Exports
from mizan.codegen.typescript.expression import Expression, document, value
from mizan.codegen.typescript.layout import assignment
from mizan.codegen.typescript.printer import Printer, Statement, told
from mizan.codegen.typescript.syntax import FILTERS, literal
from mizan.codegen.typescript.typedefs import described, field, json_of, reached
from mizan.errors import domain_title

FILE: Final = "mizan.testing.ts"

_FIXTURES: Final = "@mizan/client/testing"
_MOCKS: Final = "@mizan/client/msw"
_OWN: Final = frozenset({"NamedTypes", "api", "fixture", "mockContext", "mockFunction", "named"})


def generate(it: plan.Plan, exports: Exports, scopes: Scopes, dates: Dates) -> str:
    """The text of `mizan.testing.ts`. Raises `NamingError`."""
    file = _File(it, exports, scopes, dates)
    statements = [
        *(statement for name in _answered(it) for statement in file.fixture(name)),
        *(file.context(context) for context in it.contexts),
        *(file.function(function) for function in it.functions),
    ]
    if statements:
        statements.insert(0, file.named())
        file.printer.within("api", f"./{CLIENT}")
    values = {"imports": file.printer.imports(), "schema": None, "statements": statements}
    return fill("mizan.codegen.typescript", "mizan.ts.jinja", FILTERS, values)


class _File:
    def __init__(self, it: plan.Plan, exports: Exports, scopes: Scopes, dates: Dates) -> None:
        self.plan = it
        self.exports = exports
        self.scopes = scopes
        self.dates = dates
        self.printer = Printer(f"`{FILE}`", _OWN)

    def named(self) -> Statement:
        """All named types, which fixtures and mocks refer to by name."""
        parts: dict[str, Any] = {"types": [described(of) for of in self.plan.types.values()]}
        if self.dates != "branded":
            parts["dates"] = self.dates
        left = f"const named: {self.printer.use('type NamedTypes', _FIXTURES)}"
        return Statement("", assignment(left, document(value(parts))))

    def fixture(self, name: Name) -> Iterable[Statement]:
        of = self.plan.types[name]
        if not isinstance(of, plan.Struct):
            return
        printed = self.exports.types[name]
        declared = self.printer.declare(f"{printed[0].lower()}{printed[1:]}", f"the fixture of `{name}`")
        arguments: list[Expression] = [literal(name), Source("named")]
        text = self.printer.definition(declared, "fixture", arguments, [f"api.{printed}"], _FIXTURES)
        yield Statement(told(of.doc, f"A fixture of `{name}`."), text)

    def context(self, it: plan.Context) -> Statement:
        declared: dict[str, Any] = {
            "params": [field(param) for param in it.params],
            "members": [{"name": member.name, "type": json_of(member.result)} for member in it.members],
        }
        exported = self.exports.contexts[it.name]
        return self._mock("mockContext", f"the context `{it.name}`", it.name, exported, declared, it.raises)

    def function(self, it: plan.Function) -> Statement:
        declared: dict[str, Any] = {"args": [field(arg) for arg in it.args], "result": json_of(it.result)}
        if targets := self.scopes[it.name]:
            declared["affects"] = [target.as_json() for target in targets]
        exported = self.exports.functions[it.name]
        return self._mock("mockFunction", f"the function `{it.name}`", it.name, exported, declared, it.raises)

    def _mock(
        self, runtime: str, what: str, name: Name, exported: Source, declared: dict[str, Any], raises: tuple[Name, ...]
    ) -> Statement:
        if raises:
            declared["raises"] = {code: self._error(code) for code in raises}
        mock = self.printer.declare("mock" + pascal(name), f"the mock of {what}")
        arguments: list[Expression] = [Source(f"api.{exported}"), Source("named"), value(declared)]
        text = self.printer.definition(mock, runtime, arguments, [], _MOCKS)
        return Statement(f"Answers in place of {what}.", text)

    def _error(self, code: Name) -> dict[str, Any]:
        it = self.plan.errors[code]
        data = {} if it.data is None else {"data": json_of(it.data)}
        return {"status": it.status, "title": domain_title(code, it.doc), **data}


def _answered(it: plan.Plan) -> list[Name]:
    """The named types that an answer may hold, by name."""
    functions = [*it.functions, *(member for context in it.contexts for member in context.members)]
    data = [error.data for error in it.errors.values() if error.data is not None]
    return reached(it, [*(function.result for function in functions), *data])
