"""`invalidate` and declared functions, within calls and outside of them: what is dropped, when, and what is refused."""

import asyncio
import contextvars
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from test_dispatch import OTHER, Host, asked, body_of, code_of, post

from mizan import ReactContext, Registry, client, invalidate, invalidation
from mizan import registry as registries
from mizan._native import Invalidation
from mizan.dispatch import Purge
from mizan.registry import Frozen

USER = ReactContext("user", identity="user_id", view=("page",))
SHOP = ReactContext("shop")


@dataclass
class Outside:
    """The host that performs what is dropped outside of calls."""

    graph: Frozen
    performed: list[Any] = field(default_factory=list)

    def frozen(self) -> Frozen:
        return self.graph

    def perform(self, dropped: Invalidation) -> None:
        self.performed += json.loads(dropped.targets)


class Broken(Outside):
    """One that cannot tell anybody."""

    def perform(self, dropped: Invalidation) -> None:
        raise OSError("no such row")


@dataclass
class Site:
    """A frozen graph, its functions by name, and the host that is connected."""

    frozen: Frozen
    outside: Outside
    functions: dict[str, Any]
    # What `does` does when it is called.
    todo: list[Callable[[], Any]] = field(default_factory=list)
    # `waits` has begun, and may end.
    begun: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)

    def call(self, todo: Callable[[], Any], *, caller: Any = OTHER) -> tuple[int, Any, Host]:
        """Within a call."""
        self.todo[:] = [todo]
        host = Host(body=b'{"args":{"owner":6}}', caller=caller)
        reply = host.ask(self.frozen, post("call/does/"))
        return reply.status, body_of(reply)["invalidate"], host


@pytest.fixture
def site(registry: Registry) -> Iterator[Site]:
    todo: list[Callable[[], Any]] = []

    @client(context=USER)
    def profile(user_id: int, page: int = 1) -> None: ...

    @client(context=USER)
    def orders(user_id: int, state: str | None = None) -> None: ...

    @client(context=SHOP)
    def products(request: Any, tags: list[str]) -> None:
        todo[0]()

    @client
    def does(owner: int) -> None:
        todo[0]()

    @client(affects=USER.scope(user_id="owner"))
    def rename(owner: int, fails: bool = False) -> str:
        if fails:
            raise LookupError("as it was told")
        return f"{owner}"

    @client(private=True, affects=[profile, SHOP])
    async def later(user_id: int, fails: bool = False) -> str:
        before = list(outside.performed)
        await asyncio.sleep(0)
        assert outside.performed == before
        if fails:
            raise LookupError("as it was told")
        return f"{user_id}"

    @client(affects=USER)
    def mine() -> None: ...

    @client(affects=USER)
    def waits(user_id: int) -> None:
        site.begun.set()
        site.gate.wait(30)

    frozen = registry.freeze()
    outside = Outside(frozen)
    functions = {"profile": profile, "orders": orders, "rename": rename, "later": later, "mine": mine, "does": does}
    site = Site(frozen, outside, {**functions, "waits": waits}, todo)
    invalidation.connect(outside)
    yield site
    invalidation.disconnect()


