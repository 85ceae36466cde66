"""What Mizan says that it costs, measured anew: each figure with its bound, and whether it holds. Exits 1 if not.

Decides the bounds alone; what is measured, and how, is each script's. Figures are CPU time or instructions, never the
wall's time, since machines are shared. Progress goes to standard error, the table to standard output.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VALIDATION = "micro/validation.py"
GENERATE = "codegen/mizan_generate.py"
WATCH = "codegen/watch.py"
READ = "micro/ir_read.py"
DJANGO_CALLS = "django/calls.py"
DJANGO_CORE = "django/core.py"
AXUM_CALLS = "axum/calls.py"
MEMORY = "memory.py"


@dataclass(frozen=True)
class Figure:
    """A cell of a script's table (`row` is how its first cell begins) and what it may be at most."""

    script: str
    row: str
    column: str
    bound: float
    unit: str


FIGURES = (
    Figure(GENERATE, "1,000", "generate, CPU s", 1.5, "s"),
    Figure(GENERATE, "1,000", "KiB", 400, "KiB"),
    Figure(GENERATE, "1,000", "tsc, CPU s", 2, "s"),
    Figure(GENERATE, "3,000", "tsc, CPU s", 4, "s"),
    Figure(WATCH, "10", "CPU ms", 200, "ms"),
    Figure(READ, "mizan.ir.read", "CPU ms", 20, "ms"),
    Figure(DJANGO_CALLS, "gunicorn, J1: mizan-gunicorn", "over the floor", 1.10, ""),
    Figure(DJANGO_CALLS, "gunicorn, J2: mizan-gunicorn", "over the floor", 1.00, ""),
    Figure(DJANGO_CALLS, "uvicorn, J1: mizan-uvicorn", "over the floor", 1.05, ""),
    Figure(DJANGO_CALLS, "uvicorn sync, J1: mizan-uvicorn-sync", "over the floor", 1.05, ""),
    Figure(DJANGO_CALLS, "starlette, J1: mizan-fastapi", "over the floor", 1.60, ""),
    Figure(DJANGO_CALLS, "starlette, J2: mizan-fastapi", "over the floor", 1.00, ""),
    Figure(DJANGO_CALLS, "fastapi, J1: mizan-fastapi", "over the floor", 0.70, ""),
    Figure(DJANGO_CALLS, "fastapi, asked who calls, J1: mizan-fastapi-identity", "over the floor", 0.85, ""),
    Figure(AXUM_CALLS, "J1", "over the floor", 1.15, ""),
    Figure(AXUM_CALLS, "J2", "over the floor", 1.15, ""),
    Figure(DJANGO_CORE, "a tag for one param", "measured", 2, "µs"),
    Figure(DJANGO_CORE, "targets of a call", "measured", 5, "µs"),
    Figure(DJANGO_CORE, "import of mizan.django over Django's", "measured", 60, "ms"),
    Figure(DJANGO_CORE, "3,000 functions over 10", "measured", 2, "%"),
)


def tables() -> dict[str, dict[str, Any]]:
    """Each script's table, by its name."""
    found = {}
    for script in (GENERATE, WATCH, READ, VALIDATION, DJANGO_CORE, DJANGO_CALLS, AXUM_CALLS, MEMORY):
        sys.stderr.write(f"{script} …\n")
        done = subprocess.run([sys.executable, str(HERE / script)], stdout=subprocess.PIPE, text=True, check=False)
        if not done.stdout.strip():
            raise SystemExit(f"{script} measured nothing")
        found[script] = json.loads(done.stdout.splitlines()[-1])
    return found


def judged(found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, float, float, str]]:
    """What, how much, at most how much, and of what."""
    for figure in FIGURES:
        table = found[figure.script]
        row = next(each for each in table["rows"] if str(each[0]).startswith(figure.row))
        value = float(row[table["columns"].index(figure.column)])
        yield f"{table['title']}: {row[0]}, {figure.column}", value, figure.bound, figure.unit
    yield from beside_peers(found[DJANGO_CALLS])
    table = found[VALIDATION]
    ratio = table["columns"].index("ratio")
    for row in table["rows"]:
        yield f"validation beside pydantic's, instructions: {row[0]}", float(row[ratio]), 1, ""


def beside_peers(table: dict[str, Any]) -> Iterator[tuple[str, float, float, str]]:
    """Mizan over each of Django's peers that is installed, job by job: it must cost less than any."""
    at = table["columns"].index("instructions")
    costs = {tuple(str(row[0]).split(": ")): float(row[at]) for row in table["rows"]}
    for (job, peer), cost in costs.items():
        if peer.startswith(("ninja", "izana")):
            ours = costs[job, "mizan-" + job.split(",")[0]]
            yield f"instructions over {peer}'s: {job}", ours / cost, 1, ""


def main() -> int:
    """The table, and that of memory, which has no bounds; 1 if something is over its bound."""
    found = tables()
    lines = [(what, value, bound, unit, value <= bound) for what, value, bound, unit in judged(found)]
    print("| figure | measured | at most | |\n|---|--:|--:|---|")
    for what, value, bound, unit, holds in lines:
        print(f"| {what} | {value:.4g} {unit} | {bound:g} {unit} | {'holds' if holds else 'OVER'} |")
    memory = found[MEMORY]
    print(f"\n{memory['title']}\n")
    for cells in (memory["columns"], ["---", *["--:"] * (len(memory["columns"]) - 1)], *memory["rows"]):
        print(f"| {' | '.join(map(str, cells))} |")
    return 0 if all(holds for *_, holds in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
