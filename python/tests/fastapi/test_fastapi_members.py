"""Cached members: what they depend on is their params and their caller, whatever FastAPI could give."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, Cookie, Depends, FastAPI, Header, Request, Response
from fastapi.security import HTTPBasic
from fastapi.testclient import TestClient
from sites import Site
from wire import Browser

from mizan import GraphError, ReactContext, client, registry
from mizan.fastapi import mizan_router


def test_a_member_sees_its_caller(nobody: Browser, ada: Browser) -> None:
    assert nobody.read("ledger").json["owner"] is None
    assert ada.read("ledger").json["owner"] == "ada"


def test_a_dependency_of_a_member_gets_the_application_alone(site: Site, nobody: Browser) -> None:
    answer = nobody.get("/api/mizan/ctx/mixed/", {"Accept": "text/plain"})
    assert answer.json == {"language": "text/plain", "titled": "site"}
    assert nobody.read("peeking").problem(500, "INTERNAL")["member"] == "peeks"
    assert "a cached member may not read `request.headers`" in site.log


def by_header(accept: Annotated[str, Header()] = "") -> str:
    return accept


def by_cookie(name: Annotated[str, Cookie()] = "") -> str:
    return name


def by_both(header: Annotated[str, Depends(by_header)]) -> str:
    return header


def by_tasks(tasks: BackgroundTasks) -> str:
    return ""


def by_response(response: Response) -> str:
    return ""


@pytest.mark.parametrize(
    ("dependency", "why"),
    [
        (by_header, "the dependency `by_header` reads `accept` from the request"),
        (by_cookie, "the dependency `by_cookie` reads `name` from the request"),
        (by_both, "the dependency `by_header` reads `accept` from the request"),
        (HTTPBasic(), "the dependency `HTTPBasic` looks for credentials in the request"),
        (by_tasks, "the dependency `by_tasks` has a part in the answer"),
        (by_response, "the dependency `by_response` has a part in the answer"),
    ],
)
def test_what_reads_the_request_is_refused(dependency: Callable[..., Any], why: str) -> None:
    with registry.scoped() as here:

        @client(context=ReactContext("c"))
        def member(given: Annotated[Any, Depends(dependency)]) -> int:
            return 1

        with pytest.raises(GraphError) as caught:
            _ = mizan_router(registry=here).graph
    [defect] = caught.value.defects
    assert "function `member`: " + why in defect
    assert "declare `cache=False`" in defect
    assert "test_fastapi_members.py:" in defect


@pytest.mark.parametrize(
    "read",
    [
        lambda request: request.headers.get("x"),
        lambda request: list(request.cookies),
        lambda request: request.query_params["a"],
        lambda request: len(request.path_params),
        lambda request: request.url,
        lambda request: request.method,
        lambda request: request.client,
        lambda request: request.session,
        lambda request: request.user,
        lambda request: request.state,
        lambda request: request.body(),
        lambda request: request.scope["headers"],
    ],
)
def test_nothing_of_a_request_is_left(read: Callable[[Request], Any]) -> None:
    def peek(request: Request) -> str:
        return str(read(request))

    with registry.scoped() as here:

        @client(context=ReactContext("c"))
        def member(peeked: Annotated[str, Depends(peek)]) -> str:
            return peeked

        app = FastAPI()
        app.include_router(mizan_router(registry=here), prefix="/api")
        with TestClient(app) as http:
            assert http.get("/api/ctx/c/").status_code == 500
