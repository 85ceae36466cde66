"""A client that hangs up in the middle of a call or of a view changes nothing: the function ends, and what it wrote is
committed.

Nor does one that stays leave anything behind.
"""

import contextlib
import json
import socket
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from serving import KINDS, Server, Start, children, until
from test_http_transactions import rows
from test_http_views import PAGES
from wire import BASE, Browser

LEGACY = "testsite.middleware.eastern_time"


@pytest.fixture
def server(kind: str, store: str, start: Start) -> Server:
    return start(kind, store)


def hang_up_in(server: Server, function: str, folder: Path) -> None:
    """Calls the function, waits until it runs, and cuts the connection."""
    body = json.dumps({"args": {"folder": str(folder), "owner": 1}})
    hang_up_at(server, f"{BASE}call/{function}/", "application/json", body, folder)


def hang_up_at(server: Server, path: str, content_type: str, body: str, folder: Path) -> None:
    """Posts, waits until the function says by a file of the folder that it runs, and cuts the connection."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    # Without lingering the server hears of it at once.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall((head + body).encode())
    until((folder / "started").exists)
    connection.close()


SURROUNDINGS: dict[str, dict[str, Any]] = {
    "": {},
    "sync_middleware": {"MIDDLEWARE": [LEGACY]},
    "impatient_server": {"IMPATIENT": True},
}
# Under WSGI a request has no task that a server could end.
CASES = {
    f"{kind}-{name}": (kind, around)
    for kind in KINDS
    for name, around in SURROUNDINGS.items()
    if kind == "uvicorn" or "IMPATIENT" not in around
}


@pytest.mark.parametrize(("kind", "around"), CASES.values(), ids=CASES)
@pytest.mark.parametrize(("function", "written"), [("add_slowly", 1), ("add_slowly_async", 2)])
def test_function_runs_to_its_end(
    kind: str, store: str, start: Start, tmp_path: Path, function: str, written: int, around: dict[str, Any]
) -> None:
    server = start(kind, store, **around)
    before, log = rows(server, "slow"), server.mark()
    hang_up_in(server, function, tmp_path)
    # What the server does next, it does after it has heard of the end of the connection.
    assert Browser(server.port).call("echo_async", text="x").status == 200
    assert Browser(server.port).call("where_sync").json["result"] is True
    assert rows(server, "slow") == before
    (tmp_path / "go").touch()
    until((tmp_path / "ended").exists)
    until(lambda: rows(server, "slow") == before + written)
    assert "Traceback" not in server.log[log:]
    # Of a request whose task was ended Django never hears the end, by which it closes what it has.
    if "IMPATIENT" not in around:
        until(lambda: connections_of(server) == 0)


@pytest.mark.parametrize(("kind", "around"), CASES.values(), ids=CASES)
@pytest.mark.parametrize(("page", "written"), [("slow", 1), ("slow-template", 2), ("slow-async", 2)])
def test_view_runs_to_its_end(
    kind: str, store: str, start: Start, tmp_path: Path, page: str, written: int, around: dict[str, Any]
) -> None:
    server = start(kind, store, **PAGES, **around)
    before, log = rows(server, "page that is slow"), server.mark()
    form = urlencode({"folder": tmp_path})
    hang_up_at(server, f"/site/{page}/1/", "application/x-www-form-urlencoded", form, tmp_path)
    # As above: the end of the connection is behind the server now, and the transaction is open still.
    assert Browser(server.port).get("/site/words/meanwhile/").status == 200
    assert rows(server, "page that is slow") == before
    (tmp_path / "go").touch()
    until((tmp_path / "ended").exists)
    until(lambda: rows(server, "page that is slow") == before + written)
    assert "Traceback" not in server.log[log:]
    # The browser that comes back finds what it had asked for.
    assert b"page that is slow" in Browser(server.port).get("/site/pages/1/").body


def test_mutation_that_takes_its_time_blocks_no_reads(server: Server, tmp_path: Path) -> None:
    hang_up_in(server, "add_slowly", tmp_path)
    try:
        assert Browser(server.port).call("where_sync").json["result"] is True
        # The settings have SQLite lock as a transaction begins, for twenty seconds at most.
        assert Browser(server.port).read("open", note="slow").status == 200
    finally:
        (tmp_path / "go").touch()
    until((tmp_path / "ended").exists)


def connections_of(server: Server) -> int:
    """How many connections to the database the server and its workers have open."""
    if server.names:
        ours = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        return int(server.ask(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}")[0][0])
    pids = [server.process.pid, *children(server.process.pid)]
    open_files = [link for pid in pids for link in Path(f"/proc/{pid}/fd").iterdir()]
    count = 0
    for link in open_files:
        with contextlib.suppress(FileNotFoundError):  # It was closed meanwhile.
            count += link.readlink() == server.database
    return count


def test_connection_that_is_opened_after_the_hang_up_is_closed(server: Server, tmp_path: Path) -> None:
    hang_up_in(server, "count_slowly", tmp_path)
    assert Browser(server.port).call("echo_async", text="x").status == 200
    (tmp_path / "go").touch()
    until((tmp_path / "ended").exists)
    until(lambda: connections_of(server) == 0)


def test_no_request_leaves_its_connection_to_the_database_behind(server: Server) -> None:
    browser = Browser(server.port)
    for _ in range(40):
        assert browser.read("open").status == 200
    until(lambda: connections_of(server) == 0)
