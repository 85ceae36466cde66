"""Guards: who is asked, in which order, what a refusal is, and that what is no plain answer lets nobody in."""

import asyncio
import inspect
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from test_dispatch import SELF, STAFF, Host, asked, body_of, code_of, post

from mizan import Caller, ReactContext, Registry, client, dispatch
from mizan import registry as registries
from mizan.dispatch import Ask, Effect, Guard
from mizan.envelope import Policy
from mizan.errors import Conflict, Forbidden, Problem, Unauthenticated
from mizan.registry import Frozen

EDITOR = Caller("8", frozenset({"editor"}), "", "session")
ROOT = Caller("9", frozenset({"superuser"}), "", "session")
CALLERS = {"nobody": None, "somebody": SELF, "staff": STAFF, "editor": EDITOR, "superuser": ROOT}

REQUEST = "the host's own request"


class Asking(Host):
    """Answers `Ask` by the guards themselves, sync or async."""

    def perform(self, effect: Effect) -> Any:
        if not isinstance(effect, Ask):
            return super().perform(effect)
        self.effects.append(effect)
        if Ask in self.fails:
            raise self.fails[Ask]
        return [self.admits(guard) for guard in effect.guards]

    def admits(self, guard: Guard) -> bool:
        return asyncio.run(guard.admits_async(REQUEST)) if guard.is_async else guard.admits(REQUEST)


def asking(caller: Caller | None, body: bytes = b"nonsense") -> Asking:
    return Asking(caller=caller, body=body)


def guarded(registry: Registry, **guards: Any) -> Frozen:
    """A call for each guard, and all of them as members of one context."""
    context = ReactContext("all", identity="user_id")

    def declare(name: str, guard: Any, **options: Any) -> None:
        def function(user_id: int) -> int:
            return user_id

        function.__name__ = function.__qualname__ = name
        client(auth=guard, **options)(function)

    for name, guard in guards.items():
        declare(f"call_{name}", guard, **({"affects": context} if guard == "self" else {}))
        declare(name, guard, context=context)
    return registry.freeze()


@pytest.mark.parametrize(
    ("guard", "admitted", "asks"),
    [
        (None, {"nobody", "somebody", "staff", "editor", "superuser"}, set()),
        (True, {"somebody", "staff", "editor", "superuser"}, set()),
        ("self", {"somebody", "staff", "editor", "superuser"}, set()),
        ("staff", {"staff"}, set()),
        ("superuser", {"superuser"}, set()),
        ("editor", {"editor"}, {"somebody", "staff", "editor", "superuser"}),
        ("Chief Editor", set(), {"somebody", "staff", "editor", "superuser"}),
    ],
)
def test_roles(registry: Registry, guard: Any, admitted: set[str], asks: set[str]) -> None:
    frozen = guarded(registry, f=guard)
    for name, caller in CALLERS.items():
        for request, over in ((post("call/call_f/"), 400), (asked("GET", "ctx/all/", b"user_id=05"), 400)):
            host = asking(caller)
            reply = host.ask(frozen, request)
            # Who is admitted comes to the arguments, which are nonsense; nobody else does.
            assert reply.status == (over if name in admitted else 401 if caller is None else 403), (name, reply)
            assert ("Ask" in host.names) is (name in asks)
            assert "Run" not in host.names


def test_a_role_is_asked_of_the_caller(registry: Registry) -> None:
    loaded: list[str] = []

    class Loading(Caller):
        def has(self, role: str) -> bool:
            loaded.append(role)
            return role in ("staff", "press")

    frozen = guarded(registry, a="staff", b="press", c="else")
    host = asking(Loading("1", frozenset(), "", "session"))
    reply = host.ask(frozen, asked("GET", "ctx/all/", b"user_id=5"))
    assert (*code_of(reply), body_of(reply)["member"]) == (403, "FORBIDDEN", "c")
    assert loaded == ["staff", "press", "else"]


def answers(answer: Any) -> Callable[[Any], Any]:
    def guard(request: Any) -> Any:
        assert request == REQUEST
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return guard


def answers_late(answer: Any) -> Callable[[Any], Any]:
    async def guard(request: Any) -> Any:
        await asyncio.sleep(0)
        return answers(answer)(request)

    return guard


class Called:
    def __init__(self, guard: Callable[[Any], Any]) -> None:
        self.guard = guard

    def __call__(self, request: Any) -> Any:
        return self.guard(request)


class CalledLate(Called):
    async def __call__(self, request: Any) -> Any:
        return self.guard(request)


@pytest.mark.parametrize(
    "kind", [answers, answers_late, lambda a: Called(answers(a)), lambda a: CalledLate(answers(a))]
)
@pytest.mark.parametrize(
    ("answer", "nobody", "somebody"),
    [
        (True, 200, 200),
        (False, 401, 403),
        (Forbidden("not on Sundays"), 403, 403),
        (Unauthenticated(), 401, 401),
        (Conflict("later"), 409, 409),
        (RuntimeError("hunter2"), 500, 500),
        (StopIteration(), 500, 500),
        (SystemExit(), 500, 500),
        *((wrong, 500, 500) for wrong in (None, 1, 0, "", "yes", [], object())),
    ],
)
def test_a_guard_of_the_projects_own(
    registry: Registry, kind: Any, answer: Any, nobody: int, somebody: int, caplog: pytest.LogCaptureFixture
) -> None:
    frozen = guarded(registry, f=kind(answer))
    for caller, status in ((None, nobody), (SELF, somebody)):
        for request in (post("call/call_f/"), asked("GET", "ctx/all/", b"user_id=5")):
            host = asking(caller, b'{"args": {"user_id": 5}}')
            reply = host.ask(frozen, request)
            assert reply.status == status
            assert ("Run" in host.names) is (status == 200)
            assert b"hunter2" not in reply.body
    if isinstance(answer, Problem) and answer.detail is not None:
        assert body_of(reply)["detail"] == answer.detail
    if somebody == 500 and not isinstance(answer, BaseException):
        assert "it answers `True` or `False`" in caplog.text


