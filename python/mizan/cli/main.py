"""`mizan diff`, `check`, `export-ir`, `generate`: what is done with IR documents, without a server or a framework.

Decides how the command is spelled, its exit codes, and how a failure is told; what it does is in the modules beside.
Exit codes: 0, 1 for what was asked about (a breaking change, a client that is not current), 2 for what could not be
read.
"""

import argparse
import sys
from collections.abc import Sequence

from mizan.cli import check, diff, export, generate
from mizan.cli.documents import DocumentError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code."""
    parser = argparse.ArgumentParser(prog="mizan", description="What is done with Mizan's IR documents, offline.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (diff, check, export, generate):
        command.add(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except DocumentError as error:
        sys.stderr.write(f"mizan: {error}\n")
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        sys.stderr.close()
        return 0
