"""What the machine asks of an adapter: effects, what they carry, and the two drivers that perform them.

Decides how an effect is told and how a failed one comes back; the order of effects is `dispatch`'s. Touches no host and
does no I/O. Twin: `mizan-core/src/effects.rs`. Page: `ir/protocol/dispatch.md`.
"""

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from mizan import _native
from mizan.caller import Caller
from mizan.endpoint import Endpoint
from mizan.envelope import Headers, Reply
from mizan.errors import Problem
from mizan.invalidation import Running, Values, enter, leave
from mizan.records import record

if TYPE_CHECKING:
    from mizan.multipart import Limits

P = ParamSpec("P")
R = TypeVar("R")


class Ended(Exception):
    """A function, or a model's validator, raised what would end who runs it: a loop, a generator or the server.

    Or Rust panicked: the core, or an extension that a function uses.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"what was called raised `{type(error).__name__}`")


# None of these comes through a future or a generator as it is, and the last ends the server (an interrupt is meant to).
_ENDINGS = (StopIteration, StopAsyncIteration, GeneratorExit, SystemExit)


def panicked(error: BaseException) -> bool:
    """Whether that is a panic of Rust's."""
    # Every extension in Rust has a class of its own for its panics, no `Exception` and nothing that can be imported.
    return type(error).__module__ == "pyo3_runtime"


def _ends(error: BaseException) -> bool:
    return isinstance(error, _ENDINGS) or panicked(error)


def _closed(error: BaseException) -> bool:
    # Who closes a coroutine has raised it right in it; what a function raised has come through its frames.
    return isinstance(error, GeneratorExit) and error.__traceback__ is not None and error.__traceback__.tb_next is None


@record(eq=False, frozen=False)
class Call:
    """One function with the arguments that it will get. The adapter runs it, once, where its host wants it to run.

    `cached`: the request that it gets must be a `CachedRequest` made of `caller` (and `public`); otherwise the host's
    own.
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
    def wants_request(self) -> bool:
        """Whether the function looks at a request at all."""
        return self.endpoint.wants_request

    @property
    def public(self) -> bool:
        """Whether the answer may not depend on the caller either."""
        return self.endpoint.declared.public

    @property
    def is_async(self) -> bool:
        """Whether to use `run_async`."""
        return self.endpoint.declared.is_async

    @property
    def is_view(self) -> bool:
        """Whether what it gives is the host's own response."""
        return self.endpoint.declared.route is not None

    def give(self, given: Mapping[str, Any]) -> None:
        """Adds what the host gives by name, beside the arguments, before it is run."""
        self.arguments = {**self.arguments, **given}

    def run(self, request: object) -> Any:
        """Runs a function that is not async; its result as JSON, or of a view the host's response.

        Raises what it raises, or `_native.ResultFault`.
        """
        self.state = "started"
        entered = enter(self.running)
        try:
            result = self.endpoint.run(self.values, self.arguments, self.caller, request)
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error
        finally:
            leave(entered)
        self.state = "done"
        return result

    async def run_async(self, request: object) -> Any:
        """The same for an async one."""
        self.state = "started"
        entered = enter(self.running)
        try:
            result = await self.endpoint.run_async(self.arguments, request)
        except BaseException as error:
            if _closed(error) or not _ends(error):
                raise
            raise Ended(error) from error
        finally:
            leave(entered)
        self.state = "done"
        return result


@record(eq=False, frozen=False)
class Guard:
    """A guard that only the host can answer: the project's own, of the host's full request, or a role.

    `problem` is what it raised to refuse; `asked` whether it was asked yet.
    """

    endpoint: Endpoint
    caller: Caller | None
    problem: Problem | None = field(default=None, init=False)
    asked: bool = field(default=False, init=False)

    @property
    def is_async(self) -> bool:
        """Whether to use `admits_async`."""
        return self.endpoint.declared.guard_is_async

    def admits(self, *request: object, **given: object) -> bool:
        """Whether the caller may; the project's guard is asked with the request, or with what else its host gives it.
        It may take a query. Raises what the project's guard raises, but for problems."""
        self.asked = True
        declared = self.endpoint.declared
        try:
            if declared.guard is not None:
                return self._judged(declared.guard(*request, **given))
            return self.caller is not None and declared.role is not None and self.caller.has(declared.role)
        except Problem as problem:
            self.problem = problem
            return False
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error

    async def admits_async(self, *request: object, **given: object) -> bool:
        """The same for an async one."""
        self.asked = True
        guard = self.endpoint.declared.guard
        try:
            return guard is not None and self._judged(await guard(*request, **given))
        except Problem as problem:
            self.problem = problem
            return False
        except BaseException as error:
            if _closed(error) or not _ends(error):
                raise
            raise Ended(error) from error

    def _judged(self, answer: object) -> bool:
        # Nearly anything is true, a coroutine that nobody awaited above all.
        if answer is True or answer is False:
            return answer
        close = getattr(answer, "close", None)
        if callable(close) and hasattr(answer, "__await__"):
            close()
        raise TypeError(
            f"the guard of `{self.endpoint.name}` answered a `{type(answer).__name__}`; it answers `True` or `False`"
        )


