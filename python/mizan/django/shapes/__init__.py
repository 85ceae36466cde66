"""Shapes: pydantic models over Django's models, fetched with one query per level and saved by what changed.

A door; `docs/shapes.md` shows what there is.
"""

from mizan.django.shapes.changes import Change, Changes
from mizan.django.shapes.marks import annotate, computed, source
from mizan.django.shapes.pages import CursorPage, Page
from mizan.django.shapes.shape import Shape

__all__ = ["Change", "Changes", "CursorPage", "Page", "Shape", "annotate", "computed", "source"]
