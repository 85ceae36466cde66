"""Mutations of this process that wait to write to one SQLite database: who came first goes first.

SQLite has those that wait look again and again, and less and less often, so that who has just come goes before them:
one of two hundred may wait as long as others come. Decides the order alone; that one writes at a time is SQLite's rule,
and writers elsewhere are waited for as ever. No twin: other databases queue by themselves.
"""

from collections import deque
from functools import cache
from threading import Lock


class Turns:
    """A lock that is handed on in the order in which it was asked for, to any thread."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def take(self, timeout: float) -> bool:
        """Waits until it is this thread's turn, for so many seconds at most; whether it is."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            called = Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=timeout):
            return True
        with self._mutex:
            if called not in self._waiting:
                return True  # It was called just as its time ended.
            self._waiting.remove(called)
            return False

    def give(self) -> None:
        """To whoever has waited longest; by who has taken it, once."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@cache
def turns_of(database: str) -> Turns:
    """Those of a database, by what SQLite opens."""
    return Turns()
