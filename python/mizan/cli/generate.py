"""`mizan generate IR FOLDER`: a client from an IR document, for whatever language declared it.

Decides the options alone; what is generated is `mizan.codegen`'s. `manage.py mizan_generate` does the same for a Django
project. Page: `ir/protocol/client.md`.
"""

import argparse
import gc
import sys
from importlib.util import find_spec
from pathlib import Path

from mizan.cli.documents import DocumentError, load

_UNLESS = "unless given as the files in FOLDER say"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "generate", help="generate a client from an IR", description="Generates the client of an IR, without a server."
    )
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What says which client it is; the same for generating and for checking."""
    parser.add_argument("ir", metavar="IR", help="the IR: a file, or `-`")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the client lies")
    parser.add_argument(
        "--target",
        action="append",
        help=f"typescript, react, devtools or testing, with what it is built on; {_UNLESS}, or react",
    )
    parser.add_argument("--dates", help=f"branded text, date or temporal; {_UNLESS}, or branded")
    parser.add_argument(
        "--schemas",
        action=argparse.BooleanOptionalAction,
        help=f"Standard Schemas of the inputs, in a file besides; {_UNLESS}, or none",
    )


def spelled(options: argparse.Namespace) -> list[str]:
    """The arguments that give these options again; those that were not given, the files say."""
    targets = [word for each in options.target or () for word in ("--target", each)]
    dates = [] if options.dates is None else ["--dates", options.dates]
    schemas = [] if options.schemas is None else ["--schemas" if options.schemas else "--no-schemas"]
    given = [options.ir, str(options.folder)]
    if any(each.startswith("-") and each != "-" for each in given):
        return [*targets, *dates, *schemas, "--", *given]
    return [*given, *targets, *dates, *schemas]


def files(options: argparse.Namespace) -> dict[str, str]:
    """The generated files, by name. Raises `DocumentError`."""
    # Nearly all that is made here lives to the end: looking for what does not takes a fifth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _files(options)
    finally:
        if collecting:
            gc.enable()


def _files(options: argparse.Namespace) -> dict[str, str]:
    document = load(options.ir)
    if find_spec("jinja2") is None:
        raise DocumentError("the generator needs Jinja2: `pip install jinja2`")
    # Its parts come with an extra, which `diff` does without.
    from mizan import codegen

    try:
        known = codegen.known(options.folder) or codegen.Options(codegen.DEFAULT, "branded", schemas=False)
        targets = [name for each in options.target or known.targets for name in each.split(",")]
        dates = known.dates if options.dates is None else options.dates
        schemas = known.schemas if options.schemas is None else options.schemas
        return codegen.generate(document.normalised, targets, schema=document.schema, dates=dates, schemas=schemas)
    except (ValueError, OSError) as error:
        raise DocumentError(str(error)) from error


def run(options: argparse.Namespace) -> int:
    """0; what could not be written is a `DocumentError`."""
    from mizan import codegen

    try:
        report = codegen.put(files(options), options.folder)
    except (codegen.UnsafePathError, OSError) as error:
        raise DocumentError(str(error)) from error
    done = f"wrote {', '.join(report.written)}" if report.written else f"{', '.join(report.unchanged)}: current"
    removed = f"; removed {', '.join(report.removed)}, left over" if report.removed else ""
    sys.stdout.write(f"{done} in {options.folder}{removed}\n")
    return 0
