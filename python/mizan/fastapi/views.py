"""One request of a view: its own response with what was dropped in the headers, or the application's page of an error.

Decides how a view's outcome becomes a response; what is answered otherwise is `envelope`'s to say. Page:
`ir/protocol/dispatch.md`, views. Twin: `mizan.django.pages`.
"""

import inspect
import json
from collections.abc import Awaitable, Sequence
from typing import Any

from starlette._exception_handler import wrap_app_handling_exceptions
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response

from mizan import dispatch
from mizan.asgi import Message, Receive, Scope, Send, bounded
from mizan.endpoint import Endpoint
from mizan.envelope import Reply
from mizan.errors import MethodNotAllowed
from mizan.fastapi.options import Options
from mizan.fastapi.site import Started
from mizan.fastapi.work import Work


class ViewWork(Work):
    """At the route of `sharing`, of which `view` takes the method, if any does."""

    def __init__(
        self,
        started: Started,
        scope: Scope,
        receive: Receive,
        send: Send,
        view: Endpoint,
        sharing: Sequence[Endpoint],
        options: Options,
    ) -> None:
        own = bounded(receive, options.policy.upload_limit, options.body_timeout)
        super().__init__(started, scope, own, send, scope["path"], options.body_timeout)
        self.view = view
        self.sharing = sharing

    def _address(self) -> str:
        return self.view.declared.route or ""

    def _respond(self, last: Reply | dispatch.Forward) -> Awaitable[None]:
        if isinstance(last, dispatch.Forward):
            return self._forward(last)
        if isinstance(last.problem, MethodNotAllowed):
            allowed = dict.fromkeys(method for view in self.sharing for method in view.declared.methods)
            headers = [(name, ", ".join(allowed) if name == "Allow" else value) for name, value in last.headers]
            last = last._replace(headers=tuple(headers))
        return self._send_reply(last)

    async def _forward(self, forward: dispatch.Forward) -> None:
        send = self._sending(forward)
        if forward.error is None:
            response = forward.response
            if self._is_client() and 300 <= response.status_code < 400 and "location" in response.headers:
                response = _told(response, forward.invalidate)
            await response(self.scope, self.body.receive, send)
            return
        await self._of_error(forward.error, send)

    def _is_client(self) -> bool:
        return any(name == b"x-mizan-schema" for name, _ in self.scope["headers"])

    def _sending(self, forward: dispatch.Forward) -> Send:
        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in forward.headers:
                    if name != "Cache-Control" or name not in headers:
                        headers[name] = value
                headers.raw.extend(self._added())
                self._log(message["status"])
            await self.send(message)

        return send

    async def _of_error(self, error: Exception, send: Send) -> None:
        """The application's own handlers, asked by Starlette's rule; for what has none its page of a failure, and the
        error goes on to the server and whoever listens there."""

        async def fail(scope: Scope, receive: Receive, send: Send) -> None:
            raise error

        request = self.asked.request
        try:
            await wrap_app_handling_exceptions(fail, request)(self.scope, self.body.receive, send)
        except Exception as unhandled:
            response = await _failed(request, unhandled)
            await response(self.scope, self.body.receive, send)
            raise


async def _failed(request: Request, error: Exception) -> Response:
    app: Starlette = request.app
    handler: Any = app.exception_handlers.get(500) or app.exception_handlers.get(Exception)
    pages = ServerErrorMiddleware(app, debug=app.debug)
    if app.debug:
        return pages.debug_response(request, error)
    if handler is None:
        return pages.error_response(request, error)
    found: Any = await run_in_threadpool(handler, request, error)
    response: Response = await found if inspect.isawaitable(found) else found
    return response


def _told(redirect: Response, invalidate: bytes) -> Response:
    """A redirect as an answer to a generated client: by `fetch` it could see neither where it leads nor its headers."""
    body = b'{"redirect":%b,"invalidate":%b}' % (json.dumps(redirect.headers["location"]).encode(), invalidate)
    response = Response(body, media_type="application/json", background=redirect.background)
    dropped = (b"location", b"content-type", b"content-length", b"cache-control")
    response.raw_headers.extend(each for each in redirect.raw_headers if each[0] not in dropped)
    response.headers["Cache-Control"] = "no-store"
    return response
