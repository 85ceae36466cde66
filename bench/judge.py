"""How a ratio of two costs is judged: the median of rounds, and a bootstrap interval around it.

Decides the rule alone; what is measured is each figure's. A round measures both sides next to each other, in
alternating order, so that what else the machine does hits both. Where a bound is within 15 % of 1, CPU time is too
coarse: then instructions are counted by callgrind, in one process, as those of 2,000 runs less those of 1,000.
"""

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

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

    def __str__(self) -> str:
        return f"{self.median:.3f} ({self.low:.3f} to {self.high:.3f})"

    def holds(self, bound: float) -> bool:
        """Whether the median is at or under the bound, and the interval's upper end under it with the slack."""
        return self.rounds >= LEAST_ROUNDS and self.median <= bound and self.high < bound + SLACK


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Of costs measured in rounds, ours over theirs. Seeded: the same costs give the same interval."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(each, k=len(each))) for _ in range(RESAMPLES))
    return Ratio(statistics.median(each), medians[RESAMPLES * 5 // 100], medians[RESAMPLES * 95 // 100 - 1], len(each))
