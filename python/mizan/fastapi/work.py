"""The effects of the machine, performed for one request on the event loop, and its answer.

Decides how each is performed, never whether or when (`mizan.dispatch`). Async functions run on the loop, all others in
Starlette's threads. Page: `ir/protocol/dispatch.md`, FastAPI. Twins: `mizan.django.work`, `mizan.django.on_loop`.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextvars import copy_context
from time import perf_counter
from typing import Any

from starlette.concurrency import run_in_threadpool

from mizan import dispatch, logs
from mizan.asgi import Body, Receive, Scope, Send, announces_body, closing, is_http_1
from mizan.caller import Caller
from mizan.envelope import Reply
from mizan.fastapi import exchange
from mizan.fastapi.asked import Asked, AskedOfMember, FunctionRequest
from mizan.fastapi.dependencies import too_late
from mizan.fastapi.outcomes import outcome_of, refused
from mizan.fastapi.shared import share
from mizan.fastapi.site import Started
from mizan.fastapi.uploads import Uploads


class Work:
    """One request below the base on its way through the machine."""

    def __init__(
        self, started: Started, scope: Scope, receive: Receive, send: Send, path: str, body_timeout: float
    ) -> None:
        self.begun = perf_counter()
        self.started = started
        self.scope = scope
        self.path = path
        self.body = Body(receive, body_timeout)
        self.send = send
        self.members: AskedOfMember | None = None
        self.uploads: Uploads | None = None
        self.failure: BaseException | None = None
        self.targets = 0
        self._asked: Asked | None = None

    @property
    def asked(self) -> Asked:
        """The request, for who looks at it."""
        if self._asked is None:
            self._asked = Asked(self.scope, self.body)
        return self._asked

    async def answer(self, machine: dispatch.Machine) -> None:
        """Runs the machine to its end, and sends what it ends with."""
        last: Reply | dispatch.Forward | None = None
        try:
            last = await self._drive(machine)
            await self._respond(last)
        finally:
            if self._asked is not None or self.members is not None or self.uploads is not None:
                await self._close(self.failure or (last.problem if isinstance(last, Reply) else None))
        if self._asked is not None and self._asked.tasks is not None:
            await self._asked.tasks()

    async def _drive(self, machine: dispatch.Machine) -> Reply | dispatch.Forward:
        effect = next(machine)
        while not isinstance(effect, (Reply, dispatch.Forward)):
            try:
                performed = _PERFORMED[type(effect)](self, effect)
                answer = None if performed is None else await performed
            except BaseException as error:
                effect = machine.throw(error)
            else:
                effect = machine.send(answer)
        next(machine, None)
        return effect

    # ------------------------------------------------------------ effects: what is done at once gives nothing to await

    def _identify(self, effect: dispatch.Identify) -> Awaitable[Caller | None] | None:
        return None if self.started.identity is None else self._identified()

    async def _identified(self) -> Caller | None:
        assert self.started.identity is not None
        try:
            caller = (await self.asked.give(self.started.identity))["caller"]
        except BaseException as error:
            if (other := outcome_of(error)) is error:
                raise
            raise other from error
        if caller is not None and not isinstance(caller, Caller):
            raise TypeError(f"the identity answered a `{type(caller).__name__}`; it answers a `Caller` or `None`")
        return caller

    async def _ask(self, effect: dispatch.Ask) -> list[bool]:
        return [await self._admits(guard) for guard in effect.guards]

    async def _admits(self, guard: dispatch.Guard) -> bool:
        guarding = self.started.guards.get(guard.endpoint.name)
        if guarding is None:
            return guard.admits()
        with refused(guard):
            values = await self.asked.give(guarding.given)
            request = (self.asked.request,) if guarding.takes_request else ()
            if guard.is_async:
                return await guard.admits_async(*request, **values)
            return await run_in_threadpool(guard.admits, *request, **values)
        return False

    def _read_body(self, effect: dispatch.ReadBody) -> Awaitable[bytes]:
        return self.body.read(effect.limit)

    def _read_parts(self, effect: dispatch.ReadParts) -> Awaitable[dispatch.Parts]:
        self.uploads = Uploads()
        return self.uploads.read(self.body, effect.limits)

    def _build(self, effect: dispatch.Build) -> Awaitable[Any]:
        return run_in_threadpool(dispatch.contained(effect.make))

    def _issue_token(self, effect: dispatch.IssueToken) -> None:
        return None

    async def _run(self, effect: dispatch.Run) -> list[Any]:
        calls, given = effect.calls, self.started.given
        try:
            if len(calls) == 1 and calls[0].is_async and calls[0].endpoint.name not in given:
                return [await calls[0].run_async(self._seen(calls[0]))]
            if True in [call.is_async or call.endpoint.name in given for call in calls]:
                return [await self._run_one(call) for call in calls]
            return await run_in_threadpool(self._run_here, calls)
        except BaseException as error:
            # A domain error is known to those who hold a session open by the class that the function raised.
            self.failure = error.__cause__ if isinstance(error.__cause__, Exception) else error
            outcome = self._outcome_of(calls, error)
            if outcome is error:
                raise
            raise outcome from error

    def _run_here(self, calls: Sequence[dispatch.Call]) -> list[Any]:
        # What a member sets in its context ends with it: the next one's answer does not depend on it.
        return [copy_context().run(self._called, call) for call in calls]

    def _called(self, call: dispatch.Call) -> Any:
        return call.run(self._seen(call))

    async def _run_one(self, call: dispatch.Call) -> Any:
        given = self.started.given.get(call.endpoint.name)
        if given is not None:
            # It counts from here on: what a dependency does belongs to the function.
            call.state = "started"
            call.give(await self._asked_of(call).give(given))
        if call.is_async:
            result = await call.run_async(self._seen(call))
        else:
            result = await run_in_threadpool(self._called, call)
        if given is not None and given.late and call.running.targets:
            raise RuntimeError(f"`{call.endpoint.name}` called `invalidate`, and {too_late(given.late[0])}")
        return result

    def _outcome_of(self, calls: Sequence[dispatch.Call], error: BaseException) -> BaseException:
        # For what a view raises to refuse the application has its handlers.
        return error if calls[0].is_view and isinstance(error, Exception) else outcome_of(error)

    def _asked_of(self, call: dispatch.Call) -> Asked:
        if not call.cached:
            return self.asked
        if self.members is None:
            self.members = AskedOfMember(self.scope)
        return self.members

    def _seen(self, call: dispatch.Call) -> object:
        if not call.wants_request:
            return None
        if not call.cached:
            return self.asked.request
        return FunctionRequest(self.scope.get("app"), call.caller, public=call.public)

    def _commit(self, effect: dispatch.Commit) -> Awaitable[None] | None:
        if self._asked is None and self.members is None:
            return None
        return self._committed(self.failure if effect.failed else None)

    async def _committed(self, failure: BaseException | None) -> None:
        try:
            if self._asked is not None:
                await self._asked.commit(failure)
        finally:
            if self.members is not None:
                await self.members.commit(failure)

    def _purge(self, effect: dispatch.Purge) -> None:
        self.targets = len(effect.invalidation.tiers)

    # ------------------------------------------------------------ the end

    def _respond(self, last: Reply | dispatch.Forward) -> Awaitable[None]:
        assert isinstance(last, Reply)
        return self._send_reply(last)

    async def _send_reply(self, reply: Reply) -> None:
        send = self.send
        if not self.body.ended and is_http_1(self.scope) and announces_body(self.scope):
            send = closing(self.scope, self.body, send)
        start = exchange.start_of(reply, self._added())
        if reply.shared:
            start["headers"] = share(self.scope, start["headers"])
        await send(start)
        await send({"type": "http.response.body", "body": reply.body})
        self._log(reply.status)

    def _added(self) -> exchange.RawHeaders:
        """What dependencies have added to the answer's headers."""
        return [] if self._asked is None else self._asked.headers

    def _log(self, status: int) -> None:
        logs.answered(self.scope["method"], self._address(), status, self.begun, self.targets)

    def _address(self) -> str:
        """For the log, where no value has a place."""
        return self.path

    async def _close(self, failure: BaseException | None) -> None:
        try:
            if self._asked is not None:
                await self._asked.close(failure)
        finally:
            if self.members is not None:
                await self.members.close(failure)
            if self.uploads is not None:
                self.uploads.close()


# By their classes: to tell them apart one by one takes as long as to perform some of them.
_PERFORMED: dict[type[dispatch.Effect], Callable[[Work, Any], Awaitable[Any] | None]] = {
    dispatch.Identify: Work._identify,
    dispatch.Ask: Work._ask,
    dispatch.ReadBody: Work._read_body,
    dispatch.ReadParts: Work._read_parts,
    dispatch.Build: Work._build,
    dispatch.IssueToken: Work._issue_token,
    dispatch.Run: Work._run,
    dispatch.Commit: Work._commit,
    dispatch.Purge: Work._purge,
}
