"""Who joins a running call: tasks and threads that it starts, until its functions have ended, and nobody else."""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mizan import ReactContext, Registry, client
from mizan import registry as registries
from mizan.invalidation import Running, enter, leave, running

USER = ReactContext("user", identity="user_id")


def start(registry: Registry, *, reads: bool = False) -> tuple[Running, Callable[[int], Any]]:
    @client(context=USER)
    def profile(user_id: int) -> None: ...

    @client(affects=USER)
    def touch(user_id: int, note: str = "") -> None: ...

    return Running([], registry.freeze(), reads=reads), touch


@contextmanager
def entered(call: Running) -> Iterator[None]:
    token = enter(call)
    try:
        yield
    finally:
        leave(token)


def test_there_is_none_outside(registry: Registry) -> None:
    current, touch = start(registry)
    touch(1)
    assert running() is None
    with entered(current):
        assert running() is current
        touch(2)
    assert running() is None
    touch(3)
    assert current.calls == [("touch", {"user_id": 2, "note": ""})]


def test_tasks_and_threads_of_a_call_are_within_it(registry: Registry) -> None:
    current, touch = start(registry)

    async def each(number: int) -> None:
        await asyncio.sleep(0)
        touch(number)

    async def both() -> None:
        await asyncio.gather(each(1), each(2), asyncio.to_thread(touch, 3))

    with entered(current):
        asyncio.run(both())
    assert sorted(values["user_id"] for _, values in current.calls) == [1, 2, 3]


def test_what_outlives_a_call_is_outside(registry: Registry) -> None:
    current, touch = start(registry)
    with entered(current):
        left = contextvars.copy_context()
    current.close()
    thread = threading.Thread(target=left.run, args=(touch, 5))
    thread.start()
    thread.join()
    assert current.calls == []


def test_two_calls_at_once_do_not_mix(registry: Registry) -> None:
    first, touch = start(registry)
    second = Running([], registry.freeze(), reads=False)

    async def one(call: Running, number: int) -> None:
        with entered(call):
            for _ in range(20):
                await asyncio.sleep(0)
                touch(number)

    async def both() -> None:
        await asyncio.gather(one(first, 1), one(second, 2))

    asyncio.run(both())
    assert {values["user_id"] for _, values in first.calls} == {1}
    assert {values["user_id"] for _, values in second.calls} == {2}


def test_a_read_drops_nothing(registry: Registry) -> None:
    current, touch = start(registry, reads=True)
    with entered(current), pytest.raises(RuntimeError, match="a read called `touch`"):
        touch(1)


def test_a_function_of_another_registry_does_not_join(registry: Registry) -> None:
    current, _ = start(registry)

    with registries.scoped():

        @client(affects="profile")
        def later(user_id: int) -> None: ...

    with entered(current):
        later(user_id=1)
    assert current.calls == []
