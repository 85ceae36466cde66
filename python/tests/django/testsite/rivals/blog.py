"""A model that has the name of another's."""

from pydantic import BaseModel


class Item(BaseModel):
    """A post."""

    title: str
