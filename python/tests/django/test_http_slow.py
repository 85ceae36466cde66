"""Bodies that are too long, too slow, broken or never sent: no answer waits for them, and nothing runs."""

import contextlib
import json
import socket

import pytest
from serving import Server, Start
from test_http_transactions import rows
from wire import BASE, Answer, Browser, parse, raw

CALL = json.dumps({"args": {"owner": 1, "amount": 1}}).encode()


def head(server: Server, function: str, *fields: str) -> bytes:
    own = f"POST {BASE}call/{function}/ HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Content-Type: application/json"
    return "\r\n".join([*own, *fields, "", ""]).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def flooded(server: Server, function: str) -> tuple[Answer, int]:
    """Sends a body without an end until the server has had enough; the answer, and how many bytes it let through."""
    sent, piece = 0, chunk(b" " * 65536)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head(server, function, "Transfer-Encoding: chunked"))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while sent < 64 << 20:
                connection.sendall(piece)
                sent += len(piece)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while received := connection.recv(65536):
                answer += received
    return parse(answer), sent


def test_body_without_an_end_is_not_taken_in(server: Server) -> None:
    answer, sent = flooded(server, "echo")
    answer.problem(413, "TOO_LARGE")
    # The limit is a megabyte; what else has left is what the kernel holds for both ends.
    assert sent < 32 << 20


def test_what_is_refused_without_its_body_does_not_wait_for_it(server: Server) -> None:
    answer, sent = flooded(server, "no_such_function")
    answer.problem(404, "NOT_FOUND")
    assert sent < 32 << 20


def test_declared_length_is_refused_unread(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=3) as connection:
        connection.sendall(head(server, "echo", "Content-Length: 99999999999") + b"{")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_does_not_come_ends(start: Start) -> None:
    server = start("uvicorn", BODY_TIMEOUT=0.5)
    before = rows(server, "")
    answer = parse(raw(server.port, head(server, "add_for", "Content-Length: 40") + b"{"))
    assert "invalidate" not in answer.problem(408, "TIMEOUT")
    assert answer.header("connection") == "close"
    assert rows(server, "") == before


BROKEN = {
    "no_chunk": b"zz\r\n",
    "within_a_chunk": b"40\r\n" + CALL,
    "after_a_chunk": chunk(CALL),
    "without_its_end": b"%x\r\n%s" % (len(CALL), CALL),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_chunks_that_break_off_run_nothing(server: Server, body: bytes) -> None:
    before, log = rows(server, ""), server.mark()
    answer = half_closed(server, head(server, "add_for", "Transfer-Encoding: chunked") + body)
    # Under ASGI the server itself answers, or nobody does: the client is gone.
    if server.kind == "gunicorn":
        assert "invalidate" not in parse(answer).problem(400, "BAD_REQUEST")
    else:
        assert not answer or answer.startswith(b"HTTP/1.1 400 ")
    assert Browser(server.port).call("where_sync").status == 200
    assert rows(server, "") == before
    assert "Traceback" not in server.log[log:]


def test_body_shorter_than_declared_runs_nothing(server: Server) -> None:
    before = rows(server, "")
    answer = half_closed(server, head(server, "add_for", "Content-Length: 500") + CALL)
    if server.kind == "gunicorn":
        assert "invalidate" not in parse(answer).problem(400, "BAD_REQUEST")
    assert Browser(server.port).call("where_sync").status == 200
    assert rows(server, "") == before


def half_closed(server: Server, data: bytes) -> bytes:
    """Sends, says that nothing more will come, and gives what is answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while received := connection.recv(65536):
            answer += received
        return answer


def test_websocket_is_refused_before_it_opens(start: Start) -> None:
    server = start("uvicorn")
    log = server.mark()
    data = (
        f"GET {BASE}ctx/open/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert raw(server.port, data.encode()).startswith(b"HTTP/1.1 403 ")
    assert "Traceback" not in server.log[log:]


def test_other_addresses_keep_their_bodies(server: Server) -> None:
    body = b"a" * (2 << 20)
    answer = Browser(server.port).send("POST", "/measure/", body)
    assert answer.body == str(len(body)).encode()


def test_a_connection_goes_on_after_a_call(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        for _ in range(2):
            connection.sendall(head(server, "where_sync", "Content-Length: 11") + b'{"args":{}}')
            answer = b""
            while not answer.endswith(b"}"):
                received = connection.recv(65536)
                assert received
                answer += received
            assert parse(answer).status == 200