TARGETS: dict[str, tuple[Callable[[Site], None], Any]] = {
    "context": (lambda site: invalidate(USER, user_id=7), {"context": "user", "params": {"user_id": 7}}),
    "whole": (lambda site: invalidate(USER), "user"),
    "null": (lambda site: invalidate(USER, state=None), "user"),
    "other": (lambda site: invalidate(SHOP), "shop"),
    "member": (
        lambda site: invalidate(site.functions["orders"], user_id=7, state="new"),
        {"context": "user", "function": "orders", "params": {"state": "new", "user_id": 7}},
    ),
    "name": (
        lambda site: invalidate("orders", state="x"),
        {"context": "user", "function": "orders", "params": {"state": "x"}},
    ),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_a_target_by_hand(site: Site, kind: str) -> None:
    drop, target = TARGETS[kind]
    drop(site)
    assert site.outside.performed == [target]
    status, _, host = site.call(lambda: drop(site))
    assert status == 200
    purged = host.effects[-1]
    assert isinstance(purged, Purge)
    assert json.loads(purged.invalidation.targets) == [target]
    assert len(site.outside.performed) == 1


def test_within_a_call_it_is_answered_redacted_and_in_order(site: Site) -> None:
    def drops() -> None:
        invalidate(USER, user_id=7)
        site.functions["rename"](6)
        invalidate(USER, user_id=6)
        invalidate("orders", user_id=7, state="new")

    status, told, host = site.call(drops)
    assert (status, told) == (
        200,
        [
            {"context": "user", "params": {"user_id": 6}},
            "user",
            {"context": "user", "function": "orders", "params": {"state": "new"}},
        ],
    )
    purged = host.effects[-1]
    assert isinstance(purged, Purge)
    assert len(json.loads(purged.invalidation.targets)) == 3
    assert site.outside.performed == []


def test_a_failed_call_drops_what_was_named_before(site: Site) -> None:
    def drops() -> None:
        invalidate("orders", user_id=7, state="new")
        raise LookupError

    status, told, host = site.call(drops)
    # Nothing but the arguments of the call, and its caller's own, is told by an error.
    assert (status, told, host.names[-2:]) == (
        500,
        [{"context": "user", "function": "orders"}],
        ["Commit", "Purge"],
    )


WRONG: list[tuple[Callable[[Site], None], type[Exception], str]] = [
    (lambda site: invalidate(USER, nobody=7), ValueError, "nobody"),
    (lambda site: invalidate(USER, page=7), ValueError, "page"),
    (lambda site: invalidate(SHOP, tags=["x"]), ValueError, "tags"),
    (lambda site: invalidate(USER, user_id="7"), ValueError, "user_id"),
    (lambda site: invalidate(USER, user_id=True), ValueError, "user_id"),
    (lambda site: invalidate(USER, user_id=None), ValueError, "user_id"),
    (lambda site: invalidate(USER, user_id=1 << 60), ValueError, "user_id"),
    (lambda site: invalidate(site.functions["profile"], state="new"), ValueError, "state"),
    (lambda site: invalidate(ReactContext("nothing")), ValueError, "nothing"),
    (lambda site: invalidate("nothing"), ValueError, "`nothing` cannot be dropped: there is no such function"),
    (lambda site: invalidate("does"), ValueError, "`does` cannot be dropped: that is no member of a context"),
    (lambda site: invalidate("user"), ValueError, "that is a context; pass the `ReactContext` itself"),
    (lambda site: invalidate(site.functions["does"]), ValueError, "that is no member of a context"),
    (lambda site: invalidate(site.functions["later"]), ValueError, "`later` cannot be dropped"),
    (lambda site: invalidate(USER.all()), TypeError, "takes the context or the member itself"),  # type: ignore[arg-type]
    (lambda site: invalidate(5), TypeError, "takes a context, a member or a member's name, not `int`"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("drop", "kind", "says"), WRONG)
def test_what_cannot_be_dropped_raises_where_it_stands(
    site: Site, drop: Callable[[Site], None], kind: type[Exception], says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(kind, match=says):
        drop(site)
    assert site.outside.performed == []

    def drops() -> None:
        with pytest.raises(kind, match=says):
            drop(site)

    assert site.call(drops)[:2] == (200, [])
    assert site.call(lambda: drop(site))[:2] == (500, [])


def test_a_read_drops_nothing(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.todo[:] = [lambda: invalidate(USER)]
    reply = Host().ask(site.frozen, asked("GET", "ctx/shop/"))
    assert (*code_of(reply), body_of(reply)["member"]) == (500, "INTERNAL", "products")
    assert "a read called `invalidate`" in caplog.text
    assert site.outside.performed == []


def test_a_declared_function_that_code_calls_drops_when_it_ends(site: Site) -> None:
    rename, later = site.functions["rename"], site.functions["later"]
    assert rename(7) == "7"
    seven = {"context": "user", "params": {"user_id": 7}}
    assert site.outside.performed == [seven]
    with pytest.raises(LookupError, match="as it was told"):
        rename(owner=7, fails=True)
    assert site.outside.performed == [seven, seven]
    site.outside.performed.clear()
    targets = [{"context": "user", "function": "profile", "params": {"user_id": 7}}, "shop"]
    assert asyncio.run(later(7)) == "7"
    assert site.outside.performed == targets
    with pytest.raises(LookupError, match="as it was told"):
        asyncio.run(later(user_id=7, fails=True))
    assert site.outside.performed == [*targets, *targets]


def test_an_async_function_that_is_cancelled_or_closed_has_ended(site: Site) -> None:
    pending = site.functions["later"](7)
    pending.close()  # It never began.
    assert site.outside.performed == []
    pending = site.functions["later"](7)
    pending.send(None)
    pending.close()
    assert len(site.outside.performed) == 2


def test_arguments_that_do_not_fit_raise_before_the_function_runs(site: Site) -> None:
    with pytest.raises(TypeError, match="`rename` was called with a wrong `owner`"):
        site.functions["rename"]("7")
    with pytest.raises(TypeError, match="`later` was called with a wrong `user_id`"):
        asyncio.run(site.functions["later"]("7"))
    with pytest.raises(TypeError, match="missing a required argument: 'owner'"):
        site.functions["rename"]()
    assert site.outside.performed == []


def test_outside_of_calls_nobody_asks(site: Site) -> None:
    site.functions["mine"]()
    assert site.outside.performed == ["user"]


def test_an_async_function_joins_the_call_that_awaits_it(site: Site) -> None:
    status, told, _ = site.call(lambda: asyncio.run(site.functions["later"](6)))
    assert (status, told) == (200, [{"context": "user", "function": "profile", "params": {"user_id": 6}}, "shop"])
    assert site.outside.performed == []


def test_what_outlives_a_call_is_outside(site: Site) -> None:
    left: list[contextvars.Context] = []
    assert site.call(lambda: left.append(contextvars.copy_context()))[1] == []
    for drops in (lambda: invalidate(USER, user_id=9), lambda: site.functions["rename"](9)):
        thread = threading.Thread(target=left[0].copy().run, args=(drops,))
        thread.start()
        thread.join()
    assert site.outside.performed == [{"context": "user", "params": {"user_id": 9}}] * 2


def test_what_comes_just_as_a_call_ends_is_told_by_nobody_twice(site: Site) -> None:
    """Between the question whether a call runs and what joins it, the call may end."""
    running = invalidation.Running([], site.frozen, reads=False)
    rename = site.functions["rename"]

    def ends() -> dict[str, Any]:
        running.close()
        return {"owner": 9, "fails": False}

    assert running.join(rename, lambda: {"owner": 8, "fails": False}) and running.add("shop", None, {})
    assert not running.join(rename, ends) and not running.add("user", None, {})
    assert [values["owner"] for _, values in running.calls] == [8] and running.targets == [b'"shop"']


def test_what_outlives_a_read_is_outside(site: Site) -> None:
    left: list[contextvars.Context] = []
    site.todo[:] = [lambda: left.append(contextvars.copy_context())]
    assert Host().ask(site.frozen, asked("GET", "ctx/shop/")).status == 200
    left[0].run(invalidate, USER, user_id=9)
    assert site.outside.performed == [{"context": "user", "params": {"user_id": 9}}]


def test_a_function_that_outlives_the_call_it_joined_is_told_of_again(site: Site) -> None:
    left: list[threading.Thread] = []

    def leaves() -> None:
        context = contextvars.copy_context()
        left.append(threading.Thread(target=context.run, args=(site.functions["waits"], 6)))
        left[0].start()
        assert site.begun.wait(30)

    target = {"context": "user", "params": {"user_id": 6}}
    assert site.call(leaves)[:2] == (200, [target])
    assert site.outside.performed == []
    site.gate.set()
    left[0].join()
    assert site.outside.performed == [target]


def test_what_the_host_raises_is_told_to_who_dropped(site: Site) -> None:
    invalidation.connect(Broken(site.frozen))
    with pytest.raises(OSError, match="no such row"):
        invalidate(USER)
    with pytest.raises(OSError, match="no such row"):
        site.functions["rename"](7)


def test_without_a_host_a_declared_function_is_the_plain_one(registry: Registry) -> None:
    @client(context=SHOP)
    def products() -> None: ...

    @client(affects=SHOP)
    def change(text: str) -> str:
        return text

    registry.freeze()
    assert change(5) == 5  # type: ignore[arg-type, comparison-overlap]  # nothing looks at it
    with pytest.raises(RuntimeError, match="nothing is there to perform it"):
        invalidate(SHOP)


def test_a_function_of_another_registry_is_the_plain_one(site: Site) -> None:
    with registries.scoped():

        @client(affects=USER)
        def change(user_id: object) -> object:
            return user_id

    assert change("x") == "x"
    assert site.outside.performed == []
