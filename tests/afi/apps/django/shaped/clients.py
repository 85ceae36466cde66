"""What Django's ORM alone can: shapes over the shop's rows. `serve --shaped` has them beside all others.

No other adapter has a twin of it, and so it is no part of the graph that all of them declare.
"""

from shop.models import Order, Person

from mizan import ReactContext, client
from mizan.django.shapes import Shape

DirectoryContext = ReactContext("directory")


class OrderShape(Shape[Order]):
    """An order, as its owner's row shows it."""

    id: int
    shipped: bool


class PersonShape(Shape[Person]):
    """A user with all orders."""

    user_id: int
    name: str
    orders: list[OrderShape]


@client(context=DirectoryContext)
def people(at_least: int = 0) -> list[PersonShape]:
    """Everybody whose number is no smaller, by number."""
    return PersonShape.query(lambda found: found.filter(pk__gte=at_least).order_by("pk"))


@client(affects=DirectoryContext, auth="staff")
def sell(owner: int, first: int, count: int) -> int:
    """Gives somebody so many orders more, numbered from the first on."""
    return len(Order.objects.bulk_create(Order(id=first + each, owner_id=owner) for each in range(count)))
