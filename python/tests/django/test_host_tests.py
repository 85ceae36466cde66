"""A project's own tests, by Django's runner, test cases and clients, work on Mizan's functions."""

from serving import manage


def test_djangos_own_test_cases() -> None:
    done = manage("test", "testsite.ledger", "-v", "2")
    assert done.returncode == 0, done.stderr
    assert "Ran 9 tests" in done.stderr
