"""The app's name for Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The store."""

    name = "store"
