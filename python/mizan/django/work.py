"""The effects of the machine, performed by Django for one request in one thread.

Decides how each is performed, never whether or when (`mizan.dispatch`), nor in which thread (`views`, `on_loop`). Page:
`ir/protocol/dispatch.md`. Twins: the other adapters' routers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from contextvars import copy_context
from time import perf_counter
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponseBase

from mizan import dispatch, logs
from mizan._native import Invalidation
from mizan.caller import Caller
from mizan.django import debug, exchange, identity, language, outside, pages, sessions
from mizan.django.apps import MizanConfig, installed
from mizan.django.outcomes import ENDINGS, outcome_of, refused, unavailable
from mizan.django.transactions import Transaction
from mizan.endpoint import Endpoint
from mizan.envelope import Reply, Request
from mizan.errors import MethodNotAllowed
from mizan.invalidation import Running

if TYPE_CHECKING:
    from mizan.django.uploads import Uploads


class Work:
    """One request below the base on its way through the machine."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        app = installed()
        self.begun = perf_counter()
        self.request = request
        self.path = path
        self.nobody: bool | None = None
        self.reads = False
        self.running: Running | None = None
        self.targets = 0
        self.transaction = Transaction(app.configuration.databases)
        self.uploads: Uploads | None = None
        asked = self._read()
        if asked.host is None:
            self.machine = exchange.refuse_host(asked, app.graph.schema)
        else:
            self.machine = self._machine(app, asked)

    def answer(self) -> HttpResponseBase:
        """Runs the machine to its end in this thread, and gives the response."""
        return self.respond(dispatch.drive_view(self.machine, self.perform))

    def _read(self) -> Request:
        return exchange.read_request(self.request, self.path)

    def _machine(self, app: MizanConfig, asked: Request) -> dispatch.Machine:
        return dispatch.respond(app.graph, asked, app.configuration.policy)

    # ------------------------------------------------------------ effects

    def perform(self, effect: dispatch.Effect) -> Any:
        """Performs any but the last, in this thread: a function that is async on the loop that waits for this thread,
        or on one for the occasion."""
        return _PERFORMED[type(effect)](self, effect)

    def begin(self, calls: Sequence[dispatch.Call]) -> None:
        """Opens the transaction of these calls."""
        self.reads = all(call.endpoint.declared.context for call in calls)
        self.running = None if self.reads else calls[0].running
        with unavailable():
            self.transaction.begin(reading=self.reads)

    def take_uploads(self) -> "Uploads":
        """What its files are read into; they are gone when it is answered."""
        # It is imported with the first form: most projects take no files.
        from mizan.django.uploads import Uploads

        self.uploads = Uploads(self.request)
        return self.uploads

    def seen(self, call: dispatch.Call) -> object:
        """The request that the function gets."""
        if not call.cached:
            return self.request
        return identity.UserRequest(call.caller, public=call.public) if call.wants_request else None

    def renders(self, result: Any) -> bool:
        """Whether that is a template of Django's own whose loading belongs to the function: it is rendered within its
        transaction. Elsewhere it is rendered by Django, as ever."""
        return self.transaction.is_open and getattr(result, "is_rendered", True) is False

    def rendered(self, result: Any) -> Any:
        """What the function gave, rendered where `renders` says so."""
        return result.render() if self.renders(result) else result

    def run_in_default(self, call: dispatch.Call) -> Any:
        """Runs one of them, in the project's language and time zone where its answer may depend on no other."""
        if not call.cached:
            return self._run(call)
        with language.defaults():
            return self._run(call)

    def ask(self, guard: dispatch.Guard) -> bool:
        """What the guard says."""
        with refused(guard):
            if guard.is_async:
                return async_to_sync(guard.admits_async)(self.request)
            return guard.admits(self.request)
        return False

    def asks_nothing(self) -> bool:
        """Whether to find out who asks takes no look at anything that may block: nobody was sent, nor any session."""
        self.nobody = identity.nobody_was_sent(self.request)
        return self.nobody and not self.request.COOKIES

    def _identify(self, *, unsafe: bool) -> Caller | None:
        return identity.identify(self.request, unsafe=unsafe, nobody=self.nobody)

    def _run_all(self, calls: Sequence[dispatch.Call], transaction: bool) -> list[Any]:
        if transaction:
            self.begin(calls)
        if len(calls) == 1 and not calls[0].cached:
            return [self._run(calls[0])]
        if not language.speaks_default():
            return [self.run_in_default(call) for call in calls]
        # What a member activates ends with it: the next one's answer does not depend on it.
        return [copy_context().run(self._run, call) for call in calls]

    def _run(self, call: dispatch.Call) -> Any:
        try:
            if call.is_async:
                return self.rendered(async_to_sync(call.run_async)(self.seen(call)))
            result = call.run(self.seen(call))
            return self.rendered(result) if self.transaction.is_open else result
        except ENDINGS as error:
            if (other := outcome_of(call, error)) is error:
                raise
            raise other from error

    def _leave(self, *, failed: bool) -> None:
        if not self.transaction.is_open and (not sessions.is_modified(self.request) or (self.reads and not failed)):
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

    def may_block(self, last: Reply | dispatch.Forward) -> bool:
        """Whether `respond` may query, render or touch the disk."""
        return self._renders_page(last) or identity.owes_cookie(self.request) or self.uploads is not None

    def _renders_page(self, last: Reply | dispatch.Forward) -> bool:
        return isinstance(last, Reply) and debug.is_due(last)

    def respond(self, last: Reply | dispatch.Forward) -> HttpResponseBase:
        """The response, its line in the log, and what a failure is to the project's trackers."""
        if self.uploads is not None:
            self.uploads.close()
        sessions.keep_from_failing(self.request)
        response = self._response(last)
        if identity.owes_cookie(self.request):
            identity.set_cookie(self.request, response)
        status = last.status if isinstance(last, Reply) else response.status_code
        logs.answered(self.request.method, self._address(), status, self.begun, self.targets)
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
    dispatch.Ask: lambda work, effect: [work.ask(guard) for guard in effect.guards],
    dispatch.ReadBody: lambda work, effect: exchange.read_body(work.request, effect.limit),
    dispatch.ReadParts: lambda work, effect: work.take_uploads().read(effect.limits),
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
        return identity.identify(self.request, unsafe=unsafe, nobody=self.nobody, is_page=True, open_to_all=open_to_all)

    def _address(self) -> str:
        return self.view.declared.route or ""

    def _renders_page(self, last: Reply | dispatch.Forward) -> bool:
        return isinstance(last, Reply) or last.error is not None

    def _response(self, last: Reply | dispatch.Forward) -> HttpResponseBase:
        if isinstance(last, dispatch.Forward):
            return pages.of_forward(self.request, last)
        response = pages.of_problem(self.request, last) or super()._response(last)
        if isinstance(last.problem, MethodNotAllowed):
            allowed = dict.fromkeys(method for view in self.sharing for method in view.declared.methods)
            response.headers["Allow"] = ", ".join(allowed)
        return response
