"""How a server ends, and what becomes of calls that somebody cancels: they leave what they began."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import pytest
import sites
from fastapi import Depends, FastAPI
from wire import BASE, Browser

from mizan import ReactContext, client, registry
from mizan.fastapi import mizan_router


def test_a_server_that_is_ended_answers_first() -> None:
    site = sites.start("fastapisite.main:app")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(Browser(site.port).call, "write_slowly")
        site.wait_for("function")
        site.process.send_signal(signal.SIGTERM)
        assert answer.result().json == {"result": None, "invalidate": ["ledger"]}
    assert site.process.wait(20) == 0 or site.process.returncode == -signal.SIGTERM
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", site.port), timeout=1):
        pass


C = ReactContext("c")
done: list[str] = []


async def session() -> AsyncIterator[str]:
    try:
        yield "session"
    except BaseException as error:
        done.append(f"rollback {type(error).__name__}")
        raise
    await asyncio.sleep(0)
    done.append("commit")


async def cancelled(function: str) -> None:
    """Calls a function in process, and cancels it in the middle as a server does that is told to end at once."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{BASE}call/{function}/",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "root_path": "",
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"{}"}

    async def send(message: MutableMapping[str, Any]) -> None:
        done.append(message["type"])

    with registry.scoped() as here:

        @client(affects=C)
        async def write(db: Annotated[str, Depends(session, scope="function")]) -> None:
            done.append("begun")
            await asyncio.sleep(0.1)
            done.append("ended")

        @client
        async def plain(db: Annotated[str, Depends(session, scope="function")]) -> None:
            done.append("begun")
            await asyncio.sleep(0.1)
            done.append("ended")

        @client(context=C)
        def read() -> int:
            return 1

        app = FastAPI()
        app.include_router(mizan_router(registry=here), prefix=BASE.rstrip("/"))
        task = asyncio.create_task(app(scope, receive, send))
        while "begun" not in done:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_mutation_that_is_cancelled_comes_to_its_end() -> None:
    done.clear()
    asyncio.run(cancelled("write"))
    assert done[:3] == ["begun", "ended", "commit"]


def test_another_call_leaves_its_session_as_a_failure() -> None:
    done.clear()
    asyncio.run(cancelled("plain"))
    assert done == ["begun", "rollback CancelledError"]
