"""Views: functions that answer with Django's own responses, at addresses of their own."""

import asyncio
import datetime
import threading
import time
from enum import IntEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import register_converter, reverse

from mizan import DomainError, ReactContext, client
from mizan.errors import Conflict
from testsite.ledger.models import Entry
from testsite.pages.converters import Day

register_converter(Day, "day")

PagesContext = ReactContext("pages", identity="owner")


class Stale(DomainError[int]):
    """The page is of another day."""


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


@client(context=PagesContext)
def pages_of(owner: int) -> int:
    """How many pages somebody has."""
    return Entry.objects.filter(owner_id=owner).count()


def inside() -> str:
    return "in a transaction" if connection.in_atomic_block else "in none"


# ---------------------------------------------------------------- pages


@client(route="pages/<int:owner>/")
def show_page(request: HttpRequest, owner: int) -> HttpResponse:
    """A page with a form."""
    entries = Entry.objects.filter(owner_id=owner, note__startswith="page")
    return render(request, "pages/page.html", {"owner": owner, "entries": entries, "where": inside()})


@client(route="pages/<int:owner>/", affects=PagesContext, auth="self")
def save_page(request: HttpRequest, owner: int) -> HttpResponseRedirect:
    """What the form is sent to, at the same address."""
    Entry.objects.create(owner_id=owner, amount=1, note=request.POST["note"])
    request.session["saved"] = request.POST["note"]
    return HttpResponseRedirect(reverse("mizan_routes:show_page", args=[owner]))


@client(route="template/<int:owner>/", affects=PagesContext)
def template_page(request: HttpRequest, owner: int) -> TemplateResponse:
    """Is rendered later, when it loads its rows."""
    Entry.objects.create(owner_id=owner, amount=1, note="page by template")
    entries = (entry for entry in Entry.objects.filter(owner_id=owner, note="page by template"))
    return TemplateResponse(request, "pages/page.html", {"owner": owner, "entries": entries, "where": Where()})


class Where:
    """Says, when it is written, where that is."""

    def __str__(self) -> str:
        return inside()


@client(route="untemplated/<int:owner>/", affects=PagesContext)
async def failing_template_page(request: HttpRequest, owner: int) -> TemplateResponse:
    """Fails when it is rendered."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="page never rendered")
    return TemplateResponse(request, "pages/no_such_page.html", {})


@client(route="lazy/")
def lazy_page(request: HttpRequest) -> TemplateResponse:
    """Without a transaction it is rendered by Django, behind its middleware."""
    return TemplateResponse(request, "pages/page.html", {"owner": "lazy", "where": Where()})


@client(route="words/<slug:word>/")
def word_page(word: str) -> HttpResponse:
    """Any word."""
    return HttpResponse(f"the word {word}", content_type="text/plain")


@client(route="words/new/")
def xnew_word_page() -> HttpResponse:
    """One word before all others, though its name comes after."""
    return HttpResponse("a new word", content_type="text/plain")


@client(route="kinds/<uuid:key>/<day:day>/<slug:size>/<path:rest>")
def kinds_page(key: UUID, day: datetime.date, size: Size, rest: str, more: int = 3) -> JsonResponse:
    """Gives back what it got, and of which class."""
    values: list[Any] = [key, day, size, rest, more]
    return JsonResponse({type(value).__name__: str(value) for value in values})


@client(route="numbers/<number>/")
def number_page(number: int) -> HttpResponse:
    """An integer that Django's converter leaves as text."""
    return HttpResponse(f"{type(number).__name__} {number}", content_type="text/plain")


@client(route="streams/")
def stream_page() -> StreamingHttpResponse:
    """Comes in parts."""
    return StreamingHttpResponse(iter([b"one ", b"two"]), content_type="text/plain")