@record()
class Identify:
    """→ `Caller | None`. Tokens are dealt with already: look for the session alone.

    A session that does not hold is nobody's, and no 401: that is the guards' to say. Raises, if `unsafe`, `Csrf` for a
    session caller who did not pass the host's CSRF check.
    """

    unsafe: bool


@record(frozen=False)
class Ask:
    """→ `list[bool]`: what each guard says of the request, in order. Raises what a guard raises."""

    guards: Sequence[Guard]


@record()
class ReadBody:
    """→ `bytes`, at most `limit` of them. Raises `TooLarge`, having read no more than `limit + 1`."""

    limit: int


@record(frozen=False)
class Parts:
    """A body in parts. `args` is the JSON of the part of that name, `{}` where there is none; `files` has the host's
    own uploads of each argument, in order.
    """

    args: bytes
    files: Mapping[str, Sequence[object]]


@record(frozen=False)
class ReadParts:
    """→ `Parts`, of a `multipart/form-data` body. Raises `TooLarge`, `BadRequest`, `Invalid`, having read no more than
    the limits allow.
    """

    limits: "Limits"


@record(frozen=False)
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


@record()
class IssueToken:
    """→ `str | None`: the host's CSRF token, whose cookie goes with the answer; `None` where the host has none."""


@record(frozen=False)
class Run:
    """→ `list[bytes]`, or of a view a list with the host's response. Opens a transaction if `transaction`, runs each
    call in order, leaves the transaction open.

    Raises what a call raised, at once and without running the rest.
    """

    calls: Sequence[Call]
    transaction: bool


@record()
class Commit:
    """→ nothing. Leaves the transaction of the last `Run`, if it opened one: commits, or rolls back when `failed`.

    Raises what committing raised.
    """

    failed: bool


@record(frozen=False)
class Purge:
    """→ nothing. Tells whoever keeps answers what was dropped: after `Commit`, however the function ended.

    Whatever it raises is logged, and changes nothing.
    """

    invalidation: _native.Invalidation


@record(frozen=False)
class Forward:
    """The last effect of a view that was run: `response` is what it gave; or `error` what it ended with, for the host's
    own page of errors.

    `headers` go with either; `Cache-Control` is among them where something was dropped, and gives way to the
    response's own. `invalidate` is the JSON of the targets as they may be told.
    """

    response: Any
    error: Exception | None
    headers: Headers
    invalidate: bytes


Effect = Identify | Ask | ReadBody | ReadParts | Build | IssueToken | Run | Commit | Purge | Forward | Reply
Machine = Generator[Effect, Any, None]
_LAST = (Reply, Forward)


def drive_view(machine: Machine, perform: Callable[[Effect], Any]) -> Reply | Forward:
    """Runs the machine to its end, performing each effect but the last, which is returned."""
    effect = next(machine)
    while not isinstance(effect, _LAST):
        effect = step(machine, effect, perform)
    next(machine, None)
    return effect


async def drive_view_async(machine: Machine, perform: Callable[[Effect], Awaitable[Any]]) -> Reply | Forward:
    """The same, for effects that are awaited. Run it detached from the connection: it must reach its end."""
    effect = next(machine)
    while not isinstance(effect, _LAST):
        effect = await step_async(machine, effect, perform)
    next(machine, None)
    return effect


def step(machine: Machine, effect: Effect, perform: Callable[[Effect], Any]) -> Effect:
    """Performs one effect that is not the last, and gives the next. The machine decides what a failed effect means, and
    raises what is not its own."""
    try:
        answer = perform(effect)
    except BaseException as error:
        return machine.throw(_contain(error))
    return machine.send(answer)


async def step_async(machine: Machine, effect: Effect, perform: Callable[[Effect], Awaitable[Any]]) -> Effect:
    """The same, for an effect that is awaited; a cancelled `Run` still leaves its transaction.

    What an effect raises in another thread must be `contained` there."""
    try:
        answer = await perform(effect)
    except BaseException as error:
        return machine.throw(error)
    return machine.send(answer)


def drive(machine: Machine, perform: Callable[[Effect], Any]) -> Reply:
    """`drive_view` of a machine that ends in a `Reply`, as all but a view's do."""
    return _reply(drive_view(machine, perform))


async def drive_async(machine: Machine, perform: Callable[[Effect], Awaitable[Any]]) -> Reply:
    """The same, for effects that are awaited."""
    return _reply(await drive_view_async(machine, perform))


def _reply(last: Reply | Forward) -> Reply:
    if isinstance(last, Forward):
        raise TypeError("a view's machine is driven by `drive_view`")
    return last


def contained(perform: Callable[P, R]) -> Callable[P, R]:
    """`perform`, with `Ended` raised for what would end who runs it: an `on_commit` hook may raise that as well."""

    def performed(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return perform(*args, **kwargs)
        except BaseException as error:
            if not _ends(error):
                raise
            raise Ended(error) from error

    return performed


def contain(error: BaseException) -> BaseException:
    """What code of a project's own raised in a coroutine, with `Ended` for what would end who runs it; but for the end
    of the coroutine itself."""
    return error if _closed(error) else _contain(error)


def _contain(error: BaseException) -> BaseException:
    if not _ends(error):
        return error
    ended = Ended(error)
    ended.__cause__ = error
    return ended
