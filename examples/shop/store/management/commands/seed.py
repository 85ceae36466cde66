"""`manage.py seed`: fills an empty shop, the same rows every time. `--reset` empties it first."""

import math
import random
import uuid
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.db import transaction

from store.assortment import CATEGORIES, FIRST_NAMES, LAST_NAMES, MATERIALS, PLACES
from store.models import Category, Customer, Order, OrderLine, Product

CUSTOMERS = 400
ORDERS = 3000
LAST_DAY = datetime(2026, 10, 31, tzinfo=UTC)
DAYS = 730

# The accounts that one can sign in with: name, password, the customer's name, staff.
ACCOUNTS = (
    ("iris", "iris-in-the-shop", "Iris Lindholm", False),
    ("tove", "tove-behind-the-counter", "Tove Keller", True),
)


class Command(BaseCommand):
    """See the module."""

    help = "Fills an empty shop with the same products, customers and orders every time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds `--reset`."""
        parser.add_argument("--reset", action="store_true", help="empty the shop first")

    @transaction.atomic
    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        """Fills the shop, or says that it is filled."""
        if reset:
            for model in (OrderLine, Order, Customer, Product, Category, Session):
                model.objects.all().delete()
            User.objects.filter(customer=None).delete()
        if Product.objects.exists():
            self.stdout.write(f"the shop is filled already: {inventory()}")
            return
        dice = random.Random(20261031)  # noqa: S311 -- the same shop every time, nothing secret
        products = add_products(dice)
        customers = add_customers(dice)
        add_orders(dice, products, customers)
        self.stdout.write(f"filled the shop: {inventory()}")


def inventory() -> str:
    """What there is, in words."""
    counts = [
        (Product.objects.count(), "products"),
        (Category.objects.count(), "categories"),
        (Customer.objects.count(), "customers"),
        (Order.objects.count(), "orders"),
        (OrderLine.objects.count(), "order lines"),
    ]
    return ", ".join(f"{count} {name}" for count, name in counts)


def add_products(dice: random.Random) -> list[Product]:
    """Each kind of thing, in five materials and two sizes."""
    products: list[Product] = []
    for position, (slug, title, described, kinds) in enumerate(CATEGORIES):
        category = Category.objects.create(slug=slug, name=title, position=position)
        for number, line in enumerate(kinds.strip().splitlines()):
            kind, group, sizes, price, weight = line.strip().split("|")
            for step, material in enumerate(MATERIALS[group]):
                for larger, size in enumerate(sizes.split(", ")):
                    grams = int(int(weight) * (1.45 if larger else 1) * dice.uniform(0.9, 1.1)) // 10 * 10
                    euros = int(price) * (1.38 if larger else 1) * dice.uniform(0.85, 1.25)
                    reviews = int(dice.expovariate(1 / 14))
                    products.append(
                        Product(
                            category=category,
                            sku=f"{slug[:3].upper()}-{number + 1:02}{step + 1}{larger + 1}",
                            name=f"{material} {kind}, {size}",
                            description=described,
                            price_cents=shelf_price(euros),
                            weight_grams=max(grams, 10),
                            stock=0 if dice.random() < 0.04 else int(dice.triangular(1, 90, 18)),
                            rating=round(min(5.0, dice.gauss(4.4, 0.3)), 1) if reviews >= 3 else None,
                            reviews=reviews,
                            changed_at=LAST_DAY - timedelta(minutes=dice.randrange(DAYS * 24 * 60)),
                        )
                    )
    return Product.objects.bulk_create(products)


def shelf_price(euros: float) -> int:
    """A price in cents as shops write it: 8.90 when it is small, 48.00 when it is not."""
    return math.ceil(euros) * 100 - 10 if euros < 25 else round(euros) * 100


def add_customers(dice: random.Random) -> list[Customer]:
    """Everybody has an account; those in ACCOUNTS have a password too."""
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    names = [name for _, _, name, _ in ACCOUNTS]
    taken = set(names)
    while len(names) < CUSTOMERS:
        name = f"{dice.choice(first)} {dice.choice(last)}"
        if name not in taken:
            taken.add(name)
            names.append(name)
    joined = [LAST_DAY - timedelta(days=DAYS + dice.randrange(900), minutes=dice.randrange(1440)) for _ in names]
    users = [
        User(username=f"customer{number:03}", password=UNUSABLE_PASSWORD_PREFIX, first_name=name, date_joined=day)
        for number, (name, day) in enumerate(zip(names, joined, strict=True))
    ]
    for user, (username, password, _, staff) in zip(users, ACCOUNTS, strict=False):
        user.username, user.password, user.is_staff = username, make_password(password), staff
    places = [dice.choice(PLACES) for _ in names]
    return Customer.objects.bulk_create(
        Customer(user=user, name=name, city=city, country=country, joined_at=day)
        for user, name, (city, country), day in zip(User.objects.bulk_create(users), names, places, joined, strict=True)
    )


def add_orders(dice: random.Random, products: list[Product], customers: list[Customer]) -> None:
    """Two years of orders: more towards the end, mostly by day, a few things sold far more often than the rest."""
    popular = [dice.paretovariate(1.2) for _ in products]
    loyal = [dice.paretovariate(1.6) for _ in customers]
    for number in range(len(ACCOUNTS)):
        loyal[number] = sum(loyal) * 0.012  # enough orders to turn a page
    moments = sorted(
        LAST_DAY
        - timedelta(days=DAYS * (1 - math.sqrt(dice.random())))
        + timedelta(hours=dice.triangular(7, 23, 19) - 12, seconds=dice.randrange(3600))
        for _ in range(ORDERS)
    )
    orders = Order.objects.bulk_create(
        Order(
            reference=uuid.UUID(int=dice.getrandbits(128), version=4),
            customer=customer,
            placed_at=moment.replace(microsecond=0),
        )
        for moment, customer in zip(moments, dice.choices(customers, loyal, k=ORDERS), strict=True)
    )
    lines: list[OrderLine] = []
    for order in orders:
        size = dice.choices((1, 2, 3, 4), (5, 4, 2, 1))[0]
        for product in dict.fromkeys(dice.choices(products, popular, k=size)):
            lines.append(
                OrderLine(
                    order=order,
                    product=product,
                    name=product.name,
                    unit_price_cents=product.price_cents,
                    quantity=dice.choices((1, 2, 3, 4, 6), (14, 4, 1, 2, 1))[0],
                )
            )
    OrderLine.objects.bulk_create(lines)
