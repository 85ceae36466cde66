"""The machine, driven by hand over every outcome of every effect: the order of effects is what must hold."""

import asyncio
import itertools
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import BaseModel, field_validator

from mizan import CachedRequest, Caller, ReactContext, Registry, UndeclaredDependency, client, dispatch
from mizan.dispatch import Build, Commit, Effect, Identify, IssueToken, Purge, ReadBody, Run
from mizan.envelope import Policy, Reply, Request
from mizan.errors import Conflict, Csrf, NotFound, TooLarge, Unauthenticated
from mizan.invalidation import Running
from mizan.registry import Frozen

USER = ReactContext("user", identity="user_id", view=("page",))
SECRET = "postgres://root:hunter2@db/prod"


class Cancelled(BaseException):
    """As `asyncio.CancelledError`: no `Exception`."""


@pytest.fixture
def frozen(registry: Registry) -> Frozen:
    @client(context=USER, auth="self")
    def profile(request: Any, user_id: int) -> str:
        return f"{request.caller.id} reads {user_id}"

    @client(context=USER)
    def greeting(request: Any, user_id: int, page: int = 1) -> str:
        return f"page {page}"

    @client(affects=USER, auth="self")
    def rename(request: Any, user_id: int, name: str) -> str:
        if name == "taken":
            raise Conflict("the name is taken")
        if name == "leak":
            raise RuntimeError(SECRET)
        return name

    @client(affects=USER)
    def odd(user_id: int) -> int:
        return "no number"  # type: ignore[return-value]  # the function's own fault, found when it is written

    @client(affects="profile")
    def touch(user_id: int) -> None: ...

    @client
    def outer(other: int) -> int:
        touch(other)
        touch(user_id=other + 1)
        return other

    @client
    async def slow(name: str) -> str:
        await asyncio.sleep(0)
        return name

    @client(context=ReactContext("bad"))
    def peeking(request: Any) -> str:
        return str(request.path)

    @client(context=ReactContext("worse"))
    def writing() -> None:
        touch(1)

    @client(context=ReactContext("open"), cache=False)
    def uncached(request: Any) -> str:
        return str(request)

    return registry.freeze()


def asked(method: str, path: str, query: bytes = b"", **headers: str) -> Request:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method, path, query, fields.get, "shop.example")


def post(path: str, **headers: str) -> Request:
    return asked("POST", path, content_type="application/json", **headers)


SELF = Caller("5", frozenset(), "", "session")
OTHER = Caller("6", frozenset(), "", "session")
STAFF = Caller("7", frozenset({"staff"}), "", "session")


@dataclass
class Host:
    """Performs effects as an adapter would, and remembers them; `fails` says which of them raise what instead."""

    body: bytes = b'{"args": {"user_id": 5, "name": "x"}}'
    caller: Caller | None = SELF
    fails: dict[type, BaseException] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)

    def perform(self, effect: Effect) -> Any:
        self.effects.append(effect)
        failure = self.fails.get(type(effect))
        if failure is not None and not isinstance(effect, Run):
            raise failure
        match effect:
            case Identify():
                return self.caller
            case ReadBody():
                return self.body
            case Build():
                return effect.make()
            case IssueToken():
                return "token"
            case Run(calls):
                done = [self.run(call) for call in calls]
                if failure is not None:  # After the functions: nobody knows how far they got.
                    raise failure
                return done
            case Commit():
                return None

    def run(self, call: dispatch.Call) -> bytes:
        request = CachedRequest(call.caller) if call.cached else "the host's own request"
        return asyncio.run(call.run_async(request)) if call.is_async else call.run(request)

    @property
    def names(self) -> list[str]:
        return [type(effect).__name__ for effect in self.effects]

    def ask(self, frozen: Frozen, request: Request, policy: Policy | None = None) -> Reply:
        return dispatch.drive(dispatch.respond(frozen, request, policy or Policy()), self.perform)


def body_of(reply: Reply) -> Any:
    return json.loads(reply.body)


def code_of(reply: Reply) -> tuple[int, str]:
    return reply.status, body_of(reply)["code"]


