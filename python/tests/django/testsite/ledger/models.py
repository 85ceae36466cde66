"""Entries that belong to users. The foreign key is checked at commit, so a bad one is an error in the commit."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    amount = models.IntegerField()
    note = models.CharField(max_length=200, default="")
