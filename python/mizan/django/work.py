"""The effects of the machine, performed by Django for one request: under WSGI in its thread, else beside the loop.

Decides where a function runs, never whether (`mizan.dispatch`): an async one on the event loop, all that may block in
the one thread that this request has for it. Page: `ir/protocol/dispatch.md`. Twins: the other adapters' routers.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import Context, ContextVar, copy_context
from functools import cache
from time import perf_counter
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.exceptions import BadRequest as UnreadableRequest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation

from mizan import dispatch
from mizan._native import Invalidation
from mizan.caller import Caller
from mizan.django import debug, exchange, identity, logs, outside, pages, sessions, uploads
from mizan.django.apps import MizanConfig, installed
from mizan.django.signals import invalidated
from mizan.django.transactions import Transaction
from mizan.endpoint import Endpoint
from mizan.envelope import Reply, Request
from mizan.errors import BadRequest, Forbidden, MethodNotAllowed, NotFound, Problem
from mizan.invalidation import Running


class Work:
    """One request below the base on its way through the machine."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        app = installed()
        self.begun = perf_counter()
        self.request = request
        self.path = path
        self.reads = False
        self.running: Running | None = None
        self.targets = 0
        self.transaction = Transaction(app.configuration.databases)
        self.uploads = uploads.Uploads(request)
        # A body that `asgi.bounded` has left on the wire.
        self._left: Any = getattr(request, "scope", {}).get("mizan.body")
        asked = self._read()
        if asked.host is None:
            self.machine = exchange.refuse_host(asked, app.graph.schema)
        else:
            self.machine = self._machine(app, asked)

    def answer(self) -> HttpResponseBase:
        """Runs the machine to its end in this thread, and gives the response."""
        return self._respond(dispatch.drive_view(self.machine, self._perform))

    async def answer_async(self) -> HttpResponseBase:
        """The same on an event loop."""
        last = await dispatch.drive_view_async(self.machine, self._perform_async)
        if self._blocks(last) or identity.owes_cookie(self.request) or self.uploads.are_there:
            return await sync_to_async(self._respond)(last)
        return self._respond(last)

    def _read(self) -> Request:
        return exchange.read_request(self.request, self.path)

    def _machine(self, app: MizanConfig, asked: Request) -> dispatch.Machine:
        return dispatch.respond(app.graph, asked, app.configuration.policy)

    # ------------------------------------------------------------ effects

    def _perform(self, effect: dispatch.Effect) -> Any:
        return _PERFORMED[type(effect)](self, effect)

    async def _perform_async(self, effect: dispatch.Effect) -> Any:
        match effect:
            case dispatch.ReadBody(limit):
                if self._left is None:  # What Django has read is in memory.
                    return self._perform(effect)
                body = await self._left.read(limit)
                exchange.keep_body(self.request, body)
                return body
            case dispatch.ReadParts(limits) if self._left is not None:
                return await self.uploads.read_async(self._left, limits)
            case dispatch.Ask(guards) if any(guard.is_async for guard in guards):
                return [await self._ask_async(guard) for guard in guards]
            case dispatch.Run(calls, transaction) if not transaction or any(call.is_async for call in calls):
                # A transaction belongs to a thread, and so do the queries of an async function: asgiref leads them all
                # to the thread of this answer. So the function itself is on the event loop, and they are within.
                if transaction:
                    await sync_to_async(dispatch.contained(lambda _: self._begin(calls)))(effect)
                return [await self._run_async(call) for call in calls]
            case dispatch.Identify() if identity.asks_nothing(self.request):
                return self._perform(effect)
            case dispatch.Purge() if not invalidated.receivers:
                # Nobody is there who may query.
                return self._perform(effect)
            case dispatch.Commit() if not self.transaction.is_open and not sessions.is_modified(self.request):
                return None
            case _:
                return await sync_to_async(dispatch.contained(self._perform))(effect)

    def _identify(self, *, unsafe: bool) -> Caller | None:
        return identity.identify(self.request, unsafe=unsafe)

    def _ask(self, guard: dispatch.Guard) -> bool:
        with _refused(guard):
            if guard.is_async:
                return async_to_sync(guard.admits_async)(self.request)
            return guard.admits(self.request)
        return False

    async def _ask_async(self, guard: dispatch.Guard) -> bool:
        if not guard.is_async:
            return await sync_to_async(self._ask)(guard)
        with _refused(guard):
            return await guard.admits_async(self.request)
        return False

    def _begin(self, calls: Sequence[dispatch.Call]) -> None:
        self.reads = all(call.endpoint.declared.context for call in calls)
        self.running = None if self.reads else calls[0].running
        self.transaction.begin(reading=self.reads)

    def _run_all(self, calls: Sequence[dispatch.Call], transaction: bool) -> list[Any]:
        if transaction:
            self._begin(calls)
        if True not in [call.cached for call in calls]:
            return [self._run(call) for call in calls]
        if not _speaks_default():
            return [self._run_in_default(call) for call in calls]
        # What a member activates ends with it: the next one's answer does not depend on it.
        return [copy_context().run(self._run, call) for call in calls]

    def _run_in_default(self, call: dispatch.Call) -> Any:
        with _defaults(call):
            return self._run(call)

    def _run(self, call: dispatch.Call) -> Any:
        try:
            if call.is_async:
                return self._rendered(async_to_sync(call.run_async)(self._seen(call)))
            result = call.run(self._seen(call))
            return self._rendered(result) if self.transaction.is_open else result
        except _ENDINGS as error:
            if (other := _outcome_of(call, error)) is error:
                raise
            raise other from error

    async def _run_async(self, call: dispatch.Call) -> Any:
        if not call.is_async:
            return await sync_to_async(self._run_in_default)(call)
        with _outcome(call), _defaults(call):
            result = await call.run_async(self._seen(call))
            return await sync_to_async(self._rendered)(result) if self._renders(result) else result

    def _seen(self, call: dispatch.Call) -> object:
        if not call.cached:
            return self.request
        return identity.UserRequest(call.caller, public=call.public) if call.wants_request else None

    def _renders(self, result: Any) -> bool:
        # What a template of Django's own loads belongs to the function. Elsewhere it is rendered by Django, as ever.
        return self.transaction.is_open and getattr(result, "is_rendered", True) is False

    def _rendered(self, result: Any) -> Any:
        return result.render() if self._renders(result) else result

    def _leave(self, *, failed: bool) -> None:
        if self.reads and not failed and not self.transaction.is_open:
            return
        try:
            # Reads began without the lock for writing: their session is the middleware's to save, behind them.
            if not failed and not self.reads:
                sessions.save(self.request)
            # The hooks on its commit are a part of the call: what they drop is told with its answer.
            with self.running.committing() if self.running is not None else nullcontext():
                self.transaction.leave(failed=failed)
        except BaseException:
            failed = True
            self.transaction.leave(failed=True)
            raise
        finally:
            if failed:
                sessions.take_back(self.request)

    # ------------------------------------------------------------ the end

    def _blocks(self, last: Reply | dispatch.Forward) -> bool:
        """Whether making the response may query or render."""
        return isinstance(last, Reply) and debug.is_due(last)

    def _respond(self, last: Reply | dispatch.Forward) -> HttpResponseBase:
        """The response, its line in the log, and what a failure is to the project's trackers."""
        self.uploads.close()
        sessions.keep_from_failing(self.request)
        response = self._response(last)
        if identity.owes_cookie(self.request):
            identity.set_cookie(self.request, response)
        told = last if isinstance(last, Reply) else Reply(response.status_code, (), b"")
        logs.answered(self.request.method, self._address(), told, self.begun, self.targets)
        return response

    def _address(self) -> str:
        """For the log, where no value has a place."""
        return self.path

    def _response(self, last: Reply | dispatch.Forward) -> HttpResponseBase:
        assert isinstance(last, Reply)
        return debug.report(self.request, last, exchange.make_response(last))

    def _purge(self, invalidation: Invalidation) -> None:
        self.targets = len(invalidation.tiers)
        outside.perform(invalidation)


