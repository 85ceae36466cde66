"""From the IR to the text of every file of the targets that were asked for. It writes nothing: `files.py` does.

It decides which targets there are and what each needs. The page is `ir/protocol/client.md`; no twin.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from mizan.codegen import devtools, files, options, plan, react, scopes, testing, typescript
from mizan.ir.schema import Ir

TARGETS: Final = ("typescript", "react", "devtools", "testing")
# What is made where nobody says anything.
DEFAULT: Final = ("typescript", "react")
DATES: Final = typescript.DATES
# The first one is always there, and so the one to be asked first.
_FILES: Final = (typescript.FILE, typescript.SCHEMAS_FILE, react.FILE, devtools.FILE, testing.FILE)
# A target with all those that it is built on.
_BASES: Final[Mapping[str, frozenset[str]]] = {
    "typescript": frozenset(),
    "react": frozenset({"typescript"}),
    "devtools": frozenset({"typescript", "react"}),
    "testing": frozenset({"typescript"}),
}


class TargetError(ValueError):
    """A target or a form of dates that is not there, or no target at all."""


def generate(
    ir: Mapping[str, Any] | Ir,
    targets: Iterable[str] = DEFAULT,
    *,
    schema: str | None = None,
    dates: str = "branded",
    schemas: bool = False,
) -> dict[str, str]:
    """The generated files, name → text, the same bytes for the same `ir`.

    `ir` is the normalised IR (`ir/protocol/ir.md`), `schema` its 16 hex digits, by which the client says which one it
    was generated from; `dates` is one of `DATES`, and with `schemas` there is a file of Standard Schemas besides. What
    a target is built on comes with it: `typescript` with `react` and `testing`, both with `devtools`. Raises
    `PlanError`, `NamingError` or `TargetError`, all of them `ValueError`s; with `devtools` and `testing`, for which the
    core is asked, a `ValueError` for an IR that is no legal one.
    """
    asked = list(targets)
    if unknown := [target for target in asked if target not in TARGETS]:
        raise TargetError(f"there is no target `{unknown[0]}`; there are {_listed(TARGETS)}")
    if not asked:
        raise TargetError("no target is named")
    form = next((known for known in DATES if known == dates), None)
    if form is None:
        raise TargetError(f"there is no form of dates `{dates}`; there are {_listed(DATES)}")
    document = ir if isinstance(ir, Mapping) else json.loads(ir.encode())
    it = plan.read(document, schema)
    client, exports = typescript.generate(it, form)
    made = {typescript.FILE: client}
    if schemas:
        made[typescript.SCHEMAS_FILE] = typescript.schemas(it, exports, form)
    implied = frozenset[str]().union(*(_BASES[target] for target in asked))
    wanted = implied.union(asked)
    if "react" in wanted:
        made[react.FILE] = react.generate(it, exports)
    if wanted & {"devtools", "testing"}:
        declared = scopes.read(it, document)
        if "devtools" in wanted:
            made[devtools.FILE] = devtools.generate(it, declared)
        if "testing" in wanted:
            made[testing.FILE] = testing.generate(it, exports, declared, form)
    alone = tuple(target for target in TARGETS if target in asked and target not in implied)
    line = options.Options(alone, form, schemas).line
    return {name: line + text for name, text in made.items()}


def known(folder: Path) -> options.Options | None:
    """The options of the client that lies in `folder`, by its files' first lines; None if there is none.

    Raises `OSError`.
    """
    return next(iter(options.found(folder, _FILES).values()), None)


def put(made: Mapping[str, str], folder: Path, *, check: bool = False) -> files.Report:
    """Writes the client `made` into `folder`, or with `check` only compares.

    Generated files of another client that `made` lacks are left over: they are removed, which needs their first line.
    Raises `UnsafePathError` or `OSError`.
    """
    surplus = [name for name in options.found(folder, _FILES) if name not in made]
    return files.write(made, folder, check, surplus=surplus)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
