"""The people whom the tests know: ada and bob, cleo (staff), root (superuser), and gone, who is no longer active."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def handle(self, *args: object, **options: object) -> None:
        users = get_user_model().objects
        ada = users.create(pk=1, username="ada")
        users.create(pk=2, username="bob")
        users.create(pk=3, username="cleo", is_staff=True)
        users.create(pk=4, username="root", is_staff=True, is_superuser=True)
        users.create(pk=5, username="gone")
        ada.user_permissions.add(Permission.objects.get(codename="add_entry"))
