"""The order in which a request is checked, run, committed and answered: one machine, which does none of it.

`respond` yields effects and is sent their results; `drive` and `drive_async` let an adapter perform them. Touches no
host and does no I/O. Twin: none yet (`mizan-axum` will have `next(event)`). Page: `ir/protocol/dispatch.md`.
"""

import logging
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from mizan import _native
from mizan.caller import Caller
from mizan.endpoint import Endpoint
from mizan.envelope import (
    Answers,
    Policy,
    Reply,
    Request,
    bears_token,
    check_content_type,
    check_length,
    check_method,
    check_no_body,
    check_site,
    route,
)
from mizan.errors import (
    BadRequest,
    Fault,
    Forbidden,
    Internal,
    Invalid,
    NotFound,
    Problem,
    Unauthenticated,
    Undeclared,
    render,
)
from mizan.invalidation import Running, Values
from mizan.registry import Frozen

logger = logging.getLogger("mizan")

_T = TypeVar("_T")


class Ended(Exception):
    """A function, or a model's validator, raised what would end who runs it: a loop, a generator or the server.

    Or Rust panicked: the core, or an extension that a function uses.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"what was called raised `{type(error).__name__}`")


# None of these comes through a future or a generator as it is, and the last ends the server (an interrupt is meant to).
_ENDINGS = (StopIteration, StopAsyncIteration, GeneratorExit, SystemExit)


def _panicked(error: BaseException) -> bool:
    # Every extension in Rust has a class of its own for its panics, no `Exception` and nothing that can be imported.
    return type(error).__module__ == "pyo3_runtime"


def _ends(error: BaseException) -> bool:
    return isinstance(error, _ENDINGS) or _panicked(error)


@dataclass(eq=False, slots=True)
class Call:
    """One function with the arguments that it will get. The adapter runs it, once, where its host wants it to run.

    `cached`: the request that it gets must be a `CachedRequest` made of `caller`; otherwise the host's own.
    """

    endpoint: Endpoint
    values: Values
    arguments: Mapping[str, Any]
    caller: Caller | None
    running: Running
    state: Literal["waiting", "started", "done"] = field(default="waiting", init=False)

    @property
    def cached(self) -> bool:
        """Whether the answer may depend on params and caller alone."""
        return self.endpoint.declared.cached

    @property
    def is_async(self) -> bool:
        """Whether to use `run_async`."""
        return self.endpoint.declared.is_async

    def run(self, request: object) -> bytes:
        """Runs a function that is not async; its result as JSON. Raises what it raises, or `_native.ResultFault`."""
        self.state = "started"
        try:
            with self.running.entered():
                result = self.endpoint.run(self.values, self.arguments, self.caller, request)
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error
        self.state = "done"
        return result

    async def run_async(self, request: object) -> bytes:
        """The same for an async one."""
        self.state = "started"
        try:
            with self.running.entered():
                result = await self.endpoint.run_async(self.arguments, request)
        except BaseException as error:
            # Who closes this coroutine has raised it right here; what the function raised has come through its frames.
            closed = isinstance(error, GeneratorExit) and error.__traceback__ and error.__traceback__.tb_next is None
            if closed or not _ends(error):
                raise
            raise Ended(error) from error
        self.state = "done"
        return result


@dataclass(frozen=True, slots=True)
class Identify:
    """→ `Caller | None`. Tokens are dealt with already: look for the session alone.

    A session that does not hold is nobody's, and no 401: that is the guards' to say. Raises, if `unsafe`, `Csrf` for a
    session caller who did not pass the host's CSRF check.
    """

    unsafe: bool


@dataclass(frozen=True, slots=True)
class ReadBody:
    """→ `bytes`, at most `limit` of them. Raises `TooLarge`, having read no more than `limit + 1`."""

    limit: int


@dataclass(frozen=True, slots=True)
class Build:
    """→ what `make` gives. It runs validators of the project's own models: perform it where it blocks nobody else.

    Raises what `make` raises.
    """

    arguments: Callable[[], Mapping[str, Mapping[str, Any]]]

    def make(self) -> Mapping[str, Mapping[str, Any]]:
        """The functions' own arguments, by name of function."""
        try:
            return self.arguments()
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error


@dataclass(frozen=True, slots=True)
class IssueToken:
    """→ `str | None`: the host's CSRF token, whose cookie goes with the answer; `None` where the host has none."""


@dataclass(frozen=True, slots=True)
class Run:
    """→ `list[bytes]`. Opens a transaction if `transaction`, runs each call in order, leaves the transaction open.

    Raises what a call raised, at once and without running the rest.
    """

    calls: Sequence[Call]
    transaction: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """→ nothing. Leaves the transaction of the last `Run`, if it opened one: commits, or rolls back when `failed`.

    Raises what committing raised.
    """

    failed: bool


