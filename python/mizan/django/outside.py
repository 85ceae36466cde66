"""What is dropped is performed here: at once, or after the commit of the outermost transaction that is open.

Decides when, by Django's transactions; what is dropped is the core's to say. Nothing here may raise into who saved a
row or answered a call. No twin: other hosts have no hook that tells of a commit. Page: `ir/protocol/invalidation.md`,
"By hand, and outside of calls".
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from mizan._native import Invalidation
from mizan.django.signals import invalidated
from mizan.registry import Frozen

Targets = list[Any]
"""Targets as JSON has them: names of contexts, and objects with `context`, `function` and `params`."""


class Outside:
    """The host that the core turns to outside of calls (`mizan.invalidation.connect`)."""

    def frozen(self) -> Frozen:
        """The project's graph. Raises `ImproperlyConfigured` where a command went on in spite of its defects."""
        app: Any = apps.get_app_config("mizan")
        graph: Frozen = app.graph
        return graph

    def perform(self, invalidation: Invalidation) -> None:
        """As `perform` below."""
        perform(invalidation)


def perform(invalidation: Invalidation) -> None:
    """Tells `signals.invalidated` of the targets once they are committed; never raises.

    With no transaction open that is now. With transactions open on several databases it is after the commit of each,
    since none of them says how another will end: what is dropped once too often is read anew, and the last time it is
    dropped all that was written is there. A transaction, or a savepoint, that is rolled back performs nothing.
    """
    targets: Targets = json.loads(invalidation.targets)
    if not targets:
        return
    waiting = [connection for connection in connections.all(initialized_only=True) if _is_open(connection)]
    hook = AfterCommit(targets)
    for connection in waiting:
        _after_commit(connection, hook)
    if not waiting:
        hook()


class AfterCommit:
    """A hook of a transaction's end, which the test helper can tell from other people's."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        # By it Django names a hook in its log.
        self.__qualname__ = type(self).__qualname__

    def __call__(self) -> None:
        _tell(self.targets)


@contextmanager
def overheard(listen: Callable[[Targets], None]) -> Iterator[None]:
    """For the time of the block `listen` hears, on any thread, what the signal's receivers are told, before they do."""
    _listeners.append(listen)
    try:
        yield
    finally:
        _listeners.remove(listen)


_listeners: list[Callable[[Targets], None]] = []


def _is_open(connection: BaseDatabaseWrapper) -> bool:
    # A test case's own transaction never commits: within it, what a test does is as good as committed.
    return any(not _is_of_testcase(block) for block in connection.atomic_blocks)


def _is_of_testcase(block: Any) -> bool:
    return bool(block._from_testcase)


def _after_commit(connection: BaseDatabaseWrapper, hook: AfterCommit) -> None:
    transaction.on_commit(hook, using=connection.alias, robust=True)
    if any(_is_of_testcase(block) for block in connection.atomic_blocks):
        return  # There they are never run, and `captureOnCommitCallbacks` counts on their order.
    # Django runs hooks in order, and a hook that raises keeps all later ones from running: ours go before all others.
    hooks = connection.run_on_commit
    hooks.insert(sum(isinstance(each[1], AfterCommit) for each in hooks[:-1]), hooks.pop())


def _tell(targets: Targets) -> None:
    for listen in list(_listeners):
        listen(targets)
    if not invalidated.receivers:
        return
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        invalidated.send_robust(sender=None, targets=targets)
        return
    # Receivers may query, which nothing may on an event loop's own thread; and the loop may be one that Django made for
    # this view alone, and end with it.
    _beside_loops().submit(_send_aside, targets)


@cache
def _beside_loops() -> ThreadPoolExecutor:
    # One thread, so that what is told stays in order.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mizan-signals")


def _send_aside(targets: Targets) -> None:
    try:
        invalidated.send_robust(sender=None, targets=targets)
    finally:
        connections.close_all()
