"""Views: the order of their effects, what a path's values become, and what travels beside the host's own response."""

import asyncio
import datetime
import enum
import itertools
import logging
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from test_dispatch import FOREIGN, OTHER, SELF, STAFF, TOKEN, Cancelled, asked, body_of, code_of
from test_dispatch_guards import Asking

from mizan import (
    BigInt,
    Caller,
    DomainError,
    GraphError,
    ReactContext,
    Registry,
    client,
    declaration,
    dispatch,
    invalidate,
)
from mizan.dispatch import Ask, Commit, Forward, Identify, Purge, Run
from mizan.envelope import Policy, Reply, Request
from mizan.errors import Conflict, Csrf, NotFound
from mizan.registry import Frozen

USER = ReactContext("user", identity="user_id")


class Response:
    """As a host's own."""

    def __init__(self, text: object) -> None:
        self.text = text


class Page(Response): ...


def neutral(route: str) -> str:
    return route.replace("<", "{").replace(">", "}")


@pytest.fixture(autouse=True)
def _host_has_responses() -> Iterator[None]:
    others = dict(declaration.response_classes)
    declaration.response_classes.clear()
    declaration.response_classes[Response] = neutral
    yield
    declaration.response_classes.clear()
    declaration.response_classes.update(others)


class Gone(DomainError[None]):
    """There is nothing any more."""

    status = 410


@pytest.fixture
def frozen(registry: Registry) -> Frozen:
    @client(context=USER)
    def profile(user_id: int) -> None: ...

    @client(route="pages/<number>/")
    def page(request: Any, number: int, size: int = 10) -> Page:
        return Page((number, size))

    @client(route="users/<user_id>/rename/", affects=USER, auth="self", methods=["POST", "PUT"])
    def rename(request: Any, user_id: int) -> Response:
        ends(request)
        return Response(user_id)

    @client(route="desk/", auth=lambda request: request != "closed", methods=["GET", "POST"])
    async def desk(request: Any) -> Page | Response:
        await asyncio.sleep(0)
        ends(request)
        return Page("desk")

    @client(route="hooks/<kind>/", private=True, methods=["POST"], raises=[Gone])
    def hook(request: Any, kind: str) -> Response:
        invalidate(USER, user_id=7)
        ends(request)
        return Response(kind)

    @client(private=True, affects=USER)
    def job(user_id: int) -> int:
        return user_id

    @client
    def starts(user_id: int) -> int:
        return job(user_id)

    return registry.freeze()


def ends(request: Any) -> None:
    if isinstance(request, BaseException):
        raise request


class Host(Asking):
    """Runs views with `request`, which may be what they are to raise."""

    request: Any = "the host's own request"

    def run(self, call: dispatch.Call) -> Any:
        return asyncio.run(call.run_async(self.request)) if call.is_async else call.run(self.request)

    def admits(self, guard: dispatch.Guard) -> bool:
        return guard.admits(self.request)

    def show(self, frozen: Frozen, name: str, request: Request, raw: Mapping[str, object]) -> Reply | Forward:
        machine = dispatch.respond_view(frozen, frozen.views[name], request, Policy(), raw)
        return dispatch.drive_view(machine, self.perform)


def host(request: Any = "the host's own request", caller: Caller | None = SELF) -> Host:
    made = Host(caller=caller)
    made.request = request
    return made


def shown(last: Reply | Forward) -> Any:
    assert isinstance(last, Forward), last
    assert last.error is None
    return last.response.text


def test_views_and_private_functions_are_not_called_by_name(frozen: Frozen) -> None:
    assert set(frozen.views) == {"page", "rename", "desk", "hook"}
    assert set(frozen.functions) == {"profile", "starts"}
    for name in ("page", "rename", "desk", "hook", "job"):
        for method in ("GET", "POST"):
            assert host().ask(frozen, asked(method, f"call/{name}/")).status == 404
    with pytest.raises(TypeError, match="`starts` is no view"):
        dispatch.respond_view(frozen, frozen.functions["starts"], asked("GET", ""), Policy(), {})


def test_a_private_function_joins_who_calls_it(frozen: Frozen) -> None:
    caller = host()
    caller.body = b'{"args":{"user_id":5}}'
    reply = caller.ask(frozen, asked("POST", "call/starts/", content_type="application/json"))
    assert body_of(reply) == {"result": 5, "invalidate": [{"context": "user", "params": {"user_id": 5}}]}


