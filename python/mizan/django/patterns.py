"""The addresses of Mizan as Django's URL patterns, and what is wrong with the routes of views as Django reads them.

Decides which view serves where, never what it answers. Page: `ir/protocol/dispatch.md`, views. No twin: each host has
its own way to write a route.
"""

import asyncio
import inspect
import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from django.urls import ResolverMatch, URLPattern

from mizan.django import written
from mizan.endpoint import Endpoint, PythonEndpoint

View = Callable[..., Any]


class Pattern(URLPattern):
    """Resolves to the view that fits the host: Django resolves on the event loop under ASGI, in a thread under WSGI. It
    would call a view of the other kind too, through a thread or a loop that it makes for the occasion."""

    def __init__(self, pattern: Any, view: View, view_async: View, name: str) -> None:
        super().__init__(pattern, view, name=name)
        self._view_async = view_async

    def resolve(self, path: str) -> ResolverMatch | None:
        match = super().resolve(path)
        if match is not None and _on_event_loop():
            match.func = self._view_async
        return match


class Base(Pattern):
    """All that is below an address: there is nothing that its path would have to match."""

    def __init__(self, pattern: Any, view: View, view_async: View, name: str) -> None:
        super().__init__(pattern, view, view_async, name)
        self._route = str(pattern)

    def resolve(self, path: str) -> ResolverMatch | None:
        view = self._view_async if _on_event_loop() else self.callback
        given = {"path": path}
        return ResolverMatch(view, (), given, self.name, route=self._route, captured_kwargs=given, extra_kwargs={})


def _on_event_loop() -> bool:
    # Asked for on each request: not to find one is no exception here.
    return asyncio._get_running_loop() is not None


def by_route(views: Sequence[Endpoint]) -> dict[str, list[Endpoint]]:
    """Views by their routes, those of one route together, in the order in which Django is to try them: a segment that
    is written out before one that is converted, whatever their order in the project."""
    routes: dict[str, list[Endpoint]] = {}
    for view in sorted(views, key=lambda view: (_openness(_route(view)), _route(view), view.name)):
        routes.setdefault(_route(view), []).append(view)
    return routes


def defects(views: Sequence[Endpoint]) -> list[str]:
    """What Django cannot serve of these views together, each with its place: one line for each, as the graph's own
    defects. Their routes are some that it can read: `written` saw to that."""
    found: list[str] = []
    shapes: dict[str, Endpoint] = {}
    for route, sharing in by_route(views).items():
        for view, other in combinations(sharing, 2):
            both = [method for method in view.declared.methods if method in other.declared.methods]
            if both:
                why = f"its route and its method `{both[0]}` are those of `{view.name}` too, and one is never reached"
                found.append(f"{_place(other)}: function `{other.name}`: {why}")
        shape = _shape(route)
        hidden = shapes.setdefault(shape, sharing[0])
        if hidden is not sharing[0]:
            why = (
                f"its route differs from that of `{hidden.name}` by the name of an argument alone, and one is never "
                "reached; write both the same"
            )
            found.append(f"{_place(sharing[0])}: function `{sharing[0].name}`: {why}")
    return found


def _openness(route: str) -> list[int]:
    return [0 if "<" not in segment else 2 if "<path:" in segment else 1 for segment in route.split("/")]


def _shape(route: str) -> str:
    return re.sub(r"\(\?P<[^>]+>", "(", written.pattern(route).regex.pattern)


def _route(view: Endpoint) -> str:
    assert view.declared.route is not None
    return view.declared.route


def _place(view: Endpoint) -> str:
    if not isinstance(view, PythonEndpoint):
        return "a native module"
    code: Any = inspect.unwrap(view.function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"
