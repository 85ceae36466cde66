"""What does not start: every defect at once, from the lifespan, from the first request, from the command line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Body, Depends, FastAPI, Query, Request, WebSocket
from fastapi import Path as PathParam
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from mizan import GraphError, ReactContext, Registry, client, registry
from mizan.fastapi import mizan_router

HERE = Path(__file__).resolve().parent
C = ReactContext("c")


@pytest.fixture
def here() -> Iterator[Registry]:
    with registry.scoped() as scoped:
        yield scoped


def defects(here: Registry, **options: Any) -> list[str]:
    with pytest.raises(GraphError) as caught:
        _ = mizan_router(registry=here, **options).graph
    return [defect.partition(".py:")[2].partition(": ")[2] or defect for defect in caught.value.defects]


def late() -> Iterator[int]:
    yield 1


def test_a_session_that_would_be_closed_after_the_answer(here: Registry) -> None:
    def within(n: Annotated[int, Depends(late)]) -> int:
        return n

    @client(affects=C)
    def direct(db: Annotated[int, Depends(late)]) -> None: ...

    @client(affects=C)
    def nested(db: Annotated[int, Depends(within)]) -> None: ...

    @client(affects=C)
    def fine(db: Annotated[int, Depends(late, scope="function")]) -> None: ...

    @client(context=C)
    def read(db: Annotated[int, Depends(late)]) -> int:
        return db

    why = (
        "the dependency `late` is closed after the answer, when what it commits is too late for who reads again: write "
        '`Depends(…, scope="function")`'
    )
    assert defects(here) == [f"function `direct`: {why}", f"function `nested`: {why}"]


def test_what_fastapi_would_take_from_elsewhere(here: Registry) -> None:
    def by_query(q: str) -> str:
        return q

    def by_body(item: Annotated[dict[str, int], Body()]) -> int:
        return 1

    def by_socket(socket: WebSocket) -> int:
        return 1

    @client
    def a(x: Annotated[int, Query(ge=1)]) -> None: ...

    @client
    def b(x: Annotated[int, PathParam()]) -> None: ...

    @client
    def c(x: Annotated[int, Body()]) -> None: ...

    @client
    def d(x: Annotated[str, Depends(by_query)]) -> None: ...

    @client
    def e(x: Annotated[int, Depends(by_body)]) -> None: ...

    @client
    def f(x: Annotated[int, Depends(by_socket)]) -> None: ...

    def guard(q: Annotated[str, Depends(by_query)], n: Annotated[int, Depends(late)]) -> bool:
        return True

    @client(auth=guard)
    def g() -> None: ...

    cure = "leave it out, and put constraints into `Annotated[…, Field(…)]`"
    arguments = f"and a function's arguments come from the call: {cure}"
    assert defects(here) == [
        f"function `a`: `x` is declared by `Query()`, {arguments}",
        f"function `b`: `x` is declared by `Path()`, {arguments}",
        f"function `c`: `x` is declared by `Body()`, {arguments}",
        "function `d`: the dependency `by_query` has `q`, which no call has in its address: make it an argument",
        "function `e`: the dependency `by_body` reads the body, which has the function's arguments: make it one of "
        "them",
        "function `f`: the dependency `by_socket` takes a `WebSocket`, and a call comes by none",
        "function `g`: its guard: the dependency `by_query` has `q`, which no call has in its address: make it an "
        "argument",
    ]


def test_guards_without_an_identity(here: Registry) -> None:
    @client(auth=True)
    def one() -> None: ...

    @client(auth="staff")
    def two() -> None: ...

    [told] = defects(here)
    assert told.startswith("everybody is nobody to `one` and 1 more, declared with `auth`")


def test_routes(here: Registry) -> None:
    @client(route="{x}/{x}/")
    def twice(x: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    @client(route="<int:x>/")
    def foreign(x: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    @client(route="{x:roman}/")
    def unknown(x: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    told = defects(here)
    assert len(told) == 3
    assert told[0].startswith("function `twice`: the route `{x}/{x}/` is none that its host can read: Duplicated param")
    assert told[1].startswith("function `unknown`: the route `{x:roman}/` is none that its host can read: Unknown path")
    assert told[2].startswith("function `foreign`: its argument `x` is neither in the route")


def test_views_that_would_never_be_reached(here: Registry) -> None:
    @client(route="a/{x}/")
    def first(x: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    @client(route="a/{x}/")
    def second(x: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    @client(route="a/{y}/")
    def third(y: int) -> PlainTextResponse: ...  # type: ignore[empty-body]

    assert defects(here) == [
        "function `second`: its route and its method `GET` are those of `first` too, and one is never reached",
        "function `third`: its route differs from that of `first` by the name of an argument alone, and one is never "
        "reached; write both the same",
    ]


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ({"origins": ["shop.example"]}, "`shop.example` is no origin"),
        ({"max_body": 0}, "`max_body` takes a number of bytes, 2 or more"),
        ({"max_upload": True}, "`max_upload` takes a number of bytes, 2 or more"),
        ({"body_timeout": 0}, "`body_timeout` takes a number of seconds above 0"),
        ({"secret": "short"}, "`secret` takes bytes or text of 16 bytes or more"),
        ({"identity": "who"}, "`identity` takes a dependency"),
        ({"modules": "shop.clients"}, "`modules` takes names of modules"),
    ],
)
def test_options_are_refused_at_once(option: dict[str, Any], why: str) -> None:
    with pytest.raises((ValueError, TypeError), match=why.replace("(", r"\(")):
        mizan_router(**option)


@pytest.mark.parametrize("place", ["application", "router", "views"])
def test_dependencies_of_the_inclusion_would_not_run(here: Registry, place: str) -> None:
    def verify(request: Request) -> None: ...

    @client
    def f() -> None: ...

    asked = {each: [Depends(verify)] if each == place else [] for each in ("application", "router", "views")}
    app = FastAPI(dependencies=asked["application"])
    mizan = mizan_router(registry=here)
    app.include_router(mizan, prefix="/api", dependencies=asked["router"])
    app.include_router(mizan.views, dependencies=asked["views"])
    with pytest.raises(GraphError, match="`verify`, with which it is included, would never be asked"), TestClient(app):
        pass


def test_views_that_are_not_included_are_told_of(here: Registry, caplog: pytest.LogCaptureFixture) -> None:
    @client(route="page/")
    def page() -> PlainTextResponse:
        return PlainTextResponse("page")

    app = FastAPI()
    mizan = mizan_router(registry=here)
    app.include_router(mizan, prefix="/api")
    with TestClient(app):
        pass
    assert "no address leads to `page`, declared with `route`: `app.include_router(mizan.views)`" in caplog.text


def test_a_broken_graph_answers_nothing_without_a_lifespan(here: Registry) -> None:
    @client(affects=C)
    def lonely() -> None: ...

    app = FastAPI()
    app.include_router(mizan_router(registry=here), prefix="/api")
    http = TestClient(app)
    for _ in range(2):
        with pytest.raises(GraphError, match="function `lonely`: it affects context `c`, which has no members"):
            http.get("/api/session/")
    assert TestClient(app, raise_server_exceptions=False).get("/api/session/").status_code == 500


BROKEN = """
from fastapi import FastAPI
from mizan.fastapi import mizan_router

