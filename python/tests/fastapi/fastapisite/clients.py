"""Functions with all that FastAPI gives: requests, dependencies, sessions, tasks."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Cookie, Depends, Header, HTTPException, Request, Response

from fastapisite.events import note
from mizan import CachedRequest, Caller, DomainError, ReactContext, client, invalidate

LedgerContext = ReactContext("ledger")
MixedContext = ReactContext("mixed")


class Refused(DomainError[None]):
    """It is refused."""


async def who(request: Request) -> Caller | None:
    name = request.cookies.get("name")
    if name == "expired":
        raise HTTPException(401, {"secret": "of nobody's concern"}, headers={"X-Leaked": "1"})
    if name == "busy":
        raise HTTPException(503)
    if name == "exit":
        raise SystemExit
    if name == "wrong":
        return "ada"  # type: ignore[return-value]  # the point
    return None if name is None else Caller.of(name, roles=["staff"] if name == "cleo" else [])


# ---------------------------------------------------------------- sessions


async def session() -> AsyncIterator[str]:
    note("open")
    try:
        yield "session"
    except BaseException as error:
        note(f"rollback {type(error).__name__}")
        raise
    await asyncio.sleep(0.2)
    note("commit")


def session_of_thread() -> Iterator[str]:
    note("open")
    try:
        yield "session"
    except Exception as error:
        note(f"rollback {type(error).__name__}")
        raise
    note("commit")


async def failing() -> AsyncIterator[str]:
    yield "session"
    raise RuntimeError("the commit failed")


Session = Annotated[str, Depends(session, scope="function")]
ThreadSession = Annotated[str, Depends(session_of_thread, scope="function")]
Failing = Annotated[str, Depends(failing, scope="function")]
Late = Annotated[str, Depends(session)]


# ---------------------------------------------------------------- calls


@client
async def on_loop() -> bool:
    """Whether it runs on the server's own thread."""
    return threading.current_thread() is threading.main_thread()


@client
def in_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


@client
async def asked(word: str, page_request: Request, request_id: Annotated[str, Header()] = "none") -> str:
    """A request by any name, anywhere, and a header."""
    body = await page_request.json()
    return f"{page_request.method} {body['args']['word'] == word} {request_id}"


@client
def asked_first(request: Request, word: str) -> str:
    return f"{request.url.path} {word}"


def number(request: Request) -> int:
    note("number")
    return int(request.headers.get("x-number", "0"))


def doubled(n: Annotated[int, Depends(number)]) -> int:
    return 2 * n


@client
async def summed(
    a: int, n: Annotated[int, Depends(number)], twice: Annotated[int, Depends(doubled)], b: int = 1
) -> int:
    return a + b + n + twice


@client
async def plain_sum(a: int, n: int = Depends(number)) -> int:
    return a + n


@client
async def tasked(word: str, tasks: BackgroundTasks, response: Response) -> str:
    tasks.add_task(note, f"task {word}")
    response.set_cookie("seen", word)
    return word


@client
async def counted(visits: Annotated[int, Cookie()]) -> int:
    return visits


@client
def refuse(status: int) -> None:
    raise HTTPException(status, "a canary of the house", headers={"X-Leaked": "1"})


@client
def stop(how: str) -> None:
    raise {"stop": StopIteration, "exit": SystemExit, "generator": GeneratorExit}[how]("a canary of the house")


@client
async def stop_async(how: str) -> None:
    raise {"stop": StopIteration, "exit": SystemExit, "generator": GeneratorExit, "cancel": asyncio.CancelledError}[how]


def stopping(request: Request) -> None:
    raise {"stop": StopIteration, "exit": SystemExit, "generator": GeneratorExit}[request.headers["x-how"]]


async def stopping_async(request: Request) -> None:
    stopping(request)


@client
async def stopped(given: Annotated[None, Depends(stopping)]) -> None: ...


@client(auth=lambda request: bool(stopping(request)))
def stopped_by_its_guard() -> None: ...


@client
async def stopped_async(given: Annotated[None, Depends(stopping_async)]) -> None: ...


@client(auth=True)
async def mine(request: Request) -> str:
    return request.cookies["name"]


@client(auth="staff")
def staffs() -> bool:
    return True


# ---------------------------------------------------------------- guards


async def by_dependency(n: Annotated[int, Depends(number)]) -> bool:
    return n == 7


def by_exception(request: Request) -> bool:
    raise HTTPException(int(request.headers.get("x-number", "404")))


@client(auth=by_dependency)
async def guarded(n: Annotated[int, Depends(number)]) -> int:
    return n


@client(auth=by_exception)
def guarded_by_exception() -> None: ...


@client(auth=lambda request: request.headers.get("x-number") == "7")
def guarded_by_request() -> None: ...


# ---------------------------------------------------------------- mutations


@client(affects=LedgerContext, raises=[Refused])
async def write(db: Session, how: str = "well") -> str:
    note("function")
    if how == "refused":
        raise Refused
    if how == "failed":
        raise ValueError("a canary of the house")
    if how == "http":
        raise HTTPException(409)
    return db


@client(affects=LedgerContext, raises=[Refused])
def write_in_thread(db: ThreadSession, how: str = "well") -> str:
    note("function")
    if how == "refused":
        raise Refused
    return db


@client(affects=LedgerContext)
async def write_in_vain(db: Failing) -> str:
    return db


@client(affects=LedgerContext)
async def write_slowly(db: Session) -> None:
    note("function")
    await asyncio.sleep(1)
    note("end")


@client
async def drop_by_hand(db: Session) -> None:
    invalidate(LedgerContext)


@client
async def drop_too_early(db: Late) -> None:
    invalidate(LedgerContext)


@client
async def closes_late(db: Late) -> None:
    note("function")


@client(affects=LedgerContext)
async def writes_twice(db: Session) -> str:
    """Calls another as Python does: what it drops is told once more, and the session is its own argument."""
    return await write(db, how="well")


# ---------------------------------------------------------------- members


@client(context=LedgerContext)
async def total(db: Session) -> str:
    note("total")
    return db


@client(context=LedgerContext)
async def owner(request: CachedRequest, db: Session) -> str | None:
    return request.caller.id if request.caller else None


def pool(request: Request) -> str:
    return str(request.app.title)


def peeking(request: Request) -> str:
    return request.headers.get("accept", "")


@client(context=MixedContext)
async def titled(title: Annotated[str, Depends(pool)], peek: bool = False) -> str:
    return title


@client(context=ReactContext("peeking"))
async def peeks(accept: Annotated[str, Depends(peeking)]) -> str:
    return accept


@client(context=MixedContext, cache=False)
async def language(accept: Annotated[str, Depends(peeking)]) -> str:
    return accept
