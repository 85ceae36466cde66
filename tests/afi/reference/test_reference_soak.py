"""Two hundred clients at once, for some seconds on each server and database: every answer is the one due, and memory is
flat.

For a minute on each: `python tests/afi/reference/soak.py`.
"""

import pytest
import soak
from harness.adapters import DJANGO

SECONDS = 10


@pytest.mark.parametrize(("server", "database"), DJANGO)
def test_two_hundred_clients_at_once(server: str, database: str) -> None:
    outcome, log = soak.run(server, database, SECONDS)
    assert (outcome.wrong, log) == ([], "")
    assert outcome.requests > soak.CLIENTS
    assert set(outcome.statuses) >= {200, 400, 401, 403, 404, 422}
    # After a third of a few seconds the last caches may still fill; what leaks with each request is far more.
    assert outcome.end < outcome.warm * 1.15 + 5
