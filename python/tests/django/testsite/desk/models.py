"""Tickets that lie on desks."""

from django.db import models


class Ticket(models.Model):
    desk = models.IntegerField()
    title = models.CharField(max_length=100)
