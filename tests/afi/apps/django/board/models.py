"""The notice board's one table."""

from django.db import models


class Note(models.Model):
    """A notice that everybody may read."""

    text = models.TextField()
    shelf = models.TextField(default="hall")

    def __str__(self) -> str:
        return self.text
