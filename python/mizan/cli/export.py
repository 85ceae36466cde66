"""`mizan export-ir MODULE:NAME`: the IR of an application, or of what modules declare. Page: `ir/protocol/ir.md`.

Decides nothing of what is legal: hosts with a command of their own (Django's `mizan_export_ir`) print the same bytes.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mizan import _native, registry
from mizan.cli.documents import DocumentError
from mizan.errors import DeclarationError, GraphError


def add(commands: Any) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "export-ir",
        help="print the IR of modules that declare functions: KDL, the same bytes for the same declarations",
    )
    parser.add_argument(
        "names",
        nargs="+",
        metavar="MODULE[:NAME]",
        help="a router, as `shop.main:mizan`, or modules that declare functions, as `shop.clients`",
    )
    parser.add_argument("--json", action="store_true", help="the normalised JSON instead of the canonical text")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of printing")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is not current")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Raises `DocumentError` for modules that cannot be imported, and for a broken graph."""
    graph = _graph(options.names)
    text = graph.ir().decode() + "\n" if options.json else graph.text()
    output: Path | None = options.output
    if output is None:
        if options.check:
            raise DocumentError("there is no file to check: give `--output FILE`")
        sys.stdout.write(text)
        return 0
    if options.check:
        return _check(output, text)
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        raise DocumentError(f"`{output}` cannot be written: {error.strerror}") from error
    sys.stdout.write(f"wrote {output}\n")
    return 0


def _check(output: Path, text: str) -> int:
    try:
        current = output.read_bytes() == text.encode()
    except OSError as error:
        raise DocumentError(f"`{output}` cannot be read: {error.strerror}") from error
    sys.stdout.write(f"{output}: {'current' if current else 'not current; run it without `--check`'}\n")
    return 0 if current else 1


def _graph(names: list[str]) -> _native.Graph:
    # As `python -m` does: the project's own modules are found where it is run.
    sys.path.insert(0, "")
    defects: list[str] = []
    routers: list[Any] = []
    with registry.current().collecting():
        for name in names:
            module, _, attribute = name.partition(":")
            try:
                found = import_module(module)
                if attribute:
                    routers.append(getattr(found, attribute))
            except DeclarationError as error:
                defects.append(str(error))
            except (ImportError, AttributeError) as error:
                raise DocumentError(f"`{name}` cannot be imported: {error}") from error
    try:
        frozen = [_frozen(router) for router in routers] or [registry.current().freeze()]
    except GraphError as error:
        defects += error.defects
        frozen = []
    if defects:
        raise DocumentError("the graph is broken:\n" + "\n".join(f"- {defect}" for defect in defects))
    return frozen[0].graph


def _frozen(router: Any) -> registry.Frozen:
    found: Any = getattr(router, "graph", None)
    if not isinstance(found, registry.Frozen):
        raise DocumentError(
            f"a `{type(router).__name__}` is no router: name what `mizan_router` gave, as `shop.main:mizan`"
        )
    return found
