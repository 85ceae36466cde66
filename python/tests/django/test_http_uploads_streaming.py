"""Bodies that are large, slow, or sent by who may not: read in turn, never in memory, and no longer than need be."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import galleries
import pytest
import serving
from forms import BOUNDARY, args, file, form, headers, send
from galleries import Gallery
from wire import BASE, Answer, Browser, parse

MIB = 1 << 20


@pytest.fixture(scope="module", params=list(galleries.KINDS))
def roomy(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gallery]:
    """Takes forms of 256 MiB."""
    folder = tmp_path_factory.mktemp("roomy")
    gallery = galleries.start(str(request.param), template, folder, {"MIZAN": {"MAX_UPLOAD": 256 * MIB}})
    yield gallery
    gallery.server.stop()


@pytest.fixture(scope="module")
def hasty(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Gives a body half a second, and files the time that they need."""
    folder = tmp_path_factory.mktemp("hasty")
    gallery = galleries.start("uvicorn", template, folder, {"BODY_TIMEOUT": 0.5})
    yield gallery
    gallery.server.stop()


def head(
    gallery: Gallery, function: str, length: int | None, browser: Browser | None = None, **more: str | None
) -> bytes:
    own = browser or gallery.nobody
    fields = {name: value for name, value in headers(own, **more).items() if value is not None}
    if own.cookies:
        fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in own.cookies.items())
    fields |= {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    lines = [f"POST {BASE}call/{function}/ HTTP/1.1", f"Host: {own.host}", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in fields.items()), "", ""]).encode()


def stream(gallery: Gallery, start: bytes, pieces: Callable[[int], bytes | None]) -> tuple[Answer, int]:
    """Sends `start` and then each piece, until there is none or the server has had enough: its answer, and how many
    bytes of pieces it let through."""
    sent = 0
    with socket.create_connection(("127.0.0.1", gallery.server.port), timeout=60) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(start)
            while (piece := pieces(sent)) is not None:
                connection.sendall(piece)
                sent += len(piece)
        return parse(rest(connection)), sent


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while received := connection.recv(65536):
            answer += received
    return answer


OPENING = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n'.encode()
CLOSING = f"\r\n--{BOUNDARY}--\r\n".encode()


def test_two_hundred_megabytes_need_no_memory(roomy: Gallery) -> None:
    assert send(roomy.nobody, "tell", file("file", b"warm")).status == 200
    size, before = 200 * MIB, roomy.memory()
    piece = bytes(range(256)) * 4096

    def pieces(sent: int) -> bytes | None:
        return piece if sent < size else CLOSING if sent == size else None

    answer, _ = stream(roomy, head(roomy, "tell", len(OPENING) + size + len(CLOSING)) + OPENING, pieces)
    assert answer.json["result"]["size"] == size
    assert roomy.memory() - before < 24 * MIB
    assert roomy.left() == []


def test_file_over_its_own_limit_is_read_no_further(gallery: Gallery) -> None:
    opening = form(args(title="x"), file("picture", b"", "a.png", "image/png"))[: -len(CLOSING)]
    length = 30 * MIB
    answer, sent = stream(
        gallery, head(gallery, "add_picture", length) + opening, lambda sent: bytes(65536) if sent < length else None
    )
    assert answer.faults(422, "INVALID") == [(["args", "picture"], "length")]
    if gallery.kind != galleries.PLAIN:
        # What the sockets hold on both sides, and what is read at once.
        assert sent < 16 * MIB
    assert gallery.left() == []


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)
def test_form_without_an_end_is_read_as_far_as_the_limit(gallery: Gallery) -> None:
    chunk = b"10000\r\n" + bytes(65536) + b"\r\n"
    start = head(gallery, "tell", None) + b"%x\r\n%s\r\n" % (len(OPENING), OPENING)
    answer, sent = stream(gallery, start, lambda sent: chunk if sent < 100 * MIB else None)
    answer.problem(413, "TOO_LARGE")
    assert sent < 60 * MIB
    assert gallery.left() == []


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)
def test_nothing_is_read_of_who_may_not_call(gallery: Gallery) -> None:
    """The answer is there though the body never comes: nobody is 401, a session without a token 403."""
    for function, browser, status in (
        ("lock_away", gallery.nobody, 401),
        ("lock_away", gallery.nobody.sign_in("ada"), 403),
    ):
        started = time.monotonic()
        with socket.create_connection(("127.0.0.1", gallery.server.port), timeout=20) as connection:
            connection.sendall(head(gallery, function, 30 * MIB, browser, X_CSRFToken=None) + OPENING)
            answer = parse(rest(connection))
        assert answer.status == status, answer.body
        assert time.monotonic() - started < 5
        assert gallery.left() == []


def test_client_that_leaves_in_the_middle_leaves_nothing(gallery: Gallery) -> None:
    with socket.create_connection(("127.0.0.1", gallery.server.port), timeout=20) as connection:
        connection.sendall(head(gallery, "tell", 30 * MIB) + OPENING + bytes(2 * MIB))
        if gallery.kind != galleries.PLAIN:
            end = time.monotonic() + 20
            while not any(gallery.temporary.iterdir()) and time.monotonic() < end:
                time.sleep(0.01)
            assert any(gallery.temporary.iterdir())
    assert gallery.left() == []


def test_slow_body_ends_by_its_time(hasty: Gallery) -> None:
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", hasty.server.port), timeout=20) as connection:
        connection.sendall(head(hasty, "tell", 30 * MIB) + OPENING + bytes(100))
        parse(rest(connection)).problem(408, "TIMEOUT")
    assert time.monotonic() - started < 5
    assert hasty.left() == []


def test_line_that_is_slow_but_not_idle_has_the_time_it_needs(hasty: Gallery) -> None:
    size = 128 << 10
    started = time.monotonic()

    def pieces(sent: int) -> bytes | None:
        # Far beyond the half second of a body, and faster than 32 KiB a second.
        time.sleep(0.2)
        return bytes(16 << 10) if sent < size else CLOSING if sent == size else None

    answer, _ = stream(hasty, head(hasty, "tell", len(OPENING) + size + len(CLOSING)) + OPENING, pieces)
    assert answer.json["result"]["size"] == size
    assert time.monotonic() - started > 1


def test_event_loop_goes_on_while_files_come(gallery: Gallery) -> None:
    """An upload that has come to a halt keeps nobody waiting."""
    with socket.create_connection(("127.0.0.1", gallery.server.port), timeout=20) as connection:
        connection.sendall(head(gallery, "tell", 30 * MIB) + OPENING + bytes(65536))
        started = time.monotonic()
        assert gallery.nobody.read("gallery").status == 200
        assert time.monotonic() - started < 5
    assert gallery.left() == []


@pytest.mark.parametrize("kind", galleries.KINDS[:2])
def test_disk_without_room_is_no_ones_fault_and_leaves_nothing(kind: str, template: Path, tmp_path: Path) -> None:
    gallery = galleries.start(kind, template, tmp_path, largest=4096)
    try:
        room = 4096 * 512
        for size in (room + 1, room + 9000, 2 * room):
            send(gallery.nobody, "tell", file("file", bytes(size))).problem(500, "INTERNAL")
            assert gallery.left() == []
        assert send(gallery.nobody, "tell", file("file", bytes(room))).json["result"]["size"] == room
        gallery.server.wait_for("File too large")
    finally:
        gallery.server.stop()
