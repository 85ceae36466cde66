"""Who asks: what an identity may be and answer, and what guards may be given."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.testclient import TestClient
from sites import Site
from wire import Browser

from mizan import Caller, client, registry
from mizan.fastapi import mizan_router


def test_nobody_somebody_and_roles(site: Site, nobody: Browser, ada: Browser) -> None:
    nobody.call("mine").problem(401, "UNAUTHENTICATED")
    assert ada.call("mine").json["result"] == "ada"
    nobody.call("staffs").problem(401, "UNAUTHENTICATED")
    ada.call("staffs").problem(403, "FORBIDDEN")
    assert site.browser(name="cleo").call("staffs").json["result"] is True


def test_an_identity_refuses_by_http_exceptions(site: Site) -> None:
    answer = site.browser(name="expired").call("on_loop")
    answer.problem(401, "UNAUTHENTICATED")
    assert b"concern" not in answer.body and answer.header("x-leaked") is None
    assert answer.header("www-authenticate") == "Mizan"
    site.browser(name="busy").call("on_loop").problem(503, "UNAVAILABLE")


def test_an_identity_answers_a_caller_or_nothing(site: Site) -> None:
    site.browser(name="wrong").call("on_loop").problem(500, "INTERNAL")
    assert "the identity answered a `str`; it answers a `Caller` or `None`" in site.log


def test_bearer_tokens_are_not_the_identitys(ada: Browser) -> None:
    """Until there are tokens none of them holds, and none falls back to the session."""
    ada.call("mine", {"Authorization": "Bearer x"}).problem(401, "UNAUTHENTICATED")
    ada.call("mine", {"X-Mizan-Token": "x"}).problem(401, "UNAUTHENTICATED")


def test_guards_get_what_fastapi_gives(site: Site, nobody: Browser, ada: Browser) -> None:
    assert nobody.call("guarded", {"X-Number": "7"}).json["result"] == 7
    assert site.events() == ["number"], "the guard's dependency is the function's"
    nobody.call("guarded").problem(401, "UNAUTHENTICATED")
    ada.call("guarded").problem(403, "FORBIDDEN")
    assert ada.call("guarded_by_request", {"X-Number": "7"}).status == 200
    ada.call("guarded_by_request").problem(403, "FORBIDDEN")
    ada.call("guarded_by_exception").problem(404, "NOT_FOUND")
    nobody.call("guarded_by_exception", {"X-Number": "403"}).problem(403, "FORBIDDEN")


# ---------------------------------------------------------------- kinds of identities

closed: list[str] = []


def sync_identity(request: Request) -> Caller | None:
    return Caller.of(request.headers.get("x-name", "x"))


async def async_identity(x_name: Annotated[str, Header()] = "x") -> Caller | None:
    return Caller.of(x_name)


async def name_of(request: Request) -> AsyncIterator[str]:
    yield request.headers.get("x-name", "x")
    closed.append("name")


def identity_of(name: Annotated[str, Depends(name_of)]) -> Caller | None:
    return Caller.of(name, roles=["staff"])


async def identity_that_yields(name: Annotated[str, Depends(name_of)]) -> AsyncIterator[Caller | None]:
    yield Caller.of(name)
    closed.append("identity")


class Identity:
    async def __call__(self, request: Request) -> Caller | None:
        return Caller.of(request.headers.get("x-name", "x"))


def app_of(identity: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(mizan_router(identity=identity, registry=registry.current()), prefix="/api/mizan")
    return app


@pytest.mark.parametrize(
    "identity",
    [sync_identity, async_identity, identity_of, identity_that_yields, Identity(), lambda: Caller.of("ada")],
)
def test_kinds(identity: Callable[..., Any]) -> None:
    with registry.scoped():

        @client(auth=True)
        def mine() -> bool:
            return True

        with TestClient(app_of(identity)) as http:
            answer = http.post("/api/mizan/call/mine/", json={}, headers={"x-name": "ada"})
    assert answer.json()["result"] is True


def test_an_identity_can_be_overridden() -> None:
    with registry.scoped():

        @client(auth=True)
        async def mine() -> bool:
            return True

        def nobody() -> Caller | None:
            raise HTTPException(401)

        app = app_of(nobody)
        with TestClient(app) as http:
            assert http.post("/api/mizan/call/mine/", json={}).status_code == 401
            app.dependency_overrides[nobody] = lambda: Caller.of("ada")
            assert http.post("/api/mizan/call/mine/", json={}).status_code == 200
            app.dependency_overrides.clear()
            assert http.post("/api/mizan/call/mine/", json={}).status_code == 401


def test_dependencies_of_functions_and_guards_can_be_overridden() -> None:
    def number() -> int:
        return 1

    def is_two(n: Annotated[int, Depends(number)]) -> bool:
        return n == 2

    with registry.scoped():

        @client(auth=is_two)
        def told(n: Annotated[int, Depends(number)]) -> int:
            return n

        app = app_of(None)
        with TestClient(app) as http:
            assert http.post("/api/mizan/call/told/", json={}).status_code == 401
            app.dependency_overrides[number] = lambda: 2
            assert http.post("/api/mizan/call/told/", json={}).json()["result"] == 2
