"""How a ratio of two costs is judged: the median of rounds, and a bootstrap interval around it.

Decides the rule alone; what is measured is each figure's. A round measures both sides next to each other, in
alternating order, so that what else the machine does hits both. Where a bound is within 15 % of 1, CPU time is too
coarse: then instructions are counted (`instructions`), in one process, as those of 2,000 runs less those of 1,000.
"""

import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LEAST_ROUNDS = 15
SLACK = 0.05
"""By so much may the upper end of the interval be over the bound."""
RESAMPLES = 4_000


@dataclass(frozen=True)
class Ratio:
    """The median of the rounds' ratios, with the 90 % interval of that median."""

    median: float
    low: float
    high: float
    rounds: int

    def holds(self, bound: float) -> bool:
        """Whether the median is at or under the bound, and the interval's upper end under it with the slack."""
        return self.rounds >= LEAST_ROUNDS and self.median <= bound and self.high < bound + SLACK


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Of costs measured in rounds, ours over theirs. Seeded: the same costs give the same interval."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(each, k=len(each))) for _ in range(RESAMPLES))
    return Ratio(statistics.median(each), medians[RESAMPLES * 5 // 100], medians[RESAMPLES * 95 // 100 - 1], len(each))


def interleaved(
    ours: Callable[[], object], theirs: Callable[[], object], *, runs: int, rounds: int = LEAST_ROUNDS
) -> tuple[list[float], list[float]]:
    """CPU µs of one run of each, round by round; who goes first alternates."""
    ours_costs: list[float] = []
    theirs_costs: list[float] = []
    for at in range(rounds):
        sides = [(ours, ours_costs), (theirs, theirs_costs)]
        for function, costs in sides if at % 2 == 0 else reversed(sides):
            start = time.process_time_ns()
            for _ in range(runs):
                function()
            costs.append((time.process_time_ns() - start) / runs / 1000)
    return ours_costs, theirs_costs


def instructions(script: Path, *arguments: str) -> float:
    """Instructions of one run of what `script ARGUMENTS COUNT` does COUNT times, by callgrind.

    The script must do all else in the same way whatever the count is. Raises `RuntimeError` without valgrind.
    """
    few, many = (_counted(script, *arguments, str(runs)) for runs in (1_000, 2_000))
    return (many - few) / 1_000


def _counted(script: Path, *command: str) -> int:
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise RuntimeError("counting instructions needs valgrind: apt-get install valgrind")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind"
        # A fixed seed: the order of sets and dicts is a part of what is counted.
        done = subprocess.run(
            [valgrind, "--tool=callgrind", f"--callgrind-out-file={out}", sys.executable, str(script), *command],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin"},
        )
        if done.returncode:
            raise RuntimeError(f"`{script.name}` failed:\n{done.stderr[-2000:]}")
        total = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)
        if total is None:
            raise RuntimeError("callgrind counted nothing")
        return int(total[1])


def main() -> None:
    """Judges costs from standard input: `{"ours": […], "theirs": […], "bound": 1}`."""
    given = json.load(sys.stdin)
    judged = ratio(given["ours"], given["theirs"])
    print(json.dumps({**judged.__dict__, "holds": judged.holds(given["bound"])}))


if __name__ == "__main__":
    main()
