"""What a failed call still has to say, and what it must not: broken problems, redaction, what outlives a call."""

import contextvars
import threading
from typing import Any
from uuid import uuid4

import pytest
from test_dispatch import SELF, Host, asked, body_of, code_of, post

from mizan import Caller, ReactContext, Registry, client
from mizan.dispatch import Commit, Effect
from mizan.errors import Conflict, Fault, Invalid

USER = ReactContext("user", identity="user_id")
SUPERUSER = Caller("9", frozenset({"superuser"}), "", "session")


class Taken(Conflict):
    """An author's problem that never told its base class."""

    def __init__(self, name: str) -> None:
        self.name = name


def misspelt() -> Conflict:
    problem = Conflict("taken")
    problem.detail = object()  # type: ignore[assignment]  # an author's mistake
    return problem


@pytest.mark.parametrize(
    "problem",
    [Taken("x"), misspelt(), Invalid(errors=[Fault(("args", uuid4()), "format")])],  # type: ignore[arg-type]  # the same
    ids=["without its base", "with a detail that is no text", "with a path that is no path"],
)
def test_a_problem_that_cannot_be_written_keeps_what_was_dropped(
    registry: Registry, problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    @client(context=USER)
    def profile(user_id: int) -> None: ...

    @client(affects=USER)
    def rename(user_id: int) -> None:
        raise problem

    reply = Host(body=b'{"args": {"user_id": 5}}').ask(registry.freeze(), post("call/rename/"))
    assert code_of(reply) == (500, "INTERNAL")
    assert body_of(reply)["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]
    assert dict(reply.headers)["X-Mizan-Invalidate"] == "user;user_id=5"
    assert "cannot be written" in caplog.text


@pytest.mark.parametrize("fails", [False, True])
def test_a_failed_call_names_no_value_that_it_was_not_given(registry: Registry, fails: bool) -> None:
    @client(context=ReactContext("order"))
    def order(number: int) -> None: ...

    @client(affects=order)
    def ship(number: int) -> None: ...

    @client
    def ship_the_next() -> None:
        ship(number=77)
        if fails:
            raise Conflict("no carrier")

    reply = Host(body=b"{}").ask(registry.freeze(), post("call/ship_the_next/"))
    # It is no identity, so a result may name it; an error says no more than the caller knew.
    params = {} if fails else {"params": {"number": 77}}
    assert body_of(reply)["invalidate"] == [{"context": "order", "function": "order", **params}]


def test_a_superuser_who_is_not_staff_is_held_to_self(registry: Registry) -> None:
    @client(context=USER, auth="self")
    def profile(user_id: int) -> None: ...

    frozen = registry.freeze()
    request = asked("GET", "ctx/user/", b"user_id=5")
    assert Host(caller=SUPERUSER).ask(frozen, request).status == 403
    assert Host(caller=SELF).ask(frozen, request).status == 200


def test_what_is_called_after_the_end_joins_nothing(registry: Registry) -> None:
    ended, called = threading.Event(), threading.Event()

    @client(context=USER)
    def profile(user_id: int) -> None: ...

    @client(affects=USER)
    def rename(user_id: int) -> None: ...

    left: list[threading.Thread] = []

    @client
    def start() -> None:
        context = contextvars.copy_context()

        def later() -> None:
            ended.wait(10)
            context.run(rename, user_id=5)
            called.set()

        left.append(threading.Thread(target=later))
        left[0].start()

    class Late(Host):
        """Commits only when the thread that was left behind has called."""

        def perform(self, effect: Effect) -> Any:
            if isinstance(effect, Commit):
                ended.set()
                assert called.wait(10)
            return super().perform(effect)

    assert body_of(Late(body=b"{}").ask(registry.freeze(), post("call/start/")))["invalidate"] == []
    left[0].join()


def test_a_read_with_a_body_is_identified_and_guarded_first(registry: Registry) -> None:
    @client(context=USER, auth=True)
    def profile(user_id: int) -> None: ...

    frozen = registry.freeze()
    request = asked("GET", "ctx/user/", b"user_id=5", content_length="5")
    assert Host(caller=None).ask(frozen, request).status == 401
    assert Host().ask(frozen, request).status == 400


def test_one_place_that_declares_twice_is_a_defect(registry: Registry) -> None:
    def make(context: ReactContext) -> Any:
        @client(affects=context)
        def touch(user_id: int) -> None: ...

        return touch

    @client(context=USER)
    def profile(user_id: int) -> None: ...

    make(USER), make(USER)
    with pytest.raises(ValueError, match="two functions are called `touch`"):
        registry.freeze()


def test_nothing_is_declared_after_the_freeze(registry: Registry) -> None:
    @client
    def early() -> None: ...

    registry.freeze()
    with pytest.raises(TypeError, match=r"failures\.py:\d+: function `late`: .* after the registry was frozen"):

        @client
        def late() -> None: ...


def test_targets_have_an_order(registry: Registry) -> None:
    with pytest.raises(TypeError, match="a set has no order"):

        @client(affects={USER, ReactContext("cart")})
        def touch() -> None: ...