app = FastAPI()
mizan = mizan_router(modules=["broken_one", "broken_two"])
app.include_router(mizan, prefix="/api/mizan")
"""


def test_the_server_names_every_defect_and_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(BROKEN)
    head = "from mizan import ReactContext, client\nC = ReactContext('c')\n"
    (tmp_path / "broken_one.py").write_text(head + "@client(affects=C)\ndef one(x) -> None: ...\n")
    (tmp_path / "broken_two.py").write_text(head + "@client(cache=5)\ndef two() -> None: ...\n")
    words = [sys.executable, "-m", "uvicorn", "--port", "0", "main:app"]
    done = subprocess.run(words, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    told = done.stderr
    assert "broken_one.py:3: one.x: `x` has no annotation" in told
    assert "broken_one.py:3: function `one`: it affects context `c`, which has no members" in told
    assert "broken_two.py:3: " in told
    words = [sys.executable, "-m", "mizan.cli", "export-ir", "main:mizan"]
    done = subprocess.run(words, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "broken_one.py:3: one.x" in done.stderr and "broken_two.py:3: " in done.stderr


# ---------------------------------------------------------------- ahead of the other routes


def answered(app: FastAPI, path: str) -> Any:
    with TestClient(app) as http:
        return http.get(path).json()


def test_a_route_of_the_projects_own_below_the_base_goes_first_where_it_was_declared_first(here: Registry) -> None:
    def app_of(path: str) -> FastAPI:
        app = FastAPI()
        app.get(path)(lambda: "own")
        app.include_router(mizan_router(registry=here), prefix="/api/mizan")
        return app

    for path in ("/api/mizan/session/", "/api/{rest:path}", "/{a}/{b}/{c}/"):
        assert answered(app_of(path), "/api/mizan/session/") == "own"
    assert answered(app_of("/api/mizansession/"), "/api/mizan/session/") == {"csrfToken": None}
    assert answered(app_of("/api/mizansession/"), "/api/mizansession/") == "own"


def test_layers_of_the_projects_own_are_passed(here: Registry) -> None:
    seen: list[str] = []
    app = FastAPI()
    app.include_router(mizan_router(registry=here), prefix="/api/mizan")

    @app.middleware("http")
    async def see(request: Request, call_next: Any) -> Any:
        seen.append(request.url.path)
        return await call_next(request)

    assert answered(app, "/api/mizan/session/") == {"csrfToken": None}
    assert seen == ["/api/mizan/session/"]


def test_the_lifespan_may_begin_again(here: Registry) -> None:
    app = FastAPI()
    app.include_router(mizan_router(registry=here), prefix="/api/mizan")
    for _ in range(3):
        assert answered(app, "/api/mizan/session/") == {"csrfToken": None}
    assert len(app.routes) < 7
