"""How a view's outcome becomes Django's response: its own, with what was dropped in the headers, or a page of Django's.

Decides who is given a page instead of a problem, and which of Django's; what is answered otherwise is `envelope`'s to
say. Every function here may query or render: never on an event loop's thread. Page: `ir/protocol/dispatch.md`, views.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import get_callable

from mizan.dispatch import Forward
from mizan.envelope import Headers, Reply
from mizan.errors import Csrf, Problem

_SAFE = ("GET", "HEAD")


def of_forward(request: HttpRequest, forward: Forward) -> HttpResponseBase:
    """What the view gave, or Django's page about what it raised: `handler404`, `handler403` and `handler500`."""
    response = forward.response if forward.error is None else _of_error(request, forward.error)
    if "Location" in response.headers and 300 <= response.status_code < 400 and _is_client(request):
        response = _told(response, forward.invalidate)
    for name, value in forward.headers:
        if name != "Cache-Control" or not response.has_header(name):
            response.headers[name] = value
    return response


def _told(redirect: HttpResponseBase, invalidate: bytes) -> HttpResponse:
    """A redirect as an answer to a generated client: by `fetch` it could see neither where it leads nor its headers."""
    body = b'{"redirect":%b,"invalidate":%b}' % (json.dumps(redirect.headers["Location"]).encode(), invalidate)
    response = HttpResponse(body, content_type="application/json")
    for name, value in redirect.headers.items():
        if name not in ("Location", "Content-Type", "Content-Length"):
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    response.cookies = redirect.cookies
    return response


def of_problem(request: HttpRequest, reply: Reply) -> HttpResponseBase | None:
    """Django's own page for the problem, where the request is a browser's; `None` where the problem is to be told."""
    problem = reply.problem
    if problem is None or not _wants_page(request):
        return None
    response = _of_problem(request, problem)
    if response is not None:
        for name, value in _kept(reply.headers):
            response.headers[name] = value
    return response


def _of_problem(request: HttpRequest, problem: Problem) -> HttpResponseBase | None:
    if problem.status == 401 and request.method in _SAFE and apps.is_installed("django.contrib.auth"):
        # Its module holds forms of models.
        from django.contrib.auth.views import redirect_to_login

        # To a login page elsewhere a path would say nothing.
        elsewhere = urlsplit(resolve_url(settings.LOGIN_URL)).netloc not in ("", request.get_host())
        return redirect_to_login(request.build_absolute_uri() if elsewhere else request.get_full_path())
    if isinstance(problem, Csrf):
        failure: Any = get_callable(settings.CSRF_FAILURE_VIEW)
        page: HttpResponseBase = failure(request, reason=problem.detail or "")
        return page
    if problem.status == 403:
        return _of_error(request, PermissionDenied())
    if problem.status == 404:
        return _of_error(request, Http404())
    return None


def _of_error(request: HttpRequest, error: Exception) -> HttpResponseBase:
    """The page, and what goes with it: the signal for trackers, the log, and with `DEBUG` the traceback's page."""
    traceback = error.__traceback__
    # Django's pages look at the CSRF token, though nothing depends on it any more, and fail at a form that they cannot
    # read to find it.
    vars(request)["csrf_processing_done"] = True
    try:
        raise error
    except Exception as raised:
        # Of the frames that led here none is of interest; those of the function are all in the traceback before.
        raised.__traceback__ = traceback
        response: HttpResponseBase = response_for_exception(request, raised)
        return response


def _kept(headers: Headers) -> Iterable[tuple[str, str]]:
    return (each for each in headers if each[0] not in ("Content-Type", "Content-Length", "WWW-Authenticate"))


def _wants_page(request: HttpRequest) -> bool:
    """Named, and not by a wildcard, which tools send; and no generated client, which reads problems."""
    if _is_client(request):
        return False
    return any(part.strip().startswith("text/html") for part in request.headers.get("Accept", "").split(","))


def _is_client(request: HttpRequest) -> bool:
    return "X-Mizan-Schema" in request.headers
