"""Mutations on SQLite wait in the order in which they came, and no longer than the database's `timeout`."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import Start, until
from wire import Browser

from mizan.django.turns import Turns


def waiting(turns: Turns, count: int) -> None:
    until(lambda: len(turns._waiting) == count)


def test_who_came_first_goes_first() -> None:
    turns, order = Turns(), list[int]()

    def go(number: int) -> None:
        assert turns.take(20)
        order.append(number)
        turns.give()

    assert turns.take(0)
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        waiting(turns, number + 1)
    turns.give()
    for thread in threads:
        thread.join(20)
    assert order == list(range(8))
    assert turns.take(0)


def test_who_waits_no_longer_takes_no_turn() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    assert not turns.take(0)
    turns.give()
    assert turns.take(0)
    turns.give()


def test_nobody_is_left_out_when_all_come_at_once() -> None:
    """Some with so little time that it ends just as they are called: a turn that is lost would keep all others out."""
    turns, inside, most = Turns(), 0, 0

    def go(number: int) -> int:
        nonlocal inside, most
        taken = 0
        for _ in range(300):
            if turns.take(0.0002 if number % 2 else 20):
                inside += 1
                most = max(most, inside)
                taken += 1
                inside -= 1
                turns.give()
        return taken

    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(go, range(8)))
    assert counts[::2] == [300] * 4
    assert most == 1
    assert turns.take(0)


@pytest.mark.parametrize("other", ["add_after_reading", "add_slowly_async"])
def test_mutation_gives_up_when_its_time_is_over(kind: str, start: Start, tmp_path: Path, other: str) -> None:
    """As it would if another process wrote; what comes after it goes on as ever, and reads never wait."""
    server = start(kind, DATABASE_OPTIONS={"OPTIONS": {"timeout": 0.2}})
    browser = Browser(server.port)
    with ThreadPoolExecutor(1) as thread:
        answered = thread.submit(Browser(server.port).call, other, folder=str(tmp_path), owner=1)
        try:
            until((tmp_path / "started").exists)
            log = server.mark()
            refused = browser.call("retire", name="nobody").problem(503, "UNAVAILABLE")
            assert "invalidate" not in refused, "nothing has run: whoever asks may ask again"
            server.wait_for("database is locked", log)
            assert browser.read("open").status == 200
        finally:
            (tmp_path / "go").touch()
        assert answered.result().status == 200
    for _ in range(3):
        assert browser.call("retire", name="nobody").status == 200
