"""What has an address of its own: pages of the notice board, a form's target, a webhook; and a form with files."""

import hashlib
import hmac
from typing import Annotated

from board import models
from board.clients import BoardContext, BoardFull, TooLong, hang, storable
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from pydantic import BaseModel

from mizan import Accept, MaxSize, Upload, client
from mizan.errors import BadRequest, Problem


class Picture(BaseModel):
    """A picture that was sent along."""

    name: str
    size: int
    digest: str


# ---------------------------------------------------------------- pages


@client(route="board/<slug:shelf>/")
def board_page(request: HttpRequest, shelf: str) -> TemplateResponse:
    """The notices of a shelf, and a form for another."""
    notes = models.Note.objects.filter(shelf=shelf).order_by("pk")
    return TemplateResponse(request, "pages/board.html", {"shelf": shelf, "notes": notes})


@client(route="board/<slug:shelf>/", affects=BoardContext, auth=True)
def pin_from_page(request: HttpRequest, shelf: str) -> HttpResponse:
    """Where the page's form goes; the browser is sent back to the page."""
    try:
        hang(request.POST.get("text", ""), shelf)
    except (BoardFull, TooLong, Problem) as error:
        return HttpResponse(type(error).__name__, status=409, content_type="text/plain")
    return HttpResponseRedirect(reverse("mizan_routes:board_page", args=[shelf]))


@client(route="notes/<int:note_id>/")
def note_page(request: HttpRequest, note_id: int) -> TemplateResponse:
    """One notice, which is the page's title too."""
    note = models.Note.objects.filter(pk=note_id).first()
    if note is None:
        raise Http404
    return TemplateResponse(request, "pages/note.html", {"note": note})


@client(route="staff/board/", auth="staff")
async def staff_page(request: HttpRequest) -> HttpResponse:
    """For staff, asynchronously."""
    return HttpResponse(f"{await models.Note.objects.acount()} notices", content_type="text/plain")


# ---------------------------------------------------------------- a webhook


@client(
    private=True,
    route="hooks/<slug:source>/",
    affects=BoardContext.scope(shelf="source"),
    raises=[BoardFull, TooLong],
)
def notes_hook(request: HttpRequest, source: str) -> JsonResponse:
    """What another server calls: it has no session, and proves by a signature who it is."""
    expected = hmac.new(settings.SECRET_KEY.encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), request.headers.get("X-Signature", "").encode()):
        raise PermissionDenied
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("a notice is text in UTF-8") from error
    return JsonResponse({"id": hang(text, source).id})


# ---------------------------------------------------------------- files


@client(affects=BoardContext, auth=True)
def pin_pictures(
    text: str,
    cover: Annotated[Upload, MaxSize("100 KB"), Accept("image/png", "image/jpeg")],
    more: list[Upload] | None = None,
    shelf: str = "hall",
) -> list[Picture]:
    """Hangs a notice that pictures came with, and says what arrived."""
    storable(text, "args", "text")
    models.Note.objects.create(text=text, shelf=storable(shelf, "args", "shelf"))
    return [picture_of(each) for each in (cover, *(more or ()))]


def picture_of(file: Upload) -> Picture:
    content = file.read()
    return Picture(name=file.name or "", size=len(content), digest=hashlib.sha256(content).hexdigest())
