"""A host's middleware that fails when all is done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def breaks(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "X-Break" in request.headers:
            raise RuntimeError("a middleware that fails")
        return response

    return middleware
