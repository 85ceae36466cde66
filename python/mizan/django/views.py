"""The effects of the machine, performed by Django: under WSGI in the request's thread, under ASGI beside the loop.

Decides where a function runs, never whether (`mizan.dispatch`). Under ASGI a request is answered by a task of its own,
which a client that hangs up does not end. Page: `ir/protocol/dispatch.md`. Twins: the other adapters' routers.
"""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from mizan import dispatch
from mizan.django import debug, exchange, identity, logs, sessions, uploads
from mizan.django.apps import installed
from mizan.django.transactions import Transaction
from mizan.envelope import Reply
from mizan.errors import Forbidden, NotFound


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Answers what is asked below the base, in this thread."""
    work = _Work(request, path)
    return work.respond(dispatch.drive(work.machine, work.perform))


async def answer_async(request: HttpRequest, path: str) -> HttpResponse:
    """The same under ASGI. Cancelled, because the client hung up, it leaves the task to its end."""
    task = asyncio.create_task(_answer_detached(request, path))
    # The event loop itself keeps no more than a weak reference.
    _detached.add(task)
    task.add_done_callback(_detached.discard)
    return await asyncio.shield(task)


_detached: set[asyncio.Task[HttpResponse]] = set()


async def _answer_detached(request: HttpRequest, path: str) -> HttpResponse:
    work = _Work(request, path)
    # Django's test client has the test's thread, and the test's transaction, to run in, and never hangs up.
    if exchange.is_test_client(request):
        return await work.respond_async()
    # A thread of its own: the one that Django has for this request ends with the connection, in mid-transaction.
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mizan")
    try:
        async with ThreadSensitiveContext(executor=thread):
            return await work.respond_async()
    finally:
        # Connections belong to their thread, and this one ends now.
        thread.submit(connections.close_all)
        thread.shutdown(wait=False)


class _Work:
    """One request on its way through the machine."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        app = installed()
        self.begun = perf_counter()
        self.request = request
        self.path = path
        self.reads = False
        # How many targets were dropped.
        self.dropped = 0
        self.transaction = Transaction(app.configuration.databases)
        self.uploads = uploads.Uploads(request)
        # The body, where it is still on the wire (`asgi.bounded`).
        self.left = getattr(request, "scope", {}).get("mizan.body")
        asked = exchange.read_request(request, path)
        if asked.host is None:
            self.machine = exchange.refuse_host(asked, app.graph.schema)
        else:
            self.machine = dispatch.respond(app.graph, asked, app.configuration.policy)

    def perform(self, effect: dispatch.Effect) -> Any:
        match effect:
            case dispatch.Identify(unsafe):
                return identity.identify(self.request, unsafe=unsafe)
            case dispatch.ReadBody(limit):
                return exchange.read_body(self.request, limit)
            case dispatch.ReadParts(limits):
                return self.uploads.read(limits)
            case dispatch.Build():
                return effect.make()
            case dispatch.IssueToken():
                return identity.issue_token(self.request)
            case dispatch.Run(calls, transaction):
                if transaction:
                    self._begin(calls)
                return [self._run(call) for call in calls]
            case dispatch.Commit(failed):
                return self._leave(failed=failed)
            case _:
                raise AssertionError(f"no effect that Django knows: {effect!r}")

    async def perform_async(self, effect: dispatch.Effect) -> Any:
        match effect:
            case dispatch.ReadBody(limit):
                return self.perform(effect) if self.left is None else await self.left.read(limit)
            case dispatch.ReadParts(limits) if self.left is not None:
                return await self.uploads.read_async(self.left, limits)
            case dispatch.Run(calls, transaction) if not transaction or any(call.is_async for call in calls):
                # A transaction belongs to a thread, and so do the queries of an async function: asgiref leads them all
                # to the thread of this answer. So the function itself is on the event loop, and they are within.
                if transaction:
                    await sync_to_async(dispatch.contained(lambda _: self._begin(calls)))(effect)
                return [await self._run_async(call) for call in calls]
            case dispatch.Commit() if not self.transaction.is_open and not sessions.is_modified(self.request):
                return None
            case _:
                return await sync_to_async(dispatch.contained(self.perform))(effect)

    def respond(self, reply: Reply) -> HttpResponse:
        """The response to the reply, its line in the log, and what a failure is to the project's trackers."""
        self.uploads.close()
        sessions.keep_from_failing(self.request)
        response = debug.report(self.request, reply, exchange.make_response(reply))
        if identity.owes_cookie(self.request):
            identity.set_cookie(self.request, response)
        logs.answered(self.request.method, self.path, reply, self.begun, self.dropped)
        return response

    async def respond_async(self) -> HttpResponse:
        reply = await dispatch.drive_async(self.machine, self.perform_async)
        if identity.owes_cookie(self.request) or debug.is_due(reply) or self.uploads.are_there:
            return await sync_to_async(self.respond)(reply)
        return self.respond(reply)

    def _begin(self, calls: Sequence[dispatch.Call]) -> None:
        self.reads = all(call.endpoint.declared.context for call in calls)
        self.transaction.begin(reading=self.reads)

    def _leave(self, *, failed: bool) -> None:
        try:
            # Reads began without the lock for writing: their session is the middleware's to save, behind them.
            if not failed and not self.reads:
                sessions.save(self.request)
            self.transaction.leave(failed=failed)
        except BaseException:
            failed = True
            self.transaction.leave(failed=True)
            raise
        finally:
            if failed:
                sessions.take_back(self.request)

    def _run(self, call: dispatch.Call) -> bytes:
        with _translated(), _defaults(call):
            if call.is_async:
                return async_to_sync(call.run_async)(self._seen(call))
            return call.run(self._seen(call))

    async def _run_async(self, call: dispatch.Call) -> bytes:
        if not call.is_async:
            return await sync_to_async(self._run)(call)
        with _translated(), _defaults(call):
            return await call.run_async(self._seen(call))

    def _seen(self, call: dispatch.Call) -> object:
        return identity.UserRequest(call.caller) if call.cached else self.request


@contextmanager
def _translated() -> Iterator[None]:
    """What Django's own functions raise to refuse, as the problem that it is; and a cancellation from within a function
    as its failure, which is answered: to the machine a cancelled effect is the end of the server."""
    try:
        yield
    except PermissionDenied as error:
        raise Forbidden from error
    except Http404 as error:
        raise NotFound from error
    except asyncio.CancelledError as error:
        if _cancelled():
            raise
        raise RuntimeError("the function was cancelled from within") from error


def _cancelled() -> bool:
    """Whether it is the answering task that is being cancelled, as when the server ends."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return False
    return task is not None and task.cancelling() > 0


@contextmanager
def _defaults(call: dispatch.Call) -> Iterator[None]:
    """A cached member answers in the project's language and time zone, whatever the visitor's: its key has neither."""
    if not call.cached:
        yield
        return
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield


for _view in (answer, answer_async):
    # Who calls and with which token is asked by the machine (`identity`), and so is the transaction opened; and neither
    # APPEND_SLASH nor a login page may redirect.
    vars(_view).update(
        csrf_exempt=True,
        login_required=False,
        should_append_slash=False,
        _non_atomic_requests=frozenset(settings.DATABASES),
    )