@client(route="async/<int:owner>/", affects=PagesContext)
async def async_page(request: HttpRequest, owner: int) -> HttpResponse:
    """Runs on the loop, in its transaction."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="page by the loop")
    where = await sync_to_async(inside)()
    return HttpResponse(f"{threading.current_thread().name} {where}", content_type="text/plain")


@client(route="slow/<int:owner>/", affects=PagesContext)
def slow_page(request: HttpRequest, owner: int) -> HttpResponse:
    """Writes, says so by a file, and waits for another before it ends."""
    Entry.objects.create(owner_id=owner, amount=1, note="page that is slow")
    wait(Path(request.POST["folder"]))
    return HttpResponse("at last")


@client(route="slow-template/<int:owner>/", affects=PagesContext)
def slow_template_page(request: HttpRequest, owner: int) -> TemplateResponse:
    """Waits when its template is written, and writes another row then."""
    Entry.objects.create(owner_id=owner, amount=1, note="page that is slow")

    def write() -> str:
        wait(Path(request.POST["folder"]))
        return str(Entry.objects.create(owner_id=owner, amount=1, note="page that is slow").pk)

    return TemplateResponse(request, "pages/page.html", {"owner": owner, "where": write})


@client(route="slow-async/<int:owner>/", affects=PagesContext)
async def slow_async_page(request: HttpRequest, owner: int) -> HttpResponse:
    """The same on the loop."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="page that is slow")
    folder = Path(request.POST["folder"])
    (folder / "started").touch()
    while not (folder / "go").exists():
        await asyncio.sleep(0.005)
    await Entry.objects.acreate(owner_id=owner, amount=1, note="page that is slow")
    (folder / "ended").touch()
    return HttpResponse("at last")


def wait(folder: Path) -> None:
    (folder / "started").touch()
    while not (folder / "go").exists():
        time.sleep(0.005)
    (folder / "ended").touch()


@client(route="own-headers/", affects=PagesContext)
def own_headers_page() -> HttpResponse:
    """Says itself how long it may be kept, and sets a cookie."""
    response = HttpResponseRedirect("/elsewhere/?a=1&b=%22")
    response["Cache-Control"] = "private, max-age=5"
    response.set_cookie("colour", "green")
    return response


# ---------------------------------------------------------------- refusals and failures


@client(route="failing/<int:owner>/", affects=PagesContext)
def failing_page(request: HttpRequest, owner: int) -> HttpResponse:
    """Writes, and fails."""
    Entry.objects.create(owner_id=owner, amount=1, note="page that failed")
    raise RuntimeError("a secret of the page")


@client(route="hooked/<int:owner>/", affects=PagesContext)
def hooked_page(owner: int) -> HttpResponse:
    """Writes, and a hook of somebody else fails when that is committed."""
    Entry.objects.create(owner_id=owner, amount=1, note="page with a hook")
    transaction.on_commit(lambda: [][1])
    return HttpResponse("never seen")


@client(route="denying/")
def denying_page() -> HttpResponse:
    """Refuses as Django does."""
    raise PermissionDenied


@client(route="missing/")
def missing_page() -> HttpResponse:
    """Misses as Django does."""
    raise Http404


@client(route="clashing/", affects=PagesContext, raises=[Stale])
def clashing_page(request: HttpRequest) -> HttpResponse:
    """Refuses as Mizan does."""
    if request.GET.get("how") == "stale":
        raise Stale(3)
    raise Conflict("somebody was faster")


@client(route="lying/")
def lying_page() -> HttpResponse:
    """Promises a response."""
    nothing: Any = None
    return nothing


@client(route="staff/", auth="staff")
def staff_page() -> HttpResponse:
    """For staff."""
    return HttpResponse("for staff", content_type="text/plain")


@client(route="open/")
@login_not_required
def open_page() -> HttpResponse:
    """Open where everybody else must sign in."""
    return HttpResponse("open", content_type="text/plain")


# ---------------------------------------------------------------- webhooks


@client(private=True, route="hooks/<slug:source>/", affects=PagesContext.scope(owner="owner"))
def hook(request: HttpRequest, source: str, owner: int = 2) -> JsonResponse:
    """What another server calls: it has no session, and proves by a signature who it is."""
    if request.headers.get("X-Signature") != f"by {source}":
        raise PermissionDenied
    Entry.objects.create(owner_id=owner, amount=1, note=request.body.decode())
    return JsonResponse({"user": hasattr(request, "user") and str(request.user)})


@client(route="many/", methods=["PUT", "PATCH", "DELETE"], affects=PagesContext.all())
def many_methods(request: HttpRequest) -> HttpResponse:
    """By three methods."""
    return HttpResponse(str(request.method), content_type="text/plain")
