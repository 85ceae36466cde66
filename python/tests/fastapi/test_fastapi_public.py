"""Answers for everybody: what a shared cache is told, and what a layer of the application makes of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from mizan import ReactContext, client, registry
from mizan.fastapi import mizan_router

SECRET = "a secret of tests alone"


@pytest.fixture
def app() -> Iterator[FastAPI]:
    with registry.scoped() as here:

        @client(context=ReactContext("wall"), public=True)
        def size() -> int:
            return 3

        app = FastAPI()
        app.include_router(mizan_router(registry=here, secret=SECRET), prefix="/api/mizan")
        yield app


def layered(app: FastAPI, name: str, value: str) -> None:
    @app.middleware("http")
    async def add(request: Any, call_next: Any) -> Any:
        answer = await call_next(request)
        answer.headers[name] = value
        return answer


def headers(app: FastAPI) -> Any:
    with TestClient(app) as http:
        return http.get("/api/mizan/ctx/wall/").headers


def is_shared(told: Any) -> bool:
    shared = told["cache-control"].startswith("public,")
    assert shared == ("cdn-cache-control" in told) == ("cache-groups" in told) == ("etag" in told)
    assert shared or told["cache-control"] == "private, no-store"
    return bool(shared)


def test_a_public_answer_is_shared(app: FastAPI) -> None:
    assert is_shared(headers(app))


@pytest.mark.parametrize(
    ("name", "value", "shared"),
    [
        ("X-Served-By", "us", True),
        ("Vary", "Accept-Encoding, Origin", True),
        ("Vary", "Cookie", False),
        ("Set-Cookie", "a=b", False),
        ("Cache-Control", "private", False),
    ],
)
def test_a_layer_may_make_it_somebodys(app: FastAPI, name: str, value: str, *, shared: bool) -> None:
    layered(app, name, value)
    assert is_shared(headers(app)) is shared


def test_nothing_is_shared_where_nobody_looks(app: FastAPI) -> None:
    """Without a lifespan nothing is outside of the layers."""
    layered(app, "Set-Cookie", "a=b")
    assert not is_shared(TestClient(app).get("/api/mizan/ctx/wall/").headers)
