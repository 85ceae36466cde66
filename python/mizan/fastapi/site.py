"""A router's options and its graph: frozen once, by whatever asks first, and refused with every defect at once.

Decides when the graph is frozen, and what FastAPI cannot give to its functions; what is legal in a graph is the core's
to say. Page: `ir/protocol/registry.md`, `ir/protocol/dispatch.md`, FastAPI. Twin: `mizan.django.apps`.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from threading import Lock
from typing import Any

from fastapi import Depends
from starlette.responses import Response

from mizan import declaration, invalidation
from mizan._native import Invalidation
from mizan.endpoint import Endpoint, PythonEndpoint
from mizan.errors import DeclarationError, GraphError
from mizan.fastapi import written
from mizan.fastapi.dependencies import Given, given, is_given, refuse_requests, too_late
from mizan.fastapi.options import Options
from mizan.fastapi.routes import Routes
from mizan.records import record
from mizan.registry import Bundle, Frozen

logger = logging.getLogger("mizan")

# What a function answers by itself, and what FastAPI gives it.
declaration.response_classes[Response] = written.neutral
declaration.given_parameters.append(is_given)


@record(eq=False)
class Guarding:
    """What a project's guard is given: FastAPI's parameters, and the request, where its first one has no annotation."""

    given: Given
    takes_request: bool


@record(eq=False)
class Started:
    """A graph that answers, with what its functions, guards and the identity are given by FastAPI."""

    frozen: Frozen
    given: dict[str, Given]
    guards: dict[str, Guarding]
    identity: Given | None
    routes: Routes


class Site:
    """`started` freezes the graph when it is first asked for."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._started: Started | None = None
        self._starting = Lock()

    @property
    def started(self) -> Started:
        """Raises `GraphError`, each time, with every defect."""
        if self._started is None:
            with self._starting:
                if self._started is None:
                    self._started = self._start()
                    invalidation.connect(self)
        return self._started

    @property
    def shares(self) -> bool:
        """Whether there are answers that shared caches may keep."""
        bundles = (each for each in self.started.frozen.paths.values() if isinstance(each, Bundle))
        return bool(self.options.policy.secret) and any(bundle.public for bundle in bundles)

    def frozen(self) -> Frozen:
        """The graph, for what is dropped outside of calls."""
        return self.started.frozen

    def perform(self, invalidation: Invalidation) -> None:
        """At once: no answer is kept anywhere that would have to be dropped."""

    def _start(self) -> Started:
        defects = list(self._discovered())
        try:
            frozen = self.options.registry.freeze()
        except GraphError as error:
            raise GraphError([*defects, *error.defects]) from None
        places = {each.declaration.name: each.declaration.place for each in self.options.registry.functions}

        def place(endpoint: Endpoint) -> str:
            return f"{places.get(endpoint.name, 'a native module')}: function `{endpoint.name}`"

        endpoints = [*frozen.functions.values(), *frozen.views.values()]
        found: dict[str, Given] = {}
        guards: dict[str, Guarding] = {}
        identity: Given | None = None
        for endpoint in endpoints:
            try:
                if isinstance(endpoint, PythonEndpoint):
                    each = _given(endpoint)
                    if not each.is_empty:
                        found[endpoint.name] = each
            except ValueError as error:
                defects.append(f"{place(endpoint)}: {error}")
            try:
                if endpoint.declared.guard is not None:
                    guards[endpoint.name] = _guarding(endpoint.declared.guard)
            except ValueError as error:
                defects.append(f"{place(endpoint)}: its guard: {error}")
        try:
            if self.options.identity is not None:
                identity = _identity(self.options.identity)
        except ValueError as error:
            defects.append(f"`mizan_router(identity=…)`: {error}")
        guarded = sorted(each.name for each in endpoints if each.declared.auth not in (None, "custom"))
        if guarded and self.options.identity is None:
            more = f" and {len(guarded) - 1} more" if guarded[1:] else ""
            defects.append(
                f"everybody is nobody to `{guarded[0]}`{more}, declared with `auth`: tell `mizan_router` the "
                "`identity`, a dependency that answers a `Caller` or `None`"
            )
        routes = Routes(list(frozen.views.values()))
        defects += (f"{place(view)}: {why}" for view, why in routes.defects())
        if defects:
            raise GraphError(defects)
        for warning in frozen.warnings:
            logger.warning("%s", warning)
        return Started(frozen, found, guards, identity, routes)

    def _discovered(self) -> Iterator[str]:
        # Past refused declarations, so that those of all modules are told at once.
        with self.options.registry.collecting():
            for name in self.options.modules:
                try:
                    import_module(name)
                except DeclarationError as error:
                    yield str(error)
            for name in self.options.native:
                self.options.registry.mount(import_module(name))


def _given(endpoint: PythonEndpoint) -> Given:
    found = given(endpoint.given)
    declared = endpoint.declared
    if declared.cached:
        refuse_requests(found)
    if declared.mutates and found.late:
        raise ValueError(too_late(found.late[0]))
    return found


_MANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _guarding(guard: Callable[..., Any]) -> Guarding:
    plain = guard if inspect.isroutine(guard) else type(guard).__call__.__get__(guard)
    parameters = dict(inspect.signature(plain, eval_str=True).parameters)
    first = next(iter(parameters.values()), None)
    takes_request = first is not None and not is_given(first.annotation, first.default)
    if takes_request and first is not None:
        del parameters[first.name]
    for name, parameter in list(parameters.items()):
        if not is_given(parameter.annotation, parameter.default):
            if parameter.default is parameter.empty and parameter.kind not in _MANY:
                raise ValueError(f"`{name}` is nothing that FastAPI gives: a request, or what `Depends` names")
            del parameters[name]
    return Guarding(given(parameters), takes_request)


def _identity(identity: Callable[..., Any]) -> Given:
    # As a dependency, so that `app.dependency_overrides` finds it.
    kind = inspect.Parameter.KEYWORD_ONLY
    return given({"caller": inspect.Parameter("caller", kind, default=Depends(identity), annotation=Any)})
