"""`mizan check IR FOLDER`: whether a generated client is the one of this IR, byte for byte, without a server.

Decides what is said; the client is generated anew and compared by `mizan.codegen`. Page: `ir/protocol/client.md`.
"""

import argparse
import shlex
import sys

from mizan.cli import generate
from mizan.cli.documents import DocumentError


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "check",
        help="prove that a generated client is current",
        description="Generates the client of an IR in memory and compares it with the files in FOLDER. Exit code 1 if "
        "one of them is not current or left over. The files say which options they were generated with.",
    )
    generate.add_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 if all is current, else 1."""
    from mizan import codegen

    try:
        report = codegen.put(generate.files(options), options.folder, check=True)
    except (codegen.UnsafePathError, OSError) as error:
        raise DocumentError(str(error)) from error
    if report.current:
        sys.stdout.write(f"{', '.join(report.unchanged)} in {options.folder}: current\n")
        return 0
    again = shlex.join(["mizan", "generate", *generate.spelled(options)])
    what = ", ".join([*report.stale, *(f"{name} (left over)" for name in report.left_over)])
    sys.stdout.write(f"not current in {options.folder}: {what}; run `{again}`\n")
    return 1
