"""The router: everything below its prefix is Mizan's, and `views` are the routes of the project's own pages.

Decides which addresses are ours; what they answer is the machine's to say (`work`, `views`). Page:
`ir/protocol/dispatch.md`, FastAPI. Twins: `mizan.django.urls`, `mizan.django.routes`.
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.params import Depends
from starlette._utils import get_route_path
from starlette.datastructures import URLPath
from starlette.routing import Match, Mount

from mizan import dispatch
from mizan.asgi import BODY_TIMEOUT, Receive, Scope, Send
from mizan.detached import detached
from mizan.endpoint import Endpoint
from mizan.envelope import DEFAULT_LIMIT, DEFAULT_UPLOAD
from mizan.errors import GraphError
from mizan.fastapi import exchange
from mizan.fastapi.ahead import bring_forward
from mizan.fastapi.openapi import extend
from mizan.fastapi.options import options
from mizan.fastapi.site import Site, Started
from mizan.fastapi.views import ViewWork
from mizan.fastapi.work import Work
from mizan.registry import Frozen, Registry, current

logger = logging.getLogger("mizan")


def mizan_router(
    *,
    identity: Callable[..., Any] | None = None,
    modules: Sequence[str] = (),
    native: Sequence[str] = (),
    origins: Sequence[str] = (),
    max_body: int = DEFAULT_LIMIT,
    max_upload: int = DEFAULT_UPLOAD,
    body_timeout: float = BODY_TIMEOUT,
    secret: str | bytes | None = None,
    shows_ir: bool = False,
    registry: Registry | None = None,
) -> "MizanRouter":
    """`app.include_router(mizan_router(identity=current_user), prefix="/api/mizan")`.

    `identity`: a dependency that answers a `Caller` or `None`; `modules`: those that declare functions, by name, beside
    what is imported anyhow; `native`: modules of Rust functions; `origins`: others that may call, as
    `https://shop.example`; `max_body`, `max_upload`: bytes of a call's body, and of one with files; `body_timeout`:
    seconds that it may take; `secret`: of tags and keys, 16 bytes or more; `shows_ir`: whether `ir/` answers, which is
    for developers; `registry`: where functions are declared. Raises `ValueError` with every value that is none.
    """
    told = options(
        identity=identity,
        modules=modules,
        native=native,
        origins=origins,
        max_body=max_body,
        max_upload=max_upload,
        body_timeout=body_timeout,
        secret=secret,
        shows_ir=shows_ir,
        registry=registry or current(),
    )
    return MizanRouter(Site(told))


class MizanRouter(APIRouter):
    """What `mizan_router` gives. `views` is a router of its own, for the pages: `app.include_router(mizan.views)`."""

    def __init__(self, site: Site) -> None:
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            # A broken graph is refused before the server serves.
            self.begin(app)
            bring_forward(app, self.base, shares=site.shares)
            yield

        super().__init__(lifespan=lifespan)
        self.site = site
        self.base = Base(site, self.begin)
        self.routes.append(self.base)
        self._begun: object = None
        self.views = APIRouter()
        self.views.routes.append(Views(site))

    def begin(self, app: FastAPI) -> Started:
        """What answers in this application. Raises `GraphError` with every defect, of the inclusion too."""
        started = self.site.started
        if self._begun is app:
            return started
        base, dependencies = _included(app.routes, self, "", ())
        pages, more = _included(app.routes, self.views, "", ())
        unasked = ", ".join(dict.fromkeys(f"`{_called(each)}`" for each in (*dependencies, *more)))
        if unasked:
            raise GraphError([f"{unasked}, with which it is included, would never be asked: use `auth` or `identity`"])
        if pages is None and started.frozen.views:
            first = min(started.frozen.views)
            logger.warning("no address leads to `%s`, declared with `route`: `app.include_router(mizan.views)`", first)
        if base is not None:
            extend(app, started.frozen, base)
        self._begun = app
        return started

    @property
    def graph(self) -> Frozen:
        """What it answers with. Raises `GraphError` with every defect."""
        return self.site.started.frozen


class Base(Mount):
    """All that is below an address: there is nothing that its path would have to match."""

    def __init__(self, site: Site, begin: Callable[[FastAPI], Started]) -> None:
        super().__init__("/", app=self.handle)
        # What has no path FastAPI would not include without a prefix; the copy that it makes is of both.
        self.path = "/"
        self.site = site
        self.begin = begin

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Every path below, and the address itself without its slash, to which nothing redirects."""
        path = get_route_path(scope)
        base = self.path.rstrip("/")
        if path.startswith(f"{base}/") or path == base:
            return Match.FULL, {"endpoint": self.handle}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what is asked there. Raises `GraphError` while the graph is broken."""
        if scope["type"] == "websocket":
            await _refuse_socket(receive, send)
            return
        started, told = self.begin(scope["app"]), self.site.options
        path = get_route_path(scope)[len(self.path.rstrip("/")) + 1 :]
        work = Work(started, scope, receive, send, path, told.body_timeout)
        request = exchange.read_request(scope, exchange.as_sent(scope, path))
        machine = dispatch.respond(started.frozen, request, told.policy)
        endpoint = started.frozen.paths.get(path)
        if isinstance(endpoint, Endpoint) and endpoint.declared.mutates:
            await detached(work.answer(machine))
        else:
            await work.answer(machine)


def _included(
    routes: Sequence[Any], ours: APIRouter, prefix: str, dependencies: Sequence[Depends]
) -> tuple[str | None, Sequence[Depends]]:
    """The prefix with which it is included there, and the dependencies that FastAPI would ask before its own routes."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            continue
        whole = prefix + route.include_context.prefix
        asked = (*dependencies, *route.include_context.dependencies)
        if router is ours:
            return whole, asked
        found = _included(router.routes, ours, whole, asked)
        if found[0] is not None:
            return found
    return None, ()


def _called(depends: Depends) -> str:
    return getattr(depends.dependency, "__name__", type(depends.dependency).__name__)


class Views(Mount):
    """The routes of views, wherever the router is included."""

    def __init__(self, site: Site) -> None:
        super().__init__("/", app=self.handle)
        self.path = "/"
        self.site = site

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The address of a view, whatever the method."""
        base = self.path.rstrip("/")
        path = get_route_path(scope)
        if scope["type"] != "http" or not path.startswith(f"{base}/"):
            return Match.NONE, {}
        found = self.site.started.routes.find(path[len(base) :])
        if found is None:
            return Match.NONE, {}
        route, values = found
        return Match.FULL, {"endpoint": self.handle, "path_params": values, "mizan.route": route}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the view of the address does that takes the method."""
        started, told = self.site.started, self.site.options
        route, values = scope["mizan.route"], scope["path_params"]
        view = next((view for view in route.views if scope["method"] in view.declared.methods), route.views[0])
        work = ViewWork(started, scope, receive, send, view, route.views, told)
        request = exchange.read_request(scope, scope["path"])
        machine = dispatch.respond_view(started.frozen, view, request, told.policy, values)
        if view.declared.mutates:
            await detached(work.answer(machine))
        else:
            await work.answer(machine)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """`request.url_for("note_page", note_id=3)`. Raises Starlette's `NoMatchFound`."""
        found = self.site.started.routes.url_path_for(name, path_params)
        return URLPath(path=self.path.rstrip("/") + str(found), protocol=found.protocol)


async def _refuse_socket(receive: Receive, send: Send) -> None:
    await receive()
    # Before it is accepted: the server answers 403.
    await send({"type": "websocket.close", "code": 1008})
