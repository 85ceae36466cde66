"""One request as FastAPI's dependencies see it, and what they opened for it until it is closed.

Decides when what a dependency opened is closed, and whether it hears of a failure; what it is, is FastAPI's to say.
Page: `ir/protocol/dispatch.md`, FastAPI. No twin: other hosts inject nothing.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, NoReturn

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from starlette.background import BackgroundTasks
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from mizan.asgi import Body, Message, Scope
from mizan.caller import CachedRequest, Caller
from mizan.effects import contained
from mizan.errors import Invalid, UndeclaredDependency
from mizan.fastapi.dependencies import Given
from mizan.fastapi.exchange import RawHeaders


class Asked:
    """What has been given for one request so far. `tasks` are to be run, and the headers of `response` to be sent, with
    its answer, where a dependency asked for them."""

    def __init__(self, scope: Scope, body: Body) -> None:
        self.scope = scope
        self.body = body
        self.tasks: BackgroundTasks | None = None
        self.response: Response | None = None
        self._request: Request | None = None
        self._cache: dict[Any, Any] = {}
        self._until_commit: AsyncExitStack | None = None
        self._until_answered: AsyncExitStack | None = None

    @property
    def request(self) -> Request:
        """The host's own."""
        if self._request is None:
            self._request = self._make_request()
        if self.body.kept is not None:
            # Where guards and functions find what they look for by `await request.body()`: it can be read but once.
            self._request._body = self.body.kept
        return self._request

    def _make_request(self) -> Request:
        return Request(self.scope, self.body.receive)

    @property
    def headers(self) -> RawHeaders:
        """What dependencies have added to the answer's."""
        return [] if self.response is None else self.response.raw_headers

    async def give(self, given: Given) -> Mapping[str, Any]:
        """The values of these parameters, by name. Raises what a dependency raises; `Invalid` where the request lacks
        what one reads."""
        if given.steps is None or self._overrides():
            return await self._solved(given.dependant)
        values: dict[str, Any] = dict.fromkeys(given.requests, self.request) if given.requests else {}
        for step in given.steps:
            if step.key not in self._cache:
                found = {} if step.request is None else {step.request: self.request}
                # What a thread raises ends up in who awaits it, where some of it would be the end of that.
                called = step.call(**found) if step.is_async else run_in_threadpool(contained(step.call), **found)
                self._cache[step.key] = await called
            values[step.name] = self._cache[step.key]
        return values

    def _overrides(self) -> Any:
        return getattr(self.scope.get("app"), "dependency_overrides", None)

    async def _solved(self, dependant: Dependant) -> Mapping[str, Any]:
        # Where FastAPI looks for them.
        if self._until_commit is None:
            self.request.scope["fastapi_function_astack"] = self._until_commit = AsyncExitStack()
        if self._until_answered is None:
            self.request.scope["fastapi_inner_astack"] = self._until_answered = AsyncExitStack()
        if self.response is None:
            self.response = Response()
            del self.response.headers["content-length"]
        solved = await solve_dependencies(
            request=self.request,
            dependant=dependant,
            background_tasks=self.tasks,
            response=self.response,
            dependency_overrides_provider=self.scope.get("app") if self._overrides() else None,
            dependency_cache=self._cache,
            async_exit_stack=self._until_commit,
            embed_body_fields=False,
        )
        self.tasks = solved.background_tasks
        if solved.errors:
            raise Invalid("a dependency did not find what it reads in the request")
        return solved.values

    async def commit(self, failure: BaseException | None) -> None:
        """Closes what lasts as long as the functions: each is told of the failure. Raises what closing raises, but for
        the failure itself."""
        stack, self._until_commit = self._until_commit, None
        if stack is not None:
            await _closed(stack, failure)

    async def close(self, failure: BaseException | None) -> None:
        """Closes the rest, when all is answered."""
        await self.commit(failure)
        stack, self._until_answered = self._until_answered, None
        if stack is not None:
            await _closed(stack, failure)


async def _closed(stack: AsyncExitStack, failure: BaseException | None) -> None:
    try:
        if failure is None:
            await stack.__aexit__(None, None, None)
        else:
            await stack.__aexit__(type(failure), failure, failure.__traceback__)
    except BaseException as error:
        if error is not failure:
            raise


class AskedOfMember(Asked):
    """The same for cached members, whose answer depends on params and caller alone: a request without anything that one
    was sent."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, Body(_nothing, 1))

    def _make_request(self) -> Request:
        return MemberRequest({"type": "http", "app": self.scope.get("app")})


async def _nothing() -> Message:
    raise UndeclaredDependency("receive")


class MemberRequest(Request):
    """What a dependency of a cached member gets: `app`, and with it `app.state`. All else raises
    `UndeclaredDependency`."""


class _Absent(Mapping[str, Any]):
    """In place of headers and their like. FastAPI hands them on to where they would be read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, key: str) -> NoReturn:
        raise UndeclaredDependency(self._name)

    def __iter__(self) -> NoReturn:
        raise UndeclaredDependency(self._name)

    def __len__(self) -> NoReturn:
        raise UndeclaredDependency(self._name)


def _absent(name: str) -> property:
    return property(lambda self: _Absent(name))


def _refused(name: str) -> property:
    def refuse(self: Request) -> NoReturn:
        raise UndeclaredDependency(name)

    return property(refuse)


for _name in ("headers", "query_params", "path_params", "cookies"):
    setattr(MemberRequest, _name, _absent(_name))
for _name in ("method", "url", "base_url", "client", "session", "user", "auth", "state", "receive"):
    setattr(MemberRequest, _name, _refused(_name))
for _name in ("stream", "body", "json", "form", "is_disconnected", "url_for", "send_push_promise"):
    setattr(MemberRequest, _name, _refused(_name))


class FunctionRequest(CachedRequest):
    """What a cached member itself gets: `caller`, and `app`."""

    __slots__ = ("_app",)

    def __init__(self, app: object, caller: Caller | None, *, public: bool) -> None:
        super().__init__(caller, public=public)
        self._app = app

    @property
    def app(self) -> object:
        """The application, which is the same for everybody."""
        return self._app