def test_a_view_gives_the_hosts_own_response(frozen: Frozen) -> None:
    visitor = host(caller=None)
    last = visitor.show(frozen, "page", asked("GET", "pages/5/"), {"number": 5})
    assert shown(last) == (5, 10)
    assert isinstance(last, Forward)
    assert last.headers == (("Cache-Status", "mizan; fwd=bypass"), ("X-Mizan-Schema", frozen.schema))
    assert last.invalidate == b"[]"
    assert visitor.names == ["Identify", "Run", "Commit"]
    assert visitor.effects[0] == Identify(unsafe=False)
    assert isinstance(visitor.effects[1], Run) and not visitor.effects[1].transaction
    assert shown(host().show(frozen, "page", asked("HEAD", "pages/5/"), {"number": 5})) == (5, 10)


def test_what_a_view_drops_travels_in_headers(frozen: Frozen) -> None:
    owner = host()
    last = owner.show(frozen, "rename", asked("POST", "", sec_fetch_site="same-origin"), {"user_id": 5})
    assert shown(last) == 5
    assert isinstance(last, Forward)
    assert last.invalidate == b'[{"context":"user","params":{"user_id":5}}]'
    assert dict(last.headers) == {
        "Cache-Status": "mizan; fwd=method",
        "X-Mizan-Schema": frozen.schema,
        "X-Mizan-Invalidate": "user;user_id=5",
        "Cache-Control": "no-store",
    }
    assert owner.names == ["Identify", "Run", "Commit", "Purge"]
    assert isinstance(owner.effects[1], Run) and owner.effects[1].transaction


def test_a_private_route_has_no_identity_but_the_cross_site_rule(frozen: Frozen) -> None:
    hook = host(caller=STAFF)
    last = hook.show(frozen, "hook", asked("POST", ""), {"kind": "paid"})
    assert shown(last) == "paid"
    assert isinstance(last, Forward)
    # 7 is nobody's to know: it was neither an argument nor the caller, whom nobody looked for.
    assert last.invalidate == b'["user"]'
    assert hook.names == ["Run", "Commit", "Purge"]
    purged = hook.effects[-1]
    assert isinstance(purged, Purge)
    assert purged.invalidation.targets == b'[{"context":"user","params":{"user_id":7}}]'
    # Whose credentials no browser adds by itself is not asked where it comes from.
    tokened = asked("POST", "", cookie="s", **TOKEN, **FOREIGN)
    assert shown(host().show(frozen, "hook", tokened, {"kind": "x"})) == "x"
    refused = host().show(frozen, "hook", asked("POST", "", cookie="s", **FOREIGN), {"kind": "x"})
    assert isinstance(refused, Reply) and refused.status == 403


@pytest.mark.parametrize(
    ("name", "request_", "raw", "visitor", "status"),
    [
        # Each line fails every check that comes after the one that answers.
        ("rename", asked("GET", "", **FOREIGN), {"user_id": "x"}, host(caller=None), 405),
        ("page", asked("POST", "", **FOREIGN), {"number": "x"}, host(caller=None), 405),
        ("page", asked("OPTIONS", ""), {"number": 5}, host(), 405),
        ("rename", asked("POST", "", **FOREIGN), {"user_id": "x"}, host(caller=None), 403),
        ("rename", asked("POST", "", **TOKEN), {"user_id": "x"}, host(caller=None), 401),
        ("page", asked("GET", "", authorization="Bearer x"), {"number": "x"}, host(), 401),
        ("rename", asked("POST", ""), {"user_id": "x"}, host(caller=None), 401),
        ("desk", asked("GET", ""), {"unknown": "x"}, host("closed", None), 401),
        ("desk", asked("GET", ""), {"unknown": "x"}, host("closed"), 403),
        ("rename", asked("POST", ""), {"user_id": "x"}, host(caller=OTHER), 404),
        ("rename", asked("POST", ""), {}, host(caller=OTHER), 404),
        ("page", asked("GET", ""), {"number": 1 << 60}, host(), 404),
        ("rename", asked("POST", ""), {"user_id": 5}, host(caller=OTHER), 403),
        ("rename", asked("PUT", ""), {"user_id": 5}, host(caller=STAFF), 200),
    ],
)
def test_the_order_of_checks(
    frozen: Frozen, name: str, request_: Request, raw: dict[str, object], visitor: Host, status: int
) -> None:
    last = visitor.show(frozen, name, request_, raw)
    if status == 200:
        assert isinstance(last, Forward)
        return
    assert isinstance(last, Reply)
    assert last.status == status
    assert "Run" not in visitor.names
    assert b"invalidate" not in last.body
    assert dict(last.headers)["Content-Type"] == "application/problem+json"
    if status == 405:
        assert dict(last.headers)["Allow"] == ("POST, PUT" if name == "rename" else "GET, HEAD")


