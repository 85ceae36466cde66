"""Pictures of products: what is one, and how it is shown.

What somebody sends is what its first bytes say. Its name and the type it came with are the sender's word, and are not
kept.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from store.models import Picture

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


def kind_of(content: bytes) -> str | None:
    """The content type that the bytes themselves have; None if that is none of a picture's."""
    return next((kind for kind, begins in KINDS.items() if re.match(begins, content, re.DOTALL)), None)


def address_of(product_id: int) -> str | None:
    """Where the product's picture is. The address holds the picture's digest, so that it may be kept for ever."""
    digest = Picture.objects.filter(product_id=product_id).values_list("digest", flat=True).first()
    return None if digest is None else reverse("picture", args=[product_id, digest])


@require_safe
def picture(request: HttpRequest, product_id: int, digest: str) -> HttpResponse:
    """The picture itself."""
    found = get_object_or_404(Picture, product_id=product_id, digest=digest)
    return HttpResponse(found.content, content_type=found.kind, headers=SAFE)
