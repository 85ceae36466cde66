"""Django's views: of all that is below the base, and of each route. Under ASGI a request is answered by a task of its
own, which a client that hangs up does not end.

Decides where the work on a request begins and that it comes to its end, never what it is (`work`). Page:
`ir/protocol/dispatch.md`. Twins: the other adapters' routers.
"""

import asyncio
import functools
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from mizan.django import exchange
from mizan.django.work import ViewWork, Work
from mizan.endpoint import Endpoint


def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answers what is asked below the base, in this thread."""
    return Work(request, path).answer()


async def answer_async(request: HttpRequest, path: str) -> HttpResponseBase:
    """The same under ASGI. Cancelled, because the client hung up, it leaves the task to its end."""
    return await _detached(lambda: Work(request, path), request)


def of_route(sharing: Sequence[Endpoint]) -> tuple[Callable[..., HttpResponseBase], Callable[..., Any]]:
    """The Django views, for WSGI and for ASGI, of the functions that share a route and differ in their methods."""

    def begin(request: HttpRequest, raw: dict[str, object]) -> Work:
        view = next((view for view in sharing if request.method in view.declared.methods), sharing[0])
        return ViewWork(request, view, sharing, raw)

    def view(request: HttpRequest, **raw: object) -> HttpResponseBase:
        return begin(request, raw).answer()

    async def view_async(request: HttpRequest, **raw: object) -> HttpResponseBase:
        return await _detached(lambda: begin(request, raw), request)

    for each in (view, view_async):
        vars(each).update(_MARKS)
        # By these Django's tools name it; what else the function says of itself is Mizan's to see.
        named = getattr(sharing[0], "function", each)
        functools.update_wrapper(
            each, named, assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=()
        )
        del vars(each)["__wrapped__"]
    return view, view_async


async def _detached(begin: Callable[[], Work], request: HttpRequest) -> HttpResponseBase:
    task = asyncio.create_task(_in_own_thread(begin, request))
    # The event loop itself keeps no more than a weak reference.
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return await asyncio.shield(task)


_tasks: set[asyncio.Task[HttpResponseBase]] = set()


async def _in_own_thread(begin: Callable[[], Work], request: HttpRequest) -> HttpResponseBase:
    work = begin()
    # Django's test client has the test's thread, and the test's transaction, to run in, and never hangs up.
    if exchange.is_test_client(request):
        return await work.answer_async()
    # A thread of its own: the one that Django has for this request ends with the connection, in mid-transaction.
    thread = _Thread(max_workers=1, thread_name_prefix="mizan")
    try:
        async with ThreadSensitiveContext(executor=thread):
            return await work.answer_async()
    finally:
        # Connections belong to their thread, and this one ends now.
        if thread.was_needed:
            thread.submit(connections.close_all)
        thread.shutdown(wait=False)


class _Thread(ThreadPoolExecutor):
    """One that knows whether it was ever started: an async function of nobody's may need none."""

    was_needed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.was_needed = True
        return super().submit(fn, *args, **kwargs)


# Who calls and with which token is asked by the machine (`identity`), so is the transaction opened, and a login page is
# led to where it is a page that is asked for.
_MARKS = {"csrf_exempt": True, "login_required": False, "_non_atomic_requests": frozenset(settings.DATABASES)}
for _view in (answer, answer_async):
    # Nor may APPEND_SLASH redirect below the base, where a path is a path.
    vars(_view).update(_MARKS, should_append_slash=False)