OUTCOMES: dict[type, list[BaseException | None]] = {
    Identify: [None, Csrf(), RuntimeError("x")],
    Ask: [None, RuntimeError("x")],
    Run: [None, Conflict("no"), RuntimeError("x"), Cancelled()],
    Commit: [None, RuntimeError("x"), Cancelled()],
    Purge: [None, RuntimeError("x")],
}


@pytest.mark.parametrize(
    ("name", "method", "raw", "whole"),
    [
        ("rename", "POST", {"user_id": 5}, ["Identify", "Run", "Commit", "Purge"]),
        ("hook", "POST", {"kind": "x"}, ["Run", "Commit", "Purge"]),
        ("desk", "GET", {}, ["Identify", "Ask", "Run", "Commit"]),
    ],
)
def test_the_order_holds_in_every_world(
    frozen: Frozen, name: str, method: str, raw: dict[str, object], whole: list[str]
) -> None:
    logging.disable(logging.CRITICAL)
    try:
        for outcome in itertools.product(*OUTCOMES.values()):
            fails = {kind: failure for kind, failure in zip(OUTCOMES, outcome, strict=True) if failure is not None}
            visitor = host()
            visitor.fails = fails
            failing = [each for each in whole if any(kind.__name__ == each for kind in fails)]
            first = failing[0] if failing else None
            cancelled = any(isinstance(fails.get(kind), Cancelled) for kind in (Run, Commit))
            before = first in ("Identify", "Ask")
            try:
                last = visitor.show(frozen, name, asked(method, ""), raw)
            except Cancelled:
                assert cancelled and not before
                assert visitor.names == whole
                continue
            assert before or not cancelled
            assert visitor.names == (whole[: whole.index(first) + 1] if before and first else whole)
            if before:
                assert isinstance(last, Reply) and b"invalidate" not in last.body
                continue
            assert visitor.effects[whole.index("Commit")] == Commit(failed=Run in fails)
            error = fails.get(Run) or fails.get(Commit)
            dropped = "Purge" in whole
            if isinstance(error, Conflict):
                assert isinstance(last, Reply)
                assert (last.status, b"invalidate" in last.body) == (409, True)
                assert ("X-Mizan-Invalidate" in dict(last.headers)) is dropped
            else:
                assert isinstance(last, Forward)
                assert last.error is error
                assert (last.response is None) is (error is not None)
                assert ("X-Mizan-Invalidate" in dict(last.headers)) is dropped
    finally:
        logging.disable(logging.NOTSET)


def test_what_a_view_raises(frozen: Frozen) -> None:
    problem = host(NotFound("no such thing")).show(frozen, "hook", asked("POST", ""), {"kind": "x"})
    assert isinstance(problem, Reply)
    assert (*code_of(problem), body_of(problem)["invalidate"]) == (404, "NOT_FOUND", ["user"])
    gone = host(Gone()).show(frozen, "hook", asked("POST", ""), {"kind": "x"})
    assert isinstance(gone, Reply)
    assert code_of(gone) == (410, "GONE")
    error = LookupError("of the host's own")
    last = host(error).show(frozen, "hook", asked("POST", ""), {"kind": "x"})
    assert isinstance(last, Forward)
    assert (last.error, last.response, last.invalidate) == (error, None, b'["user"]')


