"""Domain errors: how they are declared, what the client gets of them, and what is said of those nobody declared."""

import asyncio
import json
import logging
import re
import types
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest
from irs import frozen_ir
from pydantic import BaseModel
from test_dispatch import Host, asked, body_of, code_of, post

from mizan import DeclarationError, DomainError, GraphError, Problem, ReactContext, Registry, _native, client
from mizan.errors import Conflict

T = TypeVar("T")
USER = ReactContext("user", identity="user_id")
SECRET = "hunter2"


class StockLeft(BaseModel):
    pieces: int = 0


class OutOfStock(DomainError[StockLeft]):
    """Fewer are left than were asked for.

    The rest of it.
    """


class SoldOut(DomainError[None]):
    status = 410


class VerySoldOut(SoldOut):
    pass


class HTTPGone404Error(DomainError[list[int]]):
    code = "GONE_FOR_GOOD"


class Carrying(DomainError[T], Generic[T]):
    """An error with some of it."""


class CarryingText(Carrying[str]):
    """Text."""


class Forward(DomainError["Later"]):
    pass


class Later(BaseModel):
    id: int


def test_what_the_ir_holds(registry: Registry) -> None:
    @client(context=USER, raises=(SoldOut,))
    def profile(user_id: int) -> None: ...

    @client(raises=[SoldOut, OutOfStock, HTTPGone404Error, CarryingText, Forward, SoldOut, VerySoldOut])
    def order() -> None: ...

    ir = frozen_ir(registry)
    assert {each["name"]: each["raises"] for each in ir["functions"]} == {
        "order": ["CARRYING_TEXT", "FORWARD", "GONE_FOR_GOOD", "OUT_OF_STOCK", "SOLD_OUT", "VERY_SOLD_OUT"],
        "profile": ["SOLD_OUT"],
    }
    assert {each["code"]: (each["status"], each.get("data"), each.get("doc")) for each in ir["errors"]} == {
        "OUT_OF_STOCK": (
            409,
            {"type": "ref", "name": "StockLeft"},
            "Fewer are left than were asked for.\n\nThe rest of it.",
        ),
        "SOLD_OUT": (410, None, None),
        "VERY_SOLD_OUT": (410, None, None),
        "GONE_FOR_GOOD": (409, {"type": "list", "item": {"type": "integer"}}, None),
        "CARRYING_TEXT": (409, {"type": "string"}, "Text."),
        "FORWARD": (409, {"type": "ref", "name": "Later"}, None),
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [("OutOfStock", "OUT_OF_STOCK"), ("HTTPGone", "HTTP_GONE"), ("Gone404Error", "GONE404_ERROR"), ("A", "A")],
)
def test_the_code_is_the_name(name: str, code: str) -> None:
    assert type(name, (SoldOut,), {}).code == code


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"code": "lower"}, "the code `lower` is not of the form `[A-Z][A-Z0-9_]*`"),
        ({"code": "NOT_FOUND"}, "the code `NOT_FOUND` is the protocol's own; give it another"),
        ({"status": 500}, "the status `500` is none of 400 to 499"),
        ({"status": 399}, "is none of 400 to 499"),
        ({"status": True}, "is none of 400 to 499"),
        ({"status": "409"}, "is none of 400 to 499"),
    ],
)
def test_classes_that_are_refused_where_they_stand(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(DeclarationError, match=re.escape(says)) as caught:
        type("Odd", (SoldOut,), fields)
    assert re.match(r"\S*test_domain\.py:\d+: domain error `Odd`: ", str(caught.value))
    with pytest.raises(DeclarationError, match="the code `CONFLICT` is the protocol's own"):

        class Conflict(DomainError[None]):
            pass


def test_a_problem_with_a_code_of_its_own_is_no_problem() -> None:
    with pytest.raises(
        DeclarationError, match=r"`MINE` is none of the protocol's; .* is a `DomainError`: `class Mine\("
    ):

        class Mine(Problem):
            code = "MINE"


@pytest.mark.parametrize(
    ("raises", "says"),
    [
        (
            [ValueError],
            r"`raises` takes domain errors, not `ValueError`; declare one: `class OutOfStock\(DomainError\[",
        ),
        ([Conflict], "`raises` takes domain errors, not `Conflict`"),
        ([DomainError], r"`DomainError` does not say the type of its data; `DomainError\[None\]` has none"),
        ([Carrying], "`Carrying` does not say the type of its data"),
        ([SoldOut()], "takes domain errors, not `SoldOut"),
        (SoldOut, r"`raises` takes a list of classes, such as `\[OutOfStock\]`"),
        ("SOLD_OUT", "`raises` takes a list of classes"),
    ],
    ids=str,
)
def test_what_raises_does_not_take(raises: Any, says: str) -> None:
    with pytest.raises(DeclarationError, match=says):

        @client(raises=raises)
        def order() -> None: ...


def test_two_classes_of_one_code_are_one_or_a_defect(registry: Registry) -> None:
    def make(status: int, doc: str | None) -> type[DomainError[None]]:
        fields = {"status": status, "__doc__": doc, "__module__": f"of_{status}"}
        return types.new_class("SoldOut", (DomainError[None],), {}, lambda namespace: namespace.update(fields))

    def order() -> None: ...

    def again() -> None: ...

    client(raises=[SoldOut])(order)
    client(raises=[make(410, None)])(again)
    registry.freeze()

    def third() -> None: ...

    other = Registry()
    other.add(registry.functions[0])
    from mizan.registry import scoped

    for differs in (make(409, None), make(410, "Documented.")):
        with scoped() as inner:
            client(raises=[SoldOut])(order)
            client(raises=[differs])(third)
            with pytest.raises(GraphError) as caught:
                inner.freeze()
        (defect,) = caught.value.defects
        assert "two domain errors have the code `SOLD_OUT`, `test_domain.SoldOut` and `of_" in defect
        assert "test_domain.py:" in defect


def test_data_that_is_no_type_of_the_wire_is_a_defect(registry: Registry) -> None:
    class Odd(DomainError[set[int]]):
        pass

    class Lost(DomainError["Nowhere"]):  # type: ignore[name-defined]  # the point
        pass

    @client(raises=[Odd, Lost])
    def order() -> None: ...

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    first, second = caught.value.defects
    assert re.search(r"test_domain\.py:\d+: Odd\.data: `set\[int\]` is no type of the wire", first)
    assert "Lost.data: the name `Nowhere` cannot be resolved" in second


@pytest.fixture
def failing(registry: Registry) -> Any:
    """A registry whose functions raise what the test asks for."""
    to_raise: list[Exception] = []

    @client(context=USER, raises=[SoldOut], cache=False)
    def profile(user_id: int) -> str:
        raise to_raise[0]

    @client(affects=USER, raises=[OutOfStock, SoldOut, HTTPGone404Error])
    def order(user_id: int) -> str:
        raise to_raise[0]

    @client(affects=USER, raises=[OutOfStock])
    async def order_async(user_id: int) -> str:
        await asyncio.sleep(0)
        raise to_raise[0]

    @client
    def outer(user_id: int) -> str:
        return order(user_id)

    frozen = registry.freeze()

    def ask(name: str, error: Exception) -> Any:
        to_raise[:] = [error]
        if name == "profile":
            return Host().ask(frozen, asked("GET", "ctx/user/", b"user_id=5"))
        return Host(body=b'{"args": {"user_id": 5}}').ask(frozen, post(f"call/{name}/"))

    return ask


DROPPED = [{"context": "user", "params": {"user_id": 5}}]


@pytest.mark.parametrize("name", ["order", "order_async"])
def test_the_problem_of_a_domain_error(failing: Any, name: str, caplog: pytest.LogCaptureFixture) -> None:
    reply = failing(name, OutOfStock(StockLeft(pieces=3)))
    assert code_of(reply) == (409, "OUT_OF_STOCK")
    assert json.loads(reply.body) == {
        "type": "urn:mizan:problem:out-of-stock",
        "title": "Fewer are left than were asked for.",
        "status": 409,
        "code": "OUT_OF_STOCK",
        "data": {"pieces": 3},
        "invalidate": DROPPED,
    }
    assert dict(reply.headers)["X-Mizan-Invalidate"] == "user;user_id=5"
    assert dict(reply.headers)["Cache-Control"] == "no-store"
    assert not caplog.records


def test_without_data_and_with_a_detail(failing: Any) -> None:
    reply = failing("order", SoldOut(detail="come back tomorrow"))
    assert json.loads(reply.body) == {
        "type": "urn:mizan:problem:sold-out",
        "title": "Sold out",
        "status": 410,
        "code": "SOLD_OUT",
        "detail": "come back tomorrow",
        "invalidate": DROPPED,
    }
    assert body_of(failing("order", HTTPGone404Error([1])))["data"] == [1]
    with pytest.raises(TypeError, match="the detail of a problem is text"):
        SoldOut(detail=5)  # type: ignore[call-overload]  # the point


def test_a_member_is_named(failing: Any) -> None:
    reply = failing("profile", SoldOut())
    body = json.loads(reply.body)
    assert (body["code"], body["status"], body["member"]) == ("SOLD_OUT", 410, "profile")
    assert "invalidate" not in body


def test_a_subclass_is_the_declared_class(failing: Any) -> None:
    assert code_of(failing("order", VerySoldOut())) == (410, "SOLD_OUT")


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("order", CarryingText(SECRET), "function `order` raised `CarryingText`, which its `raises` does not name"),
        ("order_async", SoldOut(), "function `order_async` raised `SoldOut`, which its `raises` does not name"),
        ("outer", SoldOut(), "function `outer` raised `SoldOut`, which its `raises` does not name"),
        ("order", OutOfStock({"pieces": SECRET}), "function `order` raised `OutOfStock` with data that does not fit"),  # type: ignore[arg-type]
        ("order", OutOfStock(None), "function `order` raised `OutOfStock` with data that does not fit"),  # type: ignore[arg-type]
        ("order", SoldOut(SECRET), "function `order` raised `SoldOut` with data, and it has none"),  # type: ignore[arg-type]
        ("profile", HTTPGone404Error([1]), "function `profile` raised `HTTPGone404Error`, which its `raises` does not"),
    ],
    ids=str,
)
def test_what_is_undeclared_is_the_functions_own_fault(
    failing: Any, name: str, error: Exception, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reply = failing(name, error)
    assert code_of(reply) == (500, "INTERNAL")
    assert says in caplog.text
    assert SECRET not in caplog.text
    assert SECRET.encode() not in reply.body
    assert b"data" not in reply.body
    if name != "profile":
        assert body_of(reply)["invalidate"] == DROPPED


def test_an_error_that_never_told_its_base_class(registry: Registry) -> None:
    class Own(DomainError[None]):
        def __init__(self, name: str) -> None:
            self.name = name

    @client(affects=USER, raises=[Own])
    def order(user_id: int) -> None:
        raise Own("x")

    @client(context=USER)
    def profile(user_id: int) -> None: ...

    reply = Host(body=b'{"args": {"user_id": 5}}').ask(registry.freeze(), post("call/order/"))
    assert code_of(reply) == (409, "OWN")
    assert body_of(reply)["invalidate"] == DROPPED


def module_of(raises: list[str], answer: dict[str, Any]) -> ModuleType:
    module = ModuleType("shop_native")
    ir = {
        "version": 1,
        "errors": [
            {"code": "NO_STOCK", "status": 410, "doc": "It is gone.", "data": {"type": "integer"}},
            {"code": "SOLD_OUT", "status": 410},
        ],
        "functions": [{"name": "order", "args": [], "result": {"type": "null"}, "raises": raises}],
    }
    vars(module).update(
        {
            "__mizan__": {"protocol": 1, "core": _native.__version__},
            "ir": lambda: json.dumps(ir).encode(),
            "call": lambda name, args, caller: b"error\n" + json.dumps(answer).encode(),
        }
    )
    return module


@pytest.mark.parametrize(
    ("raises", "answer", "status", "told"),
    [
        (["NO_STOCK"], {"code": "NO_STOCK", "data": 3}, 410, {"code": "NO_STOCK", "title": "It is gone.", "data": 3}),
        (["SOLD_OUT"], {"code": "SOLD_OUT", "detail": "all"}, 410, {"title": "Sold out", "detail": "all"}),
        ([], {"code": "NO_STOCK", "data": 3}, 500, {"code": "INTERNAL"}),
        (["NO_STOCK"], {"code": "NO_STOCK"}, 500, {"code": "INTERNAL"}),
        (["NO_STOCK"], {"code": "CONFLICT", "detail": "x"}, 409, {"code": "CONFLICT", "detail": "x"}),
    ],
)
def test_a_native_functions_domain_error_passes(
    registry: Registry, raises: list[str], answer: dict[str, Any], status: int, told: dict[str, Any]
) -> None:
    # The other one of its errors is one of Python's as well, which is the same and therefore no defect.
    @client(raises=[SoldOut])
    def own() -> None: ...

    registry.mount(module_of(sorted({"NO_STOCK", "SOLD_OUT"} & set(raises)), answer))
    reply = Host(body=b"{}").ask(registry.freeze(), post("call/order/"))
    assert reply.status == status
    body = json.loads(reply.body)
    assert told.items() <= body.items()
    assert ("data" in body) == ("data" in told)


def test_a_native_modules_error_that_differs_is_a_defect(registry: Registry) -> None:
    class NoStock(DomainError[None]):
        """Another."""

    @client(raises=[NoStock])
    def own() -> None: ...

    registry.mount(module_of(["NO_STOCK"], {}))
    with pytest.raises(GraphError, match=r"have the code `NO_STOCK`, .* and native module `shop_native`"):
        registry.freeze()
