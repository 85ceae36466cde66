"""The decorator: what it takes, what it refuses, and that a declared function is still the function it was."""

import asyncio
import functools
import inspect
import re

import pytest

from mizan import DeclarationError, ReactContext, Registry, client
from mizan.registry import current, scoped

USER = ReactContext("user", identity="user_id", view=("page",))

pytestmark = pytest.mark.usefixtures("registry")


def test_bare_and_called_forms_declare() -> None:
    @client
    def ping() -> str:
        """Answers."""
        return "pong"

    @client()
    def pong(request: object) -> str:
        return "ping"

    assert [each.declaration.name for each in current().functions] == ["ping", "pong"]
    assert (ping(), pong(None)) == ("pong", "ping")
    assert (ping.__name__, ping.__doc__, ping.__module__) == ("ping", "Answers.", __name__)
    assert inspect.signature(pong).parameters.keys() == {"request"}


def test_async_functions_stay_async() -> None:
    @client
    async def slow(a: int) -> int:
        return a + 1

    @client
    def quick(a: int) -> int:
        return a

    assert inspect.iscoroutinefunction(slow)
    assert not inspect.iscoroutinefunction(quick)
    assert asyncio.run(slow(1)) == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"public": True}, "`public` is not there yet"),
        ({"private": True}, "`private` is not there yet"),
        ({"route": "/x/"}, "`route` is not there yet"),
        ({"methods": ["GET"]}, "`methods` is not there yet"),
        ({"websocket": True}, "`websocket` is not there yet"),
        ({"rev": 1}, "`rev` is not there yet"),
        ({"rev": True}, "`rev` is not there yet"),
        (
            {"raises": (ValueError,)},
            "`raises` takes domain errors, not `ValueError`; declare one: `class OutOfStock(",
        ),
        ({"auth": "staff"}, "`auth='staff'` is not there yet"),
        ({"auth": lambda request: True}, 'is not there yet; there are `True` and `"self"`'),
        ({"auth": 1}, "`auth=1` is not there yet"),
        ({"cache": 60, "context": USER}, "`cache=60` is not there yet"),
        ({"cache": 0, "context": USER}, "`cache=0` is not there yet"),
        ({"cache": False}, "`cache=False` does nothing"),
        ({"context": "user"}, "`context` takes a `ReactContext`"),
        ({"affects": 5}, "`affects` takes contexts, members"),
        ({"context": USER, "affects": USER}, "may not have `affects`"),
    ],
)
def test_options_that_would_do_nothing_are_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(DeclarationError) as caught:

        @client(**options)  # type: ignore[call-overload]  # the point is what the types refuse too
        def named(request: object) -> None: ...

    text = str(caught.value)
    assert says in text
    assert re.search(r"test_client\.py:\d+: function `named`: ", text)
    assert not current().functions


def test_what_is_noplain_one_function_is_refused() -> None:
    def rows() -> object:
        yield 1

    async def stream() -> object:
        yield 1

    class Thing:
        def __call__(self) -> None: ...

    for what, says in (
        (rows, "a generator is not there yet"),
        (stream, "a generator is not there yet"),
        (lambda: 1, "the name is not of the form"),
        (Thing(), "is no function"),
        (Thing, "is no function"),
        (len, "is no function"),
    ):
        with pytest.raises(DeclarationError, match=says):
            client(what)  # type: ignore[call-overload]

    once = client(plain_one)
    with pytest.raises(DeclarationError, match="declared already"):
        client(once)


def plain_one() -> None: ...


def test_targets() -> None:
    @client(context=USER)
    def orders(user_id: int) -> None: ...

    @client(affects=[USER, USER.scope(user_id="owner"), USER.all(), orders, orders.scope(user_id="owner"), "orders"])
    def ship(owner: int) -> None: ...

    found = [(target.of, target.scope, target.all) for target in ship.declaration.affects]
    scope = {"user_id": "owner"}
    assert found == [
        (USER, None, False),
        (USER, scope, False),
        (USER, None, True),
        (orders, None, False),
        (orders, scope, False),
        ("orders", None, False),
    ]
    with pytest.raises(DeclarationError, match="names no param"):
        USER.scope()
    with pytest.raises(DeclarationError, match="as text"):
        orders.scope(user_id=5)  # type: ignore[arg-type]
    with pytest.raises(DeclarationError, match="tuple of names"):
        ReactContext("user", view="page")  # type: ignore[arg-type]


def test_scoped_registries_nest_and_leave_nothing() -> None:
    outer = current()
    with scoped() as inner:
        client(plain_one)
        assert len(inner.functions) == 1
    assert current() is outer
    assert not outer.functions
    assert isinstance(inner, Registry)


def test_what_is_no_function_of_a_module_is_refused_where_it_stands() -> None:
    class Holder:
        def method(self) -> None: ...

        @staticmethod
        def static() -> None: ...

    for what, says in (
        (USER, r"say `@client\(context=…\)`"),
        (Holder, "a class is no function; declare a plain function of the module"),
        (functools.partial(plain_one), "a partial is no function with a name; declare a plain function"),
        (Holder.__dict__["static"], "a static method is called through its class; declare a plain function"),
        (Holder.method, "it is a method of `.*Holder`; declare a plain function of the module"),
        (Holder().method, "a method is called through its object; declare a plain function"),
    ):
        with pytest.raises(DeclarationError, match=says) as caught:
            client(what)  # type: ignore[call-overload]
        assert re.match(r"\S*test_client\.py:\d+: ", str(caught.value))
    assert not current().functions


def test_targets_and_contexts_are_refused_where_they_stand() -> None:
    for declare in (
        lambda: USER.scope(),
        lambda: ReactContext("user", view=5),  # type: ignore[arg-type]
        lambda: ReactContext("user", view={"page": 1}),  # type: ignore[arg-type]
        lambda: ReactContext("user", view=(5,)),  # type: ignore[arg-type]
    ):
        with pytest.raises(DeclarationError, match=r"^\S*test_client\.py:\d+: .*(names no param|a tuple of names)"):
            declare()
