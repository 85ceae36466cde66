"""What a project's developers and its error trackers hear of a failed function, beside the problem that is answered.

Decides who is told what; the client is told by `envelope` alone, unless it is a developer's browser and `DEBUG` is on.
No twin: each host has its own page for errors.
"""

from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.views.debug import technical_500_response

from mizan.envelope import Reply
from mizan.errors import Internal


def report(request: HttpRequest, reply: Reply, response: HttpResponse) -> HttpResponse:
    """Sends `got_request_exception` if a failure is answered, with `sys.exc_info()` as trackers read it.

    The response is the one that was given or, with `DEBUG` and for a browser that wants a page, Django's own about the
    function's failure. It queries, and receivers may: never on an event loop's thread.
    """
    problem = reply.problem
    if not isinstance(problem, Internal):
        return response
    failure = problem.__cause__ or problem
    traceback = failure.__traceback__
    try:
        raise failure
    except BaseException as error:
        # Of the frames that led here none is of interest; those of the function are all in the traceback before.
        error.__traceback__ = traceback
        got_request_exception.send_robust(sender=None, request=request)
        if settings.DEBUG and _wants_page(request):
            page = technical_500_response(request, type(error), error, traceback)
            for name, value in reply.headers:
                if name not in _ABOUT_BODY:
                    page.headers[name] = value
            return page
    return response


def is_due(reply: Reply) -> bool:
    """Whether `report` has anything to do."""
    return isinstance(reply.problem, Internal)


_ABOUT_BODY = ("Content-Type", "Content-Length")


def _wants_page(request: HttpRequest) -> bool:
    """A page that is looked at, and no answer that a script or a tool reads: these accept anything, or JSON."""
    # Named, and not by a wildcard, which `accepts` would take for it.
    return any(part.strip().startswith("text/html") for part in request.headers.get("Accept", "").split(","))
