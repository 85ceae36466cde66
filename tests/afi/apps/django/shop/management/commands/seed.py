"""Puts the rows of every twin into empty tables, and people with every role: the password of each is the name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from shop.models import Order, Person, Product

PEOPLE = {1: "Ada", 5: "Grace", 7: "Edsger"}
ORDERS = {1: 5, 2: 5, 3: 7}
PRODUCTS = {"mug": ("kitchen", 900), "pan": ("kitchen", 4_500), "rake": ("garden", 2_250)}


class Command(BaseCommand):
    help = "Fills empty tables; where there are rows already, nothing is changed."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        users = get_user_model().objects
        if users.exists():
            return
        for number, name in PEOPLE.items():
            user = users.create_user(name.lower(), password=name.lower(), pk=number)
            Person.objects.create(user=user, name=name)
        users.create_user("sasha", password="sasha", pk=20, is_staff=True)
        users.create_superuser("root", password="root", pk=21)
        packer = users.create_user("packer", password="packer", pk=22)
        packer.groups.add(Group.objects.create(name="packers"))
        packer.user_permissions.add(Permission.objects.get(codename="change_order"))
        # Names that look like others': a Cyrillic letter, and a Kelvin sign in the name of a role.
        users.create_user("\u0430da", password="impostor", pk=24)
        impostor = users.create_user("impostor", password="impostor", pk=25)
        impostor.groups.add(Group.objects.create(name="pac\u212aers"), Group.objects.create(name="Packers"))
        users.create_user("gone", password="gone", pk=23, is_active=False)
        Order.objects.bulk_create(Order(pk=number, owner_id=owner) for number, owner in ORDERS.items())
        Product.objects.bulk_create(
            Product(sku=sku, category=category, price_cents=price) for sku, (category, price) in PRODUCTS.items()
        )
