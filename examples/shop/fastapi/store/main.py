"""The app: Mizan below `/api/mizan/`, the products' pictures, the built screen everywhere else.

    uvicorn --app-dir examples/shop/fastapi store.main:app

`SHOP_DATABASE` is the path of the database, `SHOP_SECRET_KEY` the secret, `SHOP_HOSTS` lists more host names, separated
by commas: as for Django's twin, of which there is nothing here but its tables.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from mizan.fastapi import mizan_router
from store import database, pages, people, pictures

SECRET = os.environ.get("SHOP_SECRET_KEY", "for-a-laptop-only-and-for-nothing-that-others-can-reach")
HOSTS = ["localhost", "127.0.0.1", *filter(None, os.environ.get("SHOP_HOSTS", "").split(","))]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Begins once the database is ready."""
    database.prepare()
    yield


mizan = mizan_router(
    identity=people.caller,
    modules=["store.clients"],
    # The Rust functions of `examples/native`, called from the browser like any other.
    native=["shop_native"],
    secret=SECRET,
)
app = FastAPI(title="The shop", lifespan=lifespan)
app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
app.include_router(mizan, prefix="/api/mizan")
app.include_router(pictures.router)
app.include_router(pages.router)
