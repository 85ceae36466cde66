"""`mizan diff OLD NEW`: what changed for clients that were generated from the old IR.

Decides how changes are printed; what they are is `mizan.ir.diff`'s to say. Page: `ir/protocol/ir.md`, "What a
change means".
"""

import argparse
import os
import sys
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from mizan.cli.documents import load
from mizan.ir.diff import SEVERITIES, Change, Severity, compare

_COLOURS: dict[Severity, str] = {"breaking": "31", "compatible": "32", "cosmetic": "2"}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "diff",
        help="tell breaking, compatible and cosmetic changes between two IRs",
        description="Tells what changed between two IRs, by function, for clients that were generated from the old "
        "one. Exit code 1 if a change breaks them.",
    )
    parser.add_argument("old", metavar="OLD", help="the IR that clients know; a file, or `-`")
    parser.add_argument("new", metavar="NEW", help="the IR of the server to be; a file, or `-`")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0, or 1 if something breaks."""
    old, new = load(options.old), load(options.new)
    changes = compare(old.ir, new.ir)
    sys.stdout.write(report(changes, coloured=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    return 1 if any(change.severity == "breaking" for change in changes) else 0


def report(changes: Iterable[Change], *, coloured: bool) -> str:
    """All changes, each place with its own below it, and how many there are of each kind."""
    lines: list[str] = []
    told = list(changes)
    for place, group in groupby(told, key=_place):
        lines.append(place)
        lines.extend(f"  {_painted(change.severity, coloured)} {change.what}" for change in group)
        lines.append("")
    counts = (f"{sum(change.severity == each for change in told)} {each}" for each in SEVERITIES)
    return "\n".join([*lines, ", ".join(counts), ""])


def _place(change: Change) -> Any:
    return change.place


def _painted(severity: Severity, coloured: bool) -> str:
    padded = severity.ljust(max(map(len, SEVERITIES)))
    return f"\033[{_COLOURS[severity]}m{padded}\033[0m" if coloured else padded
