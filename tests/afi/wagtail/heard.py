"""Writes down what the project dropped outside of calls, for `test_wagtail.py` to read."""

import json
import os
from pathlib import Path

from django.dispatch import receiver

from mizan.django.signals import invalidated


@receiver(invalidated)
def write(targets: list[object], **_: object) -> None:
    """One line for each time."""
    with Path(os.environ["HEARD"]).open("a") as lines:
        lines.write(json.dumps(targets) + "\n")
