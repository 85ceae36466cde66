"""Pictures, as a project keeps what was uploaded: in Django's own storage."""

from django.db import models


class Picture(models.Model):
    title = models.CharField(max_length=200)
    image = models.FileField(upload_to="pictures")
