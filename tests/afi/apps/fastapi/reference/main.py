"""The app: Mizan where its guide says, its views at the root, and the door to sign in by. `uvicorn reference.main:app`.

`REFERENCE_APPS` names the parts that are wanted, `shop` for the graph of the vectors and nothing else;
`REFERENCE_DEBUG` runs it as a developer does.
"""

import os

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from mizan.fastapi import mizan_router
from reference import people

PARTS = ("shop", "every_type", "guards", "board", "pages", "failures")
SECRET = "only for tests, which start their own servers and know every password"

mizan = mizan_router(
    identity=people.caller,
    modules=[f"{part}.clients" for part in os.environ.get("REFERENCE_APPS", " ".join(PARTS)).split()],
    secret=SECRET,
    shows_ir="REFERENCE_DEBUG" in os.environ,
)
app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
app.include_router(mizan, prefix="/api/mizan")
app.include_router(mizan.views)
app.include_router(people.router)