REQUESTS: dict[str, Request] = {
    "mutation": post("call/rename/"),
    "plain": post("call/outer/"),
    "bundle": asked("GET", "ctx/user/", b"user_id=5"),
    "session": asked("GET", "session/"),
    "unknown": post("call/nothing/"),
}
OUTCOMES: dict[type, list[BaseException | None]] = {
    Identify: [None, Unauthenticated(), Csrf(), RuntimeError(SECRET)],
    ReadBody: [None, TooLarge(), RuntimeError(SECRET)],
    IssueToken: [None, RuntimeError(SECRET)],
    Run: [None, Conflict("no"), RuntimeError(SECRET), Cancelled()],
    Commit: [None, Conflict("late"), RuntimeError(SECRET)],
    Purge: [None, RuntimeError(SECRET)],
}


def worlds() -> Iterator[dict[type, BaseException]]:
    for outcome in itertools.product(*OUTCOMES.values()):
        yield {kind: failure for kind, failure in zip(OUTCOMES, outcome, strict=True) if failure is not None}


@pytest.mark.parametrize("kind", REQUESTS)
def test_the_order_holds_in_every_world(frozen: Frozen, kind: str) -> None:
    logging.disable(logging.CRITICAL)
    whole = {
        "mutation": ["ReadBody", "Identify", "Run", "Commit", "Purge"],
        "plain": ["ReadBody", "Identify", "Run", "Commit", "Purge"],
        "bundle": ["Identify", "Run", "Commit"],
        "session": ["IssueToken"],
        "unknown": [],
    }[kind]
    body = b'{"args": {"other": 5}}' if kind == "plain" else Host.body
    try:
        for fails in worlds():
            host = Host(body=body, fails=fails)
            failing = [name for name in whole if any(each.__name__ == name for each in fails)]
            try:
                reply = host.ask(frozen, REQUESTS[kind])
            except Cancelled:
                # Not ours to answer; but the transaction was left first, rolled back, and what it dropped was told.
                assert host.names == whole
                assert Commit(failed=True) in host.effects
                continue
            # Up to the first failure; what a `Run` opened is left by `Commit` all the same.
            first = failing[0] if failing else None
            stop = len(whole) if first in (None, "Run", "Commit", "Purge") else whole.index(first) + 1
            assert host.names == whole[:stop]
            started = "Run" in host.names
            if started:
                run, commit = host.effects[whole.index("Run") : whole.index("Run") + 2]
                assert commit == Commit(failed=Run in fails)
                assert isinstance(run, Run)
                assert run.transaction is (kind != "plain")
            if kind == "unknown":
                assert code_of(reply) == (404, "NOT_FOUND")
            elif first in (None, "Purge"):  # What was changed is changed, whoever could not be told.
                assert reply.status == 200
            else:
                expected = fails[next(each for each in fails if each.__name__ == first)]
                assert reply.status == getattr(expected, "status", 500)
            if kind in ("mutation", "plain"):
                assert ("invalidate" in body_of(reply)) is started
                assert ("X-Mizan-Invalidate" in dict(reply.headers)) is started
            else:
                assert "invalidate" not in body_of(reply)
                assert "X-Mizan-Invalidate" not in dict(reply.headers)
            assert SECRET.encode() not in reply.body
            assert SECRET not in str(reply.headers)
            assert dict(reply.headers)["X-Mizan-Schema"] == frozen.schema
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/",
            "call/",
            "call/rename",
            "call//",
            "call/rename//",
            "//call/rename/",
            "call/rename/x.css",
            "ctx/user/;.js",
        ),
        *("ctx/user/.", "CALL/rename/", "call/Rename/", "call/__proto__/", "call/toString/", "call/os.system/"),
        *("call/module#attr/", "call/1f/", "call/rename\x00/", "call/rename/\n", "call/\uff52ename/", "session"),
        *("session/x", "ctx/user/../user/", "call/renam%65/", "call/profile/", "ctx/rename/", "ir/"),
    ],
)
def test_there_is_one_spelling_of_a_path(frozen: Frozen, path: str) -> None:
    for method in ("GET", "POST"):
        host = Host()
        assert code_of(host.ask(frozen, asked(method, path))) == (404, "NOT_FOUND")
        assert host.names == []


