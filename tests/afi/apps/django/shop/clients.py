"""The contexts `user` and `catalog`, and what drops parts of them: the graph of the vectors.

Twins: `axum/src/user.rs`, `axum/src/catalog.rs`; names, documentation, types and defaults are theirs.
"""

from typing import Annotated, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, Field

from mizan import ReactContext, client
from mizan.errors import Fault, Invalid, NotFound
from shop import models

UserContext = ReactContext("user", identity="user_id", view=("page",))
CatalogContext = ReactContext("catalog", view=("page",))

Row = TypeVar("Row", models.Order, models.Product)

ORDERS_A_PAGE = 10
PRODUCTS_A_PAGE = 10


class Profile(BaseModel):
    """What is known of a user."""

    id: Annotated[int, Field(description="The user's number.")]
    name: Annotated[str, Field(description="As the user wants to be called.")]
    avatar: Annotated[str | None, Field(description="Where the picture is, if there is one.")]


class Order(BaseModel):
    """An order of a user."""

    id: Annotated[int, Field(description="The order's number.")]
    shipped: Annotated[bool, Field(description="Whether it has left the house.")]


class Stats(BaseModel):
    """Numbers that anybody may know."""

    users: Annotated[int, Field(description="How many users there are.")]
    orders: Annotated[int, Field(description="How many orders there are.")]


class Product(BaseModel):
    """Something for sale."""

    sku: Annotated[str, Field(description="What it is ordered by.")]
    category: Annotated[str, Field(description="The shelf that it stands on.")]
    price: Annotated[int, Field(description="In cents.")]


# ---------------------------------------------------------------- one user's reads; `user_id` names the caller


@client(context=UserContext, auth="self")
def user_profile(user_id: int) -> Profile:
    """The user's own profile."""
    return profile_of(person_or_404(user_id))


@client(context=UserContext, auth="self")
def user_orders(user_id: int, page: int = 1) -> list[Order]:
    """The user's own orders, ten a page, by number."""
    found = models.Order.objects.filter(owner_id=user_id).order_by("pk")
    return [order_of(each) for each in page_of(found, page, ORDERS_A_PAGE)]


@client(context=UserContext)
def site_stats() -> Stats:
    """How large the shop is."""
    return Stats(users=models.Person.objects.count(), orders=models.Order.objects.count())


# ---------------------------------------------------------------- what is for sale; the same for everybody


@client(context=CatalogContext)
def products(category: str | None = None, page: int = 1) -> list[Product]:
    """Products by sku, ten a page; of one category, or of all."""
    found = models.Product.objects.order_by("pk")
    if category is not None:
        found = found.filter(category=storable(category, "params", "category"))
    return [product_of(each) for each in page_of(found, page, PRODUCTS_A_PAGE)]


@client(context=CatalogContext)
def product(sku: str) -> Product:
    """One product."""
    return product_of(product_or_404(storable(sku, "params", "sku")))


@client(context=CatalogContext)
def compare(category: str, skus: list[str]) -> list[Product]:
    """Some products of one category, in the order asked for."""
    storable(category, "params", "category")
    asked = [storable(sku, "params", "skus") for sku in skus]
    found = {each.sku: each for each in models.Product.objects.filter(category=category, pk__in=set(asked))}
    return [product_of(found[sku]) for sku in asked if sku in found]


# ---------------------------------------------------------------- mutations


@client(affects=UserContext, auth="self")
def rename_user(user_id: int, name: str) -> Profile:
    """Gives a user another name."""
    return rename(user_id, name)


@client(affects=UserContext, auth=True)
def rename_me(request: HttpRequest, name: str) -> Profile:
    """Gives whoever calls another name."""
    return rename(request.user.pk, name)


@client(affects=user_orders.scope(user_id="owner"), auth=True)
def ship_order(order_id: int, owner: int) -> Order:
    """Marks an order as shipped."""
    order = models.Order.objects.filter(pk=order_id, owner_id=owner).first()
    if order is None:
        raise NotFound("no such order")
    order.shipped = True
    order.save(update_fields=["shipped"])
    return order_of(order)


@client(affects=UserContext)
def jump(page: int = 1) -> int:
    """Changes nothing: its `page` is a view param, which never scopes."""
    return page


@client(affects=user_profile, auth="self")
def set_avatar(user_id: int, url: str) -> Profile:
    """Gives a user another picture."""
    person = person_or_404(user_id)
    person.avatar = storable(url, "args", "url")
    person.save(update_fields=["avatar"])
    return profile_of(person)


@client(affects=[product, CatalogContext.all()], auth=True)
def reprice(sku: str, price: int) -> Product:
    """Gives a product another price, in cents."""
    found = product_or_404(storable(sku, "args", "sku"))
    found.price_cents = price
    found.save(update_fields=["price_cents"])
    return product_of(found)


@client(affects=CatalogContext, auth=True)
def recategorise(sku: str, category: str) -> Product:
    """Puts a product on another shelf."""
    found = product_or_404(storable(sku, "args", "sku"))
    found.category = storable(category, "args", "category")
    found.save(update_fields=["category"])
    return product_of(found)


# ---------------------------------------------------------------- rows


def rename(user_id: int, name: str) -> Profile:
    person = person_or_404(user_id)
    person.name = storable(name, "args", "name")
    person.save(update_fields=["name"])
    return profile_of(person)


def storable(text: str, *path: str) -> str:
    """Text that every database takes: PostgreSQL has no NUL in text, and would end the call as a failure of ours."""
    if "\0" in text:
        raise Invalid("text with a NUL cannot be kept", errors=[Fault(path, "format")])
    return text


def page_of(found: QuerySet[Row], page: int, size: int) -> QuerySet[Row]:
    """Ten rows or so; below the first page is the first."""
    before = max(page - 1, 0) * size
    return found[before : before + size]


def person_or_404(user_id: int) -> models.Person:
    person = models.Person.objects.filter(pk=user_id).first()
    if person is None:
        raise NotFound("no such user")
    return person


def product_or_404(sku: str) -> models.Product:
    found = models.Product.objects.filter(pk=sku).first()
    if found is None:
        raise NotFound("no such product")
    return found


def profile_of(person: models.Person) -> Profile:
    return Profile(id=person.pk, name=person.name, avatar=person.avatar)


def order_of(order: models.Order) -> Order:
    return Order(id=order.pk, shipped=order.shipped)


def product_of(row: models.Product) -> Product:
    return Product(sku=row.sku, category=row.category, price=row.price_cents)
