"""Serves the screen that Vite built into `../../frontend/dist`: a handful of files, read as they are asked for."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, PlainTextResponse, Response

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
# The screen needs nothing from elsewhere, so it may load nothing from elsewhere.
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
NOT_BUILT = "the screen is not built yet: npm run build -w examples/shop/frontend\n"
A_YEAR = "public, max-age=31536000, immutable"
SAFE = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False)


def answer(folder: Path, name: str, cache: str) -> Response:
    """The file `name` directly inside `folder`, or 404. Names come from URLs: they are looked up, never joined."""
    files = folder.iterdir() if folder.is_dir() else ()
    file = next((file for file in files if file.name == name and file.is_file()), None)
    if file is None:
        raise HTTPException(404)
    headers = {"Cache-Control": cache, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, headers=headers)


@router.api_route("/", methods=SAFE)
def screen() -> Response:
    """The one page."""
    if not (DIST / "index.html").is_file():
        return PlainTextResponse(NOT_BUILT, 503)
    return answer(DIST, "index.html", "no-cache")


@router.api_route("/{name}", methods=SAFE)
def top(name: str) -> Response:
    """Files beside the page, such as its icon."""
    return answer(DIST, name, "no-cache")


@router.api_route("/assets/{name}", methods=SAFE)
def asset(name: str) -> Response:
    """Scripts and styles: their names hold a hash of their content, so that they never change."""
    return answer(DIST / "assets", name, A_YEAR)
