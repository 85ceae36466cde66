"""Serves the screen that Vite built into `frontend/dist`: a handful of files, read as they are asked for."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# The screen needs nothing from elsewhere, so it may load nothing from elsewhere.
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
NOT_BUILT = "the screen is not built yet: npm run build -w examples/shop/frontend\n"
A_YEAR = "public, max-age=31536000, immutable"


def answer(folder: Path, name: str, cache: str) -> HttpResponse:
    """The file `name` directly inside `folder`, or 404. Names come from URLs: they are looked up, never joined."""
    files = folder.iterdir() if folder.is_dir() else ()
    file = next((file for file in files if file.name == name and file.is_file()), None)
    if file is None:
        raise Http404
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return HttpResponse(
        file.read_bytes(),
        content_type=kind + charset,
        headers={"Cache-Control": cache, "Content-Security-Policy": POLICY},
    )


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The one page."""
    if not (settings.FRONTEND_DIST / "index.html").is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    return answer(settings.FRONTEND_DIST, "index.html", "no-cache")


@require_safe
def top(request: HttpRequest, name: str) -> HttpResponse:
    """Files beside the page, such as its icon."""
    return answer(settings.FRONTEND_DIST, name, "no-cache")


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """Scripts and styles: their names hold a hash of their content, so that they never change."""
    return answer(settings.FRONTEND_DIST / "assets", name, A_YEAR)
