"""One line in the log for each call and each bundle: what was asked, how it ended, how long it took; never a value.

Decides the wording alone; why a function failed is logged where it is known (`dispatch`, with the traceback). Adapters
write it when they have answered. Page: `ir/protocol/envelope.md`, errors.
"""

import logging
import re
from time import perf_counter

logger = logging.getLogger("mizan.requests")
"""INFO, or WARNING from status 400 on: `POST call/rename_user/ 200 in 3.2 ms, 1 target`. The record has `status_code`,
`duration_ms` and `targets` (how many were dropped) besides, for who writes logs as fields."""


def answered(method: str | None, path: str, status: int, begun: float, targets: int = 0) -> None:
    """Writes the line. `path` is what is below the base, or a view's route; `begun` by `time.perf_counter`."""
    level = logging.WARNING if status >= 400 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    took = (perf_counter() - begun) * 1000
    dropped = f", {targets} target{'s' if targets > 1 else ''}" if targets else ""
    logger.log(
        level,
        "%s %s %d in %.1f ms%s",
        _shown(method or ""),
        _shown(path),
        status,
        took,
        dropped,
        extra={"status_code": status, "duration_ms": round(took, 3), "targets": targets},
    )


_PLAIN = re.compile(r"[A-Za-z0-9_/<>{}*:.-]{1,200}")


def _shown(text: str) -> str:
    # It came from outside. What is no name of ours is quoted, written with escapes, and cut where it is long.
    return text if _PLAIN.fullmatch(text) else ascii(text[:200])
