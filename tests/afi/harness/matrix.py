"""Turns what the checks have shown into the matrix: prints it, and writes `docs/parity.md` and the README's table.

A cell is "yes" when every check of its row passed in this run, on every kind of the adapter, and there were as many as
`rows.toml` says; else "no"; "n/a" where `rows.toml` says that the transport has no such thing. Nobody sets one.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parents[1]
PAGE = ROOT / "docs/parity.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- the matrix, by `invoke parity` -->", "<!-- end of the matrix -->"

ADAPTERS = {"django": "Django", "fastapi": "FastAPI", "axum": "Axum", "tauri": "Tauri", "typescript": "TypeScript"}


@dataclass(frozen=True)
class Row:
    """A line of the matrix, as `rows.toml` has it. `checks` is how many each kind must have passed, `ipc` how many of
    them are asked of one that is not reached over HTTP."""

    id: str
    name: str
    group: str
    shows: str
    checks: int
    ipc: int = 0
    not_applicable: tuple[str, ...] = ()

    def due(self, adapter: str) -> int:
        """How many checks a kind of the adapter must have passed."""
        return self.ipc if adapter == "tauri" else self.checks


@dataclass(frozen=True)
class Outcome:
    """What one check has shown: `outcome` is pytest's word, `exchanges` how many it recorded."""

    row: str
    adapter: str
    kind: str
    check: str
    outcome: str
    exchanges: int


@cache
def rows() -> Mapping[str, Row]:
    """By id. Raises `ValueError` for an adapter that the matrix does not have."""
    read = tomllib.loads((TESTS / "rows.toml").read_text())
    found = {}
    for name, row in read.items():
        given = tuple(row.pop("not_applicable", ()))
        if unknown := set(given) - ADAPTERS.keys():
            raise ValueError(f"rows.toml: `{name}` names {sorted(unknown)}, of which the matrix has no column")
        found[name] = Row(name, not_applicable=given, **row)
    return found


def cell(row: Row, adapter: str, outcomes: Iterable[Outcome]) -> str:
    """The word of one cell, by the outcomes of a whole run."""
    if adapter in row.not_applicable:
        return "n/a"
    kinds: dict[str, list[Outcome]] = {}
    for each in outcomes:
        if (each.row, each.adapter) == (row.id, adapter):
            kinds.setdefault(each.kind, []).append(each)
    passed = bool(kinds) and row.due(adapter) > 0
    for shown in kinds.values():
        passed &= len(shown) == row.due(adapter)
        passed &= all(each.outcome == "passed" and each.exchanges > 0 for each in shown)
    return "yes" if passed else "no"


def table(outcomes: Sequence[Outcome]) -> str:
    """The matrix in three groups, as Markdown."""
    lines: list[str] = []
    group = ""
    for row in rows().values():
        if row.group != group:
            group = row.group
            lines += ["", f"| {group} | {' | '.join(ADAPTERS.values())} |", "|---" * (len(ADAPTERS) + 1) + "|"]
        words = [cell(row, adapter, outcomes) for adapter in ADAPTERS]
        lines.append(f"| {row.name} | {' | '.join(words)} |")
    return "\n".join(lines).strip() + "\n"


def page(outcomes: Sequence[Outcome]) -> str:
    """`docs/parity.md`."""
    shown = [f"| {row.name} | {row.checks} | {row.ipc or ''} | {row.shows} |" for row in rows().values()]
    return "\n".join(
        [
            "# Parity",
            "",
            "Made by `python3 tasks.py parity`: it starts the reference app on each adapter and runs the same checks",
            "against each over its own transport. **yes**: every check of the row passed, and there were as many as",
            "`tests/afi/rows.toml` says. **no**: anything else, what is not built yet included. **n/a**: the transport",
            "has no such thing.",
            "",
            table(outcomes),
            "## What a row has shown",
            "",
            "| row | checks | over IPC | by requests that went out and came back |",
            "|---|--:|--:|---|",
            *shown,
            "",
        ]
    )


def readme(outcomes: Sequence[Outcome]) -> str:
    """The README with the matrix of this run in it."""
    text = README.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md has no place for the matrix: `{BEGIN}` … `{END}`")
    return f"{before}{BEGIN}\n\n{table(outcomes)}\n{END}{after}"


def wrong(outcomes: Sequence[Outcome]) -> list[str]:
    """What of a whole run is no cell's matter but a failure: checks that failed, and numbers that differ."""
    found = [f"{each.check}: {each.outcome}" for each in outcomes if each.outcome != "passed"]
    counts: dict[tuple[str, str, str], int] = {}
    for each in outcomes:
        at = (each.row, each.adapter, each.kind)
        counts[at] = counts.get(at, 0) + 1
    for (row, adapter, kind), count in sorted(counts.items()):
        due = rows()[row].due(adapter)
        if count != due:
            found.append(f"`{row}` has {count} checks on {kind}, and rows.toml says {due}")
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m harness.matrix", description=__doc__)
    parser.add_argument("outcomes", type=Path, help="what a run of the checks has written with `--outcomes`")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if what is committed differs")
    parser.add_argument("--part", action="store_true", help="not all was run: print the table alone")
    options = parser.parse_args(arguments)
    outcomes = [Outcome(**each) for each in json.loads(options.outcomes.read_text())]
    sys.stdout.write(table(outcomes))
    failed = wrong(outcomes)
    if not options.part:
        for file, text in ((PAGE, page(outcomes)), (README, readme(outcomes))):
            current = file.read_text() if file.exists() else ""
            if options.check and current != text:
                failed.append(f"{file.relative_to(ROOT)} is not what this run has shown; run: python3 tasks.py parity")
            elif not options.check:
                file.write_text(text)
    for each in failed:
        sys.stderr.write(f"{each}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
