"""A client that hangs up in the middle of a call changes nothing: the function ends, and what it wrote is committed.

Nor does one that stays leave anything behind.
"""

import contextlib
import json
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import Server, Start, children
from test_http_transactions import rows
from wire import BASE, Browser


@pytest.fixture
def server(kind: str, store: str, start: Start) -> Server:
    return start(kind, store)


def until(condition: Callable[[], bool]) -> None:
    """Waits for what another process does, which tells nobody else."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def hang_up_in(server: Server, function: str, folder: Path) -> None:
    """Calls the function, waits until it runs, and cuts the connection."""
    body = json.dumps({"args": {"folder": str(folder), "owner": 1}}).encode()
    head = (
        f"POST {BASE}call/{function}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    # Without lingering the server hears of it at once.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall(head.encode() + body)
    until((folder / "started").exists)
    connection.close()


@pytest.mark.parametrize("middleware", ["", "testsite.middleware.eastern_time"])
@pytest.mark.parametrize(("function", "written"), [("add_slowly", 1), ("add_slowly_async", 2)])
def test_function_runs_to_its_end(
    kind: str, store: str, start: Start, tmp_path: Path, function: str, written: int, middleware: str
) -> None:
    server = start(kind, store, MIDDLEWARE=[middleware]) if middleware else start(kind, store)
    before, log = rows(server, "slow"), len(server.log)
    hang_up_in(server, function, tmp_path)
    # What the server does next, it does after it has heard of the end of the connection.
    assert Browser(server.port).call("echo_async", text="x").status == 200
    assert Browser(server.port).call("where_sync").json["result"] is True
    assert rows(server, "slow") == before
    (tmp_path / "go").touch()
    until((tmp_path / "ended").exists)
    until(lambda: rows(server, "slow") == before + written)
    assert "Traceback" not in server.log[log:]


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


def test_no_request_leaves_its_connection_to_the_database_behind(server: Server) -> None:
    browser = Browser(server.port)
    for _ in range(40):
        assert browser.read("open").status == 200
    until(lambda: connections_of(server) == 0)