# By their classes: to tell them apart one by one takes as long as to perform some of them.
_PERFORMED: dict[type[dispatch.Effect], Callable[[Work, Any], Any]] = {
    dispatch.Identify: lambda work, effect: work._identify(unsafe=effect.unsafe),
    dispatch.Ask: lambda work, effect: [work._ask(guard) for guard in effect.guards],
    dispatch.ReadBody: lambda work, effect: exchange.read_body(work.request, effect.limit),
    dispatch.ReadParts: lambda work, effect: work.uploads.read(effect.limits),
    dispatch.Build: lambda work, effect: effect.make(),
    dispatch.IssueToken: lambda work, effect: identity.issue_token(work.request),
    dispatch.Run: lambda work, effect: work._run_all(effect.calls, effect.transaction),
    dispatch.Commit: lambda work, effect: work._leave(failed=effect.failed),
    dispatch.Purge: lambda work, effect: work._purge(effect.invalidation),
}


class ViewWork(Work):
    """One request of a view, at the route of `sharing`, of which `view` takes its method, if any does."""

    def __init__(
        self, request: HttpRequest, view: Endpoint, sharing: Sequence[Endpoint], raw: Mapping[str, object]
    ) -> None:
        self.view = view
        self.sharing = sharing
        self.raw = raw
        super().__init__(request, request.path)

    def _read(self) -> Request:
        return exchange.read_request(self.request, self.path, as_sent=False)

    def _machine(self, app: MizanConfig, asked: Request) -> dispatch.Machine:
        return dispatch.respond_view(app.graph, self.view, asked, app.configuration.policy, self.raw)

    def _identify(self, *, unsafe: bool) -> Caller | None:
        # Django's own mark, by `login_not_required`.
        open_to_all = getattr(getattr(self.view, "function", None), "login_required", True) is False
        return identity.identify(self.request, unsafe=unsafe, is_page=True, open_to_all=open_to_all)

    def _address(self) -> str:
        return self.view.declared.route or ""

    def _blocks(self, last: Reply | dispatch.Forward) -> bool:
        return isinstance(last, Reply) or last.error is not None

    def _response(self, last: Reply | dispatch.Forward) -> HttpResponseBase:
        if isinstance(last, dispatch.Forward):
            return pages.of_forward(self.request, last)
        response = pages.of_problem(self.request, last) or super()._response(last)
        if isinstance(last.problem, MethodNotAllowed):
            allowed = dict.fromkeys(method for view in self.sharing for method in view.declared.methods)
            response.headers["Allow"] = ", ".join(allowed)
        return response