def test_a_coroutine_that_nobody_awaits_lets_nobody_in(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    async def late(request: Any) -> bool:
        return True

    made: list[Any] = []

    def guard(request: Any) -> Any:
        made.append(late(request))
        return made[-1]

    assert asking(SELF).ask(guarded(registry, f=guard), post("call/call_f/")).status == 500
    assert "the guard of `call_f` answered a `coroutine`" in caplog.text
    assert inspect.getcoroutinestate(made[0]) == inspect.CORO_CLOSED


@pytest.mark.parametrize("answer", [None, 1, "yes"])
def test_what_a_host_makes_of_a_guards_answer_lets_nobody_in(registry: Registry, answer: Any) -> None:
    class Careless(Asking):
        def admits(self, guard: Guard) -> bool:
            return answer  # type: ignore[no-any-return]  # the point

    frozen = guarded(registry, f=answers(True))
    assert Careless(caller=SELF).ask(frozen, post("call/call_f/")).status == 403


OUTCOMES: dict[str, tuple[Any, dict[Caller | None, int]]] = {
    "open": (None, {}),
    "somebody": (True, {None: 401}),
    "staff": ("staff", {None: 401, SELF: 403}),
    "editor": ("editor", {None: 401, SELF: 403}),
    "yes": (answers(True), {}),
    "no": (answers(False), {None: 401, SELF: 403}),
    "late_no": (answers_late(False), {None: 401, SELF: 403}),
    "busy": (answers(Conflict("no")), {None: 409, SELF: 409}),
    "signed_out": (answers(Unauthenticated()), {None: 401, SELF: 401}),
}


def _bundle_of(kinds: tuple[str, ...]) -> Frozen:
    context = ReactContext("all")
    with registries.scoped() as registry:
        for at, kind in enumerate(kinds):

            def member() -> None: ...

            member.__name__ = member.__qualname__ = f"m{at}"
            client(context=context, auth=OUTCOMES[kind][0])(member)
        return registry.freeze()


def test_a_bundle_says_401_before_all_else_and_then_goes_by_name() -> None:
    for kinds in itertools.product(OUTCOMES, repeat=3):
        frozen = _bundle_of(kinds)
        for caller in (None, SELF):
            refused = [(OUTCOMES[kind][1].get(caller, 0), f"m{at}") for at, kind in enumerate(kinds)]
            reply = asking(caller).ask(frozen, asked("GET", "ctx/all/"))
            if not any(status for status, _ in refused):
                assert reply.status == 200
                continue
            first = min((each for each in refused if each[0]), key=lambda each: (each[0] != 401, each[1]))
            assert (reply.status, body_of(reply)["member"]) == first, (kinds, caller)


def test_a_hosts_own_refusal_names_the_member_that_was_asked(registry: Registry) -> None:
    class Translating(Asking):
        def admits(self, guard: Guard) -> bool:
            try:
                return super().admits(guard)
            except PermissionError as error:
                raise Forbidden from error

    frozen = guarded(registry, a=answers(True), b=answers(PermissionError()), c=answers(True))
    reply = Translating(caller=SELF).ask(frozen, asked("GET", "ctx/all/", b"user_id=5"))
    assert (*code_of(reply), body_of(reply)["member"]) == (403, "FORBIDDEN", "b")


def test_guards_come_before_arguments_and_self_after(registry: Registry) -> None:
    @client(affects=ReactContext("c", identity="user_id"), auth="self")
    def own(user_id: int) -> None: ...

    @client(context=ReactContext("c", identity="user_id"))
    def read(user_id: int) -> None: ...

    @client(auth=answers(False))
    def closed(user_id: int) -> None: ...

    frozen = registry.freeze()
    assert asking(SELF).ask(frozen, post("call/closed/")).status == 403
    assert asking(None).ask(frozen, post("call/own/")).status == 401
    assert asking(SELF).ask(frozen, post("call/own/")).status == 400
    assert asking(SELF, b'{"args":{"user_id":"6"}}').ask(frozen, post("call/own/")).status == 422
    assert asking(SELF, b'{"args":{"user_id":6}}').ask(frozen, post("call/own/")).status == 403
    assert asking(STAFF, b'{"args":{"user_id":6}}').ask(frozen, post("call/own/")).status == 200


def test_a_guard_asks_nothing_of_who_was_refused_before(registry: Registry) -> None:
    def never(request: Any) -> bool:
        raise AssertionError("it was asked")

    frozen = guarded(registry, a=True, b=never)
    reply = asking(None).ask(frozen, asked("GET", "ctx/all/", b"user_id=5"))
    assert (*code_of(reply), body_of(reply)["member"]) == (401, "UNAUTHENTICATED", "a")


def test_an_async_driver_asks_too(registry: Registry) -> None:
    frozen = guarded(registry, f=answers_late(True))
    host = asking(SELF, b'{"args": {"user_id": 5}}')

    async def perform(effect: Effect) -> Any:
        if isinstance(effect, Ask):
            return [await guard.admits_async(REQUEST) for guard in effect.guards]
        return host.perform(effect)

    reply = asyncio.run(dispatch.drive_async(dispatch.respond(frozen, post("call/call_f/"), Policy()), perform))
    assert json.loads(reply.body) == {"result": 5, "invalidate": []}
