"""Views: pages of the application's own, with routes of theirs."""

from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from fastapisite.clients import LedgerContext, Session
from fastapisite.events import note
from mizan import client
from mizan.errors import Conflict


class Teapot(Exception):
    """The application has a handler for it."""


@client(route="words/{word}/")
def word(word: str) -> HTMLResponse:
    return HTMLResponse(f"<p>{word}</p>")


@client(route="words/first/")
async def first_word() -> PlainTextResponse:
    return PlainTextResponse("written out")


@client(route="numbers/{number}/")
def number(request: Request, number: int) -> PlainTextResponse:
    return PlainTextResponse(f"{number} {request.url_for('files', rest='a/b')}")


@client(route="files/{rest:path}")
def files(rest: str) -> PlainTextResponse:
    return PlainTextResponse(rest)


@client(route="ledger/", affects=LedgerContext, methods=["POST", "PUT"])
async def enter(request: Request, db: Session) -> Response:
    how = (await request.body()).decode()
    match how:
        case "redirect":
            return RedirectResponse("/words/first/", 303, headers={"X-Kept": "1"})
        case "http":
            raise HTTPException(404, "no such page")
        case "teapot":
            raise Teapot
        case "failure":
            raise ValueError("a canary of the house")
        case "problem":
            raise Conflict("it is late")
        case "cached":
            return PlainTextResponse("kept", headers={"Cache-Control": "max-age=5"})
        case "lie":
            return "no response"  # type: ignore[return-value]  # the point
    return PlainTextResponse(how)


@client(route="ledger/", auth=True)
def ledger(request: Request) -> PlainTextResponse:
    return PlainTextResponse("the ledger")


@client(route="stream/")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[str]:
        for each in "abc":
            yield each
        note("streamed")

    return StreamingResponse(parts(), media_type="text/plain")


@client(private=True, route="hooks/{kind}/", affects=LedgerContext)
async def hook(request: Request, kind: str) -> PlainTextResponse:
    return PlainTextResponse(f"{kind} {len(await request.body())}")
