"""What the guide says of signals, and what a project does to learn of what was dropped."""

import json
import logging
import sqlite3
import sys
import traceback
from contextlib import closing
from typing import Any

from django.core.signals import got_request_exception
from django.db import connections, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from mizan import invalidate
from mizan.django.signals import invalidated
from testsite.desk.clients import DeskContext
from testsite.desk.models import Ticket

logger = logging.getLogger("mizan.tests")


def raise_in_hook() -> None:
    raise RuntimeError("somebody else's hook")


@receiver(post_save, sender=Ticket)
def interfere(sender: Any, instance: Ticket, **kwargs: Any) -> None:
    """Somebody else's, and the first to register a hook."""
    if instance.title == "hooked":
        transaction.on_commit(raise_in_hook)


@receiver([post_save, post_delete], sender=Ticket)
def drop_desk(sender: Any, instance: Ticket, **kwargs: Any) -> None:
    """The recipe."""
    invalidate(DeskContext, desk=instance.desk)


@receiver(post_save, sender=Ticket)
def refuse(sender: Any, instance: Ticket, **kwargs: Any) -> None:
    """After the recipe's: what is saved is rolled back."""
    if instance.title == "refused":
        raise RuntimeError("refused")


@receiver(invalidated)
def tell(sender: Any, targets: list[Any], **kwargs: Any) -> None:
    """Writes what was dropped, and how many tickets another connection sees by then."""
    whose = "own" if connections["default"].connection is None else "old"
    # As a receiver may, which nothing may on an event loop's own thread.
    assert Ticket.objects.count() >= 0
    seen = -1
    name = connections["default"].settings_dict["NAME"]
    if isinstance(name, str) and "memory" not in name:
        with closing(sqlite3.connect(name, timeout=20)) as connection:
            seen = connection.execute("SELECT count(*) FROM desk_ticket").fetchone()[0]
    logger.info("dropped %s of %d tickets, by an %s connection", json.dumps(targets), seen, whose)


@receiver(got_request_exception)
def track(sender: Any, request: Any, **kwargs: Any) -> None:
    """As an error tracker does: the exception is the one that is being handled."""
    error = sys.exc_info()[1]
    assert error is not None
    frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    logger.info("tracked %s in %s at %s", type(error).__name__, frames[-1], request.path)
