"""The functions that the screen calls, declared once. `manage.py mizan_generate` writes their client.

A context is a group of reads that are fetched together; a mutation says in `affects` what it makes stale. Which entries
that is in a particular call, Mizan works out from the arguments: each mutation below says by which rule.
"""

import math
from hashlib import sha256
from typing import Annotated

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.db.models import Count, F, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from mizan import Accept, CachedRequest, DomainError, MaxSize, ReactContext, Upload, client
from mizan.django.identity import UserRequest
from mizan.errors import Fault, Invalid, NotFound, Unauthenticated
from store import models, pictures
from store.answers import (
    CategoryEntry,
    Order,
    OrderLine,
    OrderPage,
    ProductDetail,
    ProductPage,
    ProductRow,
    Profile,
    Stock,
    StockLeft,
    Visitor,
)

PRODUCTS_PER_PAGE = 12
ORDERS_PER_PAGE = 8
SCARCE = 5
LONGEST_NAME = 80

AssortmentContext = ReactContext("assortment")
CatalogContext = ReactContext("catalog", view=("page",))
ProductContext = ReactContext("product")
CustomerContext = ReactContext("customer", identity="customer_id")
OrdersContext = ReactContext("orders", identity="customer_id", view=("page",))
SessionContext = ReactContext("session")


class OutOfStock(DomainError[StockLeft]):
    """Fewer are left than were asked for."""


# ---- reads


@client(context=AssortmentContext)
def categories(request: CachedRequest) -> list[CategoryEntry]:
    """The departments, in the order of the shop. A context of its own: a product's new name changes nothing here."""
    # Said once more: Django leaves out a model's own order where it groups.
    counted = models.Category.objects.annotate(size=Count("products")).order_by("position")
    return [CategoryEntry(slug=each.slug, name=each.name, products=each.size) for each in counted]


@client(context=CatalogContext)
def products(request: CachedRequest, category: str | None = None, page: int = 1) -> ProductPage:
    """A page of the catalogue, the best known first.

    `category` is a department's slug; without one, everything.
    """
    found = models.Product.objects.select_related("category")
    if category is not None:
        found = found.filter(category__slug=category)
    items, total = cut(found, page, PRODUCTS_PER_PAGE)
    rows = [
        ProductRow(
            id=each.id, name=each.name, category=each.category.name, price_cents=each.price_cents, rating=each.rating
        )
        for each in items
    ]
    return ProductPage(items=rows, page=page, pages=math.ceil(total / PRODUCTS_PER_PAGE), total=total)


@client(context=ProductContext)
def product_detail(request: CachedRequest, product_id: int) -> ProductDetail:
    """All about one product."""
    product = product_or_404(product_id)
    return ProductDetail(
        id=product.id,
        sku=product.sku,
        name=product.name,
        category=product.category.name,
        description=product.description,
        price_cents=product.price_cents,
        weight_grams=product.weight_grams,
        rating=product.rating,
        reviews=product.reviews,
        changed_at=product.changed_at,
        picture=pictures.address_of(product.id),
    )


@client(context=ProductContext)
def product_stock(request: CachedRequest, product_id: int) -> Stock:
    """How many of a product are left."""
    pieces = product_or_404(product_id).stock
    return Stock(pieces=pieces, scarce=pieces <= SCARCE)


@client(context=CustomerContext, auth="self")
def customer_profile(request: CachedRequest, customer_id: int) -> Profile:
    """A customer, to herself and to staff."""
    customer = customer_or_404(customer_id)
    return Profile(
        id=customer.pk,
        name=customer.name,
        city=customer.city,
        country=customer.country,
        joined_at=customer.joined_at,
    )


@client(context=OrdersContext, auth="self")
def customer_orders(request: CachedRequest, customer_id: int, page: int = 1) -> OrderPage:
    """A customer's receipts, the last first."""
    found = customer_or_404(customer_id).orders.prefetch_related(
        Prefetch("lines", models.OrderLine.objects.order_by("id"))
    )
    items, total = cut(found, page, ORDERS_PER_PAGE)
    return OrderPage(
        items=[receipt(each) for each in items],
        page=page,
        pages=math.ceil(total / ORDERS_PER_PAGE),
        total=total,
    )


@client(context=SessionContext)
def whoami(request: UserRequest) -> Visitor | None:
    """Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller."""
    return visitor(request.user) if request.user.is_authenticated else None


# ---- mutations


@client(affects=[ProductContext, CatalogContext], auth="staff")
def rename_product(request: HttpRequest, product_id: int, name: str) -> ProductDetail:
    """Gives a product another name; receipts keep the name of their day.

    Of the products it drops the one that `product_id` names, since the argument bears the param's name; of the
    catalogue, which has no such param, every page.
    """
    product = product_or_404(product_id)
    product.name = checked_name(name)
    product.changed_at = timezone.now()
    product.save(update_fields=["name", "changed_at"])
    return product_detail(request, product_id)


