"""Django within the tests' own process, with the newspaper's tables on SQLite and on PostgreSQL.

Nothing else here sets Django up in this process; `mizan.django` itself is no app of it, so that no registry is frozen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
import postgresql
import pytest
import serving
from django.conf import settings

_current = "default"


class Router:
    """Everything goes to the database of the test that runs."""

    def db_for_read(self, model: Any, **_: Any) -> str:
        return _current

    db_for_write = db_for_read

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True


settings.configure(
    SECRET_KEY="only for tests",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "testsite.press"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DATABASE_ROUTERS=[f"{__name__}.Router"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TIME_ZONE="Europe/Paris",
)
settings.DATABASE_ROUTERS = [Router()]
django.setup()


def _alias(store: str) -> str:
    from django.core.management import call_command
    from django.db import connections

    alias = "default" if store == "sqlite" else store
    if alias in _made:
        return alias
    if store == "postgresql":
        server = postgresql.shared()
        server.create("press_shapes")
        given = {"default": settings.DATABASES["default"], alias: server.settings("press_shapes")}
        connections.settings[alias] = connections.configure_settings(given)[alias]
    for arguments in ({}, {"run_syncdb": True}):
        call_command("migrate", verbosity=0, database=alias, **arguments)
    _made.add(alias)
    return alias


_made: set[str] = set()


@pytest.fixture(params=serving.STORES)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The alias of a database; what a test writes is undone after it."""
    from django.db import transaction

    global _current
    _current = _alias(str(request.param))
    try:
        with transaction.atomic(using=_current):
            yield _current
            transaction.set_rollback(True, using=_current)
    finally:
        _current = "default"


@pytest.fixture
def asked(database: str) -> Callable[[int], Any]:
    """Asserts how many queries a block asks; gives them."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def count(queries: int) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connections[database]) as context:
            yield context
        told = "\n".join(each["sql"] for each in context.captured_queries)
        assert len(context) == queries, f"{len(context)} queries:\n{told}"

    return count
