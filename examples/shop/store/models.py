"""The shop's tables. Money is in cents of a euro."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Category(models.Model):
    """A department of the shop."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something on the shelf."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    sku = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    description = models.TextField()
    price_cents = models.PositiveIntegerField()
    weight_grams = models.PositiveIntegerField()
    stock = models.PositiveIntegerField()
    rating = models.FloatField(null=True)
    reviews = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        # Best known first: a product that is renamed stays where it is in the list.
        ordering: ClassVar = ["-reviews", "id"]
        indexes: ClassVar = [
            models.Index(fields=["category", "-reviews", "id"]),
            models.Index(fields=["-reviews", "id"]),
        ]

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """A product's picture, in a table of its own, so that no list of products brings it along."""

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="picture")
    # What `pictures.kind_of` found it to be, never what the sender said.
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.product_id}"


class Customer(models.Model):
    """Who buys. The key is the account's own, so that a customer's number is the caller's id."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="customer"
    )
    name = models.CharField(max_length=80)
    city = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One purchase."""

    reference = models.UUIDField(unique=True, default=uuid.uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    placed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-placed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["customer", "-placed_at"])]

    def __str__(self) -> str:
        return str(self.reference)


class OrderLine(models.Model):
    """What was bought, as it was called and priced on that day: a later rename does not rewrite a receipt."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=80)
    unit_price_cents = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"
