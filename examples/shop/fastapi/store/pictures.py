"""Pictures of products: what is one, and how it is shown.

What somebody sends is what its first bytes say. Its name and the type it came with are the sender's word, and are not
kept. Twin: `../../store/pictures.py`.
"""

import re
import sqlite3
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response

from store.database import Reading

# How files of each kind begin.
KINDS = {
    "image/jpeg": rb"\xff\xd8\xff",
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/webp": rb"RIFF....WEBP",
}

# Whatever the bytes are, a browser takes them for a picture or for nothing: no script runs, and no page opens.
SAFE = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(prefix="/pictures", include_in_schema=False)


def kind_of(content: bytes) -> str | None:
    """The content type that the bytes themselves have; None if that is none of a picture's."""
    return next((kind for kind, begins in KINDS.items() if re.match(begins, content, re.DOTALL)), None)


def address_of(db: sqlite3.Connection, product_id: int) -> str | None:
    """Where the product's picture is. The address holds the picture's digest, so that it may be kept for ever."""
    found = db.execute("SELECT digest FROM store_picture WHERE product_id = ?", (product_id,)).fetchone()
    return None if found is None else f"/pictures/{product_id}/{found['digest']}"


@router.api_route("/{product_id}/{digest}", methods=["GET", "HEAD"])
def picture(db: Reading, product_id: Annotated[int, Path(lt=2**63)], digest: str) -> Response:
    """The picture itself."""
    found = db.execute(
        "SELECT kind, content FROM store_picture WHERE product_id = ? AND digest = ?", (product_id, digest)
    ).fetchone()
    if found is None:
        raise HTTPException(404)
    return Response(found["content"], media_type=found["kind"], headers=SAFE)
