"""Two hundred clients at once, for some seconds on each server: every answer is the one due, and memory is flat.

For a minute: `python tests/afi/reference/soak.py --seconds 60`, and `--server uvicorn`.
"""

import asyncio

import program
import pytest
import soak

SECONDS = 6


@pytest.mark.parametrize(
    ("server", "database"), [("gunicorn", "sqlite"), ("gunicorn", "postgresql"), ("uvicorn", "sqlite")]
)
def test_two_hundred_clients_at_once(server: str, database: str) -> None:
    running = program.start(server, database)
    try:
        outcome = asyncio.run(soak.soak(running, SECONDS))
    finally:
        running.stop()
    assert outcome.wrong == []
    assert outcome.requests > soak.CLIENTS
    assert set(outcome.statuses) >= {200, 400, 401, 403, 404, 422}
    # After a third of a few seconds the last caches may still fill; what leaks with each request is far more.
    assert outcome.end < outcome.warm * 1.15 + 5
