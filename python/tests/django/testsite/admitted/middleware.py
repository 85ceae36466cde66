"""What a project's own middleware adds to answers that it does not know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponse]


def adds(get_response: Next) -> Next:
    """A cookie, a `Vary` or how long it is kept, whichever the request asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match request.headers.get("X-Add", "").split(":"):
            case ["cookie", name]:
                response.set_cookie(name, "1")
            case ["vary", name]:
                patch_vary_headers(response, [name])
            case ["raw", name]:
                response.headers["Set-Cookie"] = f"{name}=1"
            case ["kept", words]:
                response.headers["Cache-Control"] = words
            case ["gone", name]:
                response.delete_cookie(name)
        return response

    return middleware
