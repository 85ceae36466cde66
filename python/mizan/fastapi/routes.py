"""The routes of views, as Starlette reads them: which view an address belongs to, and what is wrong with them together.

Decides in which order they are tried: what is written out before what is an argument, whatever their order in the
project. Page: `ir/protocol/dispatch.md`, views. Twin: `mizan.django.patterns`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from starlette.convertors import Convertor, PathConvertor
from starlette.datastructures import URLPath
from starlette.routing import NoMatchFound, replace_params

from mizan.endpoint import Endpoint
from mizan.fastapi import written
from mizan.records import record


@record(eq=False)
class Route:
    """One route and the views that share it, which differ in their methods."""

    views: Sequence[Endpoint]
    pattern: re.Pattern[str]
    format: str
    convertors: Mapping[str, Convertor[Any]]

    def values(self, path: str) -> dict[str, object] | None:
        """What the path has in the place of each argument, as Starlette makes it; `None` for another path."""
        match = self.pattern.match(path)
        if match is None:
            return None
        return {name: self.convertors[name].convert(text) for name, text in match.groupdict().items()}


class Routes:
    """All routes of a graph's views."""

    def __init__(self, views: Sequence[Endpoint]) -> None:
        shared: dict[str, list[Endpoint]] = {}
        for view in sorted(views, key=lambda view: view.name):
            shared.setdefault(view.declared.route or "", []).append(view)
        routes = [Route(views, *written.pattern(route)) for route, views in shared.items()]
        self._routes = sorted(routes, key=_openness)

    def find(self, path: str) -> tuple[Route, dict[str, object]] | None:
        """The route of the path, and the values that it has in it."""
        for route in self._routes:
            values = route.values(path)
            if values is not None:
                return route, values
        return None

    def url_path_for(self, name: str, params: Mapping[str, Any]) -> URLPath:
        """The address of a view. Raises Starlette's `NoMatchFound`."""
        for route in self._routes:
            if name in [view.name for view in route.views] and params.keys() == route.convertors.keys():
                path, _ = replace_params(route.format, dict(route.convertors), dict(params))
                return URLPath(path=path, protocol="http")
        raise NoMatchFound(name, dict(params))

    def defects(self) -> Iterator[tuple[Endpoint, str]]:
        """Views that would never be reached, and why."""
        shapes: dict[str, Endpoint] = {}
        for route in self._routes:
            for view, other in combinations(route.views, 2):
                both = [method for method in view.declared.methods if method in other.declared.methods]
                if both:
                    same = f"its route and its method `{both[0]}` are those of `{view.name}` too"
                    yield other, f"{same}, and one is never reached"
            first = route.views[0]
            hidden = shapes.setdefault(re.sub(r"\(\?P<[^>]+>", "(", route.pattern.pattern), first)
            if hidden is not first:
                alike = f"its route differs from that of `{hidden.name}` by the name of an argument alone"
                yield first, f"{alike}, and one is never reached; write both the same"


def _openness(route: Route) -> tuple[list[int], str]:
    rest = {name for name, convertor in route.convertors.items() if isinstance(convertor, PathConvertor)}

    def of(segment: str) -> int:
        names = re.findall(r"\{([^{}]+)\}", segment)
        return 2 if rest.intersection(names) else 1 if names else 0

    return [of(segment) for segment in route.format.split("/")], route.format
