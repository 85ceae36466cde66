"""A backend that gives permissions of its own."""

from typing import Any

from django.contrib.auth.backends import BaseBackend


class EverythingBackend(BaseBackend):
    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {"ledger.everything"}
