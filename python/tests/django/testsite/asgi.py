import asyncio
import contextlib
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

from mizan.django.asgi import bounded

django = get_asgi_application()
timeout = getattr(settings, "BODY_TIMEOUT", None)
application = bounded(django) if timeout is None else bounded(django, body_timeout=timeout)


async def impatient(scope: Any, receive: Any, send: Any) -> None:
    """Some servers, and what stands around an application, end its task when the client hangs up."""
    task = asyncio.current_task()
    assert task is not None

    async def hear() -> Any:
        message = await receive()
        if message["type"] == "http.disconnect":
            task.cancel()
            raise asyncio.CancelledError
        return message

    with contextlib.suppress(asyncio.CancelledError):
        await bounded(django)(scope, hear, send)


if getattr(settings, "IMPATIENT", False):
    application = impatient
