"""What FastAPI gives functions, guards and the identity beside their arguments: requests, and what `Depends` names.

Decides which parameters are FastAPI's, and what may be given to whom; how a dependency is called is FastAPI's own to
say (`asked`), but for those that need nothing but the request, which are called straight. Page:
`ir/protocol/dispatch.md`, FastAPI. No twin: other hosts inject nothing.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import FastAPIError
from fastapi.security import SecurityScopes
from starlette.background import BackgroundTasks
from starlette.requests import HTTPConnection
from starlette.responses import Response

from mizan.records import record

_GIVEN = (HTTPConnection, BackgroundTasks, Response, SecurityScopes)


def is_given(annotation: Any, default: Any) -> bool:
    """Whether FastAPI gives a parameter of this annotation and default: such a one is no argument of the function."""
    if isinstance(default, params.Depends | params.Param | params.Body):
        return True
    if get_origin(annotation) is Annotated:
        annotation, *notes = get_args(annotation)
        if any(isinstance(note, params.Depends | params.Param | params.Body) for note in notes):
            return True
    return isinstance(annotation, type) and issubclass(annotation, _GIVEN)


@record()
class Step:
    """A dependency that needs nothing, or the request alone: `call(request)`. `key` is FastAPI's, so that what was
    called once for a request is not called again."""

    name: str
    call: Callable[..., Any]
    request: str | None
    is_async: bool
    key: tuple[Any, ...]


@record(eq=False)
class Given:
    """The parameters that FastAPI gives one function. `steps` are all that is to be done for them, where that is
    little, and `None` where FastAPI has to; `requests` are those that are the request itself. `late` names those whose
    clean-up FastAPI leaves for after the answer.
    """

    dependant: Dependant
    steps: Sequence[Step] | None
    requests: Sequence[str]
    late: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not self.steps and not self.requests and self.steps is not None


def given(parameters: Mapping[str, inspect.Parameter]) -> Given:
    """Raises `ValueError`, which says what FastAPI cannot give, or Mizan does not."""
    for name, parameter in parameters.items():
        _refuse_arguments(name, parameter)
    ordered = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters.values()]

    def holder() -> None: ...

    vars(holder)["__signature__"] = inspect.Signature(ordered)
    try:
        dependant = get_dependant(path="/", call=holder)
    except (FastAPIError, AssertionError, TypeError) as error:
        raise ValueError(str(error)) from error
    for each in _within(dependant):
        if each.body_params:
            raise ValueError(f"{_named(each)} reads the body, which has the function's arguments: make it one of them")
        if each.path_params or each.query_params:
            name = [*each.path_params, *each.query_params][0].name
            raise ValueError(f"{_named(each)} has `{name}`, which no call has in its address: make it an argument")
        if each.websocket_param_name is not None:
            raise ValueError(f"{_named(each)} takes a `WebSocket`, and a call comes by none")
    late = [_named(each) for each in _within(dependant) if each is not dependant and _is_late(each)]
    requests = [name for name in (dependant.request_param_name, dependant.http_connection_param_name) if name]
    return Given(dependant, _steps(dependant), requests, late)


def refuse_requests(given: Given) -> None:
    """For cached members, whose answer depends on params and caller alone. Raises `ValueError`."""
    for each in _within(given.dependant):
        fields = [*each.header_params, *each.cookie_params]
        if fields or each.security_scopes_param_name is not None or _is_scheme(each):
            what = f"reads `{fields[0].name}` from the request" if fields else "looks for credentials in the request"
            raise ValueError(
                f"{_named(each)} {what}, and the answer of a cached member depends on its params and its caller alone; "
                "declare `cache=False`, or take `request: CachedRequest`, which has `caller`"
            )
        if each.background_tasks_param_name is not None or each.response_param_name is not None:
            raise ValueError(
                f"{_named(each)} has a part in the answer, and a cached member's answer is kept; declare `cache=False`"
            )


def too_late(named: str) -> str:
    """What is wrong with a dependency that lasts beyond the commit."""
    return (
        f"{named} is closed after the answer, when what it commits is too late for who reads again: write "
        '`Depends(…, scope="function")`'
    )


def _refuse_arguments(name: str, parameter: inspect.Parameter) -> None:
    notes = (parameter.default, *get_args(parameter.annotation)[1:])
    for note in notes:
        if isinstance(note, params.Param | params.Body) and not isinstance(note, params.Header | params.Cookie):
            raise ValueError(
                f"`{name}` is declared by `{type(note).__name__}()`, and a function's arguments come from the call: "
                "leave it out, and put constraints into `Annotated[…, Field(…)]`"
            )


def _within(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _within(each)


def _is_late(each: Dependant) -> bool:
    plain = inspect.unwrap(each.call) if each.call is not None else None
    generates = inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain)
    if not generates and plain is not None and not inspect.isroutine(plain) and not isinstance(plain, type):
        call = type(plain).__call__
        generates = inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call)
    return generates and each.scope != "function"


def _is_scheme(each: Dependant) -> bool:
    return type(each.call).__module__.startswith("fastapi.security")


def _named(each: Dependant) -> str:
    name = getattr(each.call, "__name__", type(each.call).__name__)
    return "it" if name == "holder" else f"the dependency `{name}`"


def _steps(dependant: Dependant) -> Sequence[Step] | None:
    """`None` where there is more to it than calling each with the request."""
    own = (dependant.header_params, dependant.cookie_params, dependant.background_tasks_param_name)
    if any(own) or dependant.response_param_name or dependant.security_scopes_param_name:
        return None
    steps = [_step(each) for each in dependant.dependencies]
    return None if None in steps else [step for step in steps if step is not None]


def _step(each: Dependant) -> Step | None:
    call = each.call
    if not inspect.isfunction(call) or hasattr(call, "__wrapped__") or each.name is None or not each.use_cache:
        return None
    if inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call) or each.dependencies:
        return None
    request = each.request_param_name or each.http_connection_param_name
    if len(inspect.signature(call).parameters) > (1 if request else 0) or each.own_oauth_scopes or each.scope:
        return None
    if getattr(each, "concurrency", None) is not None:
        return None
    return Step(each.name, call, request, inspect.iscoroutinefunction(call), (call, (), ""))
