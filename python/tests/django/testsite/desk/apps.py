from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "testsite.desk"

    def ready(self) -> None:
        # Connecting is what its import does.
        import_module("testsite.desk.receivers")