Effect = Identify | ReadBody | Build | IssueToken | Run | Commit | Reply
Machine = Generator[Effect, Any, None]
_Steps = Generator[Effect, Any, Reply]


def drive(machine: Machine, perform: Callable[[Effect], Any]) -> Reply:
    """Runs the machine to its end, performing each effect but the last, `Reply`, which is returned."""
    effect, perform = next(machine), contained(perform)
    while not isinstance(effect, Reply):
        try:
            answer = perform(effect)
        except (
            BaseException
        ) as error:  # The machine decides what a failed effect means, and raises what is not its own.
            effect = machine.throw(error)
        else:
            effect = machine.send(answer)
    machine.close()
    return effect


async def drive_async(machine: Machine, perform: Callable[[Effect], Awaitable[Any]]) -> Reply:
    """The same, for effects that are awaited. Run it detached from the connection: it must reach its end.

    What an effect raises in another thread must be `contained` there.
    """
    effect = next(machine)
    while not isinstance(effect, Reply):
        try:
            answer = await perform(effect)
        except BaseException as error:  # As above; a cancelled `Run` still leaves its transaction.
            effect = machine.throw(error)
        else:
            effect = machine.send(answer)
    machine.close()
    return effect


def contained(perform: Callable[[Effect], Any]) -> Callable[[Effect], Any]:
    """`perform`, with `Ended` raised for what would end who runs it: an `on_commit` hook may raise that as well."""

    def performed(effect: Effect) -> Any:
        try:
            return perform(effect)
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error

    return performed


class _Refused(Exception):
    """A problem of a bundle before its members run, with the member whose it is."""

    def __init__(self, member: str, problem: Problem) -> None:
        super().__init__(member)
        self.member = member
        self.problem = problem


def respond(frozen: Frozen, request: Request, policy: Policy) -> Machine:
    """The machine for one request. Its last effect is a `Reply`; problems never leave it, only `BaseException`s do."""
    answers = Answers(request, frozen.schema)
    try:
        reply = yield from _answer(frozen, request, policy, answers)
    except _Refused as refused:
        reply = answers.problem(refused.problem, member=refused.member)
    except Exception as error:  # Whatever fails before a function starts: a problem, and nothing else for the client.
        reply = answers.problem(_problem(error, request.path))
    except BaseException as error:  # All but a panic of the core is for who drives this machine.
        if not _panicked(error):
            raise
        reply = answers.problem(_problem(Ended(error), request.path))
    yield reply


def _answer(frozen: Frozen, request: Request, policy: Policy, answers: Answers) -> _Steps:
    kind, name = route(request.path)
    if kind == "session":
        check_method(request, "GET")
        token = yield IssueToken()
        return answers.session(token)
    if kind == "ir":
        if not policy.shows_ir:
            raise NotFound
        check_method(request, "GET")
        return answers.ir(frozen.graph.text())
    if kind == "call":
        endpoint = frozen.functions.get(name)
        if endpoint is None or endpoint.declared.context is not None:
            raise NotFound
        return (yield from _call(frozen, request, policy, answers, endpoint))
    members = frozen.contexts.get(name)
    if members is None:
        raise NotFound
    return (yield from _bundle(frozen, request, answers, name, members))


def _call(frozen: Frozen, request: Request, policy: Policy, answers: Answers, endpoint: Endpoint) -> _Steps:
    check_method(request, "POST")
    check_site(request, policy)
    check_content_type(request)
    check_length(request, policy.limit)
    body = yield ReadBody(policy.limit)
    caller = yield from _identify(request, unsafe=True)
    _guard(endpoint, caller)
    values = _checked(lambda: endpoint.decode(body))
    arguments = yield from _build([endpoint], {endpoint.name: values}, "args")
    _own(frozen, endpoint, values, caller)

    running = Running([(endpoint.name, values)], frozen.joiners, reads=False)
    call = Call(endpoint, values, arguments[endpoint.name], caller, running)
    results, problem = yield from _run((call,), running, request.path, transaction=endpoint.declared.mutates)
    dropped = frozen.graph.invalidation(running.calls, caller.id if caller else None, failed=problem is not None)
    if problem is None:
        return answers.call(results[0], dropped.body, dropped.header)
    return answers.problem(
        problem, cache_status="mizan; fwd=method", invalidate=dropped.body, field_value=dropped.header
    )


