"""Django's views: of all that is below the base, and of each route.

Decides where the work on a request begins, never what it is (`work`) nor, on an event loop, where it is done
(`on_loop`). Page: `ir/protocol/dispatch.md`. Twins: the other adapters' routers.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from mizan.django import on_loop
from mizan.django.work import ViewWork, Work
from mizan.endpoint import Endpoint


def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answers what is asked below the base, in this thread."""
    return Work(request, path).answer()


async def answer_async(request: HttpRequest, path: str) -> HttpResponseBase:
    """The same under ASGI."""
    return await on_loop.answer(Work(request, path))


def of_route(sharing: Sequence[Endpoint]) -> tuple[Callable[..., HttpResponseBase], Callable[..., Any]]:
    """The Django views, for WSGI and for ASGI, of the functions that share a route and differ in their methods."""

    def begin(request: HttpRequest, raw: dict[str, object]) -> Work:
        view = next((view for view in sharing if request.method in view.declared.methods), sharing[0])
        return ViewWork(request, view, sharing, raw)

    def view(request: HttpRequest, **raw: object) -> HttpResponseBase:
        return begin(request, raw).answer()

    async def view_async(request: HttpRequest, **raw: object) -> HttpResponseBase:
        return await on_loop.answer(begin(request, raw))

    for each in (view, view_async):
        vars(each).update(_MARKS)
        # By these Django's tools name it; what else the function says of itself is Mizan's to see.
        named = getattr(sharing[0], "function", each)
        functools.update_wrapper(
            each, named, assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=()
        )
        del vars(each)["__wrapped__"]
    return view, view_async


# Who calls and with which token is asked by the machine (`identity`), so is the transaction opened, and a login page is
# led to where it is a page that is asked for.
_MARKS = {"csrf_exempt": True, "login_required": False, "_non_atomic_requests": frozenset(settings.DATABASES)}
for _view in (answer, answer_async):
    # Nor may APPEND_SLASH redirect below the base, where a path is a path.
    vars(_view).update(_MARKS, should_append_slash=False)
