"""A host's own middleware of the old kind: for one mode alone, so that Django puts a thread between it and the view."""

import threading
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_only_middleware
from django.utils.deprecation import MiddlewareMixin


@sync_only_middleware
def known_by_certificate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands for what a browser sends of itself besides cookies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = get_user_model().objects.filter(username=request.headers.get("X-Certificate")).first()
        return get_response(request)

    return middleware


@sync_only_middleware
def known_by_now(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Says who it is where Django keeps what it has found."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if name := request.headers.get("X-Certificate"):
            vars(request)["_cached_user"] = get_user_model().objects.get(username=name)
        return get_response(request)

    return middleware


class Guest:
    """A user that no database has, and of a class that has only what was needed."""

    is_authenticated = True

    def __init__(self, number: str | None) -> None:
        self.pk = number

    def __str__(self) -> str:
        return f"guest {self.pk}"


@sync_only_middleware
def guests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lets people in who have no account."""

    def middleware(request: HttpRequest) -> HttpResponse:
        vars(request)["user"] = Guest(request.headers.get("X-Guest"))
        return get_response(request)

    return middleware


@sync_only_middleware
def eastern_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override("America/New_York"):
            return get_response(request)

    return middleware


@sync_only_middleware
def checks_of_its_own(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Turns Django's CSRF check off with the mark that Django's test client sets, as some middlewares do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request._dont_enforce_csrf_checks = True
        return get_response(request)

    return middleware


class TellsItsThread(MiddlewareMixin):
    """One of the usual kind, whose part Django runs in the request's thread."""

    def process_request(self, request: HttpRequest) -> None:
        request.META["THREAD"] = threading.get_ident()
