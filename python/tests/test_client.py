"""The decorator: what it takes, what it refuses, and that a declared function is still the function it was."""

import asyncio
import functools
import inspect
import re
from collections.abc import Iterator

import pytest

from mizan import DeclarationError, DomainError, ReactContext, Registry, client
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


class SoldOut(DomainError[None]): ...


class _Everybody:
    def __call__(self, request: object) -> bool:
        return True


def _rows(request: object) -> Iterator[bool]:
    yield True


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"public": True}, "`public` does nothing on a function without a context"),
        ({"public": 1, "context": USER}, "`public=1` means nothing; there are `True` and `False`"),
        ({"public": True, "context": USER, "auth": True}, "`public` and `auth` exclude each other"),
        ({"public": True, "context": USER, "cache": False}, "`public` and `cache=False` exclude each other"),
        ({"private": None}, "`private=None` means nothing"),
        ({"private": True, "context": USER}, "`private` and `context` exclude each other"),
        ({"private": True, "raises": [SoldOut]}, "`raises` does nothing on a private function without a route"),
        ({"private": True, "auth": "staff"}, "`private` and `auth` exclude each other"),
        ({"route": 5}, "`route` takes a path as the host writes it"),
        ({"route": "/x/"}, "`route` begins without a slash: say `x/`"),
        ({"route": "x\n/"}, "`route` has a character that no path has"),
        ({"route": "x/", "context": USER}, "`route` and `context` exclude each other"),
        ({"methods": ["GET"]}, "`methods` does nothing without a `route`"),
        ({"methods": "GET", "route": "x/"}, '`methods` takes a list, such as `["GET", "POST"]`'),
        ({"methods": [], "route": "x/"}, "`methods` takes a list"),
        ({"methods": ["get"], "route": "x/"}, "`methods`: `get` is none; say `GET`"),
        ({"methods": ["HEAD"], "route": "x/"}, "`methods`: `HEAD` is none; it goes with `GET`"),
        ({"methods": ["TRACE"], "route": "x/"}, "`methods`: `TRACE` is none; there are `DELETE`, `GET`"),
        ({"methods": ["GET", "POST"], "route": "x/", "affects": USER}, "`affects` and the method `GET` exclude"),
        ({"websocket": True}, "`websocket` is not there yet"),
        ({"rev": 1}, "`rev` does nothing on a function without a context"),
        ({"rev": True, "context": USER}, "`rev` is a number from 0 to 2147483647, not `True`"),
        ({"rev": -1, "context": USER}, "`rev` is a number from 0"),
        ({"rev": 1 << 31, "context": USER}, "`rev` is a number from 0"),
        (
            {"raises": (ValueError,)},
            "`raises` takes domain errors, not `ValueError`; declare one: `class OutOfStock(",
        ),
        ({"auth": 1}, '`auth` takes `True`, `"self"`, a role or a function of the request, not `1`'),
        ({"auth": "required"}, '`auth="required"`: say `auth=True`'),
        ({"auth": "custom"}, '`auth="custom"`: say the function itself'),
        ({"auth": "role:editor"}, '`auth="role:editor"`: say the role\'s name alone'),
        ({"auth": ""}, "a role's name has 1 to 64 characters"),
        ({"auth": "a" * 65}, "a role's name has 1 to 64 characters"),
        ({"auth": "a,b"}, "a role's name has 1 to 64 characters, no comma"),
        ({"auth": " editor"}, "a role's name has"),
        ({"auth": "edi\u202etor"}, "a role's name has"),
        ({"auth": "edi\ntor"}, "a role's name has"),
        ({"auth": lambda: True}, "`auth`: `<lambda>` is not called with the request alone"),
        ({"auth": lambda request, more: True}, "is not called with the request alone"),
        ({"auth": _Everybody}, "`auth`: `_Everybody` is a class; pass a function of the request"),
        ({"auth": _rows}, "`auth`: a generator is no guard"),
        ({"cache": 3601, "context": USER}, "`cache` takes `True`, `False` or 1 to 3600 seconds, not `3601`"),
        ({"cache": 0, "context": USER}, "not `0`; `False` keeps nothing"),
        ({"cache": 1.5, "context": USER}, "not `1.5`"),
        ({"cache": None, "context": USER}, "not `None`"),
        ({"cache": 60}, "`cache=60` does nothing on a function without a context"),
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


def test_who_may_call_is_told_in_the_words_of_the_ir() -> None:
    guard = _Everybody()

    async def late(request: object) -> bool:
        return True

    words = {None: None, False: None, True: "required", "self": "self", "staff": "staff", "superuser": "superuser"}
    words |= {"editor": "role:editor", "Chief Editor": "role:Chief Editor", guard: "custom", late: "custom"}
    for given, word in words.items():

        @client(auth=given)
        def named() -> None: ...

        assert named.declaration.auth == word
        assert named.declaration.guard is (given if word == "custom" else None)
    with pytest.raises(DeclarationError, match="`auth`: `named` is declared with `@client`"):
        client(auth=named)(plain_one)


def test_every_option_is_kept() -> None:
    @client(context=USER, public=True, cache=60, rev=3)
    def shown(user_id: int) -> None: ...

    @client(private=True, route="hooks/<int:user_id>/", methods=["PUT", "POST", "PUT"], affects=USER)
    def hooked(user_id: int) -> None: ...

    one, other = shown.declaration, hooked.declaration
    assert (one.public, one.private, one.cache, one.rev, one.route, one.methods) == (True, False, 60, 3, None, ())
    assert (other.public, other.private, other.cache, other.rev) == (False, True, True, 0)
    assert (other.route, other.methods) == ("hooks/<int:user_id>/", ("POST", "PUT"))


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
