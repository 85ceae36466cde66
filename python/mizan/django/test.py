"""How a project tests its functions: a client that calls them by name, and what they drop, though nothing is committed.

Decides nothing of the protocol: every call goes through the whole of Django and of the machine, by Django's own test
client. No twin: other hosts have clients of their own. Page: `ir/protocol/dispatch.md`; guide: `docs/django.md`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test.client import MULTIPART_CONTENT, AsyncClient, Client
from django.urls import NoReverseMatch, reverse

from mizan._native import ResultFault
from mizan.declaration import Function, ReactContext
from mizan.django.outside import AfterCommit, Targets, overheard
from mizan.domain import DomainError
from mizan.errors import Problem
from mizan.registry import Frozen
from mizan.upload_endpoint import UploadEndpoint


class MizanClient(Client):
    """Django's test client, with `call` and `read`: `client.call("rename_user", user_id=5, name="x")`.

    Arguments are Python's, models, dates and files (`SimpleUploadedFile`) among them; answers are as JSON has them. A
    problem is raised as the error that it is (`mizan.errors.Forbidden`, an own `OutOfStock` as the function raised it);
    what fails for a reason of its own is raised as it was, as Django's client does, unless
    `raise_request_exception=False`. `response` is Django's last response, with its headers.
    """

    response: Any

    def call(self, function: "Function[..., Any] | str", /, **args: Any) -> Any:
        """Calls a function; its result. Raises `Problem`, or the domain error that the function raised."""
        sent = _call(function, args)
        token = _token(_parsed(self.get(_path("session/")))) if _is_checked(self) else {}
        self.response = self.post(sent.path, sent.body, sent.content_type, headers=_SAME_SITE | token)
        return _parsed(self.response)["result"]

    def read(self, context: "ReactContext | str", /, **params: Any) -> Any:
        """Reads a context: its members' answers, by name. Raises `Problem`."""
        self.response = self.get(_read(context, params))
        return _parsed(self.response)


class AsyncMizanClient(AsyncClient):
    """The same, awaited, under ASGI: `await client.call("rename_user", user_id=5, name="x")`."""

    response: Any

    async def call(self, function: "Function[..., Any] | str", /, **args: Any) -> Any:
        """Calls a function; its result. Raises `Problem`, or the domain error that the function raised."""
        sent = _call(function, args)
        token = _token(_parsed(await self.get(_path("session/")))) if _is_checked(self) else {}
        self.response = await self.post(sent.path, sent.body, sent.content_type, headers=_SAME_SITE | token)
        return _parsed(self.response)["result"]

    async def read(self, context: "ReactContext | str", /, **params: Any) -> Any:
        """Reads a context: its members' answers, by name. Raises `Problem`."""
        self.response = await self.get(_read(context, params))
        return _parsed(self.response)


class captured_invalidations:
    """What the block drops: `with captured_invalidations() as targets:`, or `async with`.

    `targets` are exact and in order, as `signals.invalidated` has them. Within a `TestCase`, where nothing is ever
    committed, what waits for a commit is there at the end of the block, unless its savepoint was rolled back.
    """

    def __init__(self) -> None:
        self._targets: Targets = []
        self._hearing = overheard(self._targets.extend)
        self._waiting: list[AfterCommit] = []

    def __enter__(self) -> Targets:
        self._waiting = list(_waiting())
        self._hearing.__enter__()
        return self._targets

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hearing.__exit__(kind, error, traceback)
        known = self._waiting
        for hook in _waiting():
            # The same one waits on each database that has a transaction open.
            if not any(hook is each for each in known):
                known = [*known, hook]
                self._targets.extend(hook.targets)

    async def __aenter__(self) -> Targets:
        # The test's connections are those of its own thread, which is not that of the event loop.
        return await sync_to_async(self.__enter__)()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await sync_to_async(self.__exit__)(kind, error, traceback)


