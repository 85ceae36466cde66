"""Servers for the tests of the Django adapter: one for each kind and way of set-up, started when first asked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import postgresql
import pytest
import serving
from galleries import KINDS, Gallery
from galleries import start as start_gallery
from serving import Server, Start
from wire import Browser


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that every server gets a copy of."""
    return serving.make_database(tmp_path_factory.mktemp("template") / "db.sqlite3")


@pytest.fixture(scope="session")
def start(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Gives the server of that kind and those settings; tests of the same ones share it, and so must not share rows."""
    running: dict[tuple[str, ...], Server] = {}

    def give(kind: str, store: str = "sqlite", aliases: Sequence[str] = (), **settings: Any) -> Server:
        key = (kind, store, *aliases, repr(sorted(settings.items())))
        if key not in running:
            folder, names, all_aliases = tmp_path_factory.mktemp(kind), {}, ("default", *aliases)
            if store == "postgresql":
                names = serving.postgresql_names(all_aliases)
                shared = postgresql.shared()
                databases = {alias: shared.settings(name) for alias, name in names.items()}
            else:
                databases = serving.sqlite_databases(template, folder, all_aliases)
            server = serving.start(kind, folder / "db.sqlite3", {"DATABASES": databases, **settings})
            server.names.update(names)
            running[key] = server
        return running[key]

    yield give
    for server in running.values():
        server.process.terminate()
    for server in running.values():
        server.stop()


@pytest.fixture(params=serving.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=serving.STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind)


@pytest.fixture
def nobody(server: Server) -> Browser:
    return Browser(server.port)


@pytest.fixture
def ada(server: Server) -> Browser:
    """Signed in, as user 1."""
    return Browser(server.port).sign_in("ada")


@pytest.fixture
def cleo(server: Server) -> Browser:
    """Signed in, as user 3, who is staff."""
    return Browser(server.port).sign_in("cleo")


@pytest.fixture(scope="session")
def galleries(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Gallery]]:
    """Servers that take files, by kind."""
    running: dict[str, Gallery] = {}
    yield running
    for gallery in running.values():
        gallery.server.stop()


@pytest.fixture(params=list(KINDS))
def gallery(
    request: pytest.FixtureRequest,
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    galleries: dict[str, Gallery],
) -> Gallery:
    kind = str(request.param)
    if kind not in galleries:
        galleries[kind] = start_gallery(kind, template, tmp_path_factory.mktemp("gallery"))
    return galleries[kind]
