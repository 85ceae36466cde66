"""The FastAPI adapter: `app.include_router(mizan_router(identity=current_user), prefix="/api/mizan")`. The door."""

from mizan.fastapi.router import MizanRouter, mizan_router

__all__ = ["MizanRouter", "mizan_router"]