def _waiting() -> Iterator[AfterCommit]:
    """What waits for a commit that never comes, because the transaction around it is a test case's."""
    for connection in connections.all(initialized_only=True):
        blocks: Sequence[Any] = connection.atomic_blocks
        if any(block._from_testcase for block in blocks):
            hooks: Sequence[Any] = connection.run_on_commit
            yield from (hook for _, hook, *_ in hooks if isinstance(hook, AfterCommit))


class _Sent(NamedTuple):
    path: str
    body: bytes | dict[str, Any]
    content_type: str


# As a page of the site itself, which is what is tested.
_SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def _call(function: "Function[..., Any] | str", args: Mapping[str, Any]) -> _Sent:
    name = function.declaration.name if isinstance(function, Function) else function
    path = _path(f"call/{name}/")
    endpoint = _frozen().functions.get(name)
    takes = endpoint.files if isinstance(endpoint, UploadEndpoint) else {}
    # In a form null and the empty list are written by absence.
    args = {key: value for key, value in args.items() if key not in takes or value not in (None, [], ())}
    files = {key: value for key, value in args.items() if _is_file(value)}
    written = [f"{json.dumps(key)}:{_written([name], key, value)}" for key, value in args.items() if key not in files]
    plain = "{" + ",".join(written) + "}"
    if not files and not takes:
        return _Sent(path, b'{"args":' + plain.encode() + b"}", "application/json")
    return _Sent(path, {"args": plain, **files}, MULTIPART_CONTENT)


def _read(context: "ReactContext | str", params: Mapping[str, Any]) -> str:
    name = context.name if isinstance(context, ReactContext) else context
    members = [member.name for member in _frozen().contexts.get(name, ())]
    query: list[tuple[str, str]] = []
    for key, value in sorted(params.items()):
        written = json.loads(_written(members, key, value))
        several = written if isinstance(written, list) else [] if written is None else [written]
        # One spelling: text itself, and everything else as in JSON; null and the empty list by absence.
        query += [(key, each if isinstance(each, str) else json.dumps(each)) for each in several]
    return _path(f"ctx/{name}/") + (f"?{urlencode(query)}" if query else "")


def _written(functions: Iterable[str], name: str, value: object) -> str:
    """An argument as JSON, by the type that it has in the first of the functions; as it is where that does not take it:
    what becomes of that is the server's to say."""
    for function in functions:
        try:
            return _frozen().graph.encode_arg(function, name, value).decode()
        except KeyError:
            continue
        except ResultFault:
            break
    return json.dumps(value, default=str)


def _is_file(value: object) -> bool:
    several = value if isinstance(value, list | tuple) and value else [value]
    return all(callable(getattr(each, "read", None)) for each in several)


def _path(below: str) -> str:
    try:
        return reverse("mizan:base", args=[below])
    except NoReverseMatch as error:
        raise LookupError(
            'no address leads to Mizan: add `path("api/mizan/", include("mizan.django.urls"))`'
        ) from error


def _frozen() -> Frozen:
    app: Any = apps.get_app_config("mizan")
    graph: Frozen = app.graph
    return graph


def _is_checked(client: Any) -> bool:
    return bool(client.handler.enforce_csrf_checks)


def _token(session: Any) -> dict[str, str]:
    name = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-")
    return {} if session["csrfToken"] is None else {name: session["csrfToken"]}


def _parsed(response: Any) -> Any:
    problem: Problem | None = getattr(response, "mizan_problem", None)
    if problem is not None:
        cause = problem.__cause__
        # A domain error is known to its tests by its own class and data.
        raise cause if isinstance(cause, DomainError) else problem
    if response.status_code != 200 or "X-Mizan-Schema" not in response.headers:
        asked = f"{response.request.get('REQUEST_METHOD', 'GET')} {response.wsgi_request.path}"
        raise LookupError(f"`{asked}` was answered {response.status_code}, and not by Mizan")
    return json.loads(response.content)