@contextmanager
def _outcome(call: dispatch.Call) -> Iterator[None]:
    try:
        yield
    except _ENDINGS as error:
        if (other := _outcome_of(call, error)) is error:
            raise
        raise other from error


def _outcome_of(call: dispatch.Call, error: BaseException) -> BaseException:
    """What Django's own functions raise to refuse, as the problem that it is, but for views, for which Django has its
    pages; and a cancellation from within a function as its failure, which is answered: to the machine a cancelled
    effect is the end of the server."""
    if isinstance(error, asyncio.CancelledError):
        return error if _cancelled() else RuntimeError("what was called was cancelled from within")
    return error if call.is_view or not isinstance(error, Exception) else _problem(error)


@contextmanager
def _refused(guard: dispatch.Guard) -> Iterator[None]:
    """What Django's own functions raise to refuse is the guard's refusal, as `Guard` keeps it; it goes on after the
    block then."""
    try:
        yield
    except _REFUSALS as error:
        guard.problem = _problem(error)
    except asyncio.CancelledError as error:
        if _cancelled():
            raise
        raise RuntimeError("what was called was cancelled from within") from error


# As a storage says of a name that it cannot keep, and whoever reads a form of one that is none.
_BAD = (SuspiciousOperation, UnreadableRequest, MultiPartParserError)
_REFUSALS = (PermissionDenied, Http404, *_BAD)
_ENDINGS = (*_REFUSALS, asyncio.CancelledError)


def _problem(error: Exception) -> Problem:
    if isinstance(error, _BAD):
        return BadRequest()
    return Forbidden() if isinstance(error, PermissionDenied) else NotFound()


def _cancelled() -> bool:
    """Whether it is the answering task that is being cancelled, as when the server ends."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return False
    return task is not None and task.cancelling() > 0


def _speaks_default() -> bool:
    """Whether nobody has activated another language or time zone than the project's."""
    # Where nothing was ever activated, that is told in a tenth of the time that Django takes to say so.
    for each in _activations():
        if each.get(None) is not None:
            break
    else:
        return True
    return (
        translation.get_language() == settings.LANGUAGE_CODE
        and timezone.get_current_timezone() is timezone.get_default_timezone()
    )


@cache
def _activations() -> tuple[ContextVar[Any], ...]:
    """Where it is kept what was activated: what a context holds in which something was, and nothing else happened. No
    language is where `USE_I18N` is off."""
    context = Context()
    context.run(translation.activate, settings.LANGUAGE_CODE)
    context.run(timezone.activate, timezone.get_default_timezone())
    return tuple(context)


@contextmanager
def _defaults(call: dispatch.Call) -> Iterator[None]:
    """A cached member answers in the project's language and time zone, whatever the visitor's: its key has neither."""
    if not call.cached:
        yield
        return
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield
