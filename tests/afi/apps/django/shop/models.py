"""The shop's tables: the rows that the Rust app has in memory. Text has no length, since the declarations have none."""

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A user, as the shop knows one. The key is the account's own, so that a user's number is the caller's id."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE)
    name = models.TextField()
    avatar = models.TextField(null=True)

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """What somebody has bought."""

    id = models.BigIntegerField(primary_key=True)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="orders")
    shipped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"order {self.pk}"


class Product(models.Model):
    """Something on a shelf."""

    sku = models.TextField(primary_key=True)
    category = models.TextField()
    price_cents = models.BigIntegerField()

    def __str__(self) -> str:
        return self.sku