def _bundle(frozen: Frozen, request: Request, answers: Answers, context: str, members: Sequence[Endpoint]) -> _Steps:
    check_method(request, "GET", "HEAD")
    caller = yield from _identify(request, unsafe=False)
    _each(members, lambda member: _guard(member, caller))
    check_no_body(request)
    values = _checked(lambda: frozen.graph.decode_params(context, request.query))
    arguments = yield from _build(members, values, "params")
    _each(members, lambda member: _own(frozen, member, values[member.name], caller))

    running = Running([], frozen.joiners, reads=True)
    calls = [Call(member, values[member.name], arguments[member.name], caller, running) for member in members]
    results, problem = yield from _run(calls, running, request.path, transaction=True)
    if problem is None:
        bodies = {member.name: result for member, result in zip(members, results, strict=True)}
        return answers.bundle(bodies, cached=all(member.declared.cached for member in members))
    failed = next((call.endpoint.name for call in calls if call.state == "started"), None)
    return answers.problem(problem, member=failed, cache_status="mizan; fwd=bypass; detail=error")


def _identify(request: Request, *, unsafe: bool) -> Generator[Effect, Any, Caller | None]:
    # A token decides alone, and until there are tokens none of them holds (ir/protocol/envelope.md).
    if bears_token(request):
        raise Unauthenticated
    caller: Caller | None = yield Identify(unsafe)
    return caller


def _build(
    endpoints: Sequence[Endpoint], values: Mapping[str, Values], root: str
) -> Generator[Effect, Any, Mapping[str, Mapping[str, Any]]]:
    def arguments() -> Mapping[str, Mapping[str, Any]]:
        return {each.name: each.build(values[each.name], (root,)) for each in endpoints}

    if not any(each.builds for each in endpoints):
        return arguments()
    built: Mapping[str, Mapping[str, Any]] = yield Build(arguments)
    return built


def _guard(endpoint: Endpoint, caller: Caller | None) -> None:
    if endpoint.declared.auth is not None and caller is None:
        raise Unauthenticated


def _own(frozen: Frozen, endpoint: Endpoint, values: Values, caller: Caller | None) -> None:
    if endpoint.declared.auth != "self" or caller is None or caller.is_staff:
        return
    if not frozen.graph.is_self(endpoint.name, values, caller.id):
        raise Forbidden


def _each(members: Sequence[Endpoint], check: Callable[[Endpoint], None]) -> None:
    """Every 401 before a 403, and within each the first in name order, which the problem names."""
    refused: list[_Refused] = []
    for member in members:
        try:
            check(member)
        except Problem as problem:
            refused.append(_Refused(member.name, problem))
    if refused:
        raise min(refused, key=lambda each: each.problem.status)


def _checked(decode: Callable[[], _T]) -> _T:
    try:
        return decode()
    except _native.SyntaxFault as fault:
        raise BadRequest(fault.detail, errors=_faults(fault.faults)) from None
    except _native.InvalidFault as fault:
        raise Invalid(errors=_faults(fault.faults)) from None


def _faults(faults: Sequence[tuple[list[str | int], str]]) -> list[Fault]:
    return [Fault(tuple(path), code) for path, code in faults]


def _run(
    calls: Sequence[Call], running: Running, path: str, *, transaction: bool
) -> Generator[Effect, Any, tuple[list[bytes], Problem | None]]:
    """Runs, and leaves the transaction whatever happened. From here on every answer carries `invalidate`."""
    results: list[bytes] = []
    failure: BaseException | None = None
    try:
        results = yield Run(calls, transaction)
    except GeneratorExit:
        raise
    except (
        BaseException
    ) as error:  # Cancelled or interrupted, the transaction is left all the same, and then it goes on.
        failure = error
    running.close()
    try:
        yield Commit(failed=failure is not None)
    except (
        Exception
    ) as error:  # A failed commit is the call's failure; a failed rollback must not hide what came before.
        if failure is None:
            failure = error
        else:
            logger.exception("rolling back after `%s` failed", path)
    if failure is None:
        return results, None
    if not isinstance(failure, Exception):
        raise failure
    return [], _problem(failure, path)


def _problem(error: Exception, path: str) -> Problem:
    if isinstance(error, Problem):
        try:
            render(error)
        except Exception:  # Whatever an author's subclass lacks: an answer without `invalidate` must not come of it.
            logger.error("`%s` raised a problem that cannot be written", path, exc_info=error)
            return _internal(error)
        return error
    if isinstance(error, _native.ResultFault):
        logger.error(
            "`%s`: the result does not fit: expected %s at %s", path, error.expected, error.path, exc_info=error
        )
    elif isinstance(error, Undeclared):
        logger.error("`%s`: %s", path, error, exc_info=error)
    else:
        logger.error("`%s` failed", path, exc_info=error)
    return _internal(error)


def _internal(error: Exception) -> Internal:
    problem = Internal()
    # The client is told nothing of it; the host's own error page and its trackers are.
    problem.__cause__ = error
    return problem