def test_the_methods_of_a_view_that_names_none(registry: Registry) -> None:
    @client(context=USER)
    def profile(user_id: int) -> None: ...

    @client(route="x/", affects=USER)
    def changes() -> Response:
        return Response("changed")

    @client(route="y/")
    def reads() -> Response:
        return Response("read")

    frozen = registry.freeze()
    allowed = {"changes": ["POST"], "reads": ["GET", "HEAD"]}
    for name, methods in allowed.items():
        for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"):
            last = host().show(frozen, name, asked(method, ""), {})
            assert isinstance(last, Forward) is (method in methods)
            if isinstance(last, Reply):
                assert (last.status, dict(last.headers)["Allow"]) == (405, ", ".join(methods))


def test_what_is_no_response_is_the_views_own_fault(registry: Registry) -> None:
    @client(route="x/")
    def view() -> Response:
        return "text"  # type: ignore[return-value]  # the point

    last = host().show(registry.freeze(), "view", asked("GET", ""), {})
    assert isinstance(last, Forward)
    assert "gave a `str`, which is no response" in str(last.error)


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


DAY = datetime.date(2026, 1, 2)
MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
KEY = UUID("6d0f2a4e-5b1c-4f3e-9a58-0123456789ab")


@pytest.mark.parametrize(
    ("of", "fits", "wrong"),
    [
        (
            int,
            [(5, 5), ("5", 5), ("-5", -5), ("0", 0)],
            ["05", "+5", "5.0", "5 ", "", "x", 1 << 53, True, "true", "null"],
        ),
        (bool, [(True, True), ("true", True), ("false", False)], ["True", 1, "1", ""]),
        (str, [("5", "5"), ("true", "true"), ('"}', '"}'), ("å", "å")], ["\ud800"]),
        (Colour, [("red", Colour.RED), (Colour.RED, Colour.RED)], ["RED", "blue", 1]),
        (Level, [(1, Level.LOW), ("1", Level.LOW), (Level.LOW, Level.LOW)], ["01", 2, "LOW"]),
        (BigInt, [(1 << 80, 1 << 80), ("5", 5)], ["05", "x"]),
        (Decimal, [("1.50", Decimal("1.5")), (Decimal("1.5"), Decimal("1.5"))], ["x", "NaN"]),
        (UUID, [(KEY, KEY), (str(KEY).upper(), KEY)], ["x", KEY.hex]),
        (datetime.date, [(DAY, DAY), ("2026-01-02", DAY)], ["2026-02-30", "x"]),
        (datetime.datetime, [(MOMENT, MOMENT), ("2026-01-02T03:04:05Z", MOMENT)], [DAY, MOMENT.replace(tzinfo=None)]),
        (int | None, [(5, 5), ("5", 5)], ["x", "null"]),
    ],
)
def test_the_values_of_a_path(
    registry: Registry, of: Any, fits: list[tuple[object, object]], wrong: list[object]
) -> None:
    def view(value: Any) -> Response:
        return Response(value)

    view.__annotations__["value"] = of
    client(route="x/<value>/")(view)
    frozen = registry.freeze()
    for sent, found in fits:
        got = shown(host().show(frozen, "view", asked("GET", ""), {"value": sent}))
        assert (got, type(got)) == (found, type(found))
    for sent in wrong:
        last = host().show(frozen, "view", asked("GET", ""), {"value": sent})
        assert isinstance(last, Reply), sent
        assert code_of(last) == (404, "NOT_FOUND")


def test_only_a_hosts_response_makes_a_view(registry: Registry) -> None:
    @client(route="x/")
    def text() -> str:
        return ""

    @client(route="y/")
    def either() -> Response | None:
        return None

    @client(route="z/")
    def bare():  # type: ignore[no-untyped-def]  # the point
        return Response("")

    @client
    def stray() -> Response:
        return Response("")

    with pytest.raises(GraphError) as caught:
        registry.freeze()
    told = [re.sub(r"^\S*test_dispatch_views\.py:\d+: ", "", defect) for defect in caught.value.defects]
    cure = "a function with a route answers with its host's own response, as in `-> Response`"
    assert told == [
        *(f"{name}.result: {cure}" for name in ("text", "either", "bare")),
        "function `stray`: it answers with its host's own response, which takes a `route`",
    ]
    declaration.response_classes.clear()
    with pytest.raises(GraphError, match="and no host is here that has any"):
        registry.freeze()
