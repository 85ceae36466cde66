"""The application: Mizan, its views, and what tests ask for beside."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from fastapisite import events
from fastapisite.clients import who
from fastapisite.pages import Teapot
from mizan.fastapi import mizan_router

mizan = mizan_router(
    identity=who,
    modules=["fastapisite.clients", "fastapisite.pages", "fastapisite.files"],
    origins=["https://shop.example"],
    body_timeout=1,
    max_upload=1 << 20,
    secret="a secret of tests alone",
)
app = FastAPI(title="site")
app.include_router(mizan, prefix="/api/mizan")
app.include_router(mizan.views)


@app.exception_handler(Teapot)
async def teapot(request: Request, error: Teapot) -> JSONResponse:
    return JSONResponse({"detail": "a teapot"}, 418)


@app.get("/events")
async def told() -> list[str]:
    return events.taken()


@app.get("/other")
async def other() -> str:
    return "another page"