def test_a_mutation_answers_what_it_dropped(frozen: Frozen) -> None:
    reply = Host().ask(frozen, post("call/rename/"))
    assert body_of(reply) == {"result": "x", "invalidate": [{"context": "user", "params": {"user_id": 5}}]}
    assert dict(reply.headers)["X-Mizan-Invalidate"] == "user;user_id=5"
    assert dict(reply.headers)["Cache-Status"] == "mizan; fwd=method"


@pytest.mark.parametrize(("name", "code"), [("taken", (409, "CONFLICT")), ("leak", (500, "INTERNAL"))])
def test_a_failed_mutation_rolls_back_and_says_what_it_may_have_dropped(
    frozen: Frozen, name: str, code: tuple[int, str], caplog: pytest.LogCaptureFixture
) -> None:
    host = Host(body=json.dumps({"args": {"user_id": 5, "name": name}}).encode())
    reply = host.ask(frozen, post("call/rename/"))
    assert code_of(reply) == code
    assert body_of(reply)["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]
    assert host.effects[-2] == Commit(failed=True)
    assert SECRET.encode() not in reply.body
    assert (SECRET in caplog.text) is (name == "leak")


def test_a_result_that_cannot_be_written_rolls_back(frozen: Frozen, caplog: pytest.LogCaptureFixture) -> None:
    host = Host(body=b'{"args": {"user_id": 5}}')
    reply = host.ask(frozen, post("call/odd/"))
    assert code_of(reply) == (500, "INTERNAL")
    assert host.effects[-2] == Commit(failed=True)
    assert "expected" in caplog.text


def test_a_failed_rollback_does_not_hide_what_came_before(frozen: Frozen, caplog: pytest.LogCaptureFixture) -> None:
    host = Host(fails={Run: Conflict("first"), Commit: RuntimeError("second")})
    assert body_of(host.ask(frozen, post("call/rename/")))["detail"] == "first"
    assert "rolling back" in caplog.text
    with pytest.raises(Cancelled):
        Host(fails={Run: Cancelled(), Commit: RuntimeError("second")}).ask(frozen, post("call/rename/"))


def test_functions_called_from_a_running_one_join_it(frozen: Frozen) -> None:
    host = Host(body=b'{"args": {"other": 5}}')
    reply = host.ask(frozen, post("call/outer/"))
    # 6 is neither the caller's id nor an argument of the call: the tags stay exact, the answer does not name it.
    assert body_of(reply) == {
        "result": 5,
        "invalidate": [
            {"context": "user", "function": "profile", "params": {"user_id": 5}},
            {"context": "user", "function": "profile"},
        ],
    }


def test_a_joining_call_is_checked_by_its_types(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[object] = []

    @client(context=ReactContext("user"))
    def profile(user_id: int) -> None: ...

    @client(affects=profile)
    def touch(user_id: int) -> None:
        ran.append(user_id)

    @client
    def careless(text: str) -> None:
        touch(text)  # type: ignore[arg-type]  # the point

    reply = Host(body=b'{"args": {"text": "7"}}').ask(registry.freeze(), post("call/careless/"))
    assert code_of(reply) == (500, "INTERNAL")
    assert "`touch` was called with a wrong" in caplog.text
    assert ran == []
    touch("outside of a call it is the plain function")  # type: ignore[arg-type]
    assert len(ran) == 1


def test_async_functions_run_and_join(frozen: Frozen) -> None:
    host = Host(body=b'{"args": {"name": "y"}}')
    assert body_of(host.ask(frozen, post("call/slow/"))) == {"result": "y", "invalidate": []}

    async def perform(effect: Effect) -> Any:
        if isinstance(effect, Run):
            return [await call.run_async(None) for call in effect.calls]
        return host.perform(effect)

    machine = dispatch.respond(frozen, post("call/slow/"), Policy())
    assert body_of(asyncio.run(dispatch.drive_async(machine, perform)))["result"] == "y"


def test_a_cancelled_run_leaves_its_transaction(frozen: Frozen) -> None:
    seen: list[Effect] = []

    async def perform(effect: Effect) -> Any:
        seen.append(effect)
        if isinstance(effect, Run):
            await asyncio.sleep(3600)
        return {Identify: SELF, ReadBody: b'{"args": {"name": "y"}}'}.get(type(effect))  # type: ignore[call-overload]

    async def main() -> None:
        task = asyncio.create_task(
            dispatch.drive_async(dispatch.respond(frozen, post("call/slow/"), Policy()), perform)
        )
        while not any(isinstance(effect, Run) for effect in seen):
            await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    assert seen[-1] == Commit(failed=True)


# What every extension in Rust raises when it panics.
Panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


@pytest.mark.parametrize("ending", [StopIteration, StopAsyncIteration, GeneratorExit, SystemExit, Panic])
def test_what_would_end_who_runs_a_function_is_its_failure(
    registry: Registry, ending: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    @client
    def ends() -> None:
        raise ending

    @client
    async def ends_late() -> None:
        await asyncio.sleep(0)
        raise ending

    frozen = registry.freeze()
    for name in ("ends", "ends_late"):
        host = Host(body=b"{}")
        reply = host.ask(frozen, post(f"call/{name}/"))
        assert (*code_of(reply), body_of(reply)["invalidate"]) == (500, "INTERNAL", [])
        assert host.effects[-1] == Commit(failed=True)
    assert ending.__name__ in caplog.text


@pytest.mark.parametrize("ending", [StopIteration, GeneratorExit, SystemExit, Panic])
def test_what_would_end_who_performs_an_effect_is_its_failure(
    frozen: Frozen, ending: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    reply = Host(fails={Commit: ending()}).ask(frozen, post("call/rename/"))
    assert (*code_of(reply), body_of(reply)["invalidate"]) == (
        500,
        "INTERNAL",
        [{"context": "user", "params": {"user_id": 5}}],
    )
    assert code_of(Host(fails={Identify: ending()}).ask(frozen, post("call/rename/"))) == (500, "INTERNAL")
    assert ending.__name__ in caplog.text


def test_a_panic_of_what_judges_a_request_is_answered(frozen: Frozen, caplog: pytest.LogCaptureFixture) -> None:
    class Breaking(Caller):
        @property
        def is_staff(self) -> bool:
            raise Panic

    host = Host(caller=Breaking("5", frozenset(), "", "session"))
    assert code_of(host.ask(frozen, post("call/rename/"))) == (500, "INTERNAL")
    assert "PanicException" in caplog.text


def test_an_interrupt_and_a_close_stay_what_they_are(registry: Registry) -> None:
    @client
    def interrupted() -> None:
        raise KeyboardInterrupt

    @client
    async def waiting() -> None:
        await asyncio.sleep(3600)

    frozen = registry.freeze()
    with pytest.raises(KeyboardInterrupt):
        Host(body=b"{}").ask(frozen, post("call/interrupted/"))

    async def close() -> None:
        running = Running([], frozen, reads=False)
        pending = dispatch.Call(frozen.functions["waiting"], {}, {}, None, running).run_async(None)
        pending.send(None)
        pending.close()

    asyncio.run(close())


def test_models_are_built_by_the_adapter_between_validation_and_the_owners_check(registry: Registry) -> None:
    class Even(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def _even(cls, number: int) -> int:
            if number == 13:
                raise SystemExit
            if number % 2:
                raise ValueError("odd")
            return number

    @client(affects=USER, auth="self")
    def count(user_id: int, items: list[Even]) -> int:
        return sum(item.number for item in items)

    @client(context=USER)
    def read(user_id: int, page: int) -> None: ...

    frozen = registry.freeze()

    def ask(items: str, caller: Caller = SELF) -> tuple[int, list[str], Any]:
        host = Host(body=b'{"args":{"user_id":5,"items":%s}}' % items.encode(), caller=caller)
        reply = host.ask(frozen, post("call/count/"))
        return reply.status, host.names, body_of(reply).get("errors")

    before = ["ReadBody", "Identify"]
    assert ask('[{"number":2}]') == (200, [*before, "Build", "Run", "Commit", "Purge"], None)
    assert ask('["x"]') == (422, before, [{"path": ["args", "items", 0], "code": "type"}])
    odd = [{"path": ["args", "items", at, "number"], "code": "format"} for at in range(1, 33)]
    assert ask('[{"number":2}' + ',{"number":1}' * 50 + "]", OTHER) == (422, [*before, "Build"], odd)
    assert ask('[{"number":2}]', OTHER) == (403, [*before, "Build"], None)
    assert ask('[{"number":13}]') == (500, [*before, "Build"], None)
    bundle = Host()
    assert bundle.ask(frozen, asked("GET", "ctx/user/", b"page=1&user_id=5")).status == 200
    assert bundle.names == ["Identify", "Run", "Commit"]


def test_a_bundle_has_its_members_in_name_order(frozen: Frozen) -> None:
    reply = Host().ask(frozen, asked("GET", "ctx/user/", b"page=2&user_id=5"))
    assert reply.body == b'{"greeting":"page 2","profile":"5 reads 5"}'
    assert dict(reply.headers)["Cache-Control"] == "private, no-cache"
    assert Host().ask(frozen, asked("HEAD", "ctx/user/", b"user_id=5")).body == b""
    uncached = Host().ask(frozen, asked("GET", "ctx/open/"))
    assert uncached.body == b'{"uncached":"the host\'s own request"}'
    assert dict(uncached.headers)["Cache-Status"] == "mizan; fwd=bypass; detail=uncached"


def test_a_bundle_fails_as_one_and_names_the_member(frozen: Frozen, caplog: pytest.LogCaptureFixture) -> None:
    reply = Host(caller=None).ask(frozen, asked("GET", "ctx/user/", b"user_id=nonsense"))
    assert (*code_of(reply), body_of(reply)["member"]) == (401, "UNAUTHENTICATED", "profile")
    reply = Host(caller=OTHER).ask(frozen, asked("GET", "ctx/user/", b"user_id=5"))
    assert (*code_of(reply), body_of(reply)["member"]) == (403, "FORBIDDEN", "profile")
    reply = Host(caller=STAFF).ask(frozen, asked("GET", "ctx/user/", b"user_id=5"))
    assert reply.status == 200
    reply = Host().ask(frozen, asked("GET", "ctx/bad/"))
    assert (*code_of(reply), body_of(reply)["member"]) == (500, "INTERNAL", "peeking")
    assert dict(reply.headers)["Cache-Status"] == "mizan; fwd=bypass; detail=error"
    assert UndeclaredDependency.__name__ in caplog.text
    reply = Host().ask(frozen, asked("GET", "ctx/worse/"))
    assert (*code_of(reply), body_of(reply)["member"]) == (500, "INTERNAL", "writing")
    assert "a read called `touch`" in caplog.text


TOKEN = {"x_mizan_token": "abc"}
FOREIGN = {"sec_fetch_site": "cross-site"}


@pytest.mark.parametrize(
    ("request_", "host", "code"),
    [
        # Each line fails every check that comes after the one that answers.
        (asked("PUT", "call/f", **FOREIGN), Host(), 404),
        (asked("PUT", "call/profile/", **FOREIGN), Host(), 404),
        (asked("POST", "ctx/rename/", b"x", **FOREIGN), Host(), 404),
        (asked("PUT", "call/rename/", **FOREIGN), Host(), 405),
        (asked("POST", "ctx/user/", b"x", **FOREIGN), Host(), 405),
        (asked("HEAD", "session/"), Host(), 405),
        (asked("OPTIONS", "call/rename/"), Host(), 405),
        (asked("POST", "call/rename/", content_length="99999999", **FOREIGN), Host(), 403),
        (asked("POST", "call/rename/", content_length="99999999", **TOKEN), Host(), 415),
        (post("call/rename/", content_length="99999999", **TOKEN), Host(), 413),
        (post("call/rename/", **TOKEN), Host(body=b"nonsense"), 401),
        (post("call/rename/"), Host(caller=None, body=b"nonsense"), 401),
        (post("call/rename/"), Host(caller=OTHER, body=b"nonsense"), 400),
        (post("call/rename/"), Host(caller=OTHER, body=b'{"args": {"user_id": 5}}'), 422),
        (post("call/rename/"), Host(caller=OTHER), 403),
        (post("call/rename/"), Host(caller=STAFF), 200),
        (post("call/rename/"), Host(), 200),
        (asked("GET", "ctx/user/", b"user_id=nonsense", authorization="Bearer x"), Host(), 401),
        (asked("GET", "ctx/user/", b"user_id=nonsense", content_length="5"), Host(caller=OTHER), 400),
        (asked("GET", "ctx/user/", b"user_id=05"), Host(caller=OTHER), 400),
        (asked("GET", "ctx/user/", b"page=1"), Host(caller=OTHER), 422),
        (asked("GET", "ctx/user/", b"user_id=5"), Host(caller=OTHER), 403),
    ],
)
def test_the_order_of_checks(frozen: Frozen, request_: Request, host: Host, code: int) -> None:
    reply = host.ask(frozen, request_)
    assert reply.status == code
    if code != 200:
        assert "Run" not in host.names
        assert b"invalidate" not in reply.body
        assert dict(reply.headers)["Content-Type"] == "application/problem+json"
    if code == 405:
        assert dict(reply.headers)["Allow"]


def test_faults_have_paths_and_no_values(frozen: Frozen) -> None:
    body = json.dumps({"args": {"user_id": SECRET, "extra": SECRET}}).encode()
    reply = Host(body=body).ask(frozen, post("call/rename/"))
    assert body_of(reply)["errors"] == [
        {"path": ["args", "extra"], "code": "unknown"},
        {"path": ["args", "name"], "code": "missing"},
        {"path": ["args", "user_id"], "code": "type"},
    ]
    assert SECRET.encode() not in reply.body
    reply = Host(body=b'{"args": {}, "args": {}}').ask(frozen, post("call/rename/"))
    assert code_of(reply) == (400, "BAD_REQUEST")
    reply = Host().ask(frozen, asked("GET", "ctx/user/", b"user_id=5&nothing=1"))
    assert body_of(reply)["errors"] == [{"path": ["params", "nothing"], "code": "unknown"}]


def test_the_limit_is_the_policys(frozen: Frozen) -> None:
    host = Host()
    assert host.ask(frozen, post("call/rename/", content_length="11"), Policy(limit=10)).status == 413
    assert host.names == []
    host.ask(frozen, post("call/rename/"), Policy(limit=10))
    assert host.effects[0] == ReadBody(10)


def test_unsafe_requests_are_identified_as_such(frozen: Frozen) -> None:
    seen: Callable[[Host], list[Identify]] = lambda host: [each for each in host.effects if isinstance(each, Identify)]  # noqa: E731
    call, bundle = Host(), Host()
    call.ask(frozen, post("call/rename/"))
    bundle.ask(frozen, asked("GET", "ctx/user/", b"user_id=5"))
    assert (seen(call), seen(bundle)) == ([Identify(unsafe=True)], [Identify(unsafe=False)])


def test_a_problem_of_a_function_is_not_found_as_it_says(registry: Registry) -> None:
    problem = NotFound("no such order")

    @client
    def missing() -> None:
        raise problem

    reply = Host(body=b"{}").ask(registry.freeze(), post("call/missing/", x_mizan_schema="0" * 16))
    assert body_of(reply) == {
        "type": "urn:mizan:problem:not-found",
        "title": "Not found",
        "status": 404,
        "code": "NOT_FOUND",
        "detail": "no such order",
        "invalidate": [],
        "outdated": True,
    }
