"""Work under an event loop that comes to its end whoever hangs up, and cancellations that a function made itself.

Decides what a cancellation means, and nothing of what is done. Page: `ir/protocol/dispatch.md`. No twin: elsewhere a
task that nobody awaits any more is not cancelled.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def detached(work: Coroutine[Any, Any, T]) -> T:
    """What the work gives. Cancelled, because the client hung up, it is still done, and waited for."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            # The event loop itself keeps no more than a weak reference.
            _left.add(task)
            task.add_done_callback(_left.discard)
            # What is the request's own ends with it. Who insists does not wait.
            await asyncio.wait([task])
        raise


_left: set[asyncio.Task[Any]] = set()


def judged(error: asyncio.CancelledError) -> BaseException:
    """The cancellation itself where it is the answering task that is being cancelled, as when the server ends. One from
    within a function is that function's failure, which is answered: to the machine a cancelled effect is the end."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    if task is not None and task.cancelling() > 0:
        return error
    return RuntimeError("what was called was cancelled from within")
