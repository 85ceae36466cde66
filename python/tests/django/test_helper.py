"""`mizan.django.test` as a project uses it: in Django's test cases, and in plain functions by pytest."""

import os
import subprocess
import sys
from pathlib import Path

from serving import environment, manage
from testsite.desk import SETTINGS

MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
TWO = {**SETTINGS, "DATABASES": {"default": MEMORY, "other": MEMORY}}

# What pytest-django does for each test, without pytest-django: its `db` is a test case's transaction as well.
CONFTEST = """
import django
import pytest
from django.test import TestCase
from django.test.runner import DiscoverRunner
from django.test.utils import setup_test_environment, teardown_test_environment

django.setup()


@pytest.fixture(scope="session")
def databases():
    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    made = runner.setup_databases()
    yield
    runner.teardown_databases(made)
    teardown_test_environment()


@pytest.fixture
def db(databases):
    class Case(TestCase):
        def runTest(self):
            pass

    Case.setUpClass()
    case = Case()
    case._pre_setup()
    yield
    case._post_teardown()
    Case.tearDownClass()


@pytest.fixture
def mizan():
    from mizan.django.test import MizanClient

    return MizanClient()
"""
FUNCTIONS = """
import asyncio

import pytest
from mizan.django.test import AsyncMizanClient, captured_invalidations
from mizan.errors import NotFound


def test_call(db, mizan):
    from testsite.desk.clients import DeskFull
    from testsite.desk.models import Ticket

    with captured_invalidations() as targets:
        mizan.call("add_ticket", desk=1, title="x")
    assert targets == [{"context": "desk", "params": {"desk": 1}}]
    with pytest.raises(DeskFull) as caught:
        mizan.call("add_ticket", desk=1, title="one too many")
    assert caught.value.data.room == 3
    assert Ticket.objects.count() == 1


def test_the_rows_of_another_test_are_gone(db, mizan):
    assert mizan.read("desk", desk=1) == {"desk_failure": 0, "ticket_count": 0, "tickets": []}
    with pytest.raises(NotFound):
        mizan.call("tickets", desk=1)


def test_async(db):
    from asgiref.sync import async_to_sync

    @async_to_sync
    async def ran():
        async with captured_invalidations() as targets:
            number = await AsyncMizanClient().call("add_ticket_async", desk=1, title="x")
        return number, targets

    number, targets = ran()
    assert number and targets == [{"context": "desk", "params": {"desk": 1}}]
"""


def test_in_djangos_test_cases() -> None:
    done = manage("test", "testsite.desk", settings=TWO)
    assert done.returncode == 0, done.stderr
    assert "Ran 19 tests" in done.stderr


def test_in_plain_functions(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_desk.py").write_text(FUNCTIONS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)],
        env=environment(TWO, ":memory:") | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
