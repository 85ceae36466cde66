"""A host's own middleware of the old kind: for one mode alone, so that Django puts a thread between it and the view."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def known_by_certificate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands for what a browser sends of itself besides cookies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = get_user_model().objects.filter(username=request.headers.get("X-Certificate")).first()
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
