"""The work on one request under an event loop: on the loop what must be there or blocks nobody, the rest in a thread.

Decides where each effect is performed, never how (`work`) or when (`mizan.dispatch`), and that a client that hangs up
ends nothing. Page: `ir/protocol/dispatch.md`, "Where". No twin: other hosts have no threads of a request's own.

The thread is the one that Django has for the request, and as many effects as possible are performed in it at one go,
since each way there and back takes as long as a short function. What is done at one go comes to its end in any case. A
transaction around an async function would not: it is begun and left at different times. So it has a thread of its own.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections
from django.http import HttpResponseBase

from mizan import dispatch
from mizan.detached import detached
from mizan.django import exchange, language, sessions
from mizan.django.outcomes import ENDINGS, outcome_of, refused
from mizan.django.signals import invalidated
from mizan.django.work import Work
from mizan.envelope import Reply

_T = TypeVar("_T")
_Reached = dispatch.Effect | HttpResponseBase


async def answer(work: Work) -> HttpResponseBase:
    """Runs the machine to its end, and gives the response. Cancelled, because the client hung up, it still does: Django
    ends the request's thread when the view has ended."""
    return await detached(_LoopWork(work).answer())


class _LoopWork:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._machine = work.machine
        # A body that `asgi.bounded` has left on the wire.
        self._body: Any = getattr(work.request, "scope", {}).get("mizan.body")

    async def answer(self) -> HttpResponseBase:
        reached: _Reached = next(self._machine)
        while not isinstance(reached, HttpResponseBase):
            if self._needs_loop(reached):
                reached = await self._on_loop(reached)
            elif self._may_block(reached):
                reached = await _in_thread(self._go_on, reached)
            else:
                reached = self._step(reached)
        return reached

    def _go_on(self, reached: _Reached) -> _Reached:
        while not isinstance(reached, HttpResponseBase) and not self._needs_loop(reached):
            reached = self._step(reached)
        return reached

    def _step(self, effect: dispatch.Effect) -> _Reached:
        if isinstance(effect, (Reply, dispatch.Forward)):
            next(self._machine, None)
            return self._work.respond(effect)
        return dispatch.step(self._machine, effect, self._work.perform)

    def _needs_loop(self, effect: dispatch.Effect) -> bool:
        if type(effect) is dispatch.Run:
            return True in [call.is_async for call in effect.calls]
        if type(effect) is dispatch.Ask:
            return True in [guard.is_async for guard in effect.guards]
        return self._body is not None and isinstance(effect, (dispatch.ReadBody, dispatch.ReadParts))

    def _may_block(self, effect: dispatch.Effect) -> bool:
        if type(effect) is dispatch.ReadBody:
            return False  # What Django has read is in memory.
        if type(effect) is dispatch.Identify:
            return not self._work.asks_nothing()
        if type(effect) is dispatch.Commit:
            return self._work.transaction.is_open or sessions.is_modified(self._work.request)
        if type(effect) is dispatch.Purge:
            return bool(invalidated.receivers)  # Or nobody is there who may query.
        return not isinstance(effect, (Reply, dispatch.Forward)) or self._work.may_block(effect)

    # ------------------------------------------------------------ on the loop

    async def _on_loop(self, effect: dispatch.Effect) -> dispatch.Effect:
        if not isinstance(effect, dispatch.Run) or not effect.transaction or not self._work.transaction.is_wanted:
            return await dispatch.step_async(self._machine, effect, self._perform)
        # It belongs to a thread, and so do the queries of an async function: asgiref leads them all to that thread. So
        # the function itself is on the event loop, and they are within.
        async with self._thread():
            commit = await dispatch.step_async(self._machine, effect, self._perform)
            return await dispatch.step_async(self._machine, commit, self._perform_in_thread)

    @asynccontextmanager
    async def _thread(self) -> AsyncIterator[None]:
        """One that lasts until the transaction is left, even if Django's own has been ended from outside."""
        # Django's test client has the test's thread, and the test's transaction, to run in.
        if exchange.is_test_client(self._work.request):
            yield
            return
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mizan")
        try:
            async with ThreadSensitiveContext(executor=thread):
                yield
        finally:
            # Connections belong to their thread, and this one ends now.
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)

    async def _perform(self, effect: dispatch.Effect) -> Any:
        match effect:
            case dispatch.ReadBody(limit):
                body = await self._body.read(limit)
                exchange.keep_body(self._work.request, body)
                return body
            case dispatch.ReadParts(limits):
                return await self._work.take_uploads().read_async(self._body, limits)
            case dispatch.Ask(guards):
                return [await self._ask(guard) for guard in guards]
            case dispatch.Run(calls, transaction):
                if transaction and self._work.transaction.is_wanted:
                    await _in_thread(dispatch.contained(self._work.begin), calls)
                elif transaction:
                    self._work.begin(calls)
                return [await self._run(call) for call in calls]
        raise AssertionError(f"nothing of `{type(effect).__name__}` is on the loop")

    async def _perform_in_thread(self, effect: dispatch.Effect) -> Any:
        return await _in_thread(dispatch.contained(self._work.perform), effect)

    async def _ask(self, guard: dispatch.Guard) -> bool:
        if not guard.is_async:
            return bool(await _in_thread(self._work.ask, guard))
        with refused(guard):
            return await guard.admits_async(self._work.request)
        return False

    async def _run(self, call: dispatch.Call) -> Any:
        if not call.is_async:
            return await _in_thread(self._work.run_in_default, call)
        try:
            if call.cached:
                with language.defaults():
                    return await call.run_async(self._work.seen(call))
            result = await call.run_async(self._work.seen(call))
            return await _in_thread(self._work.rendered, result) if self._work.renders(result) else result
        except ENDINGS as error:
            if (other := outcome_of(call, error)) is error:
                raise
            raise other from error


def _called(function: Callable[..., _T], *args: Any) -> _T:
    return function(*args)


# Made once: to make one takes as long as the way to the thread.
_in_thread: Callable[..., Coroutine[Any, Any, Any]] = sync_to_async(_called)
