"""Bodies on the wire: how much is read and for how long, and who hangs up."""

import contextlib
import json
import socket
import time

import pytest
from sites import Site
from wire import BASE, Browser, parse, raw

HEAD = "Host: x\r\nContent-Type: application/json\r\nSec-Fetch-Site: none\r\n"


def opened(site: Site, function: str, fields: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=20)
    connection.sendall(f"POST {BASE}call/{function}/ HTTP/1.1\r\n{HEAD}{fields}\r\n".encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_a_declared_length_over_the_limit_is_refused_unread(site: Site) -> None:
    with opened(site, "on_loop", f"Content-Length: {1 << 30}\r\n") as connection:
        answer = parse(rest(connection))
    answer.problem(413, "TOO_LARGE")
    assert answer.header("connection") == "close"


def test_more_than_the_limit_is_not_read(site: Site) -> None:
    with opened(site, "on_loop", "Transfer-Encoding: chunked\r\n") as connection:
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(64):
                connection.sendall(chunk)
        parse(rest(connection)).problem(413, "TOO_LARGE")


def test_a_body_that_halts_is_given_up(site: Site) -> None:
    with opened(site, "on_loop", "Content-Length: 10\r\n") as connection:
        connection.sendall(b"{}")
        begun = time.monotonic()
        parse(rest(connection)).problem(408, "TIMEOUT")
        assert time.monotonic() - begun < 10


def test_a_body_in_pieces_is_one(site: Site) -> None:
    with opened(site, "asked", "Transfer-Encoding: chunked\r\nConnection: close\r\n") as connection:
        for byte in json.dumps({"args": {"word": "x"}}).encode():
            connection.sendall(b"1\r\n%c\r\n" % byte)
        connection.sendall(b"0\r\n\r\n")
        assert b'"POST True none"' in rest(connection)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"args":{"a":1,"a":2}}', b'{"args":{"a":NaN}}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_body(nobody: Browser, body: bytes) -> None:
    nobody.post("on_loop", body).problem(400, "BAD_REQUEST")


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/json; x", "APPLICATION/JSON", "text/json"])
def test_json_by_another_name(nobody: Browser, content_type: str) -> None:
    nobody.post("on_loop", b"{}", {"Content-Type": content_type}).problem(415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_read_has_no_body(nobody: Browser) -> None:
    nobody.send("GET", BASE + "ctx/ledger/", b"{}").problem(400, "BAD_REQUEST")


def test_a_mutation_that_is_left_comes_to_its_end(site: Site) -> None:
    body = b"{}"
    with opened(site, "write_slowly", f"Content-Length: {len(body)}\r\n") as connection:
        connection.sendall(body)
        assert "function" in site.wait_for("function")
    told = site.wait_for("commit")
    assert told == ["end", "commit"]


def test_websockets_are_refused(site: Site) -> None:
    key = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    request = f"GET {BASE}call/on_loop/ HTTP/1.1\r\nHost: x\r\n{key}Sec-WebSocket-Version: 13\r\n\r\n"
    assert raw(site.port, request.encode()).startswith(b"HTTP/1.1 403 ")
