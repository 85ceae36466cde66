"""Several works at the same time, each in a thread of its own, none of which begins before all are ready."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def at_once(works: Iterable[Callable[[], T]]) -> list[T]:
    """What each gives, in their order. Raises what the first of them raised."""
    every = list(works)
    ready = Barrier(len(every))

    def begin(work: Callable[[], T]) -> T:
        ready.wait(60)
        return work()

    with ThreadPoolExecutor(len(every)) as threads:
        return list(threads.map(begin, every))