@client(affects=ProductContext, auth="staff")
def set_picture(
    request: HttpRequest, product_id: int, picture: Annotated[Upload, MaxSize("2 MB"), Accept(*pictures.KINDS)]
) -> ProductDetail:
    """Shows a product in a picture, in place of the one that it had. Drops the product that `product_id` names."""
    product = product_or_404(product_id)
    content = picture.read()
    kind = pictures.kind_of(content)
    if kind is None:
        raise Invalid("this is no picture, whatever it is called", errors=[Fault(("args", "picture"), "enum")])
    models.Picture.objects.update_or_create(
        product=product, defaults={"kind": kind, "digest": sha256(content).hexdigest(), "content": content}
    )
    return product_detail(request, product_id)


@client(affects=[ProductContext.scope(product_id="item")], auth="staff")
def restock(request: HttpRequest, item: int, pieces: int) -> Stock:
    """Puts pieces of a product on the shelf.

    Its argument is called `item`, so the declaration says which param that is.
    """
    if not 1 <= pieces <= 1000:
        raise Invalid("between 1 and 1000 pieces", errors=[Fault(("args", "pieces"), "range")])
    if not models.Product.objects.filter(pk=item).update(stock=F("stock") + pieces):
        raise NotFound("there is no such product")
    return product_stock(request, item)


@client(affects=[product_stock, customer_orders], auth=True, raises=[OutOfStock])
def place_order(request: HttpRequest, product_id: int, quantity: int = 1) -> Order:
    """Buys a product.

    Drops the stock of the product that `product_id` names, and, since no argument names a customer, the caller's own
    orders.
    """
    if not 1 <= quantity <= 100:
        raise Invalid("between 1 and 100 pieces", errors=[Fault(("args", "quantity"), "range")])
    product = product_or_404(product_id)
    customer = customer_or_404(request.user.pk)
    # One statement decides, so that two orders cannot both get the last piece.
    if not models.Product.objects.filter(pk=product_id, stock__gte=quantity).update(stock=F("stock") - quantity):
        raise OutOfStock(StockLeft(pieces=product_or_404(product_id).stock))
    order = models.Order.objects.create(customer=customer, placed_at=timezone.now())
    order.lines.create(product=product, name=product.name, unit_price_cents=product.price_cents, quantity=quantity)
    return receipt(order)


@client(affects=[CustomerContext, SessionContext], auth=True)
def update_my_name(request: HttpRequest, name: str) -> Profile:
    """Changes the caller's own name.

    No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.
    """
    customer = customer_or_404(request.user.pk)
    customer.name = checked_name(name)
    customer.save(update_fields=["name"])
    return customer_profile(request, customer.pk)


@client(affects=SessionContext)
def sign_in(request: HttpRequest, username: str, password: str) -> Visitor:
    """Begins a session. The client then calls `client.clear()`: what others saw is not kept."""
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise Unauthenticated("no account has this name and password")
    login(request, user)
    return visitor(user)


@client(affects=SessionContext)
def sign_out(request: HttpRequest) -> None:
    """Ends the session."""
    logout(request)


# ---- what they are made of


def cut(found: QuerySet, page: int, size: int) -> tuple[list, int]:
    """The rows of a page, and how many rows there are on all of them."""
    if page < 1:
        raise Invalid("pages count from 1", errors=[Fault(("params", "page"), "range")])
    return list(found[(page - 1) * size : page * size]), found.count()


def product_or_404(product_id: int) -> models.Product:
    """The product, or a problem that the client's types know."""
    product = models.Product.objects.select_related("category").filter(pk=product_id).first()
    if product is None:
        raise NotFound("there is no such product")
    return product


def customer_or_404(customer_id: int) -> models.Customer:
    """The customer, or a problem."""
    customer = models.Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("there is no such customer")
    return customer


def checked_name(name: str) -> str:
    """A name without spaces around it, of a length that labels bear."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"a name has 1 to {LONGEST_NAME} characters", errors=[Fault(("args", "name"), "length")])
    return name


def receipt(order: models.Order) -> Order:
    """An order as its customer reads it."""
    lines = [
        OrderLine(name=line.name, quantity=line.quantity, unit_price_cents=line.unit_price_cents)
        for line in order.lines.all()
    ]
    return Order(
        reference=order.reference,
        placed_at=order.placed_at,
        total_cents=sum(line.quantity * line.unit_price_cents for line in lines),
        lines=lines,
    )


def visitor(user: User) -> Visitor:
    """An account as the screen shows it. One that never bought anything, as of `createsuperuser`, has a name too."""
    customer = models.Customer.objects.filter(pk=user.pk).first()
    name = user.get_username() if customer is None else customer.name
    return Visitor(id=user.pk, name=name, staff=user.is_staff)
