"""The effects of the machine, performed for one request on the event loop, and its answer.

Decides how each is performed, never whether or when (`mizan.dispatch`). Async functions run on the loop, all others in
Starlette's threads; what drops something comes to its end whoever hangs up. Page: `ir/protocol/dispatch.md`, FastAPI.
Twins: `mizan.django.work`, `mizan.django.on_loop`.
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
from mizan.fastapi.outcomes import outcomes, refused
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
        self.asked = Asked(scope, receive)
        self.members: AskedOfMember | None = None
        self.uploads: Uploads | None = None
        self.failure: BaseException | None = None
        self.targets = 0

    async def answer(self, machine: dispatch.Machine) -> None:
        """Runs the machine to its end, and sends what it ends with."""
        last: Reply | dispatch.Forward | None = None
        try:
            last = await self._drive(machine)
            await self._respond(last)
        finally:
            failure = self.failure or (last.problem if isinstance(last, Reply) else None)
            await self._close(failure)
        if self.asked.tasks is not None:
            await self.asked.tasks()

    async def _drive(self, machine: dispatch.Machine) -> Reply | dispatch.Forward:
        effect = next(machine)
        while not isinstance(effect, (Reply, dispatch.Forward)):
            try:
                answer = await _PERFORMED[type(effect)](self, effect)
            except BaseException as error:
                effect = machine.throw(error)
            else:
                effect = machine.send(answer)
        next(machine, None)
        return effect

    # ------------------------------------------------------------ effects

    async def _identify(self, effect: dispatch.Identify) -> Caller | None:
        identity = self.started.identity
        if identity is None:
            return None
        with outcomes():
            caller = (await self.asked.give(identity))["caller"]
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

    async def _read_body(self, effect: dispatch.ReadBody) -> bytes:
        body = await self.body.read(effect.limit)
        self.asked.keep_body(body)
        return body

    async def _read_parts(self, effect: dispatch.ReadParts) -> dispatch.Parts:
        self.uploads = Uploads()
        return await self.uploads.read(self.body, effect.limits)

    async def _build(self, effect: dispatch.Build) -> Any:
        return await run_in_threadpool(dispatch.contained(effect.make))

    async def _issue_token(self, effect: dispatch.IssueToken) -> None:
        return None

    async def _run(self, effect: dispatch.Run) -> list[Any]:
        try:
            if any(call.is_async or self._gives(call) for call in effect.calls):
                return [await self._run_one(call) for call in effect.calls]
            return await run_in_threadpool(self._run_here, effect.calls)
        except BaseException as error:
            # A domain error is known to those who hold a session open by the class that the function raised.
            self.failure = error.__cause__ if isinstance(error.__cause__, Exception) else error
            raise

    def _gives(self, call: dispatch.Call) -> bool:
        given = self.started.given.get(call.endpoint.name)
        return given is not None and not given.is_empty

    def _run_here(self, calls: Sequence[dispatch.Call]) -> list[Any]:
        # What a member sets in its context ends with it: the next one's answer does not depend on it.
        return [copy_context().run(self._called, call) for call in calls]

    def _called(self, call: dispatch.Call) -> Any:
        with outcomes(is_view=call.is_view):
            return call.run(self._seen(call))

    async def _run_one(self, call: dispatch.Call) -> Any:
        given = self.started.given.get(call.endpoint.name)
        with outcomes(is_view=call.is_view):
            if given is not None and not given.is_empty:
                # It counts from here on: what a dependency does belongs to the function.
                call.state = "started"
                call.give(await self._asked_of(call).give(given))
            if call.is_async:
                return await call.run_async(self._seen(call))
        return await run_in_threadpool(self._called, call)

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

    async def _commit(self, effect: dispatch.Commit) -> None:
        failure = self.failure if effect.failed else None
        try:
            await self.asked.commit(failure)
        finally:
            if self.members is not None:
                await self.members.commit(failure)

    async def _purge(self, effect: dispatch.Purge) -> None:
        self.targets = len(effect.invalidation.tiers)

    # ------------------------------------------------------------ the end

    async def _respond(self, last: Reply | dispatch.Forward) -> None:
        assert isinstance(last, Reply)
        await self._send_reply(last)

    async def _send_reply(self, reply: Reply) -> None:
        added = self.asked.headers
        send = self.send
        if not self.body.ended and is_http_1(self.scope) and announces_body(self.scope):
            send = closing(self.scope, self.body, send)
        await send(exchange.start_of(reply, added))
        await send({"type": "http.response.body", "body": reply.body})
        self._log(reply.status)

    def _log(self, status: int) -> None:
        logs.answered(self.scope["method"], self._address(), Reply(status, (), b""), self.begun, self.targets)

    def _address(self) -> str:
        """For the log, where no value has a place."""
        return self.path

    async def _close(self, failure: BaseException | None) -> None:
        try:
            await self.asked.close(failure)
        finally:
            if self.members is not None:
                await self.members.close(failure)
            if self.uploads is not None:
                self.uploads.close()


_PERFORMED: dict[type[dispatch.Effect], Callable[[Work, Any], Awaitable[Any]]] = {
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
