"""What has an address of its own: pages of the notice board, a form's target, a webhook; and a form with files."""

import hashlib
import hmac
import json
from html import escape
from typing import Annotated
from urllib.parse import parse_qs

from board.clients import BoardContext, BoardFull, TooLong, hang, notes_on, put, storable
from fastapi import Depends, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel
from reference.database import Reading, Writing

from mizan import Accept, MaxSize, client
from mizan.errors import BadRequest, Problem


class Picture(BaseModel):
    """A picture that was sent along."""

    name: str
    size: int
    digest: str


# ---------------------------------------------------------------- pages


@client(route="board/{shelf}/")
def board_page(db: Reading, shelf: str) -> HTMLResponse:
    """The notices of a shelf, and a form for another."""
    notes = notes_on(db, shelf)
    items = "".join(f'<li title="{escape(n.text)}"><a href="/notes/{n.id}/">{escape(n.text)}</a></li>' for n in notes)
    form = '<form method="post"><input name="text"><button>Pin</button></form>'
    return page(shelf, f"<ul>{items}</ul>\n{embedded('count', len(notes))}\n{form}")


async def form_text(request: Request) -> str:
    """The field `text` of a form as browsers send it."""
    try:
        return parse_qs((await request.body()).decode(), keep_blank_values=True).get("text", [""])[0]
    except UnicodeDecodeError as error:
        raise BadRequest("a form is text in UTF-8") from error


@client(route="board/{shelf}/", affects=BoardContext, auth=True)
def pin_from_page(db: Writing, text: Annotated[str, Depends(form_text)], shelf: str) -> Response:
    """Where the page's form goes; the browser is sent back to the page."""
    try:
        hang(db, text, shelf)
    except (BoardFull, TooLong, Problem) as error:
        return PlainTextResponse(type(error).__name__, 409)
    return RedirectResponse(f"/board/{shelf}/", 302)


@client(route="notes/{note_id}/")
def note_page(db: Reading, note_id: int) -> HTMLResponse:
    """One notice, which is the page's title too."""
    row = db.execute("SELECT text FROM notes WHERE id = ?", (note_id,)).fetchone()
    if row is None:
        raise HTTPException(404)
    return page(row["text"], f"<p>{escape(row['text'])}</p>\n{embedded('note', row['text'])}")


@client(route="staff/board/", auth="staff")
async def staff_page(db: Reading) -> PlainTextResponse:
    """For staff, asynchronously."""
    return PlainTextResponse(f"{db.execute('SELECT count(*) FROM notes').fetchone()[0]} notices")


def page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def embedded(name: str, value: object) -> str:
    """Data for scripts, which no text in it can end."""
    text = json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script id="{name}" type="application/json">{text}</script>'


# ---------------------------------------------------------------- a webhook


@client(
    private=True,
    route="hooks/{source}/",
    affects=BoardContext.scope(shelf="source"),
    raises=[BoardFull, TooLong],
)
async def notes_hook(request: Request, db: Writing, source: str) -> JSONResponse:
    """What another server calls: it has no session, and proves by a signature who it is."""
    body = await request.body()
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), request.headers.get("X-Signature", "").encode()):
        raise HTTPException(403)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("a notice is text in UTF-8") from error
    return JSONResponse({"id": hang(db, text, source).id})


SECRET = b"only for tests, which start their own servers and know every password"

# ---------------------------------------------------------------- files


@client(affects=BoardContext, auth=True)
async def pin_pictures(
    db: Writing,
    text: str,
    cover: Annotated[UploadFile, MaxSize("100 KB"), Accept("image/png", "image/jpeg")],
    more: list[UploadFile] | None = None,
    shelf: str = "hall",
) -> list[Picture]:
    """Hangs a notice that pictures came with, and says what arrived."""
    storable(text, "args", "text")
    put(db, text, storable(shelf, "args", "shelf"))
    return [await picture_of(each) for each in (cover, *(more or ()))]


async def picture_of(file: UploadFile) -> Picture:
    content = await file.read()
    return Picture(name=file.filename or "", size=len(content), digest=hashlib.sha256(content).hexdigest())
