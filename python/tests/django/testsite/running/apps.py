from django.apps import AppConfig
from django.conf import settings

from mizan.django.signals import invalidated


class RunningConfig(AppConfig):
    """`HEARD` is the file to write what is heard into; without it nobody listens."""

    name = "testsite.running"

    def ready(self) -> None:
        if hasattr(settings, "HEARD"):
            from testsite.running.hearing import hear

            invalidated.connect(hear)
